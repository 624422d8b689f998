"""One message delivered fifty times at once is one message, and every delivery is acknowledged."""

from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier

from tests.survival.conftest import Crowd
from tests.survival.harness import settle
from tests.survival.texts import complaints, senders

THREADS = 50


def test_fifty_deliveries_at_once_are_one_message(crowd: Crowd) -> None:
    random = Random(50)
    person, text = senders(random, 1)[0], next(complaints(random))
    together = Barrier(THREADS)

    def deliver(_: int) -> int | None:
        together.wait(20)
        return crowd.site.post("SMfifty", person, text)

    with ThreadPoolExecutor(THREADS) as threads:
        statuses = list(threads.map(deliver, range(THREADS)))
    for status in statuses:
        crowd.posted.note("SMfifty", "report", status)
    ledger = settle(crowd.site, crowd.posted, 30)

    assert statuses == [200] * THREADS
    assert ledger.parts["SMfifty"] == 1
    assert ledger.faults() == [], ledger.summary()
