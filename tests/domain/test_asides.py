"""Thanks and not knowing where are no reports; a complaint is never taken for either."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.asides import is_thanks, knows_not_where


@pytest.mark.parametrize(
    ("text", "thanks"),
    [
        ("sudah beres pak makasih", True),
        ("terima kasih jalan udah diperbaiki, mantap pak", True),
        ("alhamdulillah lampu jalan wis nyala, matur suwun", True),
        ("makasih min airnya sudah ngalir lagi", True),
        ("makasih jalan sudah diperbaiki tapi lampunya mati", False),
        ("terima kasih jalan sudah diperbaiki, tolong selokannya juga", False),
        ("terima kasih, jalan rusak di jl melati", False),
        ("jalan sudah diperbaiki tapi rusak lagi", False),
        ("sudah selesai katanya, makasih bohongnya", False),
        ("makasih lampu depan sudah nyala, sekarang got mampet", False),
        ("mantap sekali jalan belum diperbaiki", False),
        ("air mati sudah 4 hari, terima kasih", False),
        ("", False),
    ],
)
def test_only_thanks_for_what_is_done_are_thanks(text: str, thanks: bool) -> None:
    assert is_thanks(text) is thanks


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("gak tau pak pokoke jalan", True),
        ("ora ngerti mas", True),
        ("kurang tahu nama desanya", True),
        ("lupa namanya pak", True),
        ("deket pasar", False),
        ("jl tau no 5", False),
    ],
)
def test_who_does_not_know_where_says_so(text: str, unknown: bool) -> None:
    assert knows_not_where(text) is unknown


@given(st.text(max_size=300))
def test_any_text_can_be_asked(text: str) -> None:
    assert {is_thanks(text), knows_not_where(text)} <= {True, False}
