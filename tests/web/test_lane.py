"""The event loop works in turn, and comes back to reading; what threads tell reaches it."""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from typing import Any

from sms_gateway.web.lane import SLICE, Lane, News
from sms_gateway.web.turns import Turns
from tests.web.rsgi_calls import run


def _run(main: Callable[[], Coroutine[Any, Any, None]]) -> None:
    run(lambda: asyncio.wait_for(main(), 10))


def _lane(most: int, begin: Callable[[str], None], waiting: int = 100) -> Lane[str]:
    return Lane(most, Turns(waiting, waiting), begin)


async def _quiet() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_no_more_are_under_way_than_may_be_and_the_next_follows_each_that_ended() -> None:
    begun: list[str] = []
    lane = _lane(2, begun.append)

    async def main() -> None:
        assert [lane.put("generic", "a", name) for name in "123"] == [True] * 3
        await _quiet()
        assert begun == ["1", "2"]
        lane.ended()
        await _quiet()
        assert begun == ["1", "2", "3"]

    _run(main)


def test_carriers_and_callers_take_turns() -> None:
    begun: list[str] = []
    lane = _lane(1, begun.append)

    async def main() -> None:
        lane.put("generic", "a", "first")
        await _quiet()
        for carrier, caller, name in (
            ("generic", "a", "a1"),
            ("generic", "a", "a2"),
            ("generic", "b", "b1"),
            ("kannel", "c", "c1"),
        ):
            lane.put(carrier, caller, name)
        for _ in range(4):
            lane.ended()
            await _quiet()
        assert begun == ["first", "a1", "c1", "b1", "a2"]

    _run(main)


def test_a_full_line_takes_no_more() -> None:
    lane = _lane(1, lambda _: None, waiting=1)

    async def main() -> None:
        lane.put("generic", "a", "1")
        await _quiet()
        assert [lane.put("generic", "a", name) for name in "23"] == [True, False]

    _run(main)


def test_work_that_takes_long_lets_the_loop_read_in_between() -> None:
    seen: list[str] = []

    def begin(item: str) -> None:
        time.sleep(SLICE)
        seen.append(item)

    lane = _lane(100, begin)

    async def main() -> None:
        for number in range(5):
            lane.put("generic", "a", str(number))
        while len(seen) < 8:
            await asyncio.sleep(0)
            seen.append("read")

    _run(main)
    assert "read" in seen[: seen.index("4")]


def test_a_loop_that_only_takes_in_still_works() -> None:
    begun: list[str] = []
    lane = _lane(1000, begun.append)

    async def main() -> None:
        until = time.monotonic() + 3 * SLICE
        while time.monotonic() < until:
            lane.put("generic", "a", "x")
            lane.put("kannel", "b", "y")
        assert begun, "without the loop having had a moment"

    _run(main)


def test_what_threads_tell_is_heard_once_and_in_order() -> None:
    heard: list[int] = []
    news: News[int] = News(heard.append)

    async def main() -> None:
        news.begin(asyncio.get_running_loop())
        tellers = [threading.Thread(target=lambda: [news.tell(each) for each in range(500)]) for _ in "ab"]
        for teller in tellers:
            teller.start()
        while len(heard) < 1000:
            await asyncio.sleep(0.001)
        for teller in tellers:
            teller.join()

    _run(main)
    assert sorted(heard) == sorted([*range(500), *range(500)])
    assert [each for at, each in enumerate(heard) if each not in heard[:at]] == [*range(500)]


def test_telling_a_loop_that_is_gone_is_no_fault() -> None:
    news: News[int] = News(lambda _: None)

    async def main() -> None:
        news.begin(asyncio.get_running_loop())

    _run(main)
    news.tell(1)
