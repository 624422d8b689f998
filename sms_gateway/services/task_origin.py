"""From whom a new task came: another agency, a colleague, or its own agency once more."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from sms_gateway.domain.handings import came_from
from sms_gateway.domain.task_replies import From
from sms_gateway.services.office import Office
from sms_gateway.services.officer_hold import agency_name
from sms_gateway.storage import task_events
from sms_gateway.storage.officers import OfficerRow
from sms_gateway.storage.tasks import TaskRow


def origins(
    tasks: Sequence[TaskRow], officer: OfficerRow, session: Session, office: Office
) -> Mapping[int, From]:
    """Of those of *tasks*, told to *officer*, that somebody had before: from whom, by the id of the task."""
    found = {task.id: _origin(task, officer, session, office) for task in tasks}
    return {task_id: source for task_id, source in found.items() if source is not None}


def _origin(task: TaskRow, officer: OfficerRow, session: Session, office: Office) -> From | None:
    if task_events.goes_on(session, task):
        return From()
    passed = task_events.passed_by(session, task)
    if passed is not None and passed.agency == officer.agency:
        return From(colleague=passed.name) if passed.name else None
    before = came_from(task_events.handings(session, task.case_id))
    if before is None:
        return None
    return From() if before == officer.agency else From(agency_name(before, office))
