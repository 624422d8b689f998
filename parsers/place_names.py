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


_SHORT = (1 << OPENING) - 1  # the lengths an opening says nothing of


def _opened(texts: Sequence[str], gazetteer: Gazetteer) -> dict[int, int]:
    """The words at which a name may begin, with the lengths it may have (bit n for n letters).

    Its first letters are right, or it is as short as they are.
    """
    openings, lengths = gazetteer.openings, gazetteer.lengths
    joined = "".join(texts)
    starts = list(accumulate(map(len, texts), initial=0))
    found = {
        index: lengths[joined[at : at + OPENING]] | _SHORT
        for index, at in enumerate(starts[:-1])
        if joined[at : at + OPENING] in openings
    }
    for index, text in enumerate(texts):
        if len(text) < OPENING and index not in found:
            pair = text + texts[index + 1] if index + 1 < len(texts) else text
            if text in openings or (len(pair) < OPENING and pair in openings):
                found[index] = _SHORT
    return found


class Names:
    """The names in *words*, as written or with short words spelled out."""

    __slots__ = ("_gazetteer", "_spelled", "_texts", "_words", "opened")

    def __init__(self, words: Sequence[Token], gazetteer: Gazetteer) -> None:
        self._words = words
        self._gazetteer = gazetteer
        self._texts = [word.text for word in words]
        self._spelled = [ABBREVIATIONS.get(text, text) for text in self._texts]
        self.opened = _opened(self._texts, gazetteer)
        if self._spelled != self._texts:
            for index, lengths in _opened(self._spelled, gazetteer).items():
                self.opened[index] = self.opened.get(index, 0) | lengths

    def at(self, first: int, marker: Marker | None = None) -> Name:
        """The longest name at *first* that *marker* allows."""
        if first not in self.opened:
            return _NONE
        for size in self._sizes(first):
            key = self.key(first, size)
            if key in self._gazetteer.upper or key in self._gazetteer.lower:
                upper, lower = self._codes(first, size, key, marker)
                if upper or lower:
                    return Name(size, upper, lower)
        return _NONE

    def _sizes(self, first: int) -> list[int]:
        """How many words a name that begins at *first* can have, the most first."""
        lengths = self.opened[first]
        found: list[int] = []
        written = spelled = 0
        for index in range(first, min(first + _LONGEST, len(self._words))):
            if index > first and not self._joined(index):
                break
            written += len(self._texts[index])
            spelled += len(self._spelled[index])
            if (lengths >> written | lengths >> spelled) & 1:
                found.append(index - first + 1)
        return found[::-1]

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
