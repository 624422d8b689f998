"""Commands of citizens: a verb alone, with a number, or with a polite tail; inside a sentence it is text."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from parsers.command_tokens import Numbered, Token, numbered, tokens
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
    MESSAGES,
    NEVER,
    NUMBER_WORDS,
    OF_OTHERS,
    OWN_REPORT,
    PLACE_OPENERS,
    REPORT_WORDS,
    TAILS,
    TROUBLE,
    UNDONE,
    VERBS,
)
from parsers.complaint import Command, Verb
from parsers.normalize import Clean

_SHORT_CHOICE = re.compile(r"(?:no|nomor|nmr|pilih|pilihan|nilai|angka|jawab)?[ .:#]*([1-9])")
_QUESTION_WORDS = 14
_FURTHEST_LEAD = 5
_SHORT_DISPUTE = 8  # words of `belum beres, cuma ditabur pasir`
_TICKET = 7  # digits of the shortest ticket number


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
        return _location(found, rest_of(raw, cleaned, found, 1), speaks)
    if verb is Verb.DISPUTE and len(found) > 1:
        return _disputed(found, rest_of(raw, cleaned, found, 1))
    if verb is Verb.NO and any(token.form in MESSAGES for token in found):
        verb = Verb.STOP
    if not _fillers(found[1:], verb) or (
        found[0].form in ("alamat", "tempat", "aktif", "bantu") and len(found) > 1
    ):
        return None
    return Command(verb)


def _location(found: Sequence[Token], rest: str, speaks: SpeaksOfProblem) -> Command | None:
    """`LOKASI ds sukamaju kec jonggol`: a place, and no trouble of its own."""
    troubled = any(token.form in TROUBLE for token in found)
    placed = found[1].form in PLACE_OPENERS and not troubled
    return Command(Verb.LOCATION, rest=rest) if placed or not speaks(rest) else None


def _disputed(found: Sequence[Token], rest: str) -> Command | None:
    """`belum beres, cuma ditabur pasir`; a report about a report asks for its status."""
    if any(token.form in REPORT_WORDS for token in found):
        return None
    short = len(found) <= _SHORT_DISPUTE and found[1].form in UNDONE
    return Command(Verb.DISPUTE, rest=rest) if short or _fillers(found[1:], Verb.DISPUTE) else None


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
