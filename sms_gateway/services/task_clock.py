"""What time brings officers: a reminder before the limit, an escalation after it, a recap for their admins.

All of it on working days and from `limits.recap_at` on, by the clock of the agency; once, however often it
is looked at.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from sms_gateway import logs
from sms_gateway.domain import task_replies
from sms_gateway.domain.messages import Priority
from sms_gateway.domain.officers import OfficerState
from sms_gateway.domain.quiet import leaves_at
from sms_gateway.domain.rendering import Name, Rendered
from sms_gateway.domain.sla import WorkCalendar, is_working_day
from sms_gateway.domain.work import Queue
from sms_gateway.services.office import Office
from sms_gateway.services.officer_hold import agency_name
from sms_gateway.services.officer_sms import promise
from sms_gateway.services.task_news import as_told
from sms_gateway.services.turns import Mine, always
from sms_gateway.services.working_days import calendar_of
from sms_gateway.storage import leaves, officers, senders, task_limits, tasks
from sms_gateway.storage.officers import OfficerRow
from sms_gateway.storage.tasks import TaskRow

REMIND, LATE, ESCALATED, RECAP = "task-remind", "task-late", "officer-late", "officer-recap"
log = logs.get("tasks")


def run(office: Office, mine: Mine = always) -> int:
    """One round over every agency with something to say; returns how many of them were told something."""
    now = office.now()
    with office.sessions.read() as session:
        agencies = task_limits.agencies(session, _horizon(office, now))
    if agencies:
        office.agencies()
    told = sum(_told(agency, office) for agency in agencies if mine())
    if told:
        office.waker.wake(Queue.OUTBOX)
    return told


def _horizon(office: Office, now: datetime) -> datetime:
    """No deadline after this is one of the next working day, wherever it is."""
    return calendar_of(None, now, office).due(now, 1) + timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Agency:
    """The tasks of one agency whose deadline is near or past, in one transaction."""

    session: Session
    office: Office
    code: str
    now: datetime
    calendar: WorkCalendar

    @property
    def name(self) -> Name:
        return agency_name(self.code, self.office)

    @property
    def today(self) -> date:
        return self.day(self.now)

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.calendar.zone).date()

    def say(self, officer: OfficerRow, kind: str, once: str, rendered: Rendered) -> None:
        phone = senders.get(self.session, [officer.sender_id])[officer.sender_id]
        key = f"{kind}:{officer.id}:{once}"
        promise(self.session, self.office, phone, kind, key, rendered, self.now, priority=Priority.BULK)


def _told(code: str, office: Office) -> bool:
    """One agency that fails waits for a later round, and keeps no other waiting."""
    now = office.now()
    calendar = calendar_of(code.partition("@")[2], now, office)
    if not _at_work(calendar, now, office):
        return False
    try:
        with office.sessions.begin() as session:
            here = _Agency(session, office, code, now, calendar)
            near = task_limits.near(session, code, _horizon(office, now))
            _recap(here, near)
            reminded, escalated = _remind(here, near), _escalate(here, near)
            return reminded or escalated
    except Exception as error:
        log.error("agency not told", agency=code, **logs.fault(error))
        return False


def _at_work(calendar: WorkCalendar, now: datetime, office: Office) -> bool:
    local = now.astimezone(calendar.zone)
    quiet = leaves_at(now, calendar.zone, office.settings.quiet.hours) is not None
    working = is_working_day(local.date(), calendar.holidays)
    return working and not quiet and local.time() >= time.fromisoformat(office.settings.limits.recap_at)


def _remind(here: _Agency, near: Sequence[TaskRow]) -> bool:
    """Each officer, on the last working day before the limit."""
    due = [task for task in near if _is_next(task, here) and not _reminded(task, here)]
    for task in due:
        officer = officers.get(here.session, task.officer_id)
        if officer is None or officer.state is not OfficerState.ACTIVE or task.due_at is None:
            continue
        days = (
            task.due_at.astimezone(here.calendar.zone).date() - here.now.astimezone(here.calendar.zone).date()
        )
        rendered = task_replies.remind(here.office.wording(), as_told(task), tomorrow=days.days == 1)
        here.say(officer, REMIND, f"{task.id}:{task.due_at:%Y%m%d}", rendered)
        tasks.change(here.session, task.id, reminded_at=here.now)
    return bool(due)


def _is_next(task: TaskRow, here: _Agency) -> bool:
    if task.due_at is None or task.due_at < here.now or task.told_at is None:
        return False
    return here.calendar.left(here.now, task.due_at) == 1


def _reminded(task: TaskRow, here: _Agency) -> bool:
    """Of this deadline, not of one that was extended since."""
    told = task.reminded_at
    return told is not None and task.due_at is not None and here.calendar.left(told, task.due_at) <= 1


def _late(near: Sequence[TaskRow], now: datetime) -> list[TaskRow]:
    return [task for task in near if task.due_at is not None and task.due_at < now]


def _escalate(here: _Agency, near: Sequence[TaskRow]) -> bool:
    """A passed limit: to whoever has the task, and together to the stand-ins and the admins."""
    new = [
        task
        for task in _late(near, here.now)
        if task.due_at is not None and (task.escalated_at is None or task.escalated_at <= task.due_at)
    ]
    if not new:
        return False
    staff = {each.id: each for each in officers.listed(here.session, here.code)}
    for task in new:
        owner = staff.get(task.officer_id)
        if owner is not None:
            rendered = task_replies.late(here.office.wording(), as_told(task))
            here.say(owner, LATE, f"{task.id}:{task.due_at:%Y%m%d}", rendered)
        tasks.change(here.session, task.id, escalated_at=here.now)
    for recipient, concerned in _concerned(here, new, staff):
        named = [(as_told(task), staff[task.officer_id].name) for task in concerned]
        rendered = task_replies.escalated(here.office.wording(), named, here.name)
        first = concerned[0]
        here.say(recipient, ESCALATED, f"{first.id}:{first.due_at:%Y%m%d}", rendered)
    return True


def _concerned(
    here: _Agency, new: Sequence[TaskRow], staff: dict[int, OfficerRow]
) -> Iterator[tuple[OfficerRow, list[TaskRow]]]:
    """Who must see to which tasks: the admins to all, a stand-in to those of his colleague, never his own."""
    away = leaves.on(here.session, here.today)
    for each in staff.values():
        if each.state is not OfficerState.ACTIVE:
            continue
        concerned = [
            task
            for task in new
            if task.officer_id in staff
            and task.officer_id != each.id
            and (each.admin or each.id in _stand_ins(staff[task.officer_id], away))
        ]
        if concerned:
            yield each, concerned


def _stand_ins(officer: OfficerRow, away: dict[int, leaves.LeaveRow]) -> Collection[int | None]:
    leave = away.get(officer.id)
    return {officer.stand_in_id, leave.stand_in_id if leave else None} - {None}


def _recap(here: _Agency, near: Sequence[TaskRow]) -> None:
    """To every admin once a working day, while anything is late."""
    late = _late(near, here.now)
    if not late:
        return
    oldest = max(-here.calendar.left(here.now, task.due_at) for task in late if task.due_at is not None)
    at = f"{here.office.settings.limits.recap_at.replace(':', '.')} {here.calendar.zone.tzname(None)}"
    rendered = task_replies.recap(here.office.wording(), here.name, len(late), max(oldest, 1), at)
    for admin in officers.admins(here.session, here.code):
        here.say(admin, RECAP, f"{here.today:%Y%m%d}", rendered)
