"""What a person may decide about an SMS that did not leave: so that nobody gets two by mistake."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sms_gateway.domain.messages import OutboxState

BUDGET: Final = "budget"  # the reason of a row that waits for room
BY_HAND: Final = "by-hand"
COUNTRY: Final = "country-not-allowed"  # the recipient's is none of replies.countries
_DROPPED: Final = "dropped-"
_BY_RECEIPT: Final = "receipt-"
# Held for these, an SMS is known not to have left since it was last of unknown fate.
_NOT_LEFT: Final = frozenset({BUDGET, COUNTRY, "not-taken-in-time"})


class Waiting(StrEnum):
    """The states a person looks at; FAILED is what carrier or network said no to."""

    HELD = "held"
    UNKNOWN = "unknown"
    RETRY = "retry"
    FAILED = "failed"


STATE_OF: Final = MappingProxyType(
    {
        Waiting.HELD: OutboxState.HELD,
        Waiting.UNKNOWN: OutboxState.UNKNOWN,
        Waiting.RETRY: OutboxState.RETRY,
        Waiting.FAILED: OutboxState.REFUSED,
    }
)
_BY_STATE: Final = {state: waiting for waiting, state in STATE_OF.items()}


class DropReason(StrEnum):
    """Why a person gives an SMS up: a closed list, because the timeline holds codes and no words."""

    ARRIVED = "arrived"  # the citizen has it, the carrier says
    TOLD_OTHERWISE = "told-otherwise"
    TOO_LATE = "too-late"
    WRONG = "wrong"
    TEST = "test"


class Against(StrEnum):
    """Why an SMS cannot be sent again or dropped."""

    NOT_WAITING = "not-waiting"  # on its way, delivered, dropped
    AT_WORK = "at-work"  # a worker has it in hand this moment
    BUDGET = "budget"
    ERASED = "erased"
    STOPPED = "stopped"
    POINTLESS = "pointless"
    MAY_BE_SECOND = "may-be-second"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Letter:
    """An SMS as the rules see it.

    *silenced*: it is news, and its reader wants none. *pointless*: what it speaks of is over.
    """

    state: OutboxState
    reason: str | None
    looks: int
    at_work: bool = False
    erased: bool = False
    silenced: bool = False
    pointless: bool = False


def waiting(state: OutboxState) -> Waiting | None:
    """The word a person reads for *state*; None for what waits for nobody."""
    return _BY_STATE.get(state)


def may_have_left(letter: Letter) -> bool:
    """Whether nobody knows that it did not reach the citizen: another one may be the second.

    A network's word that it was not delivered proves little: receipts are unreliable.
    """
    reason = letter.reason or ""
    if letter.state is OutboxState.UNKNOWN:
        return True
    if letter.state is OutboxState.REFUSED:
        return reason.startswith(_BY_RECEIPT)
    return letter.state is OutboxState.HELD and letter.looks > 0 and reason not in _NOT_LEFT


def against_retry(letter: Letter, *, may_be_second: bool) -> Against | None:
    """Why *letter* may not be sent again now; *may_be_second*: a person takes that upon himself."""
    held_by_budget = letter.state is OutboxState.HELD and letter.reason == BUDGET
    checks = (
        (Against.NOT_WAITING, waiting(letter.state) is None),
        (Against.AT_WORK, letter.at_work),
        (Against.ERASED, letter.erased),
        (Against.STOPPED, letter.silenced),
        (Against.POINTLESS, letter.pointless),
        (Against.BUDGET, held_by_budget),
        (Against.MAY_BE_SECOND, may_have_left(letter) and not may_be_second),
    )
    return next((code for code, holds in checks if holds), None)


def against_drop(letter: Letter) -> Against | None:
    """Why *letter* cannot be given up."""
    if letter.state is OutboxState.REFUSED:
        return Against.ENDED
    if waiting(letter.state) is None:
        return Against.NOT_WAITING
    return Against.AT_WORK if letter.at_work else None


def dropped(reason: DropReason) -> str:
    """The reason stored with an SMS that was given up."""
    return f"{_DROPPED}{reason}"
