"""The commands of an operator say what they did, or what is wrong and what to do; never a traceback."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sms_gateway import bootstrap, settings
from sms_gateway.cli import MODULES, cli
from sms_gateway.errors import GatewayError
from sms_gateway.services import intake
from sms_gateway.storage.schema import messages
from tests.builders import inbound, rows

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("doctor", "--json")`: the command on a data directory of its own, without our variables."""
    monkeypatch.chdir(tmp_path)

    def command(name: str, *arguments: str) -> Result:
        with_folder = [] if name == "make-keys" else ["--data-dir", str(tmp_path / "data")]
        return CliRunner().invoke(cli, [name, *with_folder, *arguments])

    return command


def _findings(result: Result) -> dict[str, dict[str, object]]:
    return {finding["check"]: finding for finding in json.loads(result.output)["findings"]}


def test_every_command_is_listed_and_explains_itself() -> None:
    listed = CliRunner().invoke(cli, ["--help"]).output
    for name in MODULES:
        assert name in listed
        assert CliRunner().invoke(cli, [name, "--help"]).exit_code == 0


def test_a_command_nobody_knows_is_refused() -> None:
    assert CliRunner().invoke(cli, ["fly"]).exit_code == 2


def test_migrate_may_be_repeated(run: Run) -> None:
    assert [run("migrate").output for _ in range(2)] == ["The database has the newest schema.\n"] * 2


def test_doctor_where_there_is_no_gateway_says_so_and_makes_none(run: Run, tmp_path: Path) -> None:
    result = run("doctor")
    assert (result.exit_code, type(result.exception)) == (1, GatewayError)
    assert "There is no gateway in" in str(result.exception)
    assert not (tmp_path / "data").exists()


def test_doctor_of_a_gateway_that_does_not_run_names_every_remedy(run: Run) -> None:
    run("migrate")
    result = run("doctor", "--json")
    faults = {name: found["remedy"] for name, found in _findings(result).items() if found["ok"] is False}
    assert (result.exit_code, json.loads(result.output)["ok"]) == (1, False)
    assert set(faults) == {"part web", "part inbox", "part outbox", "part schedule", "queue"}
    assert all(faults.values())


def test_doctor_shows_the_promises(run: Run) -> None:
    run("migrate")
    found = _findings(run("doctor", "--json"))
    assert [found[promise]["ok"] for promise in ("I1", "I2", "I3", "I4")] == [True] * 4


def test_doctor_for_a_person_says_the_same_in_words(run: Run) -> None:
    run("migrate")
    result = run("doctor")
    assert result.exit_code == 1
    assert "FAULT" in result.output
    assert "Something is wrong" in result.output


def test_reconcile_tells_how_many_had_not_arrived(run: Run) -> None:
    run("migrate")
    assert run("reconcile").stdout == "simulator: 0 message(s) had not arrived and are stored now.\n"


@pytest.mark.parametrize(
    "arguments", [("--since", "yesterday"), ("--carrier", "pigeon")], ids=["no time", "no such carrier"]
)
def test_reconcile_refuses_what_it_does_not_understand(run: Run, arguments: tuple[str, str]) -> None:
    run("migrate")
    assert run("reconcile", *arguments).exit_code == 2


@pytest.mark.parametrize("since", ["2026-11-24", "2026-11-24T08:00", "2026-11-24T08:00+07:00"])
def test_reconcile_takes_a_time_with_or_without_a_zone(run: Run, since: str) -> None:
    run("migrate")
    assert run("reconcile", "--since", since).exit_code == 0


def test_made_keys_can_be_used_at_once(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for line in run("make-keys").output.splitlines():
        name, _, value = line.partition("=")
        monkeypatch.setenv(name, value)
    assert run("migrate").exit_code == 0
    assert not (tmp_path / "data" / "keys").exists()


def test_keys_are_different_each_time(run: Run) -> None:
    assert run("make-keys").output != run("make-keys").output


def test_what_was_stored_is_there_after_the_next_start(run: Run, tmp_path: Path) -> None:
    run("migrate")
    found = settings.load(data_dir=tmp_path / "data")
    for _ in range(2):
        gateway = bootstrap.build(found, "cli")
        intake.accept([inbound(ref="SM1")], gateway.office)
        assert len(rows(gateway.office, messages)) == 1
        gateway.close()


def _main(*arguments: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "sms_gateway", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=cwd)


def test_a_fault_of_the_configuration_is_a_sentence_and_exit_1(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("speling: 1\nlog_level: LOUD\n")
    done = _main("migrate", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "speling: there is no such key" in done.stderr
    assert "log_level" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_is_away_is_a_sentence_and_exit_1(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(
        "database: {url: 'postgresql://smsgw:hunter2@127.0.0.1:1/none'}\ndata_dir: data\n"
    )
    done = _main("migrate", cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "database" in done.stderr
    assert "hunter2" not in done.stderr


def test_doctor_without_a_database_names_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("database: {url: 'postgresql://smsgw@127.0.0.1:1/none'}\n")
    done = _main("doctor", "--json", cwd=tmp_path)
    findings = json.loads(done.stdout)["findings"]
    assert (done.returncode, findings[-1]["check"]) == (1, "database")
    assert "database.url" in findings[-1]["remedy"]
