"""SMS on their way out: promised once, claimed before the wire is touched, never sent on a guess."""

from collections.abc import Callable, Collection, Iterable, Mapping
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
from sms_gateway.domain.messages import OutboxState, Priority, ReceiptState
from sms_gateway.domain.pace import Candidate
from sms_gateway.storage.dialect import db_epoch, insert_new
from sms_gateway.storage.due import lease_over, moments, written_ahead
from sms_gateway.storage.open_rows import UNSENT, seen, unsent
from sms_gateway.storage.outbox_expiry import worth_sending
from sms_gateway.storage.outbox_ways import HOME, LOOK, MOVABLE, move, not_shut
from sms_gateway.storage.schema import delivery_receipts, outbox

_RELEASED = 500  # rows let go at a time
_TIME: Final = outbox.c.due_at.type
_CLAIMABLE = (OutboxState.QUEUED, OutboxState.RETRY, OutboxState.UNKNOWN)
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


def add(session: Session, values: Mapping[str, Any]) -> None:
    """Promise an SMS; one with the same `once` was promised before and stays the only one."""
    insert_new(session, outbox, [values], "once")
    if values["priority"] == Priority.EMERGENCY:
        _hurry(session, values["sender_id"])


def _hurry(session: Session, sender_id: int) -> None:
    """What this recipient waits for leaves as fast: an order of its own must not hold back an emergency."""
    in_line = or_(outbox.c.state != OutboxState.QUEUED, outbox.c.due_at.is_(None))  # not until the morning
    waiting = and_(outbox.c.sender_id == sender_id, outbox.c.state.in_(_CLAIMABLE), in_line)
    session.execute(update(outbox).where(waiting).values(priority=int(Priority.EMERGENCY)))


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
    select(outbox.c.id).where(unsent(), or_(and_(outbox.c.state.in_(_CLAIMABLE), _is_free()), DEAD)).limit(1)
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
    first_in_line = ~exists().where(
        older.c.sender_id == outbox.c.sender_id, older.c.id < outbox.c.id, in_the_way
    )
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
            outbox.c.state.in_(_CLAIMABLE),
            _is_free(),
            _free if only_free else true(),
            LOOK if only_looks else true(),
            not_shut(shut),
            worth_sending(now),
            first_in_line,
        )
        .order_by(outbox.c.priority, outbox.c.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True, of=outbox)
    )


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


def answers_between(
    session: Session, sender_id: int, since: datetime, until: datetime, most: int
) -> list[tuple[str, datetime]]:
    """Kind and time of the newest *most* answers promised to this sender then, the newest first."""
    values = {"phone": sender_id, "since": since, "until": until, "most": most}
    return [(row[0], row[1]) for row in session.execute(_ANSWERS, values)]


