"""What officers ordered: asked, proven by a code, carried out once, or taken back before.

Whoever changes an order holds the lock of its officer's row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, func, insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from sms_gateway.domain.clock_jumps import CLOCKS_APART
from sms_gateway.domain.officers import OrderKind, OrderState
from sms_gateway.storage.due import is_due, moments
from sms_gateway.storage.schema import messages, orders, outbox

GAVE_UP: Final = "gave-up"  # why an order failed: not the officer's fault
WRONG_CODE: Final = "wrong-code"  # why a message brought nothing; how failures are counted


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as the services need it; *body* is sealed, *detail* holds codes and ids."""

    id: int
    uuid: str
    officer_id: int
    task_id: int | None
    kind: OrderKind
    body: bytes | None
    detail: Mapping[str, Any]
    state: OrderState
    code_digest: str | None
    tries: int
    expires_at: datetime
    due_at: datetime | None
    attempts: int


_COLUMNS = tuple(orders.c[name] for name in OrderRow.__dataclass_fields__)
_WAITING = orders.c.state == OrderState.ASKED


def add(session: Session, values: Mapping[str, Any]) -> int:
    """Note an order; returns its id."""
    return int(session.execute(insert(orders).values(**values).returning(orders.c.id)).scalar_one())


def get(session: Session, order_id: int) -> OrderRow | None:
    """One order."""
    return next(iter(_rows(session, orders.c.id == order_id)), None)


def waiting(session: Session, officer_id: int, now: datetime) -> list[OrderRow]:
    """What was asked and is in time, oldest first: with a code, or (without) a choice among agencies."""
    in_time = and_(orders.c.expires_at > now, orders.c.asked_at <= now + CLOCKS_APART)  # nor set back since
    return _rows(session, orders.c.officer_id == officer_id, _WAITING, in_time)


def pending(session: Session, officer_id: int, task_id: int) -> list[OrderRow]:
    """The confirmed orders for a task that were not carried out, oldest first."""
    confirmed = orders.c.state == OrderState.CONFIRMED
    return _rows(session, orders.c.officer_id == officer_id, orders.c.task_id == task_id, confirmed)


def unfinished(session: Session, officer_id: int) -> list[int]:
    """The orders of an officer, who is locked, that were asked or confirmed and not carried out."""
    running = orders.c.state.in_((OrderState.ASKED, OrderState.CONFIRMED))
    return [row.id for row in _rows(session, orders.c.officer_id == officer_id, running)]


def end(session: Session, ids: Sequence[int], state: OrderState, now: datetime, reason: str = "") -> None:
    """These orders are over."""
    values = {"state": state, "ended_at": now, "reason": reason or None}
    session.execute(update(orders).where(orders.c.id.in_(ids)).values(**values))


def confirm(session: Session, order_id: int, now: datetime, due_at: datetime) -> None:
    """The code came back: it is used up, and the order is due at *due_at*."""
    values = {"state": OrderState.CONFIRMED, "confirmed_at": now, "due_at": due_at, "code_digest": None}
    session.execute(update(orders).where(orders.c.id == order_id, _WAITING).values(**values))


def count_try(session: Session, ids: Sequence[int]) -> None:
    """Other digits were tried on all of them."""
    session.execute(update(orders).where(orders.c.id.in_(ids)).values(tries=orders.c.tries + 1))


def expire(session: Session, now: datetime) -> int:
    """End what nobody confirmed in time; returns how many."""
    late = (_WAITING, orders.c.expires_at <= now)
    values = {"state": OrderState.EXPIRED, "ended_at": now}
    return len(session.execute(update(orders).where(*late).values(**values).returning(orders.c.id)).all())


def due(session: Session, now: datetime, limit: int) -> list[tuple[int, int]]:
    """Confirmed orders whose time has come, with their tasks, in the order in which they were confirmed."""
    query = (
        select(orders.c.id, orders.c.task_id)
        .where(
            orders.c.state == OrderState.CONFIRMED,
            is_due(orders.c.due_at),
            orders.c.task_id.is_not(None),
        )
        .order_by(orders.c.due_at, orders.c.id)
        .limit(limit)
    )
    return [(row.id, row.task_id) for row in session.execute(query, moments(now))]


def try_later(session: Session, order_id: int, attempts: int, due_at: datetime) -> None:
    """The confirmed order failed *attempts* times and is due again at *due_at*."""
    session.execute(update(orders).where(orders.c.id == order_id).values(attempts=attempts, due_at=due_at))


def given_up(session: Session, since: datetime) -> int:
    """How many orders were given up since then because they kept failing."""
    where = (orders.c.state == OrderState.FAILED, orders.c.reason == GAVE_UP, orders.c.ended_at >= since)
    return session.scalar(select(func.count()).where(*where)) or 0


def troubled(session: Session) -> int:
    """How many confirmed orders failed and wait to be tried again."""
    where = (orders.c.state == OrderState.CONFIRMED, orders.c.attempts > 0)
    return session.scalar(select(func.count()).where(*where)) or 0


def failures(session: Session, sender_id: int, since: datetime) -> int:
    """How many messages of this phone brought wrong digits since then."""
    query = select(func.count()).where(
        messages.c.sender_id == sender_id, messages.c.reason == WRONG_CODE, messages.c.finished_at >= since
    )
    return session.scalar(query) or 0


def told_since(session: Session, sender_id: int, kinds: Sequence[str], since: datetime) -> int:
    """How many SMS of these *kinds* the phone was promised since then."""
    query = select(func.count()).where(
        outbox.c.sender_id == sender_id, outbox.c.kind.in_(kinds), outbox.c.created_at >= since
    )
    return session.scalar(query) or 0


def _rows(session: Session, *where: ColumnElement[bool]) -> list[OrderRow]:
    found = session.execute(select(*_COLUMNS).where(*where).order_by(orders.c.id))
    return [_row(each) for each in found]


def _row(found: Any) -> OrderRow:
    values = found._asdict()
    return OrderRow(**{**values, "kind": OrderKind(values["kind"]), "state": OrderState(values["state"])})
