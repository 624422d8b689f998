"""Carries out what was decided about one message: rows, timeline and one answer, in its transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from parsers import Urgency, Verb, parse
from sms_gateway.domain import decisions as say
from sms_gateway.domain import (
    place_decisions,
    replies,
    reviewing,
    verdict_decisions,
    verdict_replies,
)
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.context import Context, QuestionKind, TicketView
from sms_gateway.domain.conversation import decide, outcome
from sms_gateway.domain.decisions import Decision
from sms_gateway.domain.messages import MessageState, Priority
from sms_gateway.domain.sentences import Sentence
from sms_gateway.services import (
    acknowledgement,
    adding,
    apart,
    duplicates,
    erasure,
    news,
    opt_out,
    placing,
    review_tickets,
    status,
    verdicts,
)
from sms_gateway.services.opening import Opened, open_ticket
from sms_gateway.services.reviews import open_review
from sms_gateway.services.turn import Turn
from sms_gateway.storage import cases, inbox, waiting_news

_UNREAD: Final[dict[type, str]] = {say.ShowStatus: "add-to-finished"}


def carry_out(decision: Decision, turn: Turn) -> MessageState:
    """Do what *decision* says; returns the message's outcome.

    A message of which a person must still read words becomes a review item.
    """
    meant = outcome(decision)
    if meant is MessageState.REVIEW and not isinstance(decision, say.Review):
        why = _UNREAD.get(type(decision), type(decision).__name__.lower())
        open_review(turn.session, turn.office, turn.message, why, turn.now)
    return _DO[type(decision)](decision, turn) or meant


def _open_ticket(decision: say.OpenTicket, turn: Turn) -> None:
    opened = open_ticket(decision, turn)
    turn.close_questions(QuestionKind.HIDDEN)
    acknowledge(opened, decision, turn)
    why = reviewing.why_looked_at(
        private=opened.private,
        confidential=decision.confidential,
        confidence=opened.parsed.confidence,
        enough=turn.office.settings.routing.review,
    )
    if why is not None and opened.reporters is None:
        review_tickets.open_item(opened.id, why, turn.session, turn.office)


def acknowledge(opened: Opened, decision: say.OpenTicket, turn: Turn) -> None:
    """Promise the reporter the number of the new ticket, and the question it leads to."""
    told = acknowledgement.of(opened, decision, turn)
    is_emergency = decision.urgency is Urgency.EMERGENCY
    priority = Priority.EMERGENCY if is_emergency else Priority.ACKNOWLEDGEMENT
    turn.answer("ack", told[0], ticket_id=opened.id, once=f"ack:{opened.id}", priority=priority)
    for asked in told[1:]:
        turn.answer("asked", asked, ticket_id=opened.id, once=f"asked:{opened.id}")


def _repeat(decision: say.Repeat, turn: Turn) -> None:
    ticket = decision.ticket
    turn.record("repeated", ticket_id=ticket.id)
    turn.ask(QuestionKind.REPEAT, [ticket.id], turn.office.settings.limits.question_hours)
    # Said once: a phone that answers every SMS by itself would else be answered for ever.
    rendered = replies.repeat_or_new(turn.wording, ticket.number, ticket.state)
    turn.answer("repeat", rendered, ticket_id=ticket.id, once=f"repeat:{ticket.id}")


def _open_anyway(decision: say.OpenAnyway, turn: Turn) -> None:
    """Open what was taken for a repeat; the message that said it becomes the ticket's."""
    turn.close_questions(QuestionKind.REPEAT)
    since = turn.now - timedelta(hours=turn.office.settings.limits.question_hours)
    earlier = inbox.newest_repeat(turn.session, turn.sender.id, turn.message.id, since)
    if earlier is None or earlier.body_raw is None:
        turn.answer("nothing", replies.nothing_pending(turn.wording))
        return
    text = turn.key.open(earlier.uuid, earlier.body_raw)[: turn.office.settings.limits.text_characters]
    parsed = parse(text, now=earlier.received_at, knowledge=turn.office.knowledge())
    meant = decide(parsed, Context((), None, None, turn.now))
    if isinstance(meant, say.OpenTicket):
        inbox.becomes_ticket(turn.session, earlier.id)
        _open_ticket(meant, replace(turn, message=earlier, parsed=parsed, text=text))
    else:
        turn.answer("nothing", replies.nothing_pending(turn.wording))


