"""What a span of work came to, counted: messages, SMS, questions, cases, and which limits were kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session

from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.costs import Counted
from sms_gateway.domain.messages import MessageState, OutboxState
from sms_gateway.storage.schema import cases, events, messages, officers, outbox, questions, senders, tickets

VERIFIED: Final = ("forwarded", "archived", "answered", "cancelled")  # the desk has done its part
_OF_LIMITS: Final = (*VERIFIED, "overdue")


@dataclass(frozen=True, slots=True)
class SentRow:
    """One SMS of ours as the outbox names it; *answers*: the message it answers."""

    id: int
    kind: str
    ticket_id: int | None
    answers: int | None
    segments: int


@dataclass(frozen=True, slots=True)
class Step:
    """Something on the timeline of a case that decides whether a limit was kept."""

    case_id: int
    kind: str
    reminded: str | None  # of an overdue one: "desk", or the code of an agency


def sent(session: Session, ids: Collection[int]) -> list[SentRow]:
    """The SMS with these ids, in their order."""
    columns = (outbox.c.id, outbox.c.kind, outbox.c.ticket_id, outbox.c.message_id, outbox.c.segments)
    query = select(*columns).where(outbox.c.id.in_(ids)).order_by(outbox.c.id)
    return [SentRow(*row) for row in session.execute(query)]


def spent(session: Session, since: datetime, until: datetime) -> list[Counted]:
    """What left or was tried for the first time from *since* on and before *until*, by carrier and kind."""
    query = (
        select(outbox.c.carrier, outbox.c.kind, func.count(), func.sum(outbox.c.segments))
        .where(outbox.c.first_tried_at >= since, outbox.c.first_tried_at < until)
        .group_by(outbox.c.carrier, outbox.c.kind)
        .order_by(outbox.c.carrier, outbox.c.kind)
    )
    return [Counted(row[0], row[1], int(row[2]), int(row[3])) for row in session.execute(query)]


def by_state(session: Session) -> dict[str, int]:
    """How many cases are in each state."""
    query = select(cases.c.state, func.count()).group_by(cases.c.state).order_by(cases.c.state)
    return {str(CaseState(row[0])): int(row[1]) for row in session.execute(query)}


def by_outcome(session: Session) -> dict[str, int]:
    """How many messages came to each outcome."""
    query = select(messages.c.state, func.count()).group_by(messages.c.state).order_by(messages.c.state)
    return {str(MessageState(row[0])): int(row[1]) for row in session.execute(query)}


def by_kind(session: Session) -> dict[str, int]:
    """How many SMS of each kind were promised."""
    query = select(outbox.c.kind, func.count()).group_by(outbox.c.kind).order_by(outbox.c.kind)
    return {str(row[0]): int(row[1]) for row in session.execute(query)}


def withheld(session: Session) -> dict[str, int]:
    """Messages of phones that are no officer's without an SMS of ours in answer, by what became of them."""
    unanswered = ~exists().where(outbox.c.message_id == messages.c.id)
    citizens = ~exists().where(officers.c.sender_id == messages.c.sender_id)
    query = select(messages.c.state, func.count()).where(unanswered, citizens).group_by(messages.c.state)
    return {str(row[0]): int(row[1]) for row in session.execute(query.order_by(messages.c.state))}


def tickets_of_phones(session: Session) -> int:
    """How many tickets phones opened."""
    query = select(func.count()).select_from(tickets).where(tickets.c.sender_id.is_not(None))
    return session.scalar(query) or 0


def unacknowledged(session: Session) -> int:
    """Tickets never acknowledged, of phones that may be answered and were never told of too many messages."""
    told = exists().where(outbox.c.ticket_id == tickets.c.id, outbox.c.kind == "ack")
    query = (
        select(func.count())
        .select_from(tickets.join(senders, senders.c.id == tickets.c.sender_id))
        .where(senders.c.replyable, senders.c.unanswered_until.is_(None), ~told)
    )
    return session.scalar(query) or 0


def asked(session: Session, now: datetime) -> dict[str, dict[str, int]]:
    """Questions by kind: how many, and of these settled in time, expired, and still open at *now*."""
    closed, until = questions.c.closed_at, questions.c.expires_at
    expired = or_(closed >= until, and_(closed.is_(None), until <= now))
    is_open = and_(closed.is_(None), until > now)
    query = (
        select(
            questions.c.kind,
            func.count(),
            func.count().filter(closed < until),
            func.count().filter(expired),
            func.count().filter(is_open),
        )
        .group_by(questions.c.kind)
        .order_by(questions.c.kind)
    )
    names = ("asked", "settled", "expired", "open")
    return {str(row[0]): dict(zip(names, row[1:], strict=True)) for row in session.execute(query)}


def steps(session: Session) -> list[Step]:
    """What decides about limits, in the order it happened."""
    query = select(events.c.case_id, events.c.kind, events.c.detail).where(
        events.c.case_id.is_not(None), events.c.kind.in_(_OF_LIMITS)
    )
    found = session.execute(query.order_by(events.c.id))
    return [Step(row[0], row[1], row[2].get("reminded")) for row in found]


def left(session: Session) -> int:
    """How many SMS a carrier took."""
    taken = (OutboxState.ACCEPTED, OutboxState.DELIVERED)
    return session.scalar(select(func.count()).select_from(outbox).where(outbox.c.state.in_(taken))) or 0
