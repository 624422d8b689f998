"""From the first schema to the newest with data in it, while the web part of the first release goes on."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from sms_gateway.domain.messages import MessageState
from sms_gateway.errors import GatewayError
from sms_gateway.services.office import Office
from sms_gateway.storage import migrations
from sms_gateway.storage.engine import Sessions, open_sessions
from sms_gateway.storage.migrations import running
from sms_gateway.storage.schema import cases, inbound_parts, messages, outbox, tickets
from tests.builders import ROAD, RUBBISH, WATER, rows, store, work
from tests.conftest import NOW
from tests.postgres import Cluster
from tests.storage.first_release import take

PATIENCE = 8.0  # web.commit_seconds: a carrier that waits longer is answered 503
DEFINITIONS = (
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    "SELECT table_name, ordinal_position, column_name, data_type, is_nullable, column_default, "
    "character_maximum_length FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2",
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE connamespace = 'public'::regnamespace ORDER BY 1",
    "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1",
)


@dataclass
class OldWeb:
    """Takes reports until told to stop; remembers how long each took, and what went wrong."""

    office: Office
    stop: Event = field(default_factory=Event)
    taken: list[str] = field(default_factory=list)
    slowest: float = 0.0

    def serve(self, lane: int) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            ref, started = f"{lane}-{number}", time.monotonic()
            take(self.office, ref, f"+62812345{lane}{number:05}", WATER)
            self.slowest = max(self.slowest, time.monotonic() - started)
            self.taken.append(ref)
            time.sleep(0.002)


@pytest.fixture
def first(office: Office) -> Office:
    """A database of the first release: reports, a question and SMS that were tried."""
    store(office, ROAD)
    store(office, "jalan berlubang", sender="+6281200003333")  # is asked for its place
    work(office)
    store(office, RUBBISH, sender="+6281200004444")
    migrations.go_back(office.sessions, "0001")
    assert migrations.pending(office.sessions)[0] == "0001"
    return office


def test_nothing_is_lost_or_refused_while_the_first_schema_becomes_the_newest(first: Office) -> None:
    before = _counts(first.sessions)
    old = OldWeb(first)
    with ThreadPoolExecutor(2) as callers:
        serving = [callers.submit(old.serve, lane) for lane in (1, 2)]
        try:
            while len(old.taken) < 20:
                time.sleep(0.01)
            migrations.migrate(first.sessions)
            reached = len(old.taken)
            while len(old.taken) < reached + 10:  # the old part goes on with the newest schema
                time.sleep(0.01)
        finally:
            old.stop.set()
        for each in serving:
            each.result(30)  # no transaction of it failed
    print(f"taken {len(old.taken)}, the slowest in {1000 * old.slowest:.0f} ms")
    assert migrations.pending(first.sessions)[0] == migrations.newest()
    assert old.slowest < PATIENCE / 2
    assert _counts(first.sessions)["inbound_parts"] == before["inbound_parts"] + len(old.taken)
    work(first)
    states = {row.state for row in rows(first, messages)}
    assert states <= {MessageState.TICKET, MessageState.REPEAT, MessageState.COMMAND}
    assert len(rows(first, tickets)) == len(old.taken) + 3
    assert {row.may_have_left for row in rows(first, outbox) if row.attempts} == {True}
    assert {each.rpartition("-")[0] for each in old.taken} == {"1", "2"}
    assert {row.carrier_ref for row in rows(first, inbound_parts)} >= set(old.taken)


def _counts(sessions: Sessions) -> dict[str, int]:
    with sessions.read() as session:
        names = ("senders", "inbound_parts", "messages", "cases", "tickets", "events", "outbox")
        return {name: session.execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names}  # noqa: S608


@pytest.fixture
def postgresql(cluster: Cluster) -> Iterator[Sessions]:
    with cluster.database() as url:
        sessions = open_sessions(url)
        yield sessions
        sessions.close()


def _definitions(sessions: Sessions) -> list[list[Any]]:
    with sessions.read() as session:
        return [[tuple(row) for row in session.execute(text(each))] for each in DEFINITIONS]


def test_step_by_step_beside_writers_the_schema_becomes_what_it_is_at_once(
    postgresql: Sessions, cluster: Cluster
) -> None:
    at_once = _definitions(postgresql)
    cluster.sql("CREATE DATABASE test_by_steps")
    by_steps = open_sessions(cluster.url("test_by_steps"))
    try:
        with by_steps.engine.begin() as connection:
            migrations.upgrade(connection, "0001")
        told: list[str] = []
        migrations.migrate(by_steps, lambda version, what: told.append(f"{version} {what}"))
        assert _definitions(by_steps) == at_once
    finally:
        by_steps.close()
        cluster.sql("DROP DATABASE test_by_steps WITH (FORCE)")
    assert "0014 index ix_messages_words" in told
    assert [each for each in told if "begins" in each][-1] == f"{migrations.newest()} begins"


CASE = {"report_type": "complaint", "urgency": "normal", "route_rule": "x", "route_confidence": 1.0}


def test_an_index_whose_building_was_cut_off_is_built_anew(postgresql: Sessions) -> None:
    migrations.go_back(postgresql, "0013")
    moments = {"opened_at": NOW, "state_since": NOW, "route_reason": []}
    with postgresql.begin() as session:
        session.execute(insert(cases), [CASE | moments] * 2)
    with postgresql.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        broken = "CREATE UNIQUE INDEX CONCURRENTLY ix_cases_newest ON cases (opened_at)"
        with pytest.raises(DBAPIError, match="duplicated"):
            connection.execute(text(broken))
    migrations.migrate(postgresql)
    with postgresql.read() as session:
        invalid = session.execute(text("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).scalar()
        kept = text("SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_cases_newest'")
        assert session.execute(kept).scalar_one().endswith("(opened_at, id)")
    assert invalid == 0


@pytest.fixture
def holder(postgresql: Sessions) -> Iterator[Any]:
    """A long transaction that has a lock on the cases: whoever wants to change the table waits for it."""
    migrations.go_back(postgresql, "0005")
    with postgresql.engine.connect() as connection:
        connection.execute(text("LOCK TABLE cases IN ROW EXCLUSIVE MODE"))
        yield connection


def test_a_held_table_is_asked_for_again_and_nobody_waits_behind_the_asking(
    postgresql: Sessions, holder: Any
) -> None:
    told: list[str] = []
    waits: list[float] = []
    with ThreadPoolExecutor(1) as other:
        migrating = other.submit(migrations.migrate, postgresql, lambda _, what: told.append(what))
        while not any("others hold" in each for each in told):
            started = time.monotonic()
            with postgresql.begin() as session:
                session.execute(text("UPDATE cases SET problem = '' WHERE id = 1"))
            waits.append(time.monotonic() - started)
            time.sleep(0.02)
        assert not migrating.done()
        holder.rollback()
        migrating.result(60)
    assert migrations.pending(postgresql)[0] == migrations.newest()
    assert max(waits) < 2.0


def test_a_table_that_is_held_for_ever_ends_the_migration_with_a_remedy(
    postgresql: Sessions, holder: Any
) -> None:
    versions = [running.Version("0006", (), lambda c: c.execute(text("LOCK TABLE cases")) and None)]
    with pytest.raises(GatewayError, match=r"at all of 2 tries\. Run it again"):
        running.run(postgresql.engine, lambda: versions, migrations.quiet, tries=2)
    assert migrations.pending(postgresql)[0] == "0005"


def test_two_who_migrate_do_it_once(postgresql: Sessions) -> None:
    migrations.go_back(postgresql, "0013")
    told: list[str] = []
    with ThreadPoolExecutor(2) as both:
        runs = [
            both.submit(
                migrations.migrate, postgresql, lambda version, what: told.append(f"{version} {what}")
            )
            for _ in range(2)
        ]
        for each in runs:
            each.result(60)
    assert migrations.pending(postgresql)[0] == migrations.newest()
