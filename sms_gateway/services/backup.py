"""Writes a backup of one moment while the gateway runs: every row as it was then, and no key."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Table

from sms_gateway.errors import GatewayError
from sms_gateway.storage import archive, portable
from sms_gateway.storage.archive import Manifest
from sms_gateway.storage.connecting import snapshot
from sms_gateway.storage.engine import Sessions

ANCHOR_DIGITS = 16


def backup(
    sessions: Sessions,
    file: Path,
    now: datetime,
    begin: Callable[[int], object],
    tell: Callable[[int], object],
) -> Manifest:
    """Write all there is to *file*; *begin* hears how many rows there are, *tell* how many more were written.

    *now* was read before: whatever leaves from then on may not be in it. Raises GatewayError; there is no
    file then.
    """
    with sessions.translated(), archive.writing(file) as draft, snapshot(sessions.engine) as connection:
        schema = portable.version(connection)
        if schema is None:
            raise GatewayError("The database has no schema.", "Run `sms-gateway migrate`.")
        tables = portable.tables(connection)
        begin(sum(portable.count(connection, table) for table in tables))
        for table in tables:
            draft.add(table.name, _columns(table), portable.rows(connection, table), tell)
        return draft.finish(_manifest(connection, schema, now))


def _columns(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def _manifest(connection: Connection, schema: str, now: datetime) -> Manifest:
    last = portable.last_audit(connection)
    return Manifest(
        made_at=now,
        schema=schema,
        dialect=connection.dialect.name,
        anchor=f"{last[0]}:{last[1][:ANCHOR_DIGITS]}" if last else "",
        facts=portable.instance_facts(connection),
    )