def _list_status(decision: say.ListStatus, turn: Turn) -> None:
    rendered = replies.status_list(turn.wording, decision.tickets)
    listed = [ticket.id for ticket in decision.tickets[: rendered.shown]]
    if listed:
        turn.ask(QuestionKind.STATUS_LIST, listed, turn.office.settings.limits.question_hours)
    turn.answer("status", rendered)


def _mistyped(decision: say.Mistyped, turn: Turn) -> None:
    guess = decision.suggestion
    if guess is not None:
        turn.ask(QuestionKind.STATUS_GUESS, [guess.id], turn.office.settings.limits.question_hours)
    number, problem = (guess.number, guess.problem) if guess else (None, "")
    turn.answer("status", replies.status_mistyped(turn.wording, decision.number, number, problem))


def _cancel_refused(decision: say.CancelRefused, turn: Turn) -> None:
    """The sentence asks for stars, so a digit must find its question."""
    ticket = decision.ticket
    turn.ask(QuestionKind.RATING, [ticket.id], turn.office.settings.limits.question_hours)
    turn.answer("cancel", replies.cancel_refused_answered(turn.wording, ticket.number), ticket_id=ticket.id)


def _hide_next(decision: say.HideNext, turn: Turn) -> None:
    flags = {Verb.ANONYMOUS: decision.anonymous, Verb.CONFIDENTIAL: decision.confidential}
    wanted = [verb.value for verb, is_set in flags.items() if is_set]
    turn.ask(QuestionKind.HIDDEN, [], turn.office.settings.limits.question_hours, wanted)
    rendered = verdict_replies.hide_next(
        turn.wording, anonymous=decision.anonymous, confidential=decision.confidential
    )
    turn.answer("hidden", rendered)


def _ask_cancel(decision: say.AskCancel, turn: Turn) -> None:
    ticket, hours = decision.ticket, turn.office.settings.limits.cancel_hours
    turn.ask(QuestionKind.CANCEL, [ticket.id], hours)
    turn.answer(
        "cancel", replies.cancel_ask(turn.wording, ticket.number, ticket.problem, hours), ticket_id=ticket.id
    )


def _cancel(decision: say.Cancel, turn: Turn) -> None:
    row = _row(decision.ticket, turn)
    turn.close_questions(ticket_id=row.id)
    case_id = duplicates.own_case(row.id, row.case_id, turn)
    cases.move(turn.session, case_id, CaseState.CANCELLED, turn.now, None)
    waiting_news.drop(turn.session, [row.id], news.OVERTAKES[news.ARCHIVED], turn.now)
    turn.record("cancelled", case_id=case_id, ticket_id=row.id)
    turn.answer("cancelled", replies.cancelled(turn.wording, row.number), ticket_id=row.id)


def _keep(decision: say.KeepTicket, turn: Turn) -> None:
    turn.close_questions(QuestionKind.CANCEL)
    ticket = decision.ticket
    turn.answer("kept", replies.cancel_kept(turn.wording, ticket.number, ticket.problem), ticket_id=ticket.id)


def _stop(decision: say.Stop, turn: Turn) -> None:
    ticket = decision.ticket
    if ticket is None:
        opt_out.stop(turn.session, turn.sender.id, f"sender:{turn.sender.id}", turn.now, turn.message.id)
        turn.answer("stop", replies.stop(turn.wording))
    else:
        cases.silence(turn.session, ticket.id)
        turn.record("stopped", ticket_id=ticket.id)
        turn.answer("stop", replies.stop_one(turn.wording, ticket.number), ticket_id=ticket.id)


def _start(decision: say.Start, turn: Turn) -> None:
    opt_out.start(turn.session, turn.sender.id, f"sender:{turn.sender.id}", turn.now, turn.message.id)
    due = _row(decision.running[0], turn).due_at if len(decision.running) == 1 else None
    turn.answer("start", replies.start(turn.wording, decision.running, due))


def _opt_out(decision: say.OptOut, turn: Turn) -> None:
    """The carrier has told the citizen already."""
    act = opt_out.stop if decision.stopped else opt_out.start
    act(turn.session, turn.sender.id, opt_out.BY_CARRIER, turn.now, turn.message.id)


