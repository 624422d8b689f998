"""Cases that wait for their reporters, and whom to tell that the waiting is over."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_gateway.domain.cases import CaseState
from sms_gateway.storage.schema import cases, messages, tickets


@dataclass(frozen=True, slots=True)
class Reporter:
    """A ticket whose phone may be told; *carrier*: the one its report came by."""

    ticket_id: int
    number: str
    sender_id: int
    carrier: str | None


def asking_since(session: Session, until: datetime, limit: int) -> list[int]:
    """Up to *limit* cases that have been asked about since *until* or longer, the oldest first."""
    query = (
        select(cases.c.id)
        .where(cases.c.state == CaseState.ASKING, cases.c.state_since <= until)
        .order_by(cases.c.state_since, cases.c.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def to_tell(session: Session, case_id: int) -> list[Reporter]:
    """The reporters of a case by SMS who did not stop its news."""
    query = (
        select(tickets.c.id, tickets.c.number, tickets.c.sender_id, messages.c.carrier)
        .outerjoin(messages, messages.c.id == tickets.c.message_id)
        .where(tickets.c.case_id == case_id, tickets.c.sender_id.is_not(None), tickets.c.stopped.is_(False))
        .order_by(tickets.c.id)
    )
    return [Reporter(*row) for row in session.execute(query)]
