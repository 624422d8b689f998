"""Tasks of officers: a case each, called by a short number that no other task of the phone has meanwhile."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, and_, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.officers import WITH_AGENCY, OfficerState, TaskState
from sms_gateway.storage.hints import follows, past_index
from sms_gateway.storage.open_cases import is_open
from sms_gateway.storage.schema import cases, events, messages, officers, tasks, tickets

BOUND: Final = timedelta(days=7)  # a late reply may still mean the number of a task that has ended
NO_OFFICER: Final = "no-officer"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with what its case says. *ticket*: the number of the first report that an SMS brought.

    "" when there is none. *reporters*: how many people report it.
    """

    id: int
    number: int
    case_id: int
    officer_id: int
    state: TaskState
    opened_at: datetime
    told_at: datetime | None
    accepted_at: datetime | None
    reminded_at: datetime | None
    escalated_at: datetime | None
    heard_event_id: int | None
    ended_at: datetime | None
    case_state: CaseState
    before_asking: CaseState | None
    agency: str | None
    region: str | None
    topic: str | None
    problem: str
    urgency: str
    due_at: datetime | None
    returns: int
    extended_at: datetime | None
    ticket: str
    reporters: int


_FIRST_TICKET = (
    select(tickets.c.number)
    .where(tickets.c.case_id == cases.c.id)
    .order_by(tickets.c.message_id.is_(None), tickets.c.id)
    .limit(1)
    .scalar_subquery()
)
# Two tickets of one phone are one person.
_PEOPLE = (
    select(func.count(tickets.c.sender_id.distinct()))
    .where(tickets.c.case_id == cases.c.id)
    .scalar_subquery()
)
_OF_CASE = {
    name: cases.c[name]
    for name in (
        "before_asking",
        "agency",
        "region",
        "topic",
        "problem",
        "urgency",
        "due_at",
        "returns",
        "extended_at",
    )
} | {"case_state": cases.c.state, "ticket": func.coalesce(_FIRST_TICKET, ""), "reporters": _PEOPLE}
_COLUMNS = [
    (_OF_CASE[name] if name in _OF_CASE else tasks.c[name]).label(name)
    for name in TaskRow.__dataclass_fields__
]
_TASK = select(*_COLUMNS).join_from(tasks, cases)
_IS_OPEN: Final = tasks.c.ended_at.is_(None)


def of_officer(session: Session, officer_id: int, now: datetime) -> list[TaskRow]:
    """The open tasks of an officer and those whose number is still bound, by number, the open one first."""
    query = _TASK.where(tasks.c.officer_id == officer_id, _bound(now))
    return _rows(session, query.order_by(tasks.c.number, tasks.c.ended_at.is_not(None), tasks.c.id.desc()))


def by_number(session: Session, officer_id: int, number: int, now: datetime) -> TaskRow | None:
    """The task a reply with *number* means: the open one, else the newest whose number is still bound."""
    query = _TASK.where(tasks.c.officer_id == officer_id, tasks.c.number == number, _bound(now))
    found = _rows(session, query.order_by(tasks.c.ended_at.is_not(None), tasks.c.id.desc()).limit(1))
    return found[0] if found else None


def get(session: Session, task_id: int) -> TaskRow | None:
    """One task."""
    return next(iter(_rows(session, _TASK.where(tasks.c.id == task_id))), None)


def listed(session: Session, *where: ColumnElement[bool]) -> list[TaskRow]:
    """Tasks of cases, the deadline that comes first in front."""
    return _rows(session, _TASK.where(*where).order_by(cases.c.due_at, tasks.c.id))


def open_of_officer(session: Session, officer_id: int, limit: int) -> list[TaskRow]:
    """Up to *limit* open tasks of an officer, the deadline that comes first in front."""
    query = _TASK.where(tasks.c.officer_id == officer_id, _IS_OPEN)
    return _rows(session, query.order_by(cases.c.due_at, tasks.c.id).limit(limit))


def open_counts(session: Session, officer_ids: Collection[int]) -> dict[int, int]:
    """How many open tasks each of these officers has; nobody without one is in it."""
    query = select(tasks.c.officer_id, func.count()).where(tasks.c.officer_id.in_(officer_ids), _IS_OPEN)
    return {row[0]: int(row[1]) for row in session.execute(query.group_by(tasks.c.officer_id))}


def case_of(session: Session, task_id: int) -> int | None:
    """The case of a task."""
    found: int | None = session.scalar(select(tasks.c.case_id).where(tasks.c.id == task_id))
    return found


def open_of_case(session: Session, case_id: int) -> TaskRow | None:
    """The open task of a case."""
    found = _rows(session, _TASK.where(tasks.c.case_id == case_id, _IS_OPEN))
    return found[0] if found else None


def bound_numbers(session: Session, officer_id: int, now: datetime) -> set[int]:
    """Numbers a reply of this officer, who is locked, could still mean something by."""
    query = select(tasks.c.number).where(tasks.c.officer_id == officer_id, _bound(now))
    return set(session.scalars(query))


def open_one(
    session: Session, case_id: int, officer_id: int, number: int, heard: int | None, now: datetime
) -> int:
    """A new task of an officer, who is locked, for a case, which is locked too; returns its id.

    *heard*: the newest event of the case, which the SMS about the task covers.
    """
    values = {"case_id": case_id, "officer_id": officer_id, "number": number, "heard_event_id": heard}
    added = session.execute(insert(tasks).values(opened_at=now, **values).returning(tasks.c.id))
    return int(added.scalar_one())


