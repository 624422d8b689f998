"""`breach-pack` and `retention`: what leaves the gateway, what goes for ever, and that both are noted."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sms_gateway.cli import cli
from sms_gateway.cli.breach_pack import NoSuchAccount

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command on a migrated data directory of its own."""
    monkeypatch.chdir(tmp_path)
    folder = ("--data-dir", str(tmp_path / "data"))
    assert CliRunner().invoke(cli, ["migrate", *folder]).exit_code == 0
    return lambda *words: CliRunner().invoke(cli, [*words, *folder])


def test_a_pack_is_printed_or_written_for_its_owner_only(run: Run, tmp_path: Path) -> None:
    run("users", "add", "ani", "--role", "auditor")
    printed = run("breach-pack", "ani", "--since", "2026-11-01")
    assert printed.stdout.startswith("way,what,ticket,")
    assert "ani since 01/11/2026 00.00 WIB: 0 people" in printed.stderr
    file = tmp_path / "pack.json"
    file.write_text("an older one", encoding="utf-8")
    written = run("breach-pack", "ani", "--since", "2026-11-01", "--phones", "--out", str(file))
    assert "0 people" in written.stdout
    assert json.loads(file.read_text(encoding="utf-8"))["account"] == "ani"
    assert file.stat().st_mode & 0o777 == 0o600
    assert '"phones": true' in run("audit", "show").stdout


def test_numbers_are_never_printed_and_an_unknown_account_is_said(run: Run) -> None:
    refused = run("breach-pack", "ani", "--since", "2026-11-01", "--phones")
    assert refused.exit_code == 2
    assert "--out" in refused.stderr
    assert isinstance(run("breach-pack", "nobody", "--since", "2026-11-01").exception, NoSuchAccount)


def test_retention_is_shown_and_run(run: Run) -> None:
    shown = run("retention", "preview")
    assert [line.split()[0] for line in shown.stdout.splitlines()[1:]] == [
        "texts",
        "sms",
        "numbers",
        "opt_outs",
        "views",
        "reasons",
        "sign_ins",
    ]
    assert "audit" in shown.stderr
    assert run("retention", "run").stdout == "Nothing was due.\n"
