"""Tables as lines of JSON, from one database to the other: what was written by either is read by both.

Tables are read as the database has them, not as this code knows them: an older schema is copied as it is.
"""

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, Final
from warnings import catch_warnings, simplefilter

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Table,
    Text,
    cast,
    delete,
    exists,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import SAWarning

from sms_gateway.storage.dialect import drop_append_only, set_sequence
from sms_gateway.storage.schema import heartbeats, metadata

VERSION_TABLE: Final = "alembic_version"
# Rows of the moment, or those a fresh schema has as well: they make a database no used one.
PASSING: Final = frozenset(
    {
        "instance",
        "heartbeats",
        "turns",
        "cursors",
        "buckets",
        "carrier_health",
        "audit_head",
        "signature_failures",
        "console_sessions",
        "sign_in_tries",
    }
)
_AT_A_TIME: Final = 1000
Row = list[Any]


def tables(connection: Connection) -> list[Table]:
    """The tables there are, each behind those it refers to; the version of the schema is none of them."""
    found = _reflected(connection)
    return [table for table in found.sorted_tables if table.name != VERSION_TABLE]


def _reflected(connection: Connection, only: Callable[[str, Any], bool] | None = None) -> MetaData:
    found = MetaData()
    with catch_warnings():  # of indexes over expressions it knows nothing; here only tables count
        simplefilter("ignore", SAWarning)
        found.reflect(connection, only=only)
    return found


def version(connection: Connection) -> str | None:
    """The version of the schema, None without one."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608


def used(connection: Connection) -> list[str]:
    """The tables of ours that somebody has put rows into."""
    there = set(inspect(connection).get_table_names())
    asked = [table for table in metadata.sorted_tables if table.name in there - PASSING]
    return [
        table.name
        for table in asked
        if connection.execute(select(exists(select(text("1")).select_from(table)))).scalar()
    ]


def count(connection: Connection, table: Table) -> int:
    """How many rows *table* has."""
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def rows(connection: Connection, table: Table) -> Iterator[str]:
    """Every row as one line of JSON, in the order of the primary key."""
    read = [_WRITE.get(_kind(column), _same) for column in table.columns]
    query = select(*(_readable(column) for column in table.columns)).order_by(*table.primary_key.columns)
    for row in connection.execute(query.execution_options(yield_per=_AT_A_TIME)):
        plain = [None if value is None else write(value) for write, value in zip(read, row, strict=True)]
        yield json.dumps(plain, separators=(",", ":"), ensure_ascii=True)


def load(connection: Connection, table: Table, names: Sequence[str], lines: Iterable[str]) -> None:
    """Put *lines* of `rows` into *table*, in place of what is there. ValueError for a line that is none."""
    columns = [table.columns[name] for name in names]
    kinds = [_kind(column) for column in columns]
    # A row may refer to a later one of its own table: those are told when all are there.
    own = [c.name for c in columns if any(key.column.table is table for key in c.foreign_keys)]
    filling = insert(_with_null(table))
    connection.execute(delete(table))
    later: list[dict[str, Any]] = []
    left = iter(lines)
    while values := [_values(names, kinds, json.loads(line)) for line in islice(left, _AT_A_TIME)]:
        for each in values if own else ():
            later += [
                {"key": each["id"], "name": name, "to": each[name]} for name in own if each[name] is not None
            ]
            each.update(dict.fromkeys(own))
        connection.execute(filling, values)
    for reference in later:
        set_it = update(table).where(table.c.id == reference["key"])
        connection.execute(set_it.values({reference["name"]: reference["to"]}))
    set_sequence(connection, table)


def drop_ours(connection: Connection, also: Iterable[str]) -> None:
    """Drop our tables, and *also* those of another version of ours; no table of anybody else."""
    wanted = {*metadata.tables, *also, VERSION_TABLE}
    there = _reflected(connection, lambda name, _: name in wanted)
    there.drop_all(connection)
    drop_append_only(connection, wanted)


def instance_facts(connection: Connection) -> Mapping[str, str]:
    """What the database knows of itself; nothing without a schema."""
    if not inspect(connection).has_table("instance"):
        return {}
    return {row.name: row.value for row in connection.execute(text("SELECT name, value FROM instance"))}


def beats(connection: Connection) -> list[tuple[str, datetime]]:
    """When each part was last alive."""
    if not inspect(connection).has_table(heartbeats.name):
        return []
    return [
        (row.part, row.beat_at) for row in connection.execute(select(heartbeats.c.part, heartbeats.c.beat_at))
    ]


def last_audit(connection: Connection) -> tuple[int, str] | None:
    """The number and hash of the last row of the chained record."""
    if not inspect(connection).has_table("audit"):
        return None
    row = connection.execute(text("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")).one_or_none()
    return (row.seq, row.hash) if row else None


def _kind(column: Column[Any]) -> str:
    kinds = ((JSON, "json"), (LargeBinary, "bytes"), (DateTime, "moment"), (Date, "date"))
    return next((name for kind, name in kinds if isinstance(column.type, kind)), "plain")


def _readable(column: Column[Any]) -> Any:
    """JSON is read as it was written: NULL and `null` are two things."""
    return cast(column, Text) if _kind(column) == "json" else column


def _with_null(table: Table) -> Table:
    for column in table.columns:
        if _kind(column) == "json":
            column.type = JSON(none_as_null=True)
    return table


def _values(names: Sequence[str], kinds: Sequence[str], plain: Row) -> dict[str, Any]:
    if len(plain) != len(names):
        raise ValueError("a row with another number of columns")
    found = zip(names, kinds, plain, strict=True)
    return {name: value if value is None else _READ.get(kind, _same)(value) for name, kind, value in found}


def _same(value: Any) -> Any:
    return value


def _moment(value: datetime) -> str:
    """Aware from PostgreSQL, without a zone (UTC) from SQLite."""
    aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return aware.isoformat(timespec="microseconds")


def _json(value: str) -> Any:
    found = json.loads(value)
    return JSON.NULL if found is None else found


_WRITE: Final[Mapping[str, Callable[[Any], Any]]] = {
    "bytes": lambda value: base64.b64encode(bytes(value)).decode("ascii"),
    "moment": _moment,
    "date": date.isoformat,
}
_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "bytes": base64.b64decode,
    "moment": datetime.fromisoformat,
    "date": date.fromisoformat,
    "json": _json,
}
