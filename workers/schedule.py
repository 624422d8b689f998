"""Periodic upkeep: every task keeps its own period, and none can stop another."""

import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from sms_gateway import logs
from sms_gateway.queue.lifeline import StopSign

HEARTBEAT = 5.0
LONGEST_REST = 1.0

log = logs.get(__name__)


class Task(Protocol):
    """A piece of upkeep; *every* is in seconds, *run* may raise, and what is *apart* may take long."""

    @property
    def name(self) -> str: ...
    @property
    def every(self) -> float: ...
    @property
    def run(self) -> Callable[[], object]: ...
    @property
    def apart(self) -> bool: ...


class Timetable:
    """Runs each task at once, then every *every* seconds counted from its start; missed turns are dropped."""

    def __init__(self, tasks: Sequence[Task], now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._tasks = tuple(tasks)
        self._due_at = [now()] * len(self._tasks)

    def run_due(self, stopping: Callable[[], bool] = lambda: False) -> None:
        """Run what is due, in order; leave the rest when *stopping* says so. Never raises."""
        for index, task in enumerate(self._tasks):
            if stopping():
                return
            started = self._now()
            if started >= self._due_at[index]:
                _run(task)
                self._due_at[index] = max(started + task.every, self._now())

    def rest(self) -> float:
        """Seconds until something is due, at most one."""
        soonest = min(self._due_at, default=self._now() + LONGEST_REST)
        return min(LONGEST_REST, max(0.0, soonest - self._now()))


def run_schedule(tasks: Sequence[Task], stop: StopSign) -> None:
    """Do upkeep until *stop*; the task in hand is finished first, one apart is left in the middle."""
    for task in (each for each in tasks if each.apart):
        threading.Thread(target=_alone, args=(task, stop), name=task.name, daemon=True).start()
    timetable = Timetable([each for each in tasks if not each.apart])
    while not stop.requested:
        timetable.run_due(lambda: stop.requested)
        stop.wait(timetable.rest())


def _alone(task: Task, stop: StopSign) -> None:
    """One task for as long as this process lives; only who listens to the sign itself may wait for it."""
    timetable = Timetable([task])
    while not stop.requested:
        timetable.run_due()
        time.sleep(timetable.rest())


def _run(task: Task) -> None:
    try:
        task.run()
    except Exception as error:  # one failing task must not keep the others from running
        log.warning("upkeep failed", task=task.name, error=type(error).__name__)
