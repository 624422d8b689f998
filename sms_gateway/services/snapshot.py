"""The numbers of the store at one moment; however many rows there are, only the newest are read for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from sms_gateway.domain import ticket
from sms_gateway.domain.deadlines import HELD_ALERT
from sms_gateway.domain.messages import MessageState, OutboxState
from sms_gateway.metrics import Snapshot
from sms_gateway.services import believed, carrier_health, costs
from sms_gateway.services.office import Office
from sms_gateway.storage import cases, counted, due_cases, holds, invariants, operations, refusals
from sms_gateway.storage.counted import What
from sms_gateway.storage.dialect import plan_by_values


@dataclass(frozen=True, slots=True)
class _Rows:
    """What all rows come to; *age*: seconds since the stalest of them were counted."""

    messages: Mapping[str, int]
    outbox: Mapping[str, int]
    invariants: Mapping[str, int]
    age: float
    unread: int


def snapshot(office: Office, *, whole: bool = False) -> Snapshot:
    """The state of the store now; *whole*: every row is read, counted or not. Raises StoreUnavailable."""
    now = office.now()
    hour_ago, day_ago = now - timedelta(hours=1), now - timedelta(days=1)
    final = now - timedelta(days=office.settings.limits.final_days)
    with office.sessions.read() as session:
        plan_by_values(session)
        rows = _rows(session, now, whole)
        late = invariants.overdue_for_a_person(session, now, now - HELD_ALERT)
        sureness = dict.fromkeys(("unsure", "fair", "sure"), 0)
        return Snapshot(
            messages=rows.messages,
            outbox=rows.outbox,
            invariants=rows.invariants,
            counted_age=rows.age,
            uncounted=rows.unread,
            signature_failures=operations.signature_failures_since(session, hour_ago),
            accepted=invariants.accepted_since(session, hour_ago),
            overdue=late | due_cases.counts(session, now, final),
            oldest_unfinished=_since(invariants.oldest_unfinished(session), now),
            oldest_unsent=_since(invariants.oldest_unsent(session, now), now),
            troubles=invariants.troubles_since(session, hour_ago),
            sureness=sureness | invariants.sureness_since(session, day_ago),
            carrier_open=carrier_health.opened(session, office),
            segments_today=costs.segments_today(session, office),
            writable=not refusals.read_only(session),
            clock_skew=now.timestamp() - operations.database_epoch(session),
            clock_jumped=believed.jumped_lately(office) is not None,
            sending_held=holds.state(session)[0] is not None,
            heartbeat_age={part: _since(at, now) for part, at in operations.beats(session).items()},
            database_bytes=operations.size(session),
            numbers_taken=cases.numbers_taken(session) / ticket.NUMBERS,
        )


def _rows(session: Session, now: datetime, whole: bool) -> _Rows:
    marks = {} if whole else counted.known(session)
    ended = counted.whole(session) if whole else counted.totals(session, marks)
    moving = counted.moving(session)
    received, sent = ended[What.MESSAGES], ended[What.OUTBOX]
    return _Rows(
        _states(MessageState, received.by, moving[What.MESSAGES]),
        _states(OutboxState, sent.by, moving[What.OUTBOX]),
        invariants.completed(session, now, received.by + sent.by),
        max((_since(mark.since, now) for mark in marks.values()), default=0.0),
        received.unread + sent.unread,
    )


def _states(closed: type[StrEnum], *counts: Mapping[str, int]) -> dict[str, int]:
    return {str(state): sum(each.get(state, 0) for each in counts) for state in closed}


def _since(moment: datetime | None, now: datetime) -> float:
    return (now - moment).total_seconds() if moment else 0.0
