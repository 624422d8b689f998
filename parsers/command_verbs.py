"""Which verb a piece of a command means, however it is typed or glued, and what may stand around it."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from parsers.command_tokens import TICKET, Numbered, Token, numbered, ticket
from parsers.command_words import FILLER, NEVER, SLIPPED, TAILS, VERBS
from parsers.complaint import Verb
from parsers.everyday_words import EVERYDAY
from parsers.remembering import remembered
from parsers.slips import shortened, single, slipped

_FURTHEST_LEAD = 5
_NUMBER = (
    r"[^a-z0-9]{0,3}(?:no|nomor|nmr|tiket)?[^a-z0-9]{0,3}"
    r"([0-9][0-9oil]{3,8}|[0-9]{1,4}(?:[.-][0-9]{1,4}){1,4})"
)
_GLUED = re.compile(rf"([a-z]{{2,12}}?){_NUMBER}|([0-9]{{1,4}})[.:_-]?([a-z]{{3,12}})")
_WITHIN = 6  # first pieces among which a verb may touch its number


def verb_of(form: str, *, confirmed: bool = False) -> Verb | None:
    """The verb *form* means; one slip of the finger is forgiven in words of five letters or more.

    *confirmed*, by a ticket number beside it, shorter words are recognised too.
    """
    word = form.rstrip(".:-")
    if word in VERBS:
        return VERBS[word]
    return _near_verb(word, confirmed) if 3 <= len(word) <= 14 else None


@lru_cache(maxsize=4096)
def _near_verb(word: str, confirmed: bool) -> Verb | None:
    if single(word) in VERBS and single(word) != word:
        return VERBS[single(word)]
    if word in NEVER or word in EVERYDAY or not (confirmed or len(word) >= 5):
        return None
    near = [known for known in SLIPPED if slipped(word, known, confirmed)]
    same = [known for known in near if (known[0], known[-1]) == (word[0], word[-1])]
    return SLIPPED[(same or near)[0]] if near else None


@remembered(4096)
def lone_verb(word: str) -> Verb | None:
    """The verb a message of this one word means, in words of four letters too: "sotp"."""
    if word in VERBS or len(word) < 4 or word in NEVER or word in EVERYDAY:
        return verb_of(word)
    short = [known for known in SLIPPED if len(known) == 4 and slipped(word, known)]
    short += [known for known in SLIPPED if _inner_left_out(word, known)]
    return verb_of(word) or (SLIPPED[short[0]] if short else None)


def _inner_left_out(word: str, known: str) -> bool:
    """Whether *word* is *known* of five letters without one between the first and the last."""
    return len(known) == 5 and (word[0], word[-1]) == (known[0], known[-1]) and shortened(word, known)


def unglued(found: Sequence[Token], verb_of_word: Callable[[str], Verb | None]) -> list[Token]:
    """*found* with a piece cut where a verb and a number touch: `tambah24183567`, `3-terima`."""
    pieces: list[Token] = []
    for place, token in enumerate(found[:_WITHIN]):
        glued = None if token.form.isalpha() else _GLUED.fullmatch(token.form)
        if glued is None or not _cut(glued, place, verb_of_word):
            pieces.append(token)
            continue
        spans = [span for span in map(glued.span, range(1, 5)) if span != (-1, -1)]
        pieces.extend(
            Token(token.form[left:right], token.start + left, token.start + right) for left, right in spans
        )
    return [*pieces, *found[_WITHIN:]]


def _cut(glued: re.Match[str], place: int, verb_of_word: Callable[[str], Verb | None]) -> bool:
    """Whether the parts are a verb and a number; behind other words only a whole ticket number is."""
    if place and (glued.group(1) is None or len(glued.group(2)) < TICKET):
        return False
    return verb_of_word(glued.group(1) or glued.group(4)) is not None


def numbered_behind(found: Sequence[Token], verb: Verb) -> Numbered | None:
    """The number of *verb*, the first of *found*; a whole ticket number may stand behind polite words."""
    near = numbered(found, 1)
    if near or verb in (Verb.YES, Verb.NO):
        return near
    first = 1
    while first < min(len(found), _FURTHEST_LEAD + 1) and fillers(found[first : first + 1], verb):
        first += 1
    far = ticket(found, first)
    return Numbered(far.digits, far.taken + first - 1) if far else None


def fillers(rest: Sequence[Token], verb: Verb) -> bool:
    """Whether *rest* says nothing that *verb* does not say: forms of address, thanks, its own words."""
    allowed = TAILS.get(verb, frozenset())
    return all(
        token.form in FILLER or token.form in allowed or single(token.form) in FILLER for token in rest
    )


def polite(found: Sequence[Token]) -> bool:
    """Whether *found* holds nothing but forms of address, thanks and the like."""
    return all(token.form in FILLER for token in found)
