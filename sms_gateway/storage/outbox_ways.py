"""By whom SMS leave: which are bound to their carrier, which may move, what waits for one that is down."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import groupby

from sqlalchemy import and_, func, or_, select, true, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from sms_gateway.domain.carrier_health import Mode
from sms_gateway.domain.failover import Shut
from sms_gateway.domain.messages import OutboxState
from sms_gateway.domain.pace import Candidate
from sms_gateway.storage.open_rows import unsent
from sms_gateway.storage.schema import carrier_health, outbox

WAITING = (OutboxState.QUEUED, OutboxState.RETRY)
LOOK = outbox.c.state == OutboxState.UNKNOWN
HOME = func.coalesce(outbox.c.meant, outbox.c.carrier)
# Of what was looked for once, or may have been taken, another copy may be on its way already.
MOVABLE = and_(outbox.c.state.in_(WAITING), outbox.c.looks == 0, outbox.c.may_have_left.is_(False))


def not_shut(shut: Shut) -> ColumnElement[bool]:
    """Whether an SMS has a way now; a look always has."""
    if not shut.carriers and not shut.homes:
        return true()
    bound = and_(~MOVABLE, outbox.c.carrier.not_in(shut.carriers))
    return or_(LOOK, bound, and_(MOVABLE, HOME.not_in(shut.homes)))


def move(session: Session, chosen: Iterable[Candidate]) -> None:
    """Note by whom each of the locked *chosen* leaves, and who was meant when that is another."""
    moving = sorted((each for each in chosen if each.movable), key=lambda each: each.carrier)
    for carrier, group in groupby(moving, key=lambda each: each.carrier):
        those = outbox.c.id.in_([each.id for each in group])
        changes = or_(outbox.c.carrier != carrier, outbox.c.meant == carrier)
        meant = func.nullif(HOME, carrier)
        session.execute(update(outbox).where(those, changes).values(carrier=carrier, meant=meant))


def leave_now(session: Session, carrier: str, now: datetime) -> None:
    """What waits for another try by *carrier*, and may move, waits no longer: another stands in."""
    waiting = select(outbox.c.id).where(
        unsent(), outbox.c.state == OutboxState.RETRY, outbox.c.due_at > now, MOVABLE, HOME.in_([carrier])
    )
    free = waiting.with_for_update(skip_locked=True)  # who holds one may wait for what we hold
    session.execute(update(outbox).where(outbox.c.id.in_(free)).values(due_at=now))


def hurry(session: Session, carrier: str, now: datetime) -> None:
    """What waits for another try by *carrier* is due now."""
    waiting = select(outbox.c.id).where(
        unsent(), outbox.c.state == OutboxState.RETRY, outbox.c.due_at > now, outbox.c.carrier == carrier
    )
    free = waiting.with_for_update(skip_locked=True)
    session.execute(update(outbox).where(outbox.c.id.in_(free)).values(due_at=now))


def hold_too_old(session: Session, carrier: str, before: datetime, reason: str, now: datetime) -> int:
    """Leave to a person what *carrier* was to send since *before*; returns how many."""
    old = select(outbox.c.id).where(
        unsent(),
        outbox.c.state.in_(WAITING),
        outbox.c.carrier == carrier,
        outbox.c.created_at < before,
        or_(outbox.c.due_at.is_(None), outbox.c.due_at <= now),
    )
    values = {"state": OutboxState.HELD, "reason": reason, "state_since": now, "due_at": None}
    free = old.with_for_update(skip_locked=True)
    held = update(outbox).where(outbox.c.id.in_(free)).values(**values).returning(outbox.c.id)
    return len(session.execute(held).all())


def waiting_for(session: Session) -> Mapping[str, int]:
    """How many SMS wait, by the carrier they were meant for."""
    query = select(HOME, func.count()).where(unsent(), outbox.c.state.in_(WAITING)).group_by(HOME)
    return {str(row[0]): int(row[1]) for row in session.execute(query)}


def stood_in_for(session: Session, since: datetime) -> Mapping[tuple[str, str], int]:
    """How many SMS left from *since* on by another carrier than was meant: (meant, sent by)."""
    query = (
        select(outbox.c.meant, outbox.c.carrier, func.count())
        .where(outbox.c.meant.is_not(None), outbox.c.first_tried_at >= since)
        .group_by(outbox.c.meant, outbox.c.carrier)
    )
    return {(str(row[0]), str(row[1])): int(row[2]) for row in session.execute(query)}


def waits_for_a_carrier() -> ColumnElement[bool]:
    """Whether an SMS waits for a carrier that is not closed: that has an owner and an end of its own."""
    down: Collection[str] = (Mode.OPEN, Mode.HALF_OPEN)
    ill = select(carrier_health.c.carrier).where(carrier_health.c.mode.in_(down))
    return and_(outbox.c.state.in_(WAITING), outbox.c.carrier.in_(ill))
