"""What the gateway knows of itself: heartbeats, reading positions, refused calls, buckets, its clock."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from sms_gateway.domain.pace import Bucket
from sms_gateway.storage.dialect import add_to_count, db_epoch, insert_new, upsert
from sms_gateway.storage.schema import (
    buckets,
    cursors,
    heartbeats,
    inbound_parts,
    instance,
    signature_failures,
)


def size(session: Session) -> int:
    """Bytes of the database on its disk."""
    if session.get_bind().dialect.name == "postgresql":
        return int(session.scalar(select(func.pg_database_size(func.current_database()))) or 0)
    pages, bytes_of_one = (session.scalar(text(f"PRAGMA {name}")) for name in ("page_count", "page_size"))
    return int(pages or 0) * int(bytes_of_one or 0)


def beat(session: Session, part: str, now: datetime, field_keys: str | None = None) -> None:
    """*part* ("inbox@host:pid") is alive and has the keys of these fingerprints, the one that seals first."""
    upsert(session, heartbeats, {"part": part, "beat_at": now, "field_keys": field_keys}, "part")


def keys_of_parts(session: Session, since: datetime) -> dict[str, str | None]:
    """The fingerprints each part has that was alive since *since*; None when it does not say."""
    query = select(heartbeats.c.part, heartbeats.c.field_keys).where(heartbeats.c.beat_at >= since)
    return {row.part: row.field_keys for row in session.execute(query)}


def beats(session: Session) -> dict[str, datetime]:
    """When each part was last alive."""
    return {row.part: row.beat_at for row in session.execute(select(heartbeats.c.part, heartbeats.c.beat_at))}


def forget_beats(session: Session, before: datetime) -> None:
    """Drop parts that have been gone for long."""
    session.execute(delete(heartbeats).where(heartbeats.c.beat_at < before))


def position(session: Session, name: str) -> datetime | None:
    """How far *name* has been read."""
    return session.scalar(select(cursors.c.position).where(cursors.c.name == name))


def set_position(session: Session, name: str, at: datetime) -> None:
    """*name* has been read up to *at*."""
    upsert(session, cursors, {"name": name, "position": at}, "name")


def count_signature_failures(session: Session, carrier: str, minute: datetime, count: int) -> None:
    """Add to the refused calls of that minute."""
    row = {"carrier": carrier, "minute": minute, "count": count}
    add_to_count(session, signature_failures, row, "count", "carrier", "minute")


def signature_failures_since(session: Session, since: datetime) -> dict[str, int]:
    """Refused calls per carrier."""
    table = signature_failures
    rows = session.execute(
        select(table.c.carrier, func.sum(table.c.count))
        .where(table.c.minute >= since)
        .group_by(table.c.carrier)
    )
    return {str(row[0]): int(row[1]) for row in rows}


def forget_signature_failures(session: Session, before: datetime) -> None:
    """Drop old counts."""
    session.execute(delete(signature_failures).where(signature_failures.c.minute < before))


def remember_once(session: Session, name: str, value: str, now: datetime) -> None:
    """Note a fact about this database, unless it is known already."""
    insert_new(session, instance, [{"name": name, "value": value, "at": now}], "name")


def recall(session: Session, name: str) -> str | None:
    """The fact of that name."""
    return session.scalar(select(instance.c.value).where(instance.c.name == name))


def note(session: Session, name: str, value: str, at: datetime) -> None:
    """A fact that changes, in the place of what was noted before."""
    upsert(session, instance, {"name": name, "value": value, "at": at}, "name")


def noted(session: Session, name: str) -> tuple[str, datetime] | None:
    """That fact and its moment."""
    row = session.execute(
        select(instance.c.value, instance.c.at).where(instance.c.name == name)
    ).one_or_none()
    return (row.value, row.at) if row else None


def can_take(session: Session) -> None:
    """Touch the table deliveries go to; raises what the database says when it is not there."""
    session.execute(select(inbound_parts.c.id).limit(1))


def database_epoch(session: Session) -> float:
    """The database's clock, seconds since 1970."""
    return float(session.execute(select(db_epoch())).scalar_one())


def buckets_of(session: Session, carriers: Collection[str]) -> dict[str, Bucket]:
    """How much may leave by each of *carriers* that was asked for before."""
    if not carriers:
        return {}
    found = session.execute(select(buckets).where(buckets.c.carrier.in_(carriers)))
    return {row.carrier: Bucket(row.tokens, row.at) for row in found}


def set_bucket(session: Session, carrier: str, bucket: Bucket) -> None:
    """What may still leave by *carrier*."""
    row = {"carrier": carrier, "tokens": bucket.tokens, "at": bucket.at}
    upsert(session, buckets, row, "carrier")
