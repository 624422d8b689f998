"""What is known of officers, their tasks and their orders: the closed lists, and what an officer may do."""

from enum import StrEnum
from typing import Final

from sms_gateway.domain.cases import CaseState


class OfficerState(StrEnum):
    INVITED = "invited"  # a code was sent to the phone, nobody has answered it yet
    ACTIVE = "active"
    ON_HOLD = "on_hold"  # too many wrong codes came from the phone
    DISABLED = "disabled"


class TaskState(StrEnum):
    """A task is open as long as the case is with its agency, answered or not."""

    OPEN = "open"
    ENDED = "ended"  # the case is closed
    GONE = "gone"  # the case is with the desk or another agency
    PASSED = "passed"  # another officer of the agency has it


class OrderKind(StrEnum):
    """What an officer wants done."""

    ACCEPT = "accept"
    ANSWER = "answer"
    ASK = "ask"
    FORWARD = "forward"
    RETURN = "return"
    REJECT = "reject"
    DONE = "done"
    EXTEND = "extend"
    LEAVE = "leave"


class OrderState(StrEnum):
    ASKED = "asked"  # echoed with a code, waits for OK
    CONFIRMED = "confirmed"  # proven; carried out when it is due
    DONE = "done"
    REFUSED = "refused"  # proven, but no longer possible; the reason says why
    UNDONE = "undone"  # BATAL before it was carried out
    REPLACED = "replaced"  # a newer order for the same task
    EXPIRED = "expired"
    FAILED = "failed"  # too many wrong codes, or too many faults of ours: the reason says which


# Their text leaves for citizens, so they can be taken back for a moment.
UNDOABLE: Final = frozenset({OrderKind.ANSWER, OrderKind.ASK, OrderKind.REJECT, OrderKind.DONE})
_TRIES: Final = (2, 10, 60, 300, 900)  # seconds to wait after the first failure, the second...


def next_try(failures: int) -> int | None:
    """Seconds until an order that failed so often is tried again; None: never."""
    return _TRIES[failures - 1] if failures <= len(_TRIES) else None


# With an agency, a case is somebody's task; one that was asked about as well, when the agency asked.
WITH_AGENCY: Final = frozenset({CaseState.ROUTED, CaseState.WORKING, CaseState.DELAYED, CaseState.ANSWERED})


def is_task(state: CaseState, before: CaseState | None, agency: str | None) -> bool:
    """Whether a case with *agency* in *state* (asked about in *before*) is a task of one of its officers."""
    stands = before if state is CaseState.ASKING and before else state
    return agency is not None and stands in WITH_AGENCY
