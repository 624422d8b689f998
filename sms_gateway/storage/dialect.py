"""Everything that differs between SQLite and PostgreSQL, and nothing else."""

import fcntl
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    Float,
    Select,
    String,
    Table,
    TableValuedAlias,
    Text,
    any_,
    bindparam,
    cast,
    create_engine,
    event,
    func,
    make_url,
    or_,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from sms_gateway.errors import StoreUnavailable
from sms_gateway.storage.flow import FlowingCursor
from sms_gateway.storage.resting import ping_after_a_rest

READ_ONLY = "smsgw_read_only"
MIGRATION_LOCK = 1708
# Both ends notice within ten seconds that the other is gone with its locks; a cut line says nothing.
_GONE = {"keepalives_idle": 4, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 8000}
_TIMES = "-c statement_timeout=15000 -c lock_timeout=5000"
_OPTIONS = " ".join(f"-c tcp_{name.removeprefix('tcp_')}={value}" for name, value in _GONE.items())
_SOON = " -c synchronous_commit=off"
_DIALECTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_SLOTS = 16  # keys a look-up has room for, so that its statement is compiled once
_NO_KEY = -1
_LOCK_KEYS = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")
_FARTHEST = 3600.0  # seconds, more than the longest lease


class db_epoch(FunctionElement[float]):  # noqa: N801 - reads as an SQL function
    """The database's own clock in seconds since 1970; only leases use it."""

    type = Float()
    inherit_cache = True


def lease_over(until: ColumnElement[float]) -> ColumnElement[bool]:
    """Whether a lease has ended. One further ahead than any is was given by a clock set back since."""
    return or_(until < db_epoch(), until > db_epoch() + _FARTHEST)


@compiles(db_epoch, "postgresql")
def _epoch_postgresql(element: Any, compiler: SQLCompiler, **kwargs: Any) -> str:
    return "extract(epoch FROM clock_timestamp())"


@compiles(db_epoch, "sqlite")
def _epoch_sqlite(element: Any, compiler: SQLCompiler, **kwargs: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


def open_engine(url: str, pool_size: int, *, soon: bool = False) -> Engine:
    """An engine that times out instead of hanging and never writes values into an error's text.

    *soon*: no COMMIT of it waits for the disk; the next one that does, of whoever, takes it along (ADR 0030).
    """
    if url.startswith("sqlite"):
        return _open_sqlite(url, pool_size, "NORMAL" if soon else "FULL")
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=5,
        hide_parameters=True,
        connect_args={
            "connect_timeout": 3,
            "options": f"{_TIMES} {_OPTIONS}{_SOON if soon else ''}",
            **_GONE,
            "cursor_factory": FlowingCursor,
        },
    )
    ping_after_a_rest(engine)
    return engine


def _open_sqlite(url: str, pool_size: int, synchronous: str) -> Engine:
    file = Path(make_url(url).database or "gateway")
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=5,
        hide_parameters=True,
        connect_args={"timeout": 5, "check_same_thread": False},
    )

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
        raise StoreUnavailable("The database file is not where it was opened; restart the gateway.")
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


def insert_new(session: Session, table: Table, rows: Iterable[Mapping[str, Any]], *keys: str) -> None:
    """Insert *rows*; those whose *keys* exist already are left as they are."""
    values = list(rows)
    if values:
        session.execute(inserting_new(session.get_bind().dialect.name, table, keys), values)


@cache
def inserting_new(dialect: str, table: Table, keys: tuple[str, ...]) -> Any:
    """An INSERT of rows; those whose *keys* exist already are left as they are."""
    return _DIALECTS[dialect](table).on_conflict_do_nothing(index_elements=keys)


def insert_new_from(
    session: Session, table: Table, names: Sequence[str], rows: Select[Any], *keys: str
) -> None:
    """Insert what *rows* finds; what has its *keys* already is left as it is."""
    added = _insert(session, table).from_select(names, rows)
    session.execute(added.on_conflict_do_nothing(index_elements=keys))


def upsert(session: Session, table: Table, row: Mapping[str, Any], *keys: str) -> None:
    """Insert *row* or, where its *keys* exist, set its other columns."""
    statement = _insert(session, table).values(**row)
    others = {name: statement.excluded[name] for name in row if name not in keys}
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_=others))


def add_to_count(session: Session, table: Table, row: Mapping[str, Any], count: str, *keys: str) -> None:
    """Insert *row* or, where its *keys* exist, add its *count* to the one there."""
    statement = _insert(session, table).values(**row)
    total = table.c[count] + statement.excluded[count]
    session.execute(statement.on_conflict_do_update(index_elements=keys, set_={count: total}))


