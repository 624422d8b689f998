"""Commands of citizens: a verb alone, with a number, or with a polite tail; inside a sentence it is text."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from parsers.command_words import (
    ASKS,
    BEHIND_NUMBER,
    CARRYING,
    CHOOSING,
    FILLER,
    HOW,
    HOW_WORDS,
    LEAD,
    LED_ALONE,
    MARKER,
    MESSAGES,
    NEVER,
    NUMBER_WORDS,
    OF_OTHERS,
    OWN_REPORT,
    REPORT_WORDS,
    TAILS,
    VERBS,
)
from parsers.complaint import Command, Verb
from parsers.normalize import Clean

_TOKEN = re.compile(r"[^\s,;:!?()\[\]\"]+")
_EDGES = ".,;:!?#*'\"()[]{}<>-_/=+~ \n"
_LETTER_DIGITS = str.maketrans("oil", "011")
_SHORT_CHOICE = re.compile(r"(?:no|nomor|nmr|pilih|pilihan|nilai|angka|jawab)?[ .:#]*([1-9])")
_QUESTION_WORDS = 14
_FURTHEST_LEAD = 5
_TICKET = 7  # digits of the shortest ticket number


class Token(NamedTuple):
    """A blank-separated piece without punctuation at its edges; offsets into the text."""

    form: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """A ticket number as digits, and how many tokens it and its markers take."""

    digits: str
    taken: int


SpeaksOfProblem = Callable[[str], bool]


def tokens(text: str, most: int | None = None) -> list[Token]:
    """The pieces of *text* that hold a letter or a digit, the first *most* of them."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text.replace("#", " ")):
        form = match.group()
        left = len(form) - len(form.lstrip(_EDGES))
        bare = form.strip(_EDGES)
        if bare and any(map(str.isalnum, bare)):
            found.append(Token(bare, match.start() + left, match.start() + left + len(bare)))
        if len(found) == most:
            break
    return found


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
    verb = verb_of(found[0].form)
    command = _by_verb(verb, found, raw, cleaned, speaks) if verb else None
    return command or _led(found, raw, cleaned, speaks) or _free_question(cleaned.text, found, speaks)


def unglued(found: Sequence[Token], verb_of_word: Callable[[str], Verb | None]) -> list[Token]:
    """*found* with its first piece cut where a verb and a number touch: `tambah24183567`, `3-terima`."""
    glued = _GLUED.fullmatch(found[0].form) if found else None
    if not glued or not verb_of_word(glued.group(1) or glued.group(4)):
        return list(found)
    start = found[0].start
    cuts = [span for span in map(glued.span, range(1, 5)) if span != (-1, -1)]
    pieces = [Token(found[0].form[left:right], start + left, start + right) for left, right in cuts]
    return [*pieces, *found[1:]]


_GLUED = re.compile(r"([a-z]{2,12})[.:_-]?([0-9]{4,9})|([0-9]{1,4})[.:_-]?([a-z]{3,12})")


def _led(found: Sequence[Token], raw: str, cleaned: Clean, speaks: SpeaksOfProblem) -> Command | None:
    """A verb behind polite words: with a ticket number, or with nothing but more of them."""
    first = 0
    while first < min(len(found) - 1, _FURTHEST_LEAD) and found[first].form in LEAD:
        first += 1
    verb = verb_of(found[first].form) if first else None
    if verb is None or verb in (Verb.YES, Verb.NO):
        return None
    led = found[first:]
    if numbered_behind(led, verb) or (verb in LED_ALONE and _fillers(led[1:], verb)):
        return _by_verb(verb, led, raw, cleaned, speaks)
    return None


def verb_of(form: str) -> Verb | None:
    """The verb *form* means; one slip of the finger is forgiven in words of five letters or more."""
    word = form.rstrip(".:-")
    if word in VERBS:
        return VERBS[word]
    return _near_verb(word) if 5 <= len(word) <= 12 else None


@lru_cache(maxsize=2048)
def _near_verb(word: str) -> Verb | None:
    near = [
        verb
        for known, verb in VERBS.items()
        if len(known) >= 5 and OSA.distance(word, known, score_cutoff=1) <= 1
    ]
    return near[0] if near and word not in NEVER else None


def _number_first(found: Sequence[Token], raw: str, cleaned: Clean) -> Command | None:
    """`24183567 batal`: the verb behind the number."""
    number = numbered(found, 0, shortest=_TICKET)
    if not number or len(found) <= number.taken:
        return None
    verb = verb_of(found[number.taken].form)
    if verb is None or verb not in BEHIND_NUMBER or ASKS.search(cleaned.text):
        return None
    return _with_number(verb, Numbered(number.digits, 0), found[number.taken :], raw, cleaned)


def _bare(found: Sequence[Token]) -> Command | None:
    """A number alone: one digit chooses, a ticket number asks for its status."""
    at = 0
    while at < min(len(found) - 1, 3) and found[at].form in CHOOSING:
        at += 1
    chosen = NUMBER_WORDS.get(found[at].form, found[at].form)
    choice = _SHORT_CHOICE.fullmatch(chosen)
    if choice and len(found) <= 5 and _fillers(found[at + 1 :], Verb.CHOICE):
        return Command(Verb.CHOICE, rest=choice.group(1))
    number = numbered(found, 0)
    if number and 7 <= len(number.digits) <= 9 and _fillers(found[number.taken :], Verb.STATUS):
        return Command(Verb.STATUS, number.digits)
    return None


