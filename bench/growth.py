"""How long everything takes as the database grows to ten million messages; draws docs/growth.svg.

Resumable: with --folder the database stays where it is and the next run goes on from what it holds.
"""

import argparse
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median, quantiles

import psycopg
from rich.progress import Progress

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench import growth_paths as paths  # noqa: E402
from bench.growth_drawing import drawing  # noqa: E402
from bench.growth_rows import NUMBERS, UNUSED, Filler, unused  # noqa: E402
from bench.growth_sql import at  # noqa: E402
from parsers import load_knowledge  # noqa: E402
from sms_gateway import logs  # noqa: E402
from sms_gateway.catalog.wording import packaged_wording  # noqa: E402
from sms_gateway.crypto import Vault, make_keys  # noqa: E402
from sms_gateway.services.agencies import AgencyBook  # noqa: E402
from sms_gateway.services.office import Office  # noqa: E402
from sms_gateway.services.rules import packaged  # noqa: E402
from sms_gateway.settings import Settings  # noqa: E402
from sms_gateway.storage.engine import open_sessions  # noqa: E402
from sms_gateway.storage.migrations import migrate  # noqa: E402
from tests.conftest import Ears, HandClock  # noqa: E402
from tests.postgres import Cluster, start_cluster  # noqa: E402

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
# VACUUM is timed by hand; nothing is replicated.
SETTINGS = (
    "shared_buffers = '1GB'",
    "max_wal_size = '4GB'",
    "wal_level = minimal",
    "max_wal_senders = 0",
    "autovacuum = off",
    "maintenance_work_mem = '256MB'",
)
HOT = ("messages", "outbox", "inbound_parts", "events", "cases", "tickets")
Points = dict[str, dict[int, list[float]]]


class Place:
    """A folder with the keys of a database and the database itself; its cluster is stopped at the end."""

    def __init__(self, folder: Path, postgresql: bool) -> None:
        self.folder, self._cluster = folder, None
        folder.mkdir(parents=True, exist_ok=True)
        kept = folder / "keys.json"
        if not kept.exists():
            kept.write_text(json.dumps(make_keys()), encoding="utf-8")
        keys = json.loads(kept.read_text(encoding="utf-8"))
        self.vault = Vault([keys["field_keys"]], keys["index_key"])
        self.url = self._started() if postgresql else f"sqlite:///{folder}/gateway.db"

    def _started(self) -> str:
        noted = self.folder / "cluster.json"
        if noted.exists():
            told = json.loads(noted.read_text(encoding="utf-8"))
            cluster = Cluster(Path(told["folder"]), Path(told["binaries"]), told["port"], told["user"])
            cluster.start()
        else:
            cluster = start_cluster()
            told = {"folder": str(cluster.folder), "binaries": str(cluster.binaries), "port": cluster.port,
                    "user": cluster.user}  # fmt: skip
            noted.write_text(json.dumps(told), encoding="utf-8")
            for setting in SETTINGS:
                cluster.sql(f"ALTER SYSTEM SET {setting}")
            cluster.stop()
            cluster.start()
            cluster.sql("CREATE DATABASE growth")
        self._cluster = cluster
        return cluster.url("growth")

    def end(self, keep: bool) -> None:
        if self._cluster is not None:
            self._cluster.stop() if keep else self._cluster.destroy()
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)


def an_office(place: Place, clock: HandClock) -> Office:
    sessions, knowledge = open_sessions(place.url), load_knowledge()
    migrate(sessions)
    rules, wording = packaged(), packaged_wording()
    return Office(
        settings=Settings(data_dir=place.folder),
        sessions=sessions,
        vault=place.vault,
        carriers={"simulator": paths.carrier()},
        waker=Ears(),
        knowledge=lambda: knowledge,
        rules=lambda: rules,
        agencies=AgencyBook(sessions, lambda: knowledge, time.monotonic),
        wording=lambda: wording,
        file_wording=lambda: wording,
        clock=clock,
        rand=chance(Random(int(time.time()))),
    )


def chance(random: Random) -> Callable[[int], int]:
    """Chance that draws no number of a ticket that is still to be made up."""

    def draw(limit: int) -> int:
        return unused(random.randrange(UNUSED)) if limit == NUMBERS else random.randrange(limit)

    return draw


