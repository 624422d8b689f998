"""Who is on leave on which days, and who stands in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, insert, select, update
from sqlalchemy.orm import Session

from sms_gateway.storage.schema import leaves

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LeaveRow:
    """A leave that was not ended; both days belong to it."""

    id: int
    officer_id: int
    first_day: date
    last_day: date
    stand_in_id: int | None


_COLUMNS = tuple(leaves.c[name] for name in LeaveRow.__dataclass_fields__)


def add(
    session: Session, officer_id: int, first_day: date, last_day: date, stand_in_id: int | None, now: datetime
) -> int:
    """Note a leave in the place of any that is noted; returns its id."""
    end(session, officer_id, now)
    values = {
        "officer_id": officer_id,
        "first_day": first_day,
        "last_day": last_day,
        "stand_in_id": stand_in_id,
        "noted_at": now,
    }
    return int(session.execute(insert(leaves).values(**values).returning(leaves.c.id)).scalar_one())


def end(session: Session, officer_id: int, now: datetime) -> bool:
    """Back at work: no leave of this officer counts any more; whether one was noted."""
    noted = of_officer(officer_id) & leaves.c.ended_at.is_(None)
    ended = session.execute(update(leaves).where(noted).values(ended_at=now).returning(leaves.c.id))
    return bool(ended.all())


def current(session: Session, officer_id: int, day: date) -> LeaveRow | None:
    """The leave of this officer that *day* falls into."""
    found = session.execute(running(day).where(of_officer(officer_id)).limit(1)).one_or_none()
    return LeaveRow(*found) if found else None


def on(session: Session, day: date) -> dict[int, LeaveRow]:
    """Every leave that *day* falls into, by officer."""
    return {found.officer_id: LeaveRow(*found) for found in session.execute(running(day))}


def noted(session: Session, day: date) -> list[int]:
    """Who may be on leave around *day*, which is another one on the clocks of other regions."""
    near = (leaves.c.first_day <= day + _ONE_DAY) & (leaves.c.last_day >= day - _ONE_DAY)
    return list(session.scalars(select(leaves.c.officer_id).where(leaves.c.ended_at.is_(None), near)))


def noted_of(session: Session, officer_ids: Collection[int], day: date) -> dict[int, LeaveRow]:
    """The leave of each of these officers that is not over before *day*, running or to come."""
    query = select(*_COLUMNS).where(
        leaves.c.officer_id.in_(officer_ids), leaves.c.ended_at.is_(None), leaves.c.last_day >= day
    )
    return {found.officer_id: LeaveRow(*found) for found in session.execute(query)}


def running(day: date) -> Select[Any]:
    """The leaves that *day* falls into."""
    within = (leaves.c.first_day <= day) & (leaves.c.last_day >= day)
    return select(*_COLUMNS).where(leaves.c.ended_at.is_(None), within)


def of_officer(officer_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    """Those of one officer."""
    return leaves.c.officer_id == officer_id
