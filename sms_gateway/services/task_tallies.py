"""Counts what officers have done and what was done about it: the figures of a rehearsal, in one snapshot."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from sms_gateway.domain.zones import zone_of_agency
from sms_gateway.services import audit
from sms_gateway.services.office import Office
from sms_gateway.services.working_days import calendar_of
from sms_gateway.storage import due_cases, officers, task_limits, task_tallies, tasks

_MOST = 10_000
_GRACE = timedelta(hours=1)  # more than a round of the schedule
_DAYS = 2  # working days after a limit; the first one's morning escalates it


@dataclass(frozen=True, slots=True)
class Staffed:
    """What is counted of officers; mappings are by name. *promises*: faults, all 0 when all is well."""

    officers: dict[str, int]
    tasks: dict[str, int]
    reminded: int
    missed: int
    orders: dict[str, dict[str, int]]
    answers: int
    promises: dict[str, int]


def count(office: Office) -> Staffed:
    """The figures now."""
    office.agencies()
    broken = audit.verify(office).broken
    now = office.now()
    with office.sessions.read() as session:
        return Staffed(
            officers=task_tallies.officers_by_state(session),
            tasks=task_tallies.by_state(session),
            reminded=task_tallies.reminded(session),
            missed=task_tallies.missed(session),
            orders=task_tallies.orders_by_state(session),
            answers=task_tallies.answers(session),
            promises={
                "orders carried out without a proven code": task_tallies.unproven(session),
                "limits passed and nobody reminded": _unreminded(session, office, now),
                "tasks with nobody or with the wrong officer": _adrift(session, now),
                "breaks in the audit chain": int(broken is not None),
            },
        )


def _unreminded(session: Session, office: Office, now: datetime) -> int:
    """Cases nobody was told were late, and tasks whose officer and agency were not."""
    found = len(due_cases.overdue(session, now - _GRACE, _MOST))
    for agency in task_limits.agencies(session, now):
        calendar = calendar_of(agency.partition("@")[2], now, office)
        found += sum(
            task.due_at is not None
            and calendar.left(now, task.due_at) <= -_DAYS
            and (task.escalated_at is None or task.escalated_at <= task.due_at)
            for task in task_limits.near(session, agency, now)
        )
    return found


def _adrift(session: Session, now: datetime) -> int:
    """Open tasks of who cannot have them, and cases no task was made of although somebody is on duty."""
    waiting = tasks.unassigned(session, 0, _MOST)
    return len(tasks.stale(session, _MOST)) + sum(_has_somebody(session, each, now) for each in waiting)


def _has_somebody(session: Session, waiting: tasks.Unassigned, now: datetime) -> bool:
    today = now.astimezone(zone_of_agency(waiting.agency)).date()
    phones = {each.sender_id for each in officers.on_duty(session, waiting.agency, today)}
    return not phones <= task_tallies.reporting(session, waiting.case_id)
