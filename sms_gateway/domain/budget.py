"""Who is still answered: limits per phone, and a breaker for all that holds what can wait and drops nothing.

Everything is counted from the outbox. Intake knows no limit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sms_gateway.domain.clock_jumps import CLOCKS_APART
from sms_gateway.domain.messages import Priority
from sms_gateway.domain.sentences import BRANDS

_OURS: Final = tuple(brand for brands in BRANDS.values() for brand in brands)

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)

# Answers that ask for something else: all that a machine gets which answers every SMS.
IDLE: Final = frozenset({"answer", "review", "nothing", "abuse", "not-officer"})


class Verdict(StrEnum):
    """What becomes of one answer to a phone."""

    SEND = "send"
    LAST = "last"  # the phone is told that it is not answered any more
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Sent:
    """How much this phone was sent in the last hour and day; the *kinds* of the hour, newest first."""

    hour: int
    day: int
    kinds: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PhoneLimits:
    """The most answers to one phone in an hour and a day, and idle ones in a row."""

    hour: int
    day: int
    idle: int


def may_answer(kind: str, priority: Priority, sent: Sent, limits: PhoneLimits, *, silenced: bool) -> Verdict:
    """Whether an answer of *kind* leaves; *silenced*: the phone was told that it is not answered for now.

    An emergency is always answered.
    """
    if priority is Priority.EMERGENCY:
        return Verdict.SEND
    if silenced:
        return Verdict.SILENT
    if sent.hour >= limits.hour or sent.day >= limits.day:
        return Verdict.LAST
    if kind in IDLE and idle_in_a_row(sent.kinds) >= limits.idle:
        return Verdict.SILENT
    return Verdict.SEND


def is_silenced(until: datetime | None, now: datetime) -> bool:
    """Whether a phone that is answered from *until* on is not *now*; a far one is of a wrong clock."""
    return until is not None and now < until <= now + DAY + CLOCKS_APART


def idle_in_a_row(kinds: Sequence[str]) -> int:
    """How many of the newest answers led to nothing."""
    for place, kind in enumerate(kinds):
        if kind not in IDLE:
            return place
    return len(kinds)


def has_room_at(answered: Sequence[datetime], limits: PhoneLimits, now: datetime) -> datetime:
    """From when on a phone may be answered again; *answered*: when it was, the newest first."""
    ends = [
        answered[most - 1] + span
        for most, span in ((limits.hour, HOUR), (limits.day, DAY))
        if len(answered) >= most
    ]
    return max([now, *ends])


def is_own_sentence(text: str) -> bool:
    """Whether *text* is one of ours that came back: two gateways texting each other."""
    return text.lstrip().startswith(_OURS)


def room(sent: int, most: int) -> int:
    """How many segments may still leave of *most*; never negative."""
    return max(0, most - sent)
