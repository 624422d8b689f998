"""Stops everything that leaves, and lets it go on by a person's word: never what may have left already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sms_gateway import logs
from sms_gateway.domain.audit_chain import ACTOR_LENGTH, is_code
from sms_gateway.domain.holds import SendingHold, Why
from sms_gateway.domain.work import Queue
from sms_gateway.errors import GatewayError
from sms_gateway.services import (
    assignment,
    audit,
    deadlines,
    orders,
    returned,
    silence,
    task_clock,
    task_news,
)
from sms_gateway.services.office import Office
from sms_gateway.storage import holds

# Whatever time alone brings: what it had brought before the return is promised while sending is held.
ROUNDS = (
    silence.give_up_waiting,
    deadlines.run,
    orders.carry_out_due,
    assignment.settle,
    task_news.tell,
    task_clock.run,
)
log = logs.get("sending")


@dataclass(frozen=True, slots=True)
class Sending:
    """Whether sending is held, and how many SMS wait: in doubt, ready to leave, held for a person."""

    held: SendingHold | None
    waiting: Mapping[str, int]


def state(office: Office) -> Sending:
    """How it stands now. Raises StoreUnavailable."""
    with office.sessions.read() as session:
        return Sending(holds.state(session)[0], holds.waiting(session))


def hold(office: Office, by: str, epoch: str, copied_at: datetime | None = None) -> int:
    """Send nothing until `release`; returns how many SMS are in doubt.

    *copied_at*: the database was set back to that moment, and another life of it may have sent since.
    """
    _check(by)
    now = office.now()
    with office.sessions.begin() as session:
        in_doubt = 0
        if copied_at is not None:
            in_doubt = returned.come_back(session, Why.BY_HAND, epoch, copied_at, now)
        holds.hold(session, Why.BY_HAND, now)
        audit.note(session, office, by, "sending-held", now, in_doubt=in_doubt)
    log.warning("sending is held by hand", in_doubt=in_doubt)
    return in_doubt


def prepare(office: Office) -> Sending:
    """Promise what is due and put in doubt what may have been said already; how it stands then.

    Safe to repeat, and while the gateway runs.
    """
    with office.sessions.read() as session:
        came_back = holds.state(session)[1] is not None
    for each in ROUNDS if came_back else ():
        each(office)
    with office.sessions.begin() as session:
        returned.doubted(session, office.now())
    return state(office)


def release(office: Office, by: str) -> bool:
    """Let leave what is ready; what is in doubt is looked up on. False when nothing was held."""
    _check(by)
    prepare(office)
    now = office.now()
    with office.sessions.begin() as session:
        returned.doubted(session, now)
        lifted = holds.lift(session)
        if lifted:
            audit.note(session, office, by, "sending-released", now)
    if lifted:
        log.warning("sending goes on")
        office.waker.wake(Queue.OUTBOX)
    return lifted


def _check(by: str) -> None:
    if not by or len(by) > ACTOR_LENGTH or not is_code(by):
        raise GatewayError("Who does it must be one word.", "Name an account, like --by ani.")