def grow(place: Place, largest: int, only: int | None) -> tuple[Points, dict[int, list[str]]]:
    """Fill step by step and time every path at each size."""
    logs.configure("ERROR", "bench")
    clock = HandClock(at(0))
    office, points, notes = an_office(place, clock), {}, {}
    filler = Filler(place.url, place.vault)
    if not filler.tickets():
        paths.oldest(office)
        filler.prepare(largest // 3 + 100_000)
    with Progress() as progress:
        for size in (size for size in SIZES if size <= largest and only in (None, size)):
            last, began = size // 3, time.perf_counter()
            first = filler.tickets()
            task = progress.add_task(f"{size:,} messages", total=last - first)
            filler.grow(
                last, lambda done, task=task, first=first: progress.update(task, completed=done - first)
            )
            filler.hours(last)
            filled = time.perf_counter() - began
            clock.at = max(at(last), at(filler.tickets())) + (at(2) - at(0))
            progress.update(task, description=f"{size:,}: timing")
            timed = timed_paths(office)
            notes[size] = [f"filled in {filled:.0f} s", *measured_sizes(office, place)]
            report(size, timed, notes[size])
            for name, found in timed.found.items():
                points.setdefault(name, {})[size] = found
    filler.close()
    office.sessions.close()
    return points, notes


def timed_paths(office: Office) -> paths.Timed:
    timed = paths.Timed()
    number = paths.old_numbers(office)[0][1]
    paths.settle(office)
    paths.count_old_rows(office, timed)
    paths.looks(office, timed, number)
    paths.parts_of_metrics(office, timed)
    paths.ways_of_an_sms(office, timed, Random(int(time.time())))
    paths.schedule(office, timed)
    return timed


def measured_sizes(office: Office, place: Place) -> Iterator[str]:
    """Tables, indexes, and how long a VACUUM takes after what was just done."""
    if not place.url.startswith("postgresql"):
        yield f"file {(place.folder / 'gateway.db').stat().st_size / 2**20:,.0f} MB"
        return
    total = 0
    for table, rows, indexes in paths.sizes(office):
        total += rows + indexes
        yield f"{table}: rows {rows / 2**20:,.0f} MB, indexes {indexes / 2**20:,.0f} MB"
    yield f"all: {total / 2**20:,.0f} MB"
    with psycopg.connect(place.url.replace("+psycopg", ""), autocommit=True) as connection:
        for table in HOT:
            began = time.perf_counter()
            connection.execute(f"VACUUM {table}")
            yield f"VACUUM {table}: {time.perf_counter() - began:.2f} s"


def report(size: int, timed: paths.Timed, notes: list[str]) -> None:
    print(f"\n{size:,} messages, load {os.getloadavg()[0]:.1f}, peak memory "
          f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")  # fmt: skip
    for name, found in timed.found.items():
        print(f"  {name:44} p50 {median(found):9.1f} ms  p95 {p95(found):9.1f} ms  n {len(found)}")
    for note in notes:
        print(f"  {note}")
    sys.stdout.flush()


def p95(found: list[float]) -> float:
    return quantiles(found, n=20)[18] if len(found) > 1 else found[0]


@contextmanager
def somewhere(folder: Path | None, postgresql: bool, keep: bool) -> Iterator[Place]:
    place = Place(folder or Path(tempfile.mkdtemp(prefix="smsgw-growth-", dir="/tmp")), postgresql)
    try:
        yield place
    finally:
        place.end(keep)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--largest", type=int, default=SIZES[-1], choices=SIZES)
    parser.add_argument("--only", type=int, choices=SIZES, help="Time this size alone.")
    parser.add_argument("--folder", type=Path, help="Where the database is, or is made.")
    parser.add_argument("--keep", action="store_true", help="Leave the folder for another run.")
    parser.add_argument("--json", type=Path, help="Where the times are added to.")
    parser.add_argument("--svg", type=Path, help="Where all times of --json are drawn.")
    parser.add_argument("--only-draw", action="store_true", help="Time nothing.")
    chosen = parser.parse_args()
    if not chosen.only_draw:
        measure(chosen)
    if chosen.json and chosen.svg:
        times = json.loads(chosen.json.read_text(encoding="utf-8"))
        chosen.svg.write_text(drawing(times), encoding="utf-8")


def measure(chosen: argparse.Namespace) -> None:
    with somewhere(chosen.folder, chosen.database == "postgresql", chosen.keep) as place:
        points, _ = grow(place, chosen.largest, chosen.only)
    if chosen.json:
        kept = json.loads(chosen.json.read_text(encoding="utf-8")) if chosen.json.exists() else {}
        for name, by_size in points.items():
            kept.setdefault(name, {}).update({str(size): found for size, found in by_size.items()})
        chosen.json.write_text(json.dumps(kept), encoding="utf-8")


if __name__ == "__main__":
    main()
