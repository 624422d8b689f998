"""The rows of the chained record: added at its end while that is locked, read in order, never changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import func, insert, select, true, update
from sqlalchemy.orm import Session

from sms_gateway.domain.audit_chain import End, Entry, Row
from sms_gateway.storage.schema import audit, audit_head

_AT_A_TIME = 1000


def lock_end(session: Session) -> End:
    """The end of the chain, locked until the transaction ends: always the last lock that is taken."""
    query = select(audit_head.c.seq, audit_head.c.hash).where(audit_head.c.id == 1).with_for_update()
    return End(*session.execute(query).one())


def add(session: Session, row: Row, end: End) -> None:
    """Store *row*, which makes *end* the end."""
    entry = row.entry
    session.execute(
        insert(audit).values(
            seq=row.seq,
            at=entry.at,
            actor=entry.actor,
            action=entry.action,
            detail=dict(entry.detail),
            hash=row.hash,
        )
    )
    session.execute(update(audit_head).where(audit_head.c.id == 1).values(seq=end.seq, hash=end.seal))


def chain(session: Session, after: int = 0) -> tuple[Iterator[Row], End | None]:
    """The rows behind *after*, in order, and the end: of one moment, however many are added meanwhile."""
    told = select(audit_head).where(audit_head.c.id == 1).subquery()
    kept = select(audit).where(audit.c.seq > after).subquery()
    # One statement sees one state of both tables; two could see an end without its row.
    query = select(kept, told.c.seq.label("end_seq"), told.c.hash.label("end_hash")).select_from(
        select(true().label("always")).subquery().outerjoin(told, true()).outerjoin(kept, true())
    )
    found = session.execute(query.order_by(kept.c.seq).execution_options(yield_per=_AT_A_TIME))
    first = next(found)
    end = None if first.end_seq is None else End(first.end_seq, first.end_hash)
    return _rows(first, found), end


def _rows(first: Any, others: Iterator[Any]) -> Iterator[Row]:
    if first.seq is None:
        return
    yield _row(first)
    yield from (_row(each) for each in others)


def newest_of(session: Session, action: str) -> Row | None:
    """The newest row about *action*."""
    query = select(audit).where(audit.c.action == action).order_by(audit.c.seq.desc()).limit(1)
    found = session.execute(query).one_or_none()
    return _row(found) if found else None


def up_to(session: Session, seq: int) -> Iterator[Row]:
    """The rows up to the number *seq*, in order."""
    query = select(audit).where(audit.c.seq <= seq).order_by(audit.c.seq)
    return (_row(each) for each in session.execute(query.execution_options(yield_per=_AT_A_TIME)))


def set_end(session: Session, end: End) -> None:
    """The end of the chain as another key writes it."""
    session.execute(update(audit_head).where(audit_head.c.id == 1).values(seq=end.seq, hash=end.seal))


def hash_of(session: Session, seq: int) -> str | None:
    """The hash of one row."""
    return session.scalar(select(audit.c.hash).where(audit.c.seq == seq))


def newest(session: Session) -> int:
    """The number of the last row there is; 0 without one."""
    return session.scalar(select(func.max(audit.c.seq))) or 0


def listed(session: Session, since: datetime | None, actor: str | None, limit: int) -> list[Row]:
    """The newest rows, oldest first: those since *since*, those of *actor*."""
    query = select(audit)
    if since is not None:
        query = query.where(audit.c.at >= since)
    if actor is not None:
        query = query.where(audit.c.actor == actor)
    found = session.execute(query.order_by(audit.c.seq.desc()).limit(limit)).all()
    return [_row(each) for each in reversed(found)]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which rows: of *actor*, about one of *actions*, noted *since* then and before *until*; None: any."""

    actor: str | None = None
    actions: tuple[str, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None


def newest_first(session: Session, which: Filter, before: int | None, limit: int) -> list[Row]:
    """Up to *limit* of them whose number is below *before*, the newest first."""
    # Each action by itself along its index: asked for together, rare ones would have the whole chain read.
    actions = (None,) if which.actions is None else which.actions
    found = [_newest_of(session, which, action, before, limit) for action in actions]
    return list(islice(merge(*found, key=lambda row: row.seq, reverse=True), limit))


def _newest_of(
    session: Session, which: Filter, action: str | None, before: int | None, limit: int
) -> list[Row]:
    query = select(audit)
    for column, value in ((audit.c.actor, which.actor), (audit.c.action, action)):
        query = query if value is None else query.where(column == value)
    if before is not None:
        query = query.where(audit.c.seq < before)
    # Numbers rise with time, so the ends of a time are looked up and the rest goes by number.
    if which.since is not None:
        query = query.where(audit.c.at >= which.since, audit.c.seq >= _first_since(session, which.since))
    if which.until is not None:
        query = query.where(audit.c.at < which.until, audit.c.seq <= _last_before(session, which.until))
    found = session.execute(query.order_by(audit.c.seq.desc()).limit(limit))
    return [_row(each) for each in found]


def _first_since(session: Session, since: datetime) -> int:
    query = select(audit.c.seq).where(audit.c.at >= since).order_by(audit.c.at, audit.c.seq).limit(1)
    return session.scalar(query) or 0


def _last_before(session: Session, until: datetime) -> int:
    query = select(audit.c.seq).where(audit.c.at < until)
    return session.scalar(query.order_by(audit.c.at.desc(), audit.c.seq.desc()).limit(1)) or 0


def _row(found: Any) -> Row:
    entry = Entry(found.at, found.actor, found.action, found.detail)
    return Row(found.seq, entry, found.hash)
