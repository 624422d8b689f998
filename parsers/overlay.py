"""What people taught on top of the packaged lists: rules that are checked, then laid over a Knowledge."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from parsers.command_words import VERBS
from parsers.everyday_words import EVERYDAY
from parsers.gazetteer import OPENING, Gazetteer, Named, name_key
from parsers.knowledge import Knowledge
from parsers.lexicon import Lexicon, TopicWeight, agency_words, checksum, extended
from parsers.normalize import clean
from parsers.phrases import Payload, Phrases
from parsers.place_words import STOP
from parsers.spelling import Sense, spell

SHORTEST: Final = 3
LONGEST: Final = 40
WORDS: Final = 4  # that a term may have
WEIGHTS: Final = (1.0, 2.0, 4.0)  # a hint, a clear sign, as good as the name of the topic
_WORD: Final = re.compile("[a-z0-9]+(?:-[a-z0-9]+)?")


class RuleKind(StrEnum):
    """What a rule says of its term."""

    TOPIC = "topic"  # speaks for the topic `value`
    PLACE = "place"  # is called so: the region with the code `value`
    SPELLING = "spelling"  # is short for the word or words `value`
    AGENCY = "agency"  # is called so: the office `value`


class Objection(StrEnum):
    """Why a rule cannot be laid over."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    LETTERS = "letters"  # something else than words of letters and digits
    EVERYDAY = "everyday"  # a word that stands in texts about anything
    COMMAND = "command"  # a word the door acts on
    KNOWN = "known"  # the lists say the same already
    CONTRADICTS = "contradicts"  # the lists, or an earlier rule, say something else of it
    NO_SUCH_VALUE = "no_such_value"
    WEIGHT = "weight"


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing taught: *term* means *value*; *weight* only of a topic, 0 for the others."""

    kind: RuleKind
    term: str
    value: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule that was left out, and why."""

    rule: Rule
    why: Objection


@dataclass(frozen=True, slots=True)
class Laid:
    """The knowledge with every rule that could be laid over it, and those that could not."""

    knowledge: Knowledge
    refused: tuple[Refusal, ...]


def tidy(rule: Rule, knowledge: Knowledge) -> Rule:
    """*rule* as the lists spell it: lower case, single blanks, and abbreviations of a topic spelled out."""
    term = _plain(rule.term)
    if rule.kind in (RuleKind.TOPIC, RuleKind.AGENCY) and _is_words(term):
        term = " ".join(word.form for word in spell(clean(term), knowledge.lexicon.slang))
    value = _plain(rule.value) if rule.kind is RuleKind.SPELLING else rule.value.strip()
    return Rule(rule.kind, term, value, rule.weight if rule.kind is RuleKind.TOPIC else 0.0)


def objection(rule: Rule, knowledge: Knowledge) -> Objection | None:
    """Why the tidy *rule* cannot be laid over *knowledge*; None when it can."""
    return _ill_formed(rule) or _acted_on(rule) or _CHECKS[rule.kind](rule, knowledge) or _too_common(rule)


def with_overlay(base: Knowledge, rules: Sequence[Rule]) -> Laid:
    """*base* with *rules*, in their order; the version is the same for the same base and rules.

    A rule that can no longer be laid over (a newer base says it already) is left out and named.
    """
    kept: list[Rule] = []
    refused: list[Refusal] = []
    said: dict[tuple[RuleKind, str], str] = {}
    for rule in rules:
        earlier = said.get((rule.kind, rule.term))
        why = objection(rule, base) or (_twice(earlier, rule) if earlier is not None else None)
        if why is not None:
            refused.append(Refusal(rule, why))
            continue
        kept.append(rule)
        said[rule.kind, rule.term] = rule.value
    return Laid(_compiled(base, kept) if kept else base, tuple(refused))


def _plain(text: str) -> str:
    return " ".join(clean(text[: 4 * LONGEST]).text.split())


def _ill_formed(rule: Rule) -> Objection | None:
    if not _is_words(rule.term):
        return Objection.LETTERS
    if len(rule.term.replace(" ", "")) < (2 if rule.kind is RuleKind.SPELLING else SHORTEST):
        return Objection.TOO_SHORT
    most = 1 if rule.kind is RuleKind.SPELLING else WORDS
    if len(rule.term) > LONGEST or len(rule.term.split()) > most:
        return Objection.TOO_LONG
    if rule.kind is RuleKind.TOPIC and rule.weight not in WEIGHTS:
        return Objection.WEIGHT
    return None


def _is_words(term: str) -> bool:
    words = term.split()
    return bool(words) and all(map(_WORD.fullmatch, words)) and not "".join(words).isdigit()


def _acted_on(rule: Rule) -> Objection | None:
    words = rule.term.split()
    return Objection.COMMAND if len(words) == 1 and words[0] in VERBS else None


def _too_common(rule: Rule) -> Objection | None:
    words = rule.term.split()
    common = len(words) == 1 and words[0] in EVERYDAY
    return Objection.EVERYDAY if common or all(word in STOP for word in words) else None


