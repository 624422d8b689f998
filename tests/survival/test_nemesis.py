"""Sixty seconds of kills, stopped servers and a failing carrier: afterwards the books agree."""

import json
import time
from pathlib import Path
from random import Random

import pytest

from tests.postgres import Cluster
from tests.survival.harness import running_up, settle
from tests.survival.ledger import Posted
from tests.survival.site import new_site
from tests.survival.storm import BAD_WEATHER, POISON, Strikes, storm

SEED = 1708
RATE = 20.0  # texts a second
RECOVERY_SECONDS = 90.0


def weather(folder: Path, url: str | None, cluster: Cluster | None, seconds: float, seed: int = SEED) -> str:
    """One storm from start to stop; fails with the books when a promise was broken, else sums it up."""
    posted, random = Posted(), Random(seed)
    with new_site(folder, url, BAD_WEATHER, seed) as site, running_up(site, poison=POISON) as up:
        strikes = Strikes(up, cluster, random)
        storm(strikes, posted, seconds, RATE, random)
        calm = time.monotonic()
        ledger = settle(site, posted, RECOVERY_SECONDS)
        recovered = time.monotonic() - calm
        code, said = site.finished("sms_gateway", "doctor", "--json", config=up.config)
        up.stop()
    story = f"{ledger.summary()}, struck {strikes.done}, quiet after {recovered:.1f} s"
    assert ledger.faults() == [], story
    assert len(ledger.posted.acknowledged) > 0.9 * len(ledger.posted.kinds), story
    broken = [finding for finding in json.loads(said)["findings"] if finding["ok"] is False]
    assert (code, broken) == (0, []), story
    return story


def test_a_minute_of_kills_on_sqlite_loses_and_repeats_nothing(tmp_path: Path) -> None:
    print(weather(tmp_path, None, None, 60))


def test_a_minute_of_kills_on_postgresql_loses_and_repeats_nothing(
    tmp_path: Path, mortal_cluster: Cluster
) -> None:
    with mortal_cluster.database() as url:
        print(weather(tmp_path, url, mortal_cluster, 60))


@pytest.mark.nightly
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", [1, 2])
def test_ten_minutes_of_kills_on_sqlite_lose_and_repeat_nothing(tmp_path: Path, seed: int) -> None:
    print(weather(tmp_path, None, None, 600, seed))


@pytest.mark.nightly
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", [1, 2])
def test_ten_minutes_of_kills_on_postgresql_lose_and_repeat_nothing(
    tmp_path: Path, mortal_cluster: Cluster, seed: int
) -> None:
    with mortal_cluster.database() as url:
        print(weather(tmp_path, url, mortal_cluster, 600, seed))
