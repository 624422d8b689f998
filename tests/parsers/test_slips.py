"""A word is recognised with one slip of the finger, and no further."""

import pytest

from parsers.slips import shortened, single, slipped, swapped

SLIPS = (
    ("stauts", "status"),
    ("statuss", "status"),
    ("staus", "status"),
    ("sratus", "status"),
    ("bdea", "beda"),
    ("neda", "beda"),
    ("bedaa", "beda"),
    ("sotp", "stop"),
)
OTHER_WORDS = (("bisa", "beda"), ("luka", "buka"), ("step", "stop"), ("beras", "status"), ("", "stop"))


@pytest.mark.parametrize(("typed", "known"), SLIPS)
def test_one_slip_is_forgiven(typed: str, known: str) -> None:
    assert slipped(typed, known)


@pytest.mark.parametrize(("typed", "known"), OTHER_WORDS)
def test_another_word_is_not(typed: str, known: str) -> None:
    assert not slipped(typed, known)


def test_a_letter_left_out_of_a_short_word_needs_a_number_beside_it() -> None:
    assert not slipped("bua", "buka")
    assert slipped("bua", "buka", confirmed=True)


def test_letters_held_down_count_once() -> None:
    assert [single(word) for word in ("yaaa", "stoppp", "beda", "")] == ["ya", "stop", "beda", ""]


def test_only_neighbours_are_swapped() -> None:
    assert swapped("btaal", "batal")
    assert not swapped("tabal", "batal")
    assert shortened("btal", "batal")
