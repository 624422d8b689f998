"""What reporters did on the cases of open tasks, and which officers have not heard of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from sms_gateway.storage.schema import events, messages, tasks, tickets
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
        events.c.actor.like("sender:%"),
    )
