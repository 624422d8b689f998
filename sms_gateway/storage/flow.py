"""PostgreSQL without a wait for each write: what brings nothing back goes along with what does."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Self

import psycopg
from psycopg import pq
from sqlalchemy.engine import Connection


class FlowingCursor(psycopg.Cursor[Any]):
    """Within `flowing` it waits for rows, and for nothing else."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        """As its parent's."""
        super().execute(query, params, **options)
        if self._conn.pgconn.pipeline_status != pq.PipelineStatus.OFF and _brings_rows(query):
            with suppress(IndexError):  # there is no first row
                self.scroll(0)  # which waits for the rows and moves nowhere
        return self


@contextmanager
def flowing(connection: Connection) -> Iterator[None]:
    """Queue what *connection* writes until it asks for something or commits; SQLite is not waited for.

    After a fault it is closed: what was queued may still be under way, and its server undoes all of it.
    """
    raw = connection.connection.driver_connection
    if not isinstance(raw, psycopg.Connection):
        yield
        return
    with _cut_at_a_fault(connection), raw.pipeline():
        yield


@contextmanager
def flown(connection: Connection) -> Iterator[None]:
    """Within a transaction of `flowing`: a ROLLBACK would wait for what was queued before the fault."""
    if connection.dialect.name == "postgresql":
        with _cut_at_a_fault(connection):
            yield
    else:
        yield


@contextmanager
def _cut_at_a_fault(connection: Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        if not connection.invalidated:
            connection.invalidate()
        raise


def _brings_rows(query: Any) -> bool:
    """Whether somebody reads what comes back; of a lock only that it was taken counts."""
    text = str(query)
    if text.startswith("SELECT"):
        return not text.startswith("SELECT pg_advisory_xact_lock(")
    return not text.startswith(("INSERT", "UPDATE", "DELETE")) or " RETURNING " in text


def _is_news(record: logging.LogRecord) -> bool:
    """That a pipeline cannot be ended in order after a fault is none: its connection is closed."""
    return not str(record.msg).startswith("error ignored")


logging.getLogger("psycopg").addFilter(_is_news)
