"""The packaged word lists, read once and compiled; the only file reading of the parsers."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from types import MappingProxyType

from parsers.complaint import Failure
from parsers.notice_signs import COUNTED, PLAINTS, NoticeRule, SignLists
from parsers.phrases import Phrases
from parsers.spelling import Sense, Slang

_FILES = ("slang.tsv", "topics.json", "topics.tsv", "combinations.tsv", "problems.tsv", "agencies.tsv",
          "notices.tsv", "notice_signs.tsv", "notice_rules.tsv", "keywords.tsv", "types.tsv",
          "urgency.tsv", "urgency_spelling.tsv")  # fmt: skip
_GATES = {"previous": 0, "next": 1, "near": 2}


@dataclass(frozen=True, slots=True)
class TopicWeight:
    """How strongly a term speaks for a topic; the topic "-" only uses its words up."""

    topic: str
    weight: float


@dataclass(frozen=True, slots=True)
class Combination:
    """Words that mean something together wherever they stand: each part is a set of alternatives."""

    parts: tuple[frozenset[str], ...]
    topic: str
    weight: float


@dataclass(frozen=True, slots=True)
class Problem:
    """A short label of a complaint and the words that choose it; no parts: the default of the topic."""

    topic: str
    label: str
    parts: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every packaged table, compiled; *combined* leads from a word to the *combinations* it may complete.

    *version* changes when any data file changes.
    """

    version: str
    slang: Slang
    topics: Mapping[str, str]
    terms: Phrases[TopicWeight]
    combinations: tuple[Combination, ...]
    combined: Mapping[str, frozenset[int]]
    problems: Mapping[str, tuple[Problem, ...]]
    agencies: Phrases[str]
    notices: Phrases[str]
    signs: SignLists
    types: Phrases[str]
    keywords: Mapping[str, str]


def read_lexicon() -> Lexicon:
    """Read and compile the packaged lists. Raises ValueError naming file and line for a malformed row."""
    topics: dict[str, str] = json.loads(_text("topics.json"))
    combinations = tuple(_combinations(topics))
    return Lexicon(
        version=_version(),
        slang=MappingProxyType(_slang()),
        topics=MappingProxyType(topics),
        terms=Phrases(_terms(topics)),
        combinations=combinations,
        combined=MappingProxyType(_completed(combinations)),
        problems=MappingProxyType(_by_topic(_problems(topics))),
        agencies=Phrases(_listed("agencies.tsv")),
        notices=Phrases(_listed("notices.tsv")),
        signs=_signs(),
        types=Phrases(_listed("types.tsv")),
        keywords=MappingProxyType({row[0]: row[1] for _, row in _rows("keywords.tsv", 2)}),
    )


def extended(
    lexicon: Lexicon,
    terms: Sequence[tuple[str, TopicWeight]],
    agencies: Sequence[tuple[str, str]],
    slang: Slang,
) -> Lexicon:
    """*lexicon* with more words that speak for a topic, call an agency or are short for others."""
    return replace(
        lexicon,
        terms=Phrases([*_terms(lexicon.topics), *terms]) if terms else lexicon.terms,
        agencies=Phrases([*agency_words(), *agencies]) if agencies else lexicon.agencies,
        slang=MappingProxyType({**lexicon.slang, **slang}) if slang else lexicon.slang,
    )


def checksum(text: str) -> str:
    """Eight letters and digits that tell one text from another."""
    return f"{zlib.crc32(text.encode()):08x}"


def agency_words() -> Iterator[tuple[str, str]]:
    """(what people call it, office) of every packaged word for an agency."""
    return _listed("agencies.tsv")


def alternatives(parts: str) -> tuple[frozenset[str], ...]:
    """`a|b + c d|e` as the sets {a, b} and {"c d", e}."""
    return tuple(
        frozenset(word.strip() for word in part.split("|")) for part in parts.split("+") if part.strip()
    )


def _text(name: str) -> str:
    return files("parsers").joinpath("data", name).read_text(encoding="utf-8")


def _version() -> str:
    total = 0
    for name in _FILES:
        total = zlib.crc32(_text(name).encode(), total)
    return f"{total:08x}"


