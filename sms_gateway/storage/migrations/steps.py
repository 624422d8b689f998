"""Changes of tables that hold rows: each can be made while others write, and none is made twice.

A migration lists those that take long in AHEAD and makes them again in `upgrade`, where they find their work
done. Ahead of its transaction they are made one by one, on PostgreSQL only, each whole by itself. A database
that is being filled has them in the transaction, and so has SQLite, which lets one write at a time anyway.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import sqlalchemy as sa
from sqlalchemy import Connection

Op = Any  # Operations, or the module `alembic.op`, which stands for those at work

QUICK, SLOW = "300ms", "300s"  # how long a statement waits for a lock: what stands behind it waits as long
_ROWS: Final = 5_000
_NEXT: Final = "_next"
_VALID: Final = {
    "postgresql": "SELECT indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
    "WHERE relname = :name AND pg_table_is_visible(indexrelid)",
    "sqlite": "SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = :name",
}


class Ahead(Protocol):
    """Something that is made ahead of the transaction of its migration."""

    @property
    def what(self) -> str:
        """In a few words, for whoever watches."""

    @property
    def patience(self) -> str:
        """How long it may wait for a lock."""

    def ahead(self, op: Op) -> None:
        """Make it on PostgreSQL while others write; what an interrupted try left is mended."""


@dataclass(frozen=True)
class Columns:
    """Columns that may be empty or have a constant default: adding them rewrites no row."""

    table: str
    columns: Callable[[], tuple[sa.Column[Any], ...]]
    patience: str = QUICK

    @property
    def what(self) -> str:
        return f"columns of {self.table}"

    def add(self, op: Op) -> None:
        """Add those that are not there yet."""
        there = {found["name"] for found in sa.inspect(op.get_bind()).get_columns(self.table)}
        for column in self.columns():
            if column.name not in there:
                op.add_column(self.table, column)

    ahead = add


@dataclass(frozen=True)
class Index:
    """An index on a table that may be long; *where*: of these rows only; *options*: of PostgreSQL."""

    name: str
    table: str
    columns: tuple[str | sa.TextClause, ...]
    where: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    patience: str = SLOW

    @property
    def what(self) -> str:
        return f"index {self.name}"

    def create(self, op: Op) -> None:
        """Build it, unless that was done ahead."""
        _create(op, self, self.name, unique=False)

    def ahead(self, op: Op) -> None:
        _build_beside(op, self, self.name, unique=False)


@dataclass(frozen=True)
class Rewritten:
    """A unique index whose condition *was* another: the new one is built beside it, then takes its name."""

    name: str
    table: str
    columns: tuple[str | sa.TextClause, ...]
    where: str
    was: str
    patience: str = SLOW
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def what(self) -> str:
        return f"index {self.name}"

    def replace(self, op: Op) -> None:
        """The new one in place of the old one."""
        beside = self.name + _NEXT
        ready = _is_valid(op.get_bind(), beside)
        op.drop_index(self.name, table_name=self.table)
        if ready:
            op.execute(f"ALTER INDEX {beside} RENAME TO {self.name}")
        else:
            _create(op, self, self.name, unique=True)

    def put_back(self, op: Op) -> None:
        """The old one in place of the new one."""
        op.drop_index(self.name, table_name=self.table)
        old = Rewritten(self.name, self.table, self.columns, self.was, self.where)
        _create(op, old, self.name, unique=True)

    def ahead(self, op: Op) -> None:
        _build_beside(op, self, self.name + _NEXT, unique=True)


@dataclass(frozen=True)
class Fill:
    """Rows *where* something holds get *values*; ahead, some thousand rows at a time."""

    table: str
    values: str
    where: str
    patience: str = QUICK

    @property
    def what(self) -> str:
        return f"rows of {self.table}"

    def rest(self, op: Op) -> None:
        """Those that are left."""
        op.execute(f"UPDATE {self.table} SET {self.values} WHERE {self.where}")  # noqa: S608 - a migration's words

    def ahead(self, op: Op) -> None:
        connection = op.get_bind()
        last = connection.execute(sa.text(f"SELECT coalesce(max(id), 0) FROM {self.table}")).scalar_one()  # noqa: S608
        some = f"UPDATE {self.table} SET {self.values} WHERE id BETWEEN :first AND :last AND ({self.where})"  # noqa: S608
        for first in range(1, last + 1, _ROWS):
            connection.execute(sa.text(some), {"first": first, "last": first + _ROWS - 1})


def _create(op: Op, index: Index | Rewritten, name: str, **how: Any) -> None:
    """In the transaction. An index that is there was built ahead: a broken one was mended then."""
    if not _is_valid(op.get_bind(), name):
        _say(op, index, name, **how)


def _build_beside(op: Op, index: Index | Rewritten, name: str, unique: bool) -> None:
    valid = _is_valid(op.get_bind(), name)
    if valid is False:  # a build that was cut off leaves an index that costs and finds nothing
        op.execute(f"DROP INDEX CONCURRENTLY {name}")
    if not valid:
        _say(op, index, name, unique=unique, postgresql_concurrently=True)


def _say(op: Op, index: Index | Rewritten, name: str, **how: Any) -> None:
    options: dict[str, Any] = dict(index.options)
    if index.where is not None:
        condition = sa.text(index.where)
        options |= {"postgresql_where": condition, "sqlite_where": condition}
    op.create_index(name, index.table, list(index.columns), **options, **how)


def _is_valid(connection: Connection, name: str) -> bool | None:
    """None: there is no such index."""
    return connection.execute(sa.text(_VALID[connection.dialect.name]), {"name": name}).scalar()
