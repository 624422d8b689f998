"""A case that a person brings an emergency to is one; who works on it is told once, whoever merged."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from parsers import Urgency
from sms_gateway.storage import cases, merges, prints, task_events

JOINED: Final = "joined"  # an emergency and another report came together: the officer of the case hears of it
_RAISED: Final = "urgency_before"


def joined(
    session: Session, from_case: int, to_case: int, ticket_ids: Sequence[int], actor: str, now: datetime
) -> None:
    """*ticket_ids* came by hand from one case to another, locked: note it where lives are at stake."""
    came, there = (cases.urgency_of(session, each) for each in (from_case, to_case))
    if Urgency.EMERGENCY not in (came, there):
        return
    detail = {}
    if there != Urgency.EMERGENCY:
        detail[_RAISED] = there
        cases.change(session, to_case, {"urgency": Urgency.EMERGENCY})
    cases.record(session, JOINED, actor, now, case_id=to_case, ticket_id=ticket_ids[0], detail=detail)


def part(session: Session, ticket_id: int, home: int, due: datetime | None, now: datetime) -> None:
    """*ticket_id* leaves its case for *home*: what only it made an emergency is none any more."""
    case_id = cases.get(session, ticket_id).case_id
    before = task_events.detail_of(session, case_id, ticket_id, JOINED).get(_RAISED)
    others = [each for each in merges.ticket_ids(session, case_id) if each != ticket_id]
    still = any(row.urgency == Urgency.EMERGENCY for row in prints.of_tickets(session, others))
    if before is not None and not still:
        cases.change(session, case_id, {"urgency": before})
    merges.undo(session, ticket_id, home, due, now)
