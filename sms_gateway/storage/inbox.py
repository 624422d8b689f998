"""Messages on their way to an outcome: added once, claimed with a lease, finished by compare-and-set."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Float,
    Integer,
    Row,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.dml import ReturningUpdate

from sms_gateway.domain.messages import MessageState, Priority
from sms_gateway.storage.dialect import db_epoch
from sms_gateway.storage.due import is_due, lease_over, moments
from sms_gateway.storage.open_rows import unfinished
from sms_gateway.storage.schema import messages, senders
from sms_gateway.storage.senders import COLUMNS, SenderRow

_DUE: Final = or_(messages.c.due_at.is_(None), is_due(messages.c.due_at))


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work one message until the lease ends."""

    id: int
    sender_id: int
    attempts: int
    lease: str


def add_one(session: Session, message: Mapping[str, Any]) -> int:
    """Insert a message whose parts have their rows already; returns its id."""
    return int(session.execute(insert(messages).values(**message).returning(messages.c.id)).scalar_one())


def hurry(session: Session, sender_ids: Collection[int]) -> None:
    """What these senders said before their emergency is worked as fast: it must not wait behind others."""
    if sender_ids:
        waiting = messages.c.sender_id.in_(sender_ids) & unfinished()
        session.execute(update(messages).where(waiting).values(priority=int(Priority.EMERGENCY)))


def claim(session: Session, limit: int, lease: str, seconds: float, now: datetime) -> list[Claim]:
    """Claim up to *limit* fresh messages by (priority, id), of each sender only the oldest unfinished one."""
    return _claim(session, _CLAIM_FRESH, limit, lease, seconds, now)


def claim_suspect(session: Session, lease: str, seconds: float, now: datetime) -> Claim | None:
    """Claim one message whose worker died or stalled. That counts as an attempt, and it is worked alone:

    what kills a worker must not take the others of its batch with it.
    """
    found = _claim(session, _CLAIM_SUSPECT, 1, lease, seconds, now)
    return found[0] if found else None


def may_find(session: Session, now: datetime) -> bool:
    """False when nothing is due that nobody works; asked without any lock."""
    return session.scalar(_MAY_FIND, moments(now)) is not None


def _claim(
    session: Session, statement: ReturningUpdate[Any], limit: int, lease: str, seconds: float, now: datetime
) -> list[Claim]:
    values = {"most": limit, "a_lease": lease, "seconds": seconds, **moments(now)}
    rows = sorted(session.execute(statement, values), key=lambda row: (row.priority, row.id))
    return [Claim(row.id, row.sender_id, row.attempts, lease) for row in rows]


def _claiming(free: ColumnElement[bool]) -> ReturningUpdate[Any]:
    """Made once: making it costs more than running it."""
    older = messages.alias("older")
    waits_for_older = exists().where(
        older.c.sender_id == messages.c.sender_id,
        older.c.id < messages.c.id,
        unfinished(older),
    )
    due = (
        select(messages.c.id)
        .where(unfinished(), _DUE, free, ~waits_for_older)
        .order_by(messages.c.priority, messages.c.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True, of=messages)
        .cte("due")
    )
    failed_before = case((messages.c.lease_until.is_(None), 0), else_=1)
    return (
        update(messages)
        .where(messages.c.id.in_(select(due.c.id)))
        .values(
            lease=bindparam("a_lease", type_=messages.c.lease.type),
            lease_until=db_epoch() + bindparam("seconds", type_=Float),
            attempts=messages.c.attempts + failed_before,
        )
        .returning(messages.c.priority, messages.c.id, messages.c.sender_id, messages.c.attempts)
    )


_LEFT: Final = lease_over(messages.c.lease_until)  # by a worker that died or stalled
_CLAIM_FRESH: Final = _claiming(messages.c.lease_until.is_(None))
_CLAIM_SUSPECT: Final = _claiming(_LEFT)
_MAY_FIND: Final = (
    select(messages.c.id).where(unfinished(), _DUE, or_(messages.c.lease_until.is_(None), _LEFT)).limit(1)
)


def locked(session: Session, claimed: Claim) -> Row[Any] | None:
    """The claimed message, locked, or None when the lease went to somebody else meanwhile."""
    return session.execute(_LOCKED, _right_to(claimed)).one_or_none()


