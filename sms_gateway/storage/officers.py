"""Officers: a phone each, found by it, by their number or by their agency; locked before they are changed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, insert, select, update
from sqlalchemy.orm import Session

from sms_gateway.domain.officers import OfficerState
from sms_gateway.storage import leaves as absences
from sms_gateway.storage.open_cases import is_open
from sms_gateway.storage.schema import cases, messages, officers

FORGOTTEN = "-"


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """An officer as the services need it."""

    id: int
    sender_id: int
    agency: str
    name: str
    admin: bool
    stand_in_id: int | None
    state: OfficerState
    code_digest: str | None
    code_tries: int
    code_until: datetime | None
    assigned_at: datetime | None
    added_at: datetime
    verified_at: datetime | None
    state_since: datetime


_COLUMNS = tuple(officers.c[name] for name in OfficerRow.__dataclass_fields__)


def of_sender(session: Session, sender_id: int) -> OfficerRow | None:
    """The officer whose phone this is, in whatever state; not locked."""
    return _one(session, _all().where(officers.c.sender_id == sender_id))


def get(session: Session, officer_id: int) -> OfficerRow | None:
    """The officer *officer_id*, not locked."""
    return _one(session, _all().where(officers.c.id == officer_id))


def lock(session: Session, officer_id: int) -> OfficerRow:
    """Lock one officer, behind the phone and the case, before the end of the audit chain."""
    query = _all().where(officers.c.id == officer_id).with_for_update(key_share=True)
    return _row(session.execute(query).one())


def listed(session: Session, agency: str | None = None) -> list[OfficerRow]:
    """Every officer, or those of *agency*, by agency and name."""
    query = _all().order_by(officers.c.agency, officers.c.name, officers.c.id)
    if agency is not None:
        query = query.where(officers.c.agency == agency)
    return [_row(found) for found in session.execute(query)]


def page(
    session: Session, agency: str | None, state: OfficerState | None, after: int, limit: int
) -> list[OfficerRow]:
    """Up to *limit* officers behind the number *after*: all, or those of *agency* and in *state*."""
    query = _all().where(officers.c.id > after).order_by(officers.c.id).limit(limit)
    if agency is not None:
        query = query.where(officers.c.agency == agency)
    if state is not None:
        query = query.where(officers.c.state == state)
    return [_row(found) for found in session.execute(query)]


def named(session: Session, officer_ids: Collection[int]) -> dict[int, str]:
    """The names of the officers with these numbers."""
    query = select(officers.c.id, officers.c.name).where(officers.c.id.in_(officer_ids))
    return {row.id: row.name for row in session.execute(query)}


def active_of(session: Session, agencies: Collection[str]) -> list[OfficerRow]:
    """The active officers of these agencies, on leave or not, by agency and name."""
    query = _all().where(officers.c.agency.in_(agencies), officers.c.state == OfficerState.ACTIVE)
    order = (officers.c.agency, officers.c.name, officers.c.id)
    return [_row(found) for found in session.execute(query.order_by(*order))]


def served(session: Session) -> set[str]:
    """The agencies with somebody active, by code."""
    query = select(officers.c.agency).where(officers.c.state == OfficerState.ACTIVE).distinct()
    return set(session.scalars(query))


def on_duty(session: Session, agency: str, day: date) -> list[OfficerRow]:
    """The active officers of *agency* who are not on leave on *day*, who waited longest for a task first."""
    away = absences.running(day).where(absences.of_officer(officers.c.id)).exists()
    query = _all().where(officers.c.agency == agency, officers.c.state == OfficerState.ACTIVE, ~away)
    found = [_row(each) for each in session.execute(query.order_by(officers.c.id))]
    return sorted(
        found, key=lambda each: (each.assigned_at is not None, each.assigned_at or each.added_at, each.id)
    )


def admins(session: Session, agency: str) -> list[OfficerRow]:
    """The active officers of *agency* who get its recap and its alerts."""
    query = _all().where(
        officers.c.agency == agency, officers.c.state == OfficerState.ACTIVE, officers.c.admin
    )
    return [_row(found) for found in session.execute(query.order_by(officers.c.id))]


def any_known(session: Session) -> bool:
    """Whether anybody was ever enrolled."""
    return session.scalar(select(officers.c.id).limit(1)) is not None


def in_state(session: Session, state: OfficerState) -> list[OfficerRow]:
    """The officers in *state*, by id."""
    return [
        _row(found)
        for found in session.execute(_all().where(officers.c.state == state).order_by(officers.c.id))
    ]


def add(session: Session, values: Mapping[str, Any]) -> int:
    """Enrol one; returns the id. IntegrityError for a phone that has a row."""
    return int(session.execute(insert(officers).values(**values).returning(officers.c.id)).scalar_one())


def change(session: Session, officer_id: int, **values: Any) -> None:
    """Set columns of one officer, who is locked."""
    session.execute(update(officers).where(officers.c.id == officer_id).values(**values))


def set_state(session: Session, officer_id: int, state: OfficerState, now: datetime, **others: Any) -> None:
    """The officer, who is locked, is in *state* since *now*."""
    change(session, officer_id, state=state, state_since=now, **others)


def forget(session: Session, sender_id: int) -> None:
    """The name goes with the number; what was done by the officer of that id stays."""
    session.execute(update(officers).where(officers.c.sender_id == sender_id).values(name=FORGOTTEN))


def carrier_of(session: Session, sender_id: int) -> str | None:
    """The carrier by which this phone last texted; None when it never did."""
    query = select(messages.c.carrier).where(messages.c.sender_id == sender_id)
    return session.scalar(query.order_by(messages.c.id.desc()).limit(1))


def unserved(session: Session) -> list[str]:
    """Agencies with an open case and nobody active, by code."""
    somebody = exists().where(officers.c.agency == cases.c.agency, officers.c.state == OfficerState.ACTIVE)
    query = select(cases.c.agency).where(*is_open(), cases.c.agency.is_not(None), ~somebody)
    return [str(code) for code in session.scalars(query.distinct().order_by(cases.c.agency))]


def _all() -> Select[Any]:
    return select(*_COLUMNS)


def _one(session: Session, query: Select[Any]) -> OfficerRow | None:
    found = session.execute(query).one_or_none()
    return _row(found) if found else None


def _row(found: Any) -> OfficerRow:
    values = found._asdict()
    return OfficerRow(**{**values, "state": OfficerState(values["state"])})
