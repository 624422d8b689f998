"""Chooses the agency of a report by the rules in force and says why; the unsure goes to the national desk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from sms_gateway.domain.offices import DESK, DESK_CODE, NATIONAL, Level
from sms_gateway.domain.rendering import Name
from sms_gateway.domain.rulebook import Rule, RuleBook, Target
from sms_gateway.domain.topics import Topic
from sms_gateway.domain.understood import Understood

THRESHOLD: Final = 0.5
CANDIDATES: Final = 3
TOPIC_HEARD: Final = 0.65  # what the words of a rule prove beside its topic
WORDS_HEARD: Final = 0.97  # what words prove that need no topic
NAMED: Final = 0.6  # what a named agency proves: it may also be the accused
ACCUSES: Final = 0.5  # from this score of its topic a report is an accusation whatever its words
_FAINT: Final = 0.005  # a topic under this score does not speak
_BEHIND: Final = 0.5  # how a rule counts of which another of the same topic stands above it


class Agency(Protocol):
    """An office of a region, as the directory has it. *code* is "<office>@<region>"."""

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> Name: ...


class Directory(Protocol):
    """Which agencies there are, and which acts in the place of one that is switched off."""

    def find(self, code: str) -> Agency | None: ...

    def acting(self, code: str) -> Agency | None: ...

    def alone(self, province: str) -> bool:
        """Whether its regencies have no offices of their own."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One answer that was weighed; *agency* (a code) is None for the desk or without the region it needs."""

    to: str
    agency: str | None
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Route:
    """Where a report goes; *agency* None is the national desk.

    *rule* is the rule that decided, or "desk.<why>". *reason* holds rule words and codes only, never the
    citizen's sentence. *candidates* are the best three, best first.
    """

    agency: Agency | None
    rule: str
    confidence: float
    reason: tuple[str, ...]
    candidates: tuple[Candidate, ...] = ()
    version: str = ""


class Placed(NamedTuple):
    """The acting agency, or None and *why*: "" when the desk itself is meant. *off*: the code it acts for."""

    agency: Agency | None
    why: str = ""
    off: str = ""


class Fit(NamedTuple):
    """A rule that fits, how much speaks for it (0..1), the phrases it heard and the topic it came by."""

    rule: Rule
    confidence: float
    heard: tuple[str, ...]
    topic: str


def route(said: Understood, rules: RuleBook, directory: Directory, threshold: float = THRESHOLD) -> Route:
    """The acting agency for *said*. Never raises.

    A confidence under *threshold*, or a region that the rule needs and the report lacks, leads to the desk.
    """
    fits = weigh(said, rules)
    candidates = _candidates(fits, said, directory)
    if not fits:
        return Route(None, "desk.no-rule", 0.0, _reason(said, None), candidates, rules.version)
    best = fits[0]
    placed = place(best.rule, said.region, directory)
    reason = (*_reason(said, best), *_instead(placed))
    if best.confidence < threshold:
        placed = Placed(None, "desk.low-confidence")
    rule = placed.why or best.rule.id
    return Route(placed.agency, rule, best.confidence, reason, candidates, rules.version)


def weigh(said: Understood, rules: RuleBook) -> list[Fit]:
    """The rules that fit, best first. An accusation is weighed by its own rules alone: nobody is to send it
    to the accused because that is the second-best answer.
    """
    heard = rules.hear(said.words)
    scores = dict(said.topics)
    found = list(_first(rules.first, said, heard, scores, ""))
    if found:
        return found
    for topic, score in said.topics:
        if score >= _FAINT:
            found += _first(rules.by_topic.get(topic, ()), said, heard, scores, topic)
    found += _first(rules.by_words, said, heard, scores, "")
    if rules.watchers and _reads_like_bribery(said):
        found = [fit for fit in found if fit.rule.to.office in rules.watchers]
    return sorted(found, key=lambda fit: -fit.confidence)


def _reads_like_bribery(said: Understood) -> bool:
    topic, score = said.topics[0] if said.topics else ("", 0.0)
    return topic == Topic.PUNGLI_KORUPSI and score >= ACCUSES