def numbered(found: Sequence[Token], first: int, shortest: int = 5) -> Numbered | None:
    """The ticket number that begins at token *first*, with `no`, `#` and blanks inside it allowed."""
    position = first
    while position < len(found) and found[position].form.rstrip(".:") in MARKER:
        position += 1
    digits = ""
    while position < len(found) and len(digits) < 8:
        piece = _digits(found[position].form)
        if not piece or (digits and (len(digits) >= 5 or len(digits + piece) > 9)):
            break
        digits += piece
        position += 1
    return Numbered(digits, position - first) if len(digits) >= shortest else None


def numbered_behind(found: Sequence[Token], verb: Verb) -> Numbered | None:
    """The number of *verb*, the first of *found*; a whole ticket number may stand behind polite words."""
    near = numbered(found, 1)
    if near or verb in (Verb.YES, Verb.NO):
        return near
    first = 1
    while first < min(len(found), _FURTHEST_LEAD + 1) and _fillers(found[first : first + 1], verb):
        first += 1
    far = numbered(found, first, shortest=_TICKET)
    return Numbered(far.digits, far.taken + first - 1) if far else None


def _digits(form: str) -> str:
    """The digits *form* stands for, or "": `24-18-35-67`, `no.24183567` and `2418356o` are read."""
    bare = form
    for marker in ("nomor", "nmr", "no", "id"):
        if bare.startswith(marker) and len(bare) > len(marker):
            bare = bare[len(marker) :].lstrip(".:-# ")
            break
    joined = bare.replace("-", "").replace(".", "").replace("/", "")
    real = sum(1 for character in joined if character in "0123456789")
    if real >= 6:
        joined = joined.translate(_LETTER_DIGITS)
    return joined if joined and all(character in "0123456789" for character in joined) else ""


def _fillers(rest: Sequence[Token], verb: Verb) -> bool:
    allowed = TAILS.get(verb, frozenset())
    return all(token.form in FILLER or token.form in allowed for token in rest)


def polite(found: Sequence[Token]) -> bool:
    """Whether *found* holds nothing but forms of address, thanks and the like."""
    return all(token.form in FILLER for token in found)


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
    number = numbered_behind(found, verb)
    if number:
        return _with_number(verb, number, found, raw, cleaned)
    if verb in (Verb.ANONYMOUS, Verb.CONFIDENTIAL):
        return _hidden(verb, found, raw, cleaned)
    if verb is Verb.LOCATION and found[0].form.startswith("lok") and len(found) > 1:
        rest = rest_of(raw, cleaned, found, 1)
        return None if speaks(rest) else Command(verb, rest=rest)
    if verb is Verb.NO and any(token.form in MESSAGES for token in found):
        verb = Verb.STOP
    if verb is Verb.DISPUTE and any(token.form in REPORT_WORDS for token in found):
        return None
    if not _fillers(found[1:], verb) or (
        found[0].form in ("alamat", "tempat", "aktif", "bantu") and len(found) > 1
    ):
        return None
    return Command(verb, rest=rest_of(raw, cleaned, found, 1) if verb is Verb.DISPUTE else "")


def _with_number(
    verb: Verb, number: Numbered, found: Sequence[Token], raw: str, cleaned: Clean
) -> Command | None:
    after = 1 + number.taken
    polite = _fillers(found[after:], verb)
    if verb in (Verb.YES, Verb.NO, Verb.HELP, Verb.STOP, Verb.START, Verb.NEW) and not polite:
        return None
    rest = "" if polite and verb not in CARRYING else rest_of(raw, cleaned, found, after)
    return Command(verb, number.digits, rest)


def _hidden(verb: Verb, found: Sequence[Token], raw: str, cleaned: Clean) -> Command | None:
    if len(found) > 1 and found[1].form in OF_OTHERS:
        return None
    if found[0].form == "rahasiakan" and len(found) > 2 and found[1].form in ("nama", "identitas"):
        return Command(Verb.ANONYMOUS, rest=rest_of(raw, cleaned, found, 3 if found[2].form in FILLER else 2))
    if _fillers(found[1:], verb):
        return Command(verb)
    return Command(verb, rest=rest_of(raw, cleaned, found, 1))


def _erase(found: Sequence[Token]) -> Command | None:
    after = found[1:]
    if after and after[0].form == "data":
        after = after[1:]
    number = numbered(after, 0, shortest=4) if after else None
    if number and len(number.digits) >= 7 and _fillers(after[number.taken :], Verb.CANCEL):
        return Command(Verb.CANCEL, number.digits)
    if number and _fillers(after[number.taken :], Verb.ERASE):
        return Command(Verb.ERASE, rest=number.digits)
    if not after or not _fillers(after, Verb.ERASE):
        return Command(Verb.ERASE) if len(found) == 2 and found[1].form == "data" else None
    about_report = any(token.form in REPORT_WORDS for token in after)
    return Command(Verb.CANCEL if about_report and found[1].form != "data" else Verb.ERASE)


def _free_question(text: str, found: Sequence[Token], speaks: SpeaksOfProblem) -> Command | None:
    """`gimana laporan sy pak kok lama` asks for the status; with a problem of its own it is a text."""
    if len(found) > _QUESTION_WORDS:
        return None
    first = next((place for place, token in enumerate(found) if token.form not in FILLER), 0)
    alone = numbered(found, first, shortest=_TICKET)
    if alone and polite(found[first + alone.taken :]):
        return Command(Verb.STATUS, alone.digits)
    if HOW.search(text) and all(token.form in HOW_WORDS for token in found):
        return Command(Verb.HELP)
    places = (numbered(found, place) for place in range(len(found)))
    numbers = [number.digits for number in places if number]
    ours = OWN_REPORT.search(text) or any(len(digits) >= _TICKET for digits in numbers)
    if not (ours and ASKS.search(text)) or speaks(text):
        return None
    return Command(Verb.STATUS, numbers[0] if numbers else None)
