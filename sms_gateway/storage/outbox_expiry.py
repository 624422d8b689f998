"""SMS that say nothing worth saying any more: not claimed, and ended with the reason of their kind."""

from datetime import datetime
from typing import Final

from sqlalchemy import and_, case, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from sms_gateway.domain.dead_letters import BUDGET
from sms_gateway.domain.expiry import REASONS, Pointless
from sms_gateway.domain.messages import OutboxState
from sms_gateway.storage.open_rows import seen, unsent
from sms_gateway.storage.outbox_ways import LOOK, WAITING
from sms_gateway.storage.schema import outbox

# Each along its own index: of both at once SQLite would read every SMS there is.
_WAITS: Final = (
    and_(unsent(), outbox.c.state.in_(WAITING)),
    and_(seen(), outbox.c.state == OutboxState.HELD, outbox.c.reason == BUDGET),
)


def worth_sending(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Whether an SMS still says something; a look asks what became of it, however old it is."""
    return or_(LOOK, outbox.c.expires_at.is_(None), outbox.c.expires_at > now)


def end_pointless(session: Session, now: datetime) -> int:
    """End what waits and is pointless; what may be on its way or is held for a person stays."""
    return sum(_end(session, waits, now) for waits in _WAITS)


def _end(session: Session, waits: ColumnElement[bool], now: datetime) -> int:
    old = select(outbox.c.id).where(waits, outbox.c.expires_at <= now).with_for_update(skip_locked=True)
    reason = case(
        {kind: str(reason) for kind, reason in REASONS.items()},
        value=outbox.c.kind,
        else_=str(Pointless.OUTDATED),
    )
    ended = {"state": OutboxState.EXPIRED, "state_since": now, "finished_at": now, "due_at": None}
    statement = update(outbox).where(outbox.c.id.in_(old)).values(**ended, reason=reason)
    return len(session.execute(statement.returning(outbox.c.id)).all())
