"""What reporters said on the case of a task, in order and masked: for ISI, and for what is told unasked."""

from collections.abc import Iterable, Iterator
from typing import Final

from sqlalchemy.orm import Session

from parsers import Role, Verb, parse_command
from sms_gateway.domain.task_talk import Said, Talk
from sms_gateway.domain.zones import zone_of
from sms_gateway.services.office import Office
from sms_gateway.services.story import shown
from sms_gateway.storage import task_events
from sms_gateway.storage.task_events import Happened
from sms_gateway.storage.tasks import TaskRow

_ASKED: Final = "asked"
_ANSWERED: Final = "answered"
_BACK: Final = (Talk.DISPUTED, Talk.REOPENED)
_KINDS: Final = (_ASKED, Talk.ADDED, Talk.DISPUTED, Talk.PLACED, Talk.REOPENED, Talk.JOINED)
_SAYS: Final = frozenset({Verb.ADD, Verb.DISPUTE, Verb.REOPEN, Verb.LOCATION})
_MOST: Final = 60  # so much of a case an officer reads by SMS; the rest is with the desk
_LONGEST: Final = 500  # characters of each


def all_said(task: TaskRow, session: Session, office: Office) -> list[Said]:
    """Everything that was said since the report, the newest last."""
    zone = zone_of(task.region)
    found = task_events.ever_happened(session, task, _KINDS, _MOST)
    return [
        Said(talk, event.at.astimezone(zone), words(event.words[:_LONGEST], office))
        for event, talk in _read(found)
    ]


def since(task: TaskRow, session: Session) -> Iterator[tuple[Happened, Talk]]:
    """What happened on the case of *task*, heard or not, and what each of it is."""
    return _read(task_events.happened(session, task, _KINDS))


def comes_back(task: TaskRow, session: Session) -> tuple[Talk, str] | None:
    """The objection or reopening *task* begins with, and its masked SMS; None of what was answered since."""
    found = task_events.happened(session, task, (*_BACK, _ANSWERED))
    newest = found[-1] if found else None
    return (Talk(newest.kind), newest.words) if newest and newest.kind != _ANSWERED else None


def words(masked: str, office: Office) -> str:
    """What a reporter said without the command in front, and without what could name him; "" for it alone."""
    command = parse_command(masked, role=Role.CITIZEN, knowledge=office.knowledge())
    return shown(command.rest if command and command.verb in _SAYS else masked)


def _read(found: Iterable[Happened]) -> Iterator[tuple[Happened, Talk]]:
    """The first thing that is added after a question of the agency answers it."""
    asked: set[int | None] = set()
    for event in found:
        if event.kind == _ASKED:
            asked |= {event.ticket_id} if event.about == "agency" else set()
            continue
        replied = event.kind == Talk.ADDED and event.ticket_id in asked
        asked.discard(event.ticket_id)
        yield event, Talk.REPLIED if replied else Talk(event.kind)
