"""Who is an officer: enrolled by a code that comes back from the phone, disabled, held and released."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from parsers import Role
from sms_gateway.domain import enrol_replies
from sms_gateway.domain.enrolment import Candidate, CodeAnswer, judge, shown_name
from sms_gateway.domain.msisdn import Sender, may_reply, normalise
from sms_gateway.domain.officers import OfficerState, OrderState
from sms_gateway.domain.offices import Agency
from sms_gateway.domain.permissions import NATIONWIDE, Scope
from sms_gateway.services.office import Office
from sms_gateway.services.officer_hold import (
    Held,
    OfficerRefused,
    acting,
    hold,
    in_one,
    into,
    needs,
    no_agency,
    phone,
    stand_in,
)
from sms_gateway.services.turn import Turn
from sms_gateway.storage import erasures, officers, orders, senders
from sms_gateway.storage.officers import OfficerRow
from sms_gateway.storage.senders import SenderRow

DIGITS = 4
CODES_A_DAY: Final = 5  # to one phone, whoever asks: each is an SMS to somebody who may never have agreed
_CODE: Final = "officer-code"
_HELD_STATES = (OfficerState.ACTIVE, OfficerState.ON_HOLD)


def add(
    wanted: Candidate,
    by: str,
    office: Office,
    due_at: datetime | None = None,
    scope: Scope = NATIONWIDE,
) -> OfficerRow:
    """Enrol the phone and send it a code, at *due_at* or now; until it comes back nothing else changes.

    A disabled officer is enrolled anew. Raises OfficerRefused, StoreUnavailable.
    """
    if not scope.covers(wanted.agency):
        raise no_agency()
    agency, name, number = checked(wanted, office)

    def enrol(session: Session, now: datetime) -> OfficerRow:
        sender = phone(number, session, office, now)
        if erasures.is_waiting(session, sender.id):
            raise OfficerRefused(
                "erasing", "This phone asked to be forgotten.", "Enrol it once that is done."
            )
        known = officers.of_sender(session, sender.id)
        if known is not None and known.state is not OfficerState.DISABLED:
            what = f"This phone is officer {known.id} of {known.agency} already ({known.state})."
            raise OfficerRefused("already", what, "Disable that one first, or let the phone get a new code.")
        values = {
            "agency": agency.code,
            "name": name,
            "admin": wanted.admin,
            "stand_in_id": stand_in(wanted.stand_in, agency.code, session, office),
            "added_by": by,
            "added_at": now,
            "verified_at": None,
        }
        held = Held(session, office, now, by, sender, _stored(known, sender, values, session, now))
        held.note("officer-added", sender=sender.id, agency=agency.code, admin=wanted.admin,
                  stand_in=held.officer.stand_in_id)  # fmt: skip
        _send_code(held, due_at)
        return officers.lock(session, held.officer.id)

    return in_one(enrol, by, office)


def resend(which: str, by: str, office: Office, scope: Scope = NATIONWIDE) -> OfficerRow:
    """A new code to a phone that has not answered yet; the old one is void. Refused past CODES_A_DAY."""

    def act(held: Held) -> None:
        needs(held, (OfficerState.INVITED,), "Only a phone that was not proven yet gets a code.")
        _send_code(held)

    return hold(which, by, office, act, scope)


def enable(which: str, by: str, office: Office, scope: Scope = NATIONWIDE) -> OfficerRow:
    """A disabled officer again; the phone may be another's by now, so it must prove itself by a code."""

    def act(held: Held) -> None:
        needs(held, (OfficerState.DISABLED,), "Only a disabled officer can be enabled.")
        if held.sender.data_key_enc is None:
            raise OfficerRefused("erased", "This phone was forgotten.", "Add the officer with a phone again.")
        if erasures.is_waiting(held.session, held.sender.id):
            raise OfficerRefused("erasing", "This phone asked to be forgotten.", "Enrol another phone.")
        acting(held.officer.agency, office)
        into(OfficerState.INVITED, held)
        held.note("officer-enabled")
        _send_code(held)

    return hold(which, by, office, act, scope)


def disable(which: str, by: str, office: Office, scope: Scope = NATIONWIDE) -> OfficerRow:
    """No officer any more: the phone is a citizen's, its tasks go to others, its orders count no more."""

    def act(held: Held) -> None:
        known = (OfficerState.INVITED, *_HELD_STATES)
        needs(held, known, "Only an officer who is not disabled can be disabled.")
        end(held)

    return hold(which, by, office, act, scope)


def release(which: str, by: str, office: Office, scope: Scope = NATIONWIDE) -> OfficerRow:
    """From hold back to work, once somebody made sure that the phone is in the right hands."""

    def act(held: Held) -> None:
        needs(held, (OfficerState.ON_HOLD,), "Only a phone on hold can be released.")
        into(OfficerState.ACTIVE, held)
        held.note("officer-released")
        held.tell("officer-released", enrol_replies.released(office.wording(), held.agency))

    return hold(which, by, office, act, scope)


