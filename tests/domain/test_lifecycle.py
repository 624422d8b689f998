"""A case moves only as LAPOR! lets it: by the right hand, from the right state, never into a dead end."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.cases import OPEN, CaseState
from sms_gateway.domain.lifecycle import RULES, Move, Moved, Mover, Refused, after

ASKED_FROM = sorted(OPEN - {CaseState.ANSWERED, CaseState.ASKING})
STEPS = st.tuples(st.sampled_from(Move), st.sampled_from(Mover))

USUAL_LIVES = {
    "answered and rated": [
        (Move.ROUTE, Mover.ADMIN, CaseState.ROUTED),
        (Move.ACCEPT, Mover.OFFICER, CaseState.WORKING),
        (Move.ANSWER, Mover.OFFICER, CaseState.ANSWERED),
        (Move.RATE, Mover.CITIZEN, CaseState.DONE),
        (Move.REOPEN, Mover.CITIZEN, CaseState.UNVERIFIED),
    ],
    "no word after the answer": [
        (Move.ROUTE, Mover.CLOCK, CaseState.ROUTED),
        (Move.ANSWER, Mover.OFFICER, CaseState.ANSWERED),
        (Move.EXPIRE, Mover.CLOCK, CaseState.DONE),
    ],
    "disputed": [
        (Move.ROUTE, Mover.ADMIN, CaseState.ROUTED),
        (Move.ANSWER, Mover.OFFICER, CaseState.ANSWERED),
        (Move.DISPUTE, Mover.CITIZEN, CaseState.WORKING),
        (Move.ANSWER, Mover.OFFICER, CaseState.ANSWERED),
    ],
    "asked for its place": [
        (Move.ASK, Mover.CLOCK, CaseState.ASKING),
        (Move.SILENCE, Mover.CLOCK, CaseState.UNVERIFIED),
        (Move.ROUTE, Mover.ADMIN, CaseState.ROUTED),
    ],
    "sent back and archived": [
        (Move.ROUTE, Mover.ADMIN, CaseState.ROUTED),
        (Move.RETURN, Mover.OFFICER, CaseState.UNVERIFIED),
        (Move.ARCHIVE, Mover.ADMIN, CaseState.ARCHIVED),
        (Move.REOPEN, Mover.CITIZEN, CaseState.UNVERIFIED),
    ],
}


@pytest.mark.parametrize("life", USUAL_LIVES.values(), ids=USUAL_LIVES.keys())
def test_a_usual_life_goes_through(life: list[tuple[Move, Mover, CaseState]]) -> None:
    state = CaseState.UNVERIFIED
    for move, by, expected in life:
        assert after(state, move, by) == Moved(expected)
        state = expected


@pytest.mark.parametrize(
    ("state", "move", "by", "reason"),
    [
        (CaseState.ANSWERED, Move.CANCEL, Mover.CITIZEN, "state"),
        (CaseState.WORKING, Move.RATE, Mover.CITIZEN, "state"),
        (CaseState.ROUTED, Move.FINISH, Mover.OFFICER, "state"),
        (CaseState.ANSWERED, Move.ARCHIVE, Mover.OFFICER, "state"),
        (CaseState.ROUTED, Move.ANSWER, Mover.CITIZEN, "mover"),
        (CaseState.UNVERIFIED, Move.CANCEL, Mover.OFFICER, "mover"),
        (CaseState.ANSWERED, Move.EXPIRE, Mover.OFFICER, "mover"),
        (CaseState.CANCELLED, Move.REOPEN, Mover.CITIZEN, "state"),
    ],
)
def test_what_nobody_may_do_is_refused_with_its_reason(
    state: CaseState, move: Move, by: Mover, reason: str
) -> None:
    assert after(state, move, by) == Refused(state, reason)


@pytest.mark.parametrize("before", ASKED_FROM)
def test_an_answered_question_leads_back_to_where_the_case_was(before: CaseState) -> None:
    assert after(before, Move.ASK, Mover.ADMIN) == Moved(CaseState.ASKING)
    assert after(CaseState.ASKING, Move.INFORM, Mover.CITIZEN, before) == Moved(before)


@given(st.lists(STEPS, max_size=30))
def test_no_walk_leaves_the_table(steps: list[tuple[Move, Mover]]) -> None:
    state = CaseState.UNVERIFIED
    for move, by in steps:
        result = after(state, move, by)
        if isinstance(result, Moved):
            assert state in RULES[move].froms
        else:
            assert result.state is state
        state = result.state


@pytest.mark.parametrize("state", sorted(OPEN))
def test_every_open_case_can_still_be_answered_or_closed(state: CaseState) -> None:
    reached, edge = {state}, {state}
    while edge:
        moved = (after(here, move, by) for here, move, by in product(edge, Move, Mover))
        edge = {step.state for step in moved if isinstance(step, Moved)} - reached
        reached |= edge
    assert {CaseState.ANSWERED, CaseState.DONE} <= reached


@pytest.mark.parametrize("state", sorted(set(CaseState) - {CaseState.CANCELLED}))
def test_only_a_cancelled_case_has_no_way_on(state: CaseState) -> None:
    assert any(isinstance(after(state, move, by), Moved) for move, by in product(Move, Mover))
