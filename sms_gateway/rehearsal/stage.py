"""Accelerated time: an agenda that jumps from event to event, and actors that act and pause on it."""

import heapq
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Heard:
    """An SMS as a phone got it. *answers*: whether it answers a message of that phone; *at*: when."""

    id: int
    number: str
    kind: str
    text: str
    ticket_id: int | None
    answers: bool
    segments: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Pause:
    """Do nothing until *until*; with *hears* an SMS ends it, after the *reading* time."""

    until: datetime
    hears: bool = False
    reading: timedelta = timedelta(minutes=2)


Acts = Generator[Pause, None, None]


class Actor(Protocol):
    """Somebody of the rehearsal: a citizen, the desk, an officer.

    `acts` does something, pauses, and goes on; what came meanwhile was handed to `hears`.
    """

    @property
    def number(self) -> str | None:
        """The phone it has, if any."""

    def acts(self) -> Acts:
        """What it does, pause by pause, to its end."""

    def hears(self, sms: Heard) -> None:
        """An SMS came to its phone."""


@dataclass
class Clock:
    """The time of the rehearsal; only the agenda moves it."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True, slots=True, order=True)
class _Event:
    at: datetime
    order: int
    act: Callable[[], None] = field(compare=False)


@dataclass
class Agenda:
    """What happens when; what is due at the same moment happens in the order it was put down."""

    clock: Clock
    _events: list[_Event] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)

    def at(self, moment: datetime, act: Callable[[], None]) -> None:
        """Do *act* at *moment*, or now when that has passed."""
        heapq.heappush(self._events, _Event(max(moment, self.clock.at), next(self._order), act))

    def step(self, until: datetime) -> bool:
        """Jump to the next event before *until* and do it; False when there is none."""
        if not self._events or self._events[0].at >= until:
            self.clock.at = max(self.clock.at, until)
            return False
        event = heapq.heappop(self._events)
        self.clock.at = event.at
        event.act()
        return True


@dataclass
class Player:
    """Plays one actor on the agenda."""

    actor: Actor
    agenda: Agenda
    ended: bool = False
    _acts: Acts | None = None
    _pause: Pause | None = None
    _turn: int = 0

    def enter(self, at: datetime) -> None:
        """Begin at *at*."""
        self.agenda.at(at, self._go_on)

    def hear(self, sms: Heard) -> None:
        """Hand over an SMS; who waits for one goes on when it is read."""
        self.actor.hears(sms)
        pause = self._pause
        if pause is not None and pause.hears:
            self._pause = None
            self._wake_at(min(pause.until, sms.at + pause.reading))

    def _wake_at(self, moment: datetime) -> None:
        self._turn += 1
        turn = self._turn
        self.agenda.at(moment, lambda: self._go_on() if turn == self._turn else None)

    def _go_on(self) -> None:
        self._pause = None
        if self._acts is None:
            self._acts = self.actor.acts()
        try:
            self._pause = next(self._acts)
        except StopIteration:
            self.ended = True
        else:
            self._wake_at(self._pause.until)
