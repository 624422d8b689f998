"""Districts and villages that only the name beside them, or a typing error, keeps from being read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parsers.gazetteer import Gazetteer
from parsers.mentions import SAID, Mention
from parsers.place_everyday import NOT_NAMES, NOT_VILLAGES
from parsers.place_spelling import misspelt
from parsers.place_tokens import Token
from parsers.place_words import ABBREVIATIONS, LOCATIVE, MARKERS, STOP

_WIDEST = 4  # words of a name
_MISSPELT = 3  # words of a misspelt one
_TELLING = 7  # letters of a misspelt name that is told without a word of place before it
_MOST = 40  # words at which a misspelt name is looked for
_UP = LOCATIVE | frozenset(MARKERS)


@dataclass(frozen=True, slots=True)
class Ground:
    """The words of a text; *taken* are those of names already read, of streets and of what is beside them."""

    words: Sequence[Token]
    taken: frozenset[int]
    gazetteer: Gazetteer

    def free(self, first: int, last: int) -> bool:
        return 0 <= first < last <= len(self.words) and self.taken.isdisjoint(range(first, last))

    def joined(self, first: int, last: int) -> bool:
        return all(word.joins for word in self.words[first + 1 : last])

    def key(self, first: int, last: int) -> str:
        return "".join(ABBREVIATIONS.get(word.text, word.text) for word in self.words[first:last])

    def everyday(self, first: int, last: int) -> bool:
        """Whether these words are more likely meant as what they mean."""
        texts = [word.text for word in self.words[first:last]]
        if any(text in NOT_NAMES for text in texts):
            return True
        plain = all(text in STOP or text in NOT_VILLAGES or self.gazetteer.ordinary([text]) for text in texts)
        return plain and len(texts) == 1

    def said(self, first: int) -> bool:
        """Whether a word before says that a place follows ("di", "warga", "kec")."""
        return first > 0 and self.words[first].chains and self.words[first - 1].text in _UP


def beside(ground: Ground, by: Mention, names: Mapping[str, tuple[str, ...]]) -> tuple[str, Mention] | None:
    """The one region of *names* whose name stands directly before or behind the words of *by*."""
    for exact in (True, False):
        for first, last in (*_before(ground, by.start), *_behind(ground, by.last)):
            codes = _read(ground, first, last, names, exact)
            if len(codes) == 1:
                return codes[0], Mention(first, first, last, None, (), codes, SAID)
    return None


def _before(ground: Ground, end: int) -> Iterator[tuple[int, int]]:
    if end >= len(ground.words) or not ground.words[end].chains:
        return
    for first in range(max(0, end - _WIDEST), end):
        if ground.free(first, end) and ground.joined(first, end):
            yield first, end


def _behind(ground: Ground, first: int) -> Iterator[tuple[int, int]]:
    if first >= len(ground.words) or not ground.words[first].chains:
        return
    for last in range(min(len(ground.words), first + _WIDEST), first, -1):
        if ground.free(first, last) and ground.joined(first, last):
            yield first, last


def _read(
    ground: Ground, first: int, last: int, names: Mapping[str, tuple[str, ...]], exact: bool
) -> tuple[str, ...]:
    if ground.everyday(first, last) or ground.words[first].numeric:
        return ()
    key = ground.key(first, last)
    if exact:
        return names.get(key, ()) if len(key) > 2 else ()
    if ground.words[first].text in STOP or any(ground.words[at].numeric for at in range(first, last)):
        return ()
    return misspelt(key, names)


def misspelt_inside(
    ground: Ground, names: Mapping[str, tuple[str, ...]], edges: frozenset[int]
) -> tuple[str, Mention] | None:
    """The one region of *names* that words of the text misspell.

    A name of seven letters is looked for everywhere, a shorter one only where a place is said or at *edges*,
    the first words of other names and the words behind them.
    """
    for first in _starts(ground):
        for last in range(_end(ground, first), first, -1):
            if ground.gazetteer.ordinary([word.text for word in ground.words[first:last]]):
                continue
            key = ground.key(first, last)
            if len(key) < _TELLING and not (ground.said(first) or last in edges or first in edges):
                continue
            codes = misspelt(key, names)
            if len(codes) == 1:
                return codes[0], Mention(first, first, last, None, (), codes, SAID)
    return None


def _end(ground: Ground, first: int) -> int:
    """The end of the longest name that may begin at *first*: of joined words that each can be part of one."""
    words = ground.words
    for last in range(first, min(len(words), first + _MISSPELT)):
        word = words[last]
        inside = last == first or word.joins
        if not inside or last in ground.taken or word.text in STOP or word.text in NOT_NAMES or word.numeric:
            return last
    return min(len(words), first + _MISSPELT)


def _starts(ground: Ground) -> list[int]:
    return [
        index
        for index, word in enumerate(ground.words)
        if index not in ground.taken and len(word.text) > 2 and not word.numeric and word.text not in STOP
    ][:_MOST]
