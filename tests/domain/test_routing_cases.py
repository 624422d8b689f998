"""Reports as citizens write them reach the agency the law names, through the real parser and rules."""

import json
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers import Knowledge, load_knowledge, parse, plain_words
from sms_gateway.domain.directory import AgencyDirectory
from sms_gateway.domain.offices import DESK
from sms_gateway.domain.routing import Route, route
from sms_gateway.domain.rulebook import JOIN, Rule
from sms_gateway.domain.topics import Topic
from sms_gateway.domain.understood import understand
from sms_gateway.services import agencies
from sms_gateway.services.rules import packaged

NOW = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
THRESHOLD = 0.3
LEAST_RIGHT = 0.95
BOOK = packaged()
WATCHERS = {
    "inspektorat", "polri", "kejaksaan", "kpk", "kemensos", "kemenag", "kemenkeu", "kemenimipas", "atr-bpn",
    "kemenhub", "kemdiktisaintek", "tni", "mahkamah-agung", DESK,
}  # fmt: skip


class Case(NamedTuple):
    """*region*: known from before, None when only the text says. *expected*: an agency code, or "desk"."""

    text: str
    region: str | None
    expected: str


CASES = [
    Case(**json.loads(line))
    for line in Path(__file__).with_name("routing_cases.jsonl").read_text(encoding="utf-8").splitlines()
]
ACCUSES = ("pungli", "oknum", "korup", "suap", "minta uang", "potong", "fiktif", "gelap", "setoran", "fee")
ACCUSING = [
    case
    for case in CASES
    if case.expected.partition("@")[0] in WATCHERS and any(word in case.text for word in ACCUSES)
]


@cache
def table() -> AgencyDirectory:
    return agencies.packaged(load_knowledge())


def routed(text: str, region: str | None, knowledge: Knowledge) -> Route:
    parsed = parse(text, now=NOW, knowledge=knowledge, region=region)
    return route(understand(text, parsed, knowledge, region), BOOK, table(), THRESHOLD)


def code(found: Route) -> str:
    return found.agency.code if found.agency else DESK


def test_the_cases_are_many_and_their_agencies_exist() -> None:
    assert len(CASES) >= 400
    assert [c for c in CASES if c.expected != DESK and table().find(c.expected) is None] == []


def test_nearly_every_case_reaches_its_agency(knowledge: Knowledge) -> None:
    wrong = [
        (c, code(found)) for c in CASES if code(found := routed(c.text, c.region, knowledge)) != c.expected
    ]
    assert 1 - len(wrong) / len(CASES) >= LEAST_RIGHT, wrong


def test_no_accusation_reaches_the_accused_office_alone(knowledge: Knowledge) -> None:
    assert len(ACCUSING) >= 40
    reached = {case.text: code(routed(case.text, case.region, knowledge)) for case in ACCUSING}
    assert {
        text: agency for text, agency in reached.items() if agency.partition("@")[0] not in WATCHERS
    } == {}


@pytest.mark.parametrize("rule", [rule for rule in BOOK.rules if rule.examples], ids=lambda rule: rule.id)
def test_a_rule_decides_its_own_examples(rule: Rule, knowledge: Knowledge) -> None:
    assert {routed(told.text, told.region, knowledge).rule for told in rule.examples} == {rule.id}


def test_every_topic_and_every_level_has_rules() -> None:
    assert {topic for rule in BOOK.rules for topic in rule.topics} == set(Topic)
    assert {str(rule.to.level) for rule in BOOK.rules} == {"regency", "province", "national"}
    assert len([rule for rule in BOOK.rules if rule.examples]) >= 150


IN_CONTEXT = {"spt", "smp", "bkn", "tpi", "dpt", "kaya"}  # read as written only beside certain words


def test_every_phrase_is_spelled_as_texts_are_read(knowledge: Knowledge) -> None:
    """A phrase the spelling turns into other words would never be heard."""
    parts = {part for rule in BOOK.rules for phrase in rule.phrases() for part in phrase.split(JOIN)}
    plain = {part for part in parts if "~" not in part and IN_CONTEXT.isdisjoint(part.split())}
    read = {part: " ".join(plain_words(part, knowledge=knowledge)) for part in plain}
    assert {part: words for part, words in read.items() if part != words} == {}


PLACES = st.none() | st.sampled_from(["33", "33.74", "33.10", "31", "31.75", "91.71", "99.99", "", "x"])
ACCUSED = [
    "pln",
    "disdukcapil",
    "dishub",
    "puskesmas",
    "polsek",
    "samsat",
    "bpn",
    "imigrasi",
    "sman 3",
    "kades",
]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), PLACES)
def test_any_text_goes_to_an_agency_that_exists_or_to_the_desk(text: str, region: str | None) -> None:
    found = routed(text, region, load_knowledge())
    assert found.agency is None or table().find(found.agency.code) == found.agency


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(
        ["oknum {} minta uang", "pungli di {}", "petugas {} terima suap", "{} korupsi dana bantuan"]
    ),
    st.sampled_from(ACCUSED),
    st.sampled_from(["", "listrik padam terus ", "ktp belum jadi ", "jalan rusak dan ", "antri lama "]),
    PLACES,
)
def test_an_accusation_never_goes_to_the_accused(
    accusation: str, accused: str, before: str, region: str | None
) -> None:
    found = routed(before + accusation.format(accused), region, load_knowledge())
    assert code(found).partition("@")[0] in WATCHERS


def test_every_named_agency_is_one_the_parser_knows() -> None:
    lines = files("parsers").joinpath("data/agencies.tsv").read_text(encoding="utf-8").splitlines()
    known = {line.partition("\t")[0] for line in lines}
    assert {slug for rule in BOOK.rules for slug in rule.agencies} <= known
