"""Delivery: waits grow, receipts only move forward, and only two honest looks permit a second send."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.delivery import (
    FIRST_LOOK,
    FORWARD,
    LOOKUP_GAP,
    NextStep,
    advance,
    after_lookup,
    after_send,
    backoff,
    of_all,
)
from sms_gateway.domain.messages import LookupOutcome, LookupState, OutboxState, ReceiptState, SendOutcome

NOW = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
JITTER = st.floats(0, 1, exclude_max=True)
FINAL = {ReceiptState.DELIVERED, ReceiptState.FAILED}
NOT_FOUND = LookupOutcome(LookupState.NOT_FOUND)


@given(st.integers(1, 10_000), JITTER)
def test_a_wait_stays_between_two_seconds_and_five_minutes(attempt: int, jitter: float) -> None:
    assert 2 <= backoff(attempt, None, jitter) <= 300


@given(st.integers(1, 30), JITTER)
def test_a_later_attempt_never_waits_less(attempt: int, jitter: float) -> None:
    assert backoff(attempt, None, jitter) <= backoff(attempt + 1, None, jitter)


@given(st.integers(1, 30), JITTER, st.floats(0, 3600))
def test_a_retry_after_is_obeyed(attempt: int, jitter: float, seconds: float) -> None:
    assert backoff(attempt, seconds, jitter) >= seconds


@pytest.mark.parametrize("odd", [float("nan"), -5.0, float("-inf")])
def test_a_senseless_retry_after_is_ignored(odd: float) -> None:
    assert backoff(3, odd, 0.5) == backoff(3, None, 0.5)


@pytest.mark.parametrize("far", [1e9, float("inf")])
def test_a_retry_after_cannot_put_an_sms_off_for_more_than_an_hour(far: float) -> None:
    assert backoff(1, far, 0.5) == 3600


def test_waits_double() -> None:
    assert [backoff(n, None, 0.999999) for n in range(1, 6)] == pytest.approx([2, 4, 8, 16, 32], rel=1e-3)


@pytest.mark.parametrize(
    ("current", "new", "reached"),
    [
        (ReceiptState.UNKNOWN, ReceiptState.QUEUED, ReceiptState.QUEUED),
        (ReceiptState.QUEUED, ReceiptState.DELIVERED, ReceiptState.DELIVERED),
        (ReceiptState.DELIVERED, ReceiptState.SENT, ReceiptState.DELIVERED),  # late
        (ReceiptState.SENT, ReceiptState.SENT, ReceiptState.SENT),  # twice
        (ReceiptState.SENT, ReceiptState.UNKNOWN, ReceiptState.SENT),
        (ReceiptState.DELIVERED, ReceiptState.FAILED, ReceiptState.DELIVERED),
        (ReceiptState.FAILED, ReceiptState.DELIVERED, ReceiptState.FAILED),
    ],
)
def test_a_receipt_moves_an_sms_only_forward(
    current: ReceiptState, new: ReceiptState, reached: ReceiptState
) -> None:
    assert advance(current, new) is reached


@given(st.lists(st.sampled_from(ReceiptState)))
def test_receipts_in_any_order_reach_the_furthest_state(news: list[ReceiptState]) -> None:
    states = [ReceiptState.UNKNOWN]
    for new in news:
        states.append(advance(states[-1], new))
    finals = [new for new in news if new in FINAL]
    if finals:
        assert states[-1] is finals[0]
    elif news:
        order = list(ReceiptState)
        assert states[-1] is max(news, key=order.index)
    for before, after in pairwise(states):
        assert before not in FINAL or after is before


@pytest.mark.parametrize(
    ("outcome", "attempt", "step"),
    [
        (SendOutcome.accepted("SM1"), 1, NextStep(OutboxState.ACCEPTED)),
        (SendOutcome.refused("21610"), 1, NextStep(OutboxState.REFUSED)),
        (SendOutcome.unknown("timeout"), 1, NextStep(OutboxState.UNKNOWN, FIRST_LOOK)),
        (SendOutcome.unknown("timeout"), 9, NextStep(OutboxState.UNKNOWN, FIRST_LOOK)),
        (SendOutcome.retry("429", 7.0), 1, NextStep(OutboxState.RETRY, 7.0)),
        (SendOutcome.retry("503"), 2, NextStep(OutboxState.RETRY, 2.0)),
        (SendOutcome.retry("503"), 9, NextStep(OutboxState.RETRY, 150.0)),
    ],
)
def test_an_attempt_leads_to(outcome: SendOutcome, attempt: int, step: NextStep) -> None:
    assert after_send(outcome, attempt, jitter=0.0, too_old=False) == step


def test_an_sms_too_old_is_tried_no_more_but_an_end_is_an_end() -> None:
    assert after_send(SendOutcome.retry("503"), 1, jitter=0.0, too_old=True) == NextStep(
        OutboxState.HELD, reason="not-taken-in-time"
    )
    assert after_send(SendOutcome.accepted("SM1"), 9, jitter=0.0, too_old=True).state is OutboxState.ACCEPTED


def looked(
    state: LookupState, first: datetime | None = None, now: datetime = NOW, too_old: bool = False
) -> NextStep:
    return after_lookup(LookupOutcome(state), first_not_found_at=first, now=now, too_old=too_old)


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (LookupState.FOUND, NextStep(OutboxState.ACCEPTED)),
        (LookupState.AMBIGUOUS, NextStep(OutboxState.HELD, reason="lookup-ambiguous")),
        (LookupState.IMPOSSIBLE, NextStep(OutboxState.HELD, reason="lookup-impossible")),
        (LookupState.UNAVAILABLE, NextStep(OutboxState.UNKNOWN, 30.0)),
        (LookupState.NOT_FOUND, NextStep(OutboxState.UNKNOWN, 60.0, NOW)),
    ],
)
def test_a_first_look_leads_to(state: LookupState, step: NextStep) -> None:
    assert looked(state) == step


@pytest.mark.parametrize(
    ("seconds", "step"),
    [
        (0, NextStep(OutboxState.UNKNOWN, 60.0, NOW)),
        (59, NextStep(OutboxState.UNKNOWN, 1.0, NOW)),
        (60, NextStep(OutboxState.RETRY, 0.0)),
        (600, NextStep(OutboxState.RETRY, 0.0)),
    ],
)
def test_a_second_not_found_counts_only_after_the_gap(seconds: int, step: NextStep) -> None:
    assert looked(LookupState.NOT_FOUND, NOW, NOW + timedelta(seconds=seconds)) == step


def test_a_clock_set_back_starts_the_gap_again() -> None:
    earlier = NOW - timedelta(hours=1)
    assert looked(LookupState.NOT_FOUND, NOW, earlier) == NextStep(OutboxState.UNKNOWN, 60.0, earlier)


def test_an_unavailable_record_keeps_the_first_look() -> None:
    assert looked(LookupState.UNAVAILABLE, NOW, NOW + timedelta(minutes=5)).not_found_at == NOW


@pytest.mark.parametrize("state", [LookupState.UNAVAILABLE, LookupState.NOT_FOUND])
def test_a_person_decides_when_looking_leads_nowhere(state: LookupState) -> None:
    assert looked(state, too_old=True) == NextStep(OutboxState.HELD, reason="not-found-in-time")


@given(
    st.sampled_from(LookupState),
    st.booleans(),
    st.none() | st.integers(-600, 600),
    st.integers(0, 300),
)
def test_only_two_looks_a_gap_apart_ever_permit_a_second_send(
    state: LookupState, too_old: bool, first: int | None, gap: int
) -> None:
    first_at = NOW - timedelta(seconds=first) if first is not None else None
    step = after_lookup(
        LookupOutcome(state),
        first_not_found_at=first_at,
        now=NOW,
        gap=timedelta(seconds=gap),
        too_old=too_old,
    )
    assert step.state in FORWARD[OutboxState.UNKNOWN] | {OutboxState.UNKNOWN}
    if step.state is OutboxState.RETRY:
        assert state is LookupState.NOT_FOUND
        assert first_at is not None
        assert NOW - first_at >= timedelta(seconds=gap)
    assert step.due_in is None or step.due_in >= 0


def test_every_state_has_its_moves_and_the_ended_ones_have_none() -> None:
    assert set(FORWARD) == set(OutboxState)
    ended = {state for state, moves in FORWARD.items() if not moves}
    assert ended == {OutboxState.DELIVERED, OutboxState.REFUSED, OutboxState.EXPIRED}
    assert all(OutboxState.QUEUED not in moves for moves in FORWARD.values())


def test_the_gap_is_what_the_records_of_carriers_need() -> None:
    assert timedelta(seconds=60) <= LOOKUP_GAP


@pytest.mark.parametrize(
    ("meant", "stood_in", "by", "said"),
    [
        (LookupState.NOT_FOUND, LookupState.FOUND, "b", LookupState.FOUND),
        (LookupState.UNAVAILABLE, LookupState.FOUND, "b", LookupState.FOUND),
        (LookupState.NOT_FOUND, LookupState.IMPOSSIBLE, "b", LookupState.IMPOSSIBLE),
        (LookupState.NOT_FOUND, LookupState.UNAVAILABLE, "b", LookupState.UNAVAILABLE),
        (LookupState.NOT_FOUND, LookupState.NOT_FOUND, "a", LookupState.NOT_FOUND),
        (LookupState.FOUND, LookupState.AMBIGUOUS, "a", LookupState.FOUND),
    ],
)
def test_of_several_carriers_all_must_say_that_they_have_none(
    meant: LookupState, stood_in: LookupState, by: str, said: LookupState
) -> None:
    found = of_all({"a": LookupOutcome(meant), "b": LookupOutcome(stood_in)})
    assert (found[0], found[1].state) == (by, said)
