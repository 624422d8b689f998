"""Every named step of an SMS kills its process once, and nothing is lost or sent twice."""

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count
from pathlib import Path
from random import Random
from threading import Thread

import pytest

import sms_gateway
from sms_gateway.simulators.faults import FaultPlan
from tests.postgres import Cluster
from tests.survival.harness import Fleet, deliver, running_fleet, settle
from tests.survival.ledger import Ledger, Posted
from tests.survival.processes import until
from tests.survival.site import LIMITS, new_site
from tests.survival.texts import complaints, senders

PARTS = {
    "intake.inserted": "web",
    "intake.committed": "web",
    "triage.claimed": "inbox",
    "triage.middle": "inbox",
    "triage.committing": "inbox",
    "triage.committed": "inbox",
    "delivery.claimed": "outbox",
    "delivery.sending": "outbox",
    "delivery.sent": "outbox",
    "delivery.settled": "outbox",
    "receipt.recorded": "web",
}
# Reached by no SMS alone: an officer's order is interrupted there by its own test.
ELSEWHERE = {
    "orders.locked": "tests/services/test_orders_carried_out.py",
    "orders.committing": "tests/services/test_orders_carried_out.py",
    "export-part": "tests/services/test_exports.py",
}
DATABASES = ("sqlite", "postgresql")
QUICK = LIMITS | {"outbox_lease_seconds": 4, "lookup_gap_seconds": 1.5}
# The carrier's lists lag, and where the sender dies its receipts are lost too: only the look-up knows.
LAGGING = FaultPlan(lookup_lag=1.0)
SILENT = FaultPlan(lookup_lag=1.0, lose_callbacks=1.0)


class Line:
    """A gateway with all that was ever posted to it."""

    def __init__(self, fleet: Fleet) -> None:
        self.fleet, self.site = fleet, fleet.site
        self.posted = Posted()
        random = Random(1708)
        self._texts = complaints(random)
        self._senders = senders(random, 200)
        self._numbers = count(1)

    def report(self, many: int) -> None:
        """*many* people report at once, the first of them twice; every report ends acknowledged."""
        calls = []
        for number in range(many):
            sid = f"SM{next(self._numbers):032x}"
            sender = self._senders[next(self._numbers) % 200 if number else 0]
            calls.append((self.site, self.posted, sid, "report", sender, next(self._texts)))
        with ThreadPoolExecutor(many) as pool:
            assert all(pool.map(lambda call: deliver(*call), calls)), self.posted.answers

    def crash_at(self, step: str) -> Ledger:
        """Die there once while six reports come in, and open the books when all is quiet again."""
        self.site.twilio.faults.change(SILENT if step.startswith("delivery") else LAGGING)
        self.fleet.parts[PARTS[step]].plant(crash_at=step)
        self.report(6)
        marker = self.site.data / f"crashed-{step}"
        until(marker.exists, 20, f"the process reaches {step} and dies")
        return settle(self.site, self.posted, 30)


def walk(folder: Path, url: str | None, ends: Mapping[str, Future[Ledger]]) -> None:
    """Crash one gateway at one step after another; what each came to is its promise in *ends*."""
    try:
        with new_site(folder, url, limits=QUICK) as site, running_fleet(site) as fleet:
            line = Line(fleet)
            for step, end in ends.items():
                try:
                    end.set_result(line.crash_at(step))
                except BaseException as error:
                    end.set_exception(error)
    except BaseException as error:
        for end in ends.values():
            if not end.done():
                end.set_exception(error)


@pytest.fixture(scope="module")
def ends(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, dict[str, Future[Ledger]]]]:
    """Both databases at the same time: a crash is mostly waiting for leases to end."""
    found: dict[str, dict[str, Future[Ledger]]] = {
        database: {step: Future() for step in PARTS} for database in DATABASES
    }
    folder = tmp_path_factory.mktemp("crash")
    with cluster.database() as url:
        urls = {"sqlite": None, "postgresql": url}
        walks = [Thread(target=walk, args=(folder / name, urls[name], found[name])) for name in DATABASES]
        for each in walks:
            each.start()
        yield found
        for each in walks:
            each.join()


@pytest.mark.parametrize("step", PARTS)
@pytest.mark.parametrize("database", DATABASES)
def test_a_crash_there_loses_nothing_and_repeats_nothing(
    step: str, database: str, ends: dict[str, dict[str, Future[Ledger]]]
) -> None:
    ledger = ends[database][step].result(200)
    assert ledger.faults() == [], ledger.summary()


def test_every_step_named_in_the_code_is_crashed_at() -> None:
    source = Path(sms_gateway.__file__).parent
    named = {
        step
        for path in source.rglob("*.py")
        for step in re.findall(r"\bsteps\(\"([^\"]+)\"\)", path.read_text())
    }
    assert named == {*PARTS, *ELSEWHERE}
    for step, test in ELSEWHERE.items():
        assert f'"{step}"' in (Path(__file__).parents[2] / test).read_text()
