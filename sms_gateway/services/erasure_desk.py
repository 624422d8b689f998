"""Erasure by hand: somebody asked by letter to be forgotten; looked at first, confirmed, never undone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from sms_gateway.domain import replies
from sms_gateway.domain.cases import OPEN
from sms_gateway.domain.officers import OfficerState
from sms_gateway.domain.privacy import EraseReason, NotErased
from sms_gateway.domain.work import Queue
from sms_gateway.services import audit, opt_out, reveals
from sms_gateway.services.accounts import actor
from sms_gateway.services.erasure import ERASED, free_code
from sms_gateway.services.office import Office
from sms_gateway.services.officer_hold import Held
from sms_gateway.services.officer_sms import promise
from sms_gateway.services.officers import end
from sms_gateway.storage import accounts, cases, erasures, officers, senders
from sms_gateway.storage.erasures import WishRow

PAGE: Final = 25
_IN_PROGRESS: Final = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """Who would be forgotten: how many tickets they filed, how many are open, whether a law holds it up."""

    tickets: int
    open: int
    held: bool


@dataclass(frozen=True, slots=True)
class Accepted:
    """The wish is noted as H-*reference* and done by *due_at*."""

    reference: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Wishes:
    """Those in progress, those due first before others; a page of those done; names of accounts."""

    waiting: tuple[WishRow, ...]
    done: tuple[WishRow, ...]
    before: int | None
    names: dict[str, str]


def listed(before: int | None, office: Office) -> Wishes:
    """Who asked to be forgotten, and until when that must be done."""
    with office.sessions.read() as session:
        waiting = erasures.in_progress(session, _IN_PROGRESS)
        done = erasures.done_before(session, before, PAGE + 1)
        ids = {int(row.asked_by.removeprefix("account:")) for row in (*waiting, *done) if row.asked_by}
        names = accounts.names(session, ids)
    shown = tuple(done[:PAGE])
    more = shown[-1].id if len(done) > PAGE else None
    return Wishes(tuple(waiting), shown, more, {actor(key): name for key, name in names.items()})


def look(search_id: int, account_id: int, office: Office) -> Wish | NotErased:
    """Who the search was for, before it is confirmed."""
    found = reveals.found_by(search_id, account_id, office)
    if not found:
        return NotErased.OVER if found is None else NotErased.UNKNOWN
    with office.sessions.read() as session:
        refused = _refused(session, found)
        if refused is not None:
            return refused
        states = [each.state for each in cases.of_sender(session, found)]
        return Wish(len(states), sum(state in OPEN for state in states), erasures.is_held(session, found))


def accept(
    search_id: int, account_id: int, reason: EraseReason, received: datetime, office: Office
) -> Accepted | NotErased:
    """Accept the wish that came at *received*: the time of the law counts from there. It cannot be undone.

    The phone is told, so that a letter somebody else wrote does not go unseen.
    """
    now, by = office.now(), actor(account_id)
    asked_at = min(received, now)
    found = reveals.found_by(search_id, account_id, office)
    if not found:
        return NotErased.OVER if found is None else NotErased.UNKNOWN
    with office.sessions.begin() as session:
        sender = senders.lock(session, found)
        refused = _refused(session, found)
        if refused is not None:
            return refused
        officer = officers.of_sender(session, found)
        code = free_code(session, office)
        due_at = asked_at + timedelta(hours=office.settings.limits.erase_hours)
        wish = {"reference": code, "sender_id": found, "asked_at": asked_at, "due_at": due_at}
        erasures.ask(session, {**wish, "asked_by": by, "reason": str(reason)})
        opt_out.stop(session, found, by, now)
        cases.record(session, "erasure-asked", by, now, detail={"sender": found})
        told = replies.erase_accepted(office.wording(), code)
        promise(session, office, sender, ERASED, f"erasure:{code}", told, now)
        if officer is not None and officer.state is OfficerState.INVITED:
            end(Held(session, office, now, by, sender, officer))
        audit.note(session, office, by, "erasure-by-hand", now, sender=found, reason=str(reason))
    office.waker.wake(Queue.OUTBOX)
    return Accepted(code, due_at)


def _refused(session: Session, sender_id: int) -> NotErased | None:
    sender = senders.get(session, [sender_id]).get(sender_id)
    if sender is None or sender.data_key_enc is None:
        return NotErased.UNKNOWN
    officer = officers.of_sender(session, sender_id)
    if officer is not None and officer.state in (OfficerState.ACTIVE, OfficerState.ON_HOLD):
        return NotErased.OFFICER
    return NotErased.WAITING if erasures.is_waiting(session, sender_id) else None
