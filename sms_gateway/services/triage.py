"""Works the inbox: claims a batch, then one transaction per message turns it into its one outcome."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from parsers import Failure, Kind, Parsed, Role, Verb, parse
from sms_gateway import logs
from sms_gateway.crypto import DataKey, SealBroken
from sms_gateway.domain import replies
from sms_gateway.domain.budget import is_own_sentence
from sms_gateway.domain.cases import OPEN
from sms_gateway.domain.context import Context, Question, QuestionKind, TicketView
from sms_gateway.domain.conversation import decide
from sms_gateway.domain.decisions import Decision, Ignore, OptOut
from sms_gateway.domain.enrolment import CodeAnswer
from sms_gateway.domain.messages import MessageState
from sms_gateway.domain.msisdn import Sender, SenderKind, may_reply
from sms_gateway.domain.officers import OfficerState
from sms_gateway.domain.work import Queue
from sms_gateway.errors import StoreUnavailable
from sms_gateway.services import duplicates
from sms_gateway.services.carry_out import carry_out
from sms_gateway.services.office import Office
from sms_gateway.services.officers import confirm
from sms_gateway.services.placing import ASKS_WHERE, reads_as_place
from sms_gateway.services.reviews import open_review
from sms_gateway.services.turn import Turn
from sms_gateway.services.verdicts import reopenable
from sms_gateway.storage import cases, inbox, officers, questions, senders
from sms_gateway.storage.inbox import Claim
from sms_gateway.storage.officers import OfficerRow
from sms_gateway.storage.senders import SenderRow

BATCH = 50
POISON = "poison"
OWN_SENTENCE = "own-sentence"
OPT_OUT = {"STOP": True, "START": False}  # Twilio's OptOutType; it has answered the citizen itself
NOT_ANSWERABLE = "sender-not-answerable"
log = logs.get("triage")


def drain(office: Office, budget: float, monotonic: Callable[[], float] = time.monotonic) -> int:
    """Work messages until none is due or *budget* seconds have passed; returns how many.

    Raises StoreUnavailable.
    """
    until = monotonic() + budget
    handled = 0
    while monotonic() < until:
        office.agencies.look()
        batch = _claim_suspect(office) or _claim_batch(office)
        if not batch:
            break
        handled += _work(batch, office, monotonic)
    return handled


def _claim_suspect(office: Office) -> list[Claim]:
    with office.sessions.begin() as session:
        seconds = office.settings.limits.inbox_lease_seconds
        found = inbox.claim_suspect(session, str(uuid4()), seconds, office.now())
    return [found] if found else []


def _claim_batch(office: Office) -> list[Claim]:
    with office.sessions.begin() as session:
        seconds = office.settings.limits.inbox_lease_seconds
        found = inbox.claim(session, BATCH, str(uuid4()), seconds, office.now())
    if found:
        office.steps("triage.claimed")
    return found


def _work(batch: list[Claim], office: Office, monotonic: Callable[[], float]) -> int:
    """Work *batch* while its lease is young; what is left of it is given back untried."""
    stop_at = monotonic() + office.settings.limits.inbox_lease_seconds / 3
    for done, claimed in enumerate(batch):
        if monotonic() > stop_at:
            with office.sessions.begin() as session:
                inbox.give_back(session, claimed.lease)
            return done
        handle(claimed, office)
        office.waker.wake(Queue.OUTBOX)
    return len(batch)


def handle(claimed: Claim, office: Office) -> MessageState | None:
    """One message, one transaction; a message that cannot be worked is retried and at last parked.

    Returns its outcome, or None when it has none yet. Raises StoreUnavailable.
    """
    most = office.settings.limits.triage_attempts
    if claimed.attempts >= most:
        return _park(claimed, office)
    try:
        return _decide_and_carry_out(claimed, office)
    except StoreUnavailable:
        raise
    except Exception as error:
        log.error("message failed", message_id=claimed.id, attempts=claimed.attempts, **logs.fault(error))
        if claimed.attempts + 1 >= most:
            return _park(claimed, office)
        _retry(claimed, office)
        return None


def _decide_and_carry_out(claimed: Claim, office: Office) -> MessageState | None:
    office.agencies()  # the first call reads: before the transaction, which would need a second connection
    with office.sessions.begin() as session:
        sender = _as_configured(senders.lock(session, claimed.sender_id), session, office)
        message = inbox.locked(session, claimed)
        if message is None:
            return None
        key, text = _open(message, sender, office)
        _fail_on_purpose(text, office)
        now = office.now()
        text = text[: office.settings.limits.text_characters]
        invited = _invited(sender, session)
        parsed = _parsed(text, sender, invited, now, office)
        turn = Turn(session, office, now, message, sender, key, parsed, text)
        decision: Decision | CodeAnswer
        if invited is not None and parsed.command is not None and parsed.command.verb is Verb.CONFIRM:
            decision, state = confirm(parsed.command.rest, turn, invited), MessageState.COMMAND
        else:
            decision = _decide(parsed, text, message, sender, session, office)
            state = carry_out(decision, turn)
        office.steps("triage.middle")
        reason = getattr(decision, "reason", None)
        version = parsed.knowledge_version[:64]
        inbox.finish(session, message.id, state, reason, finished_at=now, knowledge_version=version)
        office.steps("triage.committing")
    office.steps("triage.committed")
    log.info("message worked", message_id=claimed.id, state=str(state), decision=type(decision).__name__)
    return state


def _invited(sender: SenderRow, session: Session) -> OfficerRow | None:
    """The officer this phone is to become; None when it is a citizen's only, or has become one."""
    found = officers.of_sender(session, sender.id) if sender.role == Role.OFFICER else None
    return found if found is not None and found.state is OfficerState.INVITED else None


