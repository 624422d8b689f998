"""Works the inbox: claims a batch, then one transaction per message turns it into its one outcome."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import uuid4

from sqlalchemy.orm import Session

from parsers import Failure, Kind, Parsed, Role, parse
from sms_gateway import logs
from sms_gateway.clock import counter
from sms_gateway.crypto import DataKey, SealBroken
from sms_gateway.domain import replies
from sms_gateway.domain.budget import DAY, is_own_sentence
from sms_gateway.domain.conversation import decide
from sms_gateway.domain.decisions import Decision, Ignore, OptOut
from sms_gateway.domain.incomplete import of_incomplete
from sms_gateway.domain.messages import MessageState
from sms_gateway.domain.msisdn import Sender, SenderKind, may_reply
from sms_gateway.domain.officers import OfficerState
from sms_gateway.domain.parts import begins
from sms_gateway.domain.work import Queue
from sms_gateway.errors import StoreUnavailable
from sms_gateway.services import late_parts, officer_turn, orders, traces
from sms_gateway.services.carry_out import carry_out
from sms_gateway.services.office import Office
from sms_gateway.services.officer_desk import Taken
from sms_gateway.services.reviews import open_review
from sms_gateway.services.situation import situation, view
from sms_gateway.services.turn import Turn
from sms_gateway.storage import inbox, officers, phone_past, senders
from sms_gateway.storage.inbox import Claim
from sms_gateway.storage.senders import SenderRow
from sms_gateway.tracing import NO_LAPS, Laps

BATCH = 10  # few, so that all workers share what waits
RING_SECONDS = 0.1  # between the doorbells of a batch: the outbox claims many as cheaply as one
POISON = "poison"
OWN_SENTENCE = "own-sentence"
OPT_OUT = {"STOP": True, "START": False}  # Twilio's OptOutType; it has answered the citizen itself
NOT_ANSWERABLE = "sender-not-answerable"
_LIKE_AN_ORDER: Final = re.compile(
    r"\s*#?(?:(?:tugas|tgs|no|batal)[ .]?\s*)?(?:[0-9]{1,4}[.):]?\s*[a-z]|ok|daftar|cuti|hadir|batal [0-9])",
    re.IGNORECASE,
)
log = logs.get("triage")


def drain(office: Office, budget: float, monotonic: Callable[[], float] = counter) -> int:
    """Work messages until none is due or *budget* seconds have passed; returns how many.

    Raises StoreUnavailable.
    """
    until = monotonic() + budget
    handled = rounds = 0
    # The second round is that of suspects: it comes however long the first one took, or they would starve.
    while (monotonic() < until or rounds == 1) and (not handled or _more(office)):
        rounds += 1
        office.agencies.look()
        office.learn()
        laps = office.tracer.laps()
        with laps.lap("claim"):
            batch = _claim(office, handled)
        if not batch:
            break
        handled += _work(batch, office, monotonic, laps)
    return handled


def _more(office: Office) -> bool:
    """Whether there may be another batch, at the price of a look: what waited for its sender has its turn."""
    with office.sessions.read() as session:
        return inbox.may_find(session, office.now())


def _claim(office: Office, handled: int) -> list[Claim]:
    """One suspect alone or a batch of fresh ones, in one transaction.

    Fresh ones first, once: who has just rung waits for nobody's suspect. Then suspects first.
    """
    seconds = office.settings.limits.inbox_lease_seconds
    with office.sessions.begin() as session:
        fresh = partial(inbox.claim, session, BATCH, str(uuid4()), seconds, office.now())
        found = [] if handled else fresh()
        if not found:
            suspect = inbox.claim_suspect(session, str(uuid4()), seconds, office.now())
            found = [suspect] if suspect else []
        if not found and handled:
            found = fresh()
    if found:
        office.steps("triage.claimed")
    return found


def _work(batch: list[Claim], office: Office, monotonic: Callable[[], float], laps: Laps) -> int:
    """Work *batch* while its lease is young; what is left of it is given back untried."""
    ring_at = monotonic()
    stop_at = ring_at + office.settings.limits.inbox_lease_seconds / 3
    try:
        for done, claimed in enumerate(batch):
            if monotonic() > stop_at:
                with office.sessions.begin() as session:
                    inbox.give_back(session, claimed.lease)
                return done
            handle(claimed, office, laps.fork())
            if done + 1 < len(batch) and monotonic() >= ring_at:
                office.waker.wake(Queue.OUTBOX)
                ring_at = monotonic() + RING_SECONDS
        return len(batch)
    finally:
        office.waker.wake(Queue.OUTBOX)


def handle(claimed: Claim, office: Office, laps: Laps = NO_LAPS) -> MessageState | None:
    """One message, one transaction; a message that cannot be worked is retried and at last parked.

    Returns its outcome, or None when it has none yet. Raises StoreUnavailable.
    """
    most = office.settings.limits.triage_attempts
    if claimed.attempts >= most:
        return _park(claimed, office, laps)
    try:
        return _decide_and_carry_out(claimed, office, laps)
    except StoreUnavailable:
        raise
    except Exception as error:
        log.error("message failed", message_id=claimed.id, attempts=claimed.attempts, **logs.fault(error))
        if claimed.attempts + 1 >= most:
            return _park(claimed, office, laps)
        traces.not_worked(laps, office, claimed, type(error).__name__)
        _retry(claimed, office)
        return None


def _decide_and_carry_out(claimed: Claim, office: Office, laps: Laps) -> MessageState | None:
    office.agencies()  # the first call reads: before the transaction, which would need a second connection
    with laps.lap("transaction"), office.sessions.flow() as session:
        found = inbox.taken(session, claimed)
        if found is None:
            return None
        sender, message = as_configured(found[0], session, office), found[1]
        laps.of(message.uuid)
        key, text = _open(message, sender, office)
        _fail_on_purpose(text, office)
        now = office.now()
        past = phone_past.of_phone(session, sender.id, now - DAY)
        text = text[: office.settings.limits.text_characters]
        with laps.lap("parse"):
            parsed = parse(text, now=now, knowledge=office.knowledge())
        taken = _heard(Turn(session, office, now, message, sender, key, parsed, text, past=past))
        office.steps("triage.middle")
        version = parsed.knowledge_version[:64]
        done = {"finished_at": now, "knowledge_version": version}
        inbox.finish(session, message.id, taken.state, taken.reason, **done)
        office.steps("triage.committing")
    office.steps("triage.committed")
    traces.worked(laps, office, claimed, taken.state, taken.decision)
    if taken.order_id is not None:
        orders.carry_out_now(taken.order_id, office)
    log.info("message worked", message_id=claimed.id, state=str(taken.state), decision=taken.decision)
    return taken.state


def as_configured(sender: SenderRow, session: Session, office: Office) -> SenderRow:
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


def _heard(turn: Turn) -> Taken:
    """What the message came to: what the carrier or a gateway said, an officer's word, or a citizen's."""
    aside = _set_aside(turn)
    taken = None if aside else _as_officer(turn)
    if taken is not None:
        return taken
    decision = aside or _meant(turn)
    state = carry_out(decision, turn)
    return Taken(type(decision).__name__, state, getattr(decision, "reason", None))


def _meant(turn: Turn) -> Decision:
    """What a citizen's message means; a long SMS that is not whole may mean less."""
    decision = decide(turn.parsed, situation(turn))
    if turn.message.parts_total:
        return of_incomplete(decision, turn.parsed, begins=begins(turn.text))
    return decision


