"""Sees every SMS that reaches a phone, and counts what must not happen there."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sms_gateway.rehearsal.stage import Heard
from sms_gateway.services import news

ACKNOWLEDGEMENT: Final = "ack"
NEWS: Final = frozenset({*news.KINDS, news.ASKED})


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
