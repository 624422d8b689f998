"""Ticket numbers: what is valid, what is caught, what is suggested."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.ticket import TicketForm, classify, draw, make, nearest

SEVENS = st.integers(1_000_000, 9_999_999)
DOCUMENTED = ["24183567", "24183617", "24183625", "24183994", "24184021", "24184037", "24184101", "24170025"]


@pytest.mark.parametrize("number", DOCUMENTED)
def test_a_documented_number_is_valid(number: str) -> None:
    assert classify(number) is TicketForm.VALID
    assert make(int(number[:7])) == number


@pytest.mark.parametrize(
    ("digits", "form"),
    [
        ("24183576", TicketForm.MISTYPED),
        ("04183567", TicketForm.MISTYPED),
        ("2418356", TicketForm.WEB),
        ("241835", TicketForm.OTHER),
        ("241835670", TicketForm.OTHER),
        ("", TicketForm.OTHER),
        ("2418356a", TicketForm.OTHER),
        ("24183567\n", TicketForm.OTHER),
        ("٢٤١٨٣٥٦٧", TicketForm.OTHER),
        ("２４１８３５６７", TicketForm.OTHER),
        ("²4183567", TicketForm.OTHER),
    ],
)
def test_only_ascii_digits_of_the_right_length_count(digits: str, form: TicketForm) -> None:
    assert classify(digits) is form


@given(SEVENS, st.integers(0, 7), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(seven: int, at: int, shift: int) -> None:
    number = make(seven)
    wrong = number[:at] + str((int(number[at]) + shift) % 10) + number[at + 1 :]
    assert classify(wrong) is TicketForm.MISTYPED


@given(SEVENS, st.integers(0, 6))
def test_every_swap_of_unequal_neighbours_is_caught(seven: int, at: int) -> None:
    number = make(seven)
    swapped = number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    expected = TicketForm.VALID if swapped == number else TicketForm.MISTYPED
    assert classify(swapped) is expected


@given(st.integers(0, 8_999_999))
def test_a_drawn_number_is_valid_and_does_not_start_with_zero(chance: int) -> None:
    number = draw(lambda n: chance % n)
    assert classify(number) is TicketForm.VALID
    assert number[0] != "0"


def test_draw_reaches_both_ends_of_the_range() -> None:
    assert draw(lambda n: 0)[:7] == "1000000"
    assert draw(lambda n: n - 1)[:7] == "9999999"


@pytest.mark.parametrize("seven", [-1, 0, 999_999, 10_000_000])
def test_a_number_out_of_range_is_not_made(seven: int) -> None:
    with pytest.raises(ValueError, match="7 digits"):
        make(seven)


@pytest.mark.parametrize(
    ("typed", "own", "found"),
    [
        ("24183576", ["24183567", "24170025"], "24183567"),  # neighbours swapped
        ("24183561", ["24183567", "24170025"], "24183567"),  # one wrong digit
        ("2418357", ["24183567"], "24183567"),  # one missing
        ("241835677", ["24183567"], "24183567"),  # one too many
        ("24183567", ["24183567"], "24183567"),
        ("24183576", ["24170025"], None),
        ("24183576", [], None),
        ("34183577", ["24183567"], None),  # two wrong digits
        ("24183765", ["24183567"], None),  # a swap over a distance
        ("24183500", ["24183501", "24183502"], None),  # two fit: none is guessed
        ("", ["24183567"], None),
    ],
)
def test_the_nearest_own_number_is_offered_only_when_it_is_the_only_one(
    typed: str, own: list[str], found: str | None
) -> None:
    assert nearest(typed, own) == found


@given(SEVENS, st.integers(0, 7), st.integers(1, 9))
def test_any_single_wrong_digit_finds_its_number_again(seven: int, at: int, shift: int) -> None:
    number = make(seven)
    wrong = number[:at] + str((int(number[at]) + shift) % 10) + number[at + 1 :]
    assert nearest(wrong, [number]) == number
