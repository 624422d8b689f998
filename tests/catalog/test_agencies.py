"""A file of changes to the directory: CSV or YAML, refused whole with every line that is wrong."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.catalog.agencies import agencies_file, read_agencies, written
from sms_gateway.catalog.faults import CatalogFault
from sms_gateway.domain.amendments import Amendment
from sms_gateway.domain.offices import Deviation

CSV = """\
code,long,short,acting
pupr@33.74,DPUPR Kota Semarang,DPUPR Semarang,
dishub@33.10,,,off

"rsud-b@33.74","RSUD B, Semarang",RSUD B,on
"""
YAML = """\
agencies:
  pupr@33.74: {long: DPUPR Kota Semarang, short: DPUPR Semarang, acting: }
  dishub@33.10: {acting: off}
"""


def faults(text: str, *, is_yaml: bool = False) -> list[str]:
    with pytest.raises(CatalogFault) as caught:
        read_agencies(text, "f", is_yaml=is_yaml)
    assert all(fault.remedy for fault in caught.value.faults)
    return [f"{fault.line}: {fault.reason}" for fault in caught.value.faults]


def test_a_csv_row_says_its_columns_and_an_empty_cell_means_the_template() -> None:
    first, second, third = read_agencies(CSV, "f", is_yaml=False)
    told = {"long": "DPUPR Kota Semarang", "short": "DPUPR Semarang", "acting": None}
    assert first == Amendment("pupr@33.74", 2, told)
    assert second == Amendment("dishub@33.10", 3, {"long": None, "short": None, "acting": "off"})
    assert (third.line, third.fields["long"]) == (5, "RSUD B, Semarang")


def test_yaml_says_the_keys_that_are_there() -> None:
    first, second = read_agencies(YAML, "f", is_yaml=True)
    told = {"long": "DPUPR Kota Semarang", "short": "DPUPR Semarang", "acting": None}
    assert first == Amendment("pupr@33.74", 2, told)
    assert second == Amendment("dishub@33.10", 3, {"acting": "off"})


@pytest.mark.parametrize("text", [CSV.replace(",", ";").replace("B; S", "B, S"), CSV.replace("\n", "\r\n")])
def test_a_spreadsheet_may_write_it_its_own_way(text: str) -> None:
    assert [each.code for each in read_agencies(text, "f", is_yaml=False)] == [
        "pupr@33.74",
        "dishub@33.10",
        "rsud-b@33.74",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["1: the file is empty"]),
        ("long,short\n", ["1: there is no column code"]),
        ("code,colour\n", ["1: the column colour"]),
        ("code,long,long\n", ["1: the column long", "1: the column long"]),
        ("code,,\n", ["1: the column (without a name)"] * 2),
        ("code,acting\nx,off\n", ["2: x is no agency code"]),
        ("code,acting\n,off\n", ["2: an empty code is no agency code"]),
        ("code,acting\nPUPR@33.74,off\n", ["2: PUPR@33.74 is no agency code"]),
        ("code,acting\npupr@33.74.05,off\n", ["2: pupr@33.74.05 is no agency code"]),
        (f"code,acting\n{'x' * 60}@33.74,off\n", [f"2: {'x' * 60}@33.74 is no agency code"]),
        ("code,acting\n\npupr@33.74,no\n", ["3: acting: no is neither on nor off"]),
        ("code,acting\npupr@33.74,off,x\n", ["2: 3 cells for 2 columns"]),
        ("code,parent\npupr@33.74,pemkot\n", ["2: parent: pemkot is no agency code"]),
        ("code,long\npupr@33.74,=1+1\n", ["2: long: '=1+1' holds what an SMS name may not"]),
        ("code,long\npupr@33.74,A  B\n", ["2: long: 'A  B' holds what an SMS name may not"]),
        ('code,long\npupr@33.74,"A\nB"\nx,y\n', ["2: long: 'A\\nB' holds", "4: x is no agency code"]),
        (f"code,long\npupr@33.74,{'x' * 61}\n", ["2: long: longer than 60"]),
        (f"code,short\npupr@33.74,{'x' * 32}\n", ["2: short: longer than 31"]),
        ("code,owner\npupr@33.74,<b>\n", ["2: owner: '<b>' holds"]),
        ("code\npupr@33.74\npupr@33.74\n", ["3: pupr@33.74 is here already, in line 2"]),
        ('code,long\npupr@33.74,"x\n', ["2: not readable as CSV"]),
        ('code,long\npupr@33.74,"x"y\n', ["2: not readable as CSV"]),
    ],
)
def test_a_csv_fault_is_told_with_its_line(text: str, expected: list[str]) -> None:
    told = faults(text)
    assert len(told) == len(expected), told
    assert [fault for fault, start in zip(told, expected, strict=True) if not fault.startswith(start)] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1: not `agencies:` and agencies below it"),
        ("agencies: [a]\n", "1: not `agencies:` and agencies below it"),
        ("agencies: {}\nmore: x\n", "1: not `agencies:` and agencies below it"),
        ("agencies:\n  pupr@33.74: off\n", "2: pupr@33.74: its fields are no words"),
        ("agencies:\n  pupr@33.74: {long: [a]}\n", "2: pupr@33.74: its fields are no words"),
        ("agencies:\n  pupr@33.74: {colour: red}\n", "2: colour: there is no such field"),
        ("agencies:\n  a@33: {acting: off}\n  a@33: {acting: on}\n", "3: a@33 is here already, in line 2"),
        ("agencies:\n  x: {acting: off}\n", "2: x is no agency code"),
        ("agencies: [\n", "2: "),
    ],
)
def test_a_yaml_fault_is_told_with_its_line(text: str, expected: str) -> None:
    assert faults(text, is_yaml=True)[0].startswith(expected)


def test_every_fault_is_told_at_once() -> None:
    assert [fault[0] for fault in faults("code,acting\nx,a\npupr@33.74,b\n")] == ["2", "2", "3"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"code\n", "neither .csv nor .yaml"),
        ("a.csv", b"\xff\xfe", "not UTF-8"),
        ("a.csv", b"x" * 4_000_001, "more than 4000000 bytes"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CatalogFault, match=reason):
        agencies_file(tmp_path / name)


def test_a_byte_order_mark_is_no_letter_of_the_first_column(tmp_path: Path) -> None:
    file = tmp_path / "a.CSV"
    file.write_bytes(b"\xef\xbb\xbf" + CSV.encode())
    assert len(agencies_file(file)) == 3


NAME = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9.,&'()/-]{0,20}\Z")
CODES = st.from_regex(r"\A[a-z][a-z0-9]{0,9}@(id|[0-9]{2}(\.[0-9]{2})?)\Z")
MADE = st.builds(
    Deviation, CODES, *[st.none() | NAME] * 2, st.none() | CODES, st.none() | st.booleans(), NAME
)


@given(st.lists(MADE, unique_by=lambda each: each.code), st.booleans())
def test_what_is_written_is_read_back_to_the_same(deviations: list[Deviation], as_yaml: bool) -> None:
    read = read_agencies(written(deviations, as_yaml=as_yaml), "f", is_yaml=as_yaml)
    switch = {"on": True, "off": False, None: None}
    again = [
        Deviation(
            each.code,
            each.fields.get("long"),
            each.fields.get("short"),
            each.fields.get("parent"),
            switch[each.fields.get("acting")],
            each.fields.get("owner"),
        )
        for each in read
    ]
    assert again == deviations