def _read(turn: Turn, role: Role) -> Parsed:
    return parse(turn.text, now=turn.now, knowledge=turn.office.knowledge(), role=role)


def _as_officer(turn: Turn) -> Taken | None:
    """What an officer's word came to; of another phone only what reads like an order may be one."""
    if turn.sender.role != Role.OFFICER and not _LIKE_AN_ORDER.match(turn.text):
        return None
    officer = officers.of_sender(turn.session, turn.sender.id)
    if officer is None:
        return officer_turn.stranger(turn, situation(turn))
    read = replace(turn, parsed=_read(turn, Role.OFFICER))
    taken = officer_turn.take(read, officer, situation(read))
    if taken is None and officer.state is OfficerState.INVITED:
        return officer_turn.stranger(turn, situation(turn), officer)
    return taken


def _set_aside(turn: Turn) -> Decision | None:
    """What is no word of its own: a part that comes late belongs to what its others meant."""
    if turn.message.late:
        return late_parts.meant(turn.text, turn.message, turn.session, lambda row: view(row, turn.office))
    if turn.sender.kind == SenderKind.OTHER and turn.parsed.kind is not Kind.REPORT:
        return Ignore(NOT_ANSWERABLE)
    if is_own_sentence(turn.text):
        return Ignore(OWN_SENTENCE)
    opted_out = OPT_OUT.get((turn.message.opt_out or "").upper())
    return None if opted_out is None else OptOut(opted_out)


def _retry(claimed: Claim, office: Office) -> None:
    attempts = claimed.attempts + 1
    due_at = office.now() + timedelta(seconds=4**claimed.attempts)
    with office.sessions.begin() as session:
        senders.lock(session, claimed.sender_id)
        if inbox.locked(session, claimed) is not None:
            inbox.retry_later(session, claimed.id, due_at, POISON, attempts)


def _park(claimed: Claim, office: Office, laps: Laps) -> MessageState | None:
    """A message that failed too often becomes a person's task; its sender is told if that can be done."""
    for tell in (True, False):
        try:
            return _parked(claimed, office, laps, tell)
        except StoreUnavailable:
            raise
        except Exception as error:
            log.error("parking failed", message_id=claimed.id, told=tell, **logs.fault(error))
            if not tell:
                raise
    return None


def _parked(claimed: Claim, office: Office, laps: Laps, tell: bool) -> MessageState | None:
    now = office.now()
    with laps.lap("park"), office.sessions.begin() as session:
        sender = senders.lock(session, claimed.sender_id)
        message = inbox.locked(session, claimed)
        if message is None:
            return None
        laps.of(message.uuid)
        reference = open_review(session, office, message, POISON, now)
        if tell and sender.data_key_enc is not None:
            key = office.vault.data_key(sender.uuid, sender.data_key_enc)
            parsed = Parsed(Kind.NOT_A_REPORT, failure=Failure.UNCLEAR)
            turn = Turn(session, office, now, message, sender, key, parsed)
            turn.answer("review", replies.unclear(turn.wording, reference))
        inbox.finish(session, message.id, MessageState.REVIEW, POISON, finished_at=now)
    log.error("message parked", message_id=claimed.id)
    traces.worked(laps, office, claimed, MessageState.REVIEW, POISON, failed=True)
    return MessageState.REVIEW


def _fail_on_purpose(text: str, office: Office) -> None:
    marker = office.settings.testing.poison
    if marker is not None and marker in text:
        raise ArithmeticError("poison")
