"""Short word lists written as text, and patterns made of them."""

from collections.abc import Iterable, Sequence


def wordset(*lines: str) -> frozenset[str]:
    """The blank-separated words of *lines*."""
    return frozenset(word for line in lines for word in line.split())


def either(words: Iterable[str]) -> str:
    """An alternation of *words* (letters, digits, blanks, no signs of patterns), the longest first.

    Words are written together as far as they begin alike, so that a text is tried against few beginnings.
    """
    return f"(?:{_branches(sorted(set(words)))})"


def _branches(words: Sequence[str]) -> str:
    """What matches any of *words*, more letters first: that is the longest first."""
    endings: dict[str, list[str]] = {}
    for word in filter(None, words):
        endings.setdefault(word[0], []).append(word[1:])
    pieces = [letter + _branches(rest) for letter, rest in endings.items()]
    whole = "" in words
    if len(pieces) < 2 and not whole:
        return "".join(pieces)
    return f"(?:{'|'.join(pieces)})" + "?" * whole if pieces else ""
