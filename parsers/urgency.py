"""How urgent a text reads, in one linear pass without knowledge, so that intake can order the queue."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parsers.complaint import Evidence, Urgency
from parsers.lexicon import urgency_phrases, urgency_spellings
from parsers.normalize import Clean

_LIMIT = 1600  # ten SMS; what follows cannot change how the text begins
# A doubled word keeps its root, a number is "", and "ada yang" (somebody) is one word.
_TOKEN = re.compile(r"(ada y(?:an)?g\b|[a-z]+)2?|[0-9]+")
_SPAN_OF_TIME = frozenset({"hari", "minggu", "bulan", "tahun", "malam"})
_SHORT = 24  # words, without the small ones: who is in danger writes no letter
_REMEMBERED = 8
_SURE = 4  # points from which somebody is in danger now

_DANGERS = (  # two classes that together are somebody's danger, and the most words between them
    ("casualty", "person", 3),
    ("casualty", "vehicle", 2),
    ("hit", "person", 2),
    ("falling_down", "dropped", 5),
    ("falling_down", "within", 6),
    ("gas", "casualty", 6),
    ("flood", "perch", 7),
    ("lift", "halted", 7),
    ("plunge", "height", 3),
    ("air", "gone", 5),
    ("intruder", "inside", 4),
    ("person", "taken", 4),
    ("predator", "mauling", 4),
    ("falling_down", "onto", 4),
)
_NEAR = (  # two classes, the most words between them, and a class that means something else
    ("wire", "hanging", 4, "signal"),
    ("tall", "leaning", 5, ""),
    ("earth", "giving", 4, ""),
    ("gas", "leak", 4, ""),
    ("box", "sparking", 5, ""),
    ("plague", "struck", 7, ""),
    ("refused", "ill", 8, ""),
    ("turned_away", "kin", 4, ""),
    ("vessel", "unsafe", 6, ""),
    ("threat", "menace", 6, ""),
    ("gang", "armed", 10, ""),
    ("beast", "coming", 6, ""),
    ("water", "rising", 4, "habit"),
    ("pit", "falling", 9, ""),
    ("crossing", "broken", 5, ""),
    ("poison", "sickening", 8, ""),
    ("stranded", "lacking", 6, ""),
)
_ALONE = ("smell", "failing", "violence", "mortal", "smoke")

Found = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class UrgencyFinding:
    """The urgency, and the words (raw offsets) that made it more than normal."""

    urgency: Urgency
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[str, ...]
    kind: str


def _compiled() -> dict[str, tuple[_Phrase, ...]]:
    """Every phrase of the table under its first word."""
    found: dict[str, list[_Phrase]] = {}
    for phrase, kind in urgency_phrases():
        first, *rest = ("" if word == "#" else word for word in phrase.split())
        found.setdefault(first, []).append(_Phrase(tuple(rest), kind))
    return {first: tuple(phrases) for first, phrases in found.items()}


_SPELLINGS = dict(urgency_spellings())
_DROPPED = frozenset(word for word, plain in _SPELLINGS.items() if plain == "-")
_PHRASES = _compiled()


def hint(text: str) -> Urgency:
    """The urgency *text* reads with; only its first 1600 characters count. Never raises."""
    return _judge(_plain(_TOKEN.findall(text[:_LIMIT].lower())))[0]


def find_urgency(cleaned: Clean) -> UrgencyFinding:
    """As `hint`, with the words that made it so."""
    matches = list(_TOKEN.finditer(cleaned.text[:_LIMIT]))
    words = [match.group(1) or "" for match in matches]
    urgency, place = _judge(_plain(words))
    if place is None:
        return UrgencyFinding(urgency)
    kept = [match for match, word in zip(matches, words, strict=True) if word not in _DROPPED]
    start, end = cleaned.raw_span(*kept[place].span())
    return UrgencyFinding(urgency, (Evidence("urgency", start, end, urgency.value),))


def _plain(words: Sequence[str]) -> list[str]:
    """*words* in one spelling, without the small ones."""
    return [_folded(word) for word in words if word not in _DROPPED]


def _folded(word: str) -> str:
    if word in _SPELLINGS:
        return _SPELLINGS[word]
    if word[-3:] == "nya" and word not in _PHRASES:
        return _SPELLINGS.get(word[:-3], word[:-3])
    return word


def _judge(words: Sequence[str]) -> tuple[Urgency, int | None]:
    """The urgency, and the index of the word that made it more than normal."""
    found = _found(words)
    danger = _danger(found)
    if danger is not None and _points(found, danger, len(words) <= _SHORT) >= _SURE:
        return Urgency.EMERGENCY, danger.place
    place = _urgent(found, danger)
    return (Urgency.NORMAL, None) if place is None else (Urgency.URGENT, place)


def _found(words: Sequence[str]) -> Found:
    """Where each kind of phrase begins, at most _REMEMBERED places, so that the work stays linear."""
    found: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        for phrase in _PHRASES.get(word, ()):
            rest = phrase.words
            if not rest or tuple(words[place + 1 : place + 1 + len(rest)]) == rest:
                places = found.setdefault(phrase.kind, [])
                if len(places) < _REMEMBERED:
                    places.append(place)
        if not word and place + 1 < len(words) and words[place + 1] in _SPAN_OF_TIME:
            found.setdefault("then", [place])
    return found


@dataclass(frozen=True, slots=True)
class _Danger:
    """How grave what happens is in itself, and the word that says it."""

    points: int
    place: int


def _danger(found: Found) -> _Danger | None:
    if "stuck" in found:
        return None
    for kind, points in (("trapped", 4), ("dire", 4), ("blaze", 3)):
        if kind in found:
            return _Danger(points, found[kind][0])
    for first, second, apart in _DANGERS:
        place = _near(found, first, second, apart)
        if place is not None:
            return _Danger(3 if "person" in found or "vehicle" in found else 2, place)
    return _Danger(2, found["event"][0]) if "event" in found else None


def _points(found: Found, danger: _Danger, short: bool) -> int:
    against = sum(weight for kind, weight in _AGAINST.items() if kind in found)
    if "cleared" in found:
        against -= sum(_AGAINST[kind] for kind in ("paper", "aside") if kind in found)
    signs = sum(weight for kind, weight in _FOR.items() if kind in found)
    return danger.points + signs - against + int(short and not against and _somebody(found, danger))


def _somebody(found: Found, danger: _Danger) -> bool:
    return danger.points > 2 or "person" in found


_FOR = {"now": 2, "soon": 1, "spreading": 2}
_AGAINST = {"then": 2, "habit": 2, "abroad": 3, "paper": 4, "aside": 2, "thing": 1, "threat": 1}


def _urgent(found: Found, danger: _Danger | None) -> int | None:
    if "starving" in found:
        return found["starving"][0]
    if "paper" in found and "cleared" not in found:
        return None
    for kind in _ALONE:
        if kind in found:
            return found[kind][0]
    for first, second, apart, unless in _NEAR:
        if unless not in found:
            place = _near(found, first, second, apart)
            if place is not None:
                return place
    return danger.place if danger and danger.points >= 3 and _points(found, danger, False) >= 2 else None


def _near(found: Found, first: str, second: str, apart: int) -> int | None:
    """Where *first* stands with *second* at most *apart* words away, or None."""
    for one in found.get(first, ()):
        for other in found.get(second, ()):
            if -apart <= one - other <= apart:
                return one
    return None
