"""Which account was shown which ticket: added, and read by account or by ticket; never changed."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from sms_gateway.storage.schema import tickets, views
from sms_gateway.storage.schema.base import Moment


def add(session: Session, account_id: int, numbers: Collection[str], page: str, now: datetime) -> None:
    """The tickets with these *numbers* were shown; a number there is none of is left out."""
    shown = (
        select(literal(account_id), tickets.c.id, literal(page), literal(now, Moment))
        .where(tickets.c.number.in_(numbers))
        .order_by(tickets.c.id)
    )
    session.execute(insert(views).from_select(["account_id", "ticket_id", "page", "at"], shown))
