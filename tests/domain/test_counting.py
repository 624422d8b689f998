"""What a text costs, and which characters make it cost that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain import gsm7
from sms_gateway.domain.counting import count
from sms_gateway.domain.gsm7 import Encoding


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments", "left"),
    [
        ("", Encoding.GSM7, 0, 1, 160),
        ("a" * 160, Encoding.GSM7, 160, 1, 0),
        ("a" * 161, Encoding.GSM7, 161, 2, 145),
        ("{}", Encoding.GSM7, 4, 1, 156),
        ("\u201c", Encoding.UCS2, 1, 1, 69),
        ("\U0001f600" * 36, Encoding.UCS2, 72, 2, 61),
    ],
)
def test_units_segments_and_what_is_left(
    text: str, encoding: Encoding, units: int, segments: int, left: int
) -> None:
    found = count(text)
    assert (found.encoding, found.units, found.segments, found.left) == (encoding, units, segments, left)


def test_what_is_dear_and_what_is_foreign_is_named_once() -> None:
    found = count("a~b~\u2019c\u2019")
    assert found.dear == ()  # in UCS-2 nothing of that costs more than the rest
    assert [(each.char, each.code, each.times, each.plain) for each in found.foreign] == [
        ("\u2019", "U+2019", 2, "'")
    ]
    assert [(each.char, each.times, each.units) for each in count("a~b~").dear] == [("~", 2, 2)]


@given(st.text(max_size=400))
def test_it_agrees_with_what_is_sent(text: str) -> None:
    found, sent = count(text), gsm7.measure(text)
    assert (found.encoding, found.units, found.segments) == (sent.encoding, sent.units, sent.segments)
    assert found.left >= 0
    assert bool(found.foreign) == (found.encoding is Encoding.UCS2)
    if found.left and found.encoding is Encoding.GSM7:
        assert gsm7.measure(text + "a" * found.left).segments == found.segments
