"""Rows in bulk for trials and benchmarks: on PostgreSQL by COPY, with its indexes built afterwards."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Table, insert, select, text, update
from sqlalchemy.orm import Session

from sms_gateway.domain.audit_chain import End
from sms_gateway.storage.dialect import set_sequence, take_your_time
from sms_gateway.storage.engine import Sessions
from sms_gateway.storage.schema import audit_head, cases, messages, metadata, senders, tickets

_UNSAFE: Final = re.compile(r"[\\\t\n\r]")
_ESCAPED: Final = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
# A key that others refer to stays; whatever else would be looked up or sorted in for each single row goes.
_KEPT_BY: Final = text(
    "SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', r.relname, c.conname), "
    "format('ALTER TABLE %I ADD CONSTRAINT %I %s', r.relname, c.conname, pg_get_constraintdef(c.oid)) "
    "FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid "
    "WHERE c.contype IN ('u', 'f') AND r.relname = ANY(:tables) AND pg_table_is_visible(r.oid) "
    "ORDER BY c.contype = 'f', r.relname, c.conname"
)
_FOUND_BY: Final = text(
    "SELECT format('DROP INDEX %I', i.relname), pg_get_indexdef(i.oid) "
    "FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class r ON r.oid = x.indrelid "
    "LEFT JOIN pg_constraint c ON c.conindid = x.indexrelid "
    "WHERE c.oid IS NULL AND r.relname = ANY(:tables) AND pg_table_is_visible(r.oid) "
    "ORDER BY r.relname, i.relname"
)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table, each with a value for every one of *names*, ids included."""

    table: Table
    names: tuple[str, ...]
    values: Sequence[tuple[Any, ...]]


def is_empty(session: Session) -> bool:
    """Whether nobody has written or filed anything yet."""
    known = (session.scalar(select(table.c.id).limit(1)) for table in (senders, messages, cases, tickets))
    return all(each is None for each in known)


def add(session: Session, rows: Rows) -> None:
    """Insert *rows*."""
    if not rows.values:
        return
    if not _is_postgresql(session):
        session.execute(
            insert(rows.table), [dict(zip(rows.names, each, strict=True)) for each in rows.values]
        )
        return
    quoted = ", ".join(f'"{name}"' for name in rows.names)
    cursor = session.connection().connection.cursor()
    with cursor.copy(f"COPY {rows.table.name} ({quoted}) FROM STDIN") as copy:
        for lines in _lines(rows.values):
            copy.write(lines)


def strip(session: Session) -> list[str]:
    """Take away what slows each row down, until the transaction ends; returns what builds it again."""
    if not _is_postgresql(session):
        return []
    take_your_time(session.connection())
    asked = {"tables": sorted(metadata.tables)}
    found = [*session.execute(_FOUND_BY, asked), *session.execute(_KEPT_BY, asked)]
    for drop, _ in reversed(found):  # what refers to a key goes before the key
        session.execute(text(drop))
    return [build for _, build in found]


def build(session: Session, statement: str) -> None:
    """One of what `strip` took away."""
    session.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
    session.connection().exec_driver_sql(statement)


def count_on(session: Session) -> None:
    """New ids go on behind these rows."""
    for table in metadata.sorted_tables:
        set_sequence(session.connection(), table)


def chain_on(session: Session, end: End) -> None:
    """The audit chain goes on behind *end*."""
    session.execute(update(audit_head).where(audit_head.c.id == 1).values(seq=end.seq, hash=end.seal))


def settle(sessions: Sessions) -> None:
    """The database plans by what there is now, and knows which pages are whole."""
    with sessions.translated(), sessions.engine.connect() as found:
        connection = found.execution_options(isolation_level="AUTOCOMMIT")
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.exec_driver_sql("VACUUM ANALYZE")
            connection.invalidate()  # that setting is nobody else's
        else:
            connection.exec_driver_sql("ANALYZE")


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _lines(rows: Sequence[tuple[Any, ...]]) -> Iterator[str]:
    """As COPY reads them: psycopg's own way takes three times as long."""
    for first in range(0, len(rows), 1000):
        yield "".join(["\t".join([_FORM[type(value)](value) for value in row]) + "\n"
                       for row in rows[first : first + 1000]])  # fmt: skip


def _word(value: str) -> str:
    if _UNSAFE.search(value) is None:
        return str(value)
    return _UNSAFE.sub(lambda found: _ESCAPED[found[0]], value)


def _plain(value: Any) -> str:
    return _word(json.dumps(value))


def _bytes(value: bytes) -> str:
    return "\\\\x" + value.hex()


class _Forms(dict[type, Callable[[Any], str]]):
    """How a value of each type is written; a kind of word, number or mapping as what it is a kind of."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        form = next(self[known] for known in list(self) if issubclass(kind, known))
        self[kind] = form
        return form


_FORM: Final = _Forms(
    {
        type(None): lambda _: "\\N",
        bool: lambda value: "t" if value else "f",
        str: _word,
        int: int.__repr__,
        float: repr,
        datetime: datetime.isoformat,
        date: date.isoformat,
        bytes: _bytes,
        dict: _plain,
        list: _plain,
    }
)
