"""Open tasks whose deadline is near or past, by agency."""

from datetime import datetime
from typing import Final

from sqlalchemy import and_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from sms_gateway.domain.cases import CaseState
from sms_gateway.storage import tasks as rows
from sms_gateway.storage.hints import follows
from sms_gateway.storage.open_cases import is_open
from sms_gateway.storage.schema import cases, tasks
from sms_gateway.storage.tasks import TaskRow

# Answered, the clock is the reporter's; delayed, there is none.
_RUNNING: Final = (CaseState.ROUTED, CaseState.WORKING, CaseState.ASKING)


def agencies(session: Session, horizon: datetime) -> list[str]:
    """Agencies with an open task due before *horizon*."""
    query = select(cases.c.agency).join_from(tasks, cases).where(*_near(horizon), cases.c.agency.is_not(None))
    return [str(code) for code in session.scalars(query.distinct().order_by(cases.c.agency))]


def near(session: Session, agency: str, horizon: datetime) -> list[TaskRow]:
    """Those of one agency, the longest overdue first."""
    return rows.listed(session, *_near(horizon), cases.c.agency == agency)


def _near(horizon: datetime) -> tuple[ColumnElement[bool], ...]:
    due = cases.c.due_at < horizon
    return tasks.c.ended_at.is_(None), follows(and_(*is_open())), cases.c.state.in_(_RUNNING), due