_ANSWERS: Final = (
    select(outbox.c.kind, outbox.c.created_at)
    .where(
        outbox.c.sender_id == bindparam("phone"),
        outbox.c.message_id.is_not(None),
        outbox.c.created_at >= bindparam("since", type_=_TIME),
        outbox.c.created_at <= bindparam("until", type_=_TIME),
    )
    .order_by(outbox.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)


def segments_between(session: Session, since: datetime, until: datetime | None = None) -> int:
    """How many segments left, or were tried, from *since* on, and before *until*."""
    if until is None:
        return session.scalar(_SEGMENTS_SINCE, {"since": since}) or 0
    return session.scalar(_SEGMENTS_BETWEEN, {"since": since, "until": until}) or 0


_SEGMENTS_SINCE: Final = select(func.sum(outbox.c.segments)).where(
    outbox.c.first_tried_at >= bindparam("since", type_=_TIME)
)
_SEGMENTS_BETWEEN: Final = _SEGMENTS_SINCE.where(outbox.c.first_tried_at < bindparam("until", type_=_TIME))


def hold_what_can_wait(session: Session, reason: str, now: datetime) -> int:
    """Hold everything that is no emergency and has not left; returns how many."""
    waiting = (
        unsent(),
        outbox.c.state.in_((OutboxState.QUEUED, OutboxState.RETRY)),
        outbox.c.priority > int(Priority.EMERGENCY),
        or_(outbox.c.due_at.is_(None), outbox.c.due_at <= now),  # what waits for the morning waits anyway
    )
    values = {"state": OutboxState.HELD, "reason": reason, "state_since": now, "lease": None}
    held = session.execute(
        update(outbox).where(*waiting).values(**values, lease_until=None).returning(outbox.c.id)
    )
    return len(held.all())


def release_held(session: Session, reason: str, segments: int, now: datetime) -> int:
    """Let what is held for *reason* leave again, the oldest first, up to *segments*; returns how many."""
    held = select(outbox.c.id, outbox.c.segments).where(
        seen(), outbox.c.state == OutboxState.HELD, outbox.c.reason == reason
    )
    chosen: list[int] = []
    for row in session.execute(held.order_by(outbox.c.priority, outbox.c.id).limit(_RELEASED)):
        segments -= row.segments
        if segments < 0:
            break
        chosen.append(row.id)
    if not chosen:
        return 0
    values = {"state": OutboxState.RETRY, "reason": None, "state_since": now, "due_at": now}
    session.execute(update(outbox).where(outbox.c.id.in_(chosen)).values(**values))
    return len(chosen)


def has_unsent(
    session: Session, sender_id: int, kind: str | None = None, since: datetime | None = None
) -> bool:
    """Whether an SMS to this sender is still on its way: any, or of that *kind* and promised *since* then."""
    query = select(outbox.c.id).where(outbox.c.sender_id == sender_id, outbox.c.state.in_(UNSENT))
    if kind is not None:
        query = query.where(outbox.c.kind == kind)
    if since is not None:
        query = query.where(outbox.c.created_at > since)
    return session.scalar(query.limit(1)) is not None


def refs_of_recipient(session: Session, sender_id: int, except_id: int) -> frozenset[str]:
    """Carrier ids that belong to other SMS of ours to the same recipient."""
    query = select(outbox.c.carrier_ref).where(
        outbox.c.sender_id == sender_id, outbox.c.id != except_id, outbox.c.carrier_ref.is_not(None)
    )
    return frozenset(ref for ref in session.scalars(query) if ref)


def due_count(session: Session, now: datetime) -> int:
    """How many SMS wait for a claim now."""
    query = select(func.count()).where(unsent(), _is_free())
    return session.scalar(query, _moments(now)) or 0


def lock_for_receipt(session: Session, carrier: str, outbox_id: int | None, carrier_ref: str) -> Any | None:
    """The SMS a receipt speaks of: by our id when the carrier carried it, else by the carrier's id."""
    by_ref = and_(outbox.c.carrier == carrier, outbox.c.carrier_ref == carrier_ref)
    by_id = and_(
        outbox.c.id == outbox_id,
        outbox.c.carrier == carrier,
        or_(outbox.c.carrier_ref.is_(None), outbox.c.carrier_ref == carrier_ref),
    )
    chosen = by_id if outbox_id is not None else by_ref
    query = select(outbox).where(chosen).order_by(outbox.c.id.desc()).limit(1).with_for_update()
    return session.execute(query).one_or_none()


def add_receipt(session: Session, values: Mapping[str, Any]) -> None:
    """Record a receipt once per (carrier, carrier_ref, raw_state)."""
    insert_new(session, delivery_receipts, [values], "carrier", "carrier_ref", "raw_state")


def advance(session: Session, outbox_id: int, receipt: ReceiptState, **values: Any) -> None:
    """Store what a receipt taught about a locked SMS."""
    known = {"receipt": receipt, "may_have_left": True}
    session.execute(update(outbox).where(outbox.c.id == outbox_id).values(**known, **values))


def sent_since(session: Session, sender_id: int, carrier: str, since: datetime) -> list[Any]:
    """What a handset received on *carrier* from *since* on, in the order it was sent."""
    query = (
        select(outbox.c.id, outbox.c.uuid, outbox.c.body, outbox.c.state_since, outbox.c.first_tried_at)
        .where(
            outbox.c.first_tried_at >= since,
            outbox.c.sender_id == sender_id,
            outbox.c.carrier == carrier,
            outbox.c.state.in_((OutboxState.ACCEPTED, OutboxState.DELIVERED)),
        )
        .order_by(outbox.c.first_tried_at, outbox.c.id)
    )
    return list(session.execute(query))
