"""What going back to an older version of the schema forgets, counted before anything is touched."""

from dataclasses import dataclass

from sqlalchemy import Connection, column, create_engine, func, inspect, select, table

from sms_gateway.storage.migrations import upgrade
from sms_gateway.storage.portable import VERSION_TABLE

Shape = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Loss:
    """A table, or one column of it, that goes with its *rows*."""

    what: str
    rows: int


def losses(connection: Connection, revision: str) -> list[Loss]:
    """Whatever the database of *connection* holds and has no place in version *revision*."""
    left, there = _shape_of(revision), _shape(connection)
    found = [Loss(name, _rows(connection, name)) for name in sorted(there.keys() - left.keys())]
    for name in sorted(there.keys() & left.keys()):
        gone = sorted(there[name] - left[name])
        found += [Loss(f"{name}.{each}", _rows(connection, name, each)) for each in gone]
    return [each for each in found if each.rows]


def _shape_of(revision: str) -> Shape:
    """Both dialects have the same tables and columns, so an empty database in memory can tell."""
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            upgrade(connection, revision)
            return _shape(connection)
    finally:
        engine.dispose()


def _shape(connection: Connection) -> Shape:
    looked_at = inspect(connection)
    names = set(looked_at.get_table_names()) - {VERSION_TABLE}
    return {name: {each["name"] for each in looked_at.get_columns(name)} for name in names}


def _rows(connection: Connection, name: str, of: str | None = None) -> int:
    """How many rows; of a column, how many that hold something."""
    counted = func.count() if of is None else func.count(column(of))
    return connection.execute(select(counted).select_from(table(name))).scalar_one()
