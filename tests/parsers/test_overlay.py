"""What was taught is checked, laid over whole, and understood by the next parse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import load_knowledge, parse
from parsers.complaint import Parsed
from parsers.evaluate import NOW
from parsers.overlay import WEIGHTS, Laid, Objection, Rule, RuleKind, objection, tidy, with_overlay

BASE = load_knowledge()
HEAP = Rule(RuleKind.TOPIC, "cublekan", "sampah", 4.0)


def laid(*rules: Rule) -> Laid:
    return with_overlay(BASE, [tidy(rule, BASE) for rule in rules])


def read(text: str, *rules: Rule) -> Parsed:
    return parse(text, now=NOW, knowledge=laid(*rules).knowledge)


def test_a_taught_word_speaks_for_its_topic() -> None:
    text = "cublekan di depan pasar bau sekali"
    assert read(text).topics[0][0] != "sampah"
    assert read(text, HEAP).topics[0][0] == "sampah"


@pytest.mark.parametrize(
    ("alias", "code", "text"),
    [
        ("kota lunpia", "33.74", "lampu jalan mati di kota lunpia"),
        ("Tlogoijo", "33.74.01", "jalan rusak di kec tlogoijo"),
    ],
)
def test_a_taught_name_is_found_as_a_place(alias: str, code: str, text: str) -> None:
    rule = Rule(RuleKind.PLACE, alias, code)
    assert read(text).place.regency is None
    place = read(text, rule).place
    assert code in (place.regency, place.district)
    assert place.regency == "33.74"


def test_a_taught_abbreviation_is_read_as_its_word() -> None:
    text = "smpx menumpuk di jl pemuda"
    taught = read(text, Rule(RuleKind.SPELLING, "smpx", "sampah"))
    assert taught.topics[0][1] > read(text).topics[0][1] + 0.3


def test_a_taught_word_for_an_agency_calls_it() -> None:
    text = "mohon dinas resik datang, jalan berlubang"
    assert read(text).agencies == ()
    assert read(text, Rule(RuleKind.AGENCY, "dinas resik", "dlh")).agencies == ("dlh",)


@pytest.mark.parametrize(
    ("kind", "term", "value", "weight", "why"),
    [
        (RuleKind.TOPIC, "di", "sampah", 4.0, Objection.TOO_SHORT),
        (RuleKind.TOPIC, "a b c d e", "sampah", 4.0, Objection.TOO_LONG),
        (RuleKind.TOPIC, "x" * 41, "sampah", 4.0, Objection.TOO_LONG),
        (RuleKind.TOPIC, "12345", "sampah", 4.0, Objection.LETTERS),
        (RuleKind.TOPIC, "yang", "sampah", 4.0, Objection.EVERYDAY),
        (RuleKind.TOPIC, "status", "sampah", 4.0, Objection.COMMAND),
        (RuleKind.TOPIC, "sampah", "sampah", 4.0, Objection.KNOWN),
        (RuleKind.TOPIC, "trotoar", "sampah", 4.0, Objection.CONTRADICTS),
        (RuleKind.TOPIC, "cublekan", "tidak_ada", 4.0, Objection.NO_SUCH_VALUE),
        (RuleKind.TOPIC, "cublekan", "sampah", 99.0, Objection.WEIGHT),
        (RuleKind.PLACE, "semarang", "33.74", 0.0, Objection.KNOWN),
        (RuleKind.PLACE, "semarang", "32.01", 0.0, Objection.CONTRADICTS),
        (RuleKind.PLACE, "pasar", "33.74", 0.0, Objection.EVERYDAY),
        (RuleKind.PLACE, "kota lunpia", "99.99", 0.0, Objection.NO_SUCH_VALUE),
        (RuleKind.SPELLING, "sy", "saya", 0.0, Objection.KNOWN),
        (RuleKind.SPELLING, "sy", "sampah", 0.0, Objection.CONTRADICTS),
        (RuleKind.SPELLING, "banjir", "sampah", 0.0, Objection.CONTRADICTS),
        (RuleKind.SPELLING, "status", "sampah", 0.0, Objection.COMMAND),
        (RuleKind.SPELLING, "smpx", "<script>", 0.0, Objection.NO_SUCH_VALUE),
        (RuleKind.AGENCY, "pln", "pln", 0.0, Objection.KNOWN),
        (RuleKind.AGENCY, "dinas resik", "sirkus", 0.0, Objection.NO_SUCH_VALUE),
    ],
)
def test_a_rule_that_cannot_be_taught_says_why(
    kind: RuleKind, term: str, value: str, weight: float, why: Objection
) -> None:
    assert objection(tidy(Rule(kind, term, value, weight), BASE), BASE) is why


def test_of_two_rules_that_contradict_the_earlier_stays() -> None:
    other = Rule(RuleKind.TOPIC, "cublekan", "bansos", 4.0)
    found = laid(HEAP, other)
    assert [(each.rule.value, each.why) for each in found.refused] == [("bansos", Objection.CONTRADICTS)]
    assert found.knowledge.version == laid(HEAP).knowledge.version


def test_the_same_rules_have_the_same_version_and_others_another() -> None:
    versions = {laid(HEAP).knowledge.version, laid(HEAP).knowledge.version}
    assert len(versions) == 1
    other = laid(Rule(RuleKind.TOPIC, "cublekan", "sampah", 2.0)).knowledge.version
    assert other not in versions | {BASE.version}
    assert max(map(len, versions)) <= 64


def test_without_rules_it_is_the_base_itself() -> None:
    assert laid().knowledge is BASE


def test_the_base_is_never_changed() -> None:
    laid(HEAP, Rule(RuleKind.PLACE, "kota lunpia", "33.74"))
    assert read("cublekan bau").knowledge_version == BASE.version
    assert "kotalunpia" not in BASE.gazetteer.upper


@given(
    st.sampled_from(RuleKind), st.text(max_size=80), st.text(max_size=20), st.sampled_from((0.0, *WEIGHTS))
)
def test_whatever_is_typed_is_laid_over_or_refused(
    kind: RuleKind, term: str, value: str, weight: float
) -> None:
    rule = tidy(Rule(kind, term, value, weight), BASE)
    assert tidy(rule, BASE) == rule or objection(rule, BASE) is not None
    assert (objection(rule, BASE) is None) == (not with_overlay(BASE, [rule]).refused)
