"""What must be known of a ticket to decide who may see it."""

from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from sms_gateway.storage.schema import cases, tickets


def of_ticket(session: Session, number: str) -> Any | None:
    """Ticket and case of *number*."""
    query = (
        select(
            tickets.c.id,
            tickets.c.case_id,
            tickets.c.sender_id,
            tickets.c.anonymous,
            tickets.c.confidential,
            tickets.c.message_id,
            cases.c.agency,
            cases.c.state,
            cases.c.state_since,
            cases.c.before_asking,
            cases.c.topic,
            cases.c.region,
            cases.c.route_candidates,
        )
        .join(cases, cases.c.id == tickets.c.case_id)
        .where(tickets.c.number == number)
    )
    return session.execute(query).one_or_none()


def is_secret(sender_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether this sender filed a report that few may read: what else they write may be about it."""
    theirs = tickets.alias("secret")
    return exists(select(theirs.c.id).where(theirs.c.sender_id == sender_id, theirs.c.confidential))
