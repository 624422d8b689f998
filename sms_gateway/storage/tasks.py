"""The tasks of an officer: the open ones, and those that ended so lately that their number is still bound."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import Session

from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.officers import TaskState
from sms_gateway.storage.schema import cases, messages, tasks, tickets

BOUND: Final = timedelta(days=7)  # a late reply may still mean the task that had the number


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with what its case says; *ticket*: the newest report on it, *reporters*: how many there are."""

    id: int
    case_id: int
    officer_id: int
    number: int
    state: TaskState
    accepted_at: datetime | None
    ended_at: datetime | None
    case_state: CaseState
    before_asking: CaseState | None
    agency: str | None
    region: str | None
    problem: str
    due_at: datetime | None
    returns: int
    extended_at: datetime | None
    ticket: str
    reporters: int


_NEWEST: Final = (
    select(tickets.c.number)
    .where(tickets.c.case_id == cases.c.id)
    .order_by(tickets.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_REPORTERS: Final = (
    select(func.count()).where(tickets.c.case_id == cases.c.id).correlate(cases).scalar_subquery()
)
_TASK: Final = select(
    tasks.c.id,
    tasks.c.case_id,
    tasks.c.officer_id,
    tasks.c.number,
    tasks.c.state,
    tasks.c.accepted_at,
    tasks.c.ended_at,
    cases.c.state.label("case_state"),
    cases.c.before_asking,
    cases.c.agency,
    cases.c.region,
    cases.c.problem,
    cases.c.due_at,
    cases.c.returns,
    cases.c.extended_at,
    func.coalesce(_NEWEST, "").label("ticket"),
    _REPORTERS.label("reporters"),
).join_from(tasks, cases)


def of_officer(session: Session, officer_id: int, now: datetime) -> list[TaskRow]:
    """The open tasks, and those that ended less than BOUND ago; the newest first."""
    bound = or_(tasks.c.ended_at.is_(None), tasks.c.ended_at > now - BOUND)
    return _rows(session, _TASK.where(tasks.c.officer_id == officer_id, bound))


def get(session: Session, task_id: int) -> TaskRow | None:
    """One task."""
    return next(iter(_rows(session, _TASK.where(tasks.c.id == task_id))), None)


def case_of(session: Session, task_id: int) -> int | None:
    """The case of a task."""
    return session.scalar(select(tasks.c.case_id).where(tasks.c.id == task_id))


def set_accepted(session: Session, task_id: int, now: datetime) -> None:
    """Its officer took it."""
    session.execute(update(tasks).where(tasks.c.id == task_id).values(accepted_at=now))


def end(session: Session, task_id: int, state: TaskState, now: datetime) -> None:
    """It is over, unless it was over before."""
    ended = update(tasks).where(tasks.c.id == task_id, tasks.c.ended_at.is_(None))
    session.execute(ended.values(state=state, ended_at=now))


def text_of(session: Session, number: str) -> str:
    """The report behind a ticket number as it may be shown: masked; "" for one from another door."""
    query = (
        select(messages.c.body_masked)
        .join(tickets, tickets.c.message_id == messages.c.id)
        .where(tickets.c.number == number)
    )
    return session.scalar(query) or ""


def _rows(session: Session, query: Select[Any]) -> list[TaskRow]:
    return [_row(found) for found in session.execute(query.order_by(tasks.c.id.desc()))]


def _row(found: Any) -> TaskRow:
    values = found._asdict()
    before = values["before_asking"]
    return TaskRow(
        **{
            **values,
            "state": TaskState(values["state"]),
            "case_state": CaseState(values["case_state"]),
            "before_asking": CaseState(before) if before else None,
        }
    )
