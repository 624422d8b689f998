"""Every value that is sealed under the field keys, in batches, with the place a long pass has come to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Table, and_, delete, func, select, update
from sqlalchemy.orm import Session

from sms_gateway.storage.dialect import upsert
from sms_gateway.storage.schema import (
    accounts,
    console_sessions,
    export_parts,
    exports,
    instance,
    messages,
    orders,
    prints,
    reveals,
    senders,
    statements,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A table and its columns that hold sealed values."""

    table: Table
    columns: tuple[str, ...]


PLACES: Final = (
    Place(senders, ("msisdn_enc", "data_key_enc")),
    Place(statements, ("body",)),
    Place(orders, ("body",)),
    Place(accounts, ("totp_secret",)),
    Place(console_sessions, ("setup_secret",)),
    Place(reveals, ("words",)),
    Place(exports, ("asked",)),
    Place(export_parts, ("body",)),
)


def count(session: Session) -> int:
    """How many rows all places have."""
    return sum(session.scalar(select(func.count()).select_from(place.table)) or 0 for place in PLACES)


def batch(session: Session, place: Place, after: int, limit: int) -> list[Any]:
    """Up to *limit* rows behind the id *after*, by id: id and the sealed values."""
    table = place.table
    columns = [table.c.id, *(table.c[name] for name in place.columns)]
    return list(session.execute(select(*columns).where(table.c.id > after).order_by(table.c.id).limit(limit)))


def lock_free(session: Session, place: Place, ids: Collection[int]) -> set[int]:
    """Lock those of *ids* nobody else has, without waiting: who holds many and waits may wait in a circle."""
    table = place.table
    query = select(table.c.id).where(table.c.id.in_(ids)).order_by(table.c.id)
    return set(session.scalars(query.with_for_update(key_share=True, skip_locked=True)))


def put(session: Session, place: Place, row: Any, values: Mapping[str, bytes]) -> None:
    """Store *values* where they still are what *row* says: they may have been erased meanwhile."""
    table = place.table
    same = and_(*(table.c[name] == getattr(row, name) for name in values))
    session.execute(update(table).where(table.c.id == row.id, same).values(**values))


def numbers(session: Session, after: int, limit: int) -> list[Any]:
    """Up to *limit* senders behind the id *after* that are not erased: id, uuid, sealed number."""
    query = select(senders.c.id, senders.c.uuid, senders.c.msisdn_enc)
    behind = query.where(senders.c.id > after, senders.c.msisdn_enc.is_not(None))
    return list(session.execute(behind.order_by(senders.c.id).limit(limit)))


def set_index(session: Session, blinds: Mapping[int, str]) -> None:
    """The index of each of these senders."""
    for sender_id, blind in blinds.items():
        session.execute(update(senders).where(senders.c.id == sender_id).values(blind_index=blind))


def texts_since(session: Session, since: datetime, after: int, limit: int) -> list[Any]:
    """Up to *limit* messages since *since* behind the id *after*, with what opens them."""
    query = (
        select(
            messages.c.id,
            messages.c.uuid,
            messages.c.body_raw,
            senders.c.uuid.label("sender_uuid"),
            senders.c.data_key_enc,
        )
        .join(senders, senders.c.id == messages.c.sender_id)
        .where(
            messages.c.id > after,
            messages.c.received_at >= since,
            messages.c.body_raw.is_not(None),
            senders.c.data_key_enc.is_not(None),
        )
    )
    return list(session.execute(query.order_by(messages.c.id).limit(limit)))


def set_digests(session: Session, digests: Mapping[int, str]) -> None:
    """The digest of each of these messages."""
    for message_id, digest in digests.items():
        session.execute(update(messages).where(messages.c.id == message_id).values(text_digest=digest))


def prints_since(session: Session, since: datetime, after: int, limit: int) -> Sequence[Any]:
    """Up to *limit* prints since *since* behind the ticket *after*: ticket_id, at, features."""
    query = select(prints.c.ticket_id, prints.c.at, prints.c.features)
    behind = query.where(prints.c.ticket_id > after, prints.c.at >= since)
    return list(session.execute(behind.order_by(prints.c.ticket_id).limit(limit)))


def position(session: Session, name: str, key: str) -> int:
    """How far the pass *name* has come for *key*; 0 for one that was begun for another key, or not at all."""
    found = session.scalar(select(instance.c.value).where(instance.c.name == name))
    told, _, after = (found or "").partition(":")
    return int(after) if told == key else 0


def set_position(session: Session, name: str, key: str, after: int, now: datetime) -> None:
    """The pass *name* has come so far."""
    upsert(session, instance, {"name": name, "value": f"{key}:{after}", "at": now}, "name")


def forget_positions(session: Session, names: Collection[str]) -> None:
    """The passes are over."""
    session.execute(delete(instance).where(instance.c.name.in_(names)))