def place(rule: Rule, region: str | None, directory: Directory) -> Placed:
    """The acting agency of *rule* in *region*: a switched-off one gives way to its parent or the desk."""
    if rule.to.office == DESK:
        return Placed(None)
    codes = _codes(rule.to, region, directory)
    if not codes and rule.otherwise:
        codes = _codes(rule.otherwise, region, directory)
    if not codes:
        return Placed(None, "desk.no-region")
    known = next((code for code in codes if directory.find(code) is not None), None)
    if known is None:
        return Placed(None, "desk.no-agency")
    acting = directory.acting(known)
    if acting is None or acting.code == DESK_CODE or _accused(rule, acting):
        return Placed(None, "desk.switched-off", known)
    return Placed(acting, off=known if acting.code != known else "")


def _accused(rule: Rule, acting: Agency) -> bool:
    """Whether *acting* may be whom the report accuses: it only stands in for a watcher and is none."""
    return bool(rule.watchers) and acting.code.partition("@")[0] not in rule.watchers


def _codes(to: Target, region: str | None, directory: Directory) -> tuple[str, ...]:
    """Where the office may stand, nearest first; none when *region* does not say."""
    country = f"{to.office}@{NATIONAL}"
    if to.level is Level.NATIONAL:
        return (country,)
    province, *deeper = (region or "").split(".")
    if not province or (to.level is Level.REGENCY and not deeper and not directory.alone(province)):
        return ()
    if to.level is Level.PROVINCE or not deeper:
        return f"{to.office}@{province}", country
    return f"{to.office}@{province}.{deeper[0]}", f"{to.office}@{province}", country


def _first(
    rules: Sequence[Rule],
    said: Understood,
    heard: Mapping[str, int],
    scores: Mapping[str, float],
    topic: str,
) -> Iterator[Fit]:
    """The first rule that fits at its full weight, those below it at less: they are candidates only."""
    for behind, fit in enumerate(_fitting(rules, said, heard, scores, topic)):
        yield fit._replace(confidence=round(fit.confidence * _BEHIND, 4)) if behind else fit


def _fitting(
    rules: Sequence[Rule],
    said: Understood,
    heard: Mapping[str, int],
    scores: Mapping[str, float],
    topic: str,
) -> Iterator[Fit]:
    for rule in rules:
        if rule.holds(heard, said.agencies, said.region):
            told = {phrase for need in rule.needs for phrase in need if phrase in heard}
            confidence = _confidence(rule, max((scores.get(name, 0.0) for name in rule.topics), default=0.0))
            yield Fit(rule, confidence, tuple(sorted(told, key=lambda told: (heard[told], told))), topic)


def _confidence(rule: Rule, score: float) -> float:
    """Topic, words and name as independent witnesses, times how far the rule itself can be trusted."""
    doubt = 1.0 - score
    if rule.needs:
        doubt *= 1.0 - (TOPIC_HEARD if rule.topics else WORDS_HEARD)
    if rule.agencies:
        doubt *= 1.0 - NAMED
    return round(rule.confidence * (1.0 - doubt), 4)


def _candidates(fits: Sequence[Fit], said: Understood, directory: Directory) -> tuple[Candidate, ...]:
    """The best three that differ."""
    found: dict[str, Candidate] = {}
    for fit in fits:
        agency = place(fit.rule, said.region, directory).agency
        code = agency.code if agency else None
        candidate = Candidate(str(fit.rule.to), code, fit.rule.id, fit.confidence)
        found.setdefault(code or candidate.to, candidate)
        if len(found) == CANDIDATES:
            break
    return tuple(found.values())


def _reason(said: Understood, fit: Fit | None) -> tuple[str, ...]:
    """What spoke for it, in words of the rules and codes."""
    told = [f"topic {name} {score:.2f}" for name, score in said.topics[:1]]
    told.append(f"region {said.region or '-'}")
    if fit and fit.topic and fit.topic != said.topics[0][0]:
        told.append(f"by topic {fit.topic}")
    told += [f"words {phrase}" for phrase in (fit.heard if fit else ())]
    told += [f"named {slug}" for slug in said.agencies]
    return (*told, *(f"landmark {slug}" for slug in said.landmarks))


def _instead(placed: Placed) -> tuple[str, ...]:
    """That an agency is switched off, and who acts for it."""
    if not placed.off:
        return ()
    return f"off {placed.off}", f"acting {placed.agency.code if placed.agency else DESK_CODE}"
