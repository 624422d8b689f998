"""Routing hears the plain words of a report without place names, and tells a name from a landmark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import Knowledge, load_knowledge, parse
from sms_gateway.domain.rulebook import BARRIER
from sms_gateway.domain.understood import Understood, understand
from tests.conftest import NOW


def understood(text: str, knowledge: Knowledge, region: str | None = None) -> Understood:
    return understand(text, parse(text, now=NOW, knowledge=knowledge, region=region), knowledge, region)


@pytest.mark.parametrize(
    ("text", "named", "landmarks"),
    [
        ("lampu jalan mati depan kantor PLN", (), ("pln",)),
        ("tiang PLN miring mau roboh", ("pln",), ()),
        ("tiang PLN miring depan kantor PLN", ("pln",), ()),
        ("parkir liar samping samsat dan dishub diam", ("dishub",), ("samsat",)),
        ("jalan rusak dpn puskesmas", (), ("puskesmas",)),
        ("sampah menumpuk sejak kemarin", (), ()),
    ],
)
def test_a_landmark_is_no_name(
    text: str, named: tuple[str, ...], landmarks: tuple[str, ...], knowledge: Knowledge
) -> None:
    found = understood(text, knowledge)
    assert (found.agencies, found.landmarks) == (named, landmarks)


def test_the_name_of_a_place_is_not_heard_but_what_it_is_stays(knowledge: Knowledge) -> None:
    words = understood("sampah di kec gajahmungkur kota semarang menumpuk", knowledge).words
    assert {"semarang", "gajahmungkur"}.isdisjoint(words)
    assert {"kota", BARRIER, "menumpuk"} <= set(words)


def test_a_landmark_is_not_heard_either(knowledge: Knowledge) -> None:
    words = understood("jalan berlubang depan kantor pln bahaya", knowledge).words
    assert "pln" not in words
    assert words[-1] == "bahaya"


def test_the_region_known_from_before_holds_when_the_text_names_none(knowledge: Knowledge) -> None:
    assert understood("jalan rusak parah", knowledge, "33.74").region == "33.74"
    assert understood("jalan rusak parah di kota kudus", knowledge, "33.74").region == "33.19"
    assert understood("jalan rusak parah", knowledge).region is None


@pytest.mark.parametrize(
    ("text", "region", "expected"),
    [
        ("irigasi sawah desa kering tidak ada air", "33.10", "33.10"),
        ("dana desa dikorupsi kades buat beli mobil", "33.10", "33.10"),
        ("jalan rusak di kec gajahmungkur", "33.74", "33.74.09"),
        ("jalan rusak di kota kudus", "33", "33.19"),
        ("jalan rusak di jawa tengah", "33.74", "33"),
    ],
)
def test_a_village_far_from_the_known_region_is_taken_for_a_word(
    text: str, region: str, expected: str, knowledge: Knowledge
) -> None:
    assert understood(text, knowledge, region).region == expected


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["depan", "kantor", "pln", "kota", "semarang"])).map(" ".join)
)
def test_any_text_is_understood(text: str) -> None:
    found = understood(text, load_knowledge())
    assert len(found.topics) <= 3
    assert not set(found.agencies) & set(found.landmarks)
