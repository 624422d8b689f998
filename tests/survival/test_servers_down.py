"""Without Redis a message is taken in time; without a database it is refused, and taken afterwards."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from sms_gateway.bootstrap import SQLITE_FILE
from tests.postgres import Cluster
from tests.survival.conftest import Crowd
from tests.survival.harness import Fleet, deliver, running_fleet, settle
from tests.survival.ledger import Posted
from tests.survival.site import new_site
from tests.survival.texts import complaints, senders

SLOWEST = 0.5  # seconds an acknowledgement may take without Redis


def test_without_redis_twenty_messages_are_taken_in_time_and_worked(crowd: Crowd) -> None:
    random = Random(6)
    people, words = senders(random, 20), complaints(random)
    crowd.valkey.stop(0)
    try:
        took = []
        for number, person in enumerate(people):
            started = time.monotonic()
            status = crowd.site.post(f"SMdown{number}", person, next(words))
            took.append(time.monotonic() - started)
            crowd.posted.note(f"SMdown{number}", "report", status)
        ready = crowd.site.get("/readyz")
        ledger = settle(crowd.site, crowd.posted, 30)
    finally:
        crowd.valkey.start()

    assert ready[0] == 200
    assert "degraded" in ready[1]
    assert ledger.faults() == [], ledger.summary()
    assert len([ref for ref in ledger.parts if ref.startswith("SMdown")]) == 20
    assert max(took) < SLOWEST, sorted(took)


@pytest.fixture
def postgresql_fleet(tmp_path: Path, mortal_cluster: Cluster) -> Iterator[Fleet]:
    with (
        mortal_cluster.database() as url,
        new_site(tmp_path, url) as site,
        running_fleet(site) as fleet,
    ):
        yield fleet


def test_a_message_is_refused_while_postgresql_is_down_and_taken_when_it_is_back(
    postgresql_fleet: Fleet, mortal_cluster: Cluster
) -> None:
    site, posted, random = postgresql_fleet.site, Posted(), Random(8)
    person, words = senders(random, 1)[0], complaints(random)
    assert deliver(site, posted, "SMbefore", "report", person, next(words))
    text = next(words)
    mortal_cluster.stop("immediate")
    try:
        refused = [site.post("SMmeanwhile", person, text) for _ in range(3)]
        ready = site.get("/readyz")[0]
    finally:
        mortal_cluster.start()

    assert refused == [503] * 3
    assert ready == 503
    assert deliver(site, posted, "SMmeanwhile", "report", person, text)
    ledger = settle(site, posted, 30)
    assert ledger.faults() == [], ledger.summary()
    assert set(ledger.outcomes) == {"SMbefore", "SMmeanwhile"}


def test_a_message_is_refused_while_sqlite_is_locked_and_taken_when_it_is_free(tmp_path: Path) -> None:
    random, posted = Random(9), Posted()
    person, text = senders(random, 1)[0], next(complaints(random))
    with new_site(tmp_path, None) as site, running_fleet(site) as fleet:
        with closing(sqlite3.connect(fleet.site.data / SQLITE_FILE, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            refused = site.post("SMlocked", person, text)
            other.execute("ROLLBACK")
        assert refused == 503
        assert deliver(site, posted, "SMlocked", "report", person, text)
        ledger = settle(site, posted, 30)
    assert ledger.faults() == [], ledger.summary()
