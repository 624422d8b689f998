"""Tasks go round: whoever waited longest and is there gets the next, under the smallest free number."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.assignment import Candidate, Choice, choose, free_number
from tests.conftest import NOW

BUDI = Candidate(1, 101, NOW - timedelta(hours=1), NOW)
ANI = Candidate(2, 102, NOW - timedelta(hours=2), NOW)
NEW = Candidate(3, 103, None, NOW)
_HOURS = st.none() | st.integers(0, 5).map(lambda hours: NOW - timedelta(hours=hours))
_STAFF = st.lists(
    st.builds(
        Candidate,
        st.integers(1, 6),
        st.integers(1, 6),
        _HOURS,
        st.just(NOW),
        st.booleans(),
        st.none() | st.integers(1, 6),
    ),
    max_size=6,
    unique_by=lambda each: each.id,
)


def test_who_had_none_yet_is_next_then_who_waited_longest() -> None:
    assert choose([BUDI, ANI, NEW], ()) == Choice(3, 3)
    assert choose([BUDI, ANI], ()) == Choice(2, 2)


def test_nobody_gets_what_he_reported_himself() -> None:
    assert choose([BUDI, ANI], {102}) == Choice(1, 1)
    assert choose([BUDI, ANI], {101, 102}) is None


def test_who_is_away_is_passed_over_and_has_the_turn_when_a_colleague_stands_in() -> None:
    assert choose([BUDI, replace(ANI, away=True)], ()) == Choice(1, 1)
    assert choose([BUDI, NEW, replace(ANI, away=True, stand_in=1)], ()) == Choice(3, 3)
    assert choose([BUDI, replace(ANI, away=True, stand_in=1)], ()) == Choice(1, 2)


def test_a_stand_in_who_is_away_or_reported_it_stands_in_for_nobody() -> None:
    away = replace(ANI, away=True, stand_in=1)
    assert choose([replace(BUDI, away=True, stand_in=2), away], ()) is None
    assert choose([BUDI, away, NEW], {101}) == Choice(3, 3)


@given(_STAFF, st.frozensets(st.integers(1, 6)))
def test_whoever_is_chosen_is_there_and_did_not_report_it(
    staff: list[Candidate], reporters: frozenset[int]
) -> None:
    fit = {each.id for each in staff if not each.away and each.sender_id not in reporters}
    choice = choose(staff, reporters)
    assert (choice is None) == (not fit)
    assert choice is None or choice.officer in fit


@given(st.integers(1, 6), st.integers(1, 40))
def test_the_work_is_spread_evenly(people: int, tasks: int) -> None:
    staff = {number: Candidate(number, number, None, NOW) for number in range(1, people + 1)}
    given: Counter[int] = Counter()
    for minute in range(tasks):
        choice = choose(list(staff.values()), ())
        assert choice is not None
        given[choice.officer] += 1
        staff[choice.turn] = replace(staff[choice.turn], assigned_at=NOW + timedelta(minutes=minute))
    assert max(given.values()) - min(given[number] for number in staff) <= 1


@given(st.frozensets(st.integers(1, 30)))
def test_a_number_is_the_smallest_that_is_free(bound: frozenset[int]) -> None:
    number = free_number(bound)
    assert number not in bound
    assert set(range(1, number)) <= bound
