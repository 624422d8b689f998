"""Which names of regions the words of a text spell: the longest at a word, with the codes it may mean."""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from parsers.gazetteer import OPENING, Gazetteer, Named, RegionKind
from parsers.place_everyday import NOT_VILLAGES
from parsers.place_tokens import Token
from parsers.place_words import ABBREVIATIONS, COMPANY, GENERIC, LOCATIVE, PERSON, STOP, Marker

_LONGEST = 5
_NO_NAMES = COMPANY | LOCATIVE | PERSON | GENERIC | NOT_VILLAGES
_UPPER_MARKERS = {Marker.PROVINCE, Marker.REGENCY, Marker.CITY}
_KIND_OF = {Marker.REGENCY: RegionKind.REGENCY, Marker.CITY: RegionKind.CITY}


class Name(NamedTuple):
    """A name of *size* words (0: none): provinces and regencies it may mean, then districts and villages."""

    size: int = 0
    upper: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()


_NONE = Name()


def _opened(texts: Sequence[str], openings: frozenset[str]) -> set[int]:
    """The words at which a name may begin: its first letters are right, or it is as short as they are."""
    joined = "".join(texts)
    ends = list(accumulate(map(len, texts)))
    found = {
        index
        for index, end in enumerate(ends)
        if joined[(at := end - len(texts[index])) : at + OPENING] in openings
    }
    for index, text in enumerate(texts):
        if len(text) < OPENING and index not in found:
            pair = text + texts[index + 1] if index + 1 < len(texts) else text
            if text in openings or (len(pair) < OPENING and pair in openings):
                found.add(index)
    return found


class Names:
    """The names in *words*, as written or with short words spelled out."""

    __slots__ = ("_gazetteer", "_opened", "_spelled", "_texts", "_words")

    def __init__(self, words: Sequence[Token], gazetteer: Gazetteer) -> None:
        self._words = words
        self._gazetteer = gazetteer
        self._texts = [word.text for word in words]
        self._spelled = [ABBREVIATIONS.get(text, text) for text in self._texts]
        written = _opened(self._texts, gazetteer.openings)
        same = self._spelled == self._texts
        self._opened = written if same else written | _opened(self._spelled, gazetteer.openings)

    def at(self, first: int, marker: Marker | None = None) -> Name:
        """The longest name at *first* that *marker* allows."""
        if first not in self._opened:
            return _NONE
        for size in range(self._limit(first), 0, -1):
            key = self.key(first, size)
            if key in self._gazetteer.upper or key in self._gazetteer.lower:
                upper, lower = self._codes(first, size, key, marker)
                if upper or lower:
                    return Name(size, upper, lower)
        return _NONE

    def key(self, first: int, size: int) -> str:
        """The key of these words as written, or with short words spelled out when only that is a name."""
        written = "".join(self._texts[first : first + size])
        if size == 1 or written in self._gazetteer.upper or written in self._gazetteer.lower:
            return written
        return "".join(self._spelled[first : first + size])

    def town(self, first: int, size: int) -> Named | None:
        return self._gazetteer.upper.get(self.key(first, size))

    def of_kind(self, codes: tuple[str, ...], marker: Marker | None) -> tuple[str, ...]:
        """Those of *codes* that are what *marker* says, or all when none is."""
        if marker is Marker.PROVINCE:
            return tuple(code for code in codes if len(code) == 2)
        if marker is None:
            return codes
        exact = tuple(code for code in codes if self._gazetteer.kind(code) == _KIND_OF[marker])
        return exact or codes

    def _limit(self, first: int) -> int:
        """How many words a name that begins at *first* can have."""
        last = min(first + _LONGEST, len(self._words))
        return next((index for index in range(first + 1, last) if not self._joined(index)), last) - first

    def _joined(self, index: int) -> bool:
        word = self._words[index]
        return word.joins or (word.gap in {".", ". "} and self._words[index - 1].text in ABBREVIATIONS)

    def _codes(
        self, first: int, size: int, key: str, marker: Marker | None
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        named = self._gazetteer.upper.get(key)
        lower = self._gazetteer.lower.get(key, ())
        if marker is None:
            return (named.codes if named else ()), (lower if self._tellable(first, size, key) else ())
        if marker in _UPPER_MARKERS:
            return (self.of_kind(named.codes, marker) if named else ()), ()
        if size == 1 and key in STOP:
            return (), ()
        if marker is Marker.DISTRICT:
            return (), tuple(code for code in lower if len(code) == 8)
        return (), tuple(code for code in lower if len(code) == 13) or lower

    def _tellable(self, first: int, size: int, key: str) -> bool:
        """Whether a district or village name without a marker is more than everyday words."""
        word = self._words[first].text
        if len(key) < 4 or size > 4 or word in STOP or self._words[first].numeric:
            return False
        return size > 1 or word not in _NO_NAMES
