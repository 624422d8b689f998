"""The labelled texts of every field: whole lines, closed labels, names that exist, one in five held back."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from importlib.resources import files
from typing import Any

import pytest

from parsers import Failure, Personal, ReportType, Role, Urgency, Verb
from parsers.gazetteer import load_gazetteer

FIELDS = files("parsers").joinpath("data", "corpus", "fields")
LEAST = {
    "not_reports": 150,
    "reports_that_look_like_it": 100,
    "commands": 220,
    "not_commands": 80,
    "urgency": 200,
    "periods": 70,
    "personal": 120,
    "places": 150,
    "types": 180,
    "agencies": 80,
}
KEYS = {
    "not_reports": "id text failure split",
    "reports_that_look_like_it": "id text split",
    "commands": "id text role verb ticket rest split",
    "not_commands": "id text split",
    "urgency": "id text urgency split",
    "periods": "id text now from to split",
    "personal": "id text spans split",
    "places": "id text regency district village street number rt rw landmark split",
    "types": "id text type split",
    "agencies": "id text agencies split",
}
LABELS = [
    ("not_reports", "failure", frozenset(Failure), 15),
    ("urgency", "urgency", frozenset(Urgency), 60),
    ("types", "type", frozenset(ReportType), 60),
    ("commands", "verb", frozenset(Verb), 3),
    ("commands", "role", frozenset(Role), 60),
]
GAZETTEER = load_gazetteer()
REGENCIES = {GAZETTEER.region_name(code): code for code in GAZETTEER.regencies}
Line = dict[str, Any]


def lines(field: str) -> list[Line]:
    text = FIELDS.joinpath(f"{field}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.removesuffix("\n").split("\n")]


def spans() -> Iterator[tuple[str, str, str]]:
    for line in lines("personal"):
        for kind, piece in line["spans"]:
            yield line["text"], kind, piece


def test_every_field_has_its_file():
    names = {each.name for each in FIELDS.iterdir()}
    assert names == {f"{field}.jsonl" for field in LEAST}


@pytest.mark.parametrize("field", LEAST)
def test_there_are_enough_lines_with_the_same_keys(field: str):
    found = lines(field)
    assert len(found) >= LEAST[field]
    assert {" ".join(line) for line in found} == {KEYS[field]}


@pytest.mark.parametrize("field", LEAST)
def test_ids_count_up_and_texts_are_their_own(field: str):
    found = lines(field)
    assert [line["id"] for line in found] == [f"{field}-{n:03d}" for n in range(1, len(found) + 1)]
    assert len({(line["text"], line.get("role")) for line in found}) == len(found)


@pytest.mark.parametrize("field", LEAST)
def test_every_fifth_line_is_held_back(field: str):
    splits = [line["split"] for line in lines(field)]
    assert splits == ["train" if n % 5 else "held" for n in range(1, len(splits) + 1)]


def test_no_text_is_in_two_fields_with_opposite_meanings():
    silent = {line["text"] for line in lines("not_reports")}
    speaking = {line["text"] for field in LEAST if field != "not_reports" for line in lines(field)}
    orders = {line["text"] for line in lines("commands") if line["role"] == Role.CITIZEN}
    assert not silent & speaking
    assert not orders & {line["text"] for line in lines("not_commands")}


@pytest.mark.parametrize(("field", "key", "known", "each"), LABELS)
def test_labels_are_of_the_closed_lists_and_none_is_rare(
    field: str, key: str, known: frozenset[str], each: int
):
    counts = Counter(line[key] for line in lines(field))
    assert set(counts) == known
    assert {label: count for label, count in counts.items() if count < each} == {}


def test_a_ticket_is_digits_and_the_rest_stands_in_the_text():
    wide = str.maketrans("０１２３４５６７８９", "0123456789")
    for line in lines("commands"):
        assert line["ticket"] is None or re.fullmatch("[0-9]+", line["ticket"]), line["id"]
        assert line["rest"] == line["rest"].strip(), line["id"]
        assert line["rest"] in line["text"].translate(wide), line["id"]


def test_officer_verbs_are_only_given_to_officers():
    officer = frozenset(list(Verb)[list(Verb).index(Verb.SHOW) :])
    assert not officer & {line["verb"] for line in lines("commands") if line["role"] == Role.CITIZEN}


def test_a_period_has_both_ends_or_none():
    for line in lines("periods"):
        assert (line["from"] is None) == (line["to"] is None), line["id"]
        assert datetime.fromisoformat(line["now"]).utcoffset(), line["id"]
        if line["from"]:
            assert date.fromisoformat(line["from"]) <= date.fromisoformat(line["to"]), line["id"]


def test_personal_data_stand_in_the_text_once():
    found = list(spans())
    assert {kind for _, kind, _ in found} == frozenset(Personal)
    assert [piece for text, _, piece in found if text.count(piece) != 1] == []


def test_identities_have_a_birthday_that_no_one_has():
    numbers = [
        "".join(str(int(each)) if each.isdecimal() else "0" for each in piece if each.isalnum())
        for _, kind, piece in spans()
        if kind in (Personal.NIK, Personal.KK)
    ]
    assert {len(number) for number in numbers} == {16}
    assert [number for number in numbers if int(number[6:8]) <= 71] == []


def test_a_quarter_of_the_personal_texts_holds_nothing_personal():
    found = lines("personal")
    assert sum(1 for line in found if not line["spans"]) >= len(found) // 4


def test_regions_exist_and_lie_in_one_another():
    for line in lines("places"):
        if line["regency"] is None:
            assert line["district"] is None, line["id"]
            continue
        regency = REGENCIES[line["regency"]]
        districts = {GAZETTEER.name(code): code for code in GAZETTEER.children(regency)}
        if line["district"]:
            villages = GAZETTEER.children(districts[line["district"]])
            assert line["village"] in {None, *map(GAZETTEER.name, villages)}, line["id"]
        else:
            assert line["village"] is None, line["id"]


def test_places_are_of_every_province():
    provinces = {REGENCIES[line["regency"]][:2] for line in lines("places") if line["regency"]}
    assert provinces == set(GAZETTEER.children())


def test_address_pieces_are_written_as_the_parser_writes_them():
    for line in lines("places"):
        assert re.fullmatch("[0-9]{1,4}[a-z]?", line["number"] or "0"), line["id"]
        assert all(re.fullmatch("[0-9]{2,3}", line[key] or "00") for key in ("rt", "rw")), line["id"]
        assert (line["street"] or "") == (line["street"] or "").lower(), line["id"]
        assert (line["landmark"] or "") in line["text"].lower(), line["id"]


def test_agencies_are_of_the_table():
    table = files("parsers").joinpath("data", "agencies.tsv").read_text(encoding="utf-8")
    known = {row.split("\t")[0] for row in table.splitlines() if row and not row.startswith("#")}
    named = {slug for line in lines("agencies") for slug in line["agencies"]}
    assert named <= known
    assert len(named) >= 50
