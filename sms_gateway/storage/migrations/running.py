"""Runs migrations beside a working gateway: nobody waits long for a lock of theirs, and they try again."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from sms_gateway.errors import GatewayError
from sms_gateway.storage.dialect import MIGRATION_LOCK
from sms_gateway.storage.migrations import Tell
from sms_gateway.storage.migrations.steps import QUICK, Ahead

TRIES: Final = 60
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 1.5
TURN_SECONDS = 600.0
_NOT_NOW: Final = frozenset({"55P03", "40P01"})  # lock_not_available, deadlock_detected


@dataclass(frozen=True, slots=True)
class Version:
    """One step of the history, as much of it as a runner needs."""

    revision: str
    ahead: Sequence[Ahead]
    make: Callable[[Connection], None]  # in the transaction of that connection


def run(engine: Engine, listed: Callable[[], Sequence[Version]], tell: Tell, tries: int = TRIES) -> None:
    """Make what is *listed* in order, each whole or not at all; what is made stays when a later one fails.

    It is listed once nobody else migrates.

    Raises GatewayError when others hold the tables all the time.
    """
    if engine.dialect.name == "sqlite":  # its writers wait in line for the one that writes
        for version in listed():
            tell(version.revision, "begins")
            with engine.begin() as connection:
                version.make(connection)
        return
    with _alone(engine) as connection:
        for version in listed():
            tell(version.revision, "begins")
            for step in version.ahead:
                tell(version.revision, step.what)
                _again(version, partial(_one_ahead, connection, step), tell, tries)
            _again(version, partial(_transaction, connection, version), tell, tries)


def _one_ahead(connection: Connection, step: Ahead) -> None:
    _say(connection, f"SET lock_timeout = '{step.patience}'")
    with connection.begin():  # SQLAlchemy's bookkeeping: the server commits each statement by itself
        step.ahead(Operations(MigrationContext.configure(connection)))


def _transaction(connection: Connection, version: Version) -> None:
    _say(connection, f"SET lock_timeout = '{QUICK}'")
    inside = connection.execution_options(isolation_level=connection.default_isolation_level)
    try:
        with inside.begin():
            version.make(inside)
    finally:
        connection.execution_options(isolation_level="AUTOCOMMIT")


def _again(version: Version, work: Callable[[], None], tell: Tell, tries: int) -> None:
    """A lock is waited for less long than PostgreSQL's deadlock_timeout (1 s): no writer has to yield."""
    pause = FIRST_PAUSE
    for attempt in range(1, tries + 1):
        try:
            work()
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in _NOT_NOW:
                raise
        else:
            return
        tell(version.revision, f"others hold the tables, try {attempt} of {tries}")
        time.sleep(pause)
        pause = min(LONGEST_PAUSE, pause * 1.5)
    raise GatewayError(
        f"Migration {version.revision} was not made: others held its tables at all of {tries} tries.",
        "Run it again; what was made stays. See docs/runbooks/upgrade.md, Others hold the tables.",
    )


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """A connection of its own that holds the one lock of who migrates; both end with it.

    The lock is asked for again and again: who waited for it inside the server would be waited for by
    CREATE INDEX CONCURRENTLY, and both for ever.
    """
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        _say(connection, "SET statement_timeout = 0")
        deadline = time.monotonic() + TURN_SECONDS
        while not _say(connection, f"SELECT pg_try_advisory_lock({MIGRATION_LOCK})"):
            if time.monotonic() > deadline:
                raise GatewayError("Another migration runs.", "Wait until it has ended, then run it again.")
            time.sleep(0.2)
        try:
            yield connection
        finally:
            connection.invalidate()  # with its lock and its time-outs: nobody gets it from the pool


def _say(connection: Connection, statement: str) -> Any:
    result = connection.execute(text(statement))
    found = result.scalar() if result.returns_rows else None
    connection.commit()
    return found
