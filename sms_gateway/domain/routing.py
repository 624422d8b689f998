"""Chooses the agency of a report from tables, with its reasons; the unsure goes to the national desk."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sms_gateway.domain.offices import NAMED, OFFICES, REFINEMENTS, RULES, Level, Rule
from sms_gateway.domain.rendering import Name
from sms_gateway.domain.topics import Topic

THRESHOLD: Final = 0.5
NATIONAL: Final = "id"
NAMED_CONFIDENCE: Final = 0.6
_NOT_A_WORD: Final = re.compile("[^0-9a-z]+")
_JAKARTA: Final = "31"  # its cities have no offices of their own
_FIRST_CITY: Final = 71  # Kemendagri's codes: regencies from 01, cities from 71
_IN_A_CITY: Final = {"dpmd": "setda"}  # a city has no villages
_OF_OFFICIALS: Final = frozenset({Topic.PUNGLI_KORUPSI, Topic.ASN})

Names = Callable[[str], Name | None]


@dataclass(frozen=True, slots=True)
class Agency:
    """An office of a region. *code* is "<office>@<region>": "pupr@33.74", or "pln@id" for a national one."""

    code: str
    name: Name


@dataclass(frozen=True, slots=True)
class Route:
    """Where a report goes; *agency* None is the national desk. *reason* holds rule words and codes only."""

    agency: Agency | None
    rule: str
    confidence: float
    reason: tuple[str, ...]


def route(
    topics: Sequence[tuple[str, float]],
    region: str | None,
    agencies: Sequence[str] = (),
    *,
    names: Names,
    words: str = "",
    threshold: float = THRESHOLD,
) -> Route:
    """The agency for ranked *topics* (id, score) in *region* (a Kemendagri code of any depth, or None).

    *agencies* are those the text names, *words* the text itself; *names* yields a region's name, None for an
    unknown one. A confidence under *threshold*, or a region the rule needs and lacks, leads to the desk.
    """
    topic, score = _top(topics)
    reason = _reasons(topic, score, region, agencies)
    named = {NAMED[agency] for agency in agencies if agency in NAMED}
    rule, phrase = _rule(topic, words)
    if phrase:
        reason += (f"words {phrase}",)
    if rule is None or score < threshold:
        if len(named) == 1 and threshold <= NAMED_CONFIDENCE:
            only = named.pop()
            return _placed(only, f"named.{only.office}", NAMED_CONFIDENCE, region, names, reason)
        return Route(None, "desk.no-rule" if rule is None else "desk.low-confidence", score, reason)
    if topic in _OF_OFFICIALS and any(other.level is Level.NATIONAL for other in named):
        return Route(None, "desk.national-agency", score, reason)
    return _placed(rule, f"{topic}.{rule.office}", score, region, names, reason)


def agency_name(code: str, names: Names) -> Name | None:
    """The name of the agency *code*; None when the office or the region is not known."""
    office, _, region = code.partition("@")
    own = OFFICES.get(office)
    if own is None or not region:
        return None
    if region == NATIONAL:
        return own
    place = names(region)
    return Name(f"{own.long} {place.long}", f"{own.short} {place.short}") if place else None


def _top(topics: Sequence[tuple[str, float]]) -> tuple[Topic, float]:
    if not topics or topics[0][0] not in RULES:
        return Topic.LAINNYA, topics[0][1] if topics else 0.0
    return Topic(topics[0][0]), topics[0][1]


def _reasons(topic: Topic, score: float, region: str | None, agencies: Sequence[str]) -> tuple[str, ...]:
    return (
        f"topic {topic} {score:.2f}",
        f"region {region or '-'}",
        *(f"named {agency}" for agency in agencies),
    )


def _rule(topic: Topic, words: str) -> tuple[Rule | None, str]:
    """The rule of *topic*, and the phrase of *words* that changed it or ""."""
    text = f" {_NOT_A_WORD.sub(' ', words.lower())} "
    for refinement in REFINEMENTS:
        if refinement.topic is topic:
            for phrase in refinement.phrases:
                if f" {phrase} " in text:
                    return refinement.rule, phrase
    return RULES.get(topic), ""


def _placed(
    rule: Rule, name: str, confidence: float, region: str | None, names: Names, reason: tuple[str, ...]
) -> Route:
    place = _place(rule.level, region)
    if place is None:
        return Route(None, "desk.no-region", confidence, reason)
    is_city = "." in place and int(place.partition(".")[2]) >= _FIRST_CITY
    office = _IN_A_CITY.get(rule.office, rule.office) if is_city else rule.office
    code = f"{office}@{place}"
    called = agency_name(code, names)
    if called is None:
        return Route(None, "desk.unknown-region", confidence, reason)
    return Route(Agency(code, called), name, confidence, reason)


def _place(level: Level, region: str | None) -> str | None:
    """The region whose office it is, None when *region* does not say."""
    if level is Level.NATIONAL:
        return NATIONAL
    if not region:
        return None
    province, *deeper = region.split(".")
    if level is Level.PROVINCE or province == _JAKARTA:
        return province
    return f"{province}.{deeper[0]}" if deeper else None
