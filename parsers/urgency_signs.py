"""The signs of danger that the words of a text give, and where they stand together; linear in the words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.lexicon import urgency_phrases
from parsers.urgency_words import plain
from parsers.wordlist import wordset

Signs = Mapping[str, Sequence[int]]  # kind of sign -> the words it begins at
Pair = tuple[str, str, int]  # two kinds, and the most words between them
_REMEMBERED = 8
_SUBJECT = 4  # words before what somebody does in which is said who it is
_AGES = wordset("hamil umur usia anak kandungan kehamilan")
_ASKS = wordset("tolong mohon minta agar harap segera cepat dapat")
_RESCUES = wordset("dievakuasi dikirim diselamatkan dibantu ditolong dijemput didatangkan dicari dikeluarkan")
_COUNTS = wordset(
    "dua duo tiga tigo empat lima enam tujuh delapan sembilan sepuluh rong telung patang limang nem pitung"
)
_SPANS_OF_TIME = {
    "hari": "earlier", "malam": "earlier", "minggu": "then", "bulan": "then", "tahun": "then",
}  # fmt: skip


_BODILY = ("casualty", "hit", "plunge", "now")
_MISREAD = (  # two kinds, the most words from one to the other, and what the other then does not say
    ("goods", "casualty", 2, _BODILY),  # "sapi hanyut": what befalls a thing befalls nobody
    ("goods", "plunge", 2, _BODILY),
    ("tall", "hit", 2, _BODILY),
    ("cord", "lying", 3, _BODILY),
    ("house", "thing", 1, ("thing",)),  # "pasar ikan": a place
    ("former", "over", 0, ("over",)),
    ("severed", "falling_down", 2, ("falling_down",)),  # "jalan putus kena longsor"
    ("gear", "dire", 1, ("dire",)),  # "jaring nelayan hilang"
    ("age", "told", 2, ("told",)),  # "umur 5 tahun"
)
_LOST = (("helpless", "lost", 7),)
_LOST_SINCE = ("age", "earlier", "soon", "sought", "now", "unreturned")  # said of people, not of things


@dataclass(frozen=True, slots=True)
class _Opening:
    """What a first word says alone, and under each second word: the words after it, and what they say."""

    alone: tuple[str, ...]
    longer: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]


def _compiled() -> dict[str, _Opening]:
    """Every phrase of the table under its first word."""
    alone: dict[str, list[str]] = {}
    longer: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = {}
    for phrase, kind in urgency_phrases():
        first, *rest = ("" if word == "#" else word for word in plain(phrase.split()))
        alone.setdefault(first, [])
        if rest:
            longer.setdefault(first, {}).setdefault(rest[0], []).append((tuple(rest[1:]), kind))
        else:
            alone[first].append(kind)
    return {
        first: _Opening(
            tuple(kinds),
            {second: tuple(phrases) for second, phrases in longer.get(first, {}).items()},
        )
        for first, kinds in alone.items()
    }


_PHRASES = _compiled()


def signs(words: Sequence[str]) -> Signs:
    """Where each kind of phrase begins in plain *words*: at most _REMEMBERED places, to stay linear."""
    found: dict[str, list[int]] = {}
    for place, (word, following) in enumerate(pairwise((*words, "-"))):
        opening = _PHRASES.get(word)
        if opening is not None:
            for kind in opening.alone:
                _remember(found, kind, place)
            for rest, kind in opening.longer.get(following, ()):
                if not rest or tuple(words[place + 2 : place + 2 + len(rest)]) == rest:
                    _remember(found, kind, place)
        if word in _ASKS and following[:2] == "di" and following not in _RESCUES:
            _remember(found, "request", place)
        elif following in _SPANS_OF_TIME and _counts(words, place):
            found.setdefault(_SPANS_OF_TIME[following], [place])
    _reread(found)
    _find_lost_child(found)
    return found


def _find_lost_child(found: dict[str, list[int]]) -> None:
    """Note a child that is missing; papers and things of a child that are missing are not it."""
    if follows(found, _LOST) and "belonging" not in found and any(kind in found for kind in _LOST_SINCE):
        found["lost_child"] = [found["helpless"][0]]


def _counts(words: Sequence[str], place: int) -> bool:
    """Whether the word at *place* is a number that is nobody's age."""
    return (not words[place] or words[place] in _COUNTS) and (not place or words[place - 1] not in _AGES)


def _reread(found: dict[str, list[int]]) -> None:
    """Take from *found* what its words do not say behind others."""
    for one, other, apart, kinds in _MISREAD:
        if one not in found or other not in found:
            continue
        behind = {
            second for second in found[other] if any(0 <= second - first <= apart for first in found[one])
        }
        for kind in kinds if behind else ():
            left = [place for place in found.pop(kind, ()) if place not in behind]
            if left:
                found[kind] = left


def _remember(found: dict[str, list[int]], kind: str, place: int) -> None:
    places = found.setdefault(kind, [])
    if len(places) < _REMEMBERED:
        places.append(place)


def follows(found: Signs, pairs: Sequence[Pair]) -> bool:
    """Whether in one of *pairs* the second stands right behind the first."""
    return any(
        0 < second - first <= apart
        for one, other, apart in pairs
        if one in found and other in found
        for first in found[one]
        for second in found[other]
    )


def speaks_of_own_end(found: Signs) -> bool:
    """Whether who writes wants to die, and tells it of nobody else."""
    others = {*found.get("person", ()), *found.get("third", ())}
    return any(others.isdisjoint(range(end - _SUBJECT, end)) for end in found.get("own_end", ()))


def first_of(found: Signs, pairs: Sequence[Pair]) -> int | None:
    """Where the first of *pairs* stands, or None."""
    for first, second, apart in pairs:
        if first in found and second in found:
            place = near(found, first, second, apart)
            if place is not None:
                return place
    return None


def near(found: Signs, first: str, second: str, apart: int) -> int | None:
    """Where *first* stands with *second* at most *apart* words away, or None."""
    for one in found.get(first, ()):
        for other in found.get(second, ()):
            if -apart <= one - other <= apart:
                return one
    return None
