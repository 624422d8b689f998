"""Sees every SMS that reaches a phone, and counts what must not happen there."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sms_gateway.rehearsal.stage import Heard
from sms_gateway.services import news

ACKNOWLEDGEMENT: Final = "ack"
NEWS: Final = frozenset({*news.KINDS, news.ASKED})
_BETWEEN: Final = str.maketrans("", "", " .()+-")  # how people write numbers
_DIGITS: Final = re.compile("[0-9]{11,}")
_MOBILE: Final = 11  # digits of a phone of a rehearsal, without 0 or 62
ANSWER: Final = "answered"


@dataclass
class Observer:
    """What phones heard. The counts of faults are 0 when all is well."""

    heard: list[Heard] = field(default_factory=list)
    stops: int = 0
    news_after_stop: int = 0
    second_acknowledgements: int = 0
    heard_twice: int = 0
    _seen: set[int] = field(default_factory=set)
    _acknowledged: Counter[int] = field(default_factory=Counter)
    _stopped: set[str] = field(default_factory=set)

    def hear(self, sms: Heard) -> None:
        """Note one SMS, in the order they reach the phones."""
        self.heard.append(sms)
        self.heard_twice += sms.id in self._seen
        self._seen.add(sms.id)
        if sms.kind == ACKNOWLEDGEMENT and sms.ticket_id is not None:
            self.second_acknowledgements += self._acknowledged[sms.ticket_id] > 0
            self._acknowledged[sms.ticket_id] += 1
        self._follow_stop(sms)

    def _follow_stop(self, sms: Heard) -> None:
        if sms.kind == "stop" and sms.ticket_id is None:
            self._stopped.add(sms.number)
            self.stops += 1
        elif sms.kind == "start":
            self._stopped.discard(sms.number)
        elif sms.kind in NEWS and sms.number in self._stopped:
            self.news_after_stop += 1

    @property
    def acknowledged(self) -> int:
        """How many tickets phones were told of."""
        return len(self._acknowledged)


def first_in_line(waiting: Sequence[str], answered: Sequence[str], danger: frozenset[str]) -> tuple[int, int]:
    """How many phones in *danger* among *waiting* were answered before every other one, and how many not.

    *answered*: the phones in the order their answers were promised.
    """
    others = [place for place, number in enumerate(answered) if number not in danger]
    before = others[0] if others else len(answered)
    first = {number for number in answered[:before] if number in danger}
    urgent = {number for number in waiting if number in danger}
    return len(first & urgent), len(urgent - first)


def numbers_shown(heard: Iterable[Heard], phones: Collection[str]) -> int:
    """How many SMS show the number of one of *phones* to another phone."""
    known = {phone.removeprefix("+62"): phone for phone in phones}
    return sum(
        any(known.get(digits, sms.number) != sms.number for digits in _mobiles(sms.text)) for sms in heard
    )


def _mobiles(text: str) -> Iterator[str]:
    """Whatever may be a mobile number in *text*, wherever it begins."""
    for run in _DIGITS.findall(text.translate(_BETWEEN)):
        yield from (run[start : start + _MOBILE] for start in range(len(run) - _MOBILE + 1))


@dataclass(frozen=True, slots=True)
class Arrived:
    """What officers' answers came to at citizens' phones; *answered*: how many SMS carried one."""

    answered: int
    unproven: int
    twice: int


def answers_arrived(heard: Iterable[Heard], said: Mapping[str, datetime | None]) -> Arrived:
    """Whether what officers said reached citizens only after its code (*said*: when that was), and once."""
    times, unproven = Counter[tuple[str, int | None, str]](), 0
    for sms in heard:
        if sms.kind == ANSWER:
            for words in (each for each in said if each in sms.text):
                proven_at = said[words]
                unproven += proven_at is None or proven_at > sms.at
                times[sms.number, sms.ticket_id, words] += 1
    return Arrived(times.total(), unproven, sum(count - 1 for count in times.values()))
