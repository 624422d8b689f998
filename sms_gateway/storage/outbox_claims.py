"""Who may send or look up an SMS: claimed before the wire is touched, settled once, never sent on a guess."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Float, Integer, Select, and_, bindparam, case, exists, func, or_, select, true, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.dml import ReturningUpdate

from sms_gateway.domain.clock_jumps import CLOCKS_APART
from sms_gateway.domain.failover import NOTHING_SHUT, Shut
from sms_gateway.domain.messages import OutboxState, Priority
from sms_gateway.domain.pace import Candidate
from sms_gateway.storage.dialect import db_epoch
from sms_gateway.storage.due import lease_over, moments, written_ahead
from sms_gateway.storage.open_rows import unsent
from sms_gateway.storage.outbox_expiry import worth_sending
from sms_gateway.storage.outbox_ways import HOME, LOOK, MOVABLE, move, not_shut
from sms_gateway.storage.schema import outbox

_TIME: Final = outbox.c.due_at.type
CLAIMABLE = (OutboxState.QUEUED, OutboxState.RETRY, OutboxState.UNKNOWN)
# What no budget holds back: an emergency leaves whatever it costs, and a look costs nothing.
_free = or_(outbox.c.priority <= int(Priority.EMERGENCY), LOOK)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to send (or look up) one SMS until the lease ends; *attempts* is the fence for its result."""

    id: int
    uuid: str
    sender_id: int
    carrier: str
    body: bytes
    segments: int
    unknown: bool  # look it up, do not send it
    attempts: int
    looks: int
    created_at: datetime
    first_tried_at: datetime | None
    not_found_at: datetime | None


def orphans_become_unknown(session: Session, now: datetime) -> int:
    """A sender that died between claim and result leaves an SMS nobody knows the fate of."""
    values = {
        "state": OutboxState.UNKNOWN,
        "reason": "worker-died",
        "may_have_left": True,
        "lease": None,
        "lease_until": None,
        "due_at": now,
        "state_since": now,
    }
    return len(session.execute(update(outbox).where(DEAD).values(**values).returning(outbox.c.id)).all())


# Its worker ended or stalled between claim and result.
DEAD: Final = and_(unsent(), outbox.c.state == OutboxState.SENDING, lease_over(outbox.c.lease_until))


def _is_free() -> ColumnElement[bool]:
    """Whether it is due at `_moments`, and nobody works it.

    A clock that was ahead put off tries and looks by more than any pause: they are due at once.
    """
    put_off = and_(
        outbox.c.state.in_((OutboxState.RETRY, OutboxState.UNKNOWN)),
        outbox.c.state_since > bindparam("apart", type_=_TIME),
        written_ahead(outbox.c.due_at),
    )
    return and_(
        or_(outbox.c.due_at.is_(None), outbox.c.due_at <= bindparam("now", type_=_TIME), put_off),
        or_(outbox.c.lease_until.is_(None), lease_over(outbox.c.lease_until)),
    )


def _moments(now: datetime) -> dict[str, datetime]:
    return {**moments(now), "apart": now + CLOCKS_APART}


_MAY_FIND: Final = (
    select(outbox.c.id).where(unsent(), or_(and_(outbox.c.state.in_(CLAIMABLE), _is_free()), DEAD)).limit(1)
)


def claim(
    session: Session,
    limit: int,
    lease: str,
    seconds: float,
    now: datetime,
    block: timedelta,
    choose: Callable[[Iterable[Candidate]], Collection[Candidate]],
    *,
    only_free: bool = False,
    only_looks: bool = False,
    shut: Shut = NOTHING_SHUT,
) -> list[Claim]:
    """Claim those *choose* names of up to *limit* SMS by (priority, id), keeping the order per recipient.

    They leave by the carrier it names. *only_free*: no budget is left. *only_looks*: sending is held. What
    is *shut* is only looked up.
    An unknown or held SMS stops holding back its recipient's later ones after *block*.
    """
    due = _due(only_free, only_looks, shut)
    values = {**_moments(now), "blocks": now - block, "most": limit}
    found = {row.id: row for row in session.execute(due, values)}
    chosen = choose([Candidate(*row[:-1]) for row in found.values()])
    move(session, [each for each in chosen if _goes_elsewhere(each, found[each.id])])
    return _take(session, chosen, lease, seconds, now)


@lru_cache(64)
def _due(only_free: bool, only_looks: bool, shut: Shut) -> Select[Any]:
    """What may be claimed; made once, for making it costs more than running it."""
    now, blocks = bindparam("now", type_=_TIME), bindparam("blocks", type_=_TIME)
    return (
        select(
            outbox.c.id,
            outbox.c.carrier,
            outbox.c.segments,
            _free.label("free"),
            LOOK.label("look"),
            HOME.label("home"),
            MOVABLE.label("movable"),
            outbox.c.meant,
        )
        .where(
            unsent(),
            outbox.c.state.in_(CLAIMABLE),
            _is_free(),
            _free if only_free else true(),
            LOOK if only_looks else true(),
            not_shut(shut),
            worth_sending(now),
            _first_in_line(now, blocks),
        )
        .order_by(outbox.c.priority, outbox.c.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True, of=outbox)
    )


