"""Ticket numbers that catch a typing error by themselves."""

import re
from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Final

# H. M. Damm, "Total anti-symmetrische Quasigruppen" (Marburg 2004): the quasigroup of order 10 that
# detects every single wrong digit and every swap of two neighbours.
_DAMM: Final = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_DIGITS: Final = re.compile("[0-9]+")
_LOWEST: Final = 1_000_000
_HIGHEST: Final = 9_999_999
NUMBERS: Final = _HIGHEST - _LOWEST + 1
_LENGTH: Final = 8
_WEB_LENGTH: Final = 7


class TicketForm(StrEnum):
    """What a string of digits can be: one of ours, one of ours mistyped, a LAPOR! web number, neither."""

    VALID = "valid"
    MISTYPED = "mistyped"
    WEB = "web"
    OTHER = "other"


def make(seven: int) -> str:
    """The 8-digit number of *seven* (1000000..9999999); ValueError outside that range."""
    if not _LOWEST <= seven <= _HIGHEST:
        raise ValueError("a ticket number is made of 7 digits, the first not 0")
    return f"{seven}{_check(str(seven))}"


def draw(rand: Callable[[int], int]) -> str:
    """A number drawn by *rand*, where rand(n) yields 0..n-1; the caller sees to it that it is not taken."""
    return make(_LOWEST + rand(_HIGHEST - _LOWEST + 1))


def classify(digits: str) -> TicketForm:
    """What *digits* can be; anything but the digits 0-9 is OTHER."""
    if _DIGITS.fullmatch(digits) is None:
        return TicketForm.OTHER
    if len(digits) == _WEB_LENGTH:
        return TicketForm.WEB
    if len(digits) != _LENGTH:
        return TicketForm.OTHER
    return TicketForm.VALID if digits[0] != "0" and _check(digits) == 0 else TicketForm.MISTYPED


def nearest(digits: str, own_numbers: Collection[str]) -> str | None:
    """The one of *own_numbers* that is one slip of the thumb from *digits*; None when none or several are.

    A slip is one wrong digit, two neighbours swapped, one digit missing or one too many.
    """
    if digits in own_numbers:
        return digits
    near = {number for number in own_numbers if _one_slip(digits, number)}
    return near.pop() if len(near) == 1 else None


def _check(digits: str) -> int:
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def _one_slip(typed: str, number: str) -> bool:
    if len(typed) == len(number):
        wrong = [i for i, (a, b) in enumerate(zip(typed, number, strict=True)) if a != b]
        return len(wrong) == 1 or _swapped(typed, number, wrong)
    longer, shorter = (typed, number) if len(typed) > len(number) else (number, typed)
    return len(longer) == len(shorter) + 1 and any(
        longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer))
    )


def _swapped(typed: str, number: str, wrong: list[int]) -> bool:
    if len(wrong) != 2 or wrong[1] != wrong[0] + 1:
        return False
    first, second = wrong
    return typed[first] == number[second] and typed[second] == number[first]
