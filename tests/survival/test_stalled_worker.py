"""A worker that slept through its lease wakes up to nothing: another has looked up and sent what it held."""

import os
import signal
import time
from collections import Counter
from pathlib import Path
from random import Random

from sms_gateway.services.delivery import THREADS
from sms_gateway.simulators.faults import Fault, FaultPlan
from tests.postgres import Cluster
from tests.survival.harness import deliver, running_fleet, settle
from tests.survival.ledger import Posted, unfinished
from tests.survival.processes import until
from tests.survival.site import new_site
from tests.survival.texts import complaints, senders

# Every send takes most of the time-out, so that a claimed batch is still mostly unsent when the worker stops.
SLOW = FaultPlan(rates={Fault.SLOW: 1.0}, slow_seconds=0.8, lose_callbacks=1.0)
PEOPLE = 32


def test_a_worker_stopped_amid_its_batch_sends_nothing_when_it_wakes(
    tmp_path: Path, cluster: Cluster
) -> None:
    random, posted = Random(3), Posted()
    people, words = senders(random, PEOPLE), complaints(random)
    with (
        cluster.database() as url,
        new_site(tmp_path, url, SLOW) as site,
        running_fleet(site) as fleet,
        site.books() as books,
    ):
        sleeper = fleet.parts["outbox"].pids()[0]
        for number, person in enumerate(people):
            assert deliver(site, posted, f"SMstall{number}", "report", person, next(words))
        until(lambda: len(site.twilio.log) >= THREADS, 20, "every thread of it is waiting for an answer")
        time.sleep(0.3)
        os.kill(sleeper, signal.SIGSTOP)
        taken = len(site.twilio.log)
        fleet.add("outbox2", "workers.main", "outbox")
        site.twilio.faults.change(FaultPlan(lose_callbacks=1.0))
        until(lambda: not unfinished(books), 60, "the other worker sends the rest")
        os.kill(sleeper, signal.SIGCONT)
        time.sleep(3)
        ledger = settle(site, posted, 20)
    assert taken < PEOPLE, "the worker was stopped too late to prove anything"
    assert ledger.faults() == [], ledger.summary()
    assert Counter(message.recipient for message in ledger.taken) == dict.fromkeys(people, 1)