def end(session: Session, task_id: int, state: TaskState, now: datetime) -> bool:
    """The task is not open any more; whether it was."""
    ended = update(tasks).where(tasks.c.id == task_id, _IS_OPEN).values(state=state, ended_at=now)
    return bool(session.execute(ended.returning(tasks.c.id)).all())


def last_of_case(session: Session, case_id: int, now: datetime) -> TaskRow | None:
    """The newest task of the case, unless it ended so long ago that its number may be another's."""
    found = _rows(session, _TASK.where(tasks.c.case_id == case_id).order_by(tasks.c.id.desc()).limit(1))
    last = found[0] if found else None
    return last if last and last.ended_at and last.ended_at > now - BOUND else None


def go_on(session: Session, task_id: int, heard: int) -> None:
    """An ended task is open again under its number, and its officer does not know yet."""
    values = {"state": TaskState.OPEN, "ended_at": None, "told_at": None, "heard_event_id": heard}
    change(session, task_id, **values)


def change(session: Session, task_id: int, **values: Any) -> None:
    """Set columns of a task."""
    session.execute(update(tasks).where(tasks.c.id == task_id).values(**values))


def set_accepted(session: Session, task_id: int, now: datetime) -> None:
    """Its officer took it."""
    change(session, task_id, accepted_at=now)


def text_of(session: Session, number: str) -> str:
    """The report behind a ticket number as it may be shown: masked; "" for one from another door."""
    query = (
        select(messages.c.body_masked)
        .join(tickets, tickets.c.message_id == messages.c.id)
        .where(tickets.c.number == number)
    )
    return session.scalar(query) or ""


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A case that is an agency's and nobody's task."""

    case_id: int
    agency: str
    region: str | None


def unassigned(session: Session, after: int, limit: int) -> list[Unassigned]:
    """Cases behind the id *after* without a task whose agency has an active officer."""
    # Not `_served`: SQLite asks that of every case, and looks along an index for agencies of a list.
    served = cases.c.agency.in_(select(officers.c.agency).where(officers.c.state == OfficerState.ACTIVE))
    number = past_index(cases.c.id)
    query = select(cases.c.id, cases.c.agency, cases.c.region).where(
        follows(and_(*is_open())), number > after, _is_task(), _reported(), ~_has_task(), served
    )
    return [Unassigned(*row) for row in session.execute(query.order_by(number).limit(limit))]


def stale(session: Session, limit: int) -> list[int]:
    """Cases with an open task that cannot stay with its officer."""
    return list(session.scalars(_of_tasks().where(or_(*_unfit())).order_by(tasks.c.case_id).limit(limit)))


def on_leave(session: Session, officer_ids: Collection[int], after: int, limit: int) -> list[int]:
    """Cases behind the id *after* with an open task of one of these officers."""
    query = _of_tasks().where(tasks.c.officer_id.in_(officer_ids), tasks.c.case_id > after)
    return list(session.scalars(query.order_by(tasks.c.case_id).limit(limit)))


def fits(session: Session, task_id: int) -> bool:
    """Whether the open task can stay with its officer."""
    return not session.execute(_of_tasks().where(tasks.c.id == task_id, or_(*_unfit()))).all()


def is_task(session: Session, case_id: int) -> bool:
    """Whether the case, which is locked, is to be somebody's task."""
    query = select(cases.c.id).where(cases.c.id == case_id, _is_task(), _reported())
    return session.scalar(query) is not None


def unserved(session: Session, limit: int) -> list[int]:
    """Cases that would be a task if their agency had an active officer, and were not noted as such."""
    noted = exists().where(events.c.case_id == cases.c.id, events.c.kind == NO_OFFICER)
    query = select(cases.c.id).where(*is_open(), _is_task(), _reported(), ~_served(), ~noted)
    return list(session.scalars(query.order_by(cases.c.id).limit(limit)))


def _served() -> ColumnElement[bool]:
    """The agency of the case has an active officer."""
    return exists().where(officers.c.agency == cases.c.agency, officers.c.state == OfficerState.ACTIVE)


def _is_task() -> ColumnElement[bool]:
    """`domain.officers.is_task`, as the database asks it."""
    asked_there = and_(cases.c.state == CaseState.ASKING, cases.c.before_asking.in_(WITH_AGENCY))
    return and_(cases.c.agency.is_not(None), or_(cases.c.state.in_(WITH_AGENCY), asked_there))


def _unfit() -> tuple[ColumnElement[bool], ...]:
    own_report = exists().where(tickets.c.case_id == cases.c.id, tickets.c.sender_id == officers.c.sender_id)
    return (
        ~_is_task(),
        ~_reported(),
        officers.c.agency != cases.c.agency,
        officers.c.state != OfficerState.ACTIVE,
        own_report,
    )


def _of_tasks() -> Select[Any]:
    return select(tasks.c.case_id).select_from(tasks).join(cases).join(officers).where(_IS_OPEN)


def _reported() -> ColumnElement[bool]:
    """A case without a ticket was merged into another one and rests."""
    return exists().where(tickets.c.case_id == cases.c.id)


def _has_task() -> ColumnElement[bool]:
    return exists().where(tasks.c.case_id == cases.c.id, _IS_OPEN)


def _bound(now: datetime) -> ColumnElement[bool]:
    return or_(_IS_OPEN, tasks.c.ended_at > now - BOUND)


def _rows(session: Session, query: Select[Any]) -> list[TaskRow]:
    return [_row(found) for found in session.execute(query)]


def _row(found: Any) -> TaskRow:
    values = found._asdict()
    before = values["before_asking"]
    values |= {"state": TaskState(values["state"]), "case_state": CaseState(values["case_state"])}
    return TaskRow(**{**values, "before_asking": CaseState(before) if before else None})
