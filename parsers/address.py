"""Street, alley, house number and landmark of a cleaned text, each with the words it came from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.place_tokens import Token
from parsers.place_words import (
    ALLEY,
    BLOCK,
    ESTATE,
    LANDMARK,
    NO_LANDMARK,
    NOT_A_STREET,
    NOT_BEFORE,
    NUMBER,
    PROPER_DI,
    STOP,
    STREET,
    STREET_TITLES,
    TIME_UNITS,
)

_NAME_WORDS = 4
_NEAR = 40  # characters between a street and what still belongs to it
_HOUSE = re.compile(r"^(?:no|nomor|nmr)?([0-9]{1,4}[a-z]?)$")
_LABELLED = re.compile(r"^(?:no|rt|rw|km)[0-9]+")
_UNIT = re.compile(r"^[0-9]{1,3}[a-z]?$")
_BLOCK_NAME = re.compile(r"^[a-z]{0,2}[0-9]{0,3}[a-z]?$")


@dataclass(frozen=True, slots=True)
class Piece:
    """One field of an address: its *value* and the span [start, end) in the cleaned text."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Named:
    """A street, alley, estate or landmark by token indexes: marker, then a name up to *last* (exclusive).

    What lies before *fixed* is the name for certain; from there on a region's name may end it.
    """

    marker: int
    fixed: int
    last: int

    def cut(self, stops: Sequence[int]) -> "Named":
        """The same, ended before the first of *stops* that lies in its open part."""
        inside = [stop for stop in stops if self.fixed <= stop < self.last]
        return Named(self.marker, self.fixed, min(inside, default=self.last))


def streets(words: Sequence[Token]) -> tuple[Named, ...]:
    """Every named street, in order; "jalan rusak" and "jalan raya" alone are none."""
    return _all_named(words, STREET, NOT_A_STREET, STREET_TITLES)


def alleys(words: Sequence[Token]) -> tuple[Named, ...]:
    return _all_named(words, ALLEY, NOT_A_STREET, frozenset())


def estates(words: Sequence[Token]) -> tuple[Named, ...]:
    return _all_named(words, ESTATE, NOT_A_STREET, frozenset())


def landmarks(words: Sequence[Token]) -> tuple[Named, ...]:
    found = _all_named(words, LANDMARK, NO_LANDMARK, STREET | ALLEY | ESTATE)
    return tuple(each for each in found if each.marker == 0 or words[each.marker - 1].text not in NOT_BEFORE)


def _all_named(
    words: Sequence[Token], markers: frozenset[str], refused: frozenset[str], titles: frozenset[str]
) -> tuple[Named, ...]:
    found: list[Named] = []
    if markers.isdisjoint([word.text for word in words]):
        return ()
    index = 0
    while index < len(words):
        named = _named(words, index, refused, titles) if words[index].text in markers else None
        if named:
            found.append(named)
        index = named.last if named else index + 1
    return tuple(found)


def _named(
    words: Sequence[Token], marker: int, refused: frozenset[str], titles: frozenset[str]
) -> Named | None:
    first = marker + 1
    while first < len(words) and words[first].text in titles and _follows(words, first):
        first += 1
    if first >= len(words) or not _follows(words, first) or words[first].text in refused:
        return None
    if words[first].text in TIME_UNITS or _passive(words[first].text) or _counted(words, first):
        return None
    last = first + 1
    while last < len(words) and last - first < _NAME_WORDS and _continues(words, last):
        last += 1
        if _UNIT.match(words[last - 1].text):
            break
    return Named(marker, first + 1, last)


def _passive(word: str) -> bool:
    """Whether *word* is a "di-" verb or a place glued to its preposition ("diperbaiki", "disemarang")."""
    return word.startswith("di") and len(word) > 5 and not word.startswith(PROPER_DI)


def _follows(words: Sequence[Token], index: int) -> bool:
    """Whether the word is joined to the one before, by a blank or by the full stop of an abbreviation."""
    gap = words[index].gap
    short = len(words[index - 1].text) <= 6
    return words[index].joins or gap in {":", ": "} or (short and gap in {".", ". "})


def _continues(words: Sequence[Token], index: int) -> bool:
    word = words[index]
    if word.text in STOP or not (word.joins or (len(words[index - 1].text) <= 4 and word.gap in {".", ". "})):
        return False
    if not word.numeric:
        return not _LABELLED.match(word.text)
    return bool(_UNIT.match(word.text)) and not _counted(words, index)


def _counted(words: Sequence[Token], index: int) -> bool:
    """Whether this word is a number of something ("3 minggu", "2 km")."""
    if not words[index].numeric or index + 1 >= len(words):
        return False
    return words[index + 1].text in TIME_UNITS and words[index + 1].joins


def piece(words: Sequence[Token], named: Named, prefix: str | None = None) -> Piece:
    """The words of *named* with single blanks; *prefix* replaces its marker ("jalan" becomes "jl")."""
    texts = [word.text for word in words[named.marker : named.last]]
    if prefix:
        texts[0] = prefix
    return Piece(" ".join(texts), words[named.marker].start, words[named.last - 1].end)


def street_piece(words: Sequence[Token], stops: Sequence[int]) -> Piece | None:
    """The first street with its alley and block; without a street the alley or the estate stands for it."""
    kinds = ((streets(words), "jl"), (alleys(words), "gg"), (estates(words), None))
    base = next((piece(words, found[0].cut(stops), prefix) for found, prefix in kinds if found), None)
    if base is None:
        return None
    for each in alleys(words):
        base = _joined(base, piece(words, each.cut(stops), "gg"))
    for block in _blocks(words):
        base = _joined(base, block)
    return base


def _joined(base: Piece, more: Piece) -> Piece:
    if not 0 <= more.start - base.end <= _NEAR:
        return base
    return Piece(f"{base.value} {more.value}", base.start, more.end)


def _blocks(words: Sequence[Token]) -> list[Piece]:
    found: list[Piece] = []
    for index, word in enumerate(words[:-1]):
        if word.text not in BLOCK or not words[index + 1].chains:
            continue
        last = index + 2
        named = _BLOCK_NAME.match(words[index + 1].text) and words[index + 1].text not in STOP
        if not named:
            continue
        if last < len(words) and len(words[last - 1].text) == 1 and _UNIT.match(words[last].text):
            last += 1
        value = "".join(each.text for each in words[index + 1 : last])
        found.append(Piece(f"blok {value}", word.start, words[last - 1].end))
    return found


def house_number(words: Sequence[Token], street: Piece | None) -> Piece | None:
    """The house number said near *street* ("no. 45", "no45b"); None without a street."""
    if street is None:
        return None
    for index, word in enumerate(words):
        if not -1 <= word.start - street.end <= _NEAR:
            continue
        if word.text in NUMBER and index + 1 < len(words) and len(words[index + 1].gap) <= 3:
            match, last = _HOUSE.match(words[index + 1].text), index + 1
        else:
            match, last = (None if word.numeric else _HOUSE.match(word.text)), index
        if match and not word.text.startswith("rt"):
            return Piece(match.group(1), word.start, words[last].end)
    return None


def landmark_piece(words: Sequence[Token], stops: Sequence[int]) -> Piece | None:
    """The first landmark as typed: "dpn pdam", "dekat pasar baru"."""
    for found in landmarks(words):
        return piece(words, found.cut(stops))
    return None
