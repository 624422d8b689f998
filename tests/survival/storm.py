"""A storm: citizens text at a steady rate while parts are killed, servers stopped, the carrier fails."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random

import redis

from sms_gateway.queue.embedded import url_for
from sms_gateway.simulators.faults import Fault, FaultPlan
from tests.postgres import Cluster
from tests.survival.harness import Up, deliver
from tests.survival.ledger import Posted
from tests.survival.texts import complaints, senders

POISON = "xx-racun-xx"
CALLERS = 48
BAD_WEATHER = FaultPlan(
    rates={
        Fault.RATE_LIMIT: 0.03,
        Fault.UNAVAILABLE: 0.03,
        Fault.ERROR_AFTER: 0.03,
        Fault.RESET_BEFORE: 0.02,
        Fault.RESET_AFTER: 0.02,
        Fault.SLOW: 0.02,
        Fault.LIST_UNAVAILABLE: 0.02,
    },
    slow_seconds=2.5,  # longer than the carrier's time-out
    lookup_lag=1.0,
    repeat_callbacks=0.1,
    shuffle_callbacks=0.1,
    lose_callbacks=0.2,
)
CLEAR_SKY = FaultPlan(lookup_lag=1.0)


@dataclass(frozen=True, slots=True)
class Text:
    """One SMS of the storm; *again*: after how many seconds the carrier delivers it a second time."""

    sid: str
    kind: str
    sender: str
    body: str
    again: float | None


def texts(random: Random) -> Iterator[Text]:
    """Endless: 2% poison, 5% commands, the rest reports; 10% are delivered twice."""
    people, words = senders(random, 400), complaints(random)
    number = 0
    while True:
        number += 1
        drawn, body = random.random(), next(words)
        kind = "poison" if drawn < 0.02 else "other" if drawn < 0.07 else "report"
        if kind == "poison":
            body = f"{POISON} {body}"
        elif kind == "other":
            body = random.choice(("BANTUAN", "STATUS"))
        again = random.uniform(0, 4) if random.random() < 0.1 else None
        yield Text(f"SM{random.getrandbits(96):024x}{number:08x}", kind, random.choice(people), body, again)


@dataclass
class Strikes:
    """What is done to the gateway, and what was done."""

    up: Up
    cluster: Cluster | None
    random: Random
    done: list[str] = field(default_factory=list)

    def deck(self, seconds: float) -> list[str]:
        """One strike about every three seconds; every kind is in the first 45."""
        kinds = ["web", "web-worker", "inbox", "outbox", "schedule", "valkey", "flushall"]
        first = [*kinds, "inbox", "outbox", *(["database"] * 3 if self.cluster else ["valkey", "web-worker"])]
        self.random.shuffle(first)
        more = max(0, int(seconds / 3) - len(first))
        return first + self.random.choices([*kinds, *(["database"] if self.cluster else [])], k=more)

    def strike(self, kind: str) -> None:
        special: dict[str, Callable[[], bool]] = {"flushall": self._flush, "database": self._crash_database}
        hit = special[kind]() if kind in special else self.up.kill(kind)
        self.done.append(kind if hit else f"({kind})")

    def _flush(self) -> bool:
        client = redis.Redis.from_url(url_for(self.up.site.data), socket_timeout=1)
        try:
            return bool(client.flushall())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def _crash_database(self) -> bool:
        assert self.cluster is not None
        self.cluster.stop("immediate")
        time.sleep(self.random.uniform(0.2, 1.5))
        self.cluster.start()
        return True


def storm(strikes: Strikes, posted: Posted, seconds: float, rate: float, random: Random) -> None:
    """*rate* texts a second for *seconds*, struck all the time; returns when every delivery has ended."""
    site = strikes.up.site
    deck = strikes.deck(seconds)
    with ThreadPoolExecutor(CALLERS) as callers, ThreadPoolExecutor(1) as nemesis:
        doom = nemesis.submit(_strike_all, strikes, deck, seconds)
        started = time.monotonic()
        calls: list[Future[bool]] = []
        for number, text in enumerate(texts(random)):
            wait = started + number / rate - time.monotonic()
            if time.monotonic() - started > seconds:
                break
            time.sleep(max(0.0, wait))
            calls.append(callers.submit(deliver, site, posted, text.sid, text.kind, text.sender, text.body))
            if text.again is not None:
                calls.append(callers.submit(_again, strikes.up, posted, text))
        for call in calls:
            call.result(120)
        doom.result(60)
    site.twilio.faults.change(CLEAR_SKY)


def _again(up: Up, posted: Posted, text: Text) -> bool:
    time.sleep(text.again or 0)
    return deliver(up.site, posted, text.sid, text.kind, text.sender, text.body)


def _strike_all(strikes: Strikes, deck: Sequence[str], seconds: float) -> None:
    started = time.monotonic()
    for number, kind in enumerate(deck):
        time.sleep(max(0.0, started + (number + 0.7) * seconds / len(deck) - time.monotonic()))
        strikes.strike(kind)
