"""Phrases compiled once and found in one pass: the longest at a place wins, words are used once."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from parsers.stems import stems, unclitic

Payload = TypeVar("Payload")


class Word(NamedTuple):
    """A plain word and where it stands in the cleaned text; an expanded abbreviation shares one span.

    *keys* is what a list may call it.
    """

    form: str
    start: int
    end: int
    keys: tuple[str, ...]


class Hit(NamedTuple, Generic[Payload]):
    """A phrase found: its term as written in the list, its payloads, and the half-open span of words."""

    term: str
    payloads: tuple[Payload, ...]
    first: int
    last: int


class Node(Generic[Payload]):
    """One step of the compiled phrases; built once, never changed after that."""

    __slots__ = ("following", "payloads", "term")

    def __init__(self) -> None:
        self.following: dict[str, Node[Payload]] = {}
        self.payloads: tuple[Payload, ...] = ()
        self.term = ""


class _Opening(NamedTuple, Generic[Payload]):
    """What a first word opens: the step it completes alone, if any, and the steps that go on behind it."""

    alone: Node[Payload] | None
    longer: tuple[Node[Payload], ...]


_REMEMBERED = 8192  # words, in each list
_LONGEST = 40  # letters of a word worth remembering, so that junk cannot fill the memory
_AMOUNT = re.compile("[0-9]+(?:rb|rbu|ribu|rebu|ewu|jt|jta|juta|yuta)|rp[0-9]+")


def keys(form: str) -> tuple[str, ...]:
    """What a list may call this word: itself, without clitic or doubling, `~root` for affixed forms.

    An amount of money in one word (150rb, 2jt) is also called "rupiah".
    """
    return _remembered(form) if len(form) <= _LONGEST else _keys(form)


def _keys(form: str) -> tuple[str, ...]:
    if _AMOUNT.fullmatch(form):
        return form, "rupiah"
    single = form.partition("-")[0]
    return tuple(dict.fromkeys((form, unclitic(single), single, *("~" + stem for stem in stems(single)))))


_remembered = lru_cache(maxsize=8192)(_keys)


class Phrases(Generic[Payload]):
    """Terms of one or more words, `~root` standing for every affixed form of a root."""

    def __init__(self, entries: Iterable[tuple[str, Payload]]) -> None:
        self._root: Node[Payload] = Node()
        self._openings: dict[tuple[str, ...], _Opening[Payload] | None] = {}
        for term, payload in entries:
            self._add(term, payload)

    def _add(self, term: str, payload: Payload) -> None:
        node = self._root
        for part in term.split():
            node = node.following.setdefault(part, Node())
        node.payloads = (*node.payloads, payload)
        node.term = term

    def find(self, words: Sequence[Word]) -> list[Hit[Payload]]:
        """The hits from left to right, not overlapping. Linear in the number of words."""
        openings = self._openings
        hits: list[Hit[Payload]] = []
        done = 0
        for position, word in enumerate(words):
            if position < done:
                continue
            opening = openings[word.keys] if word.keys in openings else self._open(word.keys)
            hit = opening and _longest(opening, words, position)
            if hit:
                hits.append(hit)
                done = hit.last
        return hits

    def _open(self, spelled: tuple[str, ...]) -> _Opening[Payload] | None:
        """What a word *spelled* like this opens; remembered, because few words make most of all texts."""
        nodes = _after(self._root, spelled)
        alone = next((node for node in nodes if node.payloads), None)
        found = _Opening(alone, tuple(node for node in nodes if node.following)) if nodes else None
        if len(spelled[0]) <= _LONGEST:
            if len(self._openings) >= _REMEMBERED:
                self._openings.clear()
            self._openings[spelled] = found
        return found

    def overlapping(self, words: Sequence[Word]) -> list[Hit[Payload]]:
        """Every hit, those inside and across others too. Linear in the number of words."""
        opens = self._root.following.keys()
        hits: list[Hit[Payload]] = []
        for position, word in enumerate(words):
            if not opens.isdisjoint(word.keys):
                hits.extend(self._all(words, position))
        return hits

    def _all(self, words: Sequence[Word], first: int) -> list[Hit[Payload]]:
        alive = [self._root]
        hits: list[Hit[Payload]] = []
        for position in range(first, len(words)):
            spelled = words[position].keys
            alive = [node.following[key] for node in alive for key in spelled if key in node.following]
            if not alive:
                break
            hits.extend(Hit(node.term, node.payloads, first, position + 1) for node in alive if node.payloads)
        return hits


def _longest(opening: _Opening[Payload], words: Sequence[Word], first: int) -> Hit[Payload] | None:
    best, end = opening.alone, first + 1
    alive: Sequence[Node[Payload]] = opening.longer
    for position in range(first + 1, len(words)):
        if not alive:
            break
        spelled = words[position].keys
        alive = [
            following[key]
            for node in alive
            for following in (node.following,)
            for key in spelled
            if key in following
        ]
        whole = next((node for node in alive if node.payloads), None) if alive else None
        if whole:
            best, end = whole, position + 1
    return Hit(best.term, best.payloads, first, end) if best else None


def _after(node: Node[Payload], spelled: Sequence[str]) -> list[Node[Payload]]:
    """The steps that a word *spelled* like this leads to."""
    following = node.following
    return [following[key] for key in spelled if key in following]
