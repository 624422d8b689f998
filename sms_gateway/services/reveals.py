"""Shows a number, or finds by one, for a reason that is kept: who, which number, which ticket, when, why."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final
from uuid import uuid4

from sqlalchemy.orm import Session

from sms_gateway.domain.audit_chain import Detail
from sms_gateway.domain.msisdn import SenderKind, normalise
from sms_gateway.domain.permissions import Scope
from sms_gateway.services import audit
from sms_gateway.services.accounts import actor
from sms_gateway.services.desk_sight import Sight, sight
from sms_gateway.services.office import Office
from sms_gateway.storage import reveals, senders

SEARCH_MINUTES: Final = 30  # a list of one sender can be turned and come back to
MOST_WORDS: Final = 200


class RevealReason(StrEnum):
    """Why somebody needs the number."""

    CALL_BACK = "call_back"  # the officer must speak with the reporter
    EMERGENCY = "emergency"  # somebody is in danger
    CITIZEN_ASKED = "citizen_asked"  # who calls about the own report
    ABUSE = "abuse"  # threats, flooding
    LEGAL = "legal"  # a lawful order


class NotShown(StrEnum):
    """Why there is no number to see."""

    ERASED = "erased"
    PROTECTED = "protected"  # anonymous or confidential, and who asks is an agency
    NO_PHONE = "no_phone"  # filed at another door


@dataclass(frozen=True, slots=True)
class Looker:
    """Who looks, and what they may see."""

    account_id: int
    scope: Scope


def reveal(number: str, reason: RevealReason, words: str, by: Looker, office: Office) -> str | NotShown:
    """The number behind ticket *number*; noted before it is shown. Raises NoSuchTicket."""
    now = office.now()
    with office.sessions.begin() as session:
        seen = sight(session, number, by.scope)
        refused = _hidden(seen, by.scope)
        if refused is not None:
            return refused
        sender = senders.get(session, [seen.sender_id or 0]).get(seen.sender_id or 0)
        if sender is None or sender.msisdn_enc is None:
            return NotShown.ERASED
        phone = office.vault.open(sender.uuid, sender.msisdn_enc)
        _note(session, office, by, "shown", reason, words, sender.id, seen.ticket_id)
        told: dict[str, Detail] = {"sender": sender.id, "ticket": seen.ticket_id, "reason": str(reason)}
        audit.note(session, office, actor(by.account_id), "number-shown", now, **told)
        return phone


def _hidden(seen: Sight, scope: Scope) -> NotShown | None:
    if seen.sender_id is None:
        return NotShown.NO_PHONE
    protected = seen.anonymous or seen.confidential
    return NotShown.PROTECTED if protected and scope.agency is not None else None


def search(phone: str, reason: RevealReason, words: str, by: Looker, office: Office) -> int | None:
    """Note that *by* looks for what *phone* wrote; returns what `found_by` takes. None: it is no number."""
    number = normalise(phone)
    if number.kind is SenderKind.OTHER:
        return None
    now = office.now()
    with office.sessions.begin() as session:
        sender = senders.by_blind(session, office.vault.blind(number.e164))
        known = sender.id if sender else None
        noted = _note(session, office, by, "searched", reason, words, known, None)
        told: dict[str, Detail] = {"sender": known, "reason": str(reason)}
        audit.note(session, office, actor(by.account_id), "number-searched", now, **told)
        return noted


def found_by(search_id: int, account_id: int, office: Office) -> int | None:
    """The sender that search was for, 0 for an unknown one; None when it is not this account's, or over."""
    with office.sessions.read() as session:
        row = reveals.get(session, search_id)
    if row is None or row.account_id != account_id or row.kind != "searched":
        return None
    fresh = office.now() - row.at < timedelta(minutes=SEARCH_MINUTES)
    return (row.sender_id or 0) if fresh else None


def _note(
    session: Session,
    office: Office,
    by: Looker,
    kind: str,
    reason: RevealReason,
    words: str,
    sender_id: int | None,
    ticket_id: int | None,
) -> int:
    uuid, said = str(uuid4()), " ".join(words.split())[:MOST_WORDS]
    row = {
        "uuid": uuid,
        "account_id": by.account_id,
        "sender_id": sender_id,
        "ticket_id": ticket_id,
        "kind": kind,
        "reason": str(reason),
        "words": office.vault.seal(uuid, said) if said else None,
        "at": office.now(),
    }
    return reveals.add(session, row)
