"""How long a look-up of duplicates takes as reports grow, on both databases; draws docs/duplicates.svg."""

import argparse
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles

import psycopg
from sqlalchemy import make_url

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sms_gateway.crypto import Vault, make_keys  # noqa: E402
from sms_gateway.domain.matters import matter_of  # noqa: E402
from sms_gateway.domain.prints import Print  # noqa: E402
from sms_gateway.domain.topics import Topic  # noqa: E402
from sms_gateway.services.duplicates import LOOK_BACK, find, hashed_keys  # noqa: E402
from sms_gateway.storage.engine import Sessions, open_sessions  # noqa: E402
from sms_gateway.storage.migrations import migrate  # noqa: E402

NOW = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
LOOKUPS = 400
FAULTS = (
    "rusak parah",
    "mati total",
    "mampet dan bau",
    "menumpuk",
    "bocor",
    "padam",
    "longsor",
    "antri panjang",
)
THINGS = ("jalan", "lampu", "got", "sampah", "air pdam", "listrik", "jembatan", "puskesmas")
FILLING = [
    "tolong",
    "pak",
    "segera",
    "ditangani",
    "karena",
    "sudah",
    "lama",
    "dan",
    "bahaya",
    "untuk",
    "anak",
]
CASE = "(id, agency, topic, problem, region, report_type, urgency, state, route_rule, route_confidence, \
route_reason, opened_at, state_since)"
LIMIT_RATIO, LIMIT_P99 = 7.0, 10.0


@dataclass(frozen=True)
class Row:
    """One stored report, ready for both databases."""

    id: int
    at: datetime
    features: str
    keys: Sequence[int]


@dataclass(frozen=True)
class Point:
    """Milliseconds of a look-up at a size: over all that is stored, and over the last 30 days of it."""

    size: int
    median: float
    p99: float
    recent_median: float
    recent_p99: float


def report(random: Random) -> Print:
    """A made-up report: a region of 514, few of them busy, one of 200 streets, one of 25 topics."""
    place = min(513, int(random.paretovariate(0.7)) - 1)
    region = f"{11 + place % 38:02d}.{1 + place // 38:02d}"
    street = f"jl{place:03d}x{min(199, int(random.paretovariate(0.5)))}".translate(
        str.maketrans("0123456789", "abcdefghij")
    )
    thing, fault = random.choice(THINGS), random.choice(FAULTS)
    words = (*thing.split(), *fault.split(), "jl", street, *random.sample(FILLING, 9))
    topic = list(Topic)[min(24, int(random.paretovariate(0.9)) - 1)].value
    number = str(random.randrange(1, 200))
    return Print(
        words=(*words, "no", number),
        rare=frozenset({street}),
        named=frozenset({street}),
        topics=((topic, 0.9), ("lainnya", 0.05)),
        problem=f"{thing} {fault.split()[0]}"[:20],
        matter=matter_of(words),
        regency=region if random.random() < 0.6 else None,
        streets=(street,),
        numbers={"number": frozenset({number})},
    )


def reports(first: int, last: int, vault: Vault) -> list[Row]:
    """Reports *first*..*last*, each half of the history as old again: 10,000 in every 30 days."""
    random = Random(first)
    found = []
    for number in range(first, last):
        printed = report(random)
        at = NOW - timedelta(days=30 * (number + random.random()) / SIZES[0])
        found.append(Row(number + 1, at, printed.as_json(), hashed_keys(printed, vault)))
    return found


