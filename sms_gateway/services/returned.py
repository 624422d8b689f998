"""What follows when a database comes back from a copy: nothing leaves on the word of another life of it."""

from datetime import datetime

from sqlalchemy.orm import Session

from sms_gateway.domain.holds import Why
from sms_gateway.storage import holds


def come_back(session: Session, why: Why, epoch: str, copied_at: datetime, now: datetime) -> int:
    """Begin a new life named *epoch*: sending is held, what has not left is in doubt; returns how many."""
    holds.forget_the_moment(session)
    holds.begin_life(session, epoch, now)
    holds.note_return(session, copied_at, now)
    holds.hold(session, why, now)
    count = holds.doubt_everything(session, copied_at, now)
    holds.leave_gap(session, epoch, now)
    return count


def doubted(session: Session, now: datetime) -> bool:
    """Whether sending is held; what was promised since for reasons from before is put in doubt first."""
    held, returned = holds.state(session)
    if returned is not None and (held is not None or returned.recent(now)):
        holds.doubt_new(session, held, returned, now)
    return held is not None
