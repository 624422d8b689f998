"""Every carrier takes an SMS and then hangs, resets or fails, and workers are killed: nobody gets two.

What a carrier can be asked for is settled by its record; the rest is held for a person, who can see it.
"""

import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from sms_gateway.simulators.faults import Fault, FaultPlan
from sms_gateway.storage.engine import Sessions
from sms_gateway.storage.schema import messages, outbox
from tests.postgres import Cluster
from tests.survival.far_ends import CARRIERS, LOOKED_UP, AllCarriers, all_carriers
from tests.survival.harness import TRIES, Fleet, running_fleet
from tests.survival.ledger import SENT, UNSENT, unfinished
from tests.survival.site import LIMITS
from tests.survival.texts import complaints, senders

SECONDS = 12.0
RATE = 10.0  # texts a second, all carriers together
SETTLE_SECONDS = 60.0
STRIKE_EVERY = 1.2
AFTER = (Fault.ERROR_AFTER, Fault.RESET_AFTER, Fault.SLOW, Fault.GARBAGE)
PLAN = FaultPlan(
    rates={**dict.fromkeys(AFTER, 0.08), Fault.RATE_LIMIT: 0.04, Fault.RESET_BEFORE: 0.04},
    slow_seconds=2.5,  # longer than the time-out
    lookup_lag=1.0,
    lose_callbacks=1.0,  # no report settles what a look must
)
CLEAR = FaultPlan(lookup_lag=1.0, lose_callbacks=1.0)
# Why an SMS may be left to a person, by whether its carrier keeps a record.
OWNED = {True: {"lookup-ambiguous"}, False: {"lookup-impossible"}}


@dataclass(frozen=True)
class Sms:
    """One row of the outbox, and how often the far end took it."""

    id: int
    carrier: str
    state: str
    reason: str | None
    taken: int

    def fault(self) -> str | None:
        """What is wrong with it, if anything is."""
        if self.taken > 1:
            return f"{self} left {self.taken} times"
        if self.state in SENT:
            return None if self.taken == 1 else f"{self} is sent and was never taken"
        if self.state == "held" and self.reason in OWNED[self.carrier in LOOKED_UP]:
            return None
        return f"{self} has no owner"


def books(sessions: Sessions, taken: Mapping[int, int]) -> list[Sms]:
    query = select(outbox.c.id, outbox.c.carrier, outbox.c.state, outbox.c.reason).order_by(outbox.c.id)
    with sessions.read() as session:
        return [Sms(*row, taken.get(row.id, 0)) for row in session.execute(query)]


def deliver(site: AllCarriers, carrier: str, ref: str, sender: str, text: str) -> bool:
    for attempt in range(TRIES):
        if site.post(carrier, ref, sender, text) == 200:
            return True
        time.sleep(min(2.0, 0.25 * 2**attempt))
    return False


def storm(site: AllCarriers, fleet: Fleet, seconds: float, random: Random) -> int:
    """Reports through every carrier in turn while workers die; returns how many were acknowledged."""
    people, words = senders(random, round(seconds * RATE) + 1), complaints(random)
    started = struck = time.monotonic()
    with ThreadPoolExecutor(16) as pool:
        calls = []
        for number, person in enumerate(people):
            time.sleep(max(0.0, started + number / RATE - time.monotonic()))
            carrier = CARRIERS[number % len(CARRIERS)]
            calls.append(pool.submit(deliver, site, carrier, f"SM{number:032x}", person, next(words)))
            if time.monotonic() - struck > STRIKE_EVERY:
                struck = time.monotonic()
                part = fleet.parts[random.choice(("outbox", "outbox", "inbox"))]
                part.seen.kill(part.pids()[0])
        return sum(call.result(60) for call in calls)


def weather(folder: Path, url: str | None, seconds: float, seed: int = 1708) -> list[Sms]:
    """One storm from start to quiet; the books afterwards."""
    random = Random(seed)
    with (
        all_carriers(folder, url, LIMITS, PLAN, seed) as site,
        running_fleet(site) as fleet,
        site.books() as sessions,
    ):
        told = storm(site, fleet, seconds, random)
        ends = time.monotonic() + SETTLE_SECONDS / 2  # on a busy machine most is sent after the storm
        while sum(site.taken().values()) < told / 2 and time.monotonic() < ends:
            time.sleep(0.2)
        site.change(CLEAR)
        deadline = time.monotonic() + SETTLE_SECONDS
        while unfinished(sessions) and time.monotonic() < deadline:
            time.sleep(0.2)
        with sessions.read() as session:
            stored = len(list(session.execute(select(messages.c.id))))
        found = books(sessions, site.taken())
        deaths = {name: part.deaths for name, part in fleet.parts.items()}
        code, listed = site.finished("sms_gateway", "outbox", "list", "--limit", "1000", config=site.config())
    assert told == stored == round(seconds * RATE) + 1
    assert deaths["outbox"] >= 3, deaths
    held = [sms for sms in found if sms.state == "held"]
    assert code == 0
    assert all(str(sms.id) in listed for sms in held), "a person does not see it"
    return found


def judged(found: list[Sms]) -> str:
    """Fails when a promise was broken, else sums it up."""
    states = Counter((sms.carrier, sms.state, sms.taken) for sms in found)
    story = ", ".join(f"{' '.join(map(str, key))}: {count}" for key, count in sorted(states.items()))
    assert [fault for sms in found if (fault := sms.fault())] == [], story
    assert {sms.carrier for sms in found} == set(CARRIERS)
    for carrier in CARRIERS:
        assert any(sms.carrier == carrier and sms.state in SENT for sms in found), story
    uncertain = [sms for sms in found if sms.state == "held" and sms.carrier not in LOOKED_UP]
    assert {sms.taken for sms in uncertain} >= {1}, "the weather was too fair to prove anything: " + story
    assert not [sms for sms in found if sms.state in UNSENT], story
    return story


def test_what_was_taken_without_an_answer_leaves_once_whatever_the_carrier(tmp_path: Path) -> None:
    print(judged(weather(tmp_path, None, SECONDS)))


@pytest.mark.nightly
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", [1, 2])
def test_minutes_of_it_on_postgresql_change_nothing(tmp_path: Path, cluster: Cluster, seed: int) -> None:
    with cluster.database() as url:
        print(judged(weather(tmp_path, url, 180.0, seed)))
