"""Hosts die, lines are cut, Redis fails over: nothing acknowledged is lost, nothing is sent twice."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from random import Random
from threading import Event

import pytest
import redis

from tests.conftest import in_ci, needs
from tests.hosts.landscape import HOSTS, STORES, WEBS, WORKERS, Landscape, new_landscape
from tests.hosts.network import Network, new_network
from tests.survival.harness import deliver, settle
from tests.survival.ledger import Posted
from tests.survival.processes import until
from tests.survival.texts import complaints, senders

EACH = 12  # messages that must be acknowledged before the next thing happens
CALLERS = 6
MOST = 3000  # messages there are
LOOKS = 4  # at their figures, until the last receipts are in
FIGURES = ("I1", "I2", "I3", "I4", "messages", "outbox", "migrations", "sending")


@pytest.fixture
def network() -> Iterator[Network]:
    needs("redis-server")
    if os.geteuid() != 0:
        reason = "needs root, for network namespaces"
        pytest.fail(reason) if in_ci() else pytest.skip(reason)
    with new_network(*HOSTS) as network:
        yield network


class Citizens:
    """Text through the front until told to stop, each again until it is acknowledged, as carriers do."""

    def __init__(self, landscape: Landscape) -> None:
        self.posted, self.stop = Posted(), Event()
        self._site = landscape.site
        self._calls: list[Future[None]] = []
        self._pool = ThreadPoolExecutor(CALLERS)
        random = Random(1708)
        self._texts = list(zip(senders(random, MOST), complaints(random), strict=False))

    def begin(self) -> None:
        self._calls = [self._pool.submit(self._text, lane) for lane in range(CALLERS)]

    def _text(self, lane: int) -> None:
        for number, (person, words) in enumerate(self._texts[lane::CALLERS]):
            if self.stop.is_set():
                return
            assert deliver(self._site, self.posted, f"SM{lane}-{number}", "report", person, words)
            time.sleep(0.25)

    def some_more(self) -> None:
        """Wait until as many more as the next chapter needs are acknowledged."""
        reached = len(self.posted.acknowledged)
        until(lambda: len(self.posted.acknowledged) >= reached + EACH, 40, "messages are acknowledged")

    def end(self) -> None:
        self.stop.set()
        for each in self._calls:
            each.result(60)
        self._pool.shutdown()


def _story(landscape: Landscape) -> dict[str, float]:
    """What happens, with the seconds each chapter took until messages were acknowledged again."""
    network, citizens, took = landscape.network, Citizens(landscape), {}
    landscape.begin_work()
    until(lambda: landscape.site.get("/readyz")[0] == 200, 60, "a web host is ready")
    citizens.begin()

    def chapter(name: str) -> None:
        started = time.monotonic()
        citizens.some_more()
        took[name] = round(time.monotonic() - started, 1)

    chapter("all well")
    network.cut(WORKERS[0])  # like a power cut: no server is told that its connections are gone
    assert landscape.kill(WORKERS[0]) >= 3
    chapter("a worker host died")
    network.cut("db")
    time.sleep(3)
    network.heal("db")
    chapter("the database was away")
    network.cut(STORES[0])
    until(lambda: landscape.master() == STORES[1], 30, "Redis fails over")
    chapter("Redis failed over")
    assert landscape.kill(WEBS[0]) >= 1
    chapter("a web host died")
    network.cut(WORKERS[1])
    time.sleep(3)
    until(lambda: landscape.connections(WORKERS[0]) == 0, 20, "its connections are given up")
    for host in (WORKERS[1], STORES[0], WORKERS[0]):
        network.heal(host)
    chapter("the last worker host was away")
    citizens.end()
    ledger = settle(landscape.site, citizens.posted, 60)
    print(took, ledger.summary())
    assert ledger.faults() == [], ledger.summary()
    assert len(ledger.parts) == len(citizens.posted.kinds)
    _doorbells_are_answered(landscape)
    _doctors_agree(landscape)
    return took


def _doorbells_are_answered(landscape: Landscape) -> None:
    """Both queues of the new master are listened to, by the workers of the host that is left."""
    client = landscape.stores()
    try:
        until(lambda: _listeners(client) == {"inbox", "outbox"}, 20, "workers listen at the new master")
    finally:
        client.close()


def _listeners(client: redis.Redis) -> set[str]:
    with suppress(redis.RedisError):
        keys = client.keys("rq:workers:*")
        return {key.decode().rpartition(":")[2] for key in keys if client.scard(key)}  # type: ignore[union-attr]
    return set()


def _doctors_agree(landscape: Landscape) -> None:
    """They are asked one after another, so a receipt may come in between: then all are asked again."""
    asked = [*WEBS, *WORKERS]
    for _ in range(LOOKS):
        with ThreadPoolExecutor(2) as doctors:
            findings = dict(zip(asked, doctors.map(landscape.doctor, asked), strict=True))
        figures = {host: [found[name] for name in FIGURES] for host, found in findings.items()}
        if len({str(each) for each in figures.values()}) == 1:
            break
    assert len({str(each) for each in figures.values()}) == 1, figures
    assert all(found["queue"][0] is True for found in findings.values()), findings
    assert all(found["part inbox"][0] is True for found in findings.values()), findings


def test_hosts_die_and_lines_are_cut_and_nothing_is_lost_or_sent_twice(network: Network) -> None:
    folder = Path(tempfile.mkdtemp(prefix="smsgw-hosts-", dir="/tmp"))
    folder.chmod(0o755)

    def scene() -> dict[str, float]:
        with new_landscape(network, folder) as landscape:
            return _story(landscape)

    try:
        network.stay("carrier", scene)
    except BaseException:
        for log in sorted(folder.glob("*.log")):
            print(f"--- {log.name}\n{log.read_text()[-1500:]}")
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
