"""How urgent a text reads, in one linear pass without knowledge, so that intake can order the queue."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.complaint import DISTRESS, Evidence, Urgency
from parsers.normalize import Clean
from parsers.urgency_present import is_present
from parsers.urgency_signs import Signs, first_of, follows, near, signs, speaks_of_own_end
from parsers.urgency_words import is_small, plain
from parsers.wordlist import either, wordset

_LIMIT = 1600  # ten SMS; what follows cannot change how the text begins
# A doubled word keeps its root, a number is "", and what means something else together is one word.
_ALREADY = wordset("sudah udah sdh udh dh telah geus wis")
_DONE = wordset(
    "padam selamat aman reda surut beres selesai sembuh pulih dipadamkan dievakuasi ditangani diperbaiki",
    "dibersihkan ditebang dibetulkan diamankan ditangkap diselamatkan ditemukan dimakamkan dipasang dicek",
    "diangkat dibantu dibangun",
)
_AS_ONE = (
    "ada yang", "ada yg", "aya nu", "ono sing", "ana sing", "ado nan", "darah tinggi", "darah rendah",
    "demam berdarah",
    *(f"{who} kebakaran" for who in ("pemadam", "petugas", "dinas")),
    *(f"{what} api" for what in ("kereta", "gunung", "senjata", "korek", "kembang")),
    *(f"{what} darah" for what in ("cuci", "donor", "golongan", "tekanan")),
    *(f"{by} {done}" for by in _ALREADY for done in _DONE),
)  # fmt: skip
_TOKEN = re.compile(rf"({either(_AS_ONE)}\b|[a-z]+)2?|[0-9]+")
_SHORT = 24  # words, without the small ones: who is in danger writes no letter
_SURE = 4  # points from which somebody is in danger now

_DANGERS = (  # two classes that together are somebody's danger, and the most words between them
    ("casualty", "person", 5),
    ("casualty", "self", 1),
    ("hit", "self", 1),
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
    ("attack", "person", 3),
    ("attack", "self", 1),
    ("attack", "vehicle", 2),
    ("falling_down", "struck_by", 4),
    ("fumes", "sickened", 6),
    ("person", "bleeding", 5),
    ("self", "bleeding", 2),
    ("child", "locked", 4),
    ("person", "notout", 5),
    ("missed", "unreturned", 4),
    ("fallen", "unhelped", 8),
)
_SUPPOSED = (  # pairs that say that it has not happened: "hampir tertabrak", "bisa roboh"
    ("almost", "casualty", 2),
    ("almost", "event", 2),
    ("almost", "hit", 2),
    ("almost", "blaze", 2),
    ("can", "casualty", 1),
    ("can", "event", 1),
)
_SCENES = (  # as grave when nobody is named
    ("engulf", "house", 4),
    ("flame", "reaching", 3),
    ("armed_man", "rampage", 6),
    ("gang", "fighting", 3),
    ("onto", "person", 3),
    ("onto", "vehicle", 3),
    ("flood", "rescued", 8),
    ("vessel", "foundering", 4),
    ("birth", "wayside", 4),
)
_HAPPENING = (  # pairs that say that it happens now
    ("helper", "asked", 3),
)
_UNDER_WAY = (  # the same, in this order: "lagi tabrakan", but "tabrakan lagi" is once more
    ("ongoing", "event", 2),
    ("ongoing", "casualty", 2),
    ("ongoing", "blaze", 2),
    ("ongoing", "attack", 2),
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
    ("bridge", "frail", 4, ""),
    ("medicine", "out", 4, ""),
    ("bitten", "frightening", 6, ""),
    ("roof", "collapsing", 6, ""),
    ("dam", "cracking", 4, ""),
)
_ALONE = ("smell", "failing", "violence", "mortal", "smoke", "fireworks")


@dataclass(frozen=True, slots=True)
class UrgencyFinding:
    """The urgency, and the words (raw offsets) that made it more than normal."""

    urgency: Urgency
    evidence: tuple[Evidence, ...] = ()


def hint(text: str) -> Urgency:
    """The urgency *text* reads with; only its first 1600 characters count. Never raises."""
    return _judge(plain(_TOKEN.findall(text[:_LIMIT].lower())))[0]


def find_urgency(cleaned: Clean) -> UrgencyFinding:
    """As `hint`, with the words that made it so, and those of somebody who wants to end the own life."""
    read = cleaned.text[:_LIMIT]
    urgency, place = _judge(plain(_TOKEN.findall(read)))
    if place is None:
        return UrgencyFinding(urgency)
    kept = [match for match in _TOKEN.finditer(read) if not is_small(match.group(1) or "")]
    start, end = cleaned.raw_span(*kept[place].span())
    told = Evidence("urgency", start, end, urgency.value)
    if urgency is Urgency.EMERGENCY and speaks_of_own_end(signs(plain(_TOKEN.findall(read)))):
        return UrgencyFinding(urgency, (told, Evidence("urgency", start, end, DISTRESS)))
    return UrgencyFinding(urgency, (told,))


def _judge(words: Sequence[str]) -> tuple[Urgency, int | None]:
    """The urgency, and the index of the word that made it more than normal."""
    found = signs(words)
    danger = _danger(found)
    if danger is not None and _is_emergency(words, found, danger):
        return Urgency.EMERGENCY, danger.place
    place = _urgent(found, danger)
    return (Urgency.NORMAL, None) if place is None else (Urgency.URGENT, place)


def _is_emergency(words: Sequence[str], found: Signs, danger: "_Danger") -> bool:
    points = _points(found, danger, len(words) <= _SHORT)
    return points >= _SURE and is_present(words, found, now=_now(found), points=points)


@dataclass(frozen=True, slots=True)
class _Danger:
    """How grave what happens is in itself, and the word that says it."""

    points: int
    place: int
    victim: bool = False


def _danger(found: Signs) -> _Danger | None:
    if "stuck" in found and "dire" not in found:
        return None
    for kind in ("trapped", "dire", "depth", "lost_child"):
        if kind in found and not (kind == "depth" and _hangs(found)):
            return _Danger(4, found[kind][0])
    somebody = "person" in found or "vehicle" in found or "self" in found
    place = first_of(found, _DANGERS)
    if place is not None and somebody:
        return _Danger(3, place, somebody)
    if "blaze" in found:
        return _Danger(3, found["blaze"][0])
    scene = first_of(found, _SCENES)
    if scene is not None:
        return _Danger(3, scene, somebody)
    if place is not None:
        return _Danger(2, place)
    return _Danger(2, found["event"][0]) if "event" in found else None


def _hangs(found: Signs) -> bool:
    """Whether a wire may be what is as high as a chest: no water is spoken of."""
    return "wire" in found and found.keys().isdisjoint(("flood", "water"))


def _points(found: Signs, danger: _Danger, short: bool) -> int:
    pardoned = _pardoned(found)
    against = sum(weight for kind, weight in _AGAINST.items() if kind in found and kind not in pardoned)
    if follows(found, _SUPPOSED):
        against += _AGAINST["habit"]
    if "thing" in found and (
        danger.points > 3 or (danger.victim and ("casualty" in found or "attack" in found))
    ):
        against -= _AGAINST["thing"]
    signs = _NOW * _now(found) + sum(weight for kind, weight in _FOR.items() if kind in found)
    return danger.points + signs - against + int(short and against <= 0 and _somebody(found, danger))


def _now(found: Signs) -> bool:
    return "now" in found or first_of(found, _HAPPENING) is not None or follows(found, _UNDER_WAY)


def _pardoned(found: Signs) -> set[str]:
    """The signs against that say nothing beside others."""
    pardoned = {each for kind, kinds in _PARDONS if kind in found for each in kinds}
    if found.keys() >= {"dire", "casualty", "now"}:  # "kejang dari semalam, sekarang ... jangan sampai mati"
        pardoned.update(("earlier", "lest"))
    if "falling_down" in found and near(found, "person", "notout", 5) is not None:
        pardoned.update(("then", "earlier", "request"))
    return pardoned


def _somebody(found: Signs, danger: _Danger) -> bool:
    return danger.points > 2 or "person" in found or "self" in found


_NOW = 2
_FOR = {"soon": 1, "spreading": 2}
_AGAINST = {
    "then": 2, "earlier": 2, "habit": 2, "abroad": 3, "paper": 4, "aside": 2, "thing": 1, "threat": 1,
    "over": 2, "asking": 2, "refused": 1,
    "request": 1, "office": 2, "officials": 1, "lest": 3, "defect": 2,
}  # fmt: skip
_PARDONS = (  # what takes the weight from a sign against: help asked for, people who are still missed
    ("cleared", ("paper", "aside")),
    ("trapped", ("earlier", "aside", "defect")),
    ("dire", ("defect",)),
    ("now", ("defect",)),
    ("sought", ("earlier",)),
    ("lost_child", ("earlier",)),
)


def _urgent(found: Signs, danger: _Danger | None) -> int | None:
    if "starving" in found:
        return found["starving"][0]
    if "paper" in found and "cleared" not in found:
        return None
    for kind in _ALONE:
        if kind in found:
            return found[kind][0]
    if danger is not None and danger.points >= 3 and _points(found, danger, False) >= _GRAVE:
        return danger.place
    calm = sum(weight for kind, weight in _CALM.items() if kind in found)
    return _menace(found) if calm < _CALMING else None


_GRAVE = 2
_CALM = {"then": 1, "office": 1, "officials": 1, "aside": 1, "asking": 1, "request": 2, "over": 2, "paper": 2}
_CALMING = 2


def _menace(found: Signs) -> int | None:
    """Where something stands that may harm somebody soon, or None."""
    for first, second, apart, unless in _NEAR:
        if first in found and second in found and unless not in found:
            place = near(found, first, second, apart)
            if place is not None:
                return place
    return None
