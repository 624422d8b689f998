"""The breaker of the whole line: past its budget what can wait is held, never dropped, and leaves later."""

from datetime import timedelta
from typing import Final

from sms_gateway import logs
from sms_gateway.domain import budget
from sms_gateway.services.office import Office
from sms_gateway.storage import outbox

BUDGET: Final = "budget"  # the reason of a row that waits for room
log = logs.get("breaker")


def room(office: Office) -> int:
    """How many segments may leave now. When none may, what can wait is held; else what was held may go.

    Raises StoreUnavailable.
    """
    now, limits = office.now(), office.settings.limits
    with office.sessions.begin() as session:
        hour = outbox.segments_since(session, now - timedelta(hours=1))
        day = outbox.segments_since(session, now - timedelta(days=1))
        left = min(budget.room(hour, limits.segments_per_hour), budget.room(day, limits.segments_per_day))
        if left:
            moved = outbox.release_held(session, BUDGET, left, now)
        else:
            moved = outbox.hold_what_can_wait(session, BUDGET, now)
    if moved:
        told = "held SMS released" if left else "budget spent, SMS held"
        log.warning(told, count=moved, hour=hour, day=day)
    return left
