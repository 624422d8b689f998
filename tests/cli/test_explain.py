"""A parsed text is shown with the words marked that gave each field, and without its personal data."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import parsers
from sms_gateway.cli.explain import COLOURS, marked

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
TEXT = "jalan berlubang di jl kelud raya semarang sdh 3 minggu, lampu pln, hub 081234567890"


def painted(text: str) -> dict[str, str]:
    """The style of each marked stretch of *text*."""
    shown = marked(text, parsers.parse(text, now=NOW, knowledge=parsers.load_knowledge()))
    return {shown.plain[span.start : span.end]: str(span.style) for span in shown.spans}


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("jalan berlubang", "topics"),
        ("semarang", "place"),
        ("sdh 3 minggu", "period"),
        ("pln", "agencies"),
        ("[NOMOR HP]", "personal_data"),
    ],
)
def test_the_words_of_a_field_have_its_colour(words: str, field: str) -> None:
    assert painted(TEXT)[words] == COLOURS[field]


def test_a_command_word_is_marked() -> None:
    assert painted("STATUS 24183567")["STATUS 24183567"] == COLOURS["command"]


@given(st.text(max_size=80) | st.sampled_from([TEXT, "", "\ud800 jalan", "nik 3273010101010001"]))
def test_any_text_is_shown_whole(text: str) -> None:
    parsed = parsers.parse(text, now=NOW, knowledge=parsers.load_knowledge())
    assert parsers.mask(marked(text, parsed).plain) == marked(text, parsed).plain
