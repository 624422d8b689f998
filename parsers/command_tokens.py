"""The pieces of a command, and the ticket number among them however it is spaced."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

from parsers.command_words import MARKER

_TOKEN = re.compile('[^\\s,;:!?()\\[\\]{}<>=|"\u00ab\u00bb\u201c-\u201f\u2022\u2026]+')
_TOUCHING = re.compile(r"((?:[a-z]{2,12}[.:-]?)?[0-9]{7,9})[^a-z0-9]*([a-z]{2}.*)")
_LETTER_DIGITS = str.maketrans("oil", "011")


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


def tokens(text: str, most: int | None = None) -> list[Token]:
    """The pieces of *text* that hold a letter or a digit, the first *most* of them."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text.replace("#", " ")):
        form, start = match.group(), match.start()
        if form.isalpha():
            found.append(Token(form, start, match.end()))
        else:
            found.extend(_apart(form, start))
        if most is not None and len(found) >= most:
            return found[:most]
    return found


def _apart(form: str, start: int) -> list[Token]:
    """*form* without the punctuation at its edges; a ticket number is cut from the word it touches."""
    first, last = 0, len(form)
    while first < last and not form[first].isalnum():
        first += 1
    while last > first and not form[last - 1].isalnum():
        last -= 1
    if first == last:
        return []
    bare = form[first:last]
    touching = _TOUCHING.fullmatch(bare)
    cuts = [touching.span(1), touching.span(2)] if touching else [(0, len(bare))]
    return [Token(bare[left:right], start + first + left, start + first + right) for left, right in cuts]


def numbered(found: Sequence[Token], first: int, shortest: int = 5) -> Numbered | None:
    """The ticket number that begins at token *first*, with `no`, `#` and blanks inside it allowed."""
    position = first
    while position < len(found) and found[position].form.rstrip(".:") in MARKER:
        position += 1
    if position >= len(found) or found[position].form.isalpha():
        return None
    pieces: list[str] = []
    for token in found[position : position + _MOST_PIECES]:
        piece = _digits(token.form)
        if not piece:
            break
        pieces.append(piece)
    taken = _taken(pieces)
    digits = "".join(pieces[:taken])
    return Numbered(digits, position + taken - first) if len(digits) >= shortest else None


def ticket(found: Sequence[Token], first: int) -> Numbered | None:
    """The whole ticket number that begins at token *first*: one digit too few or too many, but no phone."""
    number = numbered(found, first, shortest=TICKET)
    return number if number and len(number.digits) <= _LONGEST else None


def _taken(pieces: Sequence[str]) -> int:
    """How many *pieces* make the number: those that make a whole one, or the first ones."""
    lengths = list(accumulate(map(len, pieces)))
    if lengths and lengths[0] < _NEARLY and _WHOLE in lengths:
        return lengths.index(_WHOLE) + 1
    steps = pairwise((0, *lengths))
    return sum(1 for before, length in steps if not before or (before < _HALF and length <= _LONGEST))


TICKET = 7  # digits of the shortest ticket number
_MOST_PIECES = 8
_WHOLE = 8  # digits of a ticket number
_NEARLY = 7  # digits of a number that is not continued
_HALF = 5
_LONGEST = 9  # digits typed as a ticket number, one too many among them


def _digits(form: str) -> str:
    """The digits *form* stands for, or "": `24-18-35-67`, `no.24183567` and `2418356o` are read."""
    if form.isalpha():
        return ""
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
