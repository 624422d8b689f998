"""Who looked at which number: rows that are only added."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from sms_gateway.storage.schema import reveals


@dataclass(frozen=True, slots=True)
class RevealRow:
    """Somebody saw, or searched, the number of *sender_id* (None: one nobody wrote from)."""

    id: int
    uuid: str
    account_id: int
    sender_id: int | None
    ticket_id: int | None
    kind: str
    reason: str
    words: bytes | None
    at: datetime


_COLUMNS = tuple(reveals.c[name] for name in RevealRow.__dataclass_fields__)


def add(session: Session, values: dict[str, Any]) -> int:
    """Note it; returns the id of the row."""
    return int(session.execute(insert(reveals).values(**values).returning(reveals.c.id)).scalar_one())


def get(session: Session, reveal_id: int) -> RevealRow | None:
    """One row."""
    row = session.execute(select(*_COLUMNS).where(reveals.c.id == reveal_id)).one_or_none()
    return RevealRow(*row) if row else None


def of_sender(session: Session, sender_id: int, limit: int = 100) -> list[RevealRow]:
    """Who looked at this number, the newest first."""
    query = select(*_COLUMNS).where(reveals.c.sender_id == sender_id).order_by(reveals.c.id.desc())
    return [RevealRow(*row) for row in session.execute(query.limit(limit))]
