"""Whether sending is held, since when a copy is apart from its original, and the SMS that are in doubt."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, case, delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from sms_gateway.domain.dead_letters import BUDGET
from sms_gateway.domain.holds import IN_DOUBT, Mark, Return, SendingHold, Why
from sms_gateway.domain.messages import OutboxState
from sms_gateway.storage.open_rows import UNSENT, seen, unsent
from sms_gateway.storage.operations import note, recall
from sms_gateway.storage.schema import (
    buckets,
    console_sessions,
    heartbeats,
    instance,
    messages,
    outbox,
    turns,
)

HELD, RETURNED = "sending_held", "returned"
EPOCH: Final = "epoch"
PLACE: Final = "place"
NOTED: Final = "noted"  # how far the data directory's note is
_LIVES: Final = 12
_GAP: Final = 10_000_000  # more SMS than a lost life can have promised since its copy was made


def state(session: Session) -> tuple[SendingHold | None, Return | None]:
    """What holds the sending, and when this database came back, if it ever did."""
    query = select(instance.c.name, instance.c.value, instance.c.at)
    found = {row.name: row for row in session.execute(query.where(instance.c.name.in_((HELD, RETURNED))))}
    held, returned = found.get(HELD), found.get(RETURNED)
    return (
        SendingHold(Why(held.value), held.at) if held else None,
        Return(returned.at, datetime.fromisoformat(returned.value)) if returned else None,
    )


def hold(session: Session, why: Why, now: datetime) -> None:
    """From now on nothing is sent; a hold that is there is kept, whoever set it."""
    if state(session)[0] is None:
        note(session, HELD, why, now)


def note_return(session: Session, copied_at: datetime, now: datetime) -> None:
    """This database is what it was at *copied_at*."""
    note(session, RETURNED, copied_at.isoformat(), now)


def lift(session: Session) -> bool:
    """Sending goes on; False when it was not held."""
    gone = session.execute(delete(instance).where(instance.c.name == HELD).returning(instance.c.name))
    return gone.one_or_none() is not None


def begin_life(session: Session, epoch: str, now: datetime) -> None:
    """This database is another one from now on; the lives it came from stay known, the newest ones."""
    lives = [epoch, *_lives(session)]
    note(session, EPOCH, " ".join(lives[:_LIVES]), now)


def earlier_lives(session: Session) -> list[str]:
    """The lives this one came from."""
    return _lives(session)[1:]


def _lives(session: Session) -> list[str]:
    return (recall(session, EPOCH) or "").split()


def mark(session: Session) -> Mark | None:
    """How far this database is; None when nobody has named it yet. Every part is one look into an index."""
    epoch = next(iter(_lives(session)), None)
    if epoch is None:
        return None
    sent_at = session.scalar(select(func.max(outbox.c.first_tried_at)))
    newest_out = session.scalar(select(func.max(outbox.c.id))) or 0
    newest_in = session.scalar(select(func.max(messages.c.id))) or 0
    return Mark(epoch, sent_at, newest_out, newest_in)


def last_sign_of_life(session: Session) -> datetime | None:
    """The newest heartbeat."""
    found: datetime | None = session.scalar(select(func.max(heartbeats.c.beat_at)))
    return found


def forget_the_moment(session: Session) -> None:
    """Drop who was alive or signed in, whose turn it was, how much could leave: that was another life."""
    for table in (heartbeats, turns, buckets, console_sessions):
        session.execute(delete(table))


def doubt_everything(session: Session, copied_at: datetime, now: datetime) -> int:
    """Whatever has not left becomes `unknown`; what a person was to decide stays his, as perhaps sent.

    What was not due before *now* is looked up when it is. Returns how many.
    """
    looked_up = or_(
        outbox.c.state.in_(UNSENT), and_(outbox.c.state == OutboxState.HELD, outbox.c.reason == BUDGET)
    )
    doubted = session.execute(
        update(outbox).where(looked_up).values(_doubt(copied_at, now)).returning(outbox.c.id)
    )
    count = len(doubted.all())
    for_a_person = and_(outbox.c.state == OutboxState.HELD, outbox.c.reason.is_distinct_from(BUDGET))
    perhaps = {"reason": IN_DOUBT, "looks": outbox.c.looks + 1, "may_have_left": True, "state_since": now}
    held = session.execute(update(outbox).where(for_a_person).values(perhaps).returning(outbox.c.id))
    return count + len(held.all())


def doubt_new(session: Session, held: SendingHold | None, returned: Return, now: datetime) -> int:
    """What was promised since the return for a reason from before it becomes `unknown`; returns how many.

    Answers to messages that came in after it are new for certain. While sending is held, everything else may
    have been said already; later only answers to messages that were read again.
    """
    old = exists().where(messages.c.id == outbox.c.message_id, messages.c.received_at < returned.at)
    reasons: ColumnElement[bool] = old if held is None else or_(old, outbox.c.message_id.is_(None))
    untouched = and_(
        unsent(),
        outbox.c.state.in_((OutboxState.QUEUED, OutboxState.RETRY)),
        outbox.c.attempts == 0,
        outbox.c.looks == 0,
        outbox.c.created_at >= returned.at,
    )
    values = _doubt(returned.copied_at, now)
    done = session.execute(update(outbox).where(untouched, reasons).values(values).returning(outbox.c.id))
    return len(done.all())


def leave_gap(session: Session, epoch: str, now: datetime) -> None:
    """New SMS get numbers no lost one can have had: carriers report by our number."""
    newest = session.execute(
        select(outbox.c.id, outbox.c.sender_id, outbox.c.carrier).order_by(outbox.c.id.desc())
    )
    row = newest.first()
    if row is None:
        return
    values: dict[str, Any] = {
        "id": row.id + _GAP,
        "uuid": f"gap-{epoch}",
        "sender_id": row.sender_id,
        "carrier": row.carrier,
        "kind": "gap",
        "once": f"gap:{epoch}",
        "segments": 0,
        "priority": 99,
        "state": OutboxState.EXPIRED,
        "reason": IN_DOUBT,
        "created_at": now,
        "state_since": now,
        "finished_at": now,
    }
    session.execute(insert(outbox).values(values))


def waiting(session: Session) -> dict[str, int]:
    """How many SMS are in doubt, how many would leave at once, how many a person must decide about."""
    found: dict[str, int] = {}
    for those in (unsent(), and_(seen(), outbox.c.state == OutboxState.HELD)):
        counted = select(outbox.c.state, func.count()).where(those).group_by(outbox.c.state)
        found |= {str(row[0]): int(row[1]) for row in session.execute(counted)}
    return {
        "in-doubt": found.get(OutboxState.UNKNOWN, 0),
        "ready": found.get(OutboxState.QUEUED, 0) + found.get(OutboxState.RETRY, 0),
        "held": found.get(OutboxState.HELD, 0),
    }


def _doubt(copied_at: datetime, now: datetime) -> dict[Any, Any]:
    """Looked up as something that may have left since the copy was made."""
    return {
        outbox.c.state: OutboxState.UNKNOWN,
        outbox.c.reason: IN_DOUBT,
        outbox.c.may_have_left: True,
        outbox.c.attempts: 0,  # by this life: whoever stood in during the other one is asked as well
        outbox.c.lease: None,
        outbox.c.lease_until: None,
        outbox.c.not_found_at: None,
        outbox.c.finished_at: None,
        outbox.c.state_since: now,
        outbox.c.first_tried_at: func.coalesce(outbox.c.first_tried_at, copied_at),
        outbox.c.due_at: case((outbox.c.due_at > now, outbox.c.due_at), else_=now),
    }
