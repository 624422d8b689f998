"""Messages a person must read: queued, claimed with a lease, closed with an outcome, and reopened."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, insert, or_, select, tuple_, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from sms_gateway.domain.messages import OutboxState
from sms_gateway.storage import sights
from sms_gateway.storage.dialect import db_epoch
from sms_gateway.storage.schema import (
    accounts,
    corrections,
    messages,
    outbox,
    review_decisions,
    review_items,
    tickets,
)

Place = tuple[int, int]  # where an item stands in the queue: (priority, id)
UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """An item with its message; *claimed_by* and *claimer* are None once the lease is over."""

    id: int
    reference: str
    message_id: int
    reason: str
    priority: int
    opened_at: datetime
    due_at: datetime
    closed_at: datetime | None
    outcome: str | None
    sender_id: int
    body_masked: str
    received_at: datetime
    claimed_by: int | None
    claimer: str | None
    ticket_id: int | None  # the ticket it is about; None: it has none yet
    number: str | None
    confidential: bool  # its sender filed a report that is secret, or asked for that ahead of one


_live = and_(review_items.c.claimed_by.is_not(None), review_items.c.lease_until > db_epoch())
_open = review_items.c.closed_at.is_(None)


def _all() -> Select[Any]:
    names = ("id", "reference", "message_id", "reason", "priority", "opened_at", "due_at", "closed_at")
    return (
        select(
            *(review_items.c[name] for name in names),
            review_items.c.outcome,
            messages.c.sender_id,
            messages.c.body_masked,
            messages.c.received_at,
            review_items.c.ticket_id,
            tickets.c.number,
            review_items.c.claimed_by,
            accounts.c.name,
            _live.label("live"),
            sights.is_secret(messages.c.sender_id).label("confidential"),
        )
        .join(messages, messages.c.id == review_items.c.message_id)
        .outerjoin(accounts, accounts.c.id == review_items.c.claimed_by)
        .outerjoin(tickets, tickets.c.id == review_items.c.ticket_id)
    )


def queue(session: Session, after: Place | None, limit: int) -> list[ReviewRow]:
    """Open items behind *after*, the most urgent first and of equals the oldest."""
    query = _all().where(_open).order_by(review_items.c.priority, review_items.c.id).limit(limit)
    if after is not None:
        query = query.where(_behind(after))
    return [_row(found) for found in session.execute(query)]


def get(session: Session, review_id: int) -> ReviewRow | None:
    """One item, open or closed."""
    found = session.execute(_all().where(review_items.c.id == review_id)).one_or_none()
    return _row(found) if found else None


def next_free(session: Session, account_id: int, after: Place | None) -> int | None:
    """The first open item behind *after* that nobody else works on."""
    free = or_(~_live, review_items.c.claimed_by.is_(None), review_items.c.claimed_by == account_id)
    query = select(review_items.c.id).where(_open, free)
    query = query.order_by(review_items.c.priority, review_items.c.id).limit(1)
    if after is not None:
        query = query.where(_behind(after))
    return session.scalar(query)


def claim(session: Session, review_id: int, account_id: int, seconds: float) -> bool:
    """Take the item, or keep it longer, unless somebody else works on it or it is closed."""
    free = or_(
        review_items.c.claimed_by.is_(None),
        review_items.c.claimed_by == account_id,
        review_items.c.lease_until.is_(None),
        review_items.c.lease_until <= db_epoch(),
    )
    taken = session.execute(
        update(review_items)
        .where(review_items.c.id == review_id, _open, free)
        .values(claimed_by=account_id, lease_until=db_epoch() + seconds)
        .returning(review_items.c.id)
    )
    return taken.one_or_none() is not None


def give_back(session: Session, review_id: int, account_id: int) -> None:
    """Somebody else may take it."""
    mine = (review_items.c.id == review_id) & (review_items.c.claimed_by == account_id)
    session.execute(update(review_items).where(mine, _open).values(claimed_by=None, lease_until=None))


def close(session: Session, review_id: int, outcome: str, now: datetime) -> None:
    """A person has decided."""
    values = {"closed_at": now, "outcome": outcome, "claimed_by": None, "lease_until": None}
    session.execute(update(review_items).where(review_items.c.id == review_id).values(**values))


def reopen(session: Session, review_id: int) -> None:
    """What was decided is taken back."""
    values = {"closed_at": None, "outcome": None}
    session.execute(update(review_items).where(review_items.c.id == review_id).values(**values))


def locked_message(session: Session, message_id: int) -> Any:
    """The message of an item, locked."""
    return session.execute(select(messages).where(messages.c.id == message_id).with_for_update()).one()


def senders_of(session: Session, review_ids: Collection[int]) -> dict[int, int]:
    """The sender of each of these items by its id."""
    query = (
        select(review_items.c.id, messages.c.sender_id)
        .join(messages, messages.c.id == review_items.c.message_id)
        .where(review_items.c.id.in_(review_ids))
    )
    return {row[0]: row[1] for row in session.execute(query)}


def add_decision(session: Session, values: Mapping[str, Any]) -> int:
    """What is about to be done to an item; returns its id."""
    added = session.execute(insert(review_decisions).values(**values).returning(review_decisions.c.id))
    return int(added.scalar_one())


def complete_decision(session: Session, decision_id: int, values: Mapping[str, Any]) -> None:
    """What it came to."""
    mine = review_decisions.c.id == decision_id
    session.execute(update(review_decisions).where(mine).values(**values))


def decisions(session: Session, batch: str) -> list[Any]:
    """The decisions of *batch*, locked, in their order."""
    query = select(review_decisions).where(review_decisions.c.batch == batch)
    return list(session.execute(query.order_by(review_decisions.c.id).with_for_update()))


def reviews_of(session: Session, batch: str) -> list[int]:
    """The items *batch* decided, not locked."""
    query = select(review_decisions.c.review_id).where(review_decisions.c.batch == batch)
    return list(session.scalars(query))


def undone(session: Session, decision_id: int, review_id: int, now: datetime) -> None:
    """The decision and its corrections do not hold any more."""
    mine = review_decisions.c.id == decision_id
    session.execute(update(review_decisions).where(mine).values(undone_at=now))
    theirs = (corrections.c.review_id == review_id) & corrections.c.undone_at.is_(None)
    session.execute(update(corrections).where(theirs).values(undone_at=now))


def add_corrections(session: Session, rows: Collection[Mapping[str, Any]]) -> None:
    """What a person understood otherwise than the parser."""
    if rows:
        session.execute(insert(corrections), [dict(row) for row in rows])


def waiting_sms(session: Session, message_id: int, promised_at: datetime, until: datetime) -> list[int]:
    """The SMS about that message that were promised then and do not leave before *until*."""
    query = select(outbox.c.id).where(
        outbox.c.message_id == message_id,
        outbox.c.created_at == promised_at,
        outbox.c.due_at >= until,
        outbox.c.state == OutboxState.QUEUED,
    )
    return list(session.scalars(query.order_by(outbox.c.id)))


def sms_states(session: Session, ids: Collection[int]) -> list[tuple[str, bool]]:
    """The state of each of these SMS, and whether somebody tried to send it."""
    query = select(outbox.c.state, outbox.c.first_tried_at).where(outbox.c.id.in_(ids)).with_for_update()
    return [(row.state, row.first_tried_at is not None) for row in session.execute(query)]


def message_of(session: Session, review_id: int) -> int:
    """The message of an item."""
    query = select(review_items.c.message_id).where(review_items.c.id == review_id)
    return int(session.execute(query).scalar_one())


def end_sms(session: Session, ids: Collection[int], now: datetime) -> int:
    """End those of these SMS that nobody tried to send; returns how many."""
    waiting = (
        outbox.c.id.in_(ids),
        outbox.c.state.in_((OutboxState.QUEUED, OutboxState.HELD)),
        outbox.c.first_tried_at.is_(None),
    )
    ended = {"state": OutboxState.EXPIRED, "reason": UNDONE, "due_at": None}
    statement = update(outbox).where(*waiting).values(**ended, state_since=now, finished_at=now)
    return len(session.execute(statement.returning(outbox.c.id)).all())


def detach(session: Session, ticket_id: int) -> None:
    """The ticket belongs to no message and no phone any more: nobody was told its number."""
    values = {"message_id": None, "sender_id": None, "stopped": True}
    session.execute(update(tickets).where(tickets.c.id == ticket_id).values(**values))


def count_open(session: Session) -> int:
    """How many wait."""
    return session.scalar(select(func.count()).where(_open)) or 0


def _behind(after: Place) -> ColumnElement[bool]:
    return tuple_(review_items.c.priority, review_items.c.id) > tuple_(*after)


def _row(found: Any) -> ReviewRow:
    values = list(found)
    *shown, ticket_id, number, claimed_by, claimer, live, confidential = values
    working = (claimed_by, claimer) if live else (None, None)
    return ReviewRow(*[*shown, *working, ticket_id, number, confidential])
