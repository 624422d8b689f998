"""A case keeps its clock: ended cases have stopped, running ones never run backwards."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.cases import OPEN, CaseState
from sms_gateway.domain.lifecycle import Move, Mover, Refused
from sms_gateway.domain.sla import WorkCalendar, national_holidays
from sms_gateway.domain.standing import CLOCKS, Days, Standing, moved
from sms_gateway.domain.zones import WIB, WIT, WITA

TUESDAY = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
HOLIDAYS = national_holidays([2026, 2027])
CALENDAR = WorkCalendar(HOLIDAYS)
DAYS = Days(verify=3, answer=5, close=10, extend=5)
STEPS = st.lists(
    st.tuples(st.sampled_from(Move), st.sampled_from(Mover), st.integers(0, 40)), min_size=1, max_size=40
)


def _end_of(day: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, 16, 59, 59, tzinfo=UTC)


def _after(standing: Standing, *moves: Move, at: datetime = TUESDAY) -> Standing:
    for move in moves:
        by = next(
            by for by in Mover if not isinstance(moved(standing, move, by, at, DAYS, CALENDAR), Refused)
        )
        found = moved(standing, move, by, at, DAYS, CALENDAR)
        assert isinstance(found, Standing)
        standing = found
    return standing


NEW = Standing(CaseState.UNVERIFIED, TUESDAY, _end_of(13))
FRIDAY = TUESDAY + timedelta(days=3)


@pytest.mark.parametrize(
    ("moves", "due"),
    [
        ([Move.ROUTE], _end_of(17)),
        ([Move.ROUTE, Move.ACCEPT], _end_of(17)),
        ([Move.ROUTE, Move.ANSWER], _end_of(24)),
        ([Move.ROUTE, Move.ANSWER, Move.FINISH], None),
        ([Move.ROUTE, Move.DELAY], None),
        ([Move.ROUTE, Move.DELAY, Move.RESUME], _end_of(17)),
        ([Move.ROUTE, Move.DELAY, Move.ACCEPT], _end_of(17)),
        ([Move.ROUTE, Move.RETURN], _end_of(17)),
        ([Move.ROUTE, Move.RETURN, Move.ROUTE], _end_of(17)),
        ([Move.ROUTE, Move.DELAY, Move.RETURN], _end_of(17)),
        ([Move.ROUTE, Move.EXTEND], _end_of(24)),
        ([Move.ROUTE, Move.RETURN, Move.ARCHIVE, Move.REOPEN, Move.ROUTE], _end_of(17)),
        ([Move.ROUTE, Move.ASK], _end_of(17)),
        ([Move.ASK], _end_of(13)),
        ([Move.ARCHIVE], None),
        ([Move.ARCHIVE, Move.REOPEN], _end_of(13)),
        ([Move.ROUTE, Move.ANSWER, Move.DISPUTE], _end_of(17)),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else "",
)
def test_a_move_sets_the_clock(moves: list[Move], due: datetime | None) -> None:
    assert _after(NEW, *moves).due_at == due


def test_passed_on_to_another_agency_a_case_keeps_its_deadline() -> None:
    routed = _after(NEW, Move.ROUTE)
    assert _after(routed, Move.ROUTE, at=FRIDAY).due_at == routed.due_at
    asked = _after(routed, Move.ASK, at=FRIDAY)
    assert _after(asked, Move.ROUTE, at=FRIDAY).due_at == routed.due_at


def test_a_delay_saves_the_days_that_were_left() -> None:
    delayed = _after(_after(NEW, Move.ROUTE), Move.DELAY, at=FRIDAY)
    assert (delayed.due_at, delayed.left) == (None, 2)
    later = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
    resumed = _after(delayed, Move.RESUME, at=later)
    assert (resumed.due_at, resumed.left) == (_end_of(3, 12), None)


def test_a_delay_of_a_late_case_leaves_one_day() -> None:
    late = _after(_after(NEW, Move.ROUTE), Move.DELAY, at=TUESDAY + timedelta(days=30))
    assert late.left == 1


def test_asked_about_while_delayed_a_case_does_not_lose_its_days() -> None:
    asked = _after(NEW, Move.ROUTE, Move.DELAY, Move.ASK)
    assert asked.left == 5
    assert _after(asked, Move.INFORM).state is CaseState.DELAYED


def test_sent_back_a_case_keeps_the_deadline_its_citizen_was_told() -> None:
    routed = _after(NEW, Move.ROUTE)
    again = _after(_after(routed, Move.RETURN, at=FRIDAY), Move.ROUTE, at=FRIDAY)
    assert (again.due_at, again.returns) == (routed.due_at, 1)


def test_reopened_a_case_is_verified_as_if_it_had_never_been_sent_back() -> None:
    reopened = _after(NEW, Move.ROUTE, Move.RETURN, Move.ARCHIVE, Move.REOPEN)
    assert (reopened.due_at, reopened.returns) == (_end_of(13), 0)


def test_more_days_count_from_today_once_the_deadline_has_passed() -> None:
    late = _after(NEW, Move.ROUTE)
    assert _after(late, Move.EXTEND, at=datetime(2026, 11, 20, 2, 0, tzinfo=UTC)).due_at == _end_of(27)


def test_every_move_says_what_it_does_to_the_clock() -> None:
    assert set(CLOCKS) == set(Move)


@pytest.mark.parametrize(("zone", "hour"), [(WIB, 16), (WITA, 15), (WIT, 14)], ids=str)
def test_a_day_ends_at_midnight_of_the_region(zone: object, hour: int) -> None:
    calendar = WorkCalendar(HOLIDAYS, zone)  # type: ignore[arg-type]
    assert calendar.due(TUESDAY, 5) == datetime(2026, 11, 17, hour, 59, 59, tzinfo=UTC)


def test_a_working_day_begins_earlier_in_the_east() -> None:
    late = datetime(2026, 11, 10, 16, 30, tzinfo=UTC)  # Tuesday 23.30 in Jakarta, Wednesday in Jayapura
    assert WorkCalendar(HOLIDAYS, WIB).due(late, 1) == datetime(2026, 11, 11, 16, 59, 59, tzinfo=UTC)
    assert WorkCalendar(HOLIDAYS, WIT).due(late, 1) == datetime(2026, 11, 12, 14, 59, 59, tzinfo=UTC)


@given(STEPS)
def test_no_walk_leaves_a_case_without_a_sound_clock(steps: list[tuple[Move, Mover, int]]) -> None:
    standing, now = NEW, TUESDAY
    for move, by, hours in steps:
        now += timedelta(hours=hours)
        before = standing
        found = moved(standing, move, by, now, DAYS, CALENDAR)
        if isinstance(found, Refused):
            continue
        standing = found
        assert standing.state in CaseState
        assert standing.since == now >= before.since
        assert (standing.closed_at is not None) == (standing.state not in OPEN)
        assert (standing.due_at is None) == (standing.state not in OPEN or _waits(standing))
        assert (standing.before is not None) == (standing.state is CaseState.ASKING)
        assert standing.left is None or _waits(standing)
        if standing.due_at is not None:
            assert standing.due_at == before.due_at or standing.due_at > now


def _waits(standing: Standing) -> bool:
    return CaseState.DELAYED in (standing.state, standing.before)
