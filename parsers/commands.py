"""Commands of citizens: a verb alone, with a number, or with a polite tail; inside a sentence it is text."""

import re
from collections.abc import Callable, Sequence

from parsers.command_tokens import TICKET, Numbered, Token, numbered, ticket, tokens
from parsers.command_verbs import fillers, lone_verb, numbered_behind, polite, unglued, verb_of
from parsers.command_words import (
    ASKING,
    ASKS,
    BEHIND_NUMBER,
    CHOOSING,
    FILLER,
    GOES_ON,
    HOW,
    HOW_WORDS,
    LEAD,
    LED_ALONE,
    MESSAGES,
    MOVES,
    NUMBER_WORDS,
    OF_OTHERS,
    OWN_REPORT,
    PLACE_OPENERS,
    QUESTION,
    REPORT_WORDS,
    TROUBLE,
    UNDONE,
)
from parsers.complaint import Command, Verb
from parsers.normalize import Clean
from parsers.wordlist import wordset

_SHORT_CHOICE = re.compile(r"(?:no|nomor|nmr|pilih|pilihan|nilai|angka|jawab|ke)?[ .:#-]*([1-9])(?:/5)?")
_QUESTION_WORDS = 14
_FURTHEST_LEAD = 8
_SHORT_DISPUTE = 8  # words of `belum beres, cuma ditabur pasir`
_TELLING = (Verb.ADD, Verb.LOCATION, Verb.DISPUTE, Verb.REOPEN)
_WHEN = wordset("tadi td pagi siang sore malam mlm subuh barusan kemarin kmrn lagi lg")
_POLITE_ONLY = (Verb.YES, Verb.NO, Verb.HELP, Verb.STOP, Verb.START, Verb.NEW)

SpeaksOfProblem = Callable[[str], bool]


def citizen_command(raw: str, cleaned: Clean, speaks: SpeaksOfProblem) -> Command | None:
    """The command of *cleaned*, or None for text. *speaks* says whether words name a problem of their own.

    `rest` is taken from *raw*, as typed.
    """
    found = unglued(tokens(cleaned.text), verb_of)
    if not found:
        return Command(Verb.HELP) if cleaned.text.strip() == "?" else None
    bare = _number_first(found, raw, cleaned) or _bare(found)
    if bare:
        return bare
    verb = _first_verb(found)
    command = _by_verb(verb, found, raw, cleaned, speaks) if verb else None
    return command or _led(found, raw, cleaned, speaks) or _free_question(cleaned.text, found, speaks)


def _first_verb(found: Sequence[Token]) -> Verb | None:
    """The verb of the first word; what stands behind it says how far it may be mistyped."""
    word = found[0].form
    if polite(found[1:]):
        return lone_verb(word)
    return verb_of(word, confirmed=ticket(found, 1) is not None)


def _led(found: Sequence[Token], raw: str, cleaned: Clean, speaks: SpeaksOfProblem) -> Command | None:
    """A verb behind polite words: with a ticket number, or with nothing but more of them."""
    first = _behind_lead(found, 0)
    verb = _first_verb(found[first:]) if first else None
    if verb is Verb.DISPUTE and found[first - 1].form in ("masih", "tetap"):
        return _by_verb(verb, found[first:], raw, cleaned, speaks)
    if verb is None or verb in (Verb.YES, Verb.NO):
        return None
    led = found[first:]
    if numbered_behind(led, verb) or (verb in LED_ALONE and fillers(led[1:], verb)):
        return _by_verb(verb, led, raw, cleaned, speaks)
    return None


def _behind_lead(found: Sequence[Token], first: int) -> int:
    """The place behind the polite words that begin at *first*; a verb among them may be no such word."""
    place = first
    while place < min(len(found) - 1, first + _FURTHEST_LEAD) and found[place].form in LEAD:
        place += 1
    return place


def _number_first(found: Sequence[Token], raw: str, cleaned: Clean) -> Command | None:
    """`24183567 batal`, `laporan 24183567 tolong dibatalkan`: the verb behind the number."""
    begins = _behind_lead(found, 0)
    number = ticket(found, begins)
    if not number or len(found) <= begins + number.taken:
        return None
    place = _behind_lead(found, begins + number.taken)
    verb = verb_of(found[place].form, confirmed=True)
    if verb is None or verb not in BEHIND_NUMBER or (verb not in _CONTENT and ASKS.search(cleaned.text)):
        return None
    return _with_number(verb, Numbered(number.digits, 0), found[place:], raw, cleaned)


