"""Reads the routing rules from YAML and checks them whole: every fault with its line, reason and remedy."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from sms_gateway.catalog.faults import CatalogFault, Fault
from sms_gateway.catalog.rule_checks import lost_behind
from sms_gateway.catalog.shapes import shape_faults
from sms_gateway.catalog.yaml_lines import Document, read_yaml
from sms_gateway.domain.offices import DESK, Government, Level
from sms_gateway.domain.rulebook import (
    Example,
    Group,
    Rule,
    RuleBook,
    Target,
    compile_rules,
)
from sms_gateway.domain.topics import Topic

PACKAGED: Final = "data/routing.yaml"
NAMED_GROUP: Final = Group("nama", "The agency a text names, when its topic says too little.", False)


class Offices(Protocol):
    """Which office exists at which level."""

    def exists(self, office: str, level: Level) -> bool: ...


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _as_example(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=64)]
Phrase = Annotated[
    str,
    Field(pattern=r"^(\$[a-z][a-z0-9-]*|~?[0-9a-z-]+( ~?[0-9a-z-]+)*( & ~?[0-9a-z-]+( ~?[0-9a-z-]+)*)*)$"),
]
PhraseList = Annotated[list[Phrase], BeforeValidator(_as_list), Field(min_length=1)]
TargetText = Annotated[str, Field(pattern=r"^(desk|[a-z][a-z0-9-]*@(regency|province|national))$")]
RegionCode = Annotated[str, Field(pattern=r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?$")]
Share = Annotated[float, Field(gt=0, le=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExampleText(_Part):
    text: Annotated[str, Field(min_length=8)]
    region: RegionCode | None = None


class RuleText(_Part):
    id: Identifier
    topics: list[Topic] = []
    any: PhraseList | None = None
    all: list[PhraseList] = []
    never: list[Phrase] = []
    agencies: list[Identifier] = []
    regions: list[RegionCode] = []
    government: Government | None = None
    to: TargetText
    otherwise: TargetText | None = None
    confidence: Share
    reason: Annotated[str, Field(min_length=10, max_length=160)]
    examples: Annotated[list[Annotated[ExampleText, BeforeValidator(_as_example)]], Field(min_length=1)]


class GroupText(_Part):
    group: Identifier
    about: str
    first: bool = False
    watched: bool = False
    rules: list[RuleText]


class RulesText(_Part):
    examples_from: RegionCode
    watchers: list[Identifier]
    words: dict[str, PhraseList] = {}
    groups: Annotated[list[GroupText], Field(min_length=1)]
    named_confidence: Share = 0.9
    named: dict[str, Annotated[list[TargetText], Field(min_length=1, max_length=2)]] = {}


def packaged_rules(offices: Offices) -> RuleBook:
    """The rules that come with the program. Raises CatalogFault when an office they name does not exist."""
    text = files("sms_gateway").joinpath(PACKAGED).read_text(encoding="utf-8")
    return read_rules(text, PACKAGED, offices)


def rules_file(path: Path, offices: Offices) -> RuleBook:
    """The rules of *path*. Raises CatalogFault with every fault, OSError when it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise CatalogFault([Fault(str(path), 1, "not UTF-8", "Save the file as UTF-8.")]) from None
    return read_rules(text, str(path), offices)


def read_rules(text: str, source: str, offices: Offices) -> RuleBook:
    """The rule book *text* is. Raises CatalogFault with every fault at once, each with its line."""
    document = read_yaml(text, source)
    try:
        shape = RulesText.model_validate(document.value)
    except ValidationError as error:
        raise CatalogFault([*shape_faults(error, document)]) from None
    faults = list(_unknown_lists(shape, document))
    if not faults:
        rules = [*_rules(shape, document), *_named(shape, document)]
        faults = [*_faults(shape, rules, document, offices)]
    if faults:
        raise CatalogFault(faults)
    groups = [Group(group.group, group.about, group.first) for group in shape.groups]
    version = f"rules-{sha256(text.encode()).hexdigest()[:12]}"
    return compile_rules(version, source, [*groups, NAMED_GROUP], rules)


