"""A file of rules is read whole or refused whole, with the line, reason and remedy of every fault."""

from pathlib import Path

import pytest

from sms_gateway.catalog.faults import CatalogFault
from sms_gateway.catalog.offices import packaged_offices
from sms_gateway.catalog.rules import packaged_rules, read_rules, rules_file
from sms_gateway.domain.offices import Level
from sms_gateway.domain.rulebook import Example, Target

OFFICES = packaged_offices()
RULES = """\
examples_from: "33.10"
watchers: [inspektorat, desk]
words:
  suap: [pungli, "oknum & minta"]
groups:
  - group: tuduhan
    about: First.
    first: true
    watched: true
    rules:
      - id: pungli
        any: [$suap]
        to: inspektorat@regency
        confidence: 0.9
        reason: Diperiksa inspektorat daerah.
        examples: [banyak pungli di sini]
  - group: jalan
    about: Roads.
    rules:
      - id: jalan-tol
        topics: [jalan_jembatan]
        all: [[jalan tol, tol], [rusak, ~lubang]]
        never: [mati]
        regions: ["33.10", "33.7"]
        government: kota
        to: bpjt@national
        confidence: 0.95
        reason: Jalan tol diawasi BPJT.
        examples: [{text: jalan tol rusak, region: "33.74"}]
      - id: jalan
        topics: [jalan_jembatan]
        to: pupr@regency
        confidence: 0.8
        reason: Jalan diurus dinas PU.
        examples: [jalan rusak parah]
named:
  pln: [pln@regency, pln@national]
"""
GOOD = RULES.replace('"33.7"', '"33.70"')


def faults(text: str) -> list[str]:
    with pytest.raises(CatalogFault) as caught:
        read_rules(text, "r.yaml", OFFICES)
    assert all(fault.remedy for fault in caught.value.faults)
    return [f"{fault.line}: {fault.reason}" for fault in caught.value.faults]


def test_a_rule_becomes_what_it_says() -> None:
    book = read_rules(GOOD, "r.yaml", OFFICES)
    tol = book.rule("jalan-tol")
    assert tol is not None
    assert tol.needs == (frozenset({"jalan tol", "tol"}), frozenset({"rusak", "~lubang"}))
    assert (tol.never, tol.regions) == (frozenset({"mati"}), ("33.10", "33.70"))
    assert (tol.to, tol.line) == (Target("bpjt", Level.NATIONAL), 20)
    assert tol.examples == (Example("jalan tol rusak", "33.74"),)
    assert [rule.id for rule in book.rules] == ["pungli", "jalan-tol", "jalan", "nama-pln"]
    assert [rule.id for rule in book.first] == ["pungli"]


def test_the_same_text_has_the_same_version() -> None:
    one, same, other = (read_rules(text, "r.yaml", OFFICES).version for text in (GOOD, GOOD, GOOD + "# x"))
    assert one == same != other


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("to: pupr@regency", "to: pupr@village", "32: groups.1.rules.1.to: String should match"),
        ("to: pupr@regency", "to: nobody@regency", "30: jalan: there is no nobody@regency"),
        ("to: pupr@regency", "to: kai@regency", "30: jalan: there is no kai@regency"),
        ("to: inspektorat@regency", "to: dishub@regency", "11: pungli: an accusation may not go to dishub"),
        ("confidence: 0.8", "confidence: 1.8", "33: groups.1.rules.1.confidence: Input should be less"),
        (
            "topics: [jalan_jembatan]\n        to: pupr",
            "topics: [jalan]\n        to: pupr",
            "31: groups.1.rules.1.topics",
        ),
        ("id: jalan\n", "id: jalan-tol\n", "30: jalan-tol is here already, in line 20"),
        ("id: jalan\n", "id: Jalan\n", "30: groups.1.rules.1.id: String should match"),
        ("examples: [jalan rusak parah]", "examples: []", "35: groups.1.rules.1.examples: List should have"),
        ("        examples: [jalan rusak parah]\n", "", "30: groups.1.rules.1.examples: Field required"),
        ("any: [$suap]", "any: [$sogok]", "11: pungli: there is no list $sogok"),
        ('"oknum & minta"', "$pungli", "4: suap holds $pungli"),
        ("any: [$suap]", "any: [Pungli]", "12: groups.0.rules.0.any.0: String should match"),
        ("government: kota", "goverment: kota", "25: groups.1.rules.0.goverment: there is no such key"),
        ("never: [mati]", "otherwise: pupr@province", "20: jalan-tol: otherwise needs a region too"),
        ("any: [$suap]\n", "\n", "11: pungli asks for nothing"),
        ("pln: [pln@regency, pln@national]", "pln: []", "37: named.pln: List should have"),
        ("id: jalan-tol", "id: a\n        id: b", "21: id is here already, in line 20"),
        (GOOD, "- a list", "1: the file: Input should be a valid dictionary"),
    ],
)
def test_a_fault_is_told_with_its_line(before: str, after: str, expected: str) -> None:
    assert any(told.startswith(expected) for told in faults(GOOD.replace(before, after, 1))), expected


def test_a_rule_that_is_never_reached_is_a_fault() -> None:
    start, end = GOOD.index("      - id: jalan-tol"), GOOD.index("      - id: jalan\n")
    last = GOOD.index("named:")
    swapped = GOOD[:start] + GOOD[end:last] + GOOD[start:end] + GOOD[last:]
    [told] = faults(swapped)
    assert told == "26: jalan-tol is never reached for jalan_jembatan: jalan in line 20 fits whenever it does"


def test_every_fault_is_told_at_once_in_the_order_of_the_lines() -> None:
    text = GOOD.replace("pupr@", "nobody@").replace("bpjt@", "somebody@").replace("to: insp", "to: x")
    assert [told.partition(":")[0] for told in faults(text)] == ["11", "11", "20", "30"]


def test_a_region_code_that_is_short_is_a_fault() -> None:
    assert faults(RULES)[0].startswith("24: groups.1.rules.0.regions.1: String should match")


def test_the_packaged_rules_are_sound() -> None:
    assert len(packaged_rules(OFFICES).rules) > 200


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(CatalogFault, match="not UTF-8"):
        rules_file(file, OFFICES)
