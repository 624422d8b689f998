"""What a text costs on the air, how far it is from the next SMS, and which characters make it dear."""

import unicodedata
from dataclasses import dataclass

from sms_gateway.domain import gsm7
from sms_gateway.domain.gsm7 import Encoding
from sms_gateway.domain.gsm7_table import EXTENSION


@dataclass(frozen=True, slots=True)
class Dear:
    """A character that costs more than one unit: *times* in the text, *units* each time."""

    char: str
    times: int
    units: int


@dataclass(frozen=True, slots=True)
class Foreign:
    """A character that is not GSM-7, by which every other one costs twice; *plain* would not."""

    char: str
    code: str
    name: str
    times: int
    plain: str


@dataclass(frozen=True, slots=True)
class Count:
    """*left* units more fit before there is another segment, or before there is a second one."""

    encoding: Encoding
    units: int
    segments: int
    left: int
    dear: tuple[Dear, ...]
    foreign: tuple[Foreign, ...]


def count(text: str) -> Count:
    """The length of *text* as a network reckons it."""
    measured = gsm7.measure(text)
    found = dict.fromkeys(text)
    foreign = tuple(_foreign(char, text) for char in found if not gsm7.is_gsm7(char))
    dear = tuple(Dear(char, text.count(char), 2) for char in found if _is_dear(char, measured.encoding))
    room = _room(text, measured)
    return Count(measured.encoding, measured.units, measured.segments, room, dear, foreign)


def _room(text: str, measured: gsm7.Measure) -> int:
    """Units the last segment still takes."""
    wide = measured.encoding is Encoding.UCS2
    if measured.segments == 1:
        return (gsm7.UCS2_SINGLE_UNITS if wide else gsm7.SINGLE_UNITS) - measured.units
    part = gsm7.UCS2_PART_UNITS if wide else gsm7.PART_UNITS
    last = gsm7.split(text, measured.segments)[-1]
    return part - sum(2 if _is_dear(char, measured.encoding) else 1 for char in last)


def _is_dear(char: str, encoding: Encoding) -> bool:
    return ord(char) > 0xFFFF if encoding is Encoding.UCS2 else char in EXTENSION


def _foreign(char: str, text: str) -> Foreign:
    name = unicodedata.name(char, "?")
    return Foreign(char, f"U+{ord(char):04X}", name, text.count(char), gsm7.transliterate(char))
