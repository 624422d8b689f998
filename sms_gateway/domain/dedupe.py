"""Whether two reports are about the same case: "duplicate" may be merged, "possible" is for a person.

Likeness of words alone never merges: another number, place, name, problem or day vetoes it, and two people
are about the same thing only when they name the same particular place.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sms_gateway.domain.common_ground import Ground, common_ground
from sms_gateway.domain.conflicts import conflicts
from sms_gateway.domain.likeness import SIDES, Difference, content, difference, overlap
from sms_gateway.domain.matters import matter_of
from sms_gateway.domain.prints import Print
from sms_gateway.domain.topics import Topic

NEAR: Final = 0.8  # share of words in common from which two texts are one text sent again
ALIKE: Final = 0.65  # from here on, words in the place of others may be what tells the two apart
LONG: Final = 7  # words of content that say enough without a place
WINDOW_HOURS: Final = 21 * 24.0
EVENT_HOURS: Final = 72.0  # what passes by itself is another case some days later
NEVER_MERGED: Final = frozenset({Topic.PUNGLI_KORUPSI.value, Topic.ASN.value})
_ENOUGH: Final = (3.0, 2.5, 2.0)  # points for a shared place, by how many of the two name their regency
_EVENTS: Final = frozenset({"flooded", "brawl", "late", "racing", "reckless", "jam", "smoke"})
_EVENT_THINGS: Final = frozenset({"power", "tapwater", "fire", "train", "ferry"})


class Verdict(StrEnum):
    """What two reports are to one another."""

    DUPLICATE = "duplicate"
    POSSIBLE = "possible"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Comparison:
    """*score* 0..1 orders candidates; *reasons*, *conflicts*: "kind: words"; *near*: as in Difference."""

    verdict: Verdict
    score: float
    reasons: tuple[str, ...]
    conflicts: tuple[str, ...] = ()
    near: float = 0.0


def compare(a: Print, b: Print, hours_apart: float) -> Comparison:
    """Compare two reports sent *hours_apart* (sign ignored). Never raises.

    Symmetric but for the order in which reasons name the two.
    """
    differing = difference(a.words, b.words)
    ground = common_ground(a, b, differing)
    alike = _alike(a, b)
    score = _score(a, b, differing, ground, alike)
    against = conflicts(a, b, differing)
    if against:
        told = tuple(f"conflict-{each}" for each in against)
        return Comparison(Verdict.DIFFERENT, min(score, 0.4), told, against, differing.near)
    again = _same_text(a, b, differing)
    if again or (_same_problem(a, b, alike) and ground.points >= _needed(a, b)):
        doubts = (*ground.doubts, *_late(a, b, abs(hours_apart)), *_swapped(a, b, differing))
        told = (*((f"text: {differing.near:.2f}",) if again else ()), *ground.reasons, *doubts)
        return Comparison(_sure(not doubts), score, told, (), differing.near)
    if _worth_a_look(a, b, differing, ground, alike):
        told = (*ground.reasons, *ground.doubts, "not-sure: too little in common")
        return Comparison(Verdict.POSSIBLE, score, told, (), differing.near)
    return Comparison(Verdict.DIFFERENT, score, ("nothing-in-common",), (), differing.near)


def sent_again(a: Print, b: Print) -> bool:
    """Whether one person sent the same text again: nearly the same words and nothing that differs."""
    differing = difference(a.words, b.words)
    return differing.near >= NEAR and not conflicts(a, b, differing) and not _adds(a, b, differing)


def may_merge(print_: Print) -> bool:
    """Whether reports like this may be merged without a person: never those about officials."""
    return not any(topic in NEVER_MERGED and score >= 0.2 for topic, score in print_.topics)


def somewhere(a: Print, b: Print) -> bool:
    """Whether either says in which regency it is: else the same words from two phones may be two places."""
    return bool(a.regency or b.regency)


def _sure(is_sure: bool) -> Verdict:
    return Verdict.DUPLICATE if is_sure else Verdict.POSSIBLE


def _same_text(a: Print, b: Print, differing: Difference) -> bool:
    shorter = min(len(set(content(a.words))), len(set(content(b.words))))
    return differing.near >= NEAR and shorter >= LONG and not _adds(a, b, differing)


def _adds(a: Print, b: Print, differing: Difference) -> bool:
    """Whether one of two like texts holds a name or a number that the other lacks, or another one instead."""
    names = a.rare.intersection(differing.only_a) | b.rare.intersection(differing.only_b)
    numbered = any(word[0] in "0123456789" for word in (*differing.only_a, *differing.only_b))
    return bool(names) or numbered or any(not _mean_alike(pair) for pair in differing.swapped)


def _swapped(a: Print, b: Print, differing: Difference) -> Iterator[str]:
    """Nearly the same text with other words in one place: "posyandu mawar", "posyandu melati"."""
    for pair in differing.swapped if differing.aligned >= ALIKE else ():
        if _tell_apart(a, b, pair) or (differing.aligned >= NEAR and not _mean_alike(pair)):
            yield f"words-differ: {pair[0]} / {pair[1]}"


def _tell_apart(a: Print, b: Print, pair: tuple[str, str]) -> bool:
    return _may_name(pair[0], a) and _may_name(pair[1], b)


def _mean_alike(pair: tuple[str, str]) -> bool:
    """Whether two wordings name the same fault or thing: "bolong", "berlubang"."""
    left, right = (matter_of(words.split()) for words in pair)
    return bool(left.faults & right.faults or left.things & right.things)


def _may_name(words: str, print_: Print) -> bool:
    return any(word in print_.named or word in SIDES or word[0] in "0123456789" for word in words.split())


def _late(a: Print, b: Print, hours: float) -> Iterator[str]:
    faults, things = a.matter.faults | b.matter.faults, a.matter.things | b.matter.things
    passing = bool(faults & _EVENTS or things & _EVENT_THINGS)
    if hours > (EVENT_HOURS if passing else WINDOW_HOURS):
        yield f"long-apart: {hours:.0f} h"


def _same_problem(a: Print, b: Print, alike: float) -> bool:
    left, right = a.matter, b.matter
    same_label = bool(a.problem) and a.problem == b.problem
    if left.faults & right.faults:
        return bool(left.things & right.things) or not (left.things and right.things) or same_label
    if left.faults and right.faults:
        return False
    if left.things & right.things:
        return same_label or _topic_shared(a, b)
    return (same_label and alike >= 0.4) or (_topic_shared(a, b) and alike >= 0.5)


def _alike(a: Print, b: Print) -> float:
    """The share of words in common that are no names of places."""
    places = a.rare | b.rare | a.around | b.around
    return overlap(
        (word for word in a.words if word not in places), (word for word in b.words if word not in places)
    )


def _topic_shared(a: Print, b: Print) -> bool:
    right = dict(b.topics)
    return any(min(score, right.get(topic, 0.0)) >= 0.25 for topic, score in a.topics)


def _needed(a: Print, b: Print) -> float:
    return _ENOUGH[bool(a.regency) + bool(b.regency)]


def _worth_a_look(a: Print, b: Print, differing: Difference, ground: Ground, alike: float) -> bool:
    if differing.near >= NEAR:
        return True
    if not (_same_problem(a, b, alike) or _topic_shared(a, b)):
        return False
    return ground.points >= 1.5 or (ground.points >= 1 and alike >= 0.5) or alike >= 0.8


def _score(a: Print, b: Print, differing: Difference, ground: Ground, alike: float) -> float:
    problem = 1.0 if _same_problem(a, b, alike) else 0.0
    place = min(ground.points, 4.0) / 4.0
    return round(min(1.0, max(0.4 * place + 0.3 * problem + 0.3 * alike, 0.95 * differing.near)), 3)
