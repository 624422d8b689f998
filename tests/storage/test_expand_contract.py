"""A migration only adds, so that the program before it goes on; one that takes away comes a release later."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, text

from sms_gateway.errors import GatewayError
from sms_gateway.services.schema import check_schema
from sms_gateway.storage import migrations
from sms_gateway.storage.engine import Sessions, open_sessions
from sms_gateway.storage.migrations.history import (
    RELEASED,
    Fit,
    may_take_away,
    newest,
    require_program,
    standing,
)
from tests.postgres import Cluster

VERSIONS = sorted(
    entry.name.removesuffix(".py")
    for entry in files("sms_gateway.storage.migrations").joinpath("versions").iterdir()
    if entry.name.startswith("v")
)
# Unique rules that were narrowed, so that what was allowed before still is.
NARROWED = {("0004", "questions", "uq_questions_one_open")}


@dataclass(frozen=True)
class Face:
    """What a program can rely on, and what it must obey, of the tables there are."""

    columns: dict[tuple[str, str], tuple[str, bool, bool]]  # type, may be empty, has a default
    obeyed: set[tuple[str, str]]  # unique indexes, constraints and triggers: (table, definition)


def _face(connection: Connection) -> Face:
    looked_at = inspect(connection)
    columns = {
        (table, each["name"]): (str(each["type"]), bool(each["nullable"]), each["default"] is not None)
        for table in looked_at.get_table_names()
        for each in looked_at.get_columns(table)
    }
    rules = (
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE connamespace = 'public'::regnamespace AND contype <> 'n'",
        "SELECT tablename::text, indexdef FROM pg_indexes WHERE schemaname = 'public' "
        "AND indexdef LIKE 'CREATE UNIQUE%'",
        "SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    )
    found = {(row[0], row[1]) for rule in rules for row in connection.execute(text(rule))}
    return Face(columns, found)


def broken(before: Face, after: Face) -> list[str]:
    """Why a program written for *before* would not go on with *after*."""
    known = {table for table, _ in before.columns}
    gone = [
        f"{'.'.join(key)} is gone or another"
        for key, was in before.columns.items()
        if after.columns.get(key) != was
    ]
    demanded = [
        f"{'.'.join(key)} must be filled"
        for key, (_, empty, default) in after.columns.items()
        if key not in before.columns and key[0] in known and not empty and not default
    ]
    stricter = [f"{table}: {rule}" for table, rule in after.obeyed - before.obeyed if table in known]
    return gone + demanded + stricter


@pytest.fixture(scope="module")
def faces(cluster: Cluster) -> Iterator[dict[str, Face]]:
    """What every version offers, made one after the other."""
    cluster.sql("CREATE DATABASE test_faces")
    sessions = open_sessions(cluster.url("test_faces"))
    found = {}
    for name in VERSIONS:
        with sessions.engine.begin() as connection:
            migrations.upgrade(connection, name[1:5])
            found[name[1:5]] = _face(connection)
    yield found
    sessions.close()
    cluster.sql("DROP DATABASE test_faces WITH (FORCE)")


@pytest.mark.parametrize("name", VERSIONS[1:])
def test_a_migration_only_adds_or_comes_a_release_later(name: str, faces: dict[str, Face]) -> None:
    script = import_module(f"sms_gateway.storage.migrations.versions.{name}")
    faults = broken(faces[script.down_revision], faces[script.revision])
    narrowed = {rule for version, _, rule in NARROWED if version == script.revision}
    left = [fault for fault in faults if not any(rule in fault for rule in narrowed)]
    assert left == [] or may_take_away(script), left


def test_a_file_is_called_by_its_version_and_they_follow_one_another() -> None:
    scripts = [import_module(f"sms_gateway.storage.migrations.versions.{name}") for name in VERSIONS]
    assert [script.revision for script in scripts] == [name[1:5] for name in VERSIONS]
    assert [script.down_revision for script in scripts] == [None, *(name[1:5] for name in VERSIONS[:-1])]
    assert newest() == VERSIONS[-1][1:5]
    assert set(RELEASED) <= {script.revision for script in scripts}


TAKES_AWAY = [
    ("nobody said from when on it works", None, ("0001",), False),
    ("the release that stopped using it is not out", "0018", ("0001", "0017"), False),
    ("it is in the same release", "0018", ("0001", "0020"), False),
    ("a release lies between", "0018", ("0001", "0018"), True),
]


@pytest.mark.parametrize(("why", "works_from", "released", "allowed"), TAKES_AWAY)
def test_taking_away_waits_for_a_release(
    why: str, works_from: str | None, released: tuple[str, ...], allowed: bool
) -> None:
    script = SimpleNamespace(revision="0020", works_from=works_from)
    assert may_take_away(script, released) is allowed, why


STATEMENTS = {
    "ALTER TABLE outbox DROP COLUMN meant": "outbox.meant is gone",
    "ALTER TABLE outbox ALTER COLUMN meant TYPE text": "outbox.meant is gone or another",
    "ALTER TABLE cases ADD COLUMN level int NOT NULL": "cases.level must be filled",
    "ALTER TABLE cases ADD CHECK (disputes < 9)": "cases: CHECK",
    "CREATE UNIQUE INDEX uq ON outbox (meant)": "outbox: CREATE UNIQUE",
    "DROP TABLE undos": "undos.id is gone",
}


@pytest.mark.parametrize(("statement", "said"), STATEMENTS.items())
def test_what_stops_an_older_program_is_seen(cluster: Cluster, statement: str, said: str) -> None:
    with cluster.database() as url:
        sessions = open_sessions(url)
        with sessions.engine.connect() as connection:
            before = _face(connection)
            connection.execute(text(statement))
            assert any(fault.startswith(said) for fault in broken(before, _face(connection)))
        sessions.close()


ADDED = '''"""Something of tomorrow."""

import sqlalchemy as sa
from alembic import op

from sms_gateway.storage.migrations.history import require_program

revision = "9001"
down_revision = "{newest}"
works_from = "{works_from}"


def upgrade() -> None:
    """Old programs go on, or do not."""
    op.add_column("outbox", sa.Column("tomorrow", sa.String(length=8), nullable=True))
    if works_from:
        require_program(op.get_bind(), works_from)


def downgrade() -> None:
    """As before."""
    op.drop_column("outbox", "tomorrow")
'''


def _tomorrow(folder: Path, works_from: str) -> list[Path]:
    script = ADDED.format(newest=newest(), works_from=works_from)
    (folder / "v9001_tomorrow.py").write_text(script)
    return [folder]


def _found(sessions: Sessions, **how: Any) -> Fit:
    with sessions.engine.connect() as connection:
        return standing(connection, **how).fit


def test_a_program_goes_on_with_a_schema_that_only_grew(sessions: Sessions, tmp_path: Path) -> None:
    migrations.migrate(sessions, more=_tomorrow(tmp_path, ""))
    assert migrations.pending(sessions)[0] == "9001"
    assert _found(sessions) is Fit.AHEAD
    check_schema(sessions)
    migrations.migrate(sessions)  # the older program's: nothing to be done, and no fault
    assert migrations.pending(sessions)[0] == "9001"


def test_a_program_refuses_a_schema_that_lacks_what_it_needs(sessions: Sessions, tmp_path: Path) -> None:
    migrations.migrate(sessions, more=_tomorrow(tmp_path, "9000"))
    assert _found(sessions) is Fit.BEYOND
    for refused in (check_schema, migrations.migrate):
        with pytest.raises(GatewayError, match="Install the newer version again"):
            refused(sessions)
    assert _found(sessions, known="9001") is Fit.SAME


def test_what_is_required_once_stays_required(sessions: Sessions) -> None:
    with sessions.engine.begin() as connection:
        for oldest in ("0002", "0009"):
            require_program(connection, oldest)
        connection.execute(text("UPDATE alembic_version SET version_num = '0030'"))
        fits = {known: standing(connection, known).fit for known in ("0001", "0008", "0009")}
    assert fits == {"0001": Fit.BEYOND, "0008": Fit.BEYOND, "0009": Fit.AHEAD}


def test_a_program_says_what_to_do_with_an_older_schema_or_none(sessions: Sessions, tmp_path: Path) -> None:
    migrations.go_back(sessions, "0016")
    with pytest.raises(
        GatewayError, match=r"has schema 0016, this program needs .* Run `sms-gateway migrate`"
    ):
        check_schema(sessions)
    empty = open_sessions(f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(GatewayError, match=r"no schema\. Run `sms-gateway migrate`"):
        check_schema(empty)
    empty.close()


def test_a_database_that_is_away_does_not_stop_the_start() -> None:
    away = open_sessions("postgresql+psycopg://smsgw@127.0.0.1:1/none")
    check_schema(away)
    away.close()