def _review(decision: say.Review, turn: Turn) -> None:
    reference = open_review(turn.session, turn.office, turn.message, decision.reason, turn.now)
    if decision.sentence is Sentence.UNCLEAR:
        turn.answer("review", replies.unclear(turn.wording, reference))
    elif decision.sentence is Sentence.BY_HAND:
        turn.answer("review", replies.by_hand(turn.wording, reference))
    elif decision.sentence is Sentence.ABUSE:
        day = turn.now.date().isoformat()  # said once a day: who insults again is not answered
        turn.answer("abuse", replies.abuse(turn.wording), once=f"abuse:{turn.sender.id}:{day}")
    elif decision.sentence is not None:
        turn.answer("review", replies.plain(turn.wording, decision.sentence))


def _answer(decision: say.Answer, turn: Turn) -> None:
    is_picture = turn.message.media_count and decision.reason == "empty"
    turn.answer(
        "answer", replies.mms(turn.wording) if is_picture else replies.plain(turn.wording, decision.sentence)
    )


def _row(ticket: TicketView, turn: Turn) -> cases.TicketRow:
    return cases.get(turn.session, ticket.id)


def _nothing(decision: Decision, turn: Turn) -> None:
    """Kept, not answered."""


_DO: dict[type, Callable[[Any, Turn], MessageState | None]] = {
    say.OpenTicket: _open_ticket,
    say.Repeat: _repeat,
    say.OpenAnyway: _open_anyway,
    say.Separate: apart.separate,
    say.Protect: apart.protect,
    say.ShowStatus: lambda it, turn: status.show(it.ticket.id, turn),
    say.ListStatus: _list_status,
    say.NoTickets: lambda _, turn: turn.answer("status", replies.status_none(turn.wording)),
    say.NotYours: lambda it, turn: turn.answer("status", replies.status_not_yours(turn.wording, it.number)),
    say.Mistyped: _mistyped,
    say.WebNumber: lambda it, turn: turn.answer("status", replies.status_web(turn.wording, it.number)),
    say.AddInfo: adding.add_info,
    say.LatePart: adding.late_part,
    say.AddWhich: lambda it, turn: turn.answer("added", replies.add_which(turn.wording, it.tickets)),
    say.AddEmpty: lambda it, turn: turn.answer(
        "added", replies.add_empty(turn.wording, it.ticket.number if it.ticket else None)
    ),
    say.AskCancel: _ask_cancel,
    say.CancelWhich: lambda it, turn: turn.answer("cancel", replies.cancel_which(turn.wording, it.tickets)),
    say.CancelNone: lambda _, turn: turn.answer("cancel", replies.cancel_none(turn.wording)),
    say.Cancel: _cancel,
    say.CancelRefused: _cancel_refused,
    say.KeepTicket: _keep,
    say.Help: lambda _, turn: turn.answer("help", replies.help_commands(turn.wording)),
    say.Stop: _stop,
    say.Start: _start,
    say.OptOut: _opt_out,
    say.AskErase: erasure.ask,
    say.Erase: erasure.confirm,
    place_decisions.PlaceAnswer: placing.answered,
    place_decisions.PlaceOther: placing.other,
    place_decisions.Relocate: placing.relocate,
    place_decisions.LocationEmpty: placing.location_empty,
    say.WhichTicket: lambda it, turn: turn.answer(
        "which", verdict_replies.which_ticket(turn.wording, it.tickets, it.word)
    ),
    verdict_decisions.Rate: verdicts.rate,
    verdict_decisions.Dispute: verdicts.dispute,
    verdict_decisions.Reopen: verdicts.reopen,
    verdict_decisions.ReopenLate: verdicts.reopen_late,
    say.WhichMeant: lambda it, turn: turn.answer(
        "nothing", verdict_replies.number_meant(turn.wording, it.digits, it.most)
    ),
    say.Unreadable: lambda it, turn: turn.answer(
        "nothing", verdict_replies.digits_unread(turn.wording, it.word)
    ),
    say.HideNext: _hide_next,
    say.NothingPending: lambda _, turn: turn.answer("nothing", replies.nothing_pending(turn.wording)),
    say.Review: _review,
    say.Answer: _answer,
    say.Ignore: _nothing,
}
