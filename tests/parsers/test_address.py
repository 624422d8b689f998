"""Street, alley, number, RT/RW and landmark: what ends them, and the words that only look like them."""

import inspect

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from parsers import address, place_tokens
from parsers import neighbourhood as neighbourhood_rules
from parsers.address import house_number, landmark_piece, street_piece
from parsers.neighbourhood import neighbourhood
from parsers.place_tokens import tokens


def street(text: str) -> str | None:
    found = street_piece(tokens(text), [])
    return found.value if found else None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("lubang di jl kelud raya dpn pdam", "jl kelud raya"),
        ("jalan majapahit banyak pengamen", "jl majapahit"),
        ("jln. merdeka gelap", "jl merdeka"),
        ("jl. jend. sudirman no. 45", "jl jend sudirman"),
        ("jl prof hamka(dekat pasar)", "jl prof hamka"),
        ("jl raya bogor km 30 macet", "jl raya bogor km 30"),
        ("jl 17 agustus gelap", "jl 17 agustus"),
        ("di jl melati, gelap", "jl melati"),
        ("jl melati\nrt 3", "jl melati"),
        ("jl putat jaya 1a banjir", "jl putat jaya 1a"),
        ("jl melati 3 minggu gelap", "jl melati"),
        ("jl mawar gg 3 blok c 12 gelap", "jl mawar gg 3 blok c12"),
        ("got mampet gang gelatik", "gg gelatik"),
        ("perum griya asri blok c3 no 12", "perum griya asri blok c3"),
        ("jl diponegoro kec klojen", "jl diponegoro"),
        ("jalan rusak parah di jl anggrek", "jl anggrek"),
    ],
)
def test_a_street_ends_where_its_name_ends(text: str, value: str):
    assert street(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "jalan rusak",
        "jalan berlubang parah",
        "jln bolong",
        "jalan raya macet",
        "jalan di depan rumah saya",
        "jalan utama desa kami",
        "jalan tol macet",
        "jalan diperbaiki dong",
        "jalan disemarang rusak",
        "bus tidak jalan dikarenakan demo",
        "jalan 3 km rusak",
        "trotoar untuk pejalan kaki",
        "jl",
        "gang",
    ],
)
def test_a_road_without_a_name_is_no_street(text: str):
    assert street(text) is None


def test_a_region_name_ends_the_open_part_of_a_street():
    words = tokens("jl kelud semarang")
    found = street_piece(words, [2])
    assert found is not None
    assert found.value == "jl kelud"


def test_a_region_name_never_ends_a_street_called_after_it():
    found = street_piece(tokens("jl bandung"), [1])
    assert found is not None
    assert found.value == "jl bandung"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("jl kelud no 45", "45"),
        ("jl kelud no. 45b rt 3", "45b"),
        ("jl kelud raya nomor 7", "7"),
        ("jl kelud no45", "45"),
        ("jl kelud gelap", None),
        ("no 45", None),
        ("jl kelud no hp 081234567890", None),
        ("jl kelud no 081234567890", None),
        ("jl kelud rt45", None),
    ],
)
def test_a_house_number_stands_near_its_street(text: str, number: str | None):
    words = tokens(text)
    found = house_number(words, street_piece(words, []))
    assert (found.value if found else None) == number


@pytest.mark.parametrize(
    ("text", "rt", "rw"),
    [
        ("rt 03 rw 05", "03", "05"),
        ("rt03/05", "03", "05"),
        ("rt 3/5", "03", "05"),
        ("rt 3/rw 5", "03", "05"),
        ("rt.003 rw.012", "03", "12"),
        ("rt/rw 3/5", "03", "05"),
        ("rt/rw: 03 / 05", "03", "05"),
        ("rt03rw05", "03", "05"),
        ("rt 3, rw 5", "03", "05"),
        ("rw 9", None, "09"),
        ("rt 7", "07", None),
        ("rw 5 rt 3", "03", "05"),
        ("rt iv rw ii", "04", "02"),
        ("rt 05/vi", "05", "06"),
        ("rt tiga rw dua belas", "03", "12"),
        ("ketua rw lima korupsi", None, "05"),
        ("rt in aja pak", None, None),
        ("start 5", None, None),
        ("rt \u0663", None, None),
        ("pak rt minta uang", None, None),
    ],
)
def test_rt_and_rw_have_two_digits(text: str, rt: str | None, rw: str | None):
    assert tuple(each.value if each else None for each in neighbourhood(text)) == (rt, rw)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("lubang dpn pdam kec klojen", "dpn pdam"),
        ("depan indomaret rusak", "depan indomaret"),
        ("dekat pasar johar banjir", "dekat pasar johar"),
        ("sebelah masjid al ikhlas, gelap", "sebelah masjid al ikhlas"),
        ("depan rumah saya", None),
        ("di depan umum", None),
        ("masa depan bangsa", None),
        ("minggu depan pasar dibongkar", None),
        ("depan", None),
    ],
)
def test_a_landmark_is_kept_as_typed(text: str, value: str | None):
    found = landmark_piece(tokens(text), [])
    assert (found.value if found else None) == value


def test_every_pattern_compiles_under_re2():
    patterns = [
        value.pattern
        for module in (address, neighbourhood_rules, place_tokens)
        for _, value in inspect.getmembers(module)
        if hasattr(value, "pattern")
    ]
    assert len(patterns) >= 7
    for pattern in patterns:
        assert re2.compile(pattern)


@given(st.text(alphabet="jlgno rtwkecd0159.,/-\n", max_size=80))
def test_pieces_lie_in_the_text(text: str):
    words = tokens(text)
    found = street_piece(words, [])
    pieces = [found, house_number(words, found), landmark_piece(words, []), *neighbourhood(text)]
    assert all(0 <= each.start < each.end <= len(text) and each.value for each in pieces if each)
