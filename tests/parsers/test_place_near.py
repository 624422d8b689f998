"""Names that only their neighbour makes readable, and names with a typing error."""

import pytest

from parsers import load_knowledge, parse
from tests.parsers.test_pipeline import NOW


def code(text: str) -> str | None:
    return parse(text, now=NOW, knowledge=load_knowledge()).place.code


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("jalan rusak di kab bojonegro", "35.22"),
        ("irigasi jebol kec gajahmunkur kota semarang", "33.74.09"),
        ("sampah di gajahmungkr semarang menumpuk", "33.74.09"),
        ("got mampet di kota pahlawan", "35.78"),
    ],
)
def test_a_misspelt_name_is_read_inside_its_region(text: str, found: str) -> None:
    assert code(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "pak bupati pasangkan lampu jalan",  # a verb, not Pasangkayu
        "kalau meledak sekampung ludes",  # the whole village, not Sekampung
        "plang di jl ki hajar dewantara hilang",  # a street, not Dewantara in Aceh
        "po bus sumber solo ugal ugalan",
        "bus jurusan solo semarang ngebut",
    ],
)
def test_a_word_that_only_looks_like_a_name_is_none(text: str) -> None:
    assert code(text) is None


def test_a_town_behind_its_own_capital_is_where_it_is() -> None:
    assert code("angkot ke waikabubak sumba barat muat orang di atap") == "53.12"
