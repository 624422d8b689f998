"""How much waits for a person, counted along indexes."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.messages import OutboxState
from sms_gateway.storage.open_cases import is_late
from sms_gateway.storage.open_rows import seen
from sms_gateway.storage.schema import cases, outbox, review_items
from sms_gateway.storage.search import handed_to


def reviews(session: Session) -> int:
    """Messages no rule could read that nobody decided on."""
    return _count(session, review_items.c.closed_at.is_(None))


def undecided(session: Session) -> int:
    """Cases the national desk has not decided on."""
    return _count(session, cases.c.state == CaseState.UNVERIFIED)


def late(session: Session, agency: str | None, now: datetime) -> int:
    """Open cases past the clock of their state; those that were handed to *agency*, or all."""
    mine = handed_to(agency) if agency is not None else ()
    return _count(session, *is_late(now), *mine)


def held(session: Session) -> int:
    """SMS that did not leave."""
    return _count(session, seen(), outbox.c.state == OutboxState.HELD)


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return int(session.scalar(select(func.count()).where(*conditions)) or 0)
