"""Why nothing is sent for now, and which SMS may have left by a gateway this database knows nothing of."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

IN_DOUBT: Final = "restored"  # the reason of an SMS that another life of this database may have sent
READ_AGAIN: Final = timedelta(days=3)  # as long as messages of before a restore may still come from a carrier


class Why(StrEnum):
    """What stopped the sending."""

    RESTORED = "restored"
    COPIED = "copied"
    BY_HAND = "by-hand"


@dataclass(frozen=True, slots=True)
class SendingHold:
    """Nothing but look-ups leaves since *since*."""

    why: Why
    since: datetime


@dataclass(frozen=True, slots=True)
class Return:
    """This database came back *at* then; another may have sent since *copied_at* what is in it."""

    at: datetime
    copied_at: datetime

    def recent(self, now: datetime) -> bool:
        """Whether messages of before may still be read again."""
        return now - self.at < READ_AGAIN


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a database was when it was seen last; *epoch* names its life."""

    epoch: str
    sent_at: datetime | None
    outbox_id: int
    message_id: int


def is_another(seen: Mark, found: Mark) -> bool:
    """Whether *found* is another database than the one *seen* before, or an older state of it."""
    if found.epoch != seen.epoch:
        return True
    earlier = seen.sent_at is not None and (found.sent_at is None or found.sent_at < seen.sent_at)
    return earlier or found.outbox_id < seen.outbox_id or found.message_id < seen.message_id
