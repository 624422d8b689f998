"""What the event loop works itself: in turn, so many at a time, and never so long that others wait."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Final, Generic, TypeVar

from sms_gateway.web.turns import Turns

T = TypeVar("T")
N = TypeVar("N")
SLICE: Final = 0.002  # seconds of beginning after which the loop may do something else, as reading


class Lane(Generic[T]):
    """Begins what waits, each in its turn, *most* under way at a time. Of one loop only."""

    def __init__(self, most: int, turns: Turns[T], begin: Callable[[T], None]) -> None:
        """*begin* starts one and does not wait for it; `ended` says that it is done."""
        self._free = most
        self._turns = turns
        self._begin = begin
        self._planned = False
        self._rested = 0.0  # when the loop was last given back

    def put(self, carrier: str, caller: str, item: T) -> bool:
        """Let *item* wait for its turn; False when too much waits already."""
        taken = self._turns.put(carrier, caller, item)
        if time.monotonic() - self._rested > SLICE:
            self._work()  # a loop that is handed more than it can read must not keep to reading
        else:
            self._plan()
        return taken

    def ended(self) -> None:
        """One that was begun is done."""
        self._free += 1
        self._plan()

    def _plan(self) -> None:
        if self._free and self._turns and not self._planned:
            self._planned = True
            asyncio.get_running_loop().call_soon(self._work_planned)

    def _work_planned(self) -> None:
        self._planned = False
        self._work()

    def _work(self) -> None:
        until = time.monotonic() + SLICE
        while self._free and self._turns and time.monotonic() < until:
            item = self._turns.take()
            if item is None:
                return
            self._free -= 1
            self._begin(item)
        self._rested = time.monotonic()
        self._plan()


class News(Generic[N]):
    """Carries what other threads have to tell into the event loop; it is woken once for many of them."""

    def __init__(self, hear: Callable[[N], None]) -> None:
        self._hear = hear
        self._told: deque[N] = deque()
        self._woken = False
        self._loop: asyncio.AbstractEventLoop | None = None

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """From now on *loop* hears."""
        self._loop = loop

    def tell(self, news: N) -> None:
        """Of any thread; never waits. Once the loop is closed nobody hears any more."""
        self._told.append(news)
        if self._woken or self._loop is None:
            return
        self._woken = True
        try:
            self._loop.call_soon_threadsafe(self._hear_all)
        except RuntimeError:  # the loop is closed
            return

    def _hear_all(self) -> None:
        self._woken = False  # before looking: what comes from now on wakes again
        while self._told:
            self._hear(self._told.popleft())
