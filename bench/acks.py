"""Acknowledgements a second, each after its COMMIT: the gateway, the peer and pgbench by turns."""

from contextlib import ExitStack

from bench import cpu, pgbench, servers
from bench.load import calls, post, sayings
from bench.place import DATABASES, Place
from bench.series import Figures, Goal

CONNECTIONS = 16
PHONES = 1_000
WARM_UP = 200
NOBODY = 9  # a port where no sink listens: nothing is sent while acks are measured

GOALS = (
    Goal("acks/s of pgbench, 1 client", "postgresql gateway acks", "pgbench 1", 0.8),
    Goal("acks/s of pgbench, 16 clients", "postgresql gateway acks", "pgbench 16", 0.2),
    Goal("acks/s of the peer, PostgreSQL", "postgresql gateway acks", "postgresql peer acks", 2.5),
    Goal("acks/s of the peer, SQLite", "sqlite gateway acks", "sqlite peer acks", 2.5),
)
STEPS_A_ROUND = 6


def measure(place: Place, figures: Figures) -> None:
    """Every round: both databases, on each the gateway and then the peer; on PostgreSQL pgbench before."""
    with ExitStack() as stack:
        sides = {}
        for kind in DATABASES:
            folder = place.folder / f"acks-{kind}"
            ours = stack.enter_context(place.our_database(kind))
            options = servers.configured(folder, ours, place.our_queue(), NOBODY)
            environment = place.peer_environment(place.empty_database(kind), NOBODY)
            sides[kind] = folder, options, environment
        bare = place.empty_database("postgresql")
        for number in range(place.size.rounds):
            _pgbench(place, figures, bare)
            for kind, (folder, options, environment) in sides.items():
                run = f"{place.run}{number}"
                place.step(f"acks, {kind}, gateway")
                with servers.gateway("serve", options, folder) as port:
                    _posted(f"{kind} gateway", port, servers.INBOUND, run, place, figures)
                place.step(f"acks, {kind}, peer")
                with servers.peer_web(folder, **environment) as port:
                    _posted(f"{kind} peer", port, servers.PEER_INBOUND, run, place, figures)


def _pgbench(place: Place, figures: Figures, database: str) -> None:
    for clients in (1, CONNECTIONS):
        place.step(f"pgbench, {clients} clients")
        found = pgbench.rate(place.cluster, database, clients, place.size.pgbench_seconds, place.folder)
        figures.add(f"pgbench {clients}", found, "/s")


def _posted(name: str, port: int, path: str, run: str, place: Place, figures: Figures) -> None:
    warm = calls(path, sayings(f"{run}w", min(WARM_UP, place.size.acks), PHONES))
    measured = calls(path, sayings(run, place.size.acks, PHONES))
    post(port, warm, CONNECTIONS)
    before = cpu.seconds()
    answered = post(port, measured, CONNECTIONS)
    used = cpu.seconds() - before
    figures.add(f"{name} acks", len(measured) / answered.seconds, "/s")
    figures.add_waits(f"{name} acks", answered.waits)
    figures.add(f"{name} CPU of an ack", 1e6 * used / len(measured), "us")
