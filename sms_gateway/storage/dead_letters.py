"""SMS a person decides about: found, locked, sent on their way again or ended; never with their text."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select, update
from sqlalchemy.orm import Session

from sms_gateway.domain.messages import OutboxState, ReceiptState
from sms_gateway.storage.dialect import db_epoch
from sms_gateway.storage.schema import cases, delivery_receipts, outbox, senders, tickets


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One SMS without its text; the sealed number is None once erased."""

    id: int
    kind: str
    carrier: str
    meant: str | None
    state: str
    reason: str | None
    segments: int
    priority: int
    attempts: int
    looks: int
    created_at: datetime
    state_since: datetime
    first_tried_at: datetime | None
    due_at: datetime | None
    expires_at: datetime | None
    carrier_ref: str | None
    ticket_id: int | None
    case_id: int | None
    number: str | None
    region: str | None
    sender_uuid: str
    msisdn_enc: bytes | None
    stopped: bool
    at_work: bool


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """What a carrier reported, and when."""

    raw_state: str
    error_code: str | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Filter:
    """Which SMS: in one of *states*, of *carrier*, in their state *since* then."""

    states: Collection[OutboxState]
    carrier: str | None = None
    since: datetime | None = None


def listed(session: Session, which: Filter, limit: int) -> list[LetterRow]:
    """Up to *limit* of them, those that wait longest first."""
    query = _filtered(_letters(), which).order_by(outbox.c.state_since, outbox.c.id).limit(limit)
    return [LetterRow(*row) for row in session.execute(query)]


def page(session: Session, which: Filter, after: tuple[datetime, int] | None, limit: int) -> list[LetterRow]:
    """Up to *limit* of them behind the place *after*, those that wait longest first."""
    query = _filtered(_letters(), which)
    if after is not None:
        since, number = after
        later = and_(outbox.c.state_since == since, outbox.c.id > number)
        query = query.where(outbox.c.state_since >= since, or_(outbox.c.state_since > since, later))
    ordered = query.order_by(outbox.c.state_since, outbox.c.id).limit(limit)
    return [LetterRow(*row) for row in session.execute(ordered)]


def some(session: Session, ids: Collection[int]) -> list[LetterRow]:
    """The SMS of these numbers, in whatever state."""
    query = _letters().where(outbox.c.id.in_(ids)).order_by(outbox.c.id)
    return [LetterRow(*row) for row in session.execute(query)]


def count(session: Session, which: Filter) -> int:
    """How many there are."""
    return session.scalar(_filtered(select(func.count()).select_from(outbox), which)) or 0


def get(session: Session, outbox_id: int) -> LetterRow | None:
    """The SMS of that number, in whatever state."""
    row = session.execute(_letters().where(outbox.c.id == outbox_id)).one_or_none()
    return LetterRow(*row) if row else None


def receipts(session: Session, outbox_id: int) -> list[ReceiptRow]:
    """What was reported about it, in the order it came."""
    table = delivery_receipts
    query = select(table.c.raw_state, table.c.error_code, table.c.received_at)
    found = session.execute(query.where(table.c.outbox_id == outbox_id).order_by(table.c.id))
    return [ReceiptRow(*row) for row in found]


def lock(session: Session, ids: Collection[int]) -> list[LetterRow]:
    """Lock the SMS of these numbers, in their order, like those who settle them."""
    query = _letters().where(outbox.c.id.in_(ids))
    return _locked(session, query)


def lock_next(session: Session, which: Filter, after: int, limit: int) -> list[LetterRow]:
    """Lock up to *limit* of them whose number is above *after*, in the order of their numbers."""
    return _locked(session, _filtered(_letters(), which).where(outbox.c.id > after).limit(limit))


def send_again(
    session: Session, ids: Collection[int], reason: str, now: datetime, due_at: datetime | None
) -> None:
    """They leave at *due_at*, or now; what the carrier called an earlier try counts no more."""
    values: dict[str, Any] = {
        "state": OutboxState.RETRY,
        "reason": reason,
        "due_at": due_at or now,
        "state_since": now,
        "finished_at": None,
        "not_found_at": None,
        "carrier_ref": None,
        "receipt": ReceiptState.UNKNOWN,
        "lease": None,
        "lease_until": None,
    }
    session.execute(update(outbox).where(outbox.c.id.in_(ids)).values(**values))


def end(session: Session, ids: Collection[int], reason: str, now: datetime) -> None:
    """They never leave; the rows stay."""
    values: dict[str, Any] = {
        "state": OutboxState.EXPIRED,
        "reason": reason,
        "due_at": None,
        "state_since": now,
        "finished_at": now,
        "lease": None,
        "lease_until": None,
    }
    session.execute(update(outbox).where(outbox.c.id.in_(ids)).values(**values))


def _letters() -> Select[Any]:
    own = tuple(outbox.c[name] for name in LetterRow.__dataclass_fields__ if name in outbox.c)
    at_work = and_(outbox.c.lease_until.is_not(None), outbox.c.lease_until >= db_epoch())
    stopped = or_(senders.c.stopped_at.is_not(None), func.coalesce(tickets.c.stopped, False))
    return (
        select(
            *own,
            tickets.c.case_id,
            tickets.c.number,
            cases.c.region,
            senders.c.uuid,
            senders.c.msisdn_enc,
            stopped,
            at_work,
        )
        .join_from(outbox, senders, senders.c.id == outbox.c.sender_id)
        .outerjoin(tickets, tickets.c.id == outbox.c.ticket_id)
        .outerjoin(cases, cases.c.id == tickets.c.case_id)
    )


def _filtered(query: Select[Any], which: Filter) -> Select[Any]:
    query = query.where(outbox.c.state.in_(which.states))
    if which.carrier is not None:
        query = query.where(outbox.c.carrier == which.carrier)
    return query if which.since is None else query.where(outbox.c.state_since >= which.since)


def _locked(session: Session, query: Select[Any]) -> list[LetterRow]:
    ordered = query.order_by(outbox.c.id).with_for_update(of=outbox)
    return [LetterRow(*row) for row in session.execute(ordered)]