def _parsed(
    text: str, sender: SenderRow, invited: OfficerRow | None, now: datetime, office: Office
) -> Parsed:
    """What *text* says; of an invited phone only the code is an officer's word."""
    if sender.role == Role.OFFICER:
        found = parse(text, now=now, knowledge=office.knowledge(), role=Role.OFFICER)
        if invited is None or (found.command is not None and found.command.verb is Verb.CONFIRM):
            return found
    return parse(text, now=now, knowledge=office.knowledge())


def _as_configured(sender: SenderRow, session: Session, office: Office) -> SenderRow:
    """Whether it may be answered by the countries configured now, not by those of its first message."""
    if sender.kind == SenderKind.OTHER or sender.msisdn_enc is None:
        return sender
    number = Sender(SenderKind(sender.kind), office.vault.open(sender.uuid, sender.msisdn_enc))
    replyable = may_reply(number, office.settings.replies.countries)
    if replyable != sender.replyable:
        senders.set_replyable(session, sender.id, replyable)
    return replace(sender, replyable=replyable)


def _open(message: Any, sender: SenderRow, office: Office) -> tuple[DataKey, str]:
    if sender.data_key_enc is None or message.body_raw is None:
        raise SealBroken("text")
    key = office.vault.data_key(sender.uuid, sender.data_key_enc)
    return key, key.open(message.uuid, message.body_raw)


def _decide(
    parsed: Parsed, text: str, message: Any, sender: SenderRow, session: Session, office: Office
) -> Decision:
    if sender.kind == SenderKind.OTHER and parsed.kind is not Kind.REPORT:
        return Ignore(NOT_ANSWERABLE)
    if is_own_sentence(text):
        return Ignore(OWN_SENTENCE)
    if (opted_out := OPT_OUT.get((message.opt_out or "").upper())) is not None:
        return OptOut(opted_out)
    tickets = _tickets(parsed, sender, session, office)
    asked = [_question(row) for row in questions.unanswered(session, sender.id, office.now())]
    repeat = _repeat_of(parsed, text, message, sender, session, office)
    says_where = any(each.kind in ASKS_WHERE for each in asked) and reads_as_place(parsed, text, office)
    question, waiting = (asked[0], tuple(asked[1:])) if asked else (None, ())
    return decide(parsed, Context(tickets, question, repeat, office.now(), waiting, text, says_where))


def _question(row: questions.QuestionRow) -> Question:
    return Question(row.id, QuestionKind(row.kind), row.ticket_ids, row.expires_at, row.options)


def _tickets(parsed: Parsed, sender: SenderRow, session: Session, office: Office) -> tuple[TicketView, ...]:
    """The sender's newest tickets, and the one that is named however old it is."""
    found = cases.of_sender(session, sender.id)
    number = parsed.command.ticket if parsed.command else None
    if number and all(row.number != number for row in found):
        named = cases.own(session, sender.id, number)
        found += [named] if named else []
    return tuple(_view(row, office) for row in found)


def _repeat_of(
    parsed: Parsed, text: str, message: Any, sender: SenderRow, session: Session, office: Office
) -> TicketView | None:
    """The open ticket that the same words, or nearly the same, opened not long ago."""
    since = message.received_at - timedelta(hours=office.settings.limits.repeat_hours)
    earlier = inbox.same_text_since(session, sender.id, message.text_digest, message.id, since)
    row = cases.opened_by(session, earlier) if earlier is not None else None
    if row is not None and row.state in OPEN:
        return _view(row, office)
    if parsed.kind is not Kind.REPORT:
        return None
    again = duplicates.sent_before(text, parsed, sender.id, session, office)
    return _view(cases.get(session, again), office) if again is not None else None


def _view(row: cases.TicketRow, office: Office) -> TicketView:
    return TicketView(
        row.id,
        row.number,
        row.state,
        row.problem,
        row.created_at,
        row.anonymous,
        row.confidential,
        row.topic,
        row.region,
        reopenable(row, office),
    )


def _retry(claimed: Claim, office: Office) -> None:
    attempts = claimed.attempts + 1
    due_at = office.now() + timedelta(seconds=4**claimed.attempts)
    with office.sessions.begin() as session:
        senders.lock(session, claimed.sender_id)
        if inbox.locked(session, claimed) is not None:
            inbox.retry_later(session, claimed.id, due_at, POISON, attempts)


def _park(claimed: Claim, office: Office) -> MessageState | None:
    """A message that failed too often becomes a person's task; its sender is told if that can be done."""
    for tell in (True, False):
        try:
            return _parked(claimed, office, tell)
        except StoreUnavailable:
            raise
        except Exception as error:
            log.error("parking failed", message_id=claimed.id, told=tell, **logs.fault(error))
            if not tell:
                raise
    return None


def _parked(claimed: Claim, office: Office, tell: bool) -> MessageState | None:
    now = office.now()
    with office.sessions.begin() as session:
        sender = senders.lock(session, claimed.sender_id)
        message = inbox.locked(session, claimed)
        if message is None:
            return None
        reference = open_review(session, office, message, POISON, now)
        if tell and sender.data_key_enc is not None:
            key = office.vault.data_key(sender.uuid, sender.data_key_enc)
            parsed = Parsed(Kind.NOT_A_REPORT, failure=Failure.UNCLEAR)
            turn = Turn(session, office, now, message, sender, key, parsed)
            turn.answer("review", replies.unclear(turn.wording, reference))
        inbox.finish(session, message.id, MessageState.REVIEW, POISON, finished_at=now)
    log.error("message parked", message_id=claimed.id)
    return MessageState.REVIEW


def _fail_on_purpose(text: str, office: Office) -> None:
    marker = office.settings.testing.poison
    if marker is not None and marker in text:
        raise ArithmeticError("poison")
