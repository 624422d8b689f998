"""Files somebody asked for and their parts: found, worked in turn, ended."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from sms_gateway.domain.exporting import LIVE, WAITS, ExportKind, ExportState
from sms_gateway.storage.schema import cases, export_parts, exports

_LIVE: Final = sorted(LIVE)
_ENDED: Final = 500  # rows of one round


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A file as the services need it."""

    id: int
    uuid: str
    account_id: int
    kind: ExportKind
    agency: str | None
    asked: bytes | None
    state: ExportState
    place: str
    parts: int
    written: int
    percent: int
    why: str | None
    asked_at: datetime
    ended_at: datetime | None  # while it is made: when a try failed
    expires_at: datetime

    @property
    def resumes(self) -> bool:
        """Whether it failed and still has what was asked and what was made of it."""
        return self.state is ExportState.FAILED and self.asked is not None


_COLUMNS = tuple(exports.c[name] for name in ExportRow.__dataclass_fields__)


def add(session: Session, values: dict[str, Any]) -> int:
    """A file that waits to be made; returns its number."""
    return int(session.execute(insert(exports).values(**values).returning(exports.c.id)).scalar_one())


def get(session: Session, export_id: int, account_id: int) -> ExportRow | None:
    """That file, if this account asked for it."""
    return _one(session, exports.c.id == export_id, exports.c.account_id == account_id)


def lock(session: Session, export_id: int, account_id: int) -> ExportRow | None:
    """`get`, and nobody else changes it until this transaction ends."""
    found = (exports.c.id == export_id, exports.c.account_id == account_id)
    return _one(session, *found, locked=True)


def next_one(session: Session, now: datetime) -> ExportRow | None:
    """The oldest file that is not made yet; one that was slow comes behind."""
    slow = exports.c.why.is_not(None)
    rested = [(exports.c.why == why) & (exports.c.ended_at <= now - wait) for why, wait in WAITS.items()]
    query = select(*_COLUMNS).where(exports.c.state.in_(_LIVE), or_(~slow, *rested))
    query = query.order_by(slow, exports.c.id).limit(1)
    return _row(session.execute(query).one_or_none())


def of_account(session: Session, account_id: int, limit: int) -> list[ExportRow]:
    """The newest files of an account, newest first."""
    query = select(*_COLUMNS).where(exports.c.account_id == account_id).order_by(exports.c.id.desc())
    return [_typed(row) for row in session.execute(query.limit(limit))]


def live(session: Session, account_id: int) -> int:
    """How many files of an account are not made yet."""
    query = select(func.count()).select_from(exports).where(exports.c.account_id == account_id)
    return session.scalar(query.where(exports.c.state.in_(_LIVE))) or 0


def change(session: Session, export_id: int, **values: Any) -> None:
    """Put *values* into one file."""
    session.execute(update(exports).where(exports.c.id == export_id).values(**values))


def add_part(session: Session, export_id: int, place: int, body: bytes) -> None:
    """The next part of a file."""
    row = {"export_id": export_id, "place": place, "body": body}
    session.execute(insert(export_parts).values(**row))


def part(session: Session, export_id: int, place: int) -> bytes | None:
    """That part; None once it is gone."""
    query = select(export_parts.c.body).where(
        export_parts.c.export_id == export_id, export_parts.c.place == place
    )
    found: bytes | None = session.scalar(query)
    return found


def end(session: Session, export_id: int, state: ExportState, why: str | None, now: datetime) -> None:
    """It is over: nothing of what was asked or written is left."""
    session.execute(delete(export_parts).where(export_parts.c.export_id == export_id))
    over = {"state": state, "why": why, "asked": None, "place": ""}
    change(session, export_id, **over, ended_at=func.coalesce(exports.c.ended_at, now))


def past(session: Session, now: datetime) -> list[int]:
    """Files whose time is over, and which still hold something."""
    slow = (exports.c.state == ExportState.FAILED) & exports.c.asked.is_not(None)
    holds = or_(exports.c.state.in_([*_LIVE, ExportState.READY.value]), slow)
    query = select(exports.c.id).where(holds, exports.c.expires_at <= now).order_by(exports.c.id)
    return list(session.scalars(query.limit(_ENDED)))


def forget(session: Session, before: datetime) -> None:
    """Drop the rows of files that were over before."""
    over = exports.c.state.not_in([*_LIVE, ExportState.READY.value])
    session.execute(delete(exports).where(over, exports.c.expires_at < before))


def first_opened(session: Session) -> datetime | None:
    """When the oldest case was opened."""
    found: datetime | None = session.scalar(select(func.min(cases.c.opened_at)))
    return found


def _one(session: Session, *which: ColumnElement[bool], locked: bool = False) -> ExportRow | None:
    query = select(*_COLUMNS).where(*which)
    if locked:
        query = query.with_for_update(key_share=True)
    return _row(session.execute(query).one_or_none())


def _row(found: Any) -> ExportRow | None:
    return _typed(found) if found is not None else None


def _typed(found: Any) -> ExportRow:
    row = found._asdict()
    return ExportRow(**row | {"kind": ExportKind(row["kind"]), "state": ExportState(row["state"])})
