"""Draining that never gives up: a fault is logged by its type and answered by waiting, then tried again."""

import time
from collections.abc import Callable

from sms_gateway import logs
from sms_gateway.domain.work import Queue
from workers.jobs import Drains

SWEEP = 1.0  # seconds between drains nobody rang for: what a lost doorbell costs at most
FIRST_WAIT, LONGEST_WAIT = 0.1, 2.0

log = logs.get(__name__)


class SteadyDrain:
    """Drains for the loop and for doorbells alike, so that both keep the same back-off."""

    def __init__(self, gateway: Drains, now: Callable[[], float] = time.monotonic) -> None:
        self._gateway = gateway
        self._now = now
        self._failures = 0
        self._due_at = now()
        self._blocked_until = now()

    @property
    def patience(self) -> float:
        """Seconds until the next drain is due, at most one; 0 when it is due now."""
        return min(1.0, max(0.0, self._due_at - self._now()))

    def drain(self, queue: Queue, budget: float) -> int:
        """Work what is due; 0 when nothing is, when it failed, or when it failed a moment ago."""
        started = self._now()
        if started < self._blocked_until:
            return 0
        try:
            handled = self._gateway.drain(queue, budget)
        except Exception as error:  # the database is down, a row is odd: this process must outlive it
            self._fail(queue, error)
            return 0
        self._failures = 0
        ended = self._now()
        self._due_at = ended if handled and ended - started >= budget else ended + SWEEP
        return handled

    def _fail(self, queue: Queue, error: Exception) -> None:
        wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(self._failures, 10))
        self._failures += 1
        self._due_at = self._blocked_until = self._now() + wait
        log.warning(
            "drain failed", queue=queue.value, error=type(error).__name__, failures=self._failures, wait=wait
        )
