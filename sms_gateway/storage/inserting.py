"""INSERT statements of the path, made once for each database: making one costs as much as running it."""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Column, Insert, Table, bindparam, cast, func, insert, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from sms_gateway.storage.dialect import inserting_new


def insert_or_nothing(
    session: Session, table: Table, key: str, returned: Column[Any]
) -> ReturningInsert[Any]:
    """An INSERT of one row that finds *returned*, and nothing where its *key* exists already."""
    return _insert_or_nothing(session.get_bind().dialect.name, table, key, returned)


@cache
def _insert_or_nothing(dialect: str, table: Table, key: str, returned: Column[Any]) -> ReturningInsert[Any]:
    found: ReturningInsert[Any] = inserting_new(dialect, table, (key,)).returning(returned)
    return found


@cache
def insert_each(dialect: str, table: Table, name: str, others: tuple[str, ...]) -> Insert:
    """A row for each of `each` (see `each_of`) in column *name*; `every_` before a name is another column.

    One statement whatever their number: an INSERT of many rows is another text for each number of them.
    """
    if dialect == "postgresql":
        given = func.unnest(cast(bindparam("each"), postgresql.ARRAY(BigInteger)))
        each = given.table_valued("value", name="given").render_derived()
    else:
        each = func.json_each(bindparam("each")).table_valued("value")
    same = [bindparam(f"every_{other}", type_=table.c[other].type) for other in others]
    return insert(table).from_select([name, *others], select(each.c.value, *same))


def each_of(dialect: str, values: Iterable[int]) -> Any:
    """*values* as the parameter `each` of `insert_each`."""
    return list(values) if dialect == "postgresql" else json.dumps(list(values))
