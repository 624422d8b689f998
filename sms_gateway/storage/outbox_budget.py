"""What SMS cost: how many segments left, and what the budget holds back until there is room again."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from sms_gateway.domain.messages import OutboxState, Priority
from sms_gateway.storage.open_rows import seen, unsent
from sms_gateway.storage.schema import outbox

_RELEASED = 500  # rows let go at a time
_TIME: Final = outbox.c.first_tried_at.type


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
