"""Somebody with a phone: sends, waits for what comes, and notes what was expected in vain."""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Final

from sms_gateway.rehearsal.line import Line
from sms_gateway.rehearsal.stage import Acts, Heard, Pause
from sms_gateway.rehearsal.words import Words

PATIENCE: Final = timedelta(minutes=25)  # longer than the workers ever rest


@dataclass(kw_only=True)
class Holder:
    """One phone and who holds it. *surprises*: what was not expected; *unanswered*: questions in vain."""

    temperament: str
    phone: str
    line: Line
    words: Words
    random: Random
    now: Callable[[], datetime]
    surprises: list[str] = field(default_factory=list)
    inbox: list[Heard] = field(default_factory=list)
    unanswered: int = 0

    @property
    def number(self) -> str:
        """The phone."""
        return self.phone

    def hears(self, sms: Heard) -> None:
        """Keep it until it is looked for."""
        self.inbox.append(sms)

    def text(self, words: str) -> None:
        """Send, and wait for nothing."""
        self.inbox.clear()
        self.line.text(self.phone, words)

    def pauses(self, **span: float) -> Acts:
        """Do something else for so long, more or less."""
        yield Pause(self.now() + timedelta(**span) * self.random.uniform(0.8, 1.2))

    def waits(self, *kinds: str, **span: float) -> Generator[Pause, None, Heard | None]:
        """The next SMS of one of *kinds*, or None when the time is over."""
        until = self.now() + timedelta(**span)
        reading = timedelta(minutes=self.random.randint(1, 30))
        while (found := self._found(kinds)) is None and self.now() < until:
            yield Pause(until, hears=True, reading=reading)
        return found

    def asks(self, words: str, *expected: str) -> Generator[Pause, None, Heard | None]:
        """Send, wait for the answer and read it; one of another kind, or none, is a surprise."""
        self.text(words)
        until, reading = self.now() + PATIENCE, timedelta(minutes=self.random.uniform(1, 9))
        while (found := next(self.answers(), None)) is None and self.now() < until:
            yield Pause(until, hears=True, reading=reading)
        yield Pause(self.now() + reading)
        if found is None:
            self.unanswered += 1
            self.surprises.append(f"no answer to: {words}")
        elif expected and found.kind not in expected:
            self.surprises.append(f"{found.kind} instead of {' or '.join(expected)}: {words} -> {found.text}")
        return found

    def answers(self) -> Iterator[Heard]:
        """What came in answer to the last text."""
        return (sms for sms in self.inbox if sms.answers)

    def _found(self, kinds: tuple[str, ...]) -> Heard | None:
        return next((sms for sms in self.inbox if sms.kind in kinds), None)