def _unknown_lists(shape: RulesText, document: Document) -> Iterator[Fault]:
    """A `$list` that is not under `words`, or one that leads to itself."""
    for name, phrases in shape.words.items():
        line = document.line(("words", name))
        for phrase in phrases:
            if phrase.startswith("$"):
                yield Fault(
                    document.source, line, f"{name} holds {phrase}", "A list holds phrases, no lists."
                )
    for g, group in enumerate(shape.groups):
        for r, rule in enumerate(group.rules):
            line = document.line(("groups", g, "rules", r))
            for phrase in [*(rule.any or []), *(p for entry in rule.all for p in entry), *rule.never]:
                if phrase.startswith("$") and phrase[1:] not in shape.words:
                    yield Fault(
                        document.source, line, f"{rule.id}: there is no list {phrase}", "Add it to words."
                    )


def _rules(shape: RulesText, document: Document) -> Iterator[Rule]:
    for g, group in enumerate(shape.groups):
        for r, rule in enumerate(group.rules):
            yield _rule(rule, group, shape, document.line(("groups", g, "rules", r)))


def _rule(rule: RuleText, group: GroupText, shape: RulesText, line: int) -> Rule:
    accuses = group.watched or (Topic.PUNGLI_KORUPSI in rule.topics and not rule.any and not rule.all)
    wanted = [*([rule.any] if rule.any else []), *rule.all]
    return Rule(
        id=rule.id,
        group=group.group,
        to=target(rule.to),
        reason=rule.reason,
        confidence=rule.confidence,
        topics=frozenset(rule.topics),
        needs=tuple(frozenset(_spelled(phrases, shape.words)) for phrases in wanted),
        never=frozenset(_spelled(rule.never, shape.words)),
        agencies=frozenset(rule.agencies),
        regions=tuple(rule.regions),
        government=rule.government,
        otherwise=target(rule.otherwise) if rule.otherwise else None,
        examples=tuple(Example(told.text, told.region or shape.examples_from) for told in rule.examples),
        watchers=frozenset(shape.watchers) if accuses else frozenset(),
        line=line,
    )


def _named(shape: RulesText, document: Document) -> Iterator[Rule]:
    for slug, targets in shape.named.items():
        yield Rule(
            id=f"nama-{slug}"[:64],
            group=NAMED_GROUP.name,
            to=target(targets[0]),
            reason="Laporan menyebut instansi ini dan topiknya belum jelas.",
            confidence=shape.named_confidence,
            agencies=frozenset({slug}),
            otherwise=target(targets[1]) if len(targets) > 1 else None,
            line=document.line(("named", slug)),
        )


def _spelled(phrases: Iterable[str], words: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for phrase in phrases:
        if phrase.startswith("$"):
            yield from words[phrase[1:]]
        else:
            yield phrase


def target(text: str) -> Target:
    """The target "office@level" or "desk" names."""
    office, _, level = text.partition("@")
    return Target(office, Level(level) if level else Level.NATIONAL)


def _faults(shape: RulesText, rules: Sequence[Rule], document: Document, offices: Offices) -> Iterator[Fault]:
    first = {group.group for group in shape.groups if group.first}
    seen: dict[str, int] = {}
    for rule in rules:
        if rule.id in seen:
            yield Fault(
                document.source,
                rule.line,
                f"{rule.id} is here already, in line {seen[rule.id]}",
                "Rename one.",
            )
        seen.setdefault(rule.id, rule.line)
        yield from _rule_faults(rule, document.source, offices)
        if rule.watchers and rule.to.office not in rule.watchers:
            yield Fault(
                document.source,
                rule.line,
                f"{rule.id}: an accusation may not go to {rule.to.office}",
                "Send it to one of `watchers`.",
            )
    yield from lost_behind(rules, first, document.source)


def _rule_faults(rule: Rule, source: str, offices: Offices) -> Iterator[Fault]:
    for to in (rule.to, rule.otherwise):
        if to is not None and to.office != DESK and not offices.exists(to.office, to.level):
            yield Fault(source, rule.line, f"{rule.id}: there is no {to}", "See `sms-gateway agencies list`.")
    if not rule.topics and not rule.needs and not rule.agencies:
        yield Fault(source, rule.line, f"{rule.id} asks for nothing", "Give it topics, words or agencies.")
    if rule.otherwise is not None and rule.otherwise.level is not Level.NATIONAL:
        yield Fault(source, rule.line, f"{rule.id}: otherwise needs a region too", "Name a national office.")