def taken(session: Session, claimed: Claim) -> tuple[SenderRow, Row[Any]] | None:
    """`senders.lock` and `locked` in one statement, the phone first; None when the lease went elsewhere."""
    row = session.execute(_TAKEN, _right_to(claimed)).one_or_none()
    return None if row is None else (SenderRow(*row[-len(COLUMNS) :]), row)


def _right_to(claimed: Claim) -> dict[str, Any]:
    return {"claimed": claimed.id, "of_lease": claimed.lease, "tried": claimed.attempts}


_STILL_CLAIMED: Final = and_(
    messages.c.id == bindparam("claimed"),
    messages.c.lease == bindparam("of_lease"),
    messages.c.attempts == bindparam("tried"),
    unfinished(),
)
_LOCKED: Final = select(messages).where(_STILL_CLAIMED).with_for_update()
_TAKEN: Final = (
    select(messages, *(column.label(f"phone_{column.name}") for column in COLUMNS))
    .join(senders, senders.c.id == messages.c.sender_id)
    .where(_STILL_CLAIMED)
    .with_for_update(key_share=True, of=[senders, messages])  # locked in this order
)
_FINISH: Final = (
    update(messages)
    .where(messages.c.id == bindparam("finished"))
    .values(lease=None, lease_until=None, due_at=None)
)


def finish(session: Session, message_id: int, state: MessageState, reason: str | None, **values: Any) -> None:
    """Give a locked message its one outcome."""
    session.execute(_FINISH, {"finished": message_id, "state": state, "reason": reason, **values})


def retry_later(session: Session, message_id: int, due_at: datetime, reason: str, attempts: int) -> None:
    """Try a locked message again at *due_at*; until then it holds back only its own sender."""
    session.execute(
        update(messages)
        .where(messages.c.id == message_id)
        .values(
            state=MessageState.RETRY,
            reason=reason,
            lease=None,
            lease_until=None,
            due_at=due_at,
            attempts=attempts,
        )
    )


def give_back(session: Session, lease: str) -> None:
    """Return what is still claimed under *lease*: nobody tried it."""
    session.execute(
        update(messages).where(messages.c.lease == lease, unfinished()).values(lease=None, lease_until=None)
    )


def due_count(session: Session, now: datetime) -> int:
    """How many messages could be claimed now, or soon by their sender's turn."""
    query = select(func.count()).where(unfinished(), _DUE, or_(messages.c.lease_until.is_(None), _LEFT))
    return session.scalar(query, moments(now)) or 0


def newest_repeat(session: Session, sender_id: int, before_id: int, since: datetime) -> Row[Any] | None:
    """The sender's last message before *before_id* that was taken for a repeat."""
    query = (
        select(messages)
        .where(
            messages.c.sender_id == sender_id,
            messages.c.id < before_id,
            messages.c.received_at >= since,
            messages.c.state == MessageState.REPEAT,
        )
        .order_by(messages.c.id.desc())
        .limit(1)
        .with_for_update()
    )
    return session.execute(query).one_or_none()


def sealed(session: Session, message_id: int) -> tuple[str, bytes | None] | None:
    """The uuid and the sealed text of a message: (uuid, body_raw)."""
    query = select(messages.c.uuid, messages.c.body_raw).where(messages.c.id == message_id)
    row = session.execute(query).one_or_none()
    return (row.uuid, row.body_raw) if row else None


def stored(session: Session, message_id: int) -> Row[Any]:
    """A message, not locked."""
    return session.execute(select(messages).where(messages.c.id == message_id)).one()


def becomes_ticket(session: Session, message_id: int) -> None:
    """What was taken for a repeat opened a ticket after all."""
    session.execute(
        update(messages).where(messages.c.id == message_id).values(state=MessageState.TICKET, reason=None)
    )


def same_text_since(
    session: Session, sender_id: int, digest: str, before_id: int, since: datetime
) -> int | None:
    """The sender's earlier message with the same text that became a ticket, newest first."""
    query = (
        select(messages.c.id)
        .where(
            messages.c.sender_id == sender_id,
            messages.c.text_digest == digest,
            messages.c.id < before_id,
            messages.c.received_at >= since,
            messages.c.state == MessageState.TICKET,
        )
        .order_by(messages.c.id.desc())
        .limit(1)
    )
    return session.scalar(query)
