"""`migrate` says what it would do, does it once, and never goes back without being told what is forgotten."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sms_gateway import bootstrap, settings
from sms_gateway.cli import cli
from sms_gateway.errors import GatewayError
from sms_gateway.services import intake
from sms_gateway.storage.migrations import newest
from tests.builders import inbound

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("--check")`: the command on a data directory of its own."""
    monkeypatch.chdir(tmp_path)

    def command(*arguments: str, answer: str = "") -> Result:
        words = ["migrate", "--data-dir", str(tmp_path / "data"), *arguments]
        return CliRunner().invoke(cli, words, input=answer)

    return command


@pytest.fixture
def used(run: Run, tmp_path: Path) -> Run:
    """A gateway that has taken a message."""
    assert run().exit_code == 0
    gateway = bootstrap.build(settings.load(None, tmp_path / "data", log_level="ERROR"), "cli")
    intake.accept([inbound()], gateway.office)
    gateway.close()
    return run


def test_a_check_of_nothing_makes_nothing(run: Run, tmp_path: Path) -> None:
    result = run("--check")
    assert (result.exit_code, "makes it" in result.output) == (1, True)
    assert not (tmp_path / "data").exists()


def test_a_check_of_the_newest_schema_says_that_nothing_is_to_be_done(used: Run) -> None:
    result = used("--check")
    assert result.exit_code == 0
    assert result.output == f"The database has schema {newest()}, this program {newest()}.\n"


def test_a_check_lists_what_would_be_made_and_makes_nothing(used: Run) -> None:
    assert used("--back-to", "0014", "--yes").exit_code == 0
    for _ in range(2):
        result = used("--check")
        assert result.exit_code == 1
        assert f"has schema 0014, this program {newest()}" in result.output
        assert "Would make 0015: Which account was shown which ticket" in result.output
        assert "first, while others write: index ix_messages_received_at" in result.output
    assert "0015 begins" in used().output
    assert used("--check").exit_code == 0


def test_going_back_tells_what_is_forgotten_and_asks(used: Run) -> None:
    refused = used("--back-to", "0006", answer="n\n")
    assert refused.exit_code == 1
    assert "To undo 0007: Parts of a long SMS" in refused.output
    assert "forgotten for good: messages.late, 1 rows" in refused.output
    assert used("--check").exit_code == 0
    done = used("--back-to", "0006", answer="y\n")
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "The database has schema 0006.")
    assert used().exit_code == 0


def test_a_check_of_going_back_touches_nothing(used: Run) -> None:
    result = used("--back-to", "0016", "--check")
    assert (result.exit_code, "Would undo 0017" in result.output) == (1, True)
    assert used("--check").exit_code == 0


def test_no_part_starts_on_an_older_schema(used: Run, tmp_path: Path) -> None:
    used("--back-to", "0016", "--yes")
    found = settings.load(None, tmp_path / "data", log_level="ERROR")
    for start in (lambda: bootstrap.build(found, "inbox"), lambda: bootstrap.require_schema(found)):
        with pytest.raises(GatewayError, match="has schema 0016, this program needs"):
            start()
    bootstrap.build(found, bootstrap.OPERATOR).close()
