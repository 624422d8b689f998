"""Which account was shown which ticket or message: added, and read by account or by whose it is."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Table, insert, literal, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from sms_gateway.storage.schema import message_views, messages, tickets, views
from sms_gateway.storage.schema.base import Moment


def add(session: Session, account_id: int, numbers: Collection[str], page: str, now: datetime) -> None:
    """The tickets with these *numbers* were shown; a number there is none of is left out."""
    _add(session, views, "ticket_id", tickets.c.id, tickets.c.number.in_(numbers), account_id, page, now)


def add_messages(session: Session, account_id: int, ids: Collection[int], page: str, now: datetime) -> None:
    """The messages with these *ids* were shown."""
    which = messages.c.id.in_(ids)
    _add(session, message_views, "message_id", messages.c.id, which, account_id, page, now)


def _add(
    session: Session,
    table: Table,
    key: str,
    column: ColumnElement[int],
    which: ColumnElement[bool],
    account_id: int,
    page: str,
    now: datetime,
) -> None:
    shown = select(literal(account_id), column, literal(page), literal(now, Moment)).where(which)
    session.execute(insert(table).from_select(["account_id", key, "page", "at"], shown.order_by(column)))
