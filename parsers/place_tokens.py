"""Words of a cleaned text with their positions and what stands before each of them."""

import re
from typing import NamedTuple

_WORD = re.compile(r"[a-z0-9]+")
_JOINING = frozenset(" -'\u2019`")
_CHAINING = frozenset(" ,.-/():\u2013\n'\"")


class Token(NamedTuple):
    """One word: *start* and *end* in the cleaned text, *gap* what is between it and the word before."""

    text: str
    start: int
    end: int
    gap: str

    @property
    def joins(self) -> bool:
        """Whether this word can belong to the same name as the word before."""
        return self.gap == " " or _JOINING.issuperset(self.gap)

    @property
    def chains(self) -> bool:
        """Whether this word can belong to the same address as the word before."""
        return self.gap == " " or (len(self.gap) <= 6 and _CHAINING.issuperset(self.gap))

    @property
    def numeric(self) -> bool:
        return self.text[0] in "0123456789"


def tokens(text: str) -> tuple[Token, ...]:
    """The words of *text* in order; linear in its length."""
    found: list[Token] = []
    end = 0
    for match in _WORD.finditer(text):
        found.append(Token(match.group(), match.start(), match.end(), text[end : match.start()]))
        end = match.end()
    return tuple(found)
