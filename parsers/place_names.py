"""Which names of regions the words of a text spell: the longest at a word, with the codes it may mean."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from parsers.gazetteer import OPENING, Gazetteer, Named, RegionKind
from parsers.place_everyday import NOT_VILLAGES
from parsers.place_tokens import Token
from parsers.place_words import ABBREVIATIONS, COMPANY, GENERIC, LOCATIVE, PERSON, STOP, Marker

_LONGEST = 5
_NO_NAMES = STOP | COMPANY | LOCATIVE | PERSON | GENERIC | NOT_VILLAGES  # when they stand alone
_UPPER_MARKERS = {Marker.PROVINCE, Marker.REGENCY, Marker.CITY}
_KIND_OF = {Marker.REGENCY: RegionKind.REGENCY, Marker.CITY: RegionKind.CITY}


class Name(NamedTuple):
    """A name of *size* words (0: none): provinces and regencies it may mean, then districts and villages."""

    size: int = 0
    upper: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()


_NONE = Name()
_ABBREVIATED = frozenset(ABBREVIATIONS)
_SHORT = (1 << OPENING) - 1  # the lengths an opening says nothing of


class _Letters:
    """The letters of all words in a row, and where each word starts in it."""

    __slots__ = ("letters", "starts", "texts")

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.letters = "".join(texts)
        self.starts = list(accumulate(map(len, texts), initial=0))

    def key(self, first: int, size: int) -> str:
        return self.letters[self.starts[first] : self.starts[first + size]]

    def opened(self, openings: frozenset[str]) -> set[int]:
        """The words at which a name may begin: its first letters are right, or it is as short as they are."""
        letters, starts, texts = self.letters, self.starts, self.texts
        found = {
            index
            for index, (at, text) in enumerate(zip(starts, texts, strict=False))
            if letters[at : at + OPENING] in openings or text in openings
        }
        found.update(
            index
            for index, (at, end) in enumerate(zip(starts, starts[2:], strict=False))
            if end - at < OPENING and letters[at:end] in openings
        )
        return found

    def lengths(self, first: int, known: Mapping[str, int]) -> int:
        """The lengths of *known* names that begin as the letters at *first* do: bit n for n letters."""
        at = self.starts[first]
        return known.get(self.letters[at : at + OPENING], 0)


class Names:
    """The names in *words*, as written or with short words spelled out."""

    __slots__ = ("_gazetteer", "_spelled", "_words", "_written", "opened")

    def __init__(self, words: Sequence[Token], gazetteer: Gazetteer) -> None:
        self._words = words
        self._gazetteer = gazetteer
        texts = [word[0] for word in words]
        self._written = _Letters(texts)
        self._spelled: _Letters | None = None  # where it is the same as what is written
        self.opened = self._written.opened(gazetteer.openings)
        if not _ABBREVIATED.isdisjoint(texts):
            self._spelled = _Letters([ABBREVIATIONS.get(text, text) for text in texts])
            self.opened |= self._spelled.opened(gazetteer.openings)

    @property
    def texts(self) -> Sequence[str]:
        return self._written.texts

    def at(self, first: int, marker: Marker | None = None) -> Name:
        """The longest name at *first* that *marker* allows."""
        if first not in self.opened:
            return _NONE
        known, places = self._gazetteer.upper, self._gazetteer.lower
        for size in self._sizes(first):
            key = self.key(first, size)
            named, lower = known.get(key), places.get(key, ())
            if named or lower:
                name = self._allowed(first, Name(size, named.codes if named else (), lower), key, marker)
                if name.upper or name.lower:
                    return name
        return _NONE

    def _sizes(self, first: int) -> list[int]:
        """How many words a name that begins at *first* can have, the most first."""
        words, spelled, known = self._words, self._spelled, self._gazetteer.lengths
        starts, letters = self._written.starts, self._written.letters
        at = starts[first]
        lengths = known.get(letters[at : at + OPENING], 0) | _SHORT
        if spelled:
            lengths |= spelled.lengths(first, known)
        found: list[int] = []
        for index in range(first, min(first + _LONGEST, len(words))):
            if index > first and words[index].gap != " " and not self._joined(index):
                break
            longer = lengths >> (starts[index + 1] - at)
            if spelled:
                longer |= lengths >> (spelled.starts[index + 1] - spelled.starts[first])
            if longer & 1:
                found.append(index - first + 1)
            if longer <= 1:  # no name has more letters
                break
        return found[::-1]

    def key(self, first: int, size: int) -> str:
        """The key of these words as written, or with short words spelled out when only that is a name."""
        run = self._written
        written = run.letters[run.starts[first] : run.starts[first + size]]
        if size == 1 or self._spelled is None or self._is_name(written):
            return written
        return self._spelled.key(first, size)

    def _is_name(self, key: str) -> bool:
        return key in self._gazetteer.upper or key in self._gazetteer.lower

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

    def _allowed(self, first: int, name: Name, key: str, marker: Marker | None) -> Name:
        """Those of the codes of *name* that *marker*, or its absence, leaves."""
        size, upper, lower = name
        if marker is None:
            return name if not lower or self._tellable(first, size, key) else Name(size, upper)
        if marker in _UPPER_MARKERS:
            return Name(size, self.of_kind(upper, marker))
        if size == 1 and key in STOP:
            return _NONE
        if marker is Marker.DISTRICT:
            return Name(size, (), tuple(code for code in lower if len(code) == 8))
        return Name(size, (), tuple(code for code in lower if len(code) == 13) or lower)

    def _tellable(self, first: int, size: int, key: str) -> bool:
        """Whether a district or village name without a marker is more than everyday words."""
        if len(key) < 4 or size > 4:
            return False
        word = self._words[first]
        return word.text not in (STOP if size > 1 else _NO_NAMES) and not word.numeric
