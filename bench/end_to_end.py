"""From the carrier's call to the reply at the carrier: gateway and Celery peer by turns, on PostgreSQL."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench import servers, sink
from bench.load import Answered, Said, calls, post, sayings
from bench.place import Place, Size
from bench.series import Figures, Goal

CONNECTIONS = 16
PROCESSES = 2  # of the peer's worker; the gateway has two for the inbox and one for the outbox
WARM_UP = 10
DRAIN_SECONDS = 120.0


def goals(size: Size) -> tuple[Goal, ...]:
    at_pace = [
        Goal(
            f"end to end p50 at {pace} SMS/s", f"gateway at {pace}/s p50", f"peer at {pace}/s p50", 1.2, True
        )
        for pace in size.paces
    ]
    return *at_pace, Goal("SMS/s answered, saturated", "gateway answered", "peer answered", 3.0)


def steps_a_round(size: Size) -> int:
    return 2 * (len(size.paces) + 1)


def measure(place: Place, figures: Figures) -> None:
    """Every round: the gateway at each pace and in a burst, then the peer; both keep their database."""
    with ExitStack() as stack:
        port, came = stack.enter_context(sink.listening())
        folder = place.folder / "end-to-end"
        ours = stack.enter_context(place.our_database("postgresql"))
        options = servers.configured(folder, ours, None, port)
        environment = place.peer_environment(place.empty_database("postgresql"), port)
        phones = Phones()
        for _ in range(place.size.rounds):
            with servers.gateway("up", options, folder) as web:
                _side("gateway", web, servers.INBOUND, phones, came, place, figures)
            with _peer(folder, environment) as web:
                _side("peer", web, servers.PEER_INBOUND, phones, came, place, figures)


class Phones:
    """Reports of phones that never texted before, so that a reply belongs to one of them."""

    def __init__(self) -> None:
        self._used = 0

    def say(self, count: int) -> list[Said]:
        first, self._used = self._used, self._used + count
        said = sayings(f"e{first:07d}", count, count)
        return [Said(sms.id, f"+62813{first + number:07d}", sms.text) for number, sms in enumerate(said)]


@contextmanager
def _peer(folder: Path, environment: dict[str, str]) -> Iterator[int]:
    worker = servers.peer_worker(folder, PROCESSES, **environment)
    with servers.peer_web(folder, **environment) as port, worker:
        yield port


def _side(
    name: str, port: int, path: str, phones: Phones, came: dict[str, float], place: Place, figures: Figures
) -> None:
    def run(count: int, pace: float | None) -> tuple[Answered, list[float]]:
        said = phones.say(count)
        answered = post(port, calls(path, said), CONNECTIONS, pace)
        return answered, _arrivals(said, came)

    run(WARM_UP, WARM_UP)
    for pace in place.size.paces:
        place.step(f"end to end, {name}, {pace} SMS/s")
        answered, arrived = run(pace * place.size.pace_seconds, pace)
        waits = [at - due for at, due in zip(arrived, answered.due, strict=True)]
        figures.add_waits(f"{name} at {pace}/s", waits)
    place.step(f"end to end, {name}, saturated")
    answered, arrived = run(place.size.burst, None)
    figures.add(f"{name} answered", place.size.burst / (max(arrived) - answered.due[0]), "/s")


def _arrivals(said: list[Said], came: dict[str, float]) -> list[float]:
    """When each got its reply; fails when one gets none."""
    until = time.monotonic() + DRAIN_SECONDS
    while missing := [sms for sms in said if sms.number not in came]:
        assert time.monotonic() < until, f"{len(missing)} of {len(said)} got no reply"
        time.sleep(0.02)
    return [came[sms.number] for sms in said]
