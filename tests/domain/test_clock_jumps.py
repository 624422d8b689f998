"""A clock that jumped is not believed until it came back, or was left so for a while."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.clock_jumps import JUMP, SET_BACK, Watch, is_due, look

SETTLE = 900.0
HOUR = 3600.0
small = st.floats(-JUMP / 2, JUMP / 2)
far = st.floats(JUMP * 2, 10 * 365 * 24 * HOUR) | st.floats(-10 * 365 * 24 * HOUR, -JUMP * 2)


@given(st.lists(small, max_size=20))
def test_one_that_is_only_steered_is_believed(steps: list[float]) -> None:
    watch, apart = Watch(0.0), 0.0
    for counter, step in enumerate(steps):
        apart += step
        watch = look(watch, apart, float(counter), SETTLE)
        assert watch.believed


@given(far, st.lists(st.floats(0, SETTLE - 1), max_size=5))
def test_one_that_jumped_is_not_believed_before_it_settled(jump: float, later: list[float]) -> None:
    watch = look(Watch(0.0), jump, 100.0, SETTLE)
    for seconds in sorted(later):
        watch = look(watch, jump, 100.0 + seconds, SETTLE)
    assert (watch.believed, watch.jump) == (False, jump)
    assert look(watch, jump, 100.0 + SETTLE, SETTLE).believed


@given(far, small)
def test_one_that_came_back_is_believed_at_once(jump: float, rest: float) -> None:
    jumped = look(Watch(0.0), jump, 1.0, SETTLE)
    assert look(jumped, rest, 2.0, SETTLE).believed


def test_one_that_jumps_on_begins_its_wait_anew_and_may_still_come_back() -> None:
    once = look(Watch(0.0), 6 * HOUR, 0.0, SETTLE)
    twice = look(once, 30 * HOUR, 800.0, SETTLE)
    assert not look(twice, 30 * HOUR, SETTLE, SETTLE).believed
    assert look(twice, 0.0, SETTLE, SETTLE).believed


@given(st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_what_is_further_ahead_than_anything_waits_is_due(ahead: timedelta) -> None:
    now = datetime(2026, 11, 10, tzinfo=UTC)
    assert is_due(now + ahead, now) is not (timedelta(0) < ahead <= SET_BACK)