def _insert(session: Session, table: Table) -> Any:
    return _DIALECTS[session.get_bind().dialect.name](table)


def lock_migrations(connection: Connection) -> None:
    """One migration at a time; SQLite's BEGIN IMMEDIATE already sees to that."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")


def lock_keys(session: Session, keys: Collection[int]) -> None:
    """Hold every one of *keys* (64-bit) until the transaction ends, taken in one order for all.

    SQLite's BEGIN IMMEDIATE lets one transaction write at a time and needs no more.
    """
    if keys and session.get_bind().dialect.name == "postgresql":
        session.execute(_LOCK_KEYS, {"keys": sorted(keys)})


@cache
def newest_under_keys(dialect: str, table: Table, each: int) -> Select[Any]:
    """The ticket_id of the newest *each* rows since `since` under every key of `under_keys`, once per key.

    PostgreSQL plans one lateral look-up; SQLite has none and gets a union of always as many parts.
    """
    if dialect == "postgresql":
        keys = cast(bindparam("keys"), postgresql.ARRAY(BigInteger))
        wanted = func.unnest(keys).table_valued("key", name="wanted").render_derived()
        newest = _newest(table, wanted.c.key, each).lateral()
        return select(newest.c.ticket_id).select_from(wanted.join(newest, true()))
    parts = [_newest(table, bindparam(f"key{slot}"), each).subquery() for slot in range(_SLOTS)]
    return select(union_all(*(select(part.c.ticket_id) for part in parts)).subquery())


def under_keys(dialect: str, keys: Sequence[int]) -> dict[str, Any]:
    """*keys* as parameters of `newest_under_keys`."""
    if dialect == "postgresql":
        return {"keys": list(keys)}
    return {f"key{slot}": keys[slot] if slot < len(keys) else _NO_KEY for slot in range(_SLOTS)}


def _newest(table: Table, key: ColumnElement[int], each: int) -> Select[Any]:
    return (
        select(table.c.ticket_id)
        .where(table.c.key == key, table.c.at >= bindparam("since"))
        .order_by(table.c.at.desc(), table.c.ticket_id.desc())
        .limit(each)
    )


def among(dialect: str, column: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Whether *column* is one of the texts given as *name*; on PostgreSQL one statement for any number."""
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=postgresql.ARRAY(String)))
    return column.in_(bindparam(name, expanding=True))


def rows_of(columns: Sequence[Column[Any]]) -> TableValuedAlias:
    """Rows that come as one array for each of *columns*, numbered by `nr`; of PostgreSQL only."""
    arrays = [bindparam(each.name, type_=postgresql.ARRAY(_unbounded(each.type))) for each in columns]
    return func.unnest(*arrays).table_valued(*columns, with_ordinality="nr").render_derived()


def _unbounded(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """A text that is cast to its length is cut in silence; only storing it refuses one that is too long."""
    return Text() if isinstance(kind, String) else kind


def append_only(table: str, dialect: str) -> list[str]:
    """DDL that makes the database itself refuse to change or delete rows of *table*."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()",
    ]


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


def take_your_time(connection: Connection) -> None:
    """No time-out for a statement of this transaction."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def plan_by_values(session: Session) -> None:
    """Plan each statement of this transaction for what it asks, however often the like was asked.

    A plan for any word or agency suits neither those of thousands nor those of none.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))


def set_sequence(connection: Connection, table: Table) -> None:
    """The next row gets the number behind the last; SQLite looks for itself."""
    if connection.dialect.name != "postgresql" or "id" not in table.columns:
        return
    found = text("SELECT pg_get_serial_sequence(:name, 'id')")
    sequence = connection.execute(found, {"name": table.name}).scalar()
    if sequence is not None:
        newest = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
        connection.execute(select(func.setval(sequence, newest, False)))


def drop_append_only(connection: Connection, names: Iterable[str]) -> None:
    """Drop what `append_only` left behind its tables; in SQLite triggers go with them."""
    if connection.dialect.name == "postgresql":
        for name in sorted(names):
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {name}_append_only()")


def place(session: Session) -> str | None:
    """Which database this is, whatever it holds: a copy elsewhere is another. None: it does not say."""
    if session.get_bind().dialect.name != "postgresql":
        return None
    allowed = "SELECT has_function_privilege('pg_control_system()', 'EXECUTE')"
    if not session.execute(text(allowed)).scalar():
        return None
    found = text(
        "SELECT system_identifier || '/' || oid FROM pg_control_system(), pg_database "
        "WHERE datname = current_database()"
    )
    return str(session.execute(found).scalar_one())
