"""What Twilio has on record settles what we do not know, and fetches what never reached us."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from sms_gateway.carriers.twilio import TRIAL_PREFIX, Twilio
from sms_gateway.domain.messages import LookupState, OutboundSms
from sms_gateway.errors import GatewayError
from sms_gateway.simulators.faults import Fault, FaultPlan
from sms_gateway.simulators.server import LoopbackServer
from sms_gateway.simulators.twilio import TwilioSimulator
from sms_gateway.simulators.twilio_api import reply_json

SMS = OutboundSms(42, "+6281200000001", "LAPOR!: Laporan diterima", datetime(2026, 11, 24, 3, 0, tzinfo=UTC))
NONE = frozenset()


class Watch:
    """A clock that a test sets."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def watch():
    return Watch(SMS.first_tried_at)


@pytest.fixture
def loopback(watch):
    with TwilioSimulator(account_sid="AC" + "0" * 32, auth_token="trial-token-one", clock=watch) as simulator:
        yield simulator


def test_an_sms_that_was_taken_is_found(sender, loopback, watch):
    ref = sender.send(SMS).carrier_ref
    found = sender.find(SMS, NONE, watch.at)
    assert (found.state, found.carrier_ref) == (LookupState.FOUND, ref)


def test_an_sms_taken_without_an_answer_is_found(sender, loopback, watch):
    loopback.faults.change(FaultPlan(script=(Fault.RESET_AFTER,)))
    sender.send(SMS)
    assert sender.find(SMS, NONE, watch.at).carrier_ref == loopback.log[0].sid


def test_an_sms_that_was_never_taken_is_not_found(sender, loopback, watch):
    loopback.faults.change(FaultPlan(script=(Fault.RESET_BEFORE,)))
    sender.send(SMS)
    assert sender.find(SMS, NONE, watch.at).state is LookupState.NOT_FOUND


@pytest.mark.parametrize(
    "other",
    [replace(SMS, text="lain"), replace(SMS, text=SMS.text + " "), replace(SMS, recipient="+6281200000002")],
)
def test_another_sms_is_not_taken_for_ours(sender, watch, other):
    sender.send(other)
    assert sender.find(SMS, NONE, watch.at).state is LookupState.NOT_FOUND


def test_two_alike_are_ambiguous(sender, watch):
    sender.send(SMS)
    sender.send(SMS)
    assert sender.find(SMS, NONE, watch.at).state is LookupState.AMBIGUOUS


def test_the_twin_that_is_known_is_skipped(sender, watch):
    first, second = sender.send(SMS).carrier_ref, sender.send(SMS).carrier_ref
    assert sender.find(SMS, frozenset({first}), watch.at).carrier_ref == second


@pytest.mark.parametrize(
    ("seconds", "state"),
    [
        (-3 * 86400, LookupState.NOT_FOUND),
        (-6 * 3600, LookupState.AMBIGUOUS),  # by a clock that was wrong it may be ours
        (-121, LookupState.AMBIGUOUS),
        (-119, LookupState.FOUND),
        (119, LookupState.FOUND),
        (121, LookupState.AMBIGUOUS),
        (3 * 86400, LookupState.NOT_FOUND),
    ],
)
def test_only_the_time_around_the_first_try_counts(sender, watch, seconds, state):
    watch.at = SMS.first_tried_at + timedelta(seconds=seconds)
    sender.send(SMS)
    assert sender.find(SMS, NONE, SMS.first_tried_at).state is state


def test_an_inbound_sms_with_the_same_text_is_not_ours(sender, loopback, watch, twilio_settings):
    loopback.send_inbound("+6281200000009", SMS.text, lost=True)
    assert sender.find(replace(SMS, recipient="1708"), NONE, watch.at).state is LookupState.NOT_FOUND


def test_the_words_twilio_adds_in_a_trial_are_overlooked(sender, watch):
    sender.send(replace(SMS, text=TRIAL_PREFIX + SMS.text))
    assert sender.find(SMS, NONE, watch.at).state is LookupState.FOUND


def test_a_list_that_lags_shows_nothing_yet(sender, loopback, watch):
    loopback.faults.change(FaultPlan(lookup_lag=30))
    sender.send(SMS)
    assert sender.find(SMS, NONE, watch.at).state is LookupState.NOT_FOUND
    watch.at += timedelta(seconds=31)
    assert sender.find(SMS, NONE, watch.at).state is LookupState.FOUND


def test_a_message_still_waiting_at_twilio_is_found(twilio_settings, watch):
    waiting = TwilioSimulator(
        account_sid=twilio_settings.account_sid, auth_token="trial-token-one", clock=watch, receipt_delay=60
    )
    with waiting as loopback:
        assert_found_while_waiting(Twilio(replace(twilio_settings, base_url=loopback.url)), loopback, watch)


def assert_found_while_waiting(sender, loopback, watch):
    sender.send(SMS)
    assert loopback.log[0].sent_at is None
    assert sender.find(SMS, NONE, watch.at).state is LookupState.FOUND


