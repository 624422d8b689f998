"""Text as the air interface sees it: what fits one SMS, where a long one breaks, how to stay in GSM 03.38."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sms_gateway.domain.gsm7_table import BASIC, EXTENSION, REPLACEMENTS

SINGLE_UNITS: Final = 160
PART_UNITS: Final = 153
UCS2_SINGLE_UNITS: Final = 70
UCS2_PART_UNITS: Final = 67
_ELLIPSIS: Final = "..."
_INVISIBLE: Final = frozenset(
    {"Cf", "Cc", "Mn", "Mc", "Me", "So", "Sk"}
)  # So and Sk: emoji and their skin tones


class Encoding(StrEnum):
    GSM7 = "gsm7"
    UCS2 = "ucs2"


@dataclass(frozen=True, slots=True)
class Measure:
    """What a text costs. *units* are septets in GSM-7 and 16-bit units in UCS-2; *segments* is at least 1."""

    encoding: Encoding
    units: int
    segments: int


def transliterate(text: str) -> str:
    """*text* in GSM 03.38 characters only: accents off, emoji and invisible characters out, unknown as "?".

    Foreign digits become 0-9, so personal data must be masked after this, not before.
    """
    return "".join(_plain(char) for char in unicodedata.normalize("NFC", text))


def is_gsm7(text: str) -> bool:
    """Whether every character of *text* is in the basic set or the extension."""
    return all(char in BASIC or char in EXTENSION for char in text)


def measure(text: str) -> Measure:
    """The encoding, units and segments of *text* as a network would send it (160/153, or 70/67 in UCS-2)."""
    encoding, cost, _ = _rules(text)
    return Measure(encoding, sum(map(cost, text)), len(_segments(text)))


def split(text: str, limit_segments: int) -> tuple[str, ...]:
    """The segments of *text*, cut at a word when there are more than *limit_segments* (at least 1)."""
    segments = _segments(text)
    if len(segments) <= limit_segments:
        return segments
    _, cost, single = _rules(text)
    room = single if limit_segments == 1 else sum(map(cost, "".join(segments[:limit_segments])))
    return _segments(cut(text, room))


def cut(text: str, max_units: int) -> str:
    """*text* when it costs at most *max_units*, else its first words and "..." within that."""
    _, cost, _ = _rules(text)
    if sum(map(cost, text)) <= max_units:
        return text
    tail = _ELLIPSIS if max_units > len(_ELLIPSIS) else ""
    end = _fitting(text, max_units - len(tail), cost)
    kept = text[:end]
    if text[end] not in " \n":
        head, space, _ = kept.rpartition(" ")
        kept = head if space and head.strip() else kept
    return kept.rstrip() + tail


def _plain(char: str) -> str:
    if char in REPLACEMENTS:
        return REPLACEMENTS[char]
    if char in BASIC or char in EXTENSION:
        return char
    category = unicodedata.category(char)
    if category in _INVISIBLE:
        return ""
    if category == "Zs":
        return " "
    if category == "Nd":
        return str(unicodedata.decimal(char))
    pieces = unicodedata.normalize("NFKD", char)
    return "?" if pieces == char else "".join(_plain(piece) for piece in pieces)


def _rules(text: str) -> tuple[Encoding, Callable[[str], int], int]:
    if is_gsm7(text):
        return Encoding.GSM7, _septets, SINGLE_UNITS
    return Encoding.UCS2, _utf16_units, UCS2_SINGLE_UNITS


def _septets(char: str) -> int:
    return 2 if char in EXTENSION else 1


def _utf16_units(char: str) -> int:
    return 2 if ord(char) > 0xFFFF else 1


def _segments(text: str) -> tuple[str, ...]:
    encoding, cost, single = _rules(text)
    if sum(map(cost, text)) <= single:
        return (text,)
    part = PART_UNITS if encoding is Encoding.GSM7 else UCS2_PART_UNITS
    segments = []
    while text:
        end = _fitting(text, part, cost)
        segments.append(text[:end])
        text = text[end:]
    return tuple(segments)


def _fitting(text: str, room: int, cost: Callable[[str], int]) -> int:
    """How many characters of *text* cost at most *room*."""
    for index, char in enumerate(text):
        room -= cost(char)
        if room < 0:
            return index
    return len(text)