def seed_sqlite(url: str, rows: Sequence[Row]) -> None:
    """One transaction; keys in the order of their index."""
    connection = sqlite3.connect(str(make_url(url).database))
    for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-400000"):
        connection.execute(f"PRAGMA {pragma}")
    written = [(row.id, row.at.replace(tzinfo=None).isoformat(" ", "microseconds"), row) for row in rows]
    with connection:
        connection.executemany(
            f"INSERT INTO cases {CASE} VALUES (?, NULL, NULL, '', NULL, 'pengaduan', 'normal', 'unverified', "  # noqa: S608
            "'', 0, '[]', ?, ?)",
            ((id_, at, at) for id_, at, _ in written),
        )
        connection.executemany(
            "INSERT INTO tickets (id, number, case_id, created_at) VALUES (?, ?, ?, ?)",
            ((id_, f"{id_:08d}", id_, at) for id_, at, _ in written),
        )
        connection.executemany(
            "INSERT INTO prints (ticket_id, at, mergeable, urgency, features) VALUES (?, ?, 1, 'normal', ?)",
            ((id_, at, row.features) for id_, at, row in written),
        )
        connection.executemany(
            "INSERT OR IGNORE INTO print_keys VALUES (?, ?, ?)",
            sorted((key, at, id_) for id_, at, row in written for key in set(row.keys)),
        )
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def seed_postgresql(url: str, rows: Sequence[Row]) -> None:
    """COPY, with the checks of references off."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=False) as connection:
        connection.execute("SET session_replication_role = replica")
        cursor = connection.cursor()
        with cursor.copy(f"COPY cases {CASE} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(
                    (
                        row.id,
                        None,
                        None,
                        "",
                        None,
                        "pengaduan",
                        "normal",
                        "unverified",
                        "",
                        0,
                        "[]",
                        row.at,
                        row.at,
                    )
                )
        with cursor.copy("COPY tickets (id, number, case_id, created_at) FROM STDIN") as copy:
            for row in rows:
                copy.write_row((row.id, f"{row.id:08d}", row.id, row.at))
        with cursor.copy("COPY prints (ticket_id, at, mergeable, urgency, features) FROM STDIN") as copy:
            for row in rows:
                copy.write_row((row.id, row.at, True, "normal", row.features))
        with cursor.copy("COPY print_keys (key, at, ticket_id) FROM STDIN") as copy:
            for key, at, id_ in sorted((key, row.at, row.id) for row in rows for key in set(row.keys)):
                copy.write_row((key, at, id_))
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def measure(sessions: Sessions, vault: Vault, back: timedelta) -> tuple[float, float]:
    """[median, p99] milliseconds of keys, query and comparison of LOOKUPS new reports."""
    random, times = Random(7), []
    asked = [report(random) for _ in range(LOOKUPS + 50)]
    with sessions.read() as session:
        for printed in asked:
            began = time.perf_counter()
            find(printed, hashed_keys(printed, vault), session, NOW, back)
            times.append(1000 * (time.perf_counter() - began))
    steady = times[50:]
    return median(steady), quantiles(steady, n=100)[98]


def grow(name: str, url: str, seed: Callable[[str, Sequence[Row]], None], largest: int) -> list[Point]:
    """Fill the database step by step and measure at each size."""
    keys = make_keys()
    vault = Vault([keys["field_keys"]], keys["index_key"])
    sessions = open_sessions(url)
    migrate(sessions)
    points, stored = [], 0
    for size in (size for size in SIZES if size <= largest):
        began = time.perf_counter()
        for first in range(stored, size, 100_000):
            seed(url, reports(first, min(size, first + 100_000), vault))
        filled, stored = time.perf_counter() - began, size
        whole = measure(sessions, vault, timedelta(days=100_000))
        recent = measure(sessions, vault, LOOK_BACK)
        points.append(Point(size, *whole, *recent))
        print(
            f"{name:11}{size:>9,}   all: median {whole[0]:6.2f} ms  p99 {whole[1]:6.2f} ms   last 30 days: "
            f"median {recent[0]:6.2f} ms  p99 {recent[1]:6.2f} ms   (filled in {filled:.0f} s)",
            flush=True,
        )
    sessions.close()
    return points


@contextmanager
def postgresql() -> Iterator[str]:
    from tests.postgres import start_cluster

    cluster = start_cluster()
    try:
        with cluster.database() as url:
            yield url
    finally:
        cluster.destroy()


WIDTH, HEIGHT, LEFT, RIGHT, BOTTOM = 640, 340, 60, 40, 50
COLOURS = ("#1f6feb", "#d1242f")


@dataclass(frozen=True)
class Axes:
    """Where a size and a number of milliseconds stand in the drawing."""

    sizes: Sequence[int]
    highest: float

    def across(self, size: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * self.sizes.index(size) / max(1, len(self.sizes) - 1)

    def up(self, value: float) -> float:
        return (HEIGHT - BOTTOM) * (1 - value / self.highest) + 10


def grid(axes: Axes) -> Iterator[str]:
    for step in range(6):
        value = axes.highest * step / 5
        y = axes.up(value)
        yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{value:.1f}</text>'
    for size in axes.sizes:
        x, y = axes.across(size), HEIGHT - BOTTOM + 28
        yield f'<text x="{x:.0f}" y="{y}" text-anchor="middle">{size:,}</text>'


def curve(label: str, points: Sequence[tuple[int, float]], colour: str, dashed: bool, axes: Axes) -> str:
    line = " ".join(f"{axes.across(size):.0f},{axes.up(value):.1f}" for size, value in points)
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    shown = f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
    row = 22 + 15 * (2 * COLOURS.index(colour) + dashed)
    return shown + f'\n<text x="{LEFT + 12}" y="{row}" fill="{colour}">{label}</text>'


def drawing(curves: dict[str, list[Point]]) -> str:
    """The medians over a logarithmic axis of sizes, as SVG."""
    highest = max(point.median for points in curves.values() for point in points) * 2
    axes = Axes([point.size for point in max(curves.values(), key=len)], highest)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        'font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        *grid(axes),
    ]
    for (name, points), colour in zip(curves.items(), COLOURS, strict=False):
        whole = [(point.size, point.median) for point in points]
        recent = [(point.size, point.recent_median) for point in points]
        parts.append(curve(f"{name}, all stored reports in question", whole, colour, False, axes))
        parts.append(curve(f"{name}, the last 30 days (dashed)", recent, colour, True, axes))
    below = "stored reports; median look-up in ms"
    parts.append(f'<text x="{WIDTH // 2}" y="{HEIGHT - 6}" text-anchor="middle">{below}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def main() -> None:
    """Both databases; exit 1 when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=SIZES[-1], choices=SIZES)
    parser.add_argument("--svg", type=Path, help="Where the curve is drawn.")
    chosen = parser.parse_args()
    print(
        f"{LOOKUPS} look-ups a size, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before", flush=True
    )
    curves = {}
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/gateway.db"
        curves["SQLite"] = grow("sqlite", url, seed_sqlite, chosen.largest)
    with postgresql() as url:
        curves["PostgreSQL"] = grow("postgresql", url, seed_postgresql, chosen.largest)
    if chosen.svg:
        chosen.svg.write_text(drawing(curves), encoding="utf-8")
    broken = False
    for name, points in curves.items():
        ratio, slow = points[-1].median / points[0].median, max(point.p99 for point in points)
        print(
            f"{name:11}grows {ratio:.1f} times (limit {LIMIT_RATIO:.0f}), "
            f"p99 {slow:.1f} ms (limit {LIMIT_P99:.0f})"
        )
        broken = broken or ratio > LIMIT_RATIO or slow > LIMIT_P99
    sys.exit(broken)


if __name__ == "__main__":
    main()
