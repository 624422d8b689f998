"""Tells officers of their tasks: the new ones in one SMS, what reporters say to them, and their end.

What can wait is not told in the quiet hours of the agency's region, so in the morning it is told together.
Nothing of a reporter but masked words leaves.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from parsers import Urgency, parse
from sms_gateway import logs
from sms_gateway.domain import task_replies
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.messages import Priority
from sms_gateway.domain.officers import OfficerState
from sms_gateway.domain.quiet import leaves_at
from sms_gateway.domain.rendering import Name, Rendered
from sms_gateway.domain.task_ends import TaskEnd
from sms_gateway.domain.task_replies import From
from sms_gateway.domain.task_talk import Said, Talk
from sms_gateway.domain.wording import Phrase
from sms_gateway.domain.work import Queue
from sms_gateway.domain.zones import zone_of, zone_of_agency
from sms_gateway.services import task_words
from sms_gateway.services.holding import Hold
from sms_gateway.services.office import Office
from sms_gateway.services.officer_sms import promise
from sms_gateway.services.regions import region_names
from sms_gateway.services.story import shown
from sms_gateway.services.task_origin import origins
from sms_gateway.services.turns import Mine, always
from sms_gateway.storage import officers, senders, task_events, tasks
from sms_gateway.storage.officers import OfficerRow
from sms_gateway.storage.task_events import Happened
from sms_gateway.storage.tasks import TaskRow

NEW, NEWS, END = "task-new", "task-news", "task-end"
_BY_REPORTERS: Final = (Talk.ADDED, Talk.DISPUTED, Talk.PLACED, Talk.JOINED)
_REGENCY: Final = 5  # characters of its code
log = logs.get("tasks")


def tell(office: Office, mine: Mine = always) -> int:
    """Tell every officer what he does not know of his tasks yet; returns how many were told something."""
    with office.sessions.read() as session:
        waiting = task_events.with_news(session, _BY_REPORTERS)
    if waiting:
        office.agencies()
    told = 0
    for officer_id in waiting:
        if not mine():
            break
        told += _told(officer_id, office)
    if told:
        office.waker.wake(Queue.OUTBOX)
    return told


def tell_end(task: TaskRow, officer: OfficerRow, why: TaskEnd, held: Hold) -> None:
    """The end of a task, to an officer who knew of it and still is one; in the caller's transaction."""
    proven = officer.state in (OfficerState.ACTIVE, OfficerState.ON_HOLD)  # else another may have the phone
    if task.told_at is None or not proven:
        return
    zone = zone_of_agency(officer.agency)
    there = held.agency(held.case.agency)
    rendered = task_replies.ended(held.office.wording(), as_told(task), why, there)
    due = leaves_at(held.now, zone, held.office.settings.quiet.hours)
    _promise(held.session, held.office, officer, END, f"{END}:{task.id}", rendered, held.now, due_at=due)


def as_told(task: TaskRow) -> task_replies.Task:
    """A task as an SMS speaks of it, its deadline on the clock of the case."""
    answered = CaseState.ANSWERED in (task.case_state, task.before_asking)  # it has only time to be disputed
    due = task.due_at.astimezone(zone_of(task.region)) if task.due_at and not answered else None
    return task_replies.Task(task.number, task.ticket, task.problem, due)


def _promise(
    session: Session,
    office: Office,
    officer: OfficerRow,
    kind: str,
    once: str,
    rendered: Rendered,
    now: datetime,
    *,
    due_at: datetime | None = None,
    priority: Priority = Priority.NORMAL,
) -> None:
    phone = senders.get(session, [officer.sender_id])[officer.sender_id]
    promise(session, office, phone, kind, once, rendered, now, due_at=due_at, priority=priority)


@dataclass(frozen=True, slots=True)
class _Told:
    """One officer, locked, in one transaction; *quiet*: only emergencies are told now."""

    session: Session
    office: Office
    officer: OfficerRow
    now: datetime
    quiet: bool

    def say(self, kind: str, once: str, rendered: Rendered, priority: Priority = Priority.NORMAL) -> None:
        _promise(self.session, self.office, self.officer, kind, once, rendered, self.now, priority=priority)


def _told(officer_id: int, office: Office) -> bool:
    """One that fails is told in a later round, and keeps nobody else waiting."""
    try:
        with office.sessions.begin() as session:
            officer = officers.lock(session, officer_id)
            if officer.state is not OfficerState.ACTIVE:
                return False
            now, hours = office.now(), office.settings.quiet.hours
            quiet = leaves_at(now, zone_of_agency(officer.agency), hours) is not None
            return _tell_all(_Told(session, office, officer, now, quiet))
    except Exception as error:
        log.error("officer not told", officer_id=officer_id, **logs.fault(error))
        return False


def _tell_all(told: _Told) -> bool:
    own = [
        task for task in tasks.of_officer(told.session, told.officer.id, told.now) if task.ended_at is None
    ]
    new = [task for task in own if task.told_at is None]
    said = _tell_new(new, told)
    for task in own:
        if task.told_at is not None:
            said = _tell_events(task, told) or said
    return said


def _tell_new(new: Sequence[TaskRow], told: _Told) -> bool:
    urgent = [task for task in new if _urgent(task)]
    sources = origins(urgent, told.officer, told.session, told.office)
    for task in urgent:
        _tell_one(task, sources.get(task.id), told)
    rest = [task for task in new if not _urgent(task)]
    ripe = told.now - timedelta(seconds=told.office.settings.limits.bundle_seconds)
    if told.quiet or not rest or min(task.opened_at for task in rest) > ripe:
        rest = []
    back = {task.id for task in rest if task_words.comes_back(task, told.session)}
    _tell_by_origin([task for task in rest if task.id not in back], told)
    for task in rest:
        if task.id in back:
            _tell_one(task, None, told)
    for task in (*urgent, *rest):
        tasks.change(told.session, task.id, told_at=told.now)
    return bool(urgent or rest)


