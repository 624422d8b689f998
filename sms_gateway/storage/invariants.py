"""The four promises, each one SQL query that counts its violations; 0 everywhere is what health means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Table, and_, case, exists, func, or_, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from sms_gateway.domain.deadlines import MESSAGE_DEADLINES, OUTBOX_DEADLINES, PARTS_DEADLINE
from sms_gateway.domain.messages import MessageState, OutboxState
from sms_gateway.storage.dialect import db_epoch
from sms_gateway.storage.open_rows import seen, unfinished, unsent
from sms_gateway.storage.outbox_ways import waits_for_a_carrier
from sms_gateway.storage.schema import cases, inbound_parts, messages, outbox, review_items, senders, tickets


@dataclass(frozen=True, slots=True)
class Ids:
    """Rows from *first* on and before *until*; None: without an end."""

    first: int = 0
    until: int | None = None

    def hold(self, column: ColumnElement[int]) -> ColumnElement[bool]:
        """Whether *column* is one of them."""
        within = column >= self.first
        return within if self.until is None else and_(within, column < self.until)


ALL: Final = Ids()


def violations(session: Session, now: datetime) -> dict[str, int]:
    """How often each promise is broken, of all rows: {"I1": 0, "I2": 0, "I3": 0, "I4": 0} when none is."""
    return completed(session, now, of_messages(session, ALL) | of_outbox(session, ALL))


def of_messages(session: Session, ids: Ids) -> dict[str, int]:
    """How often messages of *ids* break a promise that can be counted by row."""
    return {"I1": wrong_outcomes(session, ids), "I4": made_of_nothing(session, ids)}


def of_outbox(session: Session, ids: Ids) -> dict[str, int]:
    """How often SMS of *ids* break a promise that can be counted by row."""
    return {"I2": repeated_acknowledgements(session, ids)}


def completed(session: Session, now: datetime, by_row: Mapping[str, int]) -> dict[str, int]:
    """All four promises: what was counted *by_row*, and what only rows that have not ended can break."""
    return {
        "I1": by_row["I1"] + lost_parts(session),
        "I2": by_row["I2"],
        "I3": past_deadline(session, now),
        "I4": by_row["I4"],
    }


def wrong_outcomes(session: Session, ids: Ids) -> int:
    """Of I1: messages whose outcome is not what their rows say."""
    # Its bounds stand in what is asked beside it too: else all of that is read for a few messages.
    ticket = exists().where(tickets.c.message_id == messages.c.id, ids.hold(tickets.c.message_id))
    # A person who decided on an item gave its message another outcome.
    # An item about a ticket leaves its message a ticket.
    review = exists().where(
        review_items.c.message_id == messages.c.id,
        ids.hold(review_items.c.message_id),
        review_items.c.closed_at.is_(None),
        review_items.c.ticket_id.is_(None),
    )
    is_ticket = messages.c.state == MessageState.TICKET
    is_review = messages.c.state == MessageState.REVIEW
    wrong = or_(
        and_(is_ticket, ~ticket),
        and_(~is_ticket, ticket),
        and_(is_review, ~review),
        and_(~is_review, review),
        and_(messages.c.state == MessageState.IGNORED, messages.c.reason.is_(None)),
    )
    return session.scalar(select(func.count()).where(ids.hold(messages.c.id), wrong)) or 0


def lost_parts(session: Session) -> int:
    """Of I1: parts of no message that wait for none."""
    lost = inbound_parts.c.message_id.is_(None), inbound_parts.c.due_at.is_(None)
    return session.scalar(select(func.count()).where(*lost)) or 0


def repeated_acknowledgements(session: Session, ids: Ids) -> int:
    """I2: second acknowledgements among the SMS of *ids*; each is a ticket with more than one promised."""
    older = outbox.alias("older")
    before = (
        select(func.count())
        .where(older.c.ticket_id == outbox.c.ticket_id, older.c.kind == "ack", older.c.id < outbox.c.id)
        .scalar_subquery()
    )
    query = select(func.count()).where(ids.hold(outbox.c.id), outbox.c.kind == "ack", before == 1)
    return session.scalar(query) or 0


def past_deadline(session: Session, now: datetime) -> int:
    """I3: unfinished rows that stayed longer than their state allows, counted from when they were due."""
    since = func.coalesce(messages.c.due_at, messages.c.received_at)
    late_in = [
        and_(messages.c.state == state, since < now - most) for state, most in MESSAGE_DEADLINES.items()
    ]
    due = func.coalesce(outbox.c.due_at, outbox.c.state_since)
    late_out = [and_(outbox.c.state == state, due < now - most) for state, most in OUTBOX_DEADLINES.items()]
    stuck = and_(unsent(), _any(late_out), ~waits_for_a_carrier())
    waiting = select(inbound_parts.c.id).where(
        inbound_parts.c.message_id.is_(None), inbound_parts.c.due_at < now - PARTS_DEADLINE
    )
    all_three = union_all(
        select(messages.c.id).where(unfinished(), _any(late_in)), select(outbox.c.id).where(stuck), waiting
    ).subquery()
    return session.scalar(select(func.count()).select_from(all_three)) or 0


def _any(conditions: list[ColumnElement[bool]]) -> ColumnElement[bool]:
    return or_(*conditions)


def made_of_nothing(session: Session, ids: Ids) -> int:
    """I4: messages made of nothing, and rows in no state of the closed list."""
    parts = exists().where(inbound_parts.c.message_id == messages.c.id, ids.hold(inbound_parts.c.message_id))
    stray = messages.c.state.not_in(list(MessageState))
    return session.scalar(select(func.count()).where(ids.hold(messages.c.id), or_(~parts, stray))) or 0


def message_counts(session: Session, ids: Ids = ALL) -> dict[str, int]:
    """How many messages of *ids* are in each state."""
    return _by_state(session, messages, ids)


def outbox_counts(session: Session, ids: Ids = ALL) -> dict[str, int]:
    """How many SMS of *ids* are in each state."""
    return _by_state(session, outbox, ids)


def _by_state(session: Session, table: Table, ids: Ids) -> dict[str, int]:
    query = select(table.c.state, func.count()).where(ids.hold(table.c.id)).group_by(table.c.state)
    return {str(row[0]): int(row[1]) for row in session.execute(query)}


def accepted_since(session: Session, since: datetime) -> dict[str, int]:
    """Deliveries taken since *since*, by carrier: parts of messages of that time, and parts that wait."""
    # No index of parts by time is kept for this; messages have one.
    joined = messages.join(inbound_parts, inbound_parts.c.message_id == messages.c.id)
    of_messages = select(inbound_parts.c.carrier).select_from(joined).where(messages.c.received_at >= since)
    waiting = select(inbound_parts.c.carrier).where(
        inbound_parts.c.message_id.is_(None), inbound_parts.c.received_at >= since
    )
    both = union_all(of_messages, waiting).subquery()
    query = select(both.c.carrier, func.count()).group_by(both.c.carrier)
    return {str(row[0]): int(row[1]) for row in session.execute(query)}


def refused_since(session: Session, reason: str, since: datetime) -> int:
    """How many SMS a carrier refused for *reason* since then."""
    found = (
        seen(),
        outbox.c.state == OutboxState.REFUSED,
        outbox.c.reason == reason,
        outbox.c.state_since >= since,
    )
    return session.scalar(select(func.count()).where(*found)) or 0


def unanswerable_since(session: Session, kinds: Sequence[str], since: datetime) -> int:
    """How many phones of these *kinds* wrote since then and may not be answered."""
    query = (
        select(func.count(messages.c.sender_id.distinct()))
        .join(senders, senders.c.id == messages.c.sender_id)
        .where(messages.c.received_at >= since, senders.c.kind.in_(kinds), senders.c.replyable.is_(False))
    )
    return session.scalar(query) or 0


def oldest_unfinished(session: Session) -> datetime | None:
    """When the oldest message without an outcome came in."""
    # By state: of all together the oldest is looked for from the first message of all on.
    query = select(func.min(messages.c.received_at)).where(unfinished())
    return min(session.scalars(query.group_by(messages.c.state)), default=None)


def oldest_unsent(session: Session, now: datetime) -> datetime | None:
    """Since when the oldest SMS that should have left waits; one that waits for its hour does not count."""
    since = func.coalesce(outbox.c.first_tried_at, outbox.c.due_at, outbox.c.created_at)
    query = select(func.min(since)).where(unsent(), since <= now)
    oldest: datetime | None = session.scalar(query)
    return oldest


def troubles_since(session: Session, since: datetime) -> dict[tuple[str, str], int]:
    """SMS that were not taken, or whose fate is unknown, since *since*: by carrier and code."""
    query = (
        select(outbox.c.carrier, outbox.c.reason, func.count())
        .where(seen(), outbox.c.reason.is_not(None), outbox.c.state_since >= since)
        .group_by(outbox.c.carrier, outbox.c.reason)
    )
    return {(str(row[0]), str(row[1])): int(row[2]) for row in session.execute(query)}


def sureness_since(session: Session, since: datetime) -> dict[str, int]:
    """Cases opened since *since* by how sure their routing was: unsure (below 0.3), fair, sure (from 0.9)."""
    band = case(
        (cases.c.route_confidence < 0.3, "unsure"), (cases.c.route_confidence < 0.9, "fair"), else_="sure"
    )
    query = select(band, func.count()).where(cases.c.opened_at >= since).group_by(band)
    return {str(row[0]): int(row[1]) for row in session.execute(query)}


def overdue_for_a_person(session: Session, now: datetime, held_since: datetime) -> dict[str, int]:
    """What waits for a person longer than it should: an alert, not a violation."""
    reviews = select(func.count()).where(review_items.c.closed_at.is_(None), review_items.c.due_at < now)
    held = select(func.count()).where(
        seen(), outbox.c.state == OutboxState.HELD, outbox.c.state_since < held_since
    )
    return {"review": session.scalar(reviews) or 0, "held": session.scalar(held) or 0}


def abandoned(session: Session, seconds: float) -> tuple[int, int]:
    """Messages and SMS that a worker claimed and left, its lease over for *seconds*: nobody took them up."""
    before = db_epoch() - seconds
    left = select(func.count()).where(unfinished(), messages.c.lease_until < before)
    untried = select(func.count()).where(
        unsent(), outbox.c.state == OutboxState.SENDING, outbox.c.lease_until < before
    )
    return session.scalar(left) or 0, session.scalar(untried) or 0
