"""What a person may decide about an SMS that did not leave, as tables and a property."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.audit_chain import is_code
from sms_gateway.domain.dead_letters import (
    STATE_OF,
    Against,
    DropReason,
    Letter,
    Waiting,
    against_drop,
    against_retry,
    dropped,
    may_have_left,
    waiting,
)
from sms_gateway.domain.delivery import FORWARD
from sms_gateway.domain.messages import OutboxState

S = OutboxState
LETTERS = st.builds(
    Letter,
    st.sampled_from(OutboxState),
    st.sampled_from([None, "budget", "not-taken-in-time", "lookup-ambiguous", "receipt-30003", "21610"]),
    st.integers(0, 3),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)


@pytest.mark.parametrize(
    ("state", "reason", "looks", "may"),
    [
        (S.UNKNOWN, "time-out", 0, True),
        (S.HELD, "lookup-ambiguous", 1, True),
        (S.HELD, "lookup-impossible", 1, True),
        (S.HELD, "not-found-in-time", 9, True),
        (S.HELD, "seal-broken", 1, True),  # it was unknown when the key was missing
        (S.HELD, "seal-broken", 0, False),
        (S.HELD, "not-taken-in-time", 0, False),
        (S.HELD, "not-taken-in-time", 2, False),  # the record was asked twice before it was tried again
        (S.RETRY, "503", 2, False),
        (S.REFUSED, "21211", 0, False),
        (S.REFUSED, "receipt-30003", 0, True),
    ],
)
def test_only_what_is_known_not_to_have_left_is_surely_the_first(
    state: OutboxState, reason: str, looks: int, may: bool
) -> None:
    letter = Letter(state, reason, looks)
    assert may_have_left(letter) is may
    assert against_retry(letter, may_be_second=False) is (Against.MAY_BE_SECOND if may else None)
    assert against_retry(letter, may_be_second=True) is None


@pytest.mark.parametrize(
    ("letter", "against"),
    [
        (Letter(S.HELD, "budget", 0), Against.BUDGET),
        (Letter(S.UNKNOWN, "time-out", 0, at_work=True), Against.AT_WORK),
        (Letter(S.RETRY, "503", 0, erased=True), Against.ERASED),
        (Letter(S.HELD, "not-taken-in-time", 0, silenced=True), Against.STOPPED),
        (Letter(S.QUEUED, None, 0), Against.NOT_WAITING),
        (Letter(S.SENDING, None, 0, at_work=True), Against.NOT_WAITING),
        (Letter(S.DELIVERED, None, 0), Against.NOT_WAITING),
        (Letter(S.EXPIRED, "dropped-test", 0), Against.NOT_WAITING),
    ],
)
def test_nobody_can_take_upon_himself_what_is_not_his(letter: Letter, against: Against) -> None:
    assert against_retry(letter, may_be_second=True) is against


@given(LETTERS, st.booleans())
def test_an_sms_that_is_sent_again_waits_for_a_person_and_is_in_no_workers_hands(
    letter: Letter, may_be_second: bool
) -> None:
    if against_retry(letter, may_be_second=may_be_second) is None:
        assert waiting(letter.state) is not None
        assert not letter.at_work
        assert may_be_second or not may_have_left(letter)


@given(LETTERS)
def test_what_is_dropped_was_permitted_to_end(letter: Letter) -> None:
    if against_drop(letter) is None:
        assert OutboxState.EXPIRED in FORWARD[letter.state]
        assert not letter.at_work


def test_a_failed_one_has_its_end_already() -> None:
    assert against_drop(Letter(S.REFUSED, "21211", 0)) is Against.ENDED
    assert against_drop(Letter(S.DELIVERED, None, 0)) is Against.NOT_WAITING


def test_every_state_a_person_looks_at_is_one_of_ours() -> None:
    assert set(STATE_OF) == set(Waiting)
    assert {waiting(state) for state in STATE_OF.values()} == set(Waiting)


@pytest.mark.parametrize("reason", DropReason)
def test_a_reason_to_drop_is_a_code_the_chain_can_hold(reason: DropReason) -> None:
    assert is_code(dropped(reason))
    assert len(dropped(reason)) <= 64
