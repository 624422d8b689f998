"""News in the outbox that waits for its hour, and what a ticket has been told lately."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from sms_gateway.domain.messages import OutboxState
from sms_gateway.storage.schema import outbox

SUPERSEDED, STOPPED = "superseded", "recipient-stopped"


def latest_due(session: Session, sender_id: int, now: datetime) -> datetime | None:
    """When the last SMS that waits for this phone leaves: what is said later must not arrive before it."""
    query = select(func.max(outbox.c.due_at)).where(
        outbox.c.sender_id == sender_id, outbox.c.state == OutboxState.QUEUED, outbox.c.due_at > now
    )
    latest: datetime | None = session.scalar(query)
    return latest


def drop(session: Session, ticket_ids: Collection[int], kinds: Collection[str], now: datetime) -> None:
    """End what waits for its hour about these tickets: something newer is about to be said."""
    _end(session, outbox.c.ticket_id.in_(ticket_ids), kinds, SUPERSEDED, now)


def silence(session: Session, sender_id: int, kinds: Collection[str], now: datetime) -> None:
    """End what waits for its hour for this phone: it does not want to hear of it any more."""
    _end(session, outbox.c.sender_id == sender_id, kinds, STOPPED, now)


def _end(
    session: Session, whose: ColumnElement[bool], kinds: Collection[str], reason: str, now: datetime
) -> None:
    waiting = (outbox.c.kind.in_(kinds), outbox.c.state == OutboxState.QUEUED, outbox.c.due_at > now)
    ended: dict[str, Any] = {"state": OutboxState.EXPIRED, "reason": reason, "due_at": None}
    session.execute(update(outbox).where(whose, *waiting).values(**ended, state_since=now, finished_at=now))


def told_since(
    session: Session, ticket_ids: Collection[int], kinds: Collection[str], since: datetime
) -> set[int]:
    """Which of these tickets were promised an SMS of *kinds* after *since*."""
    query = select(outbox.c.ticket_id).where(
        outbox.c.ticket_id.in_(ticket_ids), outbox.c.kind.in_(kinds), outbox.c.created_at > since
    )
    return {found for found in session.scalars(query) if found is not None}
