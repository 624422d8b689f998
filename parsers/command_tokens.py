"""The pieces of a command, and the ticket number among them however it is spaced."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from parsers.command_words import MARKER

_TOKEN = re.compile(r"[^\s,;:!?()\[\]\"]+")
_EDGES = ".,;:!?#*'\"()[]{}<>-_/=+~ \n"
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
        form = match.group()
        if form.isalnum():
            found.append(Token(form, match.start(), match.end()))
            if len(found) == most:
                break
            continue
        left = len(form) - len(form.lstrip(_EDGES))
        bare = form.strip(_EDGES)
        if bare and any(map(str.isalnum, bare)):
            found.append(Token(bare, match.start() + left, match.start() + left + len(bare)))
        if len(found) == most:
            break
    return found


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
