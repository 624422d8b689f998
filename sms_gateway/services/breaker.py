"""The breaker of the whole line: past its budget what can wait is held, never dropped, and leaves later."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from sms_gateway import logs
from sms_gateway.domain import budget
from sms_gateway.domain.clock_jumps import CLOCKS_APART
from sms_gateway.domain.dead_letters import BUDGET
from sms_gateway.services.office import Office
from sms_gateway.storage import outbox_budget
from sms_gateway.storage.dialect import lock_keys

SECONDS: Final = 1.0  # far below CLOCKS_APART
_ONE_AT_A_TIME: Final = -1708  # no report has a negative key
log = logs.get("breaker")


@dataclass(frozen=True, slots=True)
class Room:
    """How many *segments* might leave from *since* on, by whichever worker."""

    segments: int
    since: datetime

    def left(self, session: Session, now: datetime) -> int:
        """What is left of it *now*, until the transaction ends: workers claim one after another."""
        lock_keys(session, [_ONE_AT_A_TIME])
        left = outbox_budget.segments_between(session, self.since, now + CLOCKS_APART)
        return budget.room(left, self.segments)


class Rooms:
    """The room of now, looked up once in SECONDS: what a worker keeps from one drain to the next.

    What leaves meanwhile is counted with each claim all the same.
    """

    def __init__(self, office: Office, monotonic: Callable[[], float]) -> None:
        self._office = office
        self._monotonic = monotonic
        self._found: Room | None = None
        self._until = monotonic()

    def __call__(self) -> Room:
        """Raises StoreUnavailable."""
        now = self._monotonic()
        if self._found is None or now >= self._until:
            self._found = room(self._office)
            self._until = now + SECONDS
        return self._found


def room(office: Office) -> Room:
    """What may leave now. When nothing may, what can wait is held; else what was held may go.

    Raises StoreUnavailable.
    """
    now, limits = office.now(), office.settings.limits
    since = now - CLOCKS_APART  # counted anew with each claim
    with office.sessions.begin() as session:
        hour = outbox_budget.segments_between(session, now - timedelta(hours=1), since)
        day = outbox_budget.segments_between(session, now - timedelta(days=1), since)
        most = min(budget.room(hour, limits.segments_per_hour), budget.room(day, limits.segments_per_day))
        found = Room(most, since)
        left = found.left(session, now)
        if left:
            moved = outbox_budget.release_held(session, BUDGET, left, now)
        else:
            moved = outbox_budget.hold_what_can_wait(session, BUDGET, now)
    if moved:
        told = "held SMS released" if left else "budget spent, SMS held"
        log.warning(told, count=moved, hour=hour, day=day)
    return found