def test_an_sms_is_found_behind_pages_of_others(sender, watch):
    ref = sender.send(SMS).carrier_ref
    for number in range(210):
        sender.send(replace(SMS, text=f"lain {number}"))
    assert sender.find(SMS, NONE, watch.at).carrier_ref == ref


def test_a_carrier_that_cannot_look_now_says_so(sender, loopback, watch):
    loopback.faults.change(FaultPlan(rates={Fault.LIST_UNAVAILABLE: 1}))
    assert sender.find(SMS, NONE, watch.at).state is LookupState.UNAVAILABLE
    loopback.stop()
    assert sender.find(SMS, NONE, watch.at).state is LookupState.UNAVAILABLE


def test_wrong_credentials_are_not_taken_for_not_found(twilio_settings, loopback, watch):
    carrier = Twilio(replace(twilio_settings, base_url=loopback.url, auth_tokens=("wrong",)))
    found = carrier.find(SMS, NONE, watch.at)
    assert (found.state, found.code) == (LookupState.UNAVAILABLE, "twilio-20003")


def test_what_people_sent_is_listed_whole(sender, loopback, watch):
    sids = [loopback.send_inbound(f"+62812000{n:05d}", f"isi {n} 😭", lost=True).sid for n in range(450)]
    listed = list(sender.list_inbound(watch.at - timedelta(hours=1)))
    assert [sms.carrier_ref for sms in reversed(listed)] == sids
    assert (listed[-1].sender, listed[-1].text, listed[-1].receiver) == ("+6281200000000", "isi 0 😭", "1708")
    assert listed[-1].received_at == watch.at


def test_only_what_came_since_then_is_listed(sender, loopback, watch):
    loopback.send_inbound("+6281200000001", "lama", lost=True)
    watch.at += timedelta(hours=2)
    loopback.send_inbound("+6281200000001", "baru", lost=True)
    jakarta = (watch.at - timedelta(minutes=1)).astimezone(timezone(timedelta(hours=7)))
    assert [sms.text for sms in sender.list_inbound(jakarta)] == ["baru"]


def test_our_own_sms_is_not_listed_as_inbound(sender, loopback, watch):
    sender.send(replace(SMS, recipient="+6281200000001"))
    assert list(sender.list_inbound(watch.at - timedelta(hours=1))) == []


def test_a_list_that_cannot_be_read_names_its_remedy(sender, loopback, watch):
    loopback.stop()
    with pytest.raises(GatewayError, match="base_url"):
        list(sender.list_inbound(watch.at))


class Unfiltered:
    """A Twilio that shows *count* messages to *recipient* whatever it is asked for."""

    def __init__(self, recipient, direction, count=1, text=SMS.text):
        self._shown = [
            {
                "sid": f"SM{number}",
                "to": recipient,
                "from": "+6281200000003",
                "body": text,
                "direction": direction,
                "date_created": "Tue, 24 Nov 2026 03:00:00 +0000",
                "date_sent": None,
                "num_media": "0",
            }
            for number in range(count)
        ]

    def respond(self, exchange):
        return reply_json(200, {"messages": self._shown, "next_page_uri": None})

    def __enter__(self):
        self._server = LoopbackServer(0, self.respond)
        self._server.start()
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __exit__(self, *_):
        self._server.stop()


@pytest.mark.parametrize(
    ("recipient", "direction"), [("+6281200000002", "outbound-api"), (SMS.recipient, "inbound")]
)
def test_a_filter_of_twilio_is_not_trusted(twilio_settings, watch, recipient, direction):
    with Unfiltered(recipient, direction) as url:
        found = Twilio(replace(twilio_settings, base_url=url)).find(SMS, NONE, watch.at)
    assert found.state is LookupState.NOT_FOUND


def test_an_outbound_message_is_never_taken_for_an_inbound_one(twilio_settings, watch):
    with Unfiltered("1708", "outbound-api") as url:
        assert list(Twilio(replace(twilio_settings, base_url=url)).list_inbound(watch.at)) == []


def test_a_list_too_long_to_be_read_whole_proves_nothing(twilio_settings, watch):
    with Unfiltered(SMS.recipient, "outbound-api", 1200, "lain") as url:
        found = Twilio(replace(twilio_settings, base_url=url)).find(SMS, NONE, watch.at)
    assert (found.state, found.code) == (LookupState.UNAVAILABLE, "twilio-list-too-long")


def test_a_long_list_that_reaches_back_before_the_first_try_is_enough(twilio_settings, watch):
    later = replace(SMS, first_tried_at=watch.at + timedelta(days=1))
    with Unfiltered(SMS.recipient, "outbound-api", 1200, "lain") as url:
        found = Twilio(replace(twilio_settings, base_url=url)).find(later, NONE, later.first_tried_at)
    assert found.state is LookupState.NOT_FOUND
