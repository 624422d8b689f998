"""What deciding on a message of the review queue does: a ticket, words in a ticket, or only an answer."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from parsers import Parsed
from sms_gateway.domain import replies, reviewing
from sms_gateway.domain.cases import OPEN, CaseState
from sms_gateway.domain.decisions import OpenTicket
from sms_gateway.domain.messages import MessageState
from sms_gateway.domain.rendering import Rendered
from sms_gateway.domain.reviewing import ANSWERS, Correction, Fix, Outcome, Reason
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.topics import Topic
from sms_gateway.domain.wording import Wording
from sms_gateway.services import accounts, joining
from sms_gateway.services.adding import add_to
from sms_gateway.services.carry_out import acknowledge
from sms_gateway.services.opening import Opened, open_ticket
from sms_gateway.services.review_texts import Read
from sms_gateway.services.turn import Turn
from sms_gateway.storage import cases, merges
from sms_gateway.storage.reviews import ReviewRow

SAME_CASE = "same-case"


class Refusal(StrEnum):
    """Why nothing was done about an item."""

    GONE = "gone"  # there is none
    CLOSED = "closed"  # somebody decided on it
    CLAIMED = "claimed"  # somebody else works on it
    ERASED = "erased"  # its words are gone: it can only be dismissed
    NO_TOPIC = "no_topic"
    NO_PLACE = "no_place"  # no such region
    NO_TICKET = "no_ticket"
    ENDED = "ended"  # that ticket takes no more words
    MOVED = "moved"  # somebody went on with the ticket it is about
    SHARED = "shared"  # others reported the same: it is not archived for all of them by a key
    PROTECTED = "protected"  # anonymous or confidential: it shares no case


class Refused(Exception):
    """Nothing is written."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Accept:
    """It is a report, corrected by *fix*; *onto*: the number of a ticket whose case it is about."""

    fix: Fix = field(default_factory=Fix)
    onto: str | None = None


@dataclass(frozen=True, slots=True)
class Attach:
    """Its words belong to the sender's own ticket *number*."""

    number: str


@dataclass(frozen=True, slots=True)
class Dismiss:
    """It is no report."""

    reason: Reason


What = Accept | Attach | Dismiss


@dataclass(frozen=True, slots=True)
class Act:
    """One item in hand: locked, claimed, opened."""

    turn: Turn
    row: ReviewRow
    read: Read
    account_id: int
    decision_id: int
    fix: Fix  # what is corrected; of a ticket that is there, with what it says itself
    readable: bool  # else its words are erased, and nobody can be told anything


@dataclass(frozen=True, slots=True)
class Done:
    """What it came to; *restore*: what undoing puts back."""

    outcome: Outcome
    state: MessageState
    reason: str | None = None
    ticket_id: int | None = None
    number: str | None = None
    corrections: tuple[Correction, ...] = ()
    restore: dict[str, Any] = field(default_factory=dict)
    sms: tuple[int, ...] = ()  # promised beside those about the message


def carry_out(what: What, act: Act) -> Done:
    """Do *what* with the item in hand, in its transaction. Raises Refused."""
    if isinstance(what, Accept):
        return _accept(what, act)
    return _attach(what, act) if isinstance(what, Attach) else _dismiss(what, act)


def _accept(what: Accept, act: Act) -> Done:
    parsed = understood(act.fix, act)
    read, turn = act.read, replace(act.turn, parsed=parsed)
    decision = OpenTicket(read.body, read.anonymous, read.confidential, parsed.urgency)
    onto = parent_of(what.onto, decision, turn) if what.onto else None
    opened = open_ticket(decision, turn)
    if onto is not None:
        opened = _put_on(onto, opened, act)
    acknowledge(opened, decision, turn)
    note("reviewed", opened.case_id, opened.id, act)
    return Done(
        Outcome.TICKET,
        MessageState.TICKET,
        ticket_id=opened.id,
        number=opened.number,
        corrections=reviewing.differences(read.first, read.report, parsed),
        restore={"case_id": opened.case_id},
    )


def understood(fix: Fix, act: Act) -> Parsed:
    """The report as it is accepted. Raises Refused."""
    if fix.topic is not None and fix.topic not in list(Topic):
        raise Refused(Refusal.NO_TOPIC)
    if fix.place is not None and fix.place not in act.turn.office.knowledge().gazetteer:
        raise Refused(Refusal.NO_PLACE)
    parsed = reviewing.corrected(act.read.report, fix)
    if not parsed.topics:
        raise Refused(Refusal.NO_TOPIC)
    return parsed


