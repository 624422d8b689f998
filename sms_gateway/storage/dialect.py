"""Whatever SQLite and PostgreSQL say in different words: each of them is here once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Select,
    String,
    Table,
    TableValuedAlias,
    Text,
    any_,
    bindparam,
    cast,
    func,
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

MIGRATION_LOCK = 1708
_DIALECTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_SLOTS = 16  # keys a look-up has room for, so that its statement is compiled once
_NO_KEY = -1
_LOCK_KEYS = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")


class db_epoch(FunctionElement[float]):  # noqa: N801 - reads as an SQL function
    """The database's own clock in seconds since 1970; only leases use it."""

    type = Float()
    inherit_cache = True


@compiles(db_epoch, "postgresql")
def _epoch_postgresql(element: Any, compiler: SQLCompiler, **kwargs: Any) -> str:
    return "extract(epoch FROM clock_timestamp())"


@compiles(db_epoch, "sqlite")
def _epoch_sqlite(element: Any, compiler: SQLCompiler, **kwargs: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


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
