"""SMS spelling becomes plain words, every word still knows where it was typed, and numbers stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import load_knowledge
from parsers.normalize import clean
from parsers.phrases import keys
from parsers.spelling import spell


def plain(text: str) -> str:
    return " ".join(word.form for word in spell(clean(text), load_knowledge().lexicon.slang))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yg rusak blm diprbaiki krn hujan", "yang rusak belum diperbaiki karena hujan"),
        ("sy tdk bs tlg pak", "saya tidak bisa tolong pak"),
        ("tolooooong pakkk", "tolong pak"),
        ("jalan2 rusak", "jalan-jalan rusak"),
        ("j4lan rus4k", "jalan rusak"),
        ("kel. sukamaju", "kelurahan sukamaju"),
        ("satu kel miskin", "satu keluarga miskin"),
        ("urus kk di disdukcapil", "urus kartu keluarga di disdukcapil"),
        ("ada 50 kk miskin", "ada 50 kepala keluarga miskin"),
        ("smp negeri 3", "smp negeri 3"),
        ("dr pagi smp malam", "dari pagi sampai malam"),
        ("dr spesialis tidak ada", "dokter spesialis tidak ada"),
        ("tes pppk", "tes pppk"),
        ("maaf google", "maaf google"),
        ("no 24183567 rt 03/05", "nomor 24183567 rt 03 05"),
        ("ＪＡＬＡＮ ru\u200bsak", "jalan rusak"),
    ],
)
def test_sms_spelling_becomes_plain_words(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_a_word_points_at_what_was_typed() -> None:
    text = "Jln\u200b BLM dibenerin"
    cleaned = clean(text)
    words = spell(cleaned, load_knowledge().lexicon.slang)
    spans = [cleaned.raw_span(word.start, word.end) for word in words]
    assert [text[start:end].strip("\u200b") for start, end in spans] == ["Jln", "BLM", "dibenerin"]


@given(st.from_regex(r"[0-9]{1,16}", fullmatch=True))
def test_a_number_is_never_altered(number: str) -> None:
    assert plain(f"kode {number} ya") == f"kode {number} ya"


@given(st.text(max_size=100))
def test_cleaning_keeps_an_offset_for_every_character(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned.offsets) == len(cleaned.text) + 1
    assert list(cleaned.offsets) == sorted(cleaned.offsets)
    assert cleaned.offsets[-1] == len(text)


@given(st.text(max_size=100))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once


def test_the_slang_list_is_large_enough() -> None:
    assert len(load_knowledge().lexicon.slang) >= 300


@pytest.mark.parametrize("form", ["150rb", "2jt", "50ewu", "rp20"])
def test_an_amount_in_one_word_is_also_called_rupiah(form: str) -> None:
    assert "rupiah" in keys(form)


@pytest.mark.parametrize("form", ["150", "3kg", "12m", "rt05"])
def test_other_numbers_are_not_money(form: str) -> None:
    assert "rupiah" not in keys(form)
