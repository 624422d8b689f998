"""A SIM registration is recognised by its shape alone, and none of its digits is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import is_sim_registration, mask_registration

REGISTRATIONS = (
    "REG 3273011234567890#3273011234567891#",
    "REG 3273011234567890#3273011234567891",
    "reg#3273011234567890#3273011234567891#",
    "REG3273011234567890#3273011234567891",
    "ULANG 3273011234567890#3273011234567891#",
    "ulang#3273 0112 3456 7890#3273 0112 3456 7891",
    "reg nik 3273011234567890 kk 3273011234567891",
    "REG 3273xxxxxxxxxxxx#3273xxxxxxxxxxxx#",
    "REG NIK#KK",
    "3273011234567890#3273011234567891#",
    "4444 REG 3273011234567890#3273011234567891#",
    "REG ３２７３０１１２３４５６７８９０#３２７３０１１２３４５６７８９１#",
    "REG\u200b 3273011234567890\x00#3273011234567891",
    "3273011234567890 3273011234567891",
    "3273011234567890*3273011234567891",
    "tolong daftarkan kartu saya nik 3273011234567890 kk 3273011234567891",
    "mau registrasi 3273011234567890 # 3273011234567891",
)
OTHERS = (
    "registrasi kartu saya gagal terus pak nik 3273011234567890",
    "nik saya 3273011234567890 kk 3273011234567891 belum dapat bansos",
    "REG",
    "hp saya 081200000001, 081200000002, 081200000003",
    "ulang tahun kota",
    "STATUS 24183567",
    "Raskin #33#74#01#02#beras bau",
    "",
)


@pytest.mark.parametrize("text", REGISTRATIONS)
def test_a_registration_is_recognised(text: str) -> None:
    assert is_sim_registration(text)


@pytest.mark.parametrize("text", OTHERS)
def test_other_texts_are_no_registration(text: str) -> None:
    assert not is_sim_registration(text)


@pytest.mark.parametrize("text", [text for text in REGISTRATIONS if any(c.isdecimal() for c in text)])
def test_no_long_number_is_left(text: str) -> None:
    left = mask_registration(text)
    assert not any(piece in left for piece in ("3273", "0112", "3456", "7890", "３２７３"))


@given(st.text(max_size=60))
def test_masking_any_text_leaves_no_four_digits_in_a_row(text: str) -> None:
    masked = mask_registration(text)
    run = 0
    for character in masked:
        run = run + 1 if character.isdecimal() else 0
        assert run < 4
