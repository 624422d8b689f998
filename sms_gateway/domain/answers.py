"""What a message answers: only a question to this phone that it is an answer to, the open one first."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from parsers.complaint import Command, Kind, Missing, Parsed, Place, Urgency, Verb
from sms_gateway.domain.asides import knows_not_where
from sms_gateway.domain.cases import OPEN, CaseState
from sms_gateway.domain.context import Context, Question, QuestionKind, TicketView
from sms_gateway.domain.decisions import (
    AddInfo,
    Cancel,
    CancelRefused,
    Decision,
    KeepTicket,
    OpenAnyway,
    ShowStatus,
)
from sms_gateway.domain.own_tickets import by_id
from sms_gateway.domain.place_decisions import PlaceAnswer, PlaceOther
from sms_gateway.domain.verdict_decisions import Rate

STARS: Final = ("1", "2", "3", "4", "5")
_DIGITS: Final = tuple("123456789")
_LED: Final = re.compile(r"\s*([1-9])[ .,)]+")


def answer(parsed: Parsed, context: Context) -> Decision | None:
    """What *parsed* decides as the answer to a question; None when it answers none that is in time."""
    for question in _in_time(context):
        ticket = by_id(question.ticket_ids[0], context) if question.ticket_ids else None
        if ticket is None:
            continue
        decided = _ANSWERS[question.kind](parsed, question, ticket, context)
        if decided is not None:
            return decided
    return None


def pending(kind: QuestionKind, context: Context) -> Question | None:
    """The question of that kind that is in time."""
    return next((each for each in _in_time(context) if each.kind is kind), None)


def digits_of(command: Command) -> str:
    """The short number of a CHOICE."""
    return command.ticket or command.rest.strip()


def cancelling(ticket: TicketView, then: Callable[[TicketView], Decision]) -> Decision:
    """*then* while the ticket can still be taken back."""
    if ticket.state is CaseState.ANSWERED:
        return CancelRefused(ticket)
    return then(ticket) if ticket.state in OPEN else ShowStatus(ticket)


def tells_where(parsed: Parsed) -> bool:
    """Whether a text is a place and no problem of its own."""
    calm = parsed.urgency is not Urgency.EMERGENCY
    return parsed.kind is Kind.REPORT and Missing.PROBLEM in parsed.missing and calm and named(parsed.place)


def named(place: Place) -> bool:
    """Whether anything at all was found of where it is."""
    spot = place.street or place.landmark or place.rt or place.rw
    return bool(place.code or place.candidates or spot)


def _in_time(context: Context) -> Iterator[Question]:
    for question in (context.question, *context.waiting):
        if question is not None and context.now < question.expires_at:
            yield question


def _verb(parsed: Parsed, ticket: TicketView | None = None) -> Verb | None:
    """The command's verb; none when it names another ticket."""
    command = parsed.command if parsed.kind is Kind.COMMAND else None
    if command is None or (ticket is not None and command.ticket not in (None, ticket.number)):
        return None
    return command.verb


def _digit(parsed: Parsed) -> str:
    command = parsed.command if _verb(parsed) is Verb.CHOICE else None
    digits = digits_of(command) if command else ""
    return digits if digits in _DIGITS else ""


def _to_cancel(parsed: Parsed, question: Question, ticket: TicketView, context: Context) -> Decision | None:
    verb = _verb(parsed, ticket)
    if verb is Verb.YES:
        return cancelling(ticket, Cancel)
    if verb is Verb.NO:
        return KeepTicket(ticket) if ticket.state in OPEN else ShowStatus(ticket)
    return None


def _to_guess(parsed: Parsed, question: Question, ticket: TicketView, context: Context) -> Decision | None:
    return ShowStatus(ticket) if _verb(parsed, ticket) is Verb.YES else None


def _to_list(parsed: Parsed, question: Question, ticket: TicketView, context: Context) -> Decision | None:
    place = int(_digit(parsed) or 0)
    if not 0 < place <= len(question.ticket_ids):
        return None
    chosen = by_id(question.ticket_ids[place - 1], context)
    return ShowStatus(chosen) if chosen else None


def _to_repeat(parsed: Parsed, question: Question, ticket: TicketView, context: Context) -> Decision | None:
    return OpenAnyway(ticket) if _verb(parsed) is Verb.NEW else None


def _to_rating(parsed: Parsed, question: Question, ticket: TicketView, context: Context) -> Decision | None:
    digit = _digit(parsed)
    if digit not in STARS or ticket.state is not CaseState.ANSWERED:
        return None
    return Rate(ticket, int(digit))


def _to_place(parsed: Parsed, question: Question, ticket: TicketView, context: Context) -> Decision | None:
    if ticket.state not in OPEN:
        return None
    if tells_where(parsed) or context.says_where:
        return PlaceAnswer(ticket, context.text or parsed.text)
    unknown = _unknown_place(parsed, ticket, context)
    if unknown is not None:
        return unknown
    verb = _verb(parsed, ticket) if question.options else None
    if verb is Verb.YES:
        return PlaceAnswer(ticket, "", question.options[0])
    return PlaceOther(ticket) if verb is Verb.NO else None


def _unknown_place(parsed: Parsed, ticket: TicketView, context: Context) -> AddInfo | None:
    """The place is not known to who was asked for it; None for another problem, which is another report."""
    text = context.text or parsed.text
    if parsed.urgency is not Urgency.NORMAL or not knows_not_where(text):
        return None
    same = no_other_problem(parsed, ticket) and not named(parsed.place)
    return AddInfo(ticket, text.strip()) if parsed.kind is Kind.NOT_A_REPORT or same else None


def no_other_problem(parsed: Parsed, ticket: TicketView) -> bool:
    """Whether *parsed* tells of no problem, or of the one that *ticket* is about."""
    same = bool(parsed.topics) and parsed.topics[0][0] == ticket.topic
    return Missing.PROBLEM in parsed.missing or same


def _to_choice(parsed: Parsed, question: Question, ticket: TicketView, context: Context) -> Decision | None:
    if ticket.state not in OPEN:
        return None
    place = int(_digit(parsed) or 0)
    if 0 < place <= len(question.options):
        return PlaceAnswer(ticket, "", question.options[place - 1])
    if place == len(question.options) + 1:
        return PlaceOther(ticket)
    if not (tells_where(parsed) or context.says_where):
        return _unknown_place(parsed, ticket, context)
    text = context.text or parsed.text
    led = _LED.match(text)  # "2 depok", or "4 kab garut" behind the digit of "lainnya"
    if led and int(led[1]) <= len(question.options):
        return PlaceAnswer(ticket, "", question.options[int(led[1]) - 1])
    return PlaceAnswer(ticket, text[led.end() :] if led else text)


def _to_nothing(parsed: Parsed, question: Question, ticket: TicketView, context: Context) -> None:
    """It waits for something else than a reply."""


Reading = Callable[[Parsed, Question, TicketView, Context], Decision | None]
_K = QuestionKind
_ANSWERS: Final[dict[QuestionKind, Reading]] = {
    **dict.fromkeys(QuestionKind, _to_nothing),
    _K.CANCEL: _to_cancel,
    _K.STATUS_GUESS: _to_guess,
    _K.STATUS_LIST: _to_list,
    _K.REPEAT: _to_repeat,
    _K.RATING: _to_rating,
    _K.PLACE: _to_place,
    _K.PLACE_CHOICE: _to_choice,
}
