"""`templates` lists, exports and takes back what the console changed, and shows it as what is sent."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sms_gateway import bootstrap, settings
from sms_gateway.catalog.wording import read_wording
from sms_gateway.cli import cli
from sms_gateway.domain.sentences import Sentence
from sms_gateway.services import rewording, templates
from tests.conftest import WORDING

HELLO = 'LAPOR!: Halo, "apa" yang ingin dilaporkan?'


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["templates", *arguments, "--data-dir", str(data)])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    config = settings.load(None, tmp_path)
    bootstrap.migrate(config)
    gateway = bootstrap.build(config, "cli")
    office = gateway.office
    number = rewording.propose(Sentence.GREETING, [HELLO], "account:1", office)
    seen = rewording.digest(templates.show(Sentence.GREETING, office).texts)
    assert isinstance(number, int)
    assert rewording.approve(number, seen, "account:2", office) == 1
    assert gateway.office.wording().sentences[Sentence.GREETING] == (HELLO,)
    gateway.close()
    return tmp_path


def test_a_version_is_listed_shown_and_taken_back(data: Path) -> None:
    assert "greeting" in run(data, "versions").output
    assert HELLO in run(data, "show", "greeting").output
    assert run(data, "rollback", "0").output == "Version 2 is in force, equal to version 0.\n"
    assert HELLO not in run(data, "export").output
    assert "in force" in str(run(data, "rollback", "0").exception)
    assert "no version 9" in str(run(data, "rollback", "9").exception)


def test_a_version_becomes_a_file_that_says_the_same(data: Path) -> None:
    text = run(data, "export", "--version", "1").output
    assert read_wording(text, "mine.yaml", WORDING).sentences[Sentence.GREETING] == (HELLO,)
    run(data, "rollback", "0")
    empty = run(data, "export", "--version", "2").output
    assert read_wording(empty, "mine.yaml", WORDING).version == WORDING.version
    assert "no version 9" in str(run(data, "export", "--version", "9").exception)


def test_without_a_change_the_files_speak(tmp_path: Path) -> None:
    bootstrap.migrate(settings.load(None, tmp_path))
    assert "the texts of the files are in force" in run(tmp_path, "versions").output
