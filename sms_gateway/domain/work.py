"""The two kinds of work a doorbell can announce, and who can be told."""

from enum import StrEnum
from typing import Protocol


class Queue(StrEnum):
    INBOX = "inbox"
    OUTBOX = "outbox"


class Waker(Protocol):
    """Something that can announce work. Never raises, never blocks: the sweep finds what it loses."""

    def wake(self, queue: Queue) -> None:
        """Say that there is work in *queue* soon."""
