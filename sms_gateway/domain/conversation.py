"""Decides what one incoming message means, from its parse, the sender's tickets and their questions.

The order: a ticket number it names, a question it answers, the one open report it goes on with, else a new
report. Nothing is attached by guess, and what nobody serves goes to a person, never to nobody.
"""

import re
from typing import Final

from parsers.complaint import DISTRESS, Command, Failure, Kind, Missing, Parsed, Urgency, Verb
from sms_gateway.domain.answers import answer, pending
from sms_gateway.domain.asides import is_thanks
from sms_gateway.domain.citizen_commands import BY_HAND, added, obey
from sms_gateway.domain.context import Context, QuestionKind, TicketView
from sms_gateway.domain.decisions import (
    AddInfo,
    AddWhich,
    Answer,
    Decision,
    HideNext,
    Ignore,
    LatePart,
    Mistyped,
    NotYours,
    OpenTicket,
    Protect,
    Repeat,
    Review,
    ShowStatus,
    Unreadable,
    WebNumber,
    WhichTicket,
)
from sms_gateway.domain.follow_up import reads_on, says_so
from sms_gateway.domain.loose_replies import loose_reply
from sms_gateway.domain.messages import MessageState
from sms_gateway.domain.near_commands import nearly
from sms_gateway.domain.own_tickets import own, running
from sms_gateway.domain.place_decisions import PlaceAnswer, Relocate
from sms_gateway.domain.protection import wishes
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.verdict_decisions import Dispute, Reopen, ReopenLate

__all__ = ["BY_HAND", "decide", "outcome"]

_FLAG_WORDS: Final = {"anonim": Verb.ANONYMOUS, "rahasia": Verb.CONFIDENTIAL}
_NUMBER: Final = re.compile(r"\b[0-9]{8}\b")

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
    LatePart: MessageState.ATTACHED,
    PlaceAnswer: MessageState.ATTACHED,
    Relocate: MessageState.ATTACHED,
    AddWhich: MessageState.REVIEW,
    Review: MessageState.REVIEW,
    Answer: MessageState.IGNORED,
    Ignore: MessageState.IGNORED,
}


def decide(parsed: Parsed, context: Context) -> Decision:
    """What *parsed* means to its sender. Total: every parse has a decision."""
    if parsed.kind is Kind.COMMAND and parsed.command is not None:
        return (
            answer(parsed, context)
            or loose_reply(parsed, context)
            or _unreadable(parsed, context)
            or _command(parsed, parsed.command, context)
        )
    if parsed.kind is Kind.REPORT:
        return (
            _numbered(context)
            or answer(parsed, context)
            or nearly(parsed, context)
            or loose_reply(parsed, context)
            or _thanks(parsed, context)
            or _report(parsed, parsed.text, _flags(parsed.command), context)
        )
    failure = parsed.failure or Failure.UNCLEAR
    if failure is Failure.UNCLEAR:
        return (
            _numbered(context)
            or answer(parsed, context)
            or nearly(parsed, context)
            or loose_reply(parsed, context)
            or _unclear(parsed, context)
        )
    talk = failure in (Failure.GREETING, Failure.TEST)
    return (loose_reply(parsed, context) if talk else None) or _FAILURES[failure]


def outcome(decision: Decision) -> MessageState:
    """The one state of the closed list the message ends in; REVIEW whenever words of it are still unread."""
    if (
        isinstance(decision, NotYours | Mistyped | WebNumber | ReopenLate | WhichTicket | ShowStatus)
        and decision.unread
    ):
        return MessageState.REVIEW
    if isinstance(decision, Dispute | Reopen) and decision.text:
        return MessageState.ATTACHED
    return _OUTCOMES.get(type(decision), MessageState.COMMAND)


def _unreadable(parsed: Parsed, context: Context) -> Decision | None:
    """A command whose number nobody can read; every other command is what it says."""
    found = nearly(parsed, context)
    return found if isinstance(found, Unreadable) else None


