"""Connects to a database so that nothing hangs: time-outs, and SQLite's writers wait in one line."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine import Connection

from sms_gateway.errors import StoreUnavailable
from sms_gateway.storage.dialect import take_your_time
from sms_gateway.storage.flow import FlowingCursor
from sms_gateway.storage.resting import ping_after_a_rest

READ_ONLY = "smsgw_read_only"
# Both ends notice within ten seconds that the other is gone with its locks; a cut line says nothing.
_GONE = {"keepalives_idle": 4, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 8000}
_TIMES = "-c statement_timeout=15000 -c lock_timeout=5000"
_OPTIONS = " ".join(f"-c tcp_{name.removeprefix('tcp_')}={value}" for name, value in _GONE.items())
_SOON = " -c synchronous_commit=off"


def open_engine(url: str, pool_size: int, *, soon: bool = False) -> Engine:
    """An engine that times out instead of hanging and never writes values into an error's text.

    *soon*: no COMMIT of it waits for the disk; the next one that does, of whoever, takes it along (ADR 0030).
    """
    if url.startswith("sqlite"):
        return _open_sqlite(url, pool_size, "NORMAL" if soon else "FULL")
    options = f"{_TIMES} {_OPTIONS}{_SOON if soon else ''}"
    engine = _pooled(
        url, pool_size, connect_timeout=3, options=options, cursor_factory=FlowingCursor, **_GONE
    )
    ping_after_a_rest(engine)
    return engine


def _pooled(url: str, size: int, **connect_args: Any) -> Engine:
    return create_engine(
        url,
        pool_size=size,
        max_overflow=size,
        pool_timeout=5,
        hide_parameters=True,
        connect_args=connect_args,
    )


def _open_sqlite(url: str, pool_size: int, synchronous: str) -> Engine:
    file = Path(make_url(url).database or "gateway")
    engine = _pooled(url, pool_size, timeout=5, check_same_thread=False)
    event.listen(engine, "connect", partial(_set_up, synchronous))
    event.listen(engine, "begin", partial(_begin, file, {}))
    event.listen(engine, "reset", lambda _, record, __: _give_turn(record))
    event.listen(engine, "close", _close_turn)
    return engine


def _set_up(synchronous: str, connection: Any, _: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in ("journal_mode=WAL", f"synchronous={synchronous}", "foreign_keys=ON", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")


def never_synced(engine: Engine) -> None:
    """From the next connection on SQLite leaves the disk to the system; PostgreSQL stays as it is."""
    if engine.dialect.name == "sqlite":
        engine.dispose()
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))


def _begin(file: Path, opened: dict[str, tuple[int, int] | None], connection: Connection) -> None:
    if opened.setdefault("file", _identity(file)) != _identity(file):
        # Moved or deleted: what is written into it would be lost, and a new one would be empty.
        raise StoreUnavailable(
            "The database file is not where it was opened.",
            "Put it back, or restore it (docs/runbooks/restore.md), and restart the gateway.",
        )
    if connection.get_execution_options().get(READ_ONLY, False):
        connection.exec_driver_sql("BEGIN")
        return
    # A deferred BEGIN that later writes fails with "database is locked" under load; this one waits.
    _take_turn(connection, file.with_suffix(".turn"))
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _take_turn(connection: Connection, turns: Path) -> None:
    """Wait for the write lock in the kernel: SQLite's own waiting polls, and starves the unlucky.

    Measured with four writing processes: the longest wait fell from 2,451 ms to 18 ms.
    """
    info = connection.connection.info
    if info.get("pid") != os.getpid():  # a lock must not be shared with a parent
        try:
            info["turn"] = os.open(turns, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:  # the disk is full, or may only be read
            what = f"{turns.name} cannot be opened ({error.strerror})."
            raise StoreUnavailable(what, "See docs/runbooks/disk.md.") from error
        info["pid"] = os.getpid()
    fcntl.flock(info["turn"], fcntl.LOCK_EX)


def _close_turn(_: Any, record: Any) -> None:
    if record.info.pop("pid", None) == os.getpid():
        os.close(record.info.pop("turn"))


def _give_turn(record: Any) -> None:
    turn = record.info.get("turn")
    if turn is not None and record.info.get("pid") == os.getpid():
        fcntl.flock(turn, fcntl.LOCK_UN)


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database, however long it reads, and changes nothing."""
    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(**{READ_ONLY: True}) as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")  # SQLite's begins with a reading
            yield connection
        return
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection:
        take_your_time(connection)
        yield connection
