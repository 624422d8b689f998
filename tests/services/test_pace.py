"""A carrier with a limit: workers share it, emergencies go first, no other waits for it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from sms_gateway.domain.messages import Priority, SendOutcome
from sms_gateway.services import delivery, triage
from sms_gateway.services.office import Office
from sms_gateway.settings import Settings
from sms_gateway.settings.carriers import Carriers, KannelSection, SimulatorSection
from sms_gateway.storage.schema import buckets, outbox
from tests.builders import FakeCarrier, rows, sql, store
from tests.conftest import HandClock, OfficeMaker

PHONES = 24
Paced = Callable[..., Office]


@pytest.fixture
def carrier() -> FakeCarrier:
    return FakeCarrier()


@pytest.fixture
def kannel() -> FakeCarrier:
    return FakeCarrier(name="kannel")


@pytest.fixture
def paced(make_office: OfficeMaker, settings: Settings, carrier: FakeCarrier, kannel: FakeCarrier) -> Paced:
    """`paced(5)`: many answers wait, and the simulator takes five segments a second."""

    def make(per_second: float | None) -> Office:
        found = Carriers(simulator=SimulatorSection(per_second=per_second), kannel=KannelSection())
        own = settings.model_copy(update={"carriers": found})
        office = make_office(settings=own, carriers={"simulator": carrier, "kannel": kannel})
        for number in range(PHONES):
            store(office, "BANTUAN", sender=f"+628120000{number:04d}")
        triage.drain(office, 60)
        sql(office, "UPDATE outbox SET segments = 1")
        return office

    return make


def two_drains(office: Office) -> None:
    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(delivery.drain, office, 60) for _ in range(2)]:
            each.result()


def test_two_drains_at_once_never_exceed_the_rate_together(
    paced: Paced, carrier: FakeCarrier, clock: HandClock
) -> None:
    office, sent = paced(5), list[int]()
    for seconds in (0, 0.4, 0.4, 10, 1, 0):
        clock.forward(seconds=seconds)
        two_drains(office)
        sent.append(len(carrier.sent))
    assert sent == [5, 7, 9, 14, 19, 19]
    assert len({sms.outbox_id for sms in carrier.sent}) == 19


def test_claims_at_once_share_one_bucket_without_the_breaker(paced: Paced) -> None:
    """The breaker's lock does not cover them: the pace has its own."""
    office = paced(5)
    for number in range(80):  # several batches: each claim finds rows no other has locked
        store(office, "BANTUAN", sender=f"+628130000{number:04d}")
    triage.drain(office, 60)
    with ThreadPoolExecutor(6) as pool:
        claims = [pool.submit(delivery.claim, office) for _ in range(6)]
        assert sum(len(each.result()) for each in claims) == 5


def test_without_a_limit_everything_leaves_at_once(paced: Paced, carrier: FakeCarrier) -> None:
    office = paced(None)
    two_drains(office)
    assert len(carrier.sent) == PHONES
    assert rows(office, buckets) == []


def test_under_a_limit_emergencies_leave_first_then_acknowledgements_then_reminders(
    paced: Paced, carrier: FakeCarrier, clock: HandClock
) -> None:
    office = paced(2)
    order = {22: Priority.EMERGENCY, 19: Priority.ACKNOWLEDGEMENT, 1: Priority.BULK}
    for first in sorted(order):  # each from its number on
        sql(office, "UPDATE outbox SET priority = :p WHERE id >= :first", p=int(order[first]), first=first)
    for _ in range(4):
        delivery.drain(office, 60)
        clock.forward(seconds=1)
    by_second = [sorted(sms.outbox_id for sms in carrier.sent[first : first + 2]) for first in (0, 2, 4, 6)]
    assert by_second == [[22, 23], [19, 24], [20, 21], [1, 2]]


def test_what_waits_for_one_carrier_hides_nothing_of_another(
    paced: Paced, carrier: FakeCarrier, kannel: FakeCarrier
) -> None:
    office = paced(0.1)
    for number in range(30):  # more than a batch ahead of the last
        store(office, "BANTUAN", sender=f"+628130000{number:04d}")
    triage.drain(office, 60)
    newest = max(row.id for row in rows(office, outbox))
    sql(office, "UPDATE outbox SET carrier = 'kannel' WHERE id = :newest", newest=newest)
    delivery.drain(office, 60)
    assert (len(carrier.sent), [sms.outbox_id for sms in kannel.sent]) == (1, [newest])


def test_a_look_needs_no_room(paced: Paced, carrier: FakeCarrier, clock: HandClock) -> None:
    office = paced(0.01)
    carrier.outcomes = [SendOutcome.unknown("time-out")]
    delivery.drain(office, 60)
    clock.forward(seconds=20)
    delivery.drain(office, 60)
    assert (len(carrier.sent), len(carrier.looked)) == (1, 1)


def test_a_long_sms_is_paid_back(paced: Paced, carrier: FakeCarrier, clock: HandClock) -> None:
    office = paced(1)
    sql(office, "UPDATE outbox SET segments = 3")
    sent = []
    for _ in range(7):
        delivery.drain(office, 60)
        sent.append(len(carrier.sent))
        clock.forward(seconds=1)
    assert sent == [1, 1, 1, 2, 2, 2, 3]
