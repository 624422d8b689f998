"""`backup`, `restore` and `outbox release` as a person types them, with keys that are kept elsewhere."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sms_gateway import bootstrap, settings
from sms_gateway.cli import cli
from sms_gateway.domain.work import Queue
from sms_gateway.errors import GatewayError
from sms_gateway.services import sending, triage
from sms_gateway.services.lineage import NOTE
from sms_gateway.storage.schema import outbox, tickets
from tests.builders import ROAD, rows, store


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli, list(arguments))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data directory of a gateway with one SMS that has not left, and a backup beside it."""
    monkeypatch.chdir(tmp_path)
    run("migrate", "--data-dir", "data")
    gateway = bootstrap.build(settings.load(None, Path("data"), log_level="ERROR"), "cli")
    store(gateway.office, ROAD)
    triage.drain(gateway.office, 60)
    gateway.close()
    run("backup", "night.zip", "--data-dir", "data")
    return tmp_path / "data"


def gateway_in(folder: str) -> bootstrap.Gateway:
    return bootstrap.build(settings.load(None, Path(folder), log_level="ERROR"), "cli")


def keys_into(folder: str) -> None:
    shutil.copytree("data/keys", Path(folder) / "keys")


def test_a_backup_comes_back_into_another_folder_with_its_keys(line: Path) -> None:
    keys_into("other")
    told = run("restore", "night.zip", "--data-dir", "other").stdout
    assert "Sending is held; 1 SMS may have left since" in told
    assert (Path("other/gateway.db").stat().st_mode & 0o777) == 0o600
    gateway = gateway_in("other")
    assert gateway.drain(Queue.OUTBOX, 5) == 1  # the simulator finds everything
    assert (len(rows(gateway.office, tickets)), rows(gateway.office, outbox)[0].state) == (1, "accepted")
    gateway.close()
    assert "0 may have left already" in run("outbox", "release", "--yes", "--data-dir", "other").stdout
    assert run("outbox", "release", "--yes", "--data-dir", "other").stdout == "Sending is not held.\n"


def test_neither_way_speaks_of_how_tables_are_read(line: Path, recwarn: pytest.WarningsRecorder) -> None:
    keys_into("other")
    recwarn.clear()
    run("backup", "again.zip", "--data-dir", "data")
    run("restore", "again.zip", "--data-dir", "other")
    run("restore", "again.zip", "--replace", "--data-dir", "other")
    assert [str(each.message) for each in recwarn if "reflection" in str(each.message)] == []


def test_without_its_keys_nothing_is_made(line: Path) -> None:
    with pytest.raises(GatewayError, match="There are no keys"):
        CliRunner().invoke(cli, ["restore", "night.zip", "--data-dir", "other"], catch_exceptions=False)
    assert not Path("other").exists()


def test_a_folder_in_use_is_replaced_only_when_told_to_and_kept(line: Path) -> None:
    with pytest.raises(GatewayError, match="--replace"):
        CliRunner().invoke(cli, ["restore", "night.zip", "--data-dir", "data"], catch_exceptions=False)
    told = run("restore", "night.zip", "--replace", "--data-dir", "data").stdout
    aside = next(line.glob("gateway.db.before-restore-*"))
    assert str(aside) in told


def test_a_backup_can_be_proven_without_a_restore(line: Path) -> None:
    assert (
        "whole, and these keys open it" in run("restore", "--check", "night.zip", "--data-dir", "data").stdout
    )
    gateway = gateway_in("data")
    assert sending.state(gateway.office).held is None
    gateway.close()


def test_a_database_file_copied_into_another_folder_sends_nothing(line: Path) -> None:
    keys_into("copy")
    shutil.copy("data/gateway.db", "copy/gateway.db")
    assert finding("copy", "sending")["ok"] is False  # doctor sees it before anything runs
    gateway = gateway_in("copy")
    gateway.drain(Queue.OUTBOX, 5)
    assert sending.state(gateway.office).held is not None
    gateway.close()


def test_last_nights_file_put_back_in_its_own_folder_sends_nothing(line: Path) -> None:
    shutil.copy("data/gateway.db", "night.db")
    gateway = gateway_in("data")
    gateway.drain(Queue.OUTBOX, 5)  # it leaves, and the note says so with the next look
    gateway.drain(Queue.OUTBOX, 5)
    gateway.close()
    for end in ("-wal", "-shm"):
        (line / f"gateway.db{end}").unlink(missing_ok=True)
    shutil.copy("night.db", "data/gateway.db")
    gateway = gateway_in("data")
    gateway.drain(Queue.OUTBOX, 5)
    assert sending.state(gateway.office).held is not None
    gateway.close()
    assert finding("data", "sending")["ok"] is False


def test_the_note_is_for_its_owner_alone(line: Path) -> None:
    assert (line / NOTE).stat().st_mode & 0o777 == 0o600


def finding(folder: str, check: str) -> dict[str, object]:
    told = json.loads(run("doctor", "--json", "--data-dir", folder).stdout)
    return next(each for each in told["findings"] if each["check"] == check)
