"""Two carriers on loopback ports, of which one fails, hangs and recovers: nothing twice, nothing lost."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count

import pytest

from sms_gateway.carriers.kannel import Kannel, KannelSettings
from sms_gateway.carriers.wire import new_session
from sms_gateway.domain.messages import OutboxState, Priority, Receipt, ReceiptState
from sms_gateway.services import audit, carrier_health, dead_letters, delivery, intake, receipts, triage
from sms_gateway.services.diagnosis import diagnose
from sms_gateway.services.finding import Finding
from sms_gateway.services.office import Office
from sms_gateway.services.snapshot import snapshot
from sms_gateway.services.turns import always
from sms_gateway.settings import Settings
from sms_gateway.settings.carriers import Carriers, GenericSection, KannelSection
from sms_gateway.storage import carrier_health as known_health
from sms_gateway.storage.schema import outbox
from tests.builders import inbound, rows, sql
from tests.carriers.aggregator import Aggregator, running_aggregator
from tests.carriers.dialects.generic import BY_FORM, make
from tests.carriers.smsbox import ACCEPTED, RESET, Smsbox, running_smsbox
from tests.conftest import HandClock, OfficeMaker

REFUSES_US = (403, "Authorization failed for sendsms")
BUSY = (429, "slow down")
NO_SUCH_NUMBER = (400, "Invalid receiver")
NOT_TAKEN = (REFUSES_US, BUSY, NO_SUCH_NUMBER)


@dataclass
class Line:
    """A gateway, a smsbox and an aggregator; *phones* that texted by Kannel wait for one answer each."""

    office: Office
    clock: HandClock
    box: Smsbox
    other: Aggregator
    taken: Counter[str] = field(default_factory=Counter)
    phones: list[str] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def texts(self, many: int) -> None:
        new = [f"+628120000{next(self._numbers):04d}" for _ in range(many)]
        intake.accept([inbound("BANTUAN", phone, carrier="kannel") for phone in new], self.office)
        triage.drain(self.office, 60)
        self.phones += new

    def works(self, **later: float) -> int:
        """Let the outbox work *later*; how many requests smsbox saw."""
        self.clock.forward(**later)
        before = len(self.box.asked)
        delivery.drain(self.office, 60)
        seen = self.box.asked[before:]
        if self.box.answer not in NOT_TAKEN:
            self.taken.update(each["to"] for each in seen)
        return len(seen)

    def mode(self) -> str:
        with self.office.sessions.read() as session:
            return str(known_health.known(session)["kannel"].mode)

    def copies(self) -> Counter[str]:
        """What each phone may have got, by whichever way."""
        return self.taken + Counter(each.fields["to"] for each in self.other.asked)

    def states(self) -> Counter[tuple[str, str]]:
        return Counter((row.carrier, row.state) for row in rows(self.office, outbox))

    def recovers(self) -> None:
        """Smsbox answers again, and one after another proves it."""
        self.box.answer, self.box.wait = ACCEPTED, 0.0
        for _ in range(8):
            self.texts(1)
            self.works(seconds=900)


@pytest.fixture
def ends() -> Iterator[tuple[Smsbox, Aggregator]]:
    with running_smsbox() as box, running_aggregator() as other:
        other.answer = (200, "OK 77")
        yield box, other


@pytest.fixture
def line(
    ends: tuple[Smsbox, Aggregator], make_office: OfficeMaker, settings: Settings, clock: HandClock
) -> Line:
    return build(ends, make_office, settings, clock, {"kannel": ("generic",)})


@pytest.fixture
def alone(
    ends: tuple[Smsbox, Aggregator], make_office: OfficeMaker, settings: Settings, clock: HandClock
) -> Line:
    """The same, and nobody stands in."""
    return build(ends, make_office, settings, clock, {})


def build(
    ends: tuple[Smsbox, Aggregator],
    make_office: OfficeMaker,
    settings: Settings,
    clock: HandClock,
    failover: dict[str, tuple[str, ...]],
) -> Line:
    box, other = ends
    kannel = KannelSettings(
        sendsms_url=box.url,
        username="smsgw",
        password="pw",
        secret="a-secret-of-the-tests",
        callback_url="http://127.0.0.1:1708",
        timeout=1,
    )
    names = ("kannel", "generic")
    own = Carriers(
        enabled=names,
        default="kannel",
        failover=failover,
        kannel=KannelSection(timeout_seconds=1),
        generic=GenericSection(send_url=other.url, timeout_seconds=1),
    )
    carriers = {
        "kannel": Kannel(kannel, partial(new_session, box.url)),
        "generic": make(BY_FORM, send_url=other.url),
    }
    chosen = settings.model_copy(update={"carriers": own})
    return Line(make_office(settings=chosen, carriers=carriers), clock, box, other)


def finding(office: Office) -> Finding:
    return next(each for each in diagnose(office, None) if each.check == "feeding kannel")


def test_what_a_dead_carrier_did_not_take_leaves_once_by_the_next(line: Line) -> None:
    line.texts(10)
    line.box.answer = REFUSES_US
    assert line.works() < 20  # it is not asked on and on
    assert line.mode() == "open"
    line.works(seconds=1)
    assert line.copies() == Counter(line.phones)
    assert line.states() == {("generic", "accepted"): 10}
    assert {row.meant for row in rows(line.office, outbox)} == {"kannel"}


def test_what_may_have_left_never_moves(line: Line) -> None:
    """One that hangs after it read has perhaps taken the SMS: a person decides, not the next carrier."""
    line.texts(20)
    line.box.wait = 1.3
    line.works()
    for _ in range(4):
        line.works(seconds=20)
    assert max(line.copies().values()) == 1
    assert sorted(line.copies()) == line.phones
    found = line.states()
    assert set(found) == {("kannel", "held"), ("generic", "accepted")}
    assert 5 <= found["kannel", "held"] <= 12  # those under way when it opened
    held = [row.id for row in rows(line.office, outbox) if row.state == "held"]
    dead_letters.retry(held, True, "cli:ani", line.office)
    line.works(seconds=1)
    assert len(line.other.asked) == found["generic", "accepted"]


@pytest.mark.parametrize("answer", [RESET, (500, "oops"), (503, "down")])
def test_an_answer_that_proves_nothing_opens_it_and_is_repeated_nowhere(
    line: Line, answer: tuple[int, str]
) -> None:
    line.texts(16)
    line.box.answer = answer
    for _ in range(3):
        line.works(seconds=20)
    assert line.mode() in ("open", "half-open")
    assert line.copies() == Counter(line.phones)


@pytest.mark.parametrize(("answer", "state"), [(NO_SUCH_NUMBER, "refused"), (BUSY, "retry")])
def test_a_refused_number_or_a_plea_to_slow_down_opens_nothing(
    line: Line, answer: tuple[int, str], state: str
) -> None:
    line.texts(12)
    line.box.answer = answer
    line.works()
    assert line.states() == {("kannel", state): 12}
    with line.office.sessions.read() as session:
        assert all(each.mode == "closed" for each in known_health.known(session).values())


def test_alone_it_waits_and_is_tried_by_one_at_a_time(alone: Line) -> None:
    alone.texts(30)
    alone.box.answer = REFUSES_US
    alone.works()
    asked = [alone.works(seconds=seconds) for seconds in (1, 30, 1, 30, 31, 1, 117, 3)]
    assert asked == [0, 1, 0, 0, 1, 0, 0, 1]  # pauses of 30, 60 and 120 seconds
    assert alone.other.asked == []
    alone.recovers()
    assert alone.copies() == Counter(alone.phones)
    assert set(alone.states()) == {("kannel", "accepted")}


def test_another_carrier_goes_on_while_one_is_open(alone: Line) -> None:
    alone.texts(40)  # more than a batch ahead of the last
    alone.box.answer = REFUSES_US
    alone.works()
    intake.accept([inbound("BANTUAN", "+6281300000001", carrier="generic")], alone.office)
    triage.drain(alone.office, 60)
    alone.works()
    assert [each.fields["to"] for each in alone.other.asked] == ["+6281300000001"]


def test_two_workers_agree_on_one_trial(alone: Line) -> None:
    alone.texts(30)
    alone.box.answer = REFUSES_US
    alone.works()
    alone.clock.forward(seconds=31)
    with ThreadPoolExecutor(4) as pool:
        claims = [pool.submit(delivery.claim, alone.office) for _ in range(4)]
        assert sum(len(each.result()) for each in claims) == 1


def test_it_comes_back_once_and_only_after_a_while(line: Line, clock: HandClock) -> None:
    line.texts(6)
    line.box.answer = REFUSES_US
    line.works()
    line.works(seconds=1)
    line.box.answer = ACCEPTED
    line.clock.forward(seconds=30)
    for _ in range(3):  # each drain finds one for the trial, and sends the others by the next carrier
        line.texts(2)
        assert line.works() == 1
    assert line.mode() == "closed"
    by = []
    for seconds in (1, 200, 98, 1):
        line.texts(2)
        line.works(seconds=seconds)
        by.append([row.carrier for row in rows(line.office, outbox)][-2:])
    assert by == [["generic"] * 2, ["generic"] * 2, ["generic"] * 2, ["kannel"] * 2]
    assert line.copies() == Counter(line.phones)


def test_a_carrier_that_comes_and_goes_is_not_followed_each_time(line: Line) -> None:
    """Up for a minute and down for a minute: its pauses grow, and every SMS leaves once."""
    for round_ in range(40):
        line.box.answer = ACCEPTED if round_ % 4 > 1 else REFUSES_US
        line.texts(4)
        line.works(seconds=30)
    line.recovers()
    assert line.copies() == Counter(line.phones)
    told = [row.entry.action for row in audit.listed(line.office)]
    assert told.count("carrier-open") <= 6
    assert told[0] == "carrier-open"


def test_an_emergency_is_no_trial_where_another_can_take_it(line: Line) -> None:
    line.texts(6)
    line.box.answer = REFUSES_US
    line.works()
    line.works(seconds=1)
    line.texts(1)
    sql(line.office, "UPDATE outbox SET priority = :p WHERE state = 'queued'", p=int(Priority.EMERGENCY))
    assert line.works(seconds=40) == 0
    assert line.copies() == Counter(line.phones)


def test_reports_come_from_whoever_sent(line: Line) -> None:
    line.texts(6)
    line.box.answer = REFUSES_US
    line.works()
    line.works(seconds=1)
    first = rows(line.office, outbox)[0]
    report = Receipt("kannel", "any", ReceiptState.DELIVERED, "1", outbox_id=first.id)
    assert not receipts.record(report, line.office)
    assert receipts.record(replace(report, carrier="generic", carrier_ref="77", outbox_id=None), line.office)


def test_what_waited_too_long_for_it_is_left_to_a_person(alone: Line) -> None:
    alone.texts(12)
    alone.box.answer = REFUSES_US
    alone.works()
    alone.clock.forward(hours=25)
    carrier_health.hold_too_old(alone.office, always)
    assert {(row.state, row.reason) for row in rows(alone.office, outbox)} == {("held", "not-taken-in-time")}


def test_the_desk_is_told_and_no_promise_counts_as_broken(line: Line, alone: Line) -> None:
    assert finding(line.office).ok is True
    alone.texts(12)
    alone.box.answer = REFUSES_US
    alone.works()
    alone.clock.forward(hours=2)
    told = finding(alone.office)
    assert (told.ok, "docs/runbooks/carrier-down.md" in told.remedy) == (False, True)
    assert "12 SMS wait" in told.detail
    assert "leave by generic" in finding(line.office).detail
    state = snapshot(alone.office)
    assert (state.carrier_open, state.invariants["I3"]) == ({"kannel": 1, "generic": 0}, 0)
    assert OutboxState.HELD not in {row.state for row in rows(alone.office, outbox)}