_CONTENT = (Verb.ADD, Verb.LOCATION, Verb.REOPEN)


def _bare(found: Sequence[Token]) -> Command | None:
    """A number alone: one digit chooses, a ticket number asks for its status."""
    at = 0
    while at < min(len(found) - 1, 4) and found[at].form in CHOOSING:
        at += 1
    chosen = NUMBER_WORDS.get(found[at].form, found[at].form)
    choice = _SHORT_CHOICE.fullmatch(chosen)
    if choice and len(found) <= at + 5 and fillers(found[at + 1 :], Verb.CHOICE):
        return Command(Verb.CHOICE, rest=choice.group(1))
    number = numbered(found, 0)
    if number and 7 <= len(number.digits) <= 9 and fillers(found[number.taken :], Verb.STATUS):
        return Command(Verb.STATUS, number.digits)
    return None


def rest_of(raw: str, cleaned: Clean, found: Sequence[Token], first: int) -> str:
    """What was typed from token *first* on."""
    if first >= len(found):
        return ""
    return raw[cleaned.offsets[found[first].start] :].strip()


def _by_verb(
    verb: Verb, found: Sequence[Token], raw: str, cleaned: Clean, speaks: SpeaksOfProblem
) -> Command | None:
    if verb is Verb.ERASE:
        return _erase(found)
    if len(found) > 1 and found[0].form.endswith("rahasiakan") and found[1].form in ("nama", "identitas"):
        return _unnamed(found, raw, cleaned)
    number = numbered_behind(found, verb)
    if number:
        return _with_number(verb, number, found, raw, cleaned)
    if verb in (Verb.ANONYMOUS, Verb.CONFIDENTIAL):
        return _hidden(verb, found, raw, cleaned)
    if verb is Verb.LOCATION and found[0].form.startswith("lok") and len(found) > 1:
        return _location(found, rest_of(raw, cleaned, found, 1), speaks)
    if verb is Verb.DISPUTE and len(found) > 1:
        return _disputed(found, rest_of(raw, cleaned, found, 1), speaks)
    return _refused(found) if verb is Verb.NO else _alone(verb, found)


def _alone(verb: Verb, found: Sequence[Token]) -> Command | None:
    if not fillers(found[1:], verb) or (found[0].form in _ONLY_ALONE and len(found) > 1):
        return None
    return Command(verb)


_ONLY_ALONE = ("alamat", "tempat", "aktif", "bantu")


def _refused(found: Sequence[Token]) -> Command | None:
    """No, no more messages, or a report taken back: `ga jadi lapor pak, batal`."""
    forms = [token.form for token in found]
    if any(form in MESSAGES for form in forms) and fillers(found[1:], Verb.STOP):
        return Command(Verb.STOP)
    if not fillers(found[1:], Verb.NO):
        return None
    withdrawn = next((place for place, form in enumerate(forms) if form.endswith("jadi")), len(forms))
    behind = forms[withdrawn + 1 :]
    if behind:
        reported = behind[0] in REPORT_WORDS or behind[0] in ("lapor", "melapor", "ngelapor")
        if reported or any(verb_of(form) is Verb.CANCEL for form in behind[1:]):
            return Command(Verb.CANCEL)
    return Command(Verb.NO)


def _location(found: Sequence[Token], rest: str, speaks: SpeaksOfProblem) -> Command | None:
    """`LOKASI ds sukamaju kec jonggol`: a place, and no trouble of its own."""
    troubled = any(token.form in TROUBLE for token in found)
    placed = found[1].form in PLACE_OPENERS and not troubled
    return Command(Verb.LOCATION, rest=rest) if placed or not speaks(rest) else None


def _disputed(found: Sequence[Token], rest: str, speaks: SpeaksOfProblem) -> Command | None:
    """`belum beres, cuma ditabur pasir`; a report about a report asks for its status."""
    if any(token.form in REPORT_WORDS for token in found):
        return None
    if fillers(found[1:], Verb.DISPUTE):
        return Command(Verb.DISPUTE, rest=rest)
    if len(found) > _SHORT_DISPUTE or found[1].form not in UNDONE:
        return None
    goes_on = found[2].form in GOES_ON or found[2].start - found[1].end > 1
    return Command(Verb.DISPUTE, rest=rest) if goes_on or not speaks(rest) else None


