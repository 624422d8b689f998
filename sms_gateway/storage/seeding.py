"""Rows in bulk for trials and benchmarks, with ids counted from what is there."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.orm import Session

from sms_gateway.storage.schema import cases, events, messages, senders, tickets

TABLES = (senders, messages, cases, tickets, events)


def is_empty(session: Session) -> bool:
    """Whether nobody has written or filed anything yet."""
    known = (session.scalar(select(table.c.id).limit(1)) for table in (senders, messages, cases, tickets))
    return all(each is None for each in known)


def add(session: Session, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert *rows*, which have their ids: by COPY on PostgreSQL."""
    if not rows:
        return
    if session.get_bind().dialect.name != "postgresql":
        session.execute(insert(table), rows)
        return
    names = list(rows[0])
    kinds = {name: table.c[name].type for name in names}
    dialect = session.get_bind().dialect
    made = {name: kind.dialect_impl(dialect).bind_processor(dialect) for name, kind in kinds.items()}
    quoted = ", ".join(f'"{name}"' for name in names)
    cursor = session.connection().connection.cursor()
    with cursor.copy(f"COPY {table.name} ({quoted}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([convert(row[name]) if (convert := made[name]) else row[name] for name in names])


def settle(session: Session) -> None:
    """New ids go on behind these rows, and the database plans by what there is now."""
    if session.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            newest = select(func.coalesce(func.max(table.c.id), 1)).scalar_subquery()
            session.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), newest)))
    session.execute(text("ANALYZE"))
