"""What is open at agencies, counted along an index of the open cases alone."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from sms_gateway.domain.cases import CaseState
from sms_gateway.storage.schema import cases


def is_open() -> tuple[ColumnElement[bool], ...]:
    """Not ended, as the index has it: with the states beside it PostgreSQL would expect next to nothing."""
    return (cases.c.closed_at.is_(None),)


def is_late(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Open, and past the clock of its state."""
    return (*is_open(), cases.c.due_at < now)


def handed_on() -> tuple[ColumnElement[bool], ...]:
    """Verified: before that, an agency of a case is only where it would go."""
    before = func.coalesce(cases.c.before_asking, "")
    unverified = CaseState.UNVERIFIED
    return cases.c.state != unverified, before != unverified


def at_agencies(session: Session, agencies: Collection[str], now: datetime) -> dict[str, tuple[int, int]]:
    """How many cases are open at each of *agencies* and how many of these are late; none is left out."""
    late = func.count(case((cases.c.due_at < now, 1)))
    query = select(cases.c.agency, func.count(), late).where(cases.c.agency.in_(agencies))
    query = query.where(*is_open(), *handed_on()).group_by(cases.c.agency)
    return {row[0]: (int(row[1]), int(row[2])) for row in session.execute(query)}