def _twice(earlier: str, rule: Rule) -> Objection:
    return Objection.KNOWN if earlier == rule.value else Objection.CONTRADICTS


def _topic(rule: Rule, knowledge: Knowledge) -> Objection | None:
    if rule.value not in knowledge.lexicon.topics:
        return Objection.NO_SUCH_VALUE
    said = {payload.topic for payload in _said(rule.term, knowledge.lexicon.terms, knowledge.lexicon)}
    if not said:
        return None
    return Objection.KNOWN if rule.value in said else Objection.CONTRADICTS


def _agency(rule: Rule, knowledge: Knowledge) -> Objection | None:
    if rule.value not in offices():
        return Objection.NO_SUCH_VALUE
    said = _said(rule.term, knowledge.lexicon.agencies, knowledge.lexicon)
    if not said:
        return None
    return Objection.KNOWN if rule.value in said else Objection.CONTRADICTS


def _said(term: str, phrases: Phrases[Payload], lexicon: Lexicon) -> tuple[Payload, ...]:
    """What the lists say of exactly the words of *term*."""
    words = spell(clean(term), lexicon.slang)
    hits = [hit for hit in phrases.find(words) if (hit.first, hit.last) == (0, len(words))]
    return hits[0].payloads if hits else ()


def _place(rule: Rule, knowledge: Knowledge) -> Objection | None:
    gazetteer, key = knowledge.gazetteer, name_key(rule.term)
    if rule.value not in gazetteer:
        return Objection.NO_SUCH_VALUE
    if gazetteer.ordinary(rule.term.split()):
        return Objection.EVERYDAY
    upper = gazetteer.upper[key].codes if key in gazetteer.upper else ()
    codes = (*upper, *gazetteer.lower.get(key, ()))
    if rule.value in codes:
        return Objection.KNOWN
    return Objection.CONTRADICTS if codes else None


def _spelling(rule: Rule, knowledge: Knowledge) -> Objection | None:
    slang, words = knowledge.lexicon.slang, rule.value.split()
    if not 0 < len(words) <= WORDS or not all(_WORD.fullmatch(word) for word in words):
        return Objection.NO_SUCH_VALUE
    if rule.term in words:
        return Objection.CONTRADICTS
    if rule.term in slang:
        same = any(sense.plain == tuple(words) for sense in slang[rule.term])
        return Objection.KNOWN if same else Objection.CONTRADICTS
    # A word that means something as it is must not be read as another.
    listed = _said(rule.term, knowledge.lexicon.terms, knowledge.lexicon)
    if listed or rule.term in knowledge.gazetteer.words or name_key(rule.term) in knowledge.gazetteer.upper:
        return Objection.CONTRADICTS
    return None


_CHECKS = {
    RuleKind.TOPIC: _topic,
    RuleKind.PLACE: _place,
    RuleKind.SPELLING: _spelling,
    RuleKind.AGENCY: _agency,
}


def offices() -> frozenset[str]:
    """The offices that words may stand for."""
    return frozenset(office for _, office in agency_words() if office != "-")


def _compiled(base: Knowledge, rules: Sequence[Rule]) -> Knowledge:
    of = {kind: [rule for rule in rules if rule.kind is kind] for kind in RuleKind}
    lexicon = extended(
        base.lexicon,
        [(rule.term, TopicWeight(rule.value, rule.weight)) for rule in of[RuleKind.TOPIC]],
        [(rule.term, rule.value) for rule in of[RuleKind.AGENCY]],
        {rule.term: (Sense(tuple(rule.value.split())),) for rule in of[RuleKind.SPELLING]},
    )
    gazetteer = _renamed(base.gazetteer, of[RuleKind.PLACE])
    plain = json.dumps([asdict(rule) for rule in rules], sort_keys=True)
    version = f"{base.version}+{checksum(plain)}"
    return Knowledge(version, lexicon, gazetteer, base.model)


def _renamed(base: Gazetteer, rules: Sequence[Rule]) -> Gazetteer:
    """*base* with more names; a name for a district or a village stands beside those of its like."""
    if not rules:
        return base
    upper = {key: Named((code,)) for key, code in _named(rules, 5)}
    lower: dict[str, tuple[str, ...]] = {key: (code,) for key, code in _named(rules, 13) if key not in upper}
    lengths = dict(base.lengths)
    for key in (*upper, *lower):
        lengths[key[:OPENING]] = lengths.get(key[:OPENING], 0) | 1 << len(key)
    return replace(
        base,
        upper=MappingProxyType({**base.upper, **upper}),
        lower=MappingProxyType({**base.lower, **lower}) if lower else base.lower,
        lengths=MappingProxyType(lengths),
        openings=frozenset(lengths),
    )


def _named(rules: Sequence[Rule], longest: int) -> Iterator[tuple[str, str]]:
    """Key and code of the rules about provinces and regencies (5), or about what is below them (13)."""
    for rule in rules:
        if (len(rule.value) <= 5) == (longest == 5):
            yield name_key(rule.term), rule.value
