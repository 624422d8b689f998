"""Server time of every page of the console on PostgreSQL with a million made-up tickets: p50 and p95."""

import argparse
import json
import math
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from flask.testing import FlaskClient  # noqa: E402
from sqlalchemy import Connection, Engine, event  # noqa: E402

from bench.console_pages import PAGES, Page  # noqa: E402
from bench.console_people import Fields, clients  # noqa: E402
from sms_gateway import bootstrap  # noqa: E402
from sms_gateway.bootstrap import Gateway  # noqa: E402
from sms_gateway.services import seeding  # noqa: E402
from sms_gateway.services.seeding import Stage  # noqa: E402
from sms_gateway.settings import Settings  # noqa: E402
from sms_gateway.settings.console import Console  # noqa: E402
from sms_gateway.web.app import create_app  # noqa: E402
from tests.postgres import start_cluster  # noqa: E402

GOAL_MS = 150.0
SEED = 1708


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds of a page's requests: *first* on a new connection; *wall*, *cpu*: (p50, p95) of others.

    *cpu* is that of this process and of PostgreSQL's backends, so other programs hardly change it.
    """

    page: str
    first: float
    wall: tuple[float, float]
    cpu: tuple[float, float]
    statements: float


def main() -> None:
    """Seed, ask each page, and print what it took; ends with 1 when a p95 passes the goal."""
    asked = _asked()
    with _database(asked.database) as url, tempfile.TemporaryDirectory() as folder:
        console = Console(requests_per_minute=1_000_000)
        data = Path(asked.data_dir or folder)
        gateway = bootstrap.build(
            Settings(data_dir=data, database={"url": url}, log_level="ERROR", console=console), "web"
        )
        try:
            if not asked.database:
                _seed(asked.tickets, asked.messages, gateway)
            found = list(_measure(asked.rounds, asked.only, gateway))
        finally:
            gateway.close()
    if asked.json:
        Path(asked.json).write_text(json.dumps([asdict(each) for each in found], indent=1) + "\n")
    slow = [each for each in found if each.wall[1] > GOAL_MS]
    print(f"\n{len(slow)} of {len(found)} pages over {GOAL_MS:.0f} ms at p95, load {os.getloadavg()[0]:.1f}")
    sys.exit(1 if slow else 0)


def _asked() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--tickets", type=int, default=1_000_000)
    reader.add_argument("--messages", type=int, default=3_000_000)
    reader.add_argument(
        "--rounds",
        type=int,
        default=40,
        choices=range(2, 1001),
        metavar="N",
        help="requests of each page, beside two to warm up",
    )
    reader.add_argument("--only", default="", help="pages whose name or address has this in it")
    reader.add_argument(
        "--database", help="a database that was seeded; without it one is made and thrown away"
    )
    reader.add_argument("--data-dir", help="where the keys of that database are")
    reader.add_argument("--json", help="write the figures to this file as well")
    return reader.parse_args()


@contextmanager
def _database(url: str | None) -> Iterator[str]:
    if url:
        yield url
        return
    cluster = start_cluster()
    try:
        with cluster.database() as fresh:
            yield fresh
    finally:
        cluster.destroy()


def _seed(tickets: int, messages: int, gateway: Gateway) -> None:
    began, done = time.perf_counter(), dict.fromkeys(Stage, 0)

    def tell(stage: Stage, count: int, total: int) -> None:
        before, done[stage] = done[stage] * 10 // total, done[stage] + count
        if done[stage] * 10 // total > before:
            took = time.perf_counter() - began
            print(f"{stage} {done[stage] * 100 // total} % after {took:.0f} s", flush=True)

    seeding.seed(seeding.Amount(tickets, messages, SEED), gateway.office, tell)
    print(f"seeded in {time.perf_counter() - began:.0f} s")


def _measure(rounds: int, only: str, gateway: Gateway) -> Iterator[Taken]:
    office, chance = gateway.office, random.Random(SEED)
    app = create_app(gateway)
    fields = Fields(chance, office)
    browsers = clients(app, office, fields.agency)
    fields.open_desk()
    print(f"load {os.getloadavg()[0]:.1f}; milliseconds")
    print(f"{'page':<44}{'first':>8}{'wall p50':>10}{'p95':>8}{'cpu p50':>9}{'p95':>8}{'statements':>12}")
    for page in PAGES:
        if any(each in page.title or each in page.path for each in only.split(",")):
            taken = _ask(page, browsers[page.who], fields, rounds, gateway)
            yield taken
            figures = (*taken.wall, *taken.cpu)
            told = f"{taken.page:<44}{taken.first:>8.1f}{figures[0]:>10.1f}{figures[1]:>8.1f}"
            print(f"{told}{figures[2]:>9.1f}{figures[3]:>8.1f}{taken.statements:>12.0f}", flush=True)


def _ask(page: Page, client: FlaskClient, fields: Fields, rounds: int, gateway: Gateway) -> Taken:
    gateway.office.sessions.engine.dispose()
    meter = _Meter(gateway.office.sessions.engine)
    wall, cpu, statements = list[float](), list[float](), list[int]()
    for _ in range(rounds + 2):
        path = page.path.format(**fields())
        before = meter.read()
        answer = client.get(path)
        _ = next(answer.iter_encoded()) if page.begun else answer.get_data()
        after = meter.read()
        answer.close()
        if answer.status_code != page.status:
            print(f"{path}: {answer.status_code}, not {page.status}", flush=True)
        answered = answer.status_code == page.status
        wall.append((after[0] - before[0]) * 1000 if answered else math.inf)
        cpu.append((after[1] - before[1]) * 1000)
        statements.append(after[2] - before[2])
    meter.end()
    return Taken(page.title, wall[0], _two(wall[2:]), _two(cpu[2:]), median(statements[2:]))


def _two(times: list[float]) -> tuple[float, float]:
    return median(times), quantiles(times, n=20)[-1]


class _Meter:
    """Reads the clock, the CPU time of this process and of its backends, and its statements.

    A backend counts from the request behind the one that first used it: two warm up.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine, self._count = engine, 0
        self._backends: set[int] = set()
        event.listen(engine, "before_cursor_execute", self._noted)

    def read(self) -> tuple[float, float, int]:
        """Seconds, seconds, a number."""
        spent = sum(_on_cpu(pid) for pid in tuple(self._backends))
        return time.perf_counter(), time.process_time() + spent, self._count

    def end(self) -> None:
        """Count no more."""
        event.remove(self._engine, "before_cursor_execute", self._noted)

    def _noted(self, connection: Connection, *_: object) -> None:
        self._count += 1
        driver: Any = connection.connection.driver_connection
        self._backends.add(driver.info.backend_pid)


def _on_cpu(pid: int) -> float:
    """proc_pid_schedstat: nanoseconds on a processor."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


if __name__ == "__main__":
    main()
