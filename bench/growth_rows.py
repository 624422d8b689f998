"""Fills a database as years of service leave it: three messages a ticket, ten thousand a day."""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any, Final

import psycopg
from sqlalchemy import make_url

from bench.dedup import report
from bench.growth_sql import A_DAY, BEGIN, POSTGRESQL, PRINTS, SQLITE, TEXTS, at, rows, settled
from sms_gateway.crypto import Vault
from sms_gateway.domain import ticket
from sms_gateway.services.duplicates import hashed_keys

STEP: Final = 150_000  # tickets a transaction, a multiple of three
KEYS: Final = 6  # of a print
NUMBERS: Final = 9_000_000  # that a ticket can have
UNUSED: Final = 5_000_000  # of them
_TABLES: Final = ("senders", "messages", "inbound_parts", "cases", "tickets", "events", "outbox",
                  "delivery_receipts", "review_items")  # fmt: skip
_WORDS: Final = (
    "jalan lampu got sampah air listrik jembatan puskesmas sekolah pasar rusak mati mampet bau bocor padam "
    "tolong segera warga kampung gang depan dekat sudah lama bahaya malam hujan motor jatuh rt rw desa kec"
)


class Filler:
    """Adds tickets to one database by statements that make the rows where they are stored."""

    def __init__(self, url: str, vault: Vault) -> None:
        self.postgresql = url.startswith("postgresql")
        self._says = POSTGRESQL if self.postgresql else SQLITE
        if self.postgresql:
            self._connection: Any = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
            with suppress(PermissionError):  # what is timed by others goes first
                os.setpriority(os.PRIO_PROCESS, self._connection.info.backend_pid, 10)
            self._do("SET session_replication_role = replica")
            self._do("SET synchronous_commit = off")
            self._do("SET maintenance_work_mem = '768MB'")
        else:
            self._connection = sqlite3.connect(str(make_url(url).database), isolation_level=None)
            for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-400000"):
                self._do(f"PRAGMA {pragma}")
        self._vault = vault

    def close(self) -> None:
        self._connection.close()

    def prepare(self, numbers: int) -> None:
        """The texts, prints and ticket numbers that the rows are made of, kept in tables of their own."""
        known = "text" if self.postgresql else "TEXT"
        self._do(f"CREATE TABLE growth_texts (i integer PRIMARY KEY, body {known})")
        self._do(f"CREATE TABLE growth_prints (i integer PRIMARY KEY, features {known})")
        self._do("CREATE TABLE growth_keys (i integer, key bigint)")
        self._do(f"CREATE TABLE growth_numbers (t integer PRIMARY KEY, number {known})")
        self._do(f"CREATE TABLE growth_indexes (name {known}, again {known})")
        random = Random(1708)
        self._copy(
            "growth_texts",
            ((i, " ".join(random.sample(_WORDS.split(), 12)) + f" jl {_name(i)}") for i in range(TEXTS)),
        )
        printed = [report(random) for _ in range(PRINTS)]
        self._copy("growth_prints", ((i, each.as_json()) for i, each in enumerate(printed)))
        keys = ((i, sorted(set(hashed_keys(each, self._vault)))[:KEYS]) for i, each in enumerate(printed))
        self._copy("growth_keys", ((i, key) for i, found in keys for key in found))
        self._copy(
            "growth_numbers", ((t, ticket.make(1_000_000 + _scattered(t))) for t in range(1, numbers + 1))
        )

    def tickets(self) -> int:
        """The last ticket whose rows, and all that came by other ways, are below."""
        highest = [self._one(f"SELECT coalesce(max(id), 0) FROM {table}") for table in _TABLES]  # noqa: S608
        last = dict(zip(_TABLES, highest, strict=True))
        most = max(last["tickets"], last["cases"], last["senders"] * 3, last["review_items"],
                   *(-(-last[name] // 3) for name in ("messages", "inbound_parts", "events", "outbox",
                                                      "delivery_receipts")))  # fmt: skip
        return -(-most // 3) * 3

    def grow(self, last: int, tell: Callable[[int], object]) -> None:
        """Add tickets up to *last*; what was open before is closed unless it is young enough."""
        first = self.tickets() + 1
        if first > last:
            self._put_back_indexes(lambda: tell(last))
            return
        if last - first > 60_000:
            self._take_indexes()
        for begin in range(first, last + 1, STEP):
            end = min(begin + STEP - 1, last)
            self._do("BEGIN")
            for statement in rows(self._says, begin, end):
                self._do(statement)
            self._do("COMMIT")
            tell(end)
        self._put_back_indexes(lambda: tell(last))
        self._do("BEGIN")
        for statement in settled(self._says, last):
            self._do(statement)
        self._do("COMMIT")
        self._finish()

    def hours(self, last: int) -> None:
        """The counts of every hour, of everybody and of some agencies."""
        hours = int((at(last) - BEGIN) / timedelta(hours=1))
        known = self._one("SELECT count(DISTINCT hour) FROM hourly WHERE agency = '*'")
        moment, series = self._says.moment("s.t * 3600"), self._says.series(known, hours - 1)
        parts = [("*", "messages", part) for part in ("ticket", "command", "attached", "review", "ignored")]
        parts += [("*", "province", str(code)) for code in range(11, 49)]
        parts += [
            ("*", "tickets", ""),
            ("*", "answer", "kept"),
            ("*", "answer", "missed"),
            ("*", "segments", "simulator"),
        ]
        of_agencies = (("tickets", ""), ("answer", "kept"), ("answer", "missed"))
        parts += [(f"pupr@{place}", measure, part) for place in range(20) for measure, part in of_agencies]
        if hours > known:
            self._do("BEGIN")
            for agency, measure, part in parts:
                what = f"'{agency}', '{measure}', {moment}, '{part}', s.t % 90 + 1"
                self._do(
                    f"INSERT INTO hourly (agency, measure, hour, part, count) SELECT {what} "  # noqa: S608
                    f"FROM {series} WHERE true ON CONFLICT DO NOTHING"
                )
            self._do("COMMIT")
        counted_to = self._says.moment(f"{last} * 86400.0 / {A_DAY}")
        self._do(f"INSERT INTO cursors (name, position) VALUES ('hourly', {counted_to}) "  # noqa: S608
                 "ON CONFLICT (name) DO UPDATE SET position = excluded.position")  # fmt: skip

    def _take_indexes(self) -> None:
        """Take away what can be made again in one go; a run that was cut off finds it noted."""
        if not self.postgresql:
            return
        found = self._connection.execute(
            "SELECT t.relname, i.relname, pg_get_indexdef(i.oid), pg_get_constraintdef(c.oid) "
            "FROM pg_index x "
            "JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid "
            "LEFT JOIN pg_constraint c ON c.conindid = i.oid AND c.contype IN ('u', 'p') "
            "WHERE t.relname = ANY(%s) AND (NOT x.indisprimary OR t.relname = 'print_keys')",
            ([*_TABLES, "prints", "print_keys"],),
        ).fetchall()
        for table, name, index, constraint in found:
            again = f"ALTER TABLE {table} ADD CONSTRAINT {name} {constraint}" if constraint else index
            gone = f"ALTER TABLE {table} DROP CONSTRAINT {name}" if constraint else f"DROP INDEX {name}"
            with self._connection.transaction():
                self._connection.execute("INSERT INTO growth_indexes VALUES (%s, %s)", (name, again))
                self._do(gone)

    def _put_back_indexes(self, tell: Callable[[], object]) -> None:
        if not self.postgresql:
            return
        for name, again in self._connection.execute("SELECT name, again FROM growth_indexes").fetchall():
            with self._connection.transaction():
                self._do(again)
                self._connection.execute("DELETE FROM growth_indexes WHERE name = %s", (name,))
            tell()

    def _finish(self) -> None:
        if self.postgresql:
            for table in _TABLES:
                self._do(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")  # noqa: S608
            self._do("VACUUM ANALYZE")
        else:
            self._do("ANALYZE")
            self._do("PRAGMA wal_checkpoint(TRUNCATE)")

    def _copy(self, table: str, rows: Iterator[tuple[Any, ...]]) -> None:
        if self.postgresql:
            with self._connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        self._do("BEGIN")
        self._connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)  # noqa: S608
        self._do("COMMIT")

    def _do(self, statement: str) -> None:
        self._connection.execute(statement)

    def _one(self, statement: str) -> int:
        return int(self._connection.execute(statement).fetchone()[0])


def unused(each: int) -> int:
    """One of UNUSED draws that no made-up ticket has."""
    return _scattered(NUMBERS - UNUSED + each)


def _scattered(each: int) -> int:
    return each * 7_368_787 % NUMBERS


def _name(number: int) -> str:
    return json.dumps(number).translate(str.maketrans("0123456789", "abcdefghij"))
