"""Cases, the tickets on them, their timeline, and the one open question of a phone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from sms_gateway.domain.cases import OPEN, CaseState
from sms_gateway.storage.schema import cases, events, questions, review_items, tickets


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket with what its case says."""

    id: int
    number: str
    case_id: int
    state: CaseState
    problem: str
    agency: str | None
    region: str | None
    created_at: datetime
    state_since: datetime
    due_at: datetime | None
    anonymous: bool
    confidential: bool


_TICKET = select(
    tickets.c.id,
    tickets.c.number,
    tickets.c.case_id,
    cases.c.state,
    cases.c.problem,
    cases.c.agency,
    cases.c.region,
    tickets.c.created_at,
    cases.c.state_since,
    cases.c.due_at,
    tickets.c.anonymous,
    tickets.c.confidential,
).join_from(tickets, cases)


def of_sender(session: Session, sender_id: int, limit: int = 50) -> list[TicketRow]:
    """The sender's tickets, newest first, closed ones included."""
    query = _TICKET.where(tickets.c.sender_id == sender_id).order_by(tickets.c.id.desc()).limit(limit)
    return [_ticket(row) for row in session.execute(query)]


def own(session: Session, sender_id: int, number: str) -> TicketRow | None:
    """The sender's ticket with that number, however old."""
    query = _TICKET.where(tickets.c.sender_id == sender_id, tickets.c.number == number)
    row = session.execute(query).one_or_none()
    return _ticket(row) if row else None


def get(session: Session, ticket_id: int) -> TicketRow:
    """One ticket."""
    return _ticket(session.execute(_TICKET.where(tickets.c.id == ticket_id)).one())


def opened_by(session: Session, message_id: int) -> TicketRow | None:
    """The ticket that *message_id* opened."""
    row = session.execute(_TICKET.where(tickets.c.message_id == message_id)).one_or_none()
    return _ticket(row) if row else None


def is_taken(session: Session, number: str) -> bool:
    """Whether the ticket number exists."""
    return session.scalar(select(tickets.c.id).where(tickets.c.number == number)) is not None


def open_case(session: Session, values: Mapping[str, Any]) -> int:
    """A new case; returns its id."""
    return int(session.execute(insert(cases).values(**values).returning(cases.c.id)).scalar_one())


def open_ticket(session: Session, values: Mapping[str, Any]) -> int:
    """A new ticket on a case; returns its id."""
    return int(session.execute(insert(tickets).values(**values).returning(tickets.c.id)).scalar_one())


def move(session: Session, case_id: int, state: CaseState, now: datetime, due_at: datetime | None) -> None:
    """Put the case into *state*, with the deadline of that state."""
    closed_at = None if state in OPEN else now
    session.execute(
        update(cases)
        .where(cases.c.id == case_id)
        .values(state=state, state_since=now, due_at=due_at, closed_at=closed_at)
    )


def protect(session: Session, ticket_id: int, *, anonymous: bool, confidential: bool) -> None:
    """Set the flags that are asked for; one that is set stays set."""
    wanted = {
        name: True for name, is_set in (("anonymous", anonymous), ("confidential", confidential)) if is_set
    }
    session.execute(update(tickets).where(tickets.c.id == ticket_id).values(**wanted))


def silence(session: Session, ticket_id: int) -> None:
    """No more progress SMS about this ticket."""
    session.execute(update(tickets).where(tickets.c.id == ticket_id).values(stopped=True))


def tell_again(session: Session, sender_id: int) -> None:
    """Progress SMS about every ticket of this sender."""
    session.execute(update(tickets).where(tickets.c.sender_id == sender_id).values(stopped=False))


def record(session: Session, kind: str, actor: str, at: datetime, **values: Any) -> None:
    """Add to the append-only timeline. `detail` holds ids and codes only."""
    values.setdefault("detail", {})
    session.execute(insert(events).values(kind=kind, actor=actor, at=at, **values))


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """The open question of a phone."""

    id: int
    kind: str
    ticket_ids: tuple[int, ...]
    expires_at: datetime


def open_question(session: Session, sender_id: int) -> QuestionRow | None:
    """The question nobody has answered or replaced yet; it may have expired."""
    query = select(questions.c.id, questions.c.kind, questions.c.ticket_ids, questions.c.expires_at).where(
        questions.c.sender_id == sender_id, questions.c.closed_at.is_(None)
    )
    row = session.execute(query).one_or_none()
    return QuestionRow(row.id, row.kind, tuple(row.ticket_ids), row.expires_at) if row else None


def ask(
    session: Session, sender_id: int, kind: str, ticket_ids: Sequence[int], now: datetime, until: datetime
) -> None:
    """Open a question; the one before it is replaced."""
    close_question(session, sender_id, now)
    session.execute(
        insert(questions).values(
            sender_id=sender_id, kind=kind, ticket_ids=list(ticket_ids), asked_at=now, expires_at=until
        )
    )


def close_question(session: Session, sender_id: int, now: datetime) -> None:
    """The open question of a phone is answered or replaced."""
    open_one = (questions.c.sender_id == sender_id) & questions.c.closed_at.is_(None)
    session.execute(update(questions).where(open_one).values(closed_at=now))


def close_expired_questions(session: Session, now: datetime) -> int:
    """Close every question past its time; returns how many."""
    past = questions.c.closed_at.is_(None) & (questions.c.expires_at < now)
    closed = session.execute(update(questions).where(past).values(closed_at=now).returning(questions.c.id))
    return len(closed.all())


def add_review(session: Session, values: Mapping[str, Any]) -> None:
    """A message a person must read."""
    session.execute(insert(review_items).values(**values))


def review_reference(session: Session, message_id: int) -> str | None:
    """The reference of the message's review item, when it has one."""
    return session.scalar(select(review_items.c.reference).where(review_items.c.message_id == message_id))


def taken_references(session: Session, references: Collection[str]) -> set[str]:
    """Which review references exist."""
    return set(
        session.scalars(select(review_items.c.reference).where(review_items.c.reference.in_(references)))
    )


def _ticket(row: Any) -> TicketRow:
    id_, number, case_id, state, *rest = row
    return TicketRow(id_, number, case_id, CaseState(state), *rest)
