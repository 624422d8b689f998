"""Deviations of the agency directory and their history."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from sms_gateway.domain.amendments import PastChange
from sms_gateway.domain.offices import Deviation
from sms_gateway.storage.dialect import lock_keys, upsert
from sms_gateway.storage.schema import agencies, agency_changes

_LOCK: Final = 17080004
_FIELDS: Final = ("long", "short", "parent", "acting", "owner")


def lock(session: Session) -> None:
    """Nobody else changes the directory until this transaction ends."""
    lock_keys(session, [_LOCK])


def revision(session: Session) -> int:
    """Grows with every change."""
    return session.scalar(select(func.max(agency_changes.c.id))) or 0


def deviations(session: Session) -> dict[str, Deviation]:
    """Every deviation by its code."""
    query = select(agencies.c.code, *(agencies.c[name] for name in _FIELDS)).order_by(agencies.c.code)
    return {row[0]: Deviation(*row) for row in session.execute(query)}


def change(
    session: Session, code: str, was: Deviation | None, now: Deviation | None, actor: str, at: datetime
) -> None:
    """Store *now* in the place of *was*, and that it was done."""
    if now is None:
        session.execute(delete(agencies).where(agencies.c.code == code))
    else:
        upsert(session, agencies, {**asdict(now), "changed_by": actor, "changed_at": at}, "code")
    row = {"code": code, "before": _told(was), "after": _told(now), "actor": actor, "at": at}
    session.execute(insert(agency_changes).values(**row))


def history(session: Session, code: str, limit: int = 50) -> list[PastChange]:
    """The newest changes of the agency *code*, newest first."""
    table = agency_changes
    query = select(table.c.code, table.c.before, table.c.after, table.c.actor, table.c.at)
    query = query.where(table.c.code == code).order_by(table.c.id.desc()).limit(limit)
    return [PastChange(*row) for row in session.execute(query)]


def _told(deviation: Deviation | None) -> dict[str, Any] | None:
    if deviation is None:
        return None
    return {name: value for name, value in asdict(deviation).items() if name in _FIELDS and value is not None}
