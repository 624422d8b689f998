"""What a reply in one's own words means while something waits for it: the agency's question, its answer."""

import re
from typing import Final

from parsers.complaint import Command, Failure, Kind, Missing, Parsed, Urgency, Verb
from sms_gateway.domain.answers import named, no_other_problem, pending
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.context import Context, QuestionKind, TicketView
from sms_gateway.domain.decisions import AddInfo, Decision, ShowStatus
from sms_gateway.domain.own_tickets import by_id, running
from sms_gateway.domain.verdict_decisions import Dispute

_PLACES: Final = (QuestionKind.PLACE, QuestionKind.PLACE_CHOICE)
_SHORT: Final = (Verb.YES, Verb.NO, Verb.CHOICE)
_TALK: Final = (Failure.UNCLEAR, Failure.GREETING, Failure.TEST)
_NOT_YET: Final = re.compile(r"\W*(?:belum|blm|blum|belom|blom)\b\W*", re.IGNORECASE)
# Said of an answer, pleased or not: which of the two it was, the digit says.
_OPINION: Final = frozenset(
    {
        *("puas", "bagus", "mantap", "mantab", "beres", "sip", "siip", "alhamdulillah", "lumayan", "rapi"),
        *("makasih", "mksh", "mksih", "trims", "thanks", "tks", "terimakasih", "trimakasih", "rapih"),
        *("diperbaiki", "dibenerin", "ditambal", "dikerjakan"),
    }
)
_THANKS: Final = ("terima kasih", "trima kasih", "terima ksh")
_LONGEST: Final = 300  # characters: who writes more tells something new
_WORD: Final = re.compile(r"[0-9a-z]+")


def loose_reply(parsed: Parsed, context: Context) -> Decision | None:
    """What the message means as a reply to the agency; None when nothing of it waits, or it says more."""
    if parsed.urgency is Urgency.EMERGENCY or len(context.text) > _LONGEST:
        return None
    return _to_question(parsed, context) or _to_answer(parsed, context)


def _to_question(parsed: Parsed, context: Context) -> Decision | None:
    """The one report the agency asks about gets what names no problem of its own."""
    asked = _asked(context)
    if asked is None or not context.text.strip():
        return None
    command = _command(parsed)
    if command is not None:
        listed = command.verb is Verb.CHOICE and context.question is not None
        fits = command.verb in _SHORT and not listed
    elif parsed.kind is Kind.REPORT:
        fits = Missing.PROBLEM in parsed.missing and parsed.command is None
    else:
        fits = parsed.failure is Failure.UNCLEAR
    return AddInfo(asked, context.text.strip()) if fits else None


def _asked(context: Context) -> TicketView | None:
    """The only report that waits for its reporter, and not for its place."""
    questions = [each for each in (context.question, *context.waiting) if each is not None]
    placing = {each.ticket_ids[0] for each in questions if each.kind in _PLACES and each.ticket_ids}
    found = [each for each in running(context) if each.state is CaseState.ASKING and each.id not in placing]
    return found[0] if len(found) == 1 else None


def _to_answer(parsed: Parsed, context: Context) -> Decision | None:
    """BELUM in front objects; any other opinion is asked for its digit, or its BELUM, once more."""
    question = pending(QuestionKind.RATING, context)
    ticket = by_id(question.ticket_ids[0], context) if question and question.ticket_ids else None
    if ticket is None or ticket.state is not CaseState.ANSWERED or not _says_no_more(parsed, ticket):
        return None
    text = context.text.strip()
    objected = _NOT_YET.match(text)
    if objected:
        return Dispute(ticket, text[objected.end() :].strip())
    words = _WORD.findall(text.lower())
    joined = " ".join(words)
    has_opinion = not _OPINION.isdisjoint(words) or any(each in joined for each in _THANKS)
    return ShowStatus(ticket) if has_opinion else None


def _says_no_more(parsed: Parsed, ticket: TicketView) -> bool:
    """No problem of its own, or the same one and no place."""
    command = _command(parsed)
    if command is not None:
        return command.verb is Verb.NO and command.ticket is None
    if parsed.kind is not Kind.REPORT:
        return parsed.failure in _TALK
    if parsed.command is not None or named(parsed.place):
        return False
    return no_other_problem(parsed, ticket)


def _command(parsed: Parsed) -> Command | None:
    return parsed.command if parsed.kind is Kind.COMMAND else None
