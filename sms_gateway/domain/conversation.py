"""Decides what one incoming message means, from its parse, the sender's tickets and their open question.

Nothing is attached by guess: a text with a problem of its own is a new report, and a command that could mean
two tickets asks which. What this version does not serve goes to a person, never to nobody.
"""

from collections.abc import Callable
from typing import Final

from parsers.complaint import Command, Failure, Kind, Parsed, Verb
from sms_gateway.domain.cases import OPEN, CaseState
from sms_gateway.domain.decisions import (
    AddEmpty,
    AddInfo,
    AddWhich,
    Answer,
    AskCancel,
    AskErase,
    Cancel,
    CancelNone,
    CancelRefused,
    CancelWhich,
    Context,
    Decision,
    Erase,
    Help,
    Ignore,
    KeepTicket,
    ListStatus,
    Mistyped,
    NothingPending,
    NoTickets,
    NotYours,
    OpenAnyway,
    OpenTicket,
    Protect,
    Question,
    QuestionKind,
    Repeat,
    Review,
    Separate,
    ShowStatus,
    Start,
    Stop,
    TicketView,
    UnknownNumber,
    WebNumber,
)
from sms_gateway.domain.messages import MessageState
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.ticket import TicketForm, classify, nearest

BY_HAND: Final = "command-by-hand"
_YES_OR_NO: Final = frozenset({QuestionKind.CANCEL, QuestionKind.STATUS_GUESS})
_FLAG_WORDS: Final = {"anonim": Verb.ANONYMOUS, "rahasia": Verb.CONFIDENTIAL}

_FAILURES: Final[dict[Failure, Decision]] = {
    Failure.EMPTY: Answer(Sentence.GREETING, Failure.EMPTY),
    Failure.GREETING: Answer(Sentence.GREETING, Failure.GREETING),
    Failure.TEST: Answer(Sentence.GREETING, Failure.TEST),
    Failure.WRONG_ADDRESS: Answer(Sentence.GREETING, Failure.WRONG_ADDRESS),
    Failure.SIM_REGISTRATION: Answer(Sentence.SIM_REGISTRATION, Failure.SIM_REGISTRATION),
    Failure.SPAM: Ignore(Failure.SPAM),
    Failure.ADVERT: Ignore(Failure.ADVERT),
    Failure.FRAUD: Review(Failure.FRAUD, Failure.FRAUD, None),
    Failure.ABUSE: Review(Failure.ABUSE, Failure.ABUSE, Sentence.ABUSE),
    Failure.UNCLEAR: Review(Failure.UNCLEAR, Failure.UNCLEAR, Sentence.UNCLEAR),
}
_OUTCOMES: Final[dict[type, MessageState]] = {
    OpenTicket: MessageState.TICKET,
    Repeat: MessageState.REPEAT,
    AddInfo: MessageState.ATTACHED,
    AddWhich: MessageState.REVIEW,
    Review: MessageState.REVIEW,
    Answer: MessageState.IGNORED,
    Ignore: MessageState.IGNORED,
}


def decide(parsed: Parsed, context: Context) -> Decision:
    """What *parsed* means to its sender. Total: every parse has a decision."""
    if parsed.kind is Kind.REPORT:
        return _report(parsed, parsed.text, _flags(parsed.command), context)
    if parsed.kind is Kind.COMMAND and parsed.command is not None:
        return _command(parsed, parsed.command, context)
    return _FAILURES[parsed.failure or Failure.UNCLEAR]


def outcome(decision: Decision) -> MessageState:
    """The one state of the closed list the message ends in; REVIEW whenever words of it are still unread."""
    if isinstance(decision, NotYours | Mistyped | WebNumber) and decision.unread:
        return MessageState.REVIEW
    return _OUTCOMES.get(type(decision), MessageState.COMMAND)


