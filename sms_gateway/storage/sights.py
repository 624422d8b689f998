"""What must be known of a ticket to decide who may see it."""

from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from parsers import Verb
from sms_gateway.domain.protection import HIDES_NEXT
from sms_gateway.storage.schema import cases, messages, tickets

_SECRET_NEXT: Final = [code for code, verbs in HIDES_NEXT.items() if Verb.CONFIDENTIAL in verbs]


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
    """Whether this sender filed a report that few may read, or asked for that ahead of one.

    What else they write may be about it.
    """
    theirs, asking = tickets.alias("secret"), messages.alias("asking")
    filed = select(theirs.c.id).where(theirs.c.sender_id == sender_id, theirs.c.confidential)
    asked = select(asking.c.id).where(asking.c.sender_id == sender_id, asking.c.reason.in_(_SECRET_NEXT))
    # Looked up row by row: of EXISTS PostgreSQL may make a hash over every message there is.
    found = func.coalesce(filed.limit(1).scalar_subquery(), asked.limit(1).scalar_subquery())
    return found.is_not(None)


def hides_next(session: Session, sender_id: int, message_id: int) -> Any | None:
    """The newest message of this sender before *message_id* that asks for protection of the next report.

    None too when a report of theirs between the two has it.
    """
    query = (
        select(messages.c.id, messages.c.reason, messages.c.finished_at)
        .where(messages.c.sender_id == sender_id, messages.c.id < message_id)
        .where(messages.c.reason.in_(HIDES_NEXT))
        .order_by(messages.c.id.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    if found is None:
        return None
    between = (tickets.c.message_id > found.id) & (tickets.c.message_id < message_id)
    used = select(tickets.c.id).where(tickets.c.sender_id == sender_id, between).limit(1)
    return found if session.scalar(used) is None else None
