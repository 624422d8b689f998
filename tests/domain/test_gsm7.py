"""GSM-7: what fits, where it breaks, what unusual characters become."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.gsm7 import Encoding, Measure, cut, is_gsm7, measure, split, transliterate
from sms_gateway.domain.gsm7_table import BASIC, EXTENSION

GSM_TEXT = st.text(alphabet=sorted(BASIC | EXTENSION), max_size=500)
ANY_TEXT = st.text(max_size=300)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("“jalan” ‘rusak’ `parah´", "\"jalan\" 'rusak' 'parah'"),
        ("3–4 hari — parah…", "3-4 hari - parah..."),
        ("air\tmati\u00a0lagi", "air mati lagi"),
        ("ja\u200blan\u200e ru\u202esak\ufeff", "jalan rusak"),
        ("café ångström Ñandú", "café ångström Ñandu"),
        ("cafe\u0301", "café"),
        ("tolong 🙏🏽👨\u200d👩\u200d👧 pak 🇮🇩", "tolong  pak "),
        ("1\ufe0f\u20e3", "1"),
        ("½ × 2 ≥ 1", "1/2 x 2 >= 1"),
        ("Ｊｌ　Ｍｅｌａｔｉ", "Jl Melati"),
        ("٠٨١٢", "0812"),
        ("ꦗꦭꦤ꧀", "???"),
        ("路", "?"),
        ("{a} [b] ~€^|\\", "{a} [b] ~€^|\\"),
        ("baris\r\ndua\u2028tiga", "baris\r\ndua\ntiga"),
        ("a\x00b\x1bc", "abc"),
        ("\ud800x", "?x"),
        ("ﬁnal", "final"),
    ],
)
def test_unusual_characters_get_a_plain_spelling(raw: str, plain: str) -> None:
    assert transliterate(raw) == plain


def test_the_tables_hold_the_standard_character_counts() -> None:
    assert len(BASIC) == 127  # 128 positions less ESC
    assert len(EXTENSION) == 10


@given(ANY_TEXT)
def test_transliterated_text_is_gsm7_and_stays_as_it_is(text: str) -> None:
    once = transliterate(text)
    assert is_gsm7(once)
    assert transliterate(once) == once


@given(st.text(alphabet=sorted(BASIC | EXTENSION - {"\f"}), max_size=200))
def test_gsm7_text_is_left_alone(text: str) -> None:
    assert transliterate(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Measure(Encoding.GSM7, 0, 1)),
        ("a" * 160, Measure(Encoding.GSM7, 160, 1)),
        ("a" * 161, Measure(Encoding.GSM7, 161, 2)),
        ("a" * 306, Measure(Encoding.GSM7, 306, 2)),
        ("a" * 307, Measure(Encoding.GSM7, 307, 3)),
        ("€" * 80, Measure(Encoding.GSM7, 160, 1)),
        ("€" * 81, Measure(Encoding.GSM7, 162, 2)),
        ("a" * 152 + "€" + "a" * 152, Measure(Encoding.GSM7, 306, 3)),  # the euro moves on as a whole
        ("ć" * 70, Measure(Encoding.UCS2, 70, 1)),
        ("ć" * 71, Measure(Encoding.UCS2, 71, 2)),
        ("😀" * 35, Measure(Encoding.UCS2, 70, 1)),
        ("😀" * 66, Measure(Encoding.UCS2, 132, 2)),
        ("😀" * 67, Measure(Encoding.UCS2, 134, 3)),  # 33 pairs a segment, never half of one
    ],
)
def test_a_text_costs_what_the_network_charges(text: str, expected: Measure) -> None:
    assert measure(text) == expected


@given(ANY_TEXT | GSM_TEXT)
def test_segments_recompose_and_each_fits(text: str) -> None:
    count = measure(text).segments
    segments = split(text, count)
    assert "".join(segments) == text
    assert len(segments) == count
    room = {Encoding.GSM7: (160, 153), Encoding.UCS2: (70, 67)}[measure(text).encoding][count > 1]
    for segment in segments:
        units = sum(2 if c in EXTENSION else 1 for c in segment)
        if measure(text).encoding is Encoding.UCS2:
            units = len(segment.encode("utf-16-le", "surrogatepass")) // 2
        assert units <= room


@given(ANY_TEXT | GSM_TEXT, st.integers(1, 4))
def test_a_split_never_exceeds_its_limit(text: str, limit: int) -> None:
    segments = split(text, limit)
    assert 1 <= len(segments) <= limit
    assert segments == split("".join(segments), limit)


@given(ANY_TEXT | GSM_TEXT, st.integers(0, 200))
def test_a_cut_fits_and_keeps_the_beginning(text: str, room: int) -> None:
    short = cut(text, room)
    before = measure(text)
    if before.units <= room:
        assert short == text
    else:
        assert short.removesuffix("...") == text[: len(short.removesuffix("..."))]
        assert measure(short).units <= room


@pytest.mark.parametrize(
    ("text", "room", "short"),
    [
        ("jalan rusak parah", 17, "jalan rusak parah"),
        ("jalan rusak parah", 16, "jalan rusak..."),
        ("jalan rusak parah", 14, "jalan rusak..."),
        ("jalan rusak parah", 13, "jalan..."),
        ("jalanrusakparah", 10, "jalanru..."),
        ("jalan rusak", 3, "jal"),
        ("jalan", 0, ""),
        ("€€€€€", 8, "€€..."),
    ],
)
def test_a_cut_falls_between_words(text: str, room: int, short: str) -> None:
    assert cut(text, room) == short
