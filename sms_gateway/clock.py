"""The only clock of the project; everything else takes the time as an argument."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
_COUNTER = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def utc_now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)


def nanoseconds() -> int:
    """The current time since 1970, as traces want it."""
    return time.time_ns()


def counter() -> float:
    """Seconds that nobody can set; where the system knows it, those it slept are counted too."""
    return time.clock_gettime(_COUNTER)
