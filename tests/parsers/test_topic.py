"""Where a combination finds its words."""

from hypothesis import given
from hypothesis import strategies as st

from parsers.normalize import clean
from parsers.spelling import spell
from parsers.topic import positions


def test_a_sum_after_a_word_is_found_whatever_it_is() -> None:
    assert positions(spell(clean("bidan minta 500"), {}))["minta #"] == 1


def test_a_word_before_a_word_is_not_a_sum() -> None:
    assert "minta #" not in positions(spell(clean("bidan minta sabar"), {}))


@given(st.integers(0, 10**12))
def test_any_number_is_a_sum(number: int) -> None:
    assert positions(spell(clean(f"bayar {number}"), {}))["bayar #"] == 0