def _first_in_line(now: ColumnElement[datetime], blocks: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Whether no older SMS to the same recipient must leave before."""
    older = outbox.alias("older")
    says_something = or_(older.c.expires_at.is_(None), older.c.expires_at > now)
    in_the_way = or_(
        older.c.state == OutboxState.SENDING,
        and_(older.c.state == OutboxState.RETRY, says_something),
        # What waits for the end of the quiet hours must not hold back an answer.
        and_(
            older.c.state == OutboxState.QUEUED,
            or_(older.c.due_at.is_(None), older.c.due_at <= now),
            says_something,
        ),
        and_(
            older.c.state.in_((OutboxState.UNKNOWN, OutboxState.HELD)),
            older.c.state_since > blocks,
            older.c.state_since <= bindparam("apart", type_=_TIME),  # no clock that was ahead holds it back
        ),
    )
    return ~exists().where(older.c.sender_id == outbox.c.sender_id, older.c.id < outbox.c.id, in_the_way)


def _goes_elsewhere(each: Candidate, row: Any) -> bool:
    """Whether its row names another carrier, or says who was meant, which may be over."""
    return bool(row.carrier != each.carrier or row.meant is not None)


def may_find(session: Session, now: datetime) -> bool:
    """False when a claim would surely find nothing and no sender is dead; asked without any lock."""
    return session.scalar(_MAY_FIND, _moments(now)) is not None


def _take(
    session: Session, candidates: Collection[Candidate], lease: str, seconds: float, now: datetime
) -> list[Claim]:
    if not candidates:
        return []
    leased = {"chosen": [each.id for each in candidates], "a_lease": lease, "seconds": seconds}
    kinds = {each.look for each in candidates}  # the rows are locked: what is looked up stays that
    found = []
    if False in kinds:
        found += [(row, False) for row in session.execute(_SEND, {**leased, "moment": now})]
    if True in kinds:
        found += [(row, True) for row in session.execute(_LOOK_UP, leased)]
    found.sort(key=lambda pair: (pair[0][0], pair[0][1]))
    return [Claim(**dict(zip(_CLAIMED, row[1:], strict=True)), unknown=unknown) for row, unknown in found]


_CLAIMED: Final = tuple(name for name in Claim.__dataclass_fields__ if name != "unknown")


def _taking(those: ColumnElement[bool], **values: Any) -> ReturningUpdate[Any]:
    """What it finds begins with the priority and the id."""
    lease = bindparam("a_lease", type_=outbox.c.lease.type)
    until = db_epoch() + bindparam("seconds", type_=Float)
    return (
        update(outbox)
        .where(outbox.c.id.in_(bindparam("chosen", expanding=True)), those)
        .values(lease=lease, lease_until=until, **values)
        .returning(outbox.c.priority, *(outbox.c[name] for name in _CLAIMED))
    )


_MOMENT: Final = bindparam("moment", type_=_TIME)
_LOOK_UP: Final = _taking(outbox.c.state == OutboxState.UNKNOWN, looks=outbox.c.looks + 1)
_SEND: Final = _taking(
    outbox.c.state.in_((OutboxState.QUEUED, OutboxState.RETRY)),
    state=OutboxState.SENDING,
    state_since=_MOMENT,
    due_at=None,
    attempts=outbox.c.attempts + 1,
    # One in doubt may have a time from which it is looked for; it is tried for the first time now.
    first_tried_at=case(
        (outbox.c.attempts == 0, _MOMENT), else_=func.coalesce(outbox.c.first_tried_at, _MOMENT)
    ),
)


def settle(session: Session, claimed: Claim, now: datetime, state: OutboxState, **values: Any) -> bool:
    """Store what an attempt came to, unless a receipt or another attempt was faster. True when stored.

    A look that leaves the SMS unknown does not start its minute anew.
    """
    if state in (OutboxState.UNKNOWN, OutboxState.ACCEPTED):
        values["may_have_left"] = True
    asked = {"claimed": claimed.id, "tried": claimed.attempts, "reached": state, "moment": now}
    if claimed.unknown:
        asked["looked"] = claimed.looks
    statement = _SETTLE_LOOK if claimed.unknown else _SETTLE_SENDING
    return session.execute(statement, {**asked, **values, "state": state}).one_or_none() is not None


def _settling(still_asked: ColumnElement[bool]) -> ReturningUpdate[Any]:
    same = outbox.c.state == bindparam("reached", type_=outbox.c.state.type)
    since = case((same, outbox.c.state_since), else_=bindparam("moment", type_=_TIME))
    return (
        update(outbox)
        .where(outbox.c.id == bindparam("claimed"), outbox.c.attempts == bindparam("tried"), still_asked)
        .values(state_since=since, lease=None, lease_until=None)
        .returning(outbox.c.id)
    )


# A sending is a fact however late it is told; a look counts only while nothing followed it.
_SETTLE_SENDING: Final = _settling(outbox.c.state.in_((OutboxState.SENDING, OutboxState.UNKNOWN)))
_SETTLE_LOOK: Final = _settling(
    and_(outbox.c.state == OutboxState.UNKNOWN, outbox.c.looks == bindparam("looked"))
)


def due_count(session: Session, now: datetime) -> int:
    """How many SMS wait for a claim now."""
    query = select(func.count()).where(unsent(), _is_free())
    return session.scalar(query, _moments(now)) or 0