def _with_number(
    verb: Verb, number: Numbered, found: Sequence[Token], raw: str, cleaned: Clean
) -> Command | None:
    after = 1 + number.taken
    silent = fillers(found[after:], verb) and not (verb in _TELLING and _dated(found[after:]))
    if verb in _POLITE_ONLY and not silent:
        return None
    rest = "" if silent else rest_of(raw, cleaned, found, after)
    return Command(verb, number.digits, rest)


def _dated(rest: Sequence[Token]) -> bool:
    """Whether *rest* says when: "tadi pagi" is a greeting's word, and a fact behind TAMBAH."""
    return len(rest) > 1 and any(token.form in _WHEN for token in rest)


def _hidden(verb: Verb, found: Sequence[Token], raw: str, cleaned: Clean) -> Command | None:
    if len(found) > 1 and found[1].form in OF_OTHERS:
        return None
    if fillers(found[1:], verb):
        return Command(verb)
    if len(found) > 2 and found[1].form in _PARTICLES and _acts(found[1], found[2]):
        return None  # "anonim saja menulis di tembok": what some nobody does
    return Command(verb, rest=rest_of(raw, cleaned, found, 1))


_PARTICLES = ("saja", "aja", "pun", "itu", "juga", "yang", "yg")


def _acts(particle: Token, verb: Token) -> bool:
    return verb.start - particle.end == 1 and verb.form.startswith(("men", "mem", "meng", "meny"))


def _unnamed(found: Sequence[Token], raw: str, cleaned: Clean) -> Command | None:
    """`rahasiakan nama saya`: the person is to be hidden, with a number or with the report itself."""
    first = 3 if len(found) > 2 and found[2].form in FILLER else 2
    number = ticket(found, first)
    if number and polite(found[first + number.taken :]):
        return Command(Verb.ANONYMOUS, number.digits)
    rest = "" if polite(found[first:]) else rest_of(raw, cleaned, found, first)
    return Command(Verb.ANONYMOUS, rest=rest)


def _erase(found: Sequence[Token]) -> Command | None:
    after = found[1:]
    if after and after[0].form == "data":
        after = after[1:]
    number = numbered(after, 0, shortest=4) if after else None
    if number and len(number.digits) >= TICKET and fillers(after[number.taken :], Verb.CANCEL):
        return Command(Verb.CANCEL, number.digits)
    if number and fillers(after[number.taken :], Verb.ERASE):
        return Command(Verb.ERASE, rest=number.digits)
    if not after or not fillers(after, Verb.ERASE):
        return Command(Verb.ERASE) if len(found) == 2 and found[1].form == "data" else None
    about_report = any(token.form in REPORT_WORDS for token in after)
    return Command(Verb.CANCEL if about_report and found[1].form != "data" else Verb.ERASE)


def _free_question(text: str, found: Sequence[Token], speaks: SpeaksOfProblem) -> Command | None:
    """`gimana laporan sy pak kok lama` asks for the status; with a problem of its own it is a text."""
    if len(found) > _QUESTION_WORDS:
        return None
    first = next((place for place, token in enumerate(found) if token.form not in FILLER), 0)
    alone = ticket(found, first)
    if alone and polite(found[first + alone.taken :]):
        return Command(Verb.STATUS, alone.digits)
    if all(token.form in HOW_WORDS for token in found) and HOW.search(text):
        return Command(Verb.HELP)
    counting = any(token.form[-1] in "0123456789" for token in found)
    places = (numbered(found, place) for place in range(len(found)) if counting)
    numbers = [number.digits for number in places if number]
    ours = any(len(digits) >= TICKET for digits in numbers) or OWN_REPORT.search(text)
    nameless = all(token.form in ASKING for token in found) and _asks_on({token.form for token in found})
    if not nameless and (not (ours and ASKS.search(text)) or speaks(text)):
        return None
    return Command(Verb.STATUS, numbers[0] if numbers else None)


def _asks_on(forms: set[str]) -> bool:
    """Whether *forms* ask how a report goes on: `kapan ditindaklanjuti pak`."""
    return not forms.isdisjoint(MOVES) and not forms.isdisjoint(QUESTION)
