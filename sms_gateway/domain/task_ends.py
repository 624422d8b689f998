"""Why a task ends: what became of its case, or of its officer."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.officers import OfficerState, TaskState, is_task


class TaskEnd(StrEnum):
    CANCELLED = "cancelled"  # by the reporter
    DONE = "done"
    ARCHIVED = "archived"
    MERGED = "merged"  # another case has its reports now
    DESK = "desk"  # back with the national desk
    AGENCY = "agency"  # another agency has it
    COLLEAGUE = "colleague"  # another officer of the agency has it, or will
    HELD = "officer-on-hold"  # so will another officer, unless the phone is released before
    DISABLED = "officer-disabled"


_CLOSED: Final = {
    CaseState.CANCELLED: TaskEnd.CANCELLED,
    CaseState.DONE: TaskEnd.DONE,
    CaseState.ARCHIVED: TaskEnd.ARCHIVED,
}
ENDS_AS: Final = MappingProxyType(
    {
        TaskEnd.CANCELLED: TaskState.ENDED,
        TaskEnd.DONE: TaskState.ENDED,
        TaskEnd.ARCHIVED: TaskState.ENDED,
        TaskEnd.MERGED: TaskState.GONE,
        TaskEnd.DESK: TaskState.GONE,
        TaskEnd.AGENCY: TaskState.GONE,
        TaskEnd.COLLEAGUE: TaskState.PASSED,
        TaskEnd.HELD: TaskState.PASSED,
        TaskEnd.DISABLED: TaskState.PASSED,
    }
)


_OFFICERS: Final = {
    OfficerState.ACTIVE: TaskEnd.COLLEAGUE,
    OfficerState.ON_HOLD: TaskEnd.HELD,
    OfficerState.INVITED: TaskEnd.DISABLED,  # and enrolled anew since: the phone must prove itself again
    OfficerState.DISABLED: TaskEnd.DISABLED,
}


def why_ended(
    state: CaseState,
    before: CaseState | None,
    agency: str | None,
    officers_agency: str,
    officer: OfficerState,
    *,
    reported: bool,
) -> TaskEnd:
    """Why a task that cannot stay with its officer ends; *reported*: somebody is still on the case."""
    if not reported:
        return TaskEnd.MERGED
    if state in _CLOSED:
        return _CLOSED[state]
    if not is_task(state, before, agency):
        return TaskEnd.DESK
    return _OFFICERS[officer] if agency == officers_agency else TaskEnd.AGENCY
