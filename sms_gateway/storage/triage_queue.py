"""What waits for the national desk, the most urgent first, along an index."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy import literal as value_of
from sqlalchemy.orm import Session

from sms_gateway.domain.cases import CaseState
from sms_gateway.storage.dialect import plan_by_values
from sms_gateway.storage.schema import cases, messages, tickets
from sms_gateway.storage.schema.tickets_desk import AT_AGENCY

EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case by its first ticket, with the agency it was routed to and why."""

    case_id: int
    number: str
    state: str
    problem: str
    urgency: str
    agency: str | None
    rule: str
    confidence: float
    reasons: tuple[str, ...]
    returns: int
    disputes: int
    due_at: datetime | None
    text: str | None
    confidential: bool


def new(session: Session, after: tuple[datetime, int] | None, limit: int) -> list[Waiting]:
    """Not verified yet, the earliest deadline first; emergencies stand apart."""
    return _rows(session, after, limit, cases.c.state == CaseState.UNVERIFIED, cases.c.urgency != EMERGENCY)


def emergencies(session: Session, limit: int) -> list[Waiting]:
    """Not verified yet, and somebody may be in danger."""
    return _rows(session, None, limit, cases.c.state == CaseState.UNVERIFIED, cases.c.urgency == EMERGENCY)


def late(session: Session, after: tuple[datetime, int] | None, now: datetime, limit: int) -> list[Waiting]:
    """With an agency, and past the limit."""
    return _rows(session, after, limit, AT_AGENCY, cases.c.due_at < now)


def _rows(
    session: Session, after: tuple[datetime, int] | None, limit: int, *asked: ColumnElement[bool]
) -> list[Waiting]:
    plan_by_values(session)
    earlier = tickets.alias("earlier")
    first = select(earlier.c.id).where(earlier.c.case_id == cases.c.id).order_by(earlier.c.id).limit(1)
    query = (
        select(
            cases.c.id,
            tickets.c.number,
            cases.c.state,
            cases.c.problem,
            cases.c.urgency,
            cases.c.agency,
            cases.c.route_rule,
            cases.c.route_confidence,
            cases.c.route_reason,
            cases.c.returns,
            cases.c.disputes,
            cases.c.due_at,
            messages.c.body_masked,
            tickets.c.confidential,
        )
        .select_from(cases)
        .join(tickets, tickets.c.id == first.correlate(cases).scalar_subquery())
        .outerjoin(messages, messages.c.id == tickets.c.message_id)
        .where(cases.c.due_at.is_not(None), *asked)
        .order_by(cases.c.due_at, cases.c.id)
        .limit(limit)
    )
    if after is not None:
        at = value_of(after[0], cases.c.due_at.type)
        query = query.where(tuple_(cases.c.due_at, cases.c.id) > tuple_(at, after[1]))
    return [_row(row) for row in session.execute(query)]


def _row(row: Any) -> Waiting:
    values = list(row)
    values[8] = tuple(values[8] or ())
    return Waiting(*values)
