"""Who texts us: rows keyed by blind index, locked in one order so that no two batches wait for each other.

A lock lets others refer to the row: an SMS promised to a phone does not wait for what that phone is saying.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Column, Select, bindparam, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from sms_gateway.storage.dialect import among, insert_new, rows_of
from sms_gateway.storage.schema import senders


@dataclass(frozen=True, slots=True)
class SenderRow:
    """A sender as the services need it; the sealed fields are None once erased."""

    id: int
    uuid: str
    kind: str
    role: str
    replyable: bool
    stopped_at: datetime | None
    unanswered_until: datetime | None
    msisdn_enc: bytes | None
    data_key_enc: bytes | None


NEW: Final = ("uuid", "blind_index", "msisdn_enc", "data_key_enc", "kind", "replyable", "created_at")
COLUMNS: Final = tuple(senders.c[name] for name in SenderRow.__dataclass_fields__)
_LOCK: Final = select(*COLUMNS).where(senders.c.id == bindparam("phone")).with_for_update(key_share=True)


def add_missing(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert the *rows* whose blind_index is new; another process may have been faster."""
    insert_new(session, senders, rows, "blind_index")


def add_new(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[str, SenderRow]:
    """Insert *rows*, in the order of their index; what came of each that nobody else added meanwhile."""
    if not rows:
        return {}
    if session.get_bind().dialect.name == "postgresql":
        return _by_blind(session.execute(_add_new(), {name: [row[name] for row in rows] for name in NEW}))
    add_missing(session, rows)
    return lock_by_blind(session, [row["blind_index"] for row in rows])


@cache
def _add_new() -> ReturningInsert[Any]:
    """One statement for any number of rows, which come as arrays; SQLite has no arrays."""
    given = rows_of([Column(name, senders.c[name].type) for name in NEW])
    added: ReturningInsert[Any] = (
        postgresql.insert(senders)
        .from_select(NEW, select(*(given.c[name] for name in NEW)).order_by(given.c.nr))
        .on_conflict_do_nothing(index_elements=["blind_index"])
        .returning(senders.c.blind_index, *COLUMNS)
    )
    return added


def lock_by_blind(session: Session, blinds: Collection[str]) -> dict[str, SenderRow]:
    """Lock the senders in the order of their index: one order for all, so no deadlock."""
    query = locking(session.get_bind().dialect.name)
    return _by_blind(session.execute(query, {"blinds": list(blinds)}))


def _by_blind(found: Iterable[Any]) -> dict[str, SenderRow]:
    return {blind: SenderRow(*phone) for blind, *phone in found}


@cache
def locking(dialect: str) -> Select[Any]:
    """The index and the row of each of `blinds` that has one, locked."""
    return (
        select(senders.c.blind_index, *COLUMNS)
        .where(among(dialect, senders.c.blind_index, "blinds"))
        .order_by(senders.c.blind_index)
        .with_for_update(key_share=True)
    )


def lock(session: Session, sender_id: int) -> SenderRow:
    """Lock one sender: everything about one phone happens one after another."""
    return SenderRow(*session.execute(_LOCK, {"phone": sender_id}).one())


def lock_all(session: Session, ids: Collection[int]) -> None:
    """Lock several senders in the order all others lock them in; an erased one, last, by its number."""
    query = select(senders.c.id).where(senders.c.id.in_(set(ids)))
    session.execute(query.order_by(senders.c.blind_index, senders.c.id).with_for_update(key_share=True))


def by_blind(session: Session, blind: str) -> SenderRow | None:
    """The sender with this index, not locked."""
    row = session.execute(select(*COLUMNS).where(senders.c.blind_index == blind)).one_or_none()
    return SenderRow(*row) if row else None


def get(session: Session, ids: Collection[int]) -> dict[int, SenderRow]:
    """Senders by id, not locked."""
    rows = session.execute(select(*COLUMNS).where(senders.c.id.in_(ids)))
    return {row.id: SenderRow(*row) for row in rows}


def set_stopped(session: Session, sender_id: int, at: datetime | None) -> None:
    """Progress SMS are silenced since *at*, or wanted again (None)."""
    session.execute(update(senders).where(senders.c.id == sender_id).values(stopped_at=at))


def set_unanswered(session: Session, sender_id: int, until: datetime) -> None:
    """This sender is answered again from *until* on."""
    session.execute(update(senders).where(senders.c.id == sender_id).values(unanswered_until=until))


def erase(session: Session, sender_id: int, now: datetime) -> None:
    """Destroy the number, its index and the key of its texts: what is left can be counted, not opened."""
    gone = {"blind_index": None, "msisdn_enc": None, "data_key_enc": None, "unanswered_until": None}
    values = {**gone, "replyable": False, "erased_at": now}
    session.execute(update(senders).where(senders.c.id == sender_id).values(**values))


def set_replyable(session: Session, sender_id: int, replyable: bool) -> None:
    """Whether this sender may be answered."""
    session.execute(update(senders).where(senders.c.id == sender_id).values(replyable=replyable))


def set_role(session: Session, sender_id: int, role: str) -> None:
    """It is "officer" as long as the phone is one's that is not disabled, else "citizen"."""
    session.execute(update(senders).where(senders.c.id == sender_id).values(role=role))
