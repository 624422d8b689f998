"""HAPUS DATA: confirmed by a code, then the identity is destroyed; what was reported stays and counts."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from sms_gateway import logs
from sms_gateway.domain import decisions as say
from sms_gateway.domain import enrol_replies, replies
from sms_gateway.domain.context import QuestionKind
from sms_gateway.domain.officers import OfficerState
from sms_gateway.services import duplicates, opt_out
from sms_gateway.services.office import Office
from sms_gateway.services.officer_hold import agency_name
from sms_gateway.services.officers import uninvite
from sms_gateway.services.turn import Turn
from sms_gateway.services.turns import Mine, always
from sms_gateway.storage import cases, erasures, officers, outbox, questions, senders

DIGITS: Final = 4
TRIES: Final = 3
BATCH: Final = 20
ERASED: Final = "erased"  # the kind of the last SMS
LAST_SMS: Final = timedelta(hours=12)  # it has so long to leave, however late the wish was entered
_DRAWS_EACH: Final = 5  # of four digits, then as many of five
_DRAWS: Final = 20  # the last ones have seven, one less than a ticket's number
log = logs.get("erasure")


def ask(decision: say.AskErase, turn: Turn) -> None:
    """Send a code and wait for it: nobody who merely borrows a phone for a moment erases by mistake."""
    if _is_officer(turn):
        return
    code = free_code(turn.session, turn.office)
    turn.ask(QuestionKind.ERASE, [], turn.office.settings.limits.question_hours)
    erasures.set_code(turn.session, turn.sender.id, _digest(code, turn))
    turn.answer("erase", replies.erase_ask(turn.wording, code))


def confirm(decision: say.Erase, turn: Turn) -> None:
    """Accept the wish when the digits are those that were sent; after TRIES others the code is void."""
    if _is_officer(turn):
        return
    known = erasures.code(turn.session, turn.sender.id)
    if known is None:
        turn.answer("nothing", replies.nothing_pending(turn.wording))
        return
    if known.digest != _digest(decision.code, turn):
        erasures.count_try(turn.session, known.question_id)
        if known.tries + 1 >= TRIES:
            turn.close_questions(QuestionKind.ERASE)
        turn.answer("erase", replies.erase_wrong(turn.wording))
        return
    turn.close_questions(QuestionKind.ERASE)
    _accept(decision.code, turn)


def _is_officer(turn: Turn) -> bool:
    """Whether the phone works for an agency, which then is said: what it ordered must stay provable.

    Its agency disables it first; a phone that merely was invited, by mistake perhaps, is forgotten at once.
    """
    officer = officers.of_sender(turn.session, turn.sender.id)
    if officer is None or officer.state not in (OfficerState.ACTIVE, OfficerState.ON_HOLD):
        return False
    agency = agency_name(officer.agency, turn.office)
    turn.answer("erase", enrol_replies.erase_refused(turn.wording, agency))
    return True


def _accept(code: str, turn: Turn) -> None:
    uninvite(turn)
    limit = timedelta(hours=turn.office.settings.limits.erase_hours)
    reference = erasures.reference_of(turn.session, turn.sender.id)  # of somebody who wished it before
    if reference is None:
        # Two phones may hold the same code at a time: it is no reference before it is said.
        taken = erasures.is_taken(turn.session, code)
        reference = free_code(turn.session, turn.office) if taken else code
    wish = {"reference": reference, "sender_id": turn.sender.id}
    erasures.ask(turn.session, {**wish, "asked_at": turn.now, "due_at": turn.now + limit})
    opt_out.stop(turn.session, turn.sender.id, f"sender:{turn.sender.id}", turn.now, turn.message.id)
    turn.record("erasure-asked")
    turn.answer(ERASED, replies.erase_accepted(turn.wording, reference))


def carry_out_wishes(office: Office, mine: Mine = always) -> int:
    """Destroy the identity of everybody who asked for it and has been sent the last SMS; returns how many.

    One transaction each, while it is *mine* to do. A last SMS that no carrier takes is not waited for beyond
    half of the limit, but LAST_SMS in any case: a letter that came days ago may be somebody else's.
    """
    with office.sessions.read() as session:
        found = erasures.waiting(session, BATCH)
    return sum(mine() and _erase(row.id, row.sender_id, row.due_at, office) for row in found)


def _erase(erasure_id: int, sender_id: int, due_at: datetime, office: Office) -> bool:
    now, half = office.now(), timedelta(hours=office.settings.limits.erase_hours) / 2
    with office.sessions.begin() as session:
        senders.lock(session, sender_id)
        unsent = outbox.has_unsent(session, sender_id) and now < due_at - half
        if unsent or outbox.has_unsent(session, sender_id, ERASED, now - LAST_SMS):
            return False
        if erasures.has_unread(session, sender_id):
            return False
        if erasures.is_held(session, sender_id):
            return False
        forget(session, sender_id, now)
        erasures.done(session, erasure_id, now)
    log.info("sender erased", erasure_id=erasure_id)
    return True


def forget(session: Session, sender_id: int, now: datetime) -> None:
    """Destroy the identity of a locked sender: what is left can be counted, and nobody can open it."""
    questions.close(session, sender_id, now)
    duplicates.forget(session, erasures.forget_digests(session, sender_id))
    senders.erase(session, sender_id, now)
    officers.forget(session, sender_id)
    cases.record(session, "erased", "clock", now, detail={"sender": sender_id})


def free_code(session: Session, office: Office) -> str:
    """Digits that are no reference yet: the code becomes the reference H-8841.

    Four, and more when these are used up: 9,000 are not enough for years.
    """
    for draw in range(_DRAWS):
        low = 10 ** (DIGITS - 1 + draw // _DRAWS_EACH)
        code = f"{low + office.rand(9 * low)}"
        if not erasures.is_taken(session, code):
            return code
    raise LookupError("no free code")


def _digest(code: str, turn: Turn) -> str:
    return turn.office.vault.digest(f"erase|{turn.sender.id}|{code}")
