"""A file of officers: read by its columns, refused whole with every line, and no number in what is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.catalog.faults import CatalogFault
from sms_gateway.catalog.officers import read_officers
from sms_gateway.domain.enrolment import Candidate

GOOD = """\
phone,agency,name,stand_in,admin
081234567890,pupr@33.74,Budi S,,yes
+62 812-0000-2222,pupr@33.74,"R, Ani",081234567890,
"""


def faults(text: str) -> list[str]:
    with pytest.raises(CatalogFault) as refused:
        read_officers(text, "f.csv")
    assert "1234567" not in str(refused.value)
    return [f"{fault.line}: {fault.reason}" for fault in refused.value.faults]


def test_each_line_is_a_candidate() -> None:
    assert [(line.number, line.wanted) for line in read_officers(GOOD, "f.csv")] == [
        (2, Candidate("081234567890", "pupr@33.74", "Budi S", None, True)),
        (3, Candidate("+62 812-0000-2222", "pupr@33.74", "R, Ani", "081234567890", False)),
    ]


def test_a_file_of_a_spreadsheet_is_read_as_well() -> None:
    text = "name;phone;agency\r\n\r\nBudi S;081234567890;pupr@33.74\r\n;;\r\n"
    assert [line.number for line in read_officers(text, "f.csv")] == [3]


def test_every_fault_comes_at_once_with_its_line() -> None:
    text = (
        "phone,agency,name,admin\n081234567890,,Budi S,maybe\n081234567891,pupr@33.74\n"
        "+6281234567892,a@1,Ani,\n0812-3456-7892,a@1,Ani,\n"
    )
    assert faults(text) == [
        "2: admin is neither yes nor no",
        "2: agency is empty",
        "3: 2 cells for 4 columns",
        "5: its phone is in line 4 already",
    ]


HEADS = {
    "empty": ("", ["1: the file is empty"]),
    "a number as head": (
        "081234567890,pupr@33.74,Budi S\n",
        [
            "1: column 1 has no name of ours, or one that is there twice",
            "1: column 2 has no name of ours, or one that is there twice",
            "1: column 3 has no name of ours, or one that is there twice",
            "1: there is no column agency",
            "1: there is no column name",
            "1: there is no column phone",
        ],
    ),
    "twice": ("phone,agency,name,name\n", ["1: column 3 has no name of ours, or one that is there twice",
                                           "1: column 4 has no name of ours, or one that is there twice"]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), HEADS.values(), ids=HEADS.keys())
def test_a_wrong_head_is_named(text: str, expected: list[str]) -> None:
    assert faults(text) == expected


def test_a_quote_that_does_not_end_is_named() -> None:
    assert faults('phone,agency,name\n081234567890,a@1,"Budi\n') == [
        "2: not readable as CSV: unexpected end of data"
    ]


@given(st.text(max_size=200))
def test_a_text_is_read_or_refused_with_a_fault(text: str) -> None:
    faulty, lines = False, []
    try:
        lines = read_officers("phone,agency,name\n" + text, "f.csv")
    except CatalogFault as refused:
        faulty = bool(refused.faults)
    assert faulty or all(line.wanted.phone and line.wanted.agency and line.wanted.name for line in lines)
    assert faulty or len(lines) <= text.count("\n") + text.count("\r") + 1
