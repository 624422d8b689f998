"""Puts a backup into a database, whole or not at all; afterwards nothing is sent until a person says so.

A SQLite file is made beside the old one and takes its place in the end; PostgreSQL gets all in one
transaction.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from sms_gateway.crypto import Vault
from sms_gateway.domain.holds import Why
from sms_gateway.errors import GatewayError
from sms_gateway.services import audit, identity
from sms_gateway.services.returned import come_back
from sms_gateway.storage import holds, migrations, operations, portable
from sms_gateway.storage.archive import Archive, sync_folder
from sms_gateway.storage.dialect import lock_migrations, place, take_your_time
from sms_gateway.storage.engine import Sessions, open_sessions

ALIVE = timedelta(seconds=30)
_BESIDE = ("", "-wal", "-shm")


class RestoreRefused(GatewayError):
    """A backup that is not put back; nothing was touched."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it: how many SMS are in doubt, and where the old database file is, if there was one."""

    in_doubt: int
    aside: Path | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What is put back, by whom; *replace*: in place of what is there."""

    archive: Archive
    vault: Vault
    epoch: str
    by: str
    now: datetime
    replace: bool = False


def open_backup(file: Path) -> Archive:
    """The backup in *file*. Raises BadArchive."""
    return Archive(file)


def check(archive: Archive, vault: Vault) -> None:
    """Raises RestoreRefused when this code or these keys cannot open *archive*."""
    manifest = archive.manifest
    if not migrations.knows(manifest.schema):
        raise RestoreRefused(
            f"The backup has schema {manifest.schema}, which this version does not know.",
            "Install the version it was made with, or a newer one, and restore with that.",
        )
    facts = manifest.facts
    unfit = identity.unfit(facts.get(identity.FIELD), facts.get(identity.INDEX), vault)
    if unfit:
        raise RestoreRefused(
            f"The keys at hand do not open the backup: {', '.join(unfit)}.",
            "Put the keys of the time of the backup back; without them no number and no text opens.",
        )


def into_server(sessions: Sessions, order: Order, tell: Callable[[int], object]) -> Restored:
    """Put the backup into a PostgreSQL database. Raises GatewayError; the database is as it was then."""
    with sessions.translated(), sessions.engine.begin() as connection:
        take_your_time(connection)
        lock_migrations(connection)
        _refuse_used(connection, order)
        portable.drop_ours(connection, order.archive.manifest.tables)
        return Restored(_fill(connection, order, tell))


def into_file(file: Path, order: Order, tell: Callable[[int], object]) -> Restored:
    """Put the backup into the SQLite database *file*; an old one is kept under another name.

    Raises GatewayError; the file is as it was then.
    """
    if file.exists():
        _refuse_used_file(file, order)
    draft = file.with_name(f".{file.name}.restoring")
    _remove(draft)
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        in_doubt = _make(draft, order, tell)
        aside = _put_in_place(draft, file, order.now)
    finally:
        _remove(draft)
    return Restored(in_doubt, aside)


def _make(draft: Path, order: Order, tell: Callable[[int], object]) -> int:
    sessions = open_sessions(f"sqlite:///{draft}", 1)
    try:
        sessions.wait_for_no_disk()  # it is synced as a whole
        with sessions.translated(), sessions.engine.begin() as connection:
            return _fill(connection, order, tell)
    finally:
        sessions.close()


def _put_in_place(draft: Path, file: Path, now: datetime) -> Path | None:
    """The old file and its log go aside first: a log must never be found beside another file."""
    with draft.open("rb") as made:
        os.fsync(made.fileno())
    aside = file.with_name(f"{file.name}.before-restore-{now:%Y%m%dT%H%M%S}")
    was_there = file.exists()
    for end in _BESIDE:
        old = file.with_name(file.name + end)
        if old.exists():
            old.rename(aside.with_name(aside.name + end))
    draft.rename(file)
    sync_folder(file.parent)
    return aside if was_there else None


def _fill(connection: Connection, order: Order, tell: Callable[[int], object]) -> int:
    """Schema of the backup, its rows, then the newest schema, and a new life."""
    manifest = order.archive.manifest
    migrations.upgrade(connection, manifest.schema)
    for table in portable.tables(connection):
        member = manifest.tables.get(table.name)
        if member is not None:
            portable.load(connection, table, member.columns, _told(order.archive.lines(table.name), tell))
    migrations.upgrade(connection)
    with Session(connection) as session:
        in_doubt = come_back(session, Why.RESTORED, order.epoch, manifest.made_at, order.now)
        if (where := place(session)) is not None:
            operations.note(session, holds.PLACE, where, order.now)
        audit.note_under(
            order.vault.link, session, order.by, "database-restored", order.now, in_doubt=in_doubt
        )
        session.flush()
    return in_doubt


def _told(lines: Iterator[str], tell: Callable[[int], object]) -> Iterator[str]:
    for line in lines:
        tell(1)
        yield line


def _refuse_used(connection: Connection, order: Order) -> None:
    used = portable.used(connection)
    alive = _alive(connection, order.now)
    if alive:
        raise RestoreRefused(
            f"The gateway runs on this database ({', '.join(alive)}).",
            "Stop every part of it, wait half a minute and restore again.",
        )
    if used and not order.replace:
        raise RestoreRefused(
            f"The database is in use: there are rows in {', '.join(used[:3])}.",
            "Name an empty one, or take its place with --replace; back it up first.",
        )


def _alive(connection: Connection, now: datetime) -> list[str]:
    return [part for part, at in portable.beats(connection) if now - at < ALIVE]


def _refuse_used_file(file: Path, order: Order) -> None:
    """A damaged file is no obstacle to --replace: it may be why somebody restores."""
    sessions = open_sessions(f"sqlite:///{file}", 1)
    try:
        with sessions.translated(), sessions.engine.begin() as connection:
            _refuse_used(connection, order)
    except RestoreRefused:
        raise
    except GatewayError:
        if not order.replace:
            raise
    finally:
        sessions.close()


def _remove(draft: Path) -> None:
    for end in _BESIDE:
        draft.with_name(draft.name + end).unlink(missing_ok=True)
    draft.with_suffix(".turn").unlink(missing_ok=True)
