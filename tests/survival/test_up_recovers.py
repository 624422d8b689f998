"""`up` goes on where a killed one stopped, and shares its data directory with nobody."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from random import Random

from tests.postgres import Cluster
from tests.survival.harness import deliver, running_up, settle
from tests.survival.ledger import Posted
from tests.survival.processes import until
from tests.survival.site import Site, new_site
from tests.survival.texts import complaints, senders

MESSAGES = 200


def report(
    site: Site, posted: Posted, many: int, seed: int, callers: ThreadPoolExecutor
) -> list[Future[bool]]:
    random = Random(seed)
    words = complaints(random)
    calls = [
        (f"SM{seed}-{number}", "report", person, next(words))
        for number, person in enumerate(senders(random, many))
    ]
    return [callers.submit(deliver, site, posted, *call) for call in calls]


def test_up_goes_on_after_a_kill_of_everything_amid_two_hundred_messages(tmp_path: Path) -> None:
    with new_site(tmp_path, None) as site, running_up(site) as up:
        posted = Posted()
        with ThreadPoolExecutor(8) as callers:
            calls = report(site, posted, MESSAGES, 1, callers)
            until(lambda: len(posted.acknowledged) >= MESSAGES // 3, 60, "a third is acknowledged")
            killed = up.kill_everything()
            restart = up.start()
            assert all(call.result(60) for call in calls)
        ledger = settle(site, posted, 60)
        up.stop()
    print(f"killed {killed} processes, ready again after {restart:.1f} s, {ledger.summary()}")
    assert killed >= 6
    assert ledger.faults() == [], ledger.summary()
    assert len(ledger.parts) == MESSAGES


def test_up_goes_on_beside_the_orphans_of_a_killed_supervisor(tmp_path: Path, cluster: Cluster) -> None:
    with cluster.database() as url, new_site(tmp_path, url) as site, running_up(site) as up:
        posted = Posted()
        with ThreadPoolExecutor(8) as callers:
            calls = report(site, posted, 40, 2, callers)
            orphans = up.parts()
            assert up.process is not None
            up.seen.kill(up.process.pid)
            up.process.wait(10)
            up.start()
            assert all(call.result(60) for call in calls)
        ledger = settle(site, posted, 60)
        left = {process.pid for process in orphans} & set(up.seen.alive())
        up.stop()
    assert not left
    assert ledger.faults() == [], ledger.summary()


def test_a_second_up_on_a_busy_data_directory_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with new_site(tmp_path, None) as site, running_up(site) as up:
        started = time.monotonic()
        code, output = site.finished("sms_gateway", "up", "--port", "0", config=up.config)
        took = time.monotonic() - started
        assert site.get("/readyz")[0] == 200
        up.stop()
    assert (code, output) == (1, "")
    said = site.stderr.read_text()
    assert f"{site.data} is in use by another gateway (process {up.process.pid})" in said  # type: ignore[union-attr]
    assert "--data-dir" in said
    assert took < 20
