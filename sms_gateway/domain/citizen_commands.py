"""What a citizen's command means, one function for each verb; the word that fits two tickets asks which."""

import re
from collections.abc import Callable
from typing import Final

from parsers.complaint import Command, Verb
from sms_gateway.domain.answers import STARS, cancelling, digits_of, pending
from sms_gateway.domain.cases import OPEN, CaseState
from sms_gateway.domain.context import Context, QuestionKind, TicketView
from sms_gateway.domain.decisions import (
    AddEmpty,
    AddInfo,
    AddWhich,
    Answer,
    AskCancel,
    AskErase,
    CancelNone,
    CancelWhich,
    Decision,
    Erase,
    Help,
    ListStatus,
    NothingPending,
    NoTickets,
    Review,
    Separate,
    ShowStatus,
    Start,
    Stop,
    WhichMeant,
    WhichTicket,
)
from sms_gateway.domain.own_tickets import answered, by_id, own, running
from sms_gateway.domain.place_decisions import LocationEmpty, Relocate
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.verdict_decisions import Dispute, Rate, Reopen, ReopenLate

BY_HAND: Final = "command-by-hand"
_SHORT: Final = re.compile("[0-9]{1,8}")
_LISTED_DIGITS: Final = 2
# Questions that a digit answers: how many digits count besides what is listed.
_COUNTED: Final = {QuestionKind.PLACE_CHOICE: 1, QuestionKind.STATUS_LIST: 0, QuestionKind.RATING: 5}


def obey(command: Command, context: Context) -> Decision:
    """What *command* asks for; one that is not for citizens goes to a person."""
    serve = _VERBS.get(command.verb)
    return serve(command, context) if serve else Review(BY_HAND)


def added(ticket: TicketView, text: str) -> Decision:
    """*text* is about *ticket*: what is archived comes back with it, what is over is said to be."""
    if not text:
        return AddEmpty(ticket)
    if ticket.state in OPEN:
        return AddInfo(ticket, text)
    if ticket.state is CaseState.CANCELLED:
        return ShowStatus(ticket, text)
    if not ticket.reopenable:
        return Review("add-to-finished")
    archived = ticket.state is CaseState.ARCHIVED
    return Reopen(ticket, text) if archived else ShowStatus(ticket, text)


def _status(command: Command, context: Context) -> Decision:
    if command.ticket is not None:
        found = own(command.ticket, "", context)
        return ShowStatus(found) if isinstance(found, TicketView) else found
    tickets = running(context) or context.tickets
    if not tickets:
        return NoTickets()
    return ShowStatus(tickets[0]) if len(tickets) == 1 else ListStatus(tickets)


def _add(command: Command, context: Context) -> Decision:
    text = command.rest.strip()
    if command.ticket is not None:
        found = own(command.ticket, text, context)
        return added(found, text) if isinstance(found, TicketView) else found
    open_ones = running(context)
    if len(open_ones) == 1:
        return added(open_ones[0], text)
    if not text:
        return AddEmpty(None)
    return AddWhich(open_ones, text) if open_ones else Review("add-without-ticket")


def _locate(command: Command, context: Context) -> Decision:
    text = command.rest.strip()
    if command.ticket is not None:
        found = own(command.ticket, text, context)
        return _relocated(found, text) if isinstance(found, TicketView) else found
    asked = pending(QuestionKind.PLACE, context) or pending(QuestionKind.PLACE_CHOICE, context)
    ticket = by_id(asked.ticket_ids[0], context) if asked and asked.ticket_ids else None
    if ticket is not None:
        return _relocated(ticket, text)
    open_ones = running(context)
    if len(open_ones) == 1:
        return _relocated(open_ones[0], text)
    if not text:
        return LocationEmpty(None)
    return WhichTicket(open_ones, "LOKASI", text) if open_ones else Review("location-without-ticket")


def _relocated(ticket: TicketView, text: str) -> Decision:
    if ticket.state not in OPEN:
        return Review("location-of-finished") if text else ShowStatus(ticket)
    return Relocate(ticket, text) if text else LocationEmpty(ticket)


def _cancel(command: Command, context: Context) -> Decision:
    if command.ticket is not None:
        found = own(command.ticket, "", context)
        return cancelling(found, AskCancel) if isinstance(found, TicketView) else found
    open_ones = running(context)
    if not open_ones:
        return CancelNone()
    fitting = tuple(ticket for ticket in open_ones if ticket.state is not CaseState.ANSWERED) or open_ones[:1]
    return cancelling(fitting[0], AskCancel) if len(fitting) == 1 else CancelWhich(fitting)


def _yes(command: Command, context: Context) -> Decision:
    """To HAPUS DATA it takes the code, not a YA."""
    erasing = pending(QuestionKind.ERASE, context)
    return Answer(Sentence.ERASE_WRONG, "erase-unread") if erasing else NothingPending()


def _no(command: Command, context: Context) -> Decision:
    if pending(QuestionKind.ERASE, context):
        return Answer(Sentence.ERASE_KEPT, "erase-kept")
    guess = pending(QuestionKind.STATUS_GUESS, context)
    ticket = by_id(guess.ticket_ids[0], context) if guess and guess.ticket_ids else None
    if ticket is None or command.ticket not in (None, ticket.number):
        return NothingPending()
    return _status(Command(Verb.STATUS), context)