def parent_of(number: str, decision: OpenTicket, turn: Turn) -> int:
    """The case of *number*, which the report is about too. Raises Refused."""
    found = merges.by_number(turn.session, number)
    if found is None:
        raise Refused(Refusal.NO_TICKET)
    row = cases.get(turn.session, found)
    if decision.anonymous or decision.confidential or row.anonymous or row.confidential:
        raise Refused(Refusal.PROTECTED)
    if row.state not in OPEN:
        raise Refused(Refusal.ENDED)
    return row.case_id


def _put_on(parent: int, opened: Opened, act: Act) -> Opened:
    """Put the new ticket on the case of another, unless it went there by itself."""
    put_on_case(parent, opened.id, act)
    return replace(opened, reporters=merges.people(act.turn.session, parent), unplaced=False)


def put_on_case(parent: int, ticket_id: int, act: Act) -> None:
    """The ticket is about the case *parent*. Raises Refused."""
    session, turn = act.turn.session, act.turn
    there = cases.get(session, ticket_id).case_id
    if there != parent:
        if CaseState(merges.lock_case(session, parent).state) not in OPEN:
            raise Refused(Refusal.ENDED)
        actor = accounts.actor(act.account_id)
        merges.move_tickets(session, [ticket_id], there, parent, SAME_CASE, actor, turn.now)
        detail = {"from_case": there}
        cases.record(session, "merged", actor, turn.now, case_id=parent, ticket_id=ticket_id, detail=detail)
        joining.joined(session, there, parent, [ticket_id], actor, turn.now)


def _attach(what: Attach, act: Act) -> Done:
    turn = act.turn
    row = cases.own(turn.session, turn.sender.id, what.number)
    if row is None:
        raise Refused(Refusal.NO_TICKET)
    if row.state not in OPEN:
        raise Refused(Refusal.ENDED)
    before = merges.lock_case(turn.session, row.case_id)
    add_to(row, turn, _once(act))
    note("reviewed", row.case_id, row.id, act)
    after = merges.lock_case(turn.session, row.case_id)
    return Done(
        Outcome.ATTACHED,
        MessageState.ATTACHED,
        ticket_id=row.id,
        number=row.number,
        restore={"case_id": row.case_id, "before": standing(before), "after": standing(after)},
    )


def standing(case: Any) -> dict[str, str | None]:
    """Where a case stands, as it can be kept and compared."""
    since: datetime = case.state_since
    return {
        "state": str(case.state),
        "before_asking": case.before_asking,
        "agency": case.agency,
        "since": since.isoformat(),
    }


def _dismiss(what: Dismiss, act: Act) -> Done:
    turn, sentence = act.turn, ANSWERS[what.reason]
    if sentence is not None and act.readable:
        kind = "reviewed" if sentence is Sentence.REVIEW_UNREAD else "answer"
        turn.answer(kind, answer(sentence, act.row.reference, turn.wording), once=_once(act))
    attached = reviewing.keeps_attached(act.row.reason)
    return Done(
        Outcome.DISMISSED,
        MessageState.ATTACHED if attached else MessageState.IGNORED,
        f"review-{what.reason}",
        corrections=reviewing.dismissed(act.read.first, what.reason) if act.readable else (),
    )


def answer(sentence: Sentence, reference: str, wording: Wording) -> Rendered:
    """What the sender of a message that is no report is told."""
    if sentence is Sentence.REVIEW_UNREAD:
        return replies.review_unread(wording, reference)
    return replies.plain(wording, sentence)


def _once(act: Act) -> str:
    """The message was answered when it came; what is said now is another SMS, and another after an undo."""
    return f"review:{act.row.id}:{act.decision_id}"


def note(kind: str, case_id: int, ticket_id: int, act: Act) -> None:
    """In the timeline: who decided."""
    cases.record(
        act.turn.session,
        kind,
        accounts.actor(act.account_id),
        act.turn.now,
        case_id=case_id,
        ticket_id=ticket_id,
        message_id=act.row.message_id,
        detail={"review": act.row.id},
    )
