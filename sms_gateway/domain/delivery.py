"""What follows one attempt to send, one look-up, one receipt: values, so that nothing is sent on a guess."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from sms_gateway.domain.messages import (
    LookupOutcome,
    LookupState,
    OutboxState,
    ReceiptState,
    SendOutcome,
    SendState,
)

SHORTEST_WAIT: Final = 2.0
LONGEST_WAIT: Final = 300.0
LONGEST_RETRY_AFTER: Final = 3600.0
FIRST_LOOK: Final = 15.0
LOOK_AGAIN: Final = 30.0
LOOKUP_GAP: Final = timedelta(seconds=60)

_S: Final = OutboxState
FORWARD: Final[Mapping[OutboxState, frozenset[OutboxState]]] = MappingProxyType(
    {
        _S.QUEUED: frozenset({_S.SENDING, _S.HELD, _S.EXPIRED}),
        _S.SENDING: frozenset(
            {_S.ACCEPTED, _S.DELIVERED, _S.REFUSED, _S.RETRY, _S.UNKNOWN, _S.HELD, _S.EXPIRED}
        ),
        _S.RETRY: frozenset({_S.SENDING, _S.ACCEPTED, _S.DELIVERED, _S.REFUSED, _S.HELD, _S.EXPIRED}),
        _S.UNKNOWN: frozenset({_S.ACCEPTED, _S.DELIVERED, _S.REFUSED, _S.RETRY, _S.HELD, _S.EXPIRED}),
        _S.HELD: frozenset({_S.ACCEPTED, _S.DELIVERED, _S.REFUSED, _S.RETRY, _S.EXPIRED}),
        _S.ACCEPTED: frozenset({_S.DELIVERED, _S.REFUSED}),
        _S.DELIVERED: frozenset(),
        _S.REFUSED: frozenset(),
        _S.EXPIRED: frozenset(),
    }
)

_RANK: Final = {
    ReceiptState.UNKNOWN: 0,
    ReceiptState.QUEUED: 1,
    ReceiptState.SENT: 2,
    ReceiptState.DELIVERED: 3,
    ReceiptState.FAILED: 3,
}


@dataclass(frozen=True, slots=True)
class NextStep:
    """The state to store. *due_in*: seconds until it is worked on again, None when it is not.

    *not_found_at* is kept with an UNKNOWN row for its next look; *reason* says more than the outcome's code.
    """

    state: OutboxState
    due_in: float | None = None
    not_found_at: datetime | None = None
    reason: str = ""


def backoff(attempt: int, retry_after: float | None, jitter: float) -> float:
    """Seconds to wait after the *attempt*-th try (from 1): doubling from 2 to 300, or what the carrier asks.

    *jitter* in [0, 1) spreads the upper half. A Retry-After of more than an hour is taken as one hour.
    """
    doubled = min(LONGEST_WAIT, SHORTEST_WAIT * 2.0 ** min(max(attempt, 1) - 1, 10))
    wait = max(SHORTEST_WAIT, doubled * (0.5 + jitter / 2))
    if retry_after is None or math.isnan(retry_after):
        return wait
    return max(wait, min(retry_after, LONGEST_RETRY_AFTER))


def advance(current: ReceiptState, new: ReceiptState) -> ReceiptState:
    """The later of the two; the first final state stays, and UNKNOWN moves nothing."""
    return new if _RANK[new] > _RANK[current] else current


def after_send(outcome: SendOutcome, attempt: int, *, jitter: float, too_old: bool) -> NextStep:
    """What becomes of an SMS after its *attempt*-th try (from 1); *too_old*: a retry is left to a person."""
    if outcome.state is SendState.ACCEPTED:
        return NextStep(OutboxState.ACCEPTED)
    if outcome.state is SendState.REFUSED:
        return NextStep(OutboxState.REFUSED)
    if outcome.state is SendState.UNKNOWN:
        return NextStep(OutboxState.UNKNOWN, FIRST_LOOK)
    if too_old:
        return NextStep(OutboxState.HELD, reason="not-taken-in-time")
    return NextStep(OutboxState.RETRY, backoff(attempt, outcome.retry_after, jitter))


def of_all(outcomes: Mapping[str, LookupOutcome]) -> tuple[str, LookupOutcome]:
    """What several carriers' records say of one SMS, the carrier meant first: one that has it, has it.

    That none has it, all of them must say.
    """
    return min(outcomes.items(), key=lambda each: _WEIGHT.index(each[1].state))


def after_lookup(
    outcome: LookupOutcome,
    *,
    first_not_found_at: datetime | None,
    now: datetime,
    gap: timedelta = LOOKUP_GAP,
    too_old: bool,
) -> NextStep:
    """What becomes of an SMS of unknown fate after a look into the carrier's record; *too_old* to look on.

    Only "not found" twice, at least *gap* apart, permits a second try: the records of carriers lag.
    """
    waited = first_not_found_at is not None and now - first_not_found_at >= gap
    if outcome.state is LookupState.NOT_FOUND and waited:
        return NextStep(OutboxState.RETRY, 0.0)
    settled = _SETTLED.get(outcome.state)
    if settled is not None:
        return settled
    if too_old:
        return NextStep(OutboxState.HELD, reason="not-found-in-time")
    return _OPEN[outcome.state](first_not_found_at, now, gap)


def _not_found(first: datetime | None, now: datetime, gap: timedelta) -> NextStep:
    since = first if first is not None and first <= now else now
    left = (since + gap - now).total_seconds()
    return NextStep(OutboxState.UNKNOWN, left, since)


def _unavailable(first: datetime | None, now: datetime, gap: timedelta) -> NextStep:
    return NextStep(OutboxState.UNKNOWN, LOOK_AGAIN, first)


_WEIGHT: Final = (
    LookupState.FOUND,
    LookupState.AMBIGUOUS,
    LookupState.IMPOSSIBLE,
    LookupState.UNAVAILABLE,
    LookupState.NOT_FOUND,
)
_SETTLED: Final = {
    LookupState.FOUND: NextStep(OutboxState.ACCEPTED),
    LookupState.AMBIGUOUS: NextStep(OutboxState.HELD, reason="lookup-ambiguous"),
    LookupState.IMPOSSIBLE: NextStep(OutboxState.HELD, reason="lookup-impossible"),
}
_OPEN: Final[dict[LookupState, Callable[[datetime | None, datetime, timedelta], NextStep]]] = {
    LookupState.NOT_FOUND: _not_found,
    LookupState.UNAVAILABLE: _unavailable,
}