def _numbered(context: Context) -> Decision | None:
    """A text that names a ticket of its sender belongs to it."""
    by_number = {ticket.number: ticket for ticket in context.tickets}
    named = [by_number[number] for number in _NUMBER.findall(context.text) if number in by_number]
    return added(named[0], context.text.strip()) if len(set(named)) == 1 else None


def _report(parsed: Parsed, text: str, flags: frozenset[Verb], context: Context) -> Decision:
    wanted = flags | wishes(text) | _hidden_next(context)
    anonymous, confidential = Verb.ANONYMOUS in wanted, Verb.CONFIDENTIAL in wanted
    earlier = context.repeat_of
    # Sent again to ask for protection it did not have: that is a new report, not a repeat.
    if earlier is not None and earlier.anonymous >= anonymous and earlier.confidential >= confidential:
        return Repeat(earlier)
    open_ones = running(context)
    goes_on = not wanted and len(open_ones) == 1 and reads_on(parsed, context.text or text, open_ones[0])
    if goes_on:
        return AddInfo(open_ones[0], text)
    if len(open_ones) > 1 and not wanted and Missing.PROBLEM in parsed.missing and says_so(context.text):
        return AddWhich(open_ones, context.text.strip())
    return OpenTicket(text, anonymous, confidential, parsed.urgency, _in_distress(parsed))


def _thanks(parsed: Parsed, context: Context) -> Decision | None:
    """Thanks are told to the one open report; without one they are answered like a greeting."""
    if parsed.urgency is not Urgency.NORMAL or parsed.command or not is_thanks(context.text or parsed.text):
        return None
    open_ones = running(context)
    if len(open_ones) == 1:
        return AddInfo(open_ones[0], (context.text or parsed.text).strip())
    return _FAILURES[Failure.GREETING]


def _in_distress(parsed: Parsed) -> bool:
    return any(told.field == "urgency" and told.rule == DISTRESS for told in parsed.evidence)


def _hidden_next(context: Context) -> frozenset[Verb]:
    """What was asked for the next report, by SMS of their own."""
    hidden = pending(QuestionKind.HIDDEN, context)
    return frozenset(Verb(each) for each in (hidden.options if hidden else ()))


def _unclear(parsed: Parsed, context: Context) -> Decision:
    """What is no report by itself may go on with one; with several open the sender is asked which."""
    open_ones = running(context)
    if len(open_ones) == 1 and reads_on(parsed, context.text, open_ones[0]):
        return AddInfo(open_ones[0], context.text.strip())
    if len(open_ones) > 1 and says_so(context.text):
        return AddWhich(open_ones, context.text.strip())
    return _FAILURES[Failure.UNCLEAR]


def _flags(command: Command | None) -> frozenset[Verb]:
    return frozenset({command.verb} & set(_FLAG_WORDS.values())) if command else frozenset()


def _command(parsed: Parsed, command: Command, context: Context) -> Decision:
    if command.verb in (Verb.ANONYMOUS, Verb.CONFIDENTIAL):
        return _protected(parsed, command, context)
    return obey(command, context)


def _protected(parsed: Parsed, command: Command, context: Context) -> Decision:
    if command.ticket is not None:
        return _protecting(command, context)
    flags, text = {command.verb}, (command.rest or parsed.text).strip()
    word, _, after = text.partition(" ")
    while word.lower() in _FLAG_WORDS:
        flags.add(_FLAG_WORDS[word.lower()])
        text = after.lstrip()
        word, _, after = text.partition(" ")
    if not text:
        flags |= _hidden_next(context)
        return HideNext(Verb.ANONYMOUS in flags, Verb.CONFIDENTIAL in flags)
    return _report(parsed, text, frozenset(flags), context)


def _protecting(command: Command, context: Context) -> Decision:
    rest = command.rest.strip()
    found = own(command.ticket or "", rest, context)
    if not isinstance(found, TicketView):
        return found
    if rest:
        return Review(BY_HAND)
    return Protect(found, command.verb is Verb.ANONYMOUS, command.verb is Verb.CONFIDENTIAL)
