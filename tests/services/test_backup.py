"""A backup is of one moment, whole or not there, for its owner alone, and holds no key."""

import json
import os
import stat
import zipfile
from pathlib import Path

import pytest

from sms_gateway.errors import GatewayError
from sms_gateway.services.backup import backup
from sms_gateway.services.office import Office
from sms_gateway.storage.archive import Archive, BadArchive
from tests.builders import OTHER_CITIZEN, ROAD, WATER, enrol, sql, store, work
from tests.conftest import NOW


def told(_: int) -> None:
    """Nobody watches."""


def test_a_backup_has_every_row_of_its_moment(office: Office, tmp_path: Path) -> None:
    store(office, ROAD)
    work(office)
    enrol(office, OTHER_CITIZEN)
    heard: list[int] = []

    def write_on(count: int) -> None:
        """More arrives while it is written."""
        heard.append(count)
        if len(heard) == 1:
            store(office, WATER, sender="+6281234567899")

    manifest = backup(office.sessions, tmp_path / "b.zip", NOW, told, write_on)
    tables = manifest.tables
    assert {name: tables[name].rows for name in ("senders", "messages", "tickets", "officers")} == {
        "senders": 2,
        "messages": 2,
        "tickets": 1,
        "officers": 1,
    }
    assert sum(heard) == sum(member.rows for member in tables.values())


def test_it_is_for_its_owner_alone_and_proves_itself(office: Office, tmp_path: Path) -> None:
    store(office, ROAD)
    file = tmp_path / "b.zip"
    written = backup(office.sessions, file, NOW, told, told)
    found = Archive(file)
    found.verify(told)
    assert (found.manifest, stat.S_IMODE(file.stat().st_mode)) == (written, 0o600)
    assert [path.name for path in tmp_path.iterdir() if ".part" in path.name] == []


def test_no_key_and_no_number_is_in_it(office: Office, tmp_path: Path) -> None:
    store(office, ROAD)
    file = tmp_path / "b.zip"
    backup(office.sessions, file, NOW, told, told)
    with zipfile.ZipFile(file) as opened:
        text = b"".join(opened.read(name) for name in opened.namelist())
    assert b"6281200001111" not in text


def test_a_file_that_is_there_stays(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "b.zip"
    file.write_text("the only copy of something")
    with pytest.raises(GatewayError, match="there already"):
        backup(office.sessions, file, NOW, told, told)
    assert file.read_text() == "the only copy of something"


def test_a_backup_that_breaks_off_leaves_nothing(office: Office, tmp_path: Path) -> None:
    store(office, ROAD)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    before = sorted(tmp_path.iterdir())
    with pytest.raises(GatewayError, match="No space left"):
        backup(office.sessions, tmp_path / "b.zip", NOW, told, full)
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("damage", ["cut", "row", "manifest", "other"])
def test_another_file_than_the_one_written_is_refused(office: Office, tmp_path: Path, damage: str) -> None:
    store(office, ROAD)
    file = tmp_path / "b.zip"
    backup(office.sessions, file, NOW, told, told)
    _damage(file, damage)
    with pytest.raises(BadArchive, match="Nothing was changed"):
        Archive(file).verify(told)


def _damage(file: Path, how: str) -> None:
    if how in ("cut", "other"):
        data = file.read_bytes()
        file.write_bytes(data[: len(data) // 2] if how == "cut" else b"no backup at all")
        return
    with zipfile.ZipFile(file) as opened:
        comment, members = opened.comment, {name: opened.read(name) for name in opened.namelist()}
    if how == "row":
        members["tables/senders.jsonl"] = members["tables/senders.jsonl"].replace(b"citizen", b"officer")
    else:
        manifest = json.loads(members["manifest.json"])
        manifest["made_at"] = "2026-11-30T00:00:00+00:00"
        members["manifest.json"] = json.dumps(manifest).encode()
    os.unlink(file)
    with zipfile.ZipFile(file, "w") as made:
        for name, data in members.items():
            made.writestr(name, data)
        made.comment = comment


def test_null_and_the_null_of_json_stay_two_things(office: Office, tmp_path: Path) -> None:
    store(office, ROAD)
    work(office)
    sql(office, "UPDATE cases SET route_candidates = 'null'")
    file = tmp_path / "b.zip"
    backup(office.sessions, file, NOW, told, told)
    with zipfile.ZipFile(file) as opened:
        columns = json.loads(opened.read("manifest.json"))["tables"]["cases"]["columns"]
        row = json.loads(opened.read("tables/cases.jsonl"))
    assert row[columns.index("route_candidates")] == "null"
    assert row[columns.index("closed_at")] is None