def _rows(name: str, least: int) -> Iterator[tuple[str, list[str]]]:
    """Where (file:line) and what (at least *least* columns) of each row that is not blank or a comment."""
    for number, line in enumerate(_text(name).splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        columns = [column.strip() for column in line.split("\t")]
        if len(columns) < least:
            raise ValueError(f"{name}:{number}: {least} columns wanted, {len(columns)} found")
        yield f"{name}:{number}", columns


def _slang() -> dict[str, tuple[Sense, ...]]:
    found: dict[str, tuple[Sense, ...]] = {}
    for where, (short, plain, *gates) in _rows("slang.tsv", 2):
        found[short] = (*found.get(short, ()), _sense(plain, gates[0] if gates else "", where))
    return found


def _sense(plain: str, gates: str, where: str) -> Sense:
    sets: list[frozenset[str]] = [frozenset(), frozenset(), frozenset()]
    for gate in gates.split():
        name, _, words = gate.partition("=")
        if name not in _GATES:
            raise ValueError(f"{where}: no such condition as {name}")
        sets[_GATES[name]] = frozenset(words.split("|"))
    return Sense(tuple(plain.split()), *sets)


def _known(topic: str, topics: Mapping[str, str], where: str) -> str:
    if topic not in topics and topic != "-":
        raise ValueError(f"{where}: no such topic as {topic}")
    return topic


def _terms(topics: Mapping[str, str]) -> Iterator[tuple[str, TopicWeight]]:
    for where, (topic, weight, terms, *_) in _rows("topics.tsv", 3):
        payload = TopicWeight(_known(topic, topics, where), float(weight))
        for term in terms.split(","):
            if term.strip():
                yield term.strip(), payload


def listed_terms() -> Iterator[tuple[str, str, float]]:
    """(term, topic, weight) of every packaged term that speaks for a topic."""
    for term, payload in _terms(json.loads(_text("topics.json"))):
        if payload.topic != "-":
            yield term, payload.topic, payload.weight


def _combinations(topics: Mapping[str, str]) -> Iterator[Combination]:
    for where, (topic, weight, parts, *_) in _rows("combinations.tsv", 3):
        yield Combination(alternatives(parts), _known(topic, topics, where), float(weight))


def _completed(combinations: Sequence[Combination]) -> dict[str, frozenset[int]]:
    """Each word of the part with the fewest words, with the places of the combinations it stands in."""
    found: dict[str, frozenset[int]] = {}
    for place, each in enumerate(combinations):
        for word in min(each.parts, key=len):
            found[word] = found.get(word, frozenset()) | {place}
    return found


def _problems(topics: Mapping[str, str]) -> Iterator[Problem]:
    for where, (topic, label, *parts) in _rows("problems.tsv", 2):
        if len(label) > 20:
            raise ValueError(f"{where}: a label has at most 20 characters")
        yield Problem(_known(topic, topics, where), label, alternatives(parts[0]) if parts else ())


def _signs() -> SignLists:
    listed = list(_listed("notice_signs.tsv"))
    plaints = {term for term, sign in listed if sign in PLAINTS and " " not in term}
    wide = {word for term, sign in listed if sign not in PLAINTS for word in term.split()}
    return SignLists(Phrases(listed), tuple(_notice_rules()), frozenset(plaints - wide))


def _notice_rules() -> Iterator[NoticeRule]:
    known = {sign for sign, *_ in (columns for _, columns in _rows("notice_signs.tsv", 2))} | COUNTED
    for where, (failure, sure, signs, *without) in _rows("notice_rules.tsv", 3):
        wanted = frozenset(signs.split())
        unwanted = frozenset(" ".join(without).split())
        if (wanted | unwanted) - known:
            raise ValueError(f"{where}: no such sign as {min((wanted | unwanted) - known)}")
        yield NoticeRule(Failure(failure), sure == "!", wanted, unwanted)


def _by_topic(problems: Iterator[Problem]) -> dict[str, tuple[Problem, ...]]:
    found: dict[str, tuple[Problem, ...]] = {}
    for problem in problems:
        found[problem.topic] = (*found.get(problem.topic, ()), problem)
    return found


def urgency_phrases() -> Iterator[tuple[str, str]]:
    """(phrase, kind) of every phrase urgency is read from."""
    return _listed("urgency.tsv")


def urgency_spellings() -> Iterator[tuple[str, str]]:
    """(word as typed, plain word) for urgency; the plain word "-" leaves it out."""
    return _listed("urgency_spelling.tsv")


def _listed(name: str) -> Iterator[tuple[str, str]]:
    for _, (value, terms, *_rest) in _rows(name, 2):
        for term in terms.split(","):
            if term.strip():
                yield term.strip(), value
