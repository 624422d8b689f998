"""An officer in the hands of one transaction: first the phone is locked, then the officer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from parsers import Role
from sms_gateway import logs
from sms_gateway.domain.audit_actions import Action
from sms_gateway.domain.audit_chain import ACTOR_LENGTH, is_code
from sms_gateway.domain.msisdn import Sender, normalise
from sms_gateway.domain.officers import OfficerState
from sms_gateway.domain.offices import Agency
from sms_gateway.domain.permissions import NATIONWIDE, Scope
from sms_gateway.domain.rendering import Name, Rendered
from sms_gateway.domain.work import Queue
from sms_gateway.errors import GatewayError, StoreUnavailable
from sms_gateway.services import audit
from sms_gateway.services.office import Office
from sms_gateway.services.officer_sms import promise
from sms_gateway.storage import officers, senders
from sms_gateway.storage.officers import OfficerRow
from sms_gateway.storage.senders import SenderRow

_LONGEST_ID = 6
log = logs.get("officers")


class OfficerRefused(GatewayError):
    """What was asked about an officer cannot be done; *code* says why."""

    def __init__(self, code: str, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.code = code


@dataclass(frozen=True, slots=True)
class Held:
    """The open transaction with a locked phone, and the officer it is, locked as well."""

    session: Session
    office: Office
    now: datetime
    by: str
    sender: SenderRow
    officer: OfficerRow

    def note(self, action: Action, **detail: Any) -> None:
        """Add to the audit chain what was done to this officer."""
        audit.note(self.session, self.office, self.by, action, self.now, officer=self.officer.id, **detail)

    def tell(self, kind: str, rendered: Rendered, due_at: datetime | None = None) -> None:
        """Promise an SMS to this phone."""
        once = f"{kind}:{uuid4().hex}"
        promise(self.session, self.office, self.sender, kind, once, rendered, self.now, due_at=due_at)

    @property
    def agency(self) -> Name:
        """The officer's agency as a sentence may call it."""
        return agency_name(self.officer.agency, self.office)


def hold(
    which: str, by: str, office: Office, act: Callable[[Held], None], scope: Scope = NATIONWIDE
) -> OfficerRow:
    """Do *act* to the officer *which* (number or phone) names; returns how it is then.

    One *scope* does not cover is refused like one there is none of. Raises OfficerRefused.
    """

    def do(session: Session, now: datetime) -> OfficerRow:
        found = resolved(which, session, office)
        sender = senders.lock(session, found.sender_id)
        locked = officers.lock(session, found.id)
        if not scope.covers(locked.agency):
            raise nobody()
        act(Held(session, office, now, by, sender, locked))
        return officers.lock(session, found.id)

    return in_one(do, by, office)


def resolved(which: str, session: Session, office: Office) -> OfficerRow:
    """The officer of that number or phone. Raises OfficerRefused."""
    found = None
    if which.isascii() and which.isdigit() and len(which) <= _LONGEST_ID:
        found = officers.get(session, int(which))
    elif sender := senders.by_blind(session, office.vault.blind(normalise(which).e164)):
        found = officers.of_sender(session, sender.id)
    if found is None:
        raise nobody()
    return found


def nobody() -> OfficerRefused:
    """What is said of an officer there is none of."""
    return OfficerRefused("no-officer", "There is no such officer.", "See `sms-gateway officers list`.")


def acting(code: str, office: Office) -> Agency:
    """The agency of that code, which must act. Raises OfficerRefused."""
    entry = office.agencies().entry(code)
    if entry is None:
        raise no_agency()
    if not entry.acting:
        raise OfficerRefused(
            "agency-off", f"{code} is switched off.", f"Switch it on: `sms-gateway agencies set {code} --on`."
        )
    return entry.agency


def no_agency() -> OfficerRefused:
    """What is said of an agency there is none of."""
    return OfficerRefused(
        "no-agency", "There is no such agency.", "Write its code like pupr@33.74; see `agencies list`."
    )


def stand_in(which: str | None, agency: str, session: Session, office: Office) -> int | None:
    """The number of the stand-in, who must be of the same *agency*. Raises OfficerRefused."""
    if not which:
        return None
    found = resolved(which, session, office)
    if found.agency != agency or found.state is OfficerState.DISABLED:
        raise OfficerRefused(
            "stand-in", f"Officer {found.id} cannot stand in.", f"Name one of {agency} who is not disabled."
        )
    return found.id


def agency_name(code: str, office: Office) -> Name:
    """The agency as a sentence may call it; its code when no template makes it any more."""
    found = office.agencies().find(code)
    return found.name if found else Name(code, code)


def in_one(do: Callable[[Session, datetime], OfficerRow], by: str, office: Office) -> OfficerRow:
    """Do *do* in one transaction for *by*; the outbox is rung once it is committed. Raises OfficerRefused."""
    if not by or len(by) > ACTOR_LENGTH or not is_code(by):
        raise OfficerRefused("actor", "Who does it must be one word.", "Name an account, like --by ani.")
    office.agencies()  # half a second at the first call, which must not pass in the transaction
    with office.sessions.begin() as session:
        done = do(session, office.now())
    office.waker.wake(Queue.OUTBOX)
    log.info("officer changed", officer_id=done.id, state=str(done.state))
    return done


def needs(held: Held, states: tuple[OfficerState, ...], remedy: str) -> None:
    """Raises OfficerRefused unless the officer is in one of *states*."""
    if held.officer.state not in states:
        what = f"Officer {held.officer.id} is {held.officer.state}."
        raise OfficerRefused(f"is-{held.officer.state}", what, remedy)


def into(state: OfficerState, held: Held, **others: Any) -> None:
    """The officer is in *state* now, and the phone an officer's or a citizen's."""
    officers.set_state(held.session, held.officer.id, state, held.now, **others)
    role = Role.CITIZEN if state is OfficerState.DISABLED else Role.OFFICER
    senders.set_role(held.session, held.sender.id, role)


def phone(number: Sender, session: Session, office: Office, now: datetime) -> SenderRow:
    """The locked row of a phone, made when it never texted us."""
    blind, uuid = office.vault.blind(number.e164), str(uuid4())
    _, sealed_key = office.vault.new_data_key(uuid)
    row = {
        "uuid": uuid,
        "blind_index": blind,
        "msisdn_enc": office.vault.seal(uuid, number.e164),
        "data_key_enc": sealed_key,
        "kind": number.kind,
        "replyable": True,
        "created_at": now,
    }
    senders.add_missing(session, [row])
    found = senders.lock_by_blind(session, [blind]).get(blind)
    if found is None:  # erased between both: the next look makes a new one
        raise StoreUnavailable("The phone was being forgotten just now.", "Do it once more.")
    return found
