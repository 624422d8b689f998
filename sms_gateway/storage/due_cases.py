"""Cases whose time has come, a batch at a time, the longest overdue first; resting ones have no reporters."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from sms_gateway.domain.cases import OPEN, CaseState
from sms_gateway.storage.open_cases import is_open
from sms_gateway.storage.schema import cases, events, tickets

RUNNING = OPEN - {CaseState.ANSWERED, CaseState.DELAYED}
FINAL = "final-limit"
_BACK = ("returned", "reopened", "disputed")  # somebody looked at it and did not agree


def overdue(session: Session, now: datetime, limit: int) -> list[int]:
    """Cases past the earlier of their clocks whose reporters were not told."""
    query = select(cases.c.id).where(
        *is_open(), cases.c.state.in_(RUNNING), cases.c.overdue_told_at.is_(None), _past(now), _reported()
    )
    return list(session.scalars(query.order_by(cases.c.due_at, cases.c.id).limit(limit)))


def silent(session: Session, now: datetime, limit: int) -> list[int]:
    """Answered cases whose closing time has passed."""
    query = select(cases.c.id).where(cases.c.state == CaseState.ANSWERED, cases.c.due_at < now, _reported())
    return list(session.scalars(query.order_by(cases.c.due_at, cases.c.id).limit(limit)))


def sure(session: Session, confidence: float, before: datetime, limit: int) -> list[int]:
    """Unverified cases routed to an agency with at least *confidence* that nobody touched since *before*."""
    confidential = exists().where(tickets.c.case_id == cases.c.id, tickets.c.confidential.is_(True))
    query = select(cases.c.id).where(
        cases.c.state == CaseState.UNVERIFIED,
        cases.c.agency.is_not(None),
        cases.c.route_confidence >= confidence,
        cases.c.state_since <= before,
        ~_happened(_BACK),
        ~confidential,
        _reported(),
    )
    return list(session.scalars(query.order_by(cases.c.state_since, cases.c.id).limit(limit)))


def beyond(session: Session, opened_before: datetime, limit: int) -> list[int]:
    """Open cases past the last limit of the law for which nobody was alarmed yet."""
    query = select(cases.c.id).where(*_beyond(opened_before), ~_happened((FINAL,)))
    return list(session.scalars(query.order_by(cases.c.opened_at, cases.c.id).limit(limit)))


def asking_since(session: Session, until: datetime, limit: int) -> list[int]:
    """Cases that have been asked about since *until* or longer."""
    query = select(cases.c.id).where(
        cases.c.state == CaseState.ASKING, cases.c.state_since <= until, _reported()
    )
    return list(session.scalars(query.order_by(cases.c.state_since, cases.c.id).limit(limit)))


def last_word(session: Session, case_id: int, since: datetime) -> datetime | None:
    """When a reporter of the case last said something after *since*."""
    query = select(func.max(events.c.at)).where(
        events.c.case_id == case_id, events.c.actor.like("sender:%"), events.c.at > since
    )
    latest: datetime | None = session.scalar(query)
    return latest


def counts(session: Session, now: datetime, opened_before: datetime) -> dict[str, int]:
    """How many cases are past their deadline, and past the last limit of the law."""
    late = select(func.count()).select_from(cases)
    past = late.where(*is_open(), cases.c.state.in_(RUNNING), _past(now), _reported())
    final = late.where(*_beyond(opened_before))
    return {"case": session.scalar(past) or 0, "final": session.scalar(final) or 0}


def _beyond(opened_before: datetime) -> tuple[ColumnElement[bool], ...]:
    # Without the words of the index of open cases it is looked for from the first case of all on.
    return *is_open(), cases.c.state.in_(OPEN), cases.c.opened_at < opened_before, _reported()


def _past(now: datetime) -> ColumnElement[bool]:
    return and_(cases.c.due_at.is_not(None), or_(cases.c.due_at < now, cases.c.other_due_at < now))


def _reported() -> ColumnElement[bool]:
    return exists().where(tickets.c.case_id == cases.c.id)


def _happened(kinds: Collection[str]) -> ColumnElement[bool]:
    return exists().where(events.c.case_id == cases.c.id, events.c.kind.in_(kinds))
