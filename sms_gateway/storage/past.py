"""Tickets of a past time with the texts that opened them, a batch at a time; nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from sms_gateway.storage.schema import cases, messages, senders, tickets


@dataclass(frozen=True, slots=True)
class PastTicket:
    """A ticket, where its case is now, and the sealed text that opened it; None once it was erased."""

    ticket_id: int
    case_id: int
    agency: str | None
    message_uuid: str
    body_raw: bytes | None
    body_masked: str
    received_at: datetime
    sender_uuid: str
    data_key_enc: bytes | None


def count(session: Session, since: datetime, until: datetime) -> int:
    """How many tickets were opened by SMS in [since, until)."""
    query = select(func.count()).select_from(tickets).where(*_opened(since, until))
    return int(session.execute(query).scalar_one())


def batch(session: Session, since: datetime, until: datetime, after: int, limit: int) -> Sequence[PastTicket]:
    """Up to *limit* tickets opened in [since, until) with an id over *after*, by id."""
    query = _TICKETS.where(*_opened(since, until), tickets.c.id > after).order_by(tickets.c.id).limit(limit)
    return [PastTicket(*row) for row in session.execute(query)]


def _opened(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    at = tickets.c.created_at
    return at >= since, at < until, tickets.c.message_id.is_not(None)


_TICKETS: Select[Any] = (
    select(
        tickets.c.id,
        tickets.c.case_id,
        cases.c.agency,
        messages.c.uuid,
        messages.c.body_raw,
        messages.c.body_masked,
        messages.c.received_at,
        senders.c.uuid,
        senders.c.data_key_enc,
    )
    .join_from(tickets, cases, cases.c.id == tickets.c.case_id)
    .join(messages, messages.c.id == tickets.c.message_id)
    .join(senders, senders.c.id == messages.c.sender_id)
)
