"""Whose call is worked next: carriers take turns, and so do the callers of one carrier."""

import threading
from collections import OrderedDict, deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Turns(Generic[T]):
    """What waits for a thread. Thread-safe.

    However much one caller hands in, another carrier's next call waits for one turn only, and another caller
    of the same carrier for one turn of that carrier.
    """

    def __init__(self, most: int, most_of_all: int) -> None:
        """*most* may wait of one caller of one carrier, *most_of_all* together."""
        self._most = most
        self._most_of_all = most_of_all
        self._waiting: OrderedDict[str, OrderedDict[str, deque[T]]] = OrderedDict()
        self._count = 0
        self._closed = False
        self._changed = threading.Condition()

    def __len__(self) -> int:
        """How much waits."""
        return self._count

    def put(self, carrier: str, caller: str, item: T) -> bool:
        """Let *item* wait; False when too much waits already, or nothing is taken any more."""
        with self._changed:
            if self._closed or self._count >= self._most_of_all:
                return False
            callers = self._waiting.setdefault(carrier, OrderedDict())
            queue = callers.setdefault(caller, deque())
            if len(queue) >= self._most:
                return False
            queue.append(item)
            self._count += 1
            self._changed.notify()
            return True

    def take(self) -> T | None:
        """Wait for the next item; None once it is closed and empty."""
        with self._changed:
            while not self._count:
                if self._closed:
                    return None
                self._changed.wait()
            return self._next()

    def close(self) -> None:
        """Take nothing more in; what waits is still handed out."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _next(self) -> T:
        carrier, callers = self._waiting.popitem(last=False)
        caller, queue = callers.popitem(last=False)
        item = queue.popleft()
        self._count -= 1
        if queue:
            callers[caller] = queue
        if callers:
            self._waiting[carrier] = callers
        return item
