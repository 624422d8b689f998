"""What a reporter writes inside a report to stay unknown or to keep it secret."""

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from parsers.complaint import Verb
from sms_gateway.domain import protection
from sms_gateway.domain.protection import wishes

ANONYMOUS, SECRET = frozenset({Verb.ANONYMOUS}), frozenset({Verb.CONFIDENTIAL})


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("kepsek minta uang gedung. identitas saya mohon dirahasiakan", ANONYMOUS),
        ("tolong rahasiakan nama saya, lurah minta uang", ANONYMOUS),
        ("nama saya jangan disebut pak", ANONYMOUS),
        ("saya lapor secara anonim, kades korupsi", ANONYMOUS),
        ("kepsek minta uang gedung ANONIM", ANONYMOUS),
        ("laporan ini rahasia ya pak", SECRET),
        ("petugas rsud minta uang. RAHASIA", SECRET),
        ("jalan rusak di depan sekolah", frozenset()),
        ("kode rahasia atm saya dicuri petugas", frozenset()),
        ("surat anonim beredar di desa", frozenset()),
    ],
)
def test_a_wish_for_protection_is_heard(text: str, wanted: frozenset[Verb]) -> None:
    assert wishes(text) == wanted


@given(st.text(max_size=500))
def test_any_text_can_be_asked(text: str) -> None:
    assert wishes(text) <= {Verb.ANONYMOUS, Verb.CONFIDENTIAL}


@pytest.mark.parametrize("pattern", [protection._ANONYMOUS, protection._SECRET])
def test_the_patterns_are_linear(pattern: object) -> None:
    assert re2.compile(pattern.pattern)  # type: ignore[attr-defined]