def _choice(command: Command, context: Context) -> Decision:
    """A digit that answers no question still rates the one answer there is."""
    digits = digits_of(command)
    waiting = answered(context)
    if digits in STARS and len(waiting) == 1 and not _listed(context):
        return Rate(waiting[0], int(digits))
    readable = digits if _SHORT.fullmatch(digits) else ""
    most = _most(context)
    beyond = most is not None and most > 1 and 0 < len(readable) <= _LISTED_DIGITS and int(readable) > most
    return WhichMeant(readable, most if beyond else None)


def _most(context: Context) -> int | None:
    """The highest digit that answers what is asked; None when no digit does."""
    for kind, ahead in _COUNTED.items():
        question = pending(kind, context)
        if question is not None:
            listed = question.ticket_ids if kind is QuestionKind.STATUS_LIST else question.options
            return ahead + (0 if kind is QuestionKind.RATING else len(listed))
    return None


def _listed(context: Context) -> bool:
    """Whether a list is open that the digit was meant for, without being on it."""
    kinds = (QuestionKind.STATUS_LIST, QuestionKind.PLACE_CHOICE)
    return any(pending(kind, context) for kind in kinds)


def _dispute(command: Command, context: Context) -> Decision:
    text = command.rest.strip()
    if command.ticket is not None:
        found = own(command.ticket, text, context)
        return _disputed(found, text) if isinstance(found, TicketView) else found
    fitting = answered(context) or tuple(ticket for ticket in context.tickets if _ended(ticket))
    if len(fitting) == 1:
        return _disputed(fitting[0], text)
    if fitting:
        return WhichTicket(fitting, "BELUM", text)
    open_ones = running(context)
    return _disputed(open_ones[0], text) if len(open_ones) == 1 else _nothing_to_dispute(text, context)


def _nothing_to_dispute(text: str, context: Context) -> Decision:
    if text and running(context):
        return AddWhich(running(context), text)
    return Review("dispute-without-answer") if text else _status(Command(Verb.STATUS), context)


def _ended(ticket: TicketView) -> bool:
    return ticket.state is CaseState.DONE and ticket.reopenable


def _disputed(ticket: TicketView, text: str) -> Decision:
    if ticket.state is CaseState.ANSWERED or _ended(ticket):
        return Dispute(ticket, text)
    if ticket.state in OPEN:  # not answered yet: it is a reminder
        return AddInfo(ticket, text) if text else ShowStatus(ticket)
    return _reopened(ticket, text)


def _reopen(command: Command, context: Context) -> Decision:
    text = command.rest.strip()
    if command.ticket is not None:
        found = own(command.ticket, text, context)
        return _reopened(found, text) if isinstance(found, TicketView) else found
    ended = tuple(ticket for ticket in context.tickets if ticket.reopenable)
    if len(ended) == 1:
        return _reopened(ended[0], text)
    if ended:
        return WhichTicket(ended, "BUKA", text)
    return Review("reopen-without-ticket") if text else _status(Command(Verb.STATUS), context)


def _reopened(ticket: TicketView, text: str) -> Decision:
    if ticket.state is CaseState.ANSWERED:
        return Dispute(ticket, text)
    if ticket.state in OPEN:
        return AddInfo(ticket, text) if text else ShowStatus(ticket)
    if ticket.state is CaseState.CANCELLED:
        return Review("reopen-cancelled") if text else ShowStatus(ticket)
    return Reopen(ticket, text) if ticket.reopenable else ReopenLate(ticket, text)


def _separate(command: Command, context: Context) -> Decision:
    if command.ticket is None:
        return Separate(running(context)) if running(context) else NoTickets()
    found = own(command.ticket, command.rest.strip(), context)
    if not isinstance(found, TicketView):
        return found
    return Separate((found,)) if found.state in OPEN else ShowStatus(found)


def _stop(command: Command, context: Context) -> Decision:
    if command.ticket is None:
        return Stop(None)
    found = own(command.ticket, "", context)
    return Stop(found) if isinstance(found, TicketView) else found


def _erase(command: Command, context: Context) -> Decision:
    code = command.rest.strip()
    return Erase(code) if code and pending(QuestionKind.ERASE, context) else AskErase()


_VERBS: Final[dict[Verb, Callable[[Command, Context], Decision]]] = {
    Verb.STATUS: _status,
    Verb.ADD: _add,
    Verb.LOCATION: _locate,
    Verb.CANCEL: _cancel,
    Verb.YES: _yes,
    Verb.NO: _no,
    Verb.CHOICE: _choice,
    Verb.NEW: lambda *_: NothingPending(),
    Verb.SEPARATE: _separate,
    Verb.DISPUTE: _dispute,
    Verb.REOPEN: _reopen,
    Verb.HELP: lambda *_: Help(),
    Verb.STOP: _stop,
    Verb.START: lambda _, context: Start(running(context)),
    Verb.ERASE: _erase,
}
