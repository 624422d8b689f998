"""What the parser reads of the labelled texts of each field, as floors that a change must not lose."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import pytest

from parsers import Kind, Parsed, Role, Urgency, hint, load_knowledge, mask, parse, personal_data
from parsers.gazetteer import RegionKind, name_key

CORPUS = files("parsers").joinpath("data", "corpus")
NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
HIDDEN = frozenset({"nik", "kk", "phone", "account", "card", "email"})
Line = dict[str, Any]


def lines(field: str) -> list[Line]:
    text = CORPUS.joinpath("fields", f"{field}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.removesuffix("\n").split("\n")]


def topics() -> list[Line]:
    found = sorted(
        (each for each in CORPUS.iterdir() if each.name.endswith(".jsonl")), key=lambda each: each.name
    )
    return [json.loads(line) for each in found for line in each.read_text(encoding="utf-8").splitlines()]


def read(line: Line) -> Parsed:
    role = Role(line.get("role", Role.CITIZEN))
    return parse(line["text"], now=NOW, knowledge=load_knowledge(), role=role)


def command(line: Line) -> bool:
    found = read(line).command
    return found is not None and (found.verb, found.ticket, found.rest) == (
        line["verb"],
        line["ticket"],
        line["rest"],
    )


def period(line: Line) -> bool:
    found = read(line).period
    ends = (found.start.isoformat(), found.end.isoformat()) if found else (None, None)
    return ends == (line["from"], line["to"])


def personal(line: Line) -> bool:
    text = line["text"]
    found = sorted([span.type.value, text[span.start : span.end]] for span in personal_data(text))
    return found == sorted(line["spans"])


def place(line: Line) -> bool:
    """Every region, RT and RW of a line: one wrong level sends the report elsewhere."""
    gazetteer, found = load_knowledge().gazetteer, read(line).place
    levels = ("regency", "district", "village")
    names = [gazetteer.name(code) if (code := getattr(found, level)) else None for level in levels]
    wanted = [line[level] and line[level].removeprefix("Kab ").removeprefix("Kota ") for level in levels]
    city = found.regency is not None and gazetteer.kind(found.regency) is RegionKind.CITY
    kinds = line["regency"] is None or line["regency"].startswith("Kota ") == city
    regions = [name and name_key(name) for name in names] == [name and name_key(name) for name in wanted]
    return regions and kinds and (found.rt, found.rw) == (line["rt"], line["rw"])


RIGHT: dict[str, tuple[Callable[[Line], bool], float]] = {
    "not_commands": (lambda line: read(line).kind is Kind.REPORT, 1.0),
    "reports_that_look_like_it": (lambda line: read(line).kind is Kind.REPORT, 1.0),
    "not_reports": (lambda line: read(line).failure == line["failure"], 0.95),
    "commands": (command, 1.0),
    "urgency": (lambda line: hint(line["text"]) == line["urgency"], 0.965),
    "periods": (period, 0.975),
    "personal": (personal, 0.995),
    "types": (lambda line: read(line).type == line["type"], 0.97),
    "places": (place, 0.935),
    "agencies": (lambda line: set(read(line).agencies) == set(line["agencies"]), 0.99),
}


@pytest.mark.parametrize("field", RIGHT)
def test_a_field_is_read_as_well_as_before(field: str) -> None:
    right, floor = RIGHT[field]
    found = [right(line) for line in lines(field)]
    assert sum(found) / len(found) >= floor


def test_no_complaint_of_the_topics_is_thrown_out() -> None:
    thrown = [line["id"] for line in topics() if read(line).kind is Kind.NOT_A_REPORT]
    assert thrown == []


def test_emergencies_are_found_and_little_else_is_taken_for_one() -> None:
    found = [(line["urgency"], hint(line["text"])) for line in (*lines("urgency"), *topics())]
    both = sum(1 for wanted, told in found if wanted == told == Urgency.EMERGENCY)
    assert both / sum(1 for wanted, _ in found if wanted == Urgency.EMERGENCY) == 1
    assert both / sum(1 for _, told in found if told == Urgency.EMERGENCY) >= 0.95


def test_the_whole_reading_is_as_urgent_as_the_hint() -> None:
    assert [line["id"] for line in lines("urgency") if read(line).urgency != hint(line["text"])] == []


def test_what_is_personal_is_hidden() -> None:
    leaks = [
        line["id"]
        for line in lines("personal")
        if any(kind in HIDDEN and piece in mask(line["text"]) for kind, piece in line["spans"])
    ]
    assert leaks == []