def _report(parsed: Parsed, text: str, flags: frozenset[Verb], context: Context) -> Decision:
    anonymous, confidential = Verb.ANONYMOUS in flags, Verb.CONFIDENTIAL in flags
    earlier = context.repeat_of
    # Sent again to ask for protection it did not have: that is a new report, not a repeat.
    if earlier is not None and earlier.anonymous >= anonymous and earlier.confidential >= confidential:
        return Repeat(earlier)
    return OpenTicket(text, anonymous, confidential, parsed.urgency)


def _flags(command: Command | None) -> frozenset[Verb]:
    return frozenset({command.verb} & set(_FLAG_WORDS.values())) if command else frozenset()


def _command(parsed: Parsed, command: Command, context: Context) -> Decision:
    if command.verb in (Verb.ANONYMOUS, Verb.CONFIDENTIAL):
        return _protected(parsed, command, context)
    serve = _VERBS.get(command.verb)
    return serve(command, context) if serve else Review(BY_HAND)


def _protected(parsed: Parsed, command: Command, context: Context) -> Decision:
    if command.ticket is not None:
        return _protecting(command, context)
    flags, text = {command.verb}, (command.rest or parsed.text).strip()
    word, _, after = text.partition(" ")
    while word.lower() in _FLAG_WORDS:
        flags.add(_FLAG_WORDS[word.lower()])
        text = after.lstrip()
        word, _, after = text.partition(" ")
    return _report(parsed, text, frozenset(flags), context) if text else Help()


def _protecting(command: Command, context: Context) -> Decision:
    rest = command.rest.strip()
    found = _own(command.ticket or "", rest, context)
    if not isinstance(found, TicketView):
        return found
    if rest:
        return Review(BY_HAND)
    return Protect(found, command.verb is Verb.ANONYMOUS, command.verb is Verb.CONFIDENTIAL)


def _status(command: Command, context: Context) -> Decision:
    if command.ticket is not None:
        found = _own(command.ticket, "", context)
        return ShowStatus(found) if isinstance(found, TicketView) else found
    tickets = _running(context) or context.tickets
    if not tickets:
        return NoTickets()
    return ShowStatus(tickets[0]) if len(tickets) == 1 else ListStatus(tickets)


def _add(command: Command, context: Context) -> Decision:
    text = command.rest.strip()
    if command.ticket is not None:
        found = _own(command.ticket, text, context)
        return _added(found, text) if isinstance(found, TicketView) else found
    running = _running(context)
    if len(running) == 1:
        return _added(running[0], text)
    if not text:
        return AddEmpty(None)
    return AddWhich(running, text) if running else Review("add-without-ticket")


def _added(ticket: TicketView, text: str) -> Decision:
    if not text:
        return AddEmpty(ticket)
    return AddInfo(ticket, text) if ticket.state in OPEN else Review("add-to-finished")


def _cancel(command: Command, context: Context) -> Decision:
    if command.ticket is not None:
        found = _own(command.ticket, "", context)
        return _cancelling(found, AskCancel) if isinstance(found, TicketView) else found
    running = _running(context)
    if not running:
        return CancelNone()
    open_still = tuple(ticket for ticket in running if ticket.state is not CaseState.ANSWERED) or running[:1]
    return _cancelling(open_still[0], AskCancel) if len(open_still) == 1 else CancelWhich(open_still)


def _cancelling(ticket: TicketView, then: Callable[[TicketView], Decision]) -> Decision:
    if ticket.state is CaseState.ANSWERED:
        return CancelRefused(ticket)
    return then(ticket) if ticket.state in OPEN else ShowStatus(ticket)


def _yes(command: Command, context: Context) -> Decision:
    kind, ticket = _asked_about(command, context)
    if ticket is None:
        return NothingPending()
    return _cancelling(ticket, Cancel) if kind is QuestionKind.CANCEL else ShowStatus(ticket)


def _no(command: Command, context: Context) -> Decision:
    kind, ticket = _asked_about(command, context)
    if ticket is None:
        return NothingPending()
    if kind is QuestionKind.CANCEL:
        return KeepTicket(ticket) if ticket.state in OPEN else ShowStatus(ticket)
    return _status(Command(Verb.STATUS), context)


