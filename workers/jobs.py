"""What RQ calls by dotted name: no argument, no result, no rules; the work lies in the database."""

from typing import Protocol

from sms_gateway.domain.work import Queue

BUDGET = 1.0  # seconds of one drain; short, so that a worker told to stop does


class Drains(Protocol):
    """Whatever works the rows that are due."""

    def drain(self, queue: Queue, budget: float) -> int:
        """Work what is due in *queue* for at most about *budget* seconds; the number of rows handled."""


_installed: list[Drains] = []


def install(gateway: Drains) -> None:
    """Say who answers the doorbells of this process; the last one counts."""
    _installed[:] = [gateway]


def current_gateway() -> Drains:
    """The one who answers the doorbells of this process."""
    return _installed[0]


def ring_inbox() -> None:
    """Messages may be waiting."""
    current_gateway().drain(Queue.INBOX, BUDGET)


def ring_outbox() -> None:
    """SMS may be waiting to be sent."""
    current_gateway().drain(Queue.OUTBOX, BUDGET)
