"""Everything the database knows of one ticket, in rows; what is sealed stays sealed here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from sms_gateway.storage.schema import cases, events, merges, messages, outbox, senders, statements, tickets


@dataclass(frozen=True, slots=True)
class Rows:
    """The ticket with its case and phone, and what belongs to it, each in the order of its ids."""

    ticket: Any
    case: Any
    sender: Any | None
    others: int  # reporters of the case beside this one
    linked: list[tuple[str, str]]  # doors the same came in by, with their numbers
    events: list[Any]
    messages: list[Any]
    outbox: list[Any]
    statements: list[Any]


def of_ticket(session: Session, number: str) -> Rows | None:
    """The rows of the ticket *number*; None when there is none."""
    ticket = session.execute(select(tickets).where(tickets.c.number == number)).one_or_none()
    if ticket is None:
        return None
    case_ids = _cases(session, ticket)
    found = _events(session, ticket.id, case_ids)
    sent = list(session.execute(select(outbox).where(outbox.c.ticket_id == ticket.id).order_by(outbox.c.id)))
    said = {ticket.message_id, *(row.message_id for row in (*found, *sent))} - {None}
    company = list(session.execute(select(tickets).where(tickets.c.case_id == ticket.case_id)))
    return Rows(
        ticket=ticket,
        case=session.execute(select(cases).where(cases.c.id == ticket.case_id)).one(),
        sender=session.execute(select(senders).where(senders.c.id == ticket.sender_id)).one_or_none(),
        others=sum(row.sender_id is not None and row.id != ticket.id for row in company),
        linked=[(row.source, row.external_ref) for row in company if row.external_ref],
        events=found,
        messages=_messages(session, said, ticket.sender_id),
        outbox=sent,
        statements=_statements(session, case_ids, found),
    )


def _cases(session: Session, ticket: Any) -> list[int]:
    """The cases it is and was on."""
    query = select(merges.c.from_case_id, merges.c.to_case_id).where(merges.c.ticket_id == ticket.id)
    return sorted({ticket.case_id, *(case_id for row in session.execute(query) for case_id in row)})


def _events(session: Session, ticket_id: int, case_ids: list[int]) -> list[Any]:
    """Its own, and those of its cases that are about no single ticket."""
    shared = and_(events.c.case_id.in_(case_ids), events.c.ticket_id.is_(None))
    query = select(events).where(or_(events.c.ticket_id == ticket_id, shared))
    return list(session.execute(query.order_by(events.c.id)))


def _messages(session: Session, ids: Collection[int], sender_id: int | None) -> list[Any]:
    query = select(messages).where(messages.c.id.in_(ids), messages.c.sender_id == sender_id)
    return list(session.execute(query.order_by(messages.c.id)))


def _statements(session: Session, case_ids: list[int], found: list[Any]) -> list[Any]:
    """Those an event of this story speaks of: what another reporter was asked is not its own."""
    ids = [row.detail["statement"] for row in found if "statement" in row.detail]
    query = select(statements).where(statements.c.id.in_(ids), statements.c.case_id.in_(case_ids))
    return list(session.execute(query.order_by(statements.c.id)))


@dataclass(frozen=True, slots=True)
class Listed:
    """An open case as a list shows it, by the number of its first ticket."""

    number: str
    state: str
    problem: str
    agency: str | None
    region: str | None
    due_at: datetime | None


def open_cases(session: Session, states: Collection[str], limit: int) -> list[Listed]:
    """Up to *limit* cases in *states* with a reporter, the most urgent deadline first."""
    first = select(tickets.c.number).where(tickets.c.case_id == cases.c.id).order_by(tickets.c.id).limit(1)
    number = first.scalar_subquery()
    query = (
        select(number, cases.c.state, cases.c.problem, cases.c.agency, cases.c.region, cases.c.due_at)
        .where(cases.c.state.in_(states), number.is_not(None))
        .order_by(cases.c.due_at.is_(None), cases.c.due_at, cases.c.id)
        .limit(limit)
    )
    return [Listed(*row) for row in session.execute(query)]
