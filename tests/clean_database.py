"""One database of each kind lent to test after test, at one address: emptied between them.

A new database takes longer, and so does SQL: what was compiled for an address is kept with its engine.
"""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from tests.postgres import Cluster

LAST_CALLS = 20  # looks at whether the test's own connections are gone, 5 ms apart

TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
USED = """SELECT setval(format('%I', sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE last_value > 0"""
SHAPE = """SELECT
    (SELECT array_agg((oid, relname, relkind)::text ORDER BY oid) FROM pg_class WHERE relkind <> 't'),
    (SELECT array_agg((oid, tgname, tgenabled)::text ORDER BY oid) FROM pg_trigger),
    (SELECT array_agg((attrelid, attname, atttypid, attnotnull)::text ORDER BY attrelid, attnum)
       FROM pg_attribute
      WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)),
    (SELECT array_agg((oid, conname)::text ORDER BY oid) FROM pg_constraint),
    (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_db_role_setting)"""


@dataclass
class CleanFile:
    """A copy of a migrated SQLite file; where a test left it open, the next one gets another place."""

    template: Path
    _number: int = 1

    def emptied(self) -> str:
        if str(self._path) in _open_files():
            self._number += 1
        for end in ("-wal", "-shm"):
            self._path.with_name(self._path.name + end).unlink(missing_ok=True)
        shutil.copyfile(self.template, self._path)
        return f"sqlite:///{self._path}"

    @property
    def _path(self) -> Path:
        return self.template.with_name(f"test-{self._number}.db")


def _open_files() -> set[str]:
    """Of this process; what a file descriptor of it points at."""
    found = set()
    for number in os.listdir("/proc/self/fd"):
        with suppress(OSError):
            found.add(os.readlink(f"/proc/self/fd/{number}"))
    return found


Rows = dict[str, list[tuple[object, ...]]]


@dataclass
class CleanDatabase:
    """Of one cluster; a test that changes its schema or leaves somebody connected gets it thrown away."""

    cluster: Cluster
    _life: ExitStack = field(default_factory=ExitStack)
    _url: str | None = None
    _shape: object = None
    _kept: Rows = field(default_factory=dict)

    @contextmanager
    def lent(self) -> Iterator[str]:
        """A migrated database with nothing in it but what migrating put there."""
        if self._url is None:
            self._open()
        assert self._url is not None
        yield self._url
        if not self._emptied():
            self.close()

    def close(self) -> None:
        self._life.close()
        self._url = None

    def _open(self) -> None:
        self._url = self._life.enter_context(self.cluster.database())
        with self._connect() as connection:
            self._shape = connection.execute(SHAPE).fetchone()
            self._kept = {name: _rows(connection, name) for name in _filled(connection)}

    def _connect(self) -> psycopg.Connection:
        assert self._url is not None
        return psycopg.connect(self._url.replace("+psycopg", ""), autocommit=True)

    def _emptied(self) -> bool:
        with self._connect() as connection:
            if not _alone(connection) or connection.execute(SHAPE).fetchone() != self._shape:
                return False
            with connection.transaction():
                connection.execute("SET LOCAL session_replication_role = replica")  # no triggers, no order
                for name in _filled(connection):
                    if name not in self._kept or _rows(connection, name) != self._kept[name]:
                        connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
                for name, rows in self._kept.items():
                    if _rows(connection, name) != rows:
                        _put_back(connection, name, rows)
                connection.execute(USED)
        return True


def _alone(connection: psycopg.Connection) -> bool:
    for _ in range(LAST_CALLS):
        if connection.execute(OTHERS).fetchone() == (0,):
            return True
        time.sleep(0.005)
    return False


def _filled(connection: psycopg.Connection) -> list[str]:
    names = [sql.Identifier(name) for (name,) in connection.execute(TABLES)]
    asked = sql.SQL(", ").join(sql.SQL("EXISTS (SELECT FROM {})").format(name) for name in names)
    answers = connection.execute(sql.SQL("SELECT {}").format(asked)).fetchone() or ()
    return [name.as_string().strip('"') for name, filled in zip(names, answers, strict=True) if filled]


def _rows(connection: psycopg.Connection, name: str) -> list[tuple[object, ...]]:
    query = sql.SQL("SELECT * FROM {} ORDER BY 1").format(sql.Identifier(name))
    return connection.execute(query).fetchall()


def _put_back(connection: psycopg.Connection, name: str, rows: list[tuple[object, ...]]) -> None:
    for row in rows:
        places = sql.SQL(", ").join([sql.Placeholder()] * len(row))
        query = sql.SQL("INSERT INTO {} VALUES ({})").format(sql.Identifier(name), places)
        connection.execute(query, row)
