"""Where a report on a topic at a place would go, by which rule and why; nothing is stored."""

from dataclasses import dataclass, replace
from typing import Final

from parsers import Parsed, parse
from sms_gateway.domain import routing
from sms_gateway.domain.offices import DESK_CODE
from sms_gateway.domain.topics import Topic
from sms_gateway.domain.understood import understand
from sms_gateway.services import place_reading
from sms_gateway.services.office import Office
from sms_gateway.services.regions import region_names

MOST_WORDS: Final = 3_200


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate: the agency by name, or the office without a place for it."""

    code: str
    name: str
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Why:
    """Where it goes: *code* "" is the national desk. *why*: the sentence of the rule, "" for one of the desk.

    *words* are those of the report that a rule listened for; *off*: the agency this one acts for.
    """

    place: str
    code: str
    name: str
    rule: str
    why: str
    line: int
    confidence: float
    words: tuple[str, ...]
    off: str
    candidates: tuple[Weighed, ...]


def try_report(topic: str, place: str, words: str, office: Office) -> Why | None:
    """What becomes of a report; None for words that name no place. *topic* "" is read from *words*."""
    office.agencies.look()
    region = place_reading.code_of(place.strip(), office) if place.strip() else ""
    if region is None:
        return None
    route = route_of(words[:MOST_WORDS], topic if topic in list(Topic) else "", region, office)
    rule = office.rules().rule(route.rule)
    named = region_names(office.knowledge())(region) if region else None
    return Why(
        place=named.long if named else "",
        code=route.agency.code if route.agency else "",
        name=route.agency.name.long if route.agency else "",
        rule=route.rule,
        why=rule.reason if rule else "",
        line=rule.line if rule else 0,
        confidence=route.confidence,
        words=_told(route, "words "),
        off=", ".join(_told(route, "off ")),
        candidates=tuple(_weighed(each, office) for each in route.candidates),
    )


def route_of(text: str, topic: str, region: str, office: Office) -> routing.Route:
    """The route of *text* about *topic* ("": what it says) from *region* ("": likewise)."""
    knowledge = office.knowledge()
    read = parse(text, now=office.now(), knowledge=knowledge, region=region or None)
    said: Parsed = replace(read, topics=((topic, 1.0),) if topic else read.topics)
    if region:
        parts = region.split(".")
        levels = ("province", "regency", "district", "village")
        codes = dict.fromkeys(levels) | {
            level: ".".join(parts[: depth + 1]) for depth, level in enumerate(levels[: len(parts)])
        }
        said = replace(said, place=replace(said.place, **codes, candidates=()))
    understood = understand(text, said, knowledge)
    return routing.route(understood, office.rules(), office.agencies(), office.settings.routing.threshold)


def _told(route: routing.Route, start: str) -> tuple[str, ...]:
    """What the reason says behind *start*; a root and its own word are one."""
    told = (each.removeprefix(start) for each in route.reason if each.startswith(start))
    return tuple(dict.fromkeys(each.replace("~", "") for each in told))


def _weighed(candidate: routing.Candidate, office: Office) -> Weighed:
    found = office.agencies().find(candidate.agency) if candidate.agency else None
    code = found.code if found else ""
    return Weighed(
        code if code != DESK_CODE else "", found.name.long if found else candidate.to, candidate.rule,
        candidate.confidence,
    )  # fmt: skip
