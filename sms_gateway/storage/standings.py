"""Where a case stands: read under its lock, written as one value; and what a delay saved of its days."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.standing import Standing
from sms_gateway.storage.schema import cases, events

DELAYED = "delayed"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as whoever moves it needs it."""

    id: int
    agency: str | None
    region: str | None
    problem: str
    urgency: str
    state: CaseState
    state_since: datetime
    due_at: datetime | None
    other_due_at: datetime | None
    overdue_told_at: datetime | None
    before_asking: str | None
    returns: int
    extended_at: datetime | None
    route_confidence: float
    opened_at: datetime
    closed_at: datetime | None


_COLUMNS = tuple(cases.c[name] for name in CaseRow.__dataclass_fields__)


def lock(session: Session, case_id: int) -> CaseRow:
    """The case, locked: nobody moves, closes or merges it meanwhile."""
    row = session.execute(select(*_COLUMNS).where(cases.c.id == case_id).with_for_update()).one()
    values = dict(zip(CaseRow.__dataclass_fields__, row, strict=True))
    return CaseRow(**{**values, "state": CaseState(row.state)})


def standing(session: Session, row: CaseRow) -> Standing:
    """Where the locked case stands."""
    before = CaseState(row.before_asking) if row.before_asking else None
    delayed = CaseState.DELAYED in (row.state, before)
    left = _days_left(session, row.id) if delayed else None
    return Standing(row.state, row.state_since, row.due_at, row.closed_at, before, left, row.returns)


def store(session: Session, case_id: int, standing: Standing, **others: Any) -> None:
    """Put the case where it stands now; *others* are columns that change with it."""
    values = {
        "state": standing.state,
        "state_since": standing.since,
        "due_at": standing.due_at,
        "closed_at": standing.closed_at,
        "before_asking": standing.before,
        "returns": standing.returns,
    }
    session.execute(update(cases).where(cases.c.id == case_id).values(**values, **others))


def change(session: Session, case_id: int, **values: Any) -> None:
    """Set columns that do not belong to where it stands."""
    session.execute(update(cases).where(cases.c.id == case_id).values(**values))


def _days_left(session: Session, case_id: int) -> int | None:
    query = (
        select(events.c.detail)
        .where(events.c.case_id == case_id, events.c.kind == DELAYED)
        .order_by(events.c.id.desc())
        .limit(1)
    )
    detail = session.scalar(query) or {}
    left = detail.get("left")
    return int(left) if left is not None else None
