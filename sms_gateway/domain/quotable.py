"""What may be quoted to a citizen: no number or address of a person, and no more than its SMS can hold."""

from collections.abc import Iterable
from typing import Final

from parsers.complaint import Personal, PersonalSpan

NEVER_SENT: Final = frozenset(
    {Personal.NIK, Personal.KK, Personal.PHONE, Personal.ACCOUNT, Personal.CARD, Personal.EMAIL}
)
_PART: Final = 152  # GSM-7 units of one part of a long SMS, less one for a character that takes two
_AROUND: Final = 160  # what a sentence says around its quotation, with the longest names
_LEAST: Final = 60


def personal(spans: Iterable[PersonalSpan]) -> tuple[Personal, ...]:
    """The kinds of personal data among *spans* that never leave, by name."""
    return tuple(sorted({span.type for span in spans if span.type in NEVER_SENT}))


def longest(segments: int) -> int:
    """The GSM-7 units of the longest text that is quoted whole by every sentence of *segments*."""
    return max(_LEAST, segments * _PART - _AROUND)
