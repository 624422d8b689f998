"""Parts of long SMS: kept until their message is made, under the lock of their sender."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, insert, select, update
from sqlalchemy.orm import Session

from sms_gateway.domain.parts import Known
from sms_gateway.storage.due import is_due, moments
from sms_gateway.storage.schema import events, inbound_parts, messages, tickets


@dataclass(frozen=True, slots=True)
class Reference:
    """What the parts of one long SMS share; a phone uses it again after a while."""

    sender_id: int
    carrier: str
    receiver: str
    ref: int
    total: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A part of which no message is made yet."""

    id: int
    uuid: str
    number: int
    body: bytes | None
    charset: str
    due_at: datetime
    received_at: datetime
    carrier: str
    receiver: str
    total: int


_NAMES = {"number": "part_number", "total": "part_total"}
_WAITING = tuple(inbound_parts.c[_NAMES.get(name, name)] for name in Waiting.__dataclass_fields__)


def known(session: Session, reference: Reference, since: datetime) -> list[Known]:
    """What came under *reference* since then, the oldest first."""
    query = (
        select(
            inbound_parts.c.long_uuid,
            inbound_parts.c.part_number,
            inbound_parts.c.body_digest,
            inbound_parts.c.message_id,
        )
        .where(
            inbound_parts.c.sender_id == reference.sender_id,
            inbound_parts.c.long_uuid.is_not(None),
            inbound_parts.c.carrier == reference.carrier,
            inbound_parts.c.receiver == reference.receiver,
            inbound_parts.c.concat_ref == reference.ref,
            inbound_parts.c.part_total == reference.total,
            inbound_parts.c.received_at >= since,
        )
        .order_by(inbound_parts.c.id)
    )
    return [
        Known(long, number, digest or "", message_id is not None)
        for long, number, digest, message_id in session.execute(query)
    ]


def add(session: Session, values: Mapping[str, Any]) -> None:
    """Store one part."""
    session.execute(insert(inbound_parts).values(**values))


def waiting(session: Session, sender_id: int, long: str) -> list[Waiting]:
    """The parts of a long SMS of which no message is made yet, in the order they came."""
    query = select(*_WAITING).where(
        inbound_parts.c.sender_id == sender_id,
        inbound_parts.c.long_uuid == long,
        inbound_parts.c.message_id.is_(None),
    )
    return [Waiting(*row) for row in session.execute(query.order_by(inbound_parts.c.id))]


def hurry(session: Session, sender_id: int, long: str, due_at: datetime) -> None:
    """The parts of a long SMS wait until *due_at* at most."""
    those = (inbound_parts.c.sender_id == sender_id) & (inbound_parts.c.long_uuid == long)
    session.execute(
        update(inbound_parts).where(those, inbound_parts.c.message_id.is_(None)).values(due_at=due_at)
    )


def replace_body(session: Session, part_id: int, body: bytes) -> None:
    """Other words in the place of those that must not be kept."""
    session.execute(update(inbound_parts).where(inbound_parts.c.id == part_id).values(body=body))


def made(session: Session, sender_id: int, long: str, message_id: int) -> None:
    """The message has the words now; its parts lose them."""
    those = (inbound_parts.c.sender_id == sender_id) & (inbound_parts.c.long_uuid == long)
    session.execute(
        update(inbound_parts)
        .where(those, inbound_parts.c.message_id.is_(None))
        .values(message_id=message_id, body=None, due_at=None)
    )


def message_of(session: Session, sender_id: int, long: str) -> int | None:
    """The message that was made of a long SMS: what came late has later ones."""
    query = select(func.min(inbound_parts.c.message_id)).where(
        inbound_parts.c.sender_id == sender_id, inbound_parts.c.long_uuid == long
    )
    found: int | None = session.scalar(query)
    return found


def completed_by(session: Session, message_id: int) -> Any | None:
    """The message that the late part *message_id* belongs to: id, state."""
    part = select(inbound_parts.c.sender_id, inbound_parts.c.long_uuid).where(
        inbound_parts.c.message_id == message_id
    )
    row = session.execute(part.limit(1)).one_or_none()
    first = message_of(session, row.sender_id, row.long_uuid) if row and row.long_uuid else None
    return session.execute(
        select(messages.c.id, messages.c.state).where(messages.c.id == first)
    ).one_or_none()


def late_of(session: Session, message_id: int) -> list[tuple[str, bytes | None]]:
    """Uuid and sealed text of the late part *message_id* and the other late ones, in their order."""
    own = select(inbound_parts.c.sender_id, inbound_parts.c.long_uuid).where(
        inbound_parts.c.message_id == message_id
    )
    one = own.limit(1).subquery()
    query = (
        select(messages.c.uuid, messages.c.body_raw)
        .join_from(inbound_parts, messages, messages.c.id == inbound_parts.c.message_id)
        .join(
            one,
            (one.c.sender_id == inbound_parts.c.sender_id) & (one.c.long_uuid == inbound_parts.c.long_uuid),
        )
        .where(messages.c.late)
        .group_by(messages.c.id, messages.c.uuid, messages.c.body_raw)
        .order_by(func.min(inbound_parts.c.part_number))
    )
    return [(row.uuid, row.body_raw) for row in session.execute(query)]


def ticket_of(session: Session, sender_id: int, message_id: int) -> int | None:
    """The sender's ticket that a message opened, or was about."""
    opened = select(tickets.c.id).where(tickets.c.message_id == message_id)
    own = select(tickets.c.id).where(tickets.c.sender_id == sender_id)
    about = select(func.max(events.c.ticket_id)).where(
        events.c.ticket_id.in_(own), events.c.message_id == message_id
    )
    found: int | None = session.scalar(opened) or session.scalar(about)
    return found


def due(session: Session, now: datetime, limit: int) -> list[tuple[int, str]]:
    """Long SMS that have waited long enough, the oldest first: (sender_id, long)."""
    query = (
        select(inbound_parts.c.sender_id, inbound_parts.c.long_uuid)
        .where(
            inbound_parts.c.message_id.is_(None),
            is_due(inbound_parts.c.due_at),
            inbound_parts.c.long_uuid.is_not(None),
        )
        .group_by(inbound_parts.c.sender_id, inbound_parts.c.long_uuid)
        .order_by(func.min(inbound_parts.c.id))
        .limit(limit)
    )
    return [(row[0], row[1]) for row in session.execute(query, moments(now))]


def has_waiting(session: Session, sender_id: int) -> bool:
    """Whether parts of this sender wait for others."""
    query = select(
        exists().where(
            inbound_parts.c.sender_id == sender_id,
            inbound_parts.c.long_uuid.is_not(None),
            inbound_parts.c.message_id.is_(None),
        )
    )
    return bool(session.scalar(query))


def forget_digests(session: Session, sender_id: int) -> None:
    """No part of this sender is recognised any more."""
    those = (inbound_parts.c.sender_id == sender_id) & inbound_parts.c.long_uuid.is_not(None)
    session.execute(update(inbound_parts).where(those).values(body_digest=None))