def end(held: Held) -> None:
    """Disable in the caller's transaction, told to whom it was proven to be an officer."""
    into(OfficerState.DISABLED, held, code_digest=None, code_until=None)
    left = orders.unfinished(held.session, held.officer.id)
    orders.end(held.session, left, OrderState.REFUSED, held.now, f"officer-{OfficerState.DISABLED}")
    held.note("officer-disabled", was=str(held.officer.state), orders=left or None)
    if held.officer.state in _HELD_STATES:
        held.tell("officer-disabled", enrol_replies.disabled(held.office.wording(), held.agency))


def uninvite(turn: Turn) -> None:
    """Whoever asks to be forgotten is invited no more."""
    officer = officers.of_sender(turn.session, turn.sender.id)
    if officer is not None and officer.state is OfficerState.INVITED:
        end(_of(turn, officer))


def confirm(code: str, turn: Turn, officer: OfficerRow) -> CodeAnswer:
    """The answer to the code of the enrolment, in the transaction of the message that brought it."""
    session, office, now = turn.session, turn.office, turn.now
    held = _of(turn, officer)
    officer = held.officer
    limits, tries = office.settings.limits, officer.code_tries
    fits = None if officer.code_digest is None else officer.code_digest == _digest(code, officer.id, office)
    answer = judge(fits=fits, tries=tries, until=officer.code_until, now=now, most=limits.code_tries)
    if answer is CodeAnswer.RIGHT:
        into(OfficerState.ACTIVE, held, code_digest=None, code_until=None, verified_at=now)
        held.note("officer-verified")
        turn.answer("officer-enrolled", enrol_replies.enrolled(turn.wording, held.agency, officer.name))
        return answer
    if answer in (CodeAnswer.WRONG, CodeAnswer.SPENT):
        tries += 1
        spent = {"code_digest": None} if answer is CodeAnswer.SPENT else {}
        officers.change(session, officer.id, code_tries=tries, **spent)
    held.note("officer-code-refused", reason=str(answer), tries=tries)
    left = limits.code_tries - tries
    rendered = enrol_replies.not_enrolled(turn.wording, answer, left, limits.code_tries, limits.enrol_hours)
    turn.answer("officer-code-refused", rendered)
    return answer


def _of(turn: Turn, officer: OfficerRow) -> Held:
    by, locked = f"sender:{turn.sender.id}", officers.lock(turn.session, officer.id)
    return Held(turn.session, turn.office, turn.now, by, turn.sender, locked)


def checked(wanted: Candidate, office: Office) -> tuple[Agency, str, Sender]:
    """Agency, name and number of a candidate. Raises OfficerRefused."""
    number = normalise(wanted.phone)
    if not may_reply(number, office.settings.replies.countries):
        raise OfficerRefused(
            "no-mobile", "The phone is no mobile number that is answered.", "Write it with 0 or +62 in front."
        )
    name = shown_name(wanted.name)
    if name is None:
        raise OfficerRefused(
            "bad-name", "The name cannot be shown.", 'Use at most 40 letters, like "Budi S".'
        )
    return acting(wanted.agency, office), name, number


def _stored(
    known: OfficerRow | None, sender: SenderRow, values: dict[str, Any], session: Session, now: datetime
) -> OfficerRow:
    invited = {"state": OfficerState.INVITED, "state_since": now}
    if known is None:
        officer_id = officers.add(session, {"sender_id": sender.id, **values, **invited})
    else:
        officer_id = known.id
        officers.change(session, officer_id, **values, **invited)
    senders.set_role(session, sender.id, Role.OFFICER)
    return officers.lock(session, officer_id)


def _send_code(held: Held, due_at: datetime | None = None) -> None:
    sent = orders.told_since(held.session, held.sender.id, (_CODE,), held.now - timedelta(days=1))
    if sent >= CODES_A_DAY:
        what = f"This phone got {sent} codes within a day."
        raise OfficerRefused("many-codes", what, "Ask whether its SMS arrive, and try again tomorrow.")
    hours = held.office.settings.limits.enrol_hours
    code = f"{held.office.rand(10**DIGITS):0{DIGITS}d}"
    until = (due_at or held.now) + timedelta(hours=hours)
    digest = _digest(code, held.officer.id, held.office)
    officers.change(held.session, held.officer.id, code_digest=digest, code_tries=0, code_until=until)
    held.note("officer-code-sent")
    held.tell(_CODE, enrol_replies.enrol_ask(held.office.wording(), held.agency, code, hours), due_at)


def _digest(code: str, officer_id: int, office: Office) -> str:
    return office.vault.digest(f"enrol|{officer_id}|{code}")
