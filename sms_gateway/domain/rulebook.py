"""The routing rules in force: one immutable value with a version, its words found in one pass over a text."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from parsers.phrases import keys
from sms_gateway.domain.offices import DESK, Government, Level

BARRIER = ""  # a word no phrase may cross or hold
JOIN = " & "
_SAME = {"jl": "jalan", "jln": "jalan", "propinsi": "provinsi"}


@dataclass(frozen=True, slots=True)
class Target:
    """The office a rule names and the level it stands at; office DESK is the national desk."""

    office: str
    level: Level

    def __str__(self) -> str:
        return DESK if self.office == DESK else f"{self.office}@{self.level}"


@dataclass(frozen=True, slots=True)
class Example:
    """A text the rule must decide. *region* is where it is known to be from, None when only the text says."""

    text: str
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """When every condition holds, *to* is responsible. *reason* is one Indonesian sentence.

    *topics*: one of them is among the report's three best; none: the words alone decide. *needs*: of each
    set one phrase is there; *never*: none of these is. *agencies*: one of these is named, not as a landmark.
    *regions*: the report is in one of them. *government*: only there. *otherwise*: without a known region.
    *watchers*: it is an accusation, and only these offices may have it.
    """

    id: str
    group: str
    to: Target
    reason: str
    confidence: float
    topics: frozenset[str] = frozenset()
    needs: tuple[frozenset[str], ...] = ()
    never: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ()
    government: Government | None = None
    otherwise: Target | None = None
    examples: tuple[Example, ...] = ()
    watchers: frozenset[str] = frozenset()
    line: int = 0

    def holds(self, heard: Collection[str], agencies: Collection[str], region: str | None) -> bool:
        """Whether everything but the topic fits."""
        if any(need.isdisjoint(heard) for need in self.needs) or not self.never.isdisjoint(heard):
            return False
        if self.agencies and self.agencies.isdisjoint(agencies):
            return False
        return (not self.regions and self.government is None) or self._covers(region)

    def _covers(self, region: str | None) -> bool:
        if region is None:
            return False
        inside = not self.regions or any(f"{region}.".startswith(f"{code}.") for code in self.regions)
        kind = self.government is None or ("." in region and Government.of(region) is self.government)
        return inside and kind

    def phrases(self) -> frozenset[str]:
        """Every phrase it listens for."""
        return self.never.union(*self.needs)


@dataclass(frozen=True, slots=True)
class Group:
    """Rules of one height. *first*: they decide before any topic is weighed (accusations)."""

    name: str
    about: str
    first: bool


class _Node:
    """One step of the compiled phrases; built once, never changed after that."""

    __slots__ = ("following", "phrases")

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleBook:
    """*rules* in the order they are tried. *version* is a digest of the file: same text, same version.

    *watchers* are the offices that may have an accusation; none: nothing is known of accusations.
    """

    version: str
    source: str
    groups: tuple[Group, ...]
    rules: tuple[Rule, ...]
    first: tuple[Rule, ...]
    by_topic: Mapping[str, tuple[Rule, ...]]
    by_words: tuple[Rule, ...]
    watchers: frozenset[str]
    _root: _Node = field(repr=False, compare=False)
    _joined: tuple[tuple[str, tuple[str, ...]], ...] = field(repr=False, default=())

    def hear(self, words: Sequence[str]) -> dict[str, int]:
        """The phrases of any rule in *words* (plain words, BARRIER between what belongs apart), with places.

        A phrase "a & b" is heard when both are, anywhere.
        """
        spelled = [keys(_SAME.get(word, word)) if word else () for word in words]
        heard: dict[str, int] = {}
        opens = self._root.following
        for start, keyed in enumerate(spelled):
            alive = [opens[key] for key in keyed if key in opens]
            at = start
            while alive:
                for node in alive:
                    for phrase in node.phrases:
                        heard.setdefault(phrase, start)
                at += 1
                if at == len(spelled):
                    break
                alive = [
                    node.following[key] for node in alive for key in spelled[at] if key in node.following
                ]
        for joined, parts in self._joined:
            if all(part in heard for part in parts):
                heard[joined] = min(heard[part] for part in parts)
        return heard

    def rule(self, identifier: str) -> Rule | None:
        """The rule of that name."""
        return next((rule for rule in self.rules if rule.id == identifier), None)


def compile_rules(version: str, source: str, groups: Iterable[Group], rules: Iterable[Rule]) -> RuleBook:
    """The book of *rules*, which keep their order."""
    heights, ordered = tuple(groups), tuple(rules)
    opening = {group.name for group in heights if group.first}
    rest = [rule for rule in ordered if rule.group not in opening]
    topics = dict.fromkeys(topic for rule in rest for topic in rule.topics)
    listened = sorted({phrase for rule in ordered for phrase in rule.phrases()})
    parts = {phrase: tuple(phrase.split(JOIN)) for phrase in listened}
    root = _Node()
    for part in dict.fromkeys(part for split in parts.values() for part in split):
        _plant(root, part)
    return RuleBook(
        version,
        source,
        heights,
        ordered,
        first=tuple(rule for rule in ordered if rule.group in opening),
        by_topic={topic: tuple(rule for rule in rest if topic in rule.topics) for topic in topics},
        by_words=tuple(rule for rule in rest if not rule.topics),
        watchers=frozenset().union(*(rule.watchers for rule in ordered)),
        _root=root,
        _joined=tuple((phrase, split) for phrase, split in parts.items() if len(split) > 1),
    )


def _plant(root: _Node, phrase: str) -> None:
    node = root
    for part in phrase.split():
        node = node.following.setdefault(_SAME.get(part, part), _Node())
    node.phrases = (*node.phrases, phrase)
