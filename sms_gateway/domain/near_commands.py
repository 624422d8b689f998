"""What is nearly a command: its word first and a short tail that is no report, answered with what to type."""

from typing import Final

from parsers.command_words import ASKING, FILLER, HOW_WORDS
from parsers.complaint import Command, Failure, Kind, Missing, Parsed, Urgency, Verb
from sms_gateway.domain.answers import named
from sms_gateway.domain.citizen_commands import obey
from sms_gateway.domain.context import Context
from sms_gateway.domain.decisions import Answer, Decision, Unreadable
from sms_gateway.domain.sentences import Sentence

_WORDS: Final = {
    "status": Verb.STATUS,
    "tambah": Verb.ADD,
    "lokasi": Verb.LOCATION,
    "batal": Verb.CANCEL,
    "hapus": Verb.ERASE,
}
_ASKED_AGAIN: Final = (Verb.STATUS, Verb.CANCEL)  # what follows needs no more than the word
_LONGEST_TAIL: Final = 3  # words
_EMPTY: Final = ASKING | FILLER | HOW_WORDS
_EDGES: Final = ".,:;!?#\"'()"


def nearly(parsed: Parsed, context: Context) -> Decision | None:
    """What the sender is told who nearly gave a command; None for a text that says something of its own."""
    first, *tail = context.text.lower().split() or [""]
    verb = _WORDS.get(first.strip(_EDGES))
    if verb is Verb.ERASE and not tail and _says_nothing(parsed):
        return obey(Command(verb), context)
    if verb is None or not tail or len(tail) > _LONGEST_TAIL or not _says_nothing(parsed):
        return None
    if any(map(_is_foreign, "".join(tail))):
        return Unreadable(first.strip(_EDGES).upper())
    if verb in _ASKED_AGAIN or (verb is Verb.ADD and all(word.strip(_EDGES) in _EMPTY for word in tail)):
        return obey(Command(verb), context)
    return Answer(Sentence.ERASE_WRONG, "erase-unread") if verb is Verb.ERASE else None


def _says_nothing(parsed: Parsed) -> bool:
    """Neither a problem nor a place, and nobody to be rescued."""
    if parsed.kind is Kind.REPORT:
        unsaid = Missing.PROBLEM in parsed.missing and not named(parsed.place)
        return unsaid and parsed.urgency is not Urgency.EMERGENCY
    command = parsed.command
    return parsed.failure is Failure.UNCLEAR or (command is not None and command.verb is Verb.LOCATION)


def _is_foreign(letter: str) -> bool:
    """Whether it is a digit of another script: read as 0 to 9 it might name another report."""
    return letter.isdecimal() and not letter.isascii()
