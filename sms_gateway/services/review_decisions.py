"""Does what a person decided about messages of the review queue: each in a transaction of its own.

A report becomes a ticket as triage would make it one. Whatever is told waits until the undo window is over.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from sms_gateway.crypto import DataKey
from sms_gateway.domain import reviewing
from sms_gateway.domain.reviewing import Correction, Fix, Outcome
from sms_gateway.domain.work import Queue
from sms_gateway.services import accounts, audit, review_texts, review_ticket_acts, review_tickets
from sms_gateway.services.office import Office
from sms_gateway.services.review_acts import Accept, Act, Dismiss, Refusal, Refused, What, carry_out
from sms_gateway.services.review_queue import lease_seconds
from sms_gateway.services.review_texts import Read
from sms_gateway.services.triage import as_configured
from sms_gateway.services.turn import Turn
from sms_gateway.storage import cases, inbox, reviews, senders

MOST = 50  # items decided at once


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one item; *told*: how many SMS wait for the undo window."""

    review_id: int
    reference: str
    outcome: Outcome
    number: str | None
    told: int


@dataclass(frozen=True, slots=True)
class Result:
    """*batch* takes all of it back; *refused* are the items nothing was done about."""

    batch: str
    decided: tuple[Decided, ...]
    refused: tuple[tuple[int, Refusal], ...]
    until: datetime


def decide(review_ids: Sequence[int], what: What, account_id: int, office: Office) -> Result:
    """Decide on the items, the first of which was looked at; when that is refused, nothing else is done.

    Raises StoreUnavailable.
    """
    office.agencies()  # half a second at the first call, which must not pass in a transaction
    office.agencies.look()
    now, batch = office.now(), str(uuid4())
    until = now + timedelta(seconds=office.settings.console.review_undo_seconds)
    decided: list[Decided] = []
    refused: list[tuple[int, Refusal]] = []
    for review_id in list(dict.fromkeys(review_ids))[:MOST]:
        try:
            with office.sessions.begin() as session:
                decided.append(_one(review_id, what, account_id, batch, until, session, office))
        except Refused as error:
            refused.append((review_id, error.why))
            if not decided:
                break
    if any(each.told for each in decided):
        office.waker.wake(Queue.OUTBOX)
    return Result(batch, tuple(decided), tuple(refused), until)


def _one(
    review_id: int,
    what: What,
    account_id: int,
    batch: str,
    until: datetime,
    session: Session,
    office: Office,
) -> Decided:
    act = _in_hand(review_id, what, account_id, batch, until, session, office)
    turn, row = act.turn, act.row
    if row.ticket_id is None:
        done = carry_out(what, act)
        version = act.read.first.knowledge_version[:64]
        finished = {"finished_at": turn.now, "knowledge_version": version or None}
        inbox.finish(session, row.message_id, done.state, done.reason, **finished)
    else:
        done = review_ticket_acts.carry_out(what, row.ticket_id, act)
    reviews.close(session, row.id, done.outcome, turn.now)
    reviews.add_corrections(session, [_kept(each, act) for each in done.corrections])
    sms = reviews.waiting_sms(session, row.message_id, turn.now, until)
    sms = sorted({*sms, *done.sms})
    restore = {**done.restore, "sms": sms, "reason": turn.message.reason}
    values = {"outcome": done.outcome, "ticket_id": done.ticket_id, "restore": restore, "told": len(sms)}
    reviews.complete_decision(session, act.decision_id, values)
    told: dict[str, str | int | None] = {"review": row.id, "outcome": str(done.outcome)}
    audit.note(
        session, office, accounts.actor(account_id), "review-decided", turn.now, ticket=done.ticket_id, **told
    )
    return Decided(row.id, row.reference, done.outcome, done.number, len(sms))


def _in_hand(
    review_id: int,
    what: What,
    account_id: int,
    batch: str,
    until: datetime,
    session: Session,
    office: Office,
) -> Act:
    """Lock the phone, take the item, lock its message, open its words. Raises Refused."""
    row = reviews.get(session, review_id)
    if row is None:
        raise Refused(Refusal.GONE)
    sender = as_configured(senders.lock(session, row.sender_id), session, office)
    if not reviews.claim(session, review_id, account_id, lease_seconds(office)):
        now_is = reviews.get(session, review_id)
        raise Refused(Refusal.CLOSED if now_is and now_is.closed_at else Refusal.CLAIMED)
    message = reviews.locked_message(session, row.message_id)
    found = review_texts.opened(message, sender, office)
    if found is None and not isinstance(what, Dismiss):
        raise Refused(Refusal.ERASED)
    key, text = found or (DataKey(b""), "")
    fix = what.fix if isinstance(what, Accept) else Fix()
    if row.ticket_id is not None:
        fix = review_tickets.as_filed(fix, cases.get(session, row.ticket_id))
    promised = review_texts.promised(row, session, office)
    read = review_texts.read(text, row.received_at, office, fix.place, promised)
    now = office.now()
    turn = Turn(session, office, now, message, sender, key, read.report, read.body, until)
    decision_id = reviews.add_decision(
        session,
        {
            "review_id": row.id,
            "batch": batch,
            "account_id": account_id,
            "outcome": Outcome.DISMISSED,
            "parse": _codes(read),
            "restore": {},
            "at": now,
            "undo_until": until,
        },
    )
    return Act(turn, row, read, account_id, decision_id, fix, found is not None)


def _codes(read: Read) -> dict[str, Any]:
    """What the parser had understood, without words of the citizen."""
    report = read.report
    return {
        "kind": reviewing.kind_of(read.first),
        "confidence": read.first.confidence,
        "topics": [[topic, score] for topic, score in report.topics],
        "place": report.place.code,
        "urgency": str(report.urgency),
        "version": read.first.knowledge_version,
    }


def _kept(correction: Correction, act: Act) -> dict[str, Any]:
    return {
        "message_id": act.row.message_id,
        "review_id": act.row.id,
        "field": str(correction.field),
        "before": correction.before,
        "after": correction.after,
        "knowledge_version": act.read.first.knowledge_version[:64],
        "account_id": act.account_id,
        "at": act.turn.now,
    }
