"""Webhooks are lost for a while and Twilio's lists lag: reconciling fetches exactly what is missing."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from sms_gateway.carriers.twilio import Twilio, TwilioSettings
from sms_gateway.domain.messages import InboundSms
from sms_gateway.errors import GatewayError
from sms_gateway.services import intake
from sms_gateway.services.office import Office
from sms_gateway.services.reconcile import reconcile
from sms_gateway.simulators.faults import Fault, FaultPlan, Faults
from sms_gateway.simulators.twilio import TwilioSimulator
from sms_gateway.storage.schema import inbound_parts, messages
from tests.builders import PUBLIC_URL, rows
from tests.conftest import HandClock, OfficeMaker

ACCOUNT, TOKEN = "AC" + "1" * 32, "a-token"
LAG = 40.0  # seconds until a message shows in a list
ROUNDS, EACH = 12, 60  # a reading every five minutes, so many SMS between two


@pytest.fixture
def loopback(clock: HandClock) -> Iterator[TwilioSimulator]:
    faults = Faults(FaultPlan(lookup_lag=LAG), 1708)
    with TwilioSimulator(account_sid=ACCOUNT, auth_token=TOKEN, faults=faults, clock=clock) as simulator:
        yield simulator


@pytest.fixture
def office(make_office: OfficeMaker, loopback: TwilioSimulator) -> Office:
    settings = TwilioSettings(ACCOUNT, (TOKEN,), PUBLIC_URL, base_url=loopback.url)
    return make_office(carriers={"twilio": Twilio(settings)})


def texted(loopback: TwilioSimulator, number: int) -> InboundSms:
    """A person texts us; the SMS as its webhook would have brought it."""
    sender, body = f"+6281200{number:06d}", f"pesan nomor {number}"
    sid = loopback.send_inbound(sender, body, lost=True).sid
    return InboundSms("twilio", sid, sender, "1708", body, loopback.received[-1].created_at)


def stored(office: Office) -> Counter[str]:
    return Counter(row.carrier_ref for row in rows(office, inbound_parts))


def test_what_was_lost_is_fetched_once_while_webhooks_go_on(
    office: Office, loopback: TwilioSimulator, clock: HandClock
) -> None:
    random, lost, fetched, number = Random(1708), set(), 0, 0
    with ThreadPoolExecutor(4) as pool:
        for minutes in range(ROUNDS):
            calls = []
            for _ in range(EACH):
                number += 1
                clock.forward(seconds=300 / EACH)
                sms = texted(loopback, number)
                outage = 3 <= minutes < 7
                if outage or random.random() < 0.05:
                    lost.add(sms.carrier_ref)
                else:  # some of them twice: Twilio tries again, or uses the fallback address
                    calls += [
                        pool.submit(intake.accept, [sms], office) for _ in range(random.choice((1, 1, 2)))
                    ]
            fetched += reconcile(office, "twilio")  # beside the webhooks that still run
            for call in calls:
                call.result()
    clock.forward(seconds=LAG + 1)
    fetched += reconcile(office, "twilio")
    assert stored(office) == Counter(message.sid for message in loopback.received)
    assert len(rows(office, messages)) == number
    assert len(lost) > 4 * EACH
    assert len(lost) <= fetched <= number, "a webhook may come after the list that had its message"
    assert reconcile(office, "twilio") == 0


def test_what_a_list_does_not_show_yet_is_fetched_by_the_next(
    office: Office, loopback: TwilioSimulator, clock: HandClock
) -> None:
    early = texted(loopback, 1)
    clock.forward(seconds=LAG - 1)
    late = texted(loopback, 2)
    assert (reconcile(office, "twilio"), stored(office)) == (0, Counter())
    clock.forward(seconds=2)
    assert (reconcile(office, "twilio"), set(stored(office))) == (1, {early.carrier_ref})
    clock.forward(seconds=300)
    assert (reconcile(office, "twilio"), set(stored(office))) == (1, {early.carrier_ref, late.carrier_ref})


def test_lists_that_fail_now_and_then_lose_nothing(
    office: Office, loopback: TwilioSimulator, clock: HandClock
) -> None:
    loopback.faults.change(FaultPlan(rates={Fault.LIST_UNAVAILABLE: 0.5}, lookup_lag=LAG))
    refused = 0
    for number in range(20):
        texted(loopback, number)
        clock.forward(minutes=5)
        try:
            reconcile(office, "twilio")
        except GatewayError:
            refused += 1
    loopback.faults.change(FaultPlan(lookup_lag=LAG))
    reconcile(office, "twilio")
    assert 0 < refused < 20
    assert stored(office) == Counter(message.sid for message in loopback.received)
