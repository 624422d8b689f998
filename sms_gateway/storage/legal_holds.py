"""What the law keeps: tickets of which nothing is destroyed, put and lifted, never deleted."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from sms_gateway.storage.schema import legal_holds, tickets


@dataclass(frozen=True, slots=True)
class HoldRow:
    """One order to keep."""

    id: int
    number: str
    reason: str
    reference: str
    put_by: str
    put_at: datetime
    lifted_by: str | None
    lifted_at: datetime | None


_OWN = ("reason", "reference", "put_by", "put_at", "lifted_by", "lifted_at")
_COLUMNS = (legal_holds.c.id, tickets.c.number, *(legal_holds.c[name] for name in _OWN))
_kept = tickets.alias("kept")


def keeps_case(case_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a hold on any ticket of that case is in force."""
    return exists(_kept_cases().where(_kept.c.case_id == case_id))


def keeps_sender(sender_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a hold is in force on a case this sender reported."""
    mine = tickets.alias("mine")
    return exists(select(mine.c.id).where(mine.c.sender_id == sender_id, keeps_case(mine.c.case_id)))


def kept_tickets() -> Select[Any]:
    """The ids of all tickets on a case that is kept."""
    return select(tickets.c.id).where(tickets.c.case_id.in_(_kept_cases()))


def kept_senders() -> Select[Any]:
    """The ids of whoever reported such a case."""
    known = tickets.c.sender_id.is_not(None)
    return select(tickets.c.sender_id).where(tickets.c.case_id.in_(_kept_cases()), known)


def _kept_cases() -> Select[Any]:
    in_force = select(_kept.c.case_id).join(legal_holds, _kept.c.id == legal_holds.c.ticket_id)
    return in_force.where(legal_holds.c.lifted_at.is_(None))


def put(session: Session, values: dict[str, Any]) -> None:
    """A hold from now on."""
    session.execute(insert(legal_holds).values(**values))


def in_force(session: Session, ticket_id: int) -> bool:
    """Whether this very ticket is kept."""
    query = select(legal_holds.c.id).where(legal_holds.c.ticket_id == ticket_id)
    return session.scalar(query.where(legal_holds.c.lifted_at.is_(None))) is not None


def get(session: Session, hold_id: int) -> HoldRow | None:
    """One hold, locked."""
    query = _all().where(legal_holds.c.id == hold_id).with_for_update(of=legal_holds)
    row = session.execute(query).one_or_none()
    return HoldRow(*row) if row else None


def lift(session: Session, hold_id: int, by: str, now: datetime) -> None:
    """The hold is over."""
    over = update(legal_holds).where(legal_holds.c.id == hold_id)
    session.execute(over.values(lifted_by=by, lifted_at=now))


def newest(session: Session, before: int | None, limit: int) -> list[HoldRow]:
    """Up to *limit* of them below the id *before*, the newest first."""
    query = _all().order_by(legal_holds.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(legal_holds.c.id < before)
    return [HoldRow(*row) for row in session.execute(query)]


def _all() -> Any:
    return select(*_COLUMNS).join(tickets, tickets.c.id == legal_holds.c.ticket_id)
