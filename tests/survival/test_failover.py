"""The server of the primary dies: its standby is promoted by hand, and what was acknowledged is there."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random
from threading import Event

import psycopg
import pytest

from tests.postgres import Cluster, start_cluster
from tests.survival.harness import deliver, running_fleet, settle
from tests.survival.ledger import Posted
from tests.survival.processes import Seen, below, until
from tests.survival.site import Site, new_site
from tests.survival.texts import complaints, senders

LANES = 4
EACH = 15  # acknowledged before the next thing happens


@contextmanager
def pair() -> Iterator[tuple[Cluster, Cluster]]:
    """A primary and its synchronous standby; the primary may be dead at the end."""
    primary = start_cluster()
    standby = None
    try:
        primary.sql("CREATE DATABASE smsgw TEMPLATE smsgw_template")
        standby = primary.make_standby()
        until(lambda: _state(primary) == ("streaming", "sync"), 20, "the standby is in step")
        yield primary, standby
    finally:
        kill(primary)
        shutil.rmtree(primary.folder, ignore_errors=True)
        if standby is not None:
            kill(standby)
            shutil.rmtree(standby.folder, ignore_errors=True)


def _state(primary: Cluster) -> tuple[str, str] | None:
    with psycopg.connect(f"postgresql://smsgw@127.0.0.1:{primary.port}/postgres") as connection:
        return connection.execute("SELECT state, sync_state FROM pg_stat_replication").fetchone()


def kill(cluster: Cluster) -> None:
    """kill -9 the server and every process of it."""
    if (cluster.folder / "data" / "postmaster.pid").exists():
        seen = Seen()
        seen.note([cluster.pid, *(process.pid for process in below(cluster.pid))])
        for pid in list(seen.known):
            seen.kill(pid)
        until(lambda: not seen.alive(), 10, "the server is gone")


class Citizens:
    """Text until told to stop, each message again until it is acknowledged."""

    def __init__(self, site: Site) -> None:
        self.site, self.posted, self.stop = site, Posted(), Event()
        random = Random(47)
        self._texts = list(zip(senders(random, 400), complaints(random), strict=False))

    def text(self, lane: int) -> None:
        for number, (person, words) in enumerate(self._texts[lane::LANES]):
            if self.stop.is_set():
                return
            assert deliver(self.site, self.posted, f"SM{lane}-{number}", "report", person, words)
            self.stop.wait(0.1)

    def some_more(self) -> None:
        reached = len(self.posted.acknowledged)
        until(lambda: len(self.posted.acknowledged) >= reached + EACH, 60, "messages are acknowledged")


@pytest.mark.nightly  # two servers and a gateway of processes
def test_a_promoted_standby_has_what_was_acknowledged_and_the_line_goes_on(tmp_path: Path) -> None:
    with pair() as (primary, standby):
        hosts = "&".join(f"host=127.0.0.1:{each.port}" for each in (primary, standby))
        url = f"postgresql+psycopg://smsgw@/smsgw?{hosts}&target_session_attrs=read-write"
        with new_site(tmp_path, url) as site, running_fleet(site) as fleet, ThreadPoolExecutor(LANES) as pool:
            citizens = Citizens(site)
            calls = [pool.submit(citizens.text, lane) for lane in range(LANES)]
            try:
                citizens.some_more()
                kill(primary)
                before = set(citizens.posted.acknowledged)
                standby.promote()
                citizens.some_more()
            finally:
                citizens.stop.set()
            for call in calls:
                call.result(60)
            ledger = settle(site, citizens.posted, 30)
            said = site.get("/readyz")
        deaths = [part.deaths for part in fleet.parts.values()]
    assert ledger.faults() == [], ledger.summary()
    assert before <= set(ledger.outcomes)
    assert (said[0], deaths) == (200, [0, 0, 0])
    assert "another database" not in site.stderr.read_text()
