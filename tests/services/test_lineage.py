"""A database that was copied by hand, or set back, is noticed before anything leaves on its word."""

import json
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from sms_gateway.domain.holds import Mark, Why, is_another
from sms_gateway.errors import StoreUnavailable
from sms_gateway.services import lineage, sending
from sms_gateway.services.office import Office
from sms_gateway.storage.engine import open_sessions
from sms_gateway.storage.schema import instance, outbox
from tests.builders import ROAD, WATER, rows, sql, store, work
from tests.conftest import NOW, OfficeMaker
from tests.postgres import Cluster

SEEN = Mark("one", NOW, 7, 9)


@pytest.mark.parametrize(
    ("found", "another"),
    [
        (SEEN, False),
        (Mark("one", NOW + timedelta(seconds=1), 8, 12), False),
        (Mark("two", NOW, 7, 9), True),
        (Mark("one", NOW - timedelta(seconds=1), 7, 9), True),
        (Mark("one", None, 7, 9), True),
        (Mark("one", NOW, 6, 9), True),
        (Mark("one", NOW, 7, 8), True),
    ],
)
def test_another_life_or_an_earlier_state_is_another_database(found: Mark, another: bool) -> None:
    assert is_another(SEEN, found) is another


def begun(office: Office, folder: Path) -> None:
    lineage.begin(office.sessions, folder, "e1", NOW)


def look(office: Office, folder: Path, epoch: str = "e2") -> bool:
    return lineage.look(office.sessions, folder, lambda: epoch, office.now())


def test_the_database_of_the_folder_goes_on(office: Office, tmp_path: Path) -> None:
    begun(office, tmp_path)
    for text in (ROAD, WATER):
        store(office, text)
        work(office)
        assert look(office, tmp_path)
    assert sending.state(office).held is None


def test_a_database_nobody_has_named_says_nothing(office: Office, tmp_path: Path) -> None:
    assert look(office, tmp_path)


def test_an_older_state_of_it_is_held_once(office: Office, tmp_path: Path) -> None:
    """As if last night's copy had been put in its place."""
    begun(office, tmp_path)
    store(office, ROAD)
    work(office)
    store(office, WATER)
    look(office, tmp_path)
    sql(office, "UPDATE outbox SET first_tried_at = NULL, state = 'queued', attempts = 0, carrier_ref = NULL")
    assert not look(office, tmp_path)
    held = sending.state(office).held
    assert held is not None
    assert (held.why, rows(office, outbox)[0].state) == (Why.COPIED, "unknown")
    sending.release(office, "cli:ani")
    assert look(office, tmp_path)
    assert sending.state(office).held is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_copied_to_another_folder_is_held(make_office: OfficeMaker, tmp_path: Path) -> None:
    office = make_office()
    begun(office, tmp_path)
    there = tmp_path / "there"
    there.mkdir()
    with sqlite3.connect(str(office.sessions.engine.url.database)) as database:
        database.execute("VACUUM INTO ?", (str(there / "gateway.db"),))
    database.close()
    copied = open_sessions(f"sqlite:///{there / 'gateway.db'}")
    assert not look(make_office(sessions=copied), there)
    copied.close()


def test_a_new_host_joins_a_postgresql_that_is_in_its_place(
    make_office: OfficeMaker, tmp_path: Path, cluster: Cluster
) -> None:
    with cluster.database() as url, cluster.database() as other:
        sessions, elsewhere = open_sessions(url), open_sessions(other)
        office = make_office(sessions=sessions)
        begun(office, tmp_path)
        assert look(office, tmp_path / "second host")
        with sessions.read() as session, elsewhere.begin() as into:
            into.execute(insert(instance), [row._asdict() for row in session.execute(select(instance))])
        assert not look(make_office(sessions=elsewhere), tmp_path / "third host")
        sessions.close()
        elsewhere.close()


def test_two_hosts_hold_once_for_the_same_return(office: Office, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    begun(office, first)
    shutil.copytree(first, second)
    store(office, ROAD)
    work(office)
    look(office, first)
    look(office, second)
    sql(office, "UPDATE outbox SET first_tried_at = NULL")
    assert not look(office, first, "e2")
    sending.release(office, "cli:ani")
    assert look(office, second, "e3")
    assert look(office, first, "e4")
    assert sending.state(office).held is None


def test_a_note_that_cannot_be_read_is_none(office: Office, tmp_path: Path) -> None:
    begun(office, tmp_path)
    (tmp_path / lineage.NOTE).write_text("{")
    sqlite = office.sessions.engine.dialect.name == "sqlite"
    assert lineage.is_known(office.sessions, tmp_path) is not sqlite


def test_what_is_noted_is_on_the_disk_before(office: Office, tmp_path: Path) -> None:
    """Others commit without waiting; a COMMIT that waits stands between the look and the note."""
    begun(office, tmp_path)
    store(office, ROAD)
    work(office)
    assert look(office, tmp_path)

    (noted,) = [row.value for row in rows(office, instance) if row.name == "noted"]
    note = json.loads((tmp_path / lineage.NOTE).read_text())
    assert (noted, note["outbox_id"]) == ("1", 1)


class Looks:
    """A guard over a clock that is set by hand, and how often it looked."""

    def __init__(self) -> None:
        self.time = 0.0
        self.at: list[float] = []
        self.guard = lineage.Guard(lambda: self.at.append(self.time), lambda: self.time)

    def drain(self, at: float, lasts: float = 0.0, fault: Exception | None = None) -> None:
        self.time = at
        with self.guard.watching():
            self.time += lasts
            if fault:
                raise fault


def test_sms_in_quick_succession_do_not_each_wait_for_a_look() -> None:
    looks = Looks()
    for tenth in range(31):
        looks.drain(tenth / 10, lasts=0.05)
    assert len(looks.at) == 4


def test_before_the_first_sms_after_a_pause_is_a_look() -> None:
    looks = Looks()
    looks.drain(0)
    looks.drain(5, lasts=0.5)
    assert looks.at == [0, 5]


def test_after_a_fault_it_may_be_another_database() -> None:
    looks = Looks()
    looks.drain(0)
    with pytest.raises(StoreUnavailable):
        looks.drain(0.1, fault=StoreUnavailable("gone"))
    looks.drain(0.2)
    assert looks.at == [0, 0.2]
