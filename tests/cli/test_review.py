"""`review list` prints what waits for a person, masked."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from sms_gateway import bootstrap, settings
from sms_gateway.cli import cli
from tests.builders import store, work


def test_what_waits_is_listed_and_masked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data"
    assert CliRunner().invoke(cli, ["migrate", "--data-dir", str(data)]).exit_code == 0
    listed = CliRunner().invoke(cli, ["review", "list", "--data-dir", str(data)])
    assert (listed.exit_code, listed.stdout) == (0, "")
    assert "No message waits" in listed.stderr
    gateway = bootstrap.build(settings.load(None, data, log_level="ERROR"), "cli")
    store(gateway.office, "kok gitu\nhub 081234567890", "sdh 3 hari begini terus")
    work(gateway.office)
    gateway.close()
    listed = CliRunner().invoke(cli, ["review", "list", "--limit", "1", "--data-dir", str(data)])
    assert listed.stdout.startswith("P-")
    assert listed.stdout.endswith("unclear  -  kok gitu hub [NOMOR HP]\n")
    assert "1 more wait" in listed.stderr
