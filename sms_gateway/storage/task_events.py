"""What reporters did on the cases of open tasks, and which officers have not heard of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from sms_gateway.domain import handings as kinds_of
from sms_gateway.domain.handings import Handing
from sms_gateway.domain.officers import TaskState
from sms_gateway.storage.officers import FORGOTTEN
from sms_gateway.storage.schema import events, messages, officers, tasks, tickets
from sms_gateway.storage.tasks import TaskRow

_REPORT = messages.alias("report")
# Who joins a case says so by a report, which an answer about its place may have completed later.
_WORDS = case((events.c.kind == "joined", _REPORT.c.body_masked), else_=messages.c.body_masked).label("words")


def with_news(session: Session, kinds: Collection[str]) -> list[int]:
    """Officers who do not know yet of an open task of theirs, or of one of *kinds* of what a reporter did."""
    happened = exists().where(*_unheard(kinds))
    query = select(tasks.c.officer_id).where(
        tasks.c.ended_at.is_(None), or_(tasks.c.told_at.is_(None), happened)
    )
    return list(session.scalars(query.distinct().order_by(tasks.c.officer_id)))


@dataclass(frozen=True, slots=True)
class Happened:
    """What a reporter did on a case; *words*: the masked text of the SMS that did it."""

    id: int
    kind: str
    ticket_id: int | None
    about: str | None
    words: str
    at: datetime
    heard: bool


def happened(session: Session, task: TaskRow, kinds: Collection[str]) -> list[Happened]:
    """The events of *kinds* on the case of a task, in order."""
    return _happened(session, task, kinds, events.c.case_id == task.case_id)


def ever_happened(session: Session, task: TaskRow, kinds: Collection[str], most: int) -> list[Happened]:
    """The same with what those who report it now did while they were on another case; the newest *most*."""
    now_there = select(tickets.c.id).where(tickets.c.case_id == task.case_id)
    where = or_(events.c.case_id == task.case_id, events.c.ticket_id.in_(now_there))
    return _happened(session, task, kinds, where)[-most:]


def handings(session: Session, case_id: int) -> list[Handing]:
    """The moves that changed who has a case, in order."""
    query = select(events.c.kind, events.c.detail).where(
        events.c.case_id == case_id, events.c.kind.in_(kinds_of.KINDS)
    )
    found = session.execute(query.order_by(events.c.id))
    return [Handing(row.kind, row.detail.get("agency"), row.detail.get("move")) for row in found]


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The officer who had a task before; *name*: "" once it is erased."""

    agency: str
    name: str


def passed_by(session: Session, task: TaskRow) -> Predecessor | None:
    """Who knew the case as a task of his when it was passed on to a colleague, who has it as *task* now."""
    query = (
        select(officers.c.agency, officers.c.name, tasks.c.state, tasks.c.told_at)
        .join_from(tasks, officers)
        .where(tasks.c.case_id == task.case_id, tasks.c.id < task.id)
        .order_by(tasks.c.id.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    if row is None or row.state != TaskState.PASSED or row.told_at is None:
        return None
    return Predecessor(row.agency, "" if row.name == FORGOTTEN else row.name)


def goes_on(session: Session, task: TaskRow) -> bool:
    """Whether *task*, which its officer does not know of yet, was his before under the same number."""
    given = select(events.c.at).where(events.c.id == task.heard_event_id)
    at = session.scalar(given)
    return at is not None and at > task.opened_at


def detail_of(session: Session, case_id: int, ticket_id: int, kind: str) -> dict[str, Any]:
    """The codes of the newest event of that kind with a ticket on a case; empty without one."""
    query = select(events.c.detail).where(
        events.c.case_id == case_id, events.c.ticket_id == ticket_id, events.c.kind == kind
    )
    return session.scalar(query.order_by(events.c.id.desc()).limit(1)) or {}


def _happened(
    session: Session, task: TaskRow, kinds: Collection[str], where: ColumnElement[bool]
) -> list[Happened]:
    query = (
        select(
            events.c.id,
            events.c.kind,
            events.c.ticket_id,
            events.c.detail,
            _WORDS,
            events.c.at,
        )
        .outerjoin(messages, messages.c.id == events.c.message_id)
        .outerjoin(tickets, tickets.c.id == events.c.ticket_id)
        .outerjoin(_REPORT, _REPORT.c.id == tickets.c.message_id)
        .where(where, events.c.kind.in_(kinds))
        .order_by(events.c.id)
    )
    return [
        Happened(
            row.id,
            row.kind,
            row.ticket_id,
            row.detail.get("about"),
            row.words or "",
            row.at,
            row.id <= (task.heard_event_id or 0) or row.at < task.opened_at,
        )
        for row in session.execute(query)
    ]


def _unheard(kinds: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return (
        events.c.case_id == tasks.c.case_id,
        events.c.id > func.coalesce(tasks.c.heard_event_id, 0),
        events.c.at >= tasks.c.opened_at,
        events.c.kind.in_(kinds),
        # An emergency is news whoever brought it there.
        or_(events.c.actor.like("sender:%"), events.c.kind == "joined"),
    )
