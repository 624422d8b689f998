"""One schema on both databases: migrated up and down, equal to what the code believes, and enforced."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import delete, insert, inspect, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from sms_gateway.errors import StoreUnavailable
from sms_gateway.services import intake, triage
from sms_gateway.services.office import Office
from sms_gateway.storage import migrations
from sms_gateway.storage.engine import Sessions, open_sessions
from sms_gateway.storage.schema import (
    cursors,
    delivery_receipts,
    events,
    inbound_parts,
    messages,
    metadata,
    outbox,
    questions,
    review_items,
    senders,
    tickets,
)
from tests.builders import ROAD, inbound, rows, store, work
from tests.postgres import Cluster

NOW = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)


def _downgrade(sessions: Sessions) -> None:
    with as_file(files(migrations)) as folder, sessions.engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(folder))
        config.attributes["connection"] = connection
        command.downgrade(config, "base")


def _tables(sessions: Sessions) -> set[str]:
    return set(inspect(sessions.engine).get_table_names()) - {"alembic_version", "sqlite_sequence"}


def test_up_down_and_up_again(sessions: Sessions) -> None:
    _downgrade(sessions)
    assert _tables(sessions) == set()
    migrations.migrate(sessions)
    assert _tables(sessions) == set(metadata.tables)


def test_migrating_twice_changes_nothing(sessions: Sessions) -> None:
    before = migrations.pending(sessions)
    migrations.migrate(sessions)
    assert migrations.pending(sessions) == before == (before[1], before[1])


def test_the_migrated_schema_is_what_the_code_believes(sessions: Sessions) -> None:
    with sessions.engine.connect() as connection:
        defaults = connection.dialect.name == "postgresql"  # SQLite reports them in another spelling
        context = MigrationContext.configure(connection, opts={"compare_server_default": defaults})
        assert compare_metadata(context, metadata) == []


def test_an_empty_database_says_that_it_is_not_migrated(tmp_path: Path) -> None:
    sessions = open_sessions(f"sqlite:///{tmp_path}/empty.db")
    current, newest = migrations.pending(sessions)
    assert current is None
    assert newest is not None
    sessions.close()


@pytest.fixture
def worked(office: Office) -> Office:
    store(office, ROAD)
    work(office)
    return office


REWRITING = {"UPDATE": update(events).values(kind="forged"), "DELETE": delete(events)}


@pytest.mark.parametrize("change", REWRITING.values(), ids=REWRITING.keys())
def test_the_timeline_cannot_be_rewritten(worked: Office, change: object) -> None:
    with pytest.raises(DBAPIError, match="append-only"), worked.sessions.begin() as session:
        session.execute(change)  # type: ignore[call-overload]
    assert [row.kind for row in rows(worked, events)] == ["opened"]


UNIQUE = {
    "delivery": (inbound_parts, {"carrier", "carrier_ref"}),
    "ticket number": (tickets, {"number"}),
    "ticket of a message": (tickets, {"message_id"}),
    "external ticket": (tickets, {"source", "external_ref"}),
    "review reference": (review_items, {"reference"}),
    "review of a message": (review_items, {"message_id"}),
    "what is sent once": (outbox, {"once"}),
    "sender": (senders, {"blind_index"}),
    "receipt": (delivery_receipts, {"carrier", "carrier_ref", "raw_state"}),
    "message": (messages, {"uuid"}),
}


@pytest.mark.parametrize(("table", "columns"), UNIQUE.values(), ids=UNIQUE.keys())
def test_the_database_itself_keeps_it_unique(sessions: Sessions, table: object, columns: set[str]) -> None:
    looked_at = inspect(sessions.engine)
    name = table.name  # type: ignore[attr-defined]
    kept = [set(found["column_names"]) for found in looked_at.get_unique_constraints(name)]
    assert columns in kept


@pytest.mark.parametrize("table", [inbound_parts, tickets, outbox, senders], ids=lambda table: table.name)
def test_a_second_copy_of_a_row_is_refused(worked: Office, table: object) -> None:
    columns = [column for column in table.columns if column.name != "id"]  # type: ignore[attr-defined]
    copy = insert(table).from_select([column.name for column in columns], select(*columns))  # type: ignore[arg-type]
    with pytest.raises(IntegrityError), worked.sessions.begin() as session:
        session.execute(copy)


def test_a_phone_has_at_most_one_open_question(worked: Office) -> None:
    question = {"sender_id": 1, "kind": "cancel", "ticket_ids": [1], "asked_at": NOW, "expires_at": NOW}
    with worked.sessions.begin() as session:
        session.execute(insert(questions).values(**question, closed_at=NOW))
        session.execute(insert(questions).values(**question))
    with pytest.raises(IntegrityError), worked.sessions.begin() as session:
        session.execute(insert(questions).values(**question))


OUTSIDE = [
    "UPDATE messages SET state = 'lost'",
    "UPDATE outbox SET state = 'lost'",
    "UPDATE outbox SET receipt = 'lost'",
    "UPDATE cases SET state = 'lost'",
]


@pytest.mark.parametrize("statement", OUTSIDE)
def test_a_state_outside_the_closed_list_is_refused(worked: Office, statement: str) -> None:
    with pytest.raises(IntegrityError), worked.sessions.begin() as session:
        session.execute(text(statement))


def test_a_row_that_refers_to_nothing_is_refused(worked: Office) -> None:
    with pytest.raises(IntegrityError), worked.sessions.begin() as session:
        session.execute(update(tickets).values(case_id=999))


def test_a_time_without_a_zone_never_reaches_the_database(sessions: Sessions) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError, match="zone"), sessions.begin() as session:
        session.execute(insert(cursors).values(name="x", position=naive))


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=7)), timezone(timedelta(hours=-8))])
def test_a_time_comes_back_in_utc(sessions: Sessions, zone: timezone) -> None:
    with sessions.begin() as session:
        session.execute(insert(cursors).values(name="x", position=NOW.astimezone(zone)))
    with sessions.read() as session:
        found = session.scalar(select(cursors.c.position))
    assert (found, found and found.tzinfo) == (NOW, UTC)


def test_the_ids_of_one_sender_follow_the_order_given(office: Office) -> None:
    refs = [f"ref-{number:03}" for number in range(200)]
    intake.accept([inbound(ref=ref) for ref in refs], office)
    parts = {row.message_id: row.carrier_ref for row in rows(office, inbound_parts)}
    assert [parts[row.id] for row in rows(office, messages)] == refs


def test_a_claim_is_worked_in_the_order_of_ids(office: Office) -> None:
    for number in range(30):
        store(office, "BANTUAN", sender=f"+62812000{number:05}")
    triage.drain(office, 60)
    assert [row.message_id for row in rows(office, outbox)] == list(range(1, 31))


@pytest.fixture
def two_processes(database_url: str) -> Iterator[tuple[Sessions, Sessions]]:
    first, second = open_sessions(database_url), open_sessions(database_url)
    yield first, second
    first.close()
    second.close()


def test_reading_does_not_wait_for_a_writer(two_processes: tuple[Sessions, Sessions]) -> None:
    first, second = two_processes
    with first.begin() as writing:
        writing.execute(insert(cursors).values(name="x", position=NOW))
        with second.read() as reading:
            assert reading.scalar(select(cursors.c.name)) is None


def _fail(sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.execute(insert(cursors).values(name="x", position=NOW))
        raise ZeroDivisionError


def test_a_failed_transaction_leaves_the_next_one_free(sessions: Sessions) -> None:
    with pytest.raises(ZeroDivisionError):
        _fail(sessions)
    with sessions.begin() as session:
        session.execute(insert(cursors).values(name="y", position=NOW))
        assert list(session.scalars(select(cursors.c.name))) == ["y"]


def test_a_server_that_goes_away_is_noticed_and_one_that_comes_back_is_used(cluster: Cluster) -> None:
    with cluster.database() as url:
        sessions = open_sessions(url)
        sessions.ping()
        cluster.sql(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname LIKE 'test_%'"
        )
        sessions.ping()
        with pytest.raises(StoreUnavailable), sessions.begin() as session:
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        sessions.ping()
        sessions.close()


def test_a_foreign_writer_that_holds_sqlite_is_an_unavailable_store_and_then_free(tmp_path: Path) -> None:
    path = tmp_path / "gateway.db"
    sessions = open_sessions(f"sqlite:///{path}")
    migrations.migrate(sessions)
    stranger = sqlite3.connect(path, isolation_level=None)
    stranger.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreUnavailable), sessions.begin() as session:
        session.execute(insert(cursors).values(name="x", position=NOW))
    stranger.execute("ROLLBACK")
    stranger.close()
    for name in ("y", "z"):
        with sessions.begin() as session:
            session.execute(insert(cursors).values(name=name, position=NOW))
    sessions.close()


def test_many_writers_on_sqlite_all_get_their_turn(tmp_path: Path) -> None:
    path = tmp_path / "gateway.db"
    first = open_sessions(f"sqlite:///{path}")
    migrations.migrate(first)
    processes = [first, open_sessions(f"sqlite:///{path}")]

    def write(number: int) -> None:
        with processes[number % 2].begin() as session:
            session.execute(insert(cursors).values(name=f"n{number}", position=NOW))

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(write, range(200)))
    with first.read() as session:
        assert len(list(session.scalars(select(cursors.c.name)))) == 200
    for sessions in processes:
        sessions.close()
