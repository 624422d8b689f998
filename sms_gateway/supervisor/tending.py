"""Keeps the parts of a gateway alive and ends all of them, in order, within half a minute."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sms_gateway.errors import GatewayError
from sms_gateway.queue.lifeline import StopSign
from sms_gateway.supervisor.address import Unready
from sms_gateway.supervisor.parts import Running

FIRST_WAIT, LONGEST_WAIT = 0.2, 10.0
LIVED_WELL = 30.0  # a part that lived this long starts anew with the shortest wait
READY_SECONDS = 60.0
READY_POLL = 0.05
LONGEST_REST = 1.0


def next_wait(previous: float, lived: float) -> float:
    """Seconds before a part that lived *lived* seconds is started again; *previous*: the wait before that."""
    if previous == 0 or lived >= LIVED_WELL:
        return FIRST_WAIT
    return min(LONGEST_WAIT, previous * 2)


@dataclass(slots=True)
class _Charge:
    """A part with its history."""

    running: Running
    started_at: float = 0.0
    wait: float = 0.0
    start_at: float | None = field(default=None)


class Supervisor:
    """Starts parts in the order given, restarts what dies, stops stage by stage."""

    def __init__(
        self,
        parts: Sequence[Running],
        stop: StopSign,
        say: Callable[[str], None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._charges = [_Charge(part) for part in parts]
        self._stop = stop
        self._say = say
        self._now = now

    def run(
        self,
        not_ready: Callable[[], Unready | None],
        announce: Callable[[], None],
        ready_seconds: float = READY_SECONDS,
    ) -> int:
        """Tend until told to stop. Exit code: 0, or 1 when it gave no sign of life in time.

        *not_ready* says why not, or None; then *announce* is called, once. Who answers is left running: a
        gateway that runs survives what it lacks, so one that was started again must, too.
        """
        try:
            for charge in self._charges:
                charge.running.start()
                charge.started_at = self._now()
            if not self._become_ready(not_ready, ready_seconds):
                return 0 if self._stop.requested else 1
            announce()
            while not self._stop.requested:
                self._stop.wait(self._tend())
            return 0
        finally:
            self._shut_down()

    def _become_ready(self, not_ready: Callable[[], Unready | None], seconds: float) -> bool:
        deadline = self._now() + seconds
        told: str | None = None
        while not self._stop.requested:
            rest = self._tend()
            found = not_ready()
            if found is None:
                return True
            if found.answers and found.remedy != told:
                told = found.remedy
                self._say(f"not ready, and kept running: {found.reason} {found.remedy}")
            if told is None and self._now() >= deadline:
                self._say(f"not ready after {seconds:.0f} s: {found.reason}")
                return False
            self._stop.wait(READY_POLL if told is None else rest)
        return False

    def _tend(self) -> float:
        """Look after every part once; the seconds until the next look."""
        return min((self._tend_one(charge) for charge in self._charges), default=LONGEST_REST)

    def _tend_one(self, charge: _Charge) -> float:
        now = self._now()
        if charge.start_at is None:
            if charge.running.alive():
                return LONGEST_REST
            ending = charge.running.ending()
            charge.running.kill()  # what it started may still hold the port
            self._wait_for(charge, now, ending)
        elif now >= charge.start_at:
            self._start_again(charge)
        return LONGEST_REST if charge.start_at is None else max(0.0, charge.start_at - self._now())

    def _start_again(self, charge: _Charge) -> None:
        charge.start_at = None
        charge.started_at = self._now()
        try:
            charge.running.start()
        except (OSError, GatewayError) as error:
            self._wait_for(charge, self._now(), str(error))
        else:
            self._say(f"{charge.running.name} started again")

    def _wait_for(self, charge: _Charge, now: float, ending: str) -> None:
        charge.wait = next_wait(charge.wait, now - charge.started_at)
        charge.start_at = now + charge.wait
        self._say(f"{charge.running.name} stopped ({ending}), starting again in {charge.wait:g} s")

    def _shut_down(self) -> None:
        for stage in sorted({charge.running.stage for charge in self._charges}):
            parts = [charge.running for charge in self._charges if charge.running.stage == stage]
            if not self._stop.insisted:
                self._ask(parts)
            for part in parts:
                part.kill()

    def _ask(self, parts: Sequence[Running]) -> None:
        for part in parts:
            part.ask()
        deadline = self._now() + max(part.patience for part in parts)
        while any(part.alive() for part in parts) and self._now() < deadline and not self._stop.insisted:
            self._stop.wait(0.1)
