"""Tickets the law keeps: nothing of whoever filed them is destroyed until the hold is lifted."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from sms_gateway.domain.permissions import NATIONWIDE
from sms_gateway.domain.privacy import HoldReason, is_reference
from sms_gateway.services import audit
from sms_gateway.services.desk_sight import sight
from sms_gateway.services.duplicates import NoSuchTicket
from sms_gateway.services.holding import Hold, hold
from sms_gateway.services.office import Office
from sms_gateway.storage import accounts, legal_holds
from sms_gateway.storage.legal_holds import HoldRow

PAGE: Final = 25

__all__ = ["HoldRow", "Holds", "Told"]


class Told(StrEnum):
    """What came of it."""

    DONE = "done"
    NO_TICKET = "no_ticket"
    REFERENCE = "reference"  # it is not the number of an order
    KEPT = "kept"  # already
    LIFTED = "lifted"  # already, or there is no such hold


@dataclass(frozen=True, slots=True)
class Holds:
    """A page of holds, the newest first; *before* is where the next one begins."""

    rows: tuple[HoldRow, ...]
    before: int | None
    names: dict[int, str]


def put(number: str, reason: HoldReason, reference: str, by: str, office: Office) -> Told:
    """Keep ticket *number* and all others of everybody who reports its case.

    With all their phones locked: an erasure of one that has begun ends first.
    """
    if not is_reference(reference):
        return Told.REFERENCE

    def keep(held: Hold) -> Told:
        session, ticket = held.session, sight(held.session, number, NATIONWIDE).ticket_id
        if legal_holds.in_force(session, ticket):
            return Told.KEPT
        told = {"ticket_id": ticket, "reason": str(reason), "reference": reference}
        legal_holds.put(session, {**told, "put_by": by, "put_at": held.now})
        audit.note(session, office, by, "legal-hold-put", held.now, ticket=ticket, reason=str(reason))
        return Told.DONE

    return hold(lambda session: _case(number, session), keep, office) or Told.NO_TICKET


def lift(hold_id: int, by: str, office: Office) -> Told:
    """The hold is over: what is past its time goes at the next look."""
    now = office.now()
    with office.sessions.begin() as session:
        row = legal_holds.get(session, hold_id)
        if row is None or row.lifted_at is not None:
            return Told.LIFTED
        legal_holds.lift(session, hold_id, by, now)
        audit.note(session, office, by, "legal-hold-lifted", now, hold=hold_id)
    return Told.DONE


def listed(before: int | None, office: Office) -> Holds:
    """The holds there are and were."""
    with office.sessions.read() as session:
        found = legal_holds.newest(session, before, PAGE + 1)
        ids = {_account(row.put_by) for row in found} - {0}
        names = accounts.names(session, ids)
    rows = tuple(found[:PAGE])
    return Holds(rows, rows[-1].id if len(found) > PAGE else None, names)


def find(hold_id: int, office: Office) -> HoldRow | None:
    """One that is in force."""
    with office.sessions.begin() as session:
        row = legal_holds.get(session, hold_id)
    return row if row is not None and row.lifted_at is None else None


def _case(number: str, session: Session) -> int | None:
    try:
        return sight(session, number, NATIONWIDE).case_id
    except NoSuchTicket:
        return None


def _account(actor: str) -> int:
    number = actor.removeprefix("account:")
    return int(number) if number.isdecimal() else 0