def _asked_about(command: Command, context: Context) -> tuple[QuestionKind | None, TicketView | None]:
    """The ticket of the yes-or-no question that is open; none when the reply names another number."""
    question = _pending(context)
    if question is None or question.kind not in _YES_OR_NO or len(question.ticket_ids) != 1:
        return None, None
    ticket = _by_id(question.ticket_ids[0], context)
    if ticket is not None and command.ticket not in (None, ticket.number):
        return None, None
    return question.kind, ticket


def _choice(command: Command, context: Context) -> Decision:
    digits = command.ticket or command.rest.strip()
    question = _pending(context)
    place = int(digits) if digits in tuple("123456789") else 0
    if question and question.kind is QuestionKind.STATUS_LIST and 0 < place <= len(question.ticket_ids):
        ticket = _by_id(question.ticket_ids[place - 1], context)
        return ShowStatus(ticket) if ticket else NothingPending()
    # It may rate an answer; ratings are entered by a person.
    rateable = any(ticket.state is CaseState.ANSWERED for ticket in context.tickets)
    return Review(BY_HAND) if rateable else NothingPending()


def _new(command: Command, context: Context) -> Decision:
    question = _pending(context)
    if question is None or question.kind is not QuestionKind.REPEAT:
        return NothingPending()
    ticket = _by_id(question.ticket_ids[0], context)
    return OpenAnyway(ticket) if ticket else NothingPending()


def _separate(command: Command, context: Context) -> Decision:
    if command.ticket is None:
        return Separate(_running(context)) if _running(context) else NoTickets()
    found = _own(command.ticket, command.rest.strip(), context)
    if not isinstance(found, TicketView):
        return found
    return Separate((found,)) if found.state in OPEN else ShowStatus(found)


def _help(command: Command, context: Context) -> Decision:
    return Help()


def _stop(command: Command, context: Context) -> Decision:
    if command.ticket is None:
        return Stop(None)
    found = _own(command.ticket, "", context)
    return Stop(found) if isinstance(found, TicketView) else found


def _start(command: Command, context: Context) -> Decision:
    return Start(_running(context))


def _erase(command: Command, context: Context) -> Decision:
    code = command.rest.strip()
    question = _pending(context)
    asked = question is not None and question.kind is QuestionKind.ERASE
    return Erase(code) if code and asked else AskErase()


_VERBS: Final[dict[Verb, Callable[[Command, Context], Decision]]] = {
    Verb.STATUS: _status,
    Verb.ADD: _add,
    Verb.CANCEL: _cancel,
    Verb.YES: _yes,
    Verb.NO: _no,
    Verb.CHOICE: _choice,
    Verb.NEW: _new,
    Verb.SEPARATE: _separate,
    Verb.HELP: _help,
    Verb.STOP: _stop,
    Verb.START: _start,
    Verb.ERASE: _erase,
}


def _own(digits: str, unread: str, context: Context) -> TicketView | UnknownNumber:
    """The sender's ticket *digits*, or why there is none."""
    form = classify(digits)
    by_number = {ticket.number: ticket for ticket in context.tickets}
    if digits in by_number:
        return by_number[digits]
    if form is TicketForm.VALID:
        return NotYours(digits, unread)
    if form is TicketForm.WEB:
        return WebNumber(digits, unread)
    near = nearest(digits, by_number)
    return Mistyped(digits, by_number[near] if near else None, unread)


def _running(context: Context) -> tuple[TicketView, ...]:
    return tuple(ticket for ticket in context.tickets if ticket.state in OPEN)


def _pending(context: Context) -> Question | None:
    question = context.question
    return question if question is not None and context.now < question.expires_at else None


def _by_id(ticket_id: int, context: Context) -> TicketView | None:
    return next((ticket for ticket in context.tickets if ticket.id == ticket_id), None)
