"""`users` lets people in by a code that is printed once, and takes no password."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sms_gateway.cli import cli
from sms_gateway.services.accounts import AccountRefused

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("users", "list")`: the command on a migrated data directory of its own."""
    monkeypatch.chdir(tmp_path)
    folder = ("--data-dir", str(tmp_path / "data"))
    assert CliRunner().invoke(cli, ["migrate", *folder]).exit_code == 0
    return lambda *words: CliRunner().invoke(cli, [*words[:2], *folder, *words[2:]])


def test_a_person_is_let_in_listed_disabled_and_let_in_again(run: Run) -> None:
    added = run("users", "add", "Ani", "--role", "auditor")
    assert added.stdout.startswith("Invitation of ani: ")
    assert len(added.stdout.rpartition(" ")[2].strip()) == 23
    assert "/console/invitation" in added.stderr
    assert run("users", "disable", "ani").stdout == "ani is disabled and signed out everywhere.\n"
    assert "disabled" in run("users", "list").stdout
    assert run("users", "enable", "ani").stdout.startswith("Invitation of ani: ")
    noted = run("audit", "show").stdout
    for action in ("account-added", "account-invited", "account-disabled", "account-enabled"):
        assert action in noted


def test_add_with_reset_gives_another_role(run: Run) -> None:
    run("users", "add", "ani", "--role", "auditor")
    assert isinstance(run("users", "add", "ani", "--role", "reviewer").exception, AccountRefused)
    again = run("users", "add", "ani", "--role", "agency_admin", "--agency", "pupr@33.74", "--reset")
    assert again.stdout.startswith("Invitation of ani: ")
    listed = run("users", "list").stdout
    assert "agency_admin" in listed
    assert "missing" in listed  # the code of the phone this role needs


def test_an_agency_admin_without_an_agency_is_told_the_option(run: Run) -> None:
    result = run("users", "add", "ani", "--role", "agency_admin")
    assert isinstance(result.exception, AccountRefused)
    assert str(result.exception).startswith(
        "An account with the role agency_admin belongs to one agency. Name it with --agency"
    )


def test_without_an_account_the_list_says_how_to_make_one(run: Run) -> None:
    assert run("users", "list").stdout.startswith("There is no account.")
    assert isinstance(run("users", "reset", "nobody").exception, AccountRefused)
