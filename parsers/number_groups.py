"""Digits as people type them, cut into groups: figures, letters that stand for 0 and 1, spoken digits."""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Group(NamedTuple):
    """Digits without a break, and the separator that stands before them ("" at the start of a run)."""

    digits: str
    start: int
    end: int
    separator: str


_FIGURES = r"[oil]{0,3}[0-9][0-9oil]*"  # letters that are taken for digits, about a digit
_SPOKEN = {
    "nol": "0", "kosong": "0", "satu": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5", "enam": "6",
    "tujuh": "7", "delapan": "8", "lapan": "8", "sembilan": "9",
}  # fmt: skip
_CHUNK = re.compile(_FIGURES)
_CHUNK_OR_WORD = re.compile(rf"{_FIGURES}|\b(?:{'|'.join(_SPOKEN)})\b")
_PLAIN = re.compile(r"[0-9]+")
_REPAIR = str.maketrans("oil", "011")
_SIGNS = "-.()/_,:+*~=|'\u2010-\u2015\u00b7\u2022\u20e3"
_SEPARATOR = re.compile(rf"[ \n]{{0,3}}[{_SIGNS}]{{0,3}}[ \n]{{0,3}}")
_WIDEST = 9  # characters of a separator


def groups(text: str) -> list[Group]:
    """The groups of digits in *text* (lower case, digits 0-9), left to right."""
    found: list[Group] = []
    for digits, start, end in _runs(text):
        between = text[found[-1].end : start] if found and start - found[-1].end <= _WIDEST else None
        joins = between is not None and _SEPARATOR.fullmatch(between) is not None
        found.append(Group(digits, start, end, between if joins and between else ""))
    return found


def _runs(text: str) -> Iterator[tuple[str, int, int]]:
    spoken = "nol" in text or "kosong" in text or "lapan" in text  # hardly a long number is without 0 and 8
    for match in (_CHUNK_OR_WORD if spoken else _CHUNK).finditer(text):
        word = _SPOKEN.get(match.group())
        if word:
            yield word, *match.span()
            continue
        start, end = _trimmed(text, *match.span())
        if start < end:
            yield text[start:end].translate(_REPAIR), start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the digits in a chunk; letters count as digits only among enough real ones."""
    chunk = text[start:end]
    if _PLAIN.fullmatch(chunk):
        return start, end
    digits = sum(1 for character in chunk if character in "0123456789")
    if digits < 2 or digits * 2 < len(chunk) or text[start - 1 : start].isalpha():
        start += len(chunk) - len(chunk.lstrip("oil"))
    if digits < 2 or digits * 2 < len(chunk) or text[end : end + 1].isalpha():
        end -= len(chunk) - len(chunk.rstrip("oil"))
    inner = text[start:end]
    enough = digits * 2 >= len(inner)
    return (start, end) if enough else (start, start)
