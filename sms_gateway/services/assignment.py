"""Every case of an agency is one open task of an officer on duty, and nobody keeps a task that is not his.

Nobody calls this from a move: it looks at what the database says and makes tasks fit. So it may stop
anywhere, come late or twice, and ends the same.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from sms_gateway.domain.assignment import Candidate, Choice, choose, free_number
from sms_gateway.domain.audit_actions import Action
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.officers import OfficerState, TaskState
from sms_gateway.domain.task_ends import ENDS_AS, TaskEnd, why_ended
from sms_gateway.domain.zones import day_of_agency
from sms_gateway.services import audit, task_news
from sms_gateway.services.deadlines import BATCH, each_case
from sms_gateway.services.holding import Hold
from sms_gateway.services.office import Office
from sms_gateway.services.turns import Mine, always
from sms_gateway.storage import leaves, officers, tasks
from sms_gateway.storage.officers import OfficerRow
from sms_gateway.storage.tasks import TaskRow

OPENED: Final = "task-opened"
RESUMED: Final = "task-resumed"
ENDED: Final = "task-ended"


def settle(office: Office, mine: Mine = always) -> int:
    """End what is no task any more, pass on what a stand-in takes, give away the rest; returns how many."""
    stale = each_case(tasks.stale, _end, office, mine)
    passed = each_case(_Away(office.now()), _pass_on, office, mine)
    return stale + passed + each_case(_Unassigned(office.now()), _give, office, mine)


def note_unserved(office: Office, mine: Mine = always) -> int:
    """Note once of each case that its agency has no officer: it stays with the desk."""
    return each_case(tasks.unserved, _note_unserved, office, mine)


class _Unassigned:
    """Finds cases page by page, each once a round; those of an agency nobody is on duty in have to wait."""

    def __init__(self, now: datetime) -> None:
        self._now, self._after = now, 0
        self._served: dict[str, bool] = {}

    def __call__(self, session: Session, most: int) -> list[int]:
        while page := tasks.unassigned(session, self._after, BATCH):
            self._after = page[-1].case_id
            if found := [each.case_id for each in page if self._has_somebody(session, each.agency)]:
                return found
        return []

    def _has_somebody(self, session: Session, agency: str) -> bool:
        if agency not in self._served:
            self._served[agency] = choose(_staff(session, agency, self._now), ()) is not None
        return self._served[agency]


class _Away:
    """Finds cases whose officer is on leave and has a stand-in who is there, each once a round."""

    def __init__(self, now: datetime) -> None:
        self._now, self._after = now, 0
        self._ids: list[int] | None = None

    def __call__(self, session: Session, most: int) -> list[int]:
        if self._ids is None:
            self._ids = _replaced(session, self._now)
        found = tasks.on_leave(session, self._ids, self._after, BATCH) if self._ids else []
        self._after = max(found, default=self._after)
        return found


def _replaced(session: Session, now: datetime) -> list[int]:
    """Who is on leave and named a colleague who is there."""
    away = []
    for officer_id in leaves.noted(session, now.date()):
        officer = officers.get(session, officer_id)
        if officer is not None and _stands_in(session, officer, now) is not None:
            away.append(officer_id)
    return away


def _stands_in(session: Session, officer: OfficerRow, now: datetime) -> Candidate | None:
    """Who takes over what the absent *officer* works on: named in the leave itself, and there."""
    leave = leaves.current(session, officer.id, day_of_agency(officer.agency, now))
    named = leave.stand_in_id if leave else None
    staff = _staff(session, officer.agency, now)
    return next((each for each in staff if each.id == named and not each.away), None)


def _staff(session: Session, agency: str, now: datetime) -> list[Candidate]:
    away = leaves.on(session, day_of_agency(agency, now))
    return [
        Candidate(
            each.id,
            each.sender_id,
            each.assigned_at,
            each.added_at,
            each.id in away,
            (away[each.id].stand_in_id if each.id in away else None) or each.stand_in_id,
        )
        for each in officers.listed(session, agency)
        if each.state is OfficerState.ACTIVE
    ]


def _reporters(held: Hold) -> frozenset[int]:
    return frozenset(each.sender.id for each in held.reporters)


def _end(held: Hold) -> bool:
    """The task of the case cannot stay with its officer; a colleague gets it in the next step."""
    task = tasks.open_of_case(held.session, held.case.id)
    if task is None or tasks.fits(held.session, task.id):
        return False
    officer = officers.lock(held.session, task.officer_id)
    case = held.case
    before = CaseState(case.before_asking) if case.before_asking else None
    there = (case.state, before, case.agency, officer.agency, officer.state)
    _close(task, officer, why_ended(*there, reported=bool(task.ticket)), held)
    return True


def _close(task: TaskRow, officer: OfficerRow, why: TaskEnd, held: Hold) -> None:
    tasks.end(held.session, task.id, ENDS_AS[why], held.now)
    task_news.tell_end(task, officer, why, held)
    _note(ENDED, task.id, officer.id, held, reason=str(why))


def _pass_on(held: Hold) -> bool:
    task = tasks.open_of_case(held.session, held.case.id)
    officer = officers.get(held.session, task.officer_id) if task else None
    if task is None or officer is None or not tasks.fits(held.session, task.id):
        return False
    colleague = _stands_in(held.session, officer, held.now)
    if colleague is None or colleague.sender_id in _reporters(held):
        return False
    locked = _lock([officer.id, colleague.id], held)
    if locked[1].state is not OfficerState.ACTIVE or locked[1].agency != held.case.agency:
        return False
    _close(task, locked[0], TaskEnd.COLLEAGUE, held)
    _open(Choice(colleague.id, colleague.id), held)
    return True


def _give(held: Hold) -> bool:
    session, agency = held.session, held.case.agency
    if agency is None or not tasks.is_task(session, held.case.id):
        return False
    if tasks.open_of_case(session, held.case.id) is not None:
        return False
    staff = _staff(session, agency, held.now)
    if _returned(staff, held):
        return True
    choice = choose(staff, _reporters(held))
    if choice is None:
        return False
    officer = _lock([choice.officer, choice.turn], held)[0]
    if officer.state is not OfficerState.ACTIVE or officer.agency != agency:
        return False
    _open(choice, held)
    return True


def _returned(staff: Sequence[Candidate], held: Hold) -> bool:
    """Whoever had it last, lost it to nobody and is on duty again goes on under the number he knows."""
    last = tasks.last_of_case(held.session, held.case.id, held.now)
    here = {each.id for each in staff if not each.away and each.sender_id not in _reporters(held)}
    if last is None or last.state is not TaskState.PASSED or last.officer_id not in here:
        return False
    officer = officers.lock(held.session, last.officer_id)
    if officer.state is not OfficerState.ACTIVE or officer.agency != held.case.agency:
        return False
    heard = held.record("assigned", audit.CLOCK, officer=officer.id, task=last.number)
    tasks.go_on(held.session, last.id, heard)
    _note(RESUMED, last.id, officer.id, held)
    return True


def _lock(ids: Sequence[int], held: Hold) -> list[OfficerRow]:
    """These officers, locked in one order for all; returned as they were named."""
    locked = {each: officers.lock(held.session, each) for each in sorted(set(ids))}
    return [locked[each] for each in ids]


def _open(choice: Choice, held: Hold) -> None:
    """A task under the next free number of the phone; who got it waits longest for the next one."""
    session, now = held.session, held.now
    number = free_number(tasks.bound_numbers(session, choice.officer, now))
    heard = held.record("assigned", audit.CLOCK, officer=choice.officer, task=number)
    task_id = tasks.open_one(session, held.case.id, choice.officer, number, heard, now)
    officers.change(session, choice.turn, assigned_at=now)
    _note(OPENED, task_id, choice.officer, held)


def _note(action: Action, task_id: int, officer_id: int, held: Hold, reason: str | None = None) -> None:
    detail: dict[str, str | int | None] = {"task": task_id, "officer": officer_id, "reason": reason}
    audit.note(held.session, held.office, audit.CLOCK, action, held.now, case=held.case.id, **detail)


def _note_unserved(held: Hold) -> bool:
    held.record(tasks.NO_OFFICER, audit.CLOCK, agency=held.case.agency)
    return True
