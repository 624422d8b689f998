"""Cells that a spreadsheet reads as what they are."""

import csv
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain import csv_cells

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
NEAR_FORMULAS = st.sampled_from(["", " ", "0", "a"]).flatmap(
    lambda first: st.sampled_from("=+-@\t＝,;\"'").map(lambda sign: first + sign + "1")
)


@given(st.lists(st.one_of(st.integers(), WORDS, NEAR_FORMULAS), min_size=1))
def test_a_line_reads_back_as_its_cells(values: list[str | int]) -> None:
    read = list(csv.reader(StringIO(csv_cells.line(["first", *values]), newline="")))
    assert read == [["first", *map(csv_cells.cell, values)]]


@given(st.one_of(WORDS, NEAR_FORMULAS))
def test_no_text_begins_as_a_formula(value: str) -> None:
    _, written = next(csv.reader(StringIO(csv_cells.line([1, value]), newline="")))
    assert not written.lstrip(" ").startswith(("=", "+", "-", "@", "＝"))
