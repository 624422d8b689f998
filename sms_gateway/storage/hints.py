"""What SQLite must be told to look along the right index; PostgreSQL sees nothing of it."""

from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NULLTYPE


class follows(FunctionElement[Any]):  # noqa: N801 - reads as an SQL function
    """A condition that follows from the others, and is the one of an index of some rows."""

    type = NULLTYPE  # of a truth value SQLite would be asked whether it is 1: no condition of an index
    inherit_cache = True


class past_index(FunctionElement[int]):  # noqa: N801 - reads as an SQL function
    """The column, along no index of it: to be in its order is not worth reading every row."""

    type = BigInteger()
    inherit_cache = True


def _only(element: Any) -> ColumnElement[Any]:
    """What the hint is about."""
    found: ColumnElement[Any] = next(iter(element.clauses))
    return found


@compiles(follows, "postgresql")
def _follows_postgresql(element: Any, compiler: Any, **kwargs: Any) -> str:
    return "true"


@compiles(follows, "sqlite")
def _follows_sqlite(element: Any, compiler: Any, **kwargs: Any) -> str:
    return str(compiler.process(_only(element), **kwargs))


@compiles(past_index, "postgresql")
def _past_postgresql(element: Any, compiler: Any, **kwargs: Any) -> str:
    return str(compiler.process(_only(element), **kwargs))


@compiles(past_index, "sqlite")
def _past_sqlite(element: Any, compiler: Any, **kwargs: Any) -> str:
    return f"+{compiler.process(_only(element), **kwargs)}"
