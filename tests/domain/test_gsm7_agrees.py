"""Our GSM-7 agrees with two others' who never saw it: a codec for the characters, vectors for the segments.

The codec is gsm0338 (PyPI, MIT); what made the vectors stands in their first line.
"""

import json
import sys
from pathlib import Path

import gsm0338
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.gsm7 import Encoding, is_gsm7, measure, split, transliterate
from sms_gateway.domain.gsm7_table import BASIC, EXTENSION

CODEC = gsm0338.Codec()
HEAD, *VECTORS = [
    json.loads(line)
    for line in Path(__file__).with_name("gsm7_vectors.jsonl").read_text(encoding="utf-8").split("\n")
    if line
]
ESC = 0x1B
ANY_TEXT = st.text(max_size=400) | st.text(alphabet=sorted(BASIC | EXTENSION), max_size=500)
# Where parts of UCS-2 are made: characters of one unit and of two, side by side.
PAIRS = st.text(alphabet="ab ć’🙏😀\U0010ffff", min_size=60, max_size=250)


def septets(text: str) -> bytes:
    """One byte a septet, by the other's codec. UnicodeEncodeError for what GSM 03.38 does not have."""
    encoded = CODEC.encode(text)[0]
    assert isinstance(encoded, bytes)
    return encoded


def encodes(text: str) -> bool:
    try:
        septets(text)
    except UnicodeEncodeError:
        return False
    return True


def test_every_character_of_unicode_is_gsm7_for_both_or_for_neither() -> None:
    ours = {char for char in map(chr, range(sys.maxunicode + 1)) if is_gsm7(char)}
    theirs = {char for char in map(chr, range(sys.maxunicode + 1)) if char in ours or encodes(char)}
    assert theirs - ours <= {"\x1b"}  # the escape is no character: by itself it means nothing
    assert all(encodes(char) for char in ours)


@pytest.mark.parametrize("char", sorted(BASIC | EXTENSION), ids=lambda char: f"U+{ord(char):04X}")
def test_a_character_costs_as_many_septets_as_the_codec_makes(char: str) -> None:
    encoded = septets(char)
    assert measure(char).units == len(encoded)
    assert (encoded[0] == ESC) is (char in EXTENSION)


@given(ANY_TEXT)
def test_what_we_transliterate_the_codec_encodes_in_as_many_septets_and_reads_back(text: str) -> None:
    plain = transliterate(text)
    encoded = septets(plain)
    assert measure(plain).encoding is Encoding.GSM7
    assert measure(plain).units == len(encoded)
    assert CODEC.decode(encoded)[0] == plain


@given(ANY_TEXT)
def test_no_part_begins_or_ends_within_an_extension_character(text: str) -> None:
    """Each part by itself is encoded, and together they are the septets of the whole."""
    plain = transliterate(text)
    parts = [septets(part) for part in split(plain, 99)]
    assert b"".join(parts) == septets(plain)
    for part in parts:
        assert len(part) <= (160 if len(parts) == 1 else 153)
        assert not part.endswith(bytes([ESC]))


@given(PAIRS)
def test_no_part_begins_or_ends_within_a_surrogate_pair(text: str) -> None:
    text += "ć"
    parts = [part.encode("utf-16-be") for part in split(text, 99)]
    assert b"".join(parts) == text.encode("utf-16-be")
    for part in parts:
        assert len(part) <= (140 if len(parts) == 1 else 134)
        assert part.decode("utf-16-be").encode("utf-16-be") == part


@pytest.mark.parametrize("vector", VECTORS, ids=range(len(VECTORS)))
def test_a_text_is_counted_and_split_as_another_does(vector: dict[str, object]) -> None:
    text = vector["text"]
    assert isinstance(text, str)
    found = measure(text)
    ours = (str(found.encoding), found.units, [len(part) for part in split(text, 99)])
    assert ours == (vector["encoding"], vector["units"], vector["parts"])
    assert found.segments == len(ours[2])


def test_the_vectors_say_where_they_are_from_and_hold_every_case() -> None:
    assert "smsutil 1.1.3" in HEAD["about"]
    texts = "".join(str(vector["text"]) for vector in VECTORS)
    assert set(texts) >= BASIC | EXTENSION
    kinds = {(vector["encoding"], len(vector["parts"]) > 1) for vector in VECTORS}
    assert kinds == {("gsm7", True), ("gsm7", False), ("ucs2", True), ("ucs2", False)}