def _tell_by_origin(several: Sequence[TaskRow], told: _Told) -> None:
    """What was passed on is told apart from what is new, and by whom."""
    sources = origins(several, told.officer, told.session, told.office)
    for source in dict.fromkeys(sources.get(task.id) for task in several):
        together = [task for task in several if sources.get(task.id) == source]
        if len(together) == 1:
            _tell_one(together[0], source, told)
            continue
        placed = [replace(as_told(task), place=where(task, told.session, told.office)) for task in together]
        rendered = task_replies.bundle(told.office.wording(), placed, source)
        told.say(NEW, _once(together[0]), rendered)


def _tell_one(task: TaskRow, source: From | None, told: _Told) -> None:
    """In an SMS of its own; what comes back is told with the words it comes back with."""
    priority = Priority.EMERGENCY if _urgent(task) else Priority.NORMAL
    rendered = _again(task, told) or (_passed(task, source, told) if source else _new(task, told))
    told.say(NEW, _once(task), rendered, priority)


def _once(task: TaskRow) -> str:
    """A task that ended and goes on is told again."""
    return f"{NEW}:{task.id}:{task.heard_event_id}"


def _again(task: TaskRow, told: _Told) -> Rendered | None:
    back = task_words.comes_back(task, told.session)
    if back is None:
        return None
    talk, masked = back
    office, segments = told.office, told.office.settings.limits.quote_segments
    said = Said(talk, told.now, task_words.words(masked, office))
    return task_replies.again(office.wording(), as_told(task), said, segments, emergency=_urgent(task))


def _new(task: TaskRow, told: _Told) -> Rendered:
    street = _street(task, told.session, told.office)
    region = _region((task.region or "")[:_REGENCY], told.office)
    wording = told.office.wording()
    return task_replies.new(wording, as_told(task), street, region, emergency=_urgent(task))


def _passed(task: TaskRow, source: From, told: _Told) -> Rendered:
    flags = [Phrase.URGENT] if _urgent(task) else []
    if task.due_at is not None and task.due_at < told.now:
        flags.append(Phrase.LATE)
    region = _region((task.region or "")[:_REGENCY], told.office)
    wording, street = told.office.wording(), _street(task, told.session, told.office)
    return task_replies.passed(wording, as_told(task), street, region, source, flags)


def where(task: TaskRow, session: Session, office: Office) -> str:
    """The street of the report, else the smallest region that is known."""
    region = _region(task.region, office)
    return _street(task, session, office) or (region.short if region else "")


def _street(task: TaskRow, session: Session, office: Office) -> str:
    """Where it is, as the reporter wrote it."""
    text, knowledge = shown(tasks.text_of(session, task.ticket)), office.knowledge()
    place = getattr(parse(text, now=office.now(), knowledge=knowledge, region=task.region), "place", None)
    return (place.street or "").title() if place else ""


def _tell_events(task: TaskRow, told: _Told) -> bool:
    """In the quiet hours only of emergencies; one that joins the case brings along what waits before it."""
    waiting = [
        (event, talk)
        for event, talk in task_words.since(task, told.session)
        if not event.heard and talk in _NEWS
    ]
    urgent = any(talk is Talk.JOINED for _, talk in waiting)
    if not waiting or (told.quiet and not urgent and not _urgent(task)):
        return False
    for event, talk in waiting:
        priority = Priority.EMERGENCY if talk is Talk.JOINED else Priority.NORMAL
        told.say(NEWS, f"{NEWS}:{task.id}:{event.id}", _NEWS[talk](task, event, told, talk), priority)
    tasks.change(told.session, task.id, heard_event_id=waiting[-1][0].id)
    return True


def _added(task: TaskRow, event: Happened, told: _Told, talk: Talk) -> Rendered:
    segments = told.office.settings.limits.quote_segments
    words = task_words.words(event.words, told.office)
    replied = talk is Talk.REPLIED
    return task_replies.added(told.office.wording(), as_told(task), words, segments, replied=replied)


def _disputed(task: TaskRow, event: Happened, told: _Told, _: Talk) -> Rendered:
    segments = told.office.settings.limits.quote_segments
    words = task_words.words(event.words, told.office)
    return task_replies.disputed(told.office.wording(), as_told(task), words, segments)


def _joined(task: TaskRow, event: Happened, told: _Told, _: Talk) -> Rendered:
    segments = told.office.settings.limits.quote_segments
    words = task_words.words(event.words, told.office)
    return task_replies.joined(told.office.wording(), as_told(task), words, segments)


def _placed(task: TaskRow, event: Happened, told: _Told, talk: Talk) -> Rendered:
    region = _region(task.region, told.office)
    if region is None:
        return _added(task, event, told, talk)
    return task_replies.moved(told.office.wording(), as_told(task), region)


_NEWS: Final[dict[Talk, Callable[[TaskRow, Happened, _Told, Talk], Rendered]]] = {
    Talk.ADDED: _added,
    Talk.REPLIED: _added,
    Talk.DISPUTED: _disputed,
    Talk.PLACED: _placed,
    Talk.JOINED: _joined,
}


def _region(code: str | None, office: Office) -> Name | None:
    return region_names(office.knowledge())(code) if code else None


def _urgent(task: TaskRow) -> bool:
    return task.urgency == Urgency.EMERGENCY
