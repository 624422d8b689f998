"""Phrases compiled once and found in one pass: the longest at a place wins, words are used once."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Hit(Generic[Payload]):
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
        opens = self._root.following.keys()
        hits: list[Hit[Payload]] = []
        done = 0
        for position, word in enumerate(words):
            if position < done or opens.isdisjoint(word.keys):
                continue
            hit = self._longest(words, position)
            if hit:
                hits.append(hit)
                done = hit.last
        return hits

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

    def _longest(self, words: Sequence[Word], first: int) -> Hit[Payload] | None:
        alive = _after(self._root, words[first].keys)
        best, last = None, first
        while alive:
            last += 1
            best = next(((node, last) for node in alive if node.payloads), best)
            if last == len(words):
                break
            spelled = words[last].keys
            alive = [
                node.following[key]
                for node in alive
                if node.following
                for key in spelled
                if key in node.following
            ]
        return Hit(best[0].term, best[0].payloads, first, best[1]) if best else None


def _after(node: Node[Payload], spelled: Sequence[str]) -> list[Node[Payload]]:
    """The steps that a word *spelled* like this leads to."""
    following = node.following
    return [following[key] for key in spelled if key in following]
