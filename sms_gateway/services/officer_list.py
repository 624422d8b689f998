"""The officers there are, as a person may see them: masked phones, who is away, and what they have to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from sms_gateway.domain.msisdn import masked
from sms_gateway.domain.officers import OfficerState
from sms_gateway.domain.permissions import Scope
from sms_gateway.domain.zones import day_of_agency
from sms_gateway.services.office import Office
from sms_gateway.services.officer_changes import colleagues
from sms_gateway.storage import leaves, officers, senders, tasks
from sms_gateway.storage.leaves import LeaveRow
from sms_gateway.storage.officers import OfficerRow
from sms_gateway.storage.tasks import TaskRow

__all__ = ["Listed", "OfficerRow", "Shown", "find", "listed", "page", "show"]

PAGE, MOST_TASKS = 50, 100


@dataclass(frozen=True, slots=True)
class Listed:
    """An officer with the masked phone ("-" once it is forgotten) and the number of open tasks.

    *leave*: noted and not over, so it may be to come.
    """

    officer: OfficerRow
    phone: str
    on_leave: bool
    leave: LeaveRow | None
    tasks: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page of officers; *after* is where the next one begins, None on the last."""

    rows: tuple[Listed, ...]
    after: int | None


@dataclass(frozen=True, slots=True)
class Shown:
    """One officer with *colleagues*, who could stand in, and the open tasks, the most urgent first."""

    listed: Listed
    colleagues: tuple[OfficerRow, ...]
    tasks: tuple[TaskRow, ...]

    def called(self, officer_id: int | None) -> str:
        """The name of that colleague; "" for nobody."""
        return next((each.name for each in self.colleagues if each.id == officer_id), "")


def listed(office: Office, agency: str | None = None) -> list[Listed]:
    """Every officer, or those of *agency*, by agency and name."""
    with office.sessions.read() as session:
        return _shown(officers.listed(session, agency), session, office)


def page(scope: Scope, agency: str | None, state: OfficerState | None, after: int, office: Office) -> Page:
    """Officers behind the number *after*: all that *scope* covers, or those of *agency* and in *state*."""
    if agency is not None and not scope.covers(agency):
        return Page((), None)
    with office.sessions.read() as session:
        found = officers.page(session, agency or scope.agency, state, after, PAGE + 1)
        shown = _shown(found[:PAGE], session, office)
    return Page(tuple(shown), found[PAGE - 1].id if len(found) > PAGE else None)


def find(officer_id: int, scope: Scope, office: Office) -> Listed | None:
    """The officer of that number; None for one *scope* does not cover, too."""
    with office.sessions.read() as session:
        return _found(officer_id, scope, session, office)


def show(officer_id: int, scope: Scope, office: Office) -> Shown | None:
    """`find` with colleagues and tasks."""
    with office.sessions.read() as session:
        found = _found(officer_id, scope, session, office)
        if found is None:
            return None
        others = colleagues(found.officer, officers.listed(session, found.officer.agency))
        return Shown(found, others, tuple(tasks.open_of_officer(session, officer_id, MOST_TASKS)))


def _found(officer_id: int, scope: Scope, session: Session, office: Office) -> Listed | None:
    found = officers.get(session, officer_id)
    if found is None or not scope.covers(found.agency):
        return None
    return _shown([found], session, office)[0]


def _shown(found: Sequence[OfficerRow], session: Session, office: Office) -> list[Listed]:
    phones = senders.get(session, [each.sender_id for each in found])
    shown = {
        sender.id: masked(office.vault.open(sender.uuid, sender.msisdn_enc)) if sender.msisdn_enc else "-"
        for sender in phones.values()
    }
    ids, days = (
        [each.id for each in found],
        {each.id: day_of_agency(each.agency, office.now()) for each in found},
    )
    absent = leaves.noted_of(session, ids, min(days.values())) if ids else {}
    busy = tasks.open_counts(session, ids)
    return [
        Listed(each, shown[each.sender_id], *_leave(absent.get(each.id), days[each.id]), busy.get(each.id, 0))
        for each in found
    ]


def _leave(noted: LeaveRow | None, day: date) -> tuple[bool, LeaveRow | None]:
    """Whether it runs on *day*, and the leave unless it is over."""
    if noted is None or noted.last_day < day:
        return False, None
    return noted.first_day <= day, noted


def on_duty(agencies: Iterable[str], office: Office, session: Session) -> dict[str, int]:
    """How many officers of each of *agencies* are at work today; none of them is not in it."""
    active = officers.active_of(session, list(agencies))
    days = {each.id: day_of_agency(each.agency, office.now()) for each in active}
    absent = leaves.noted_of(session, list(days), min(days.values())) if days else {}
    there: dict[str, int] = {}
    for each in active:
        away, _ = _leave(absent.get(each.id), days[each.id])
        there[each.agency] = there.get(each.agency, 0) + (not away)
    return there


def unattended(agencies: Iterable[str], office: Office) -> list[str]:
    """Those of *agencies* none of whose officers is on duty now, by code."""
    asked = sorted(set(agencies))
    with office.sessions.read() as session:
        there = on_duty(asked, office, session)
    return [code for code in asked if not there.get(code)]
