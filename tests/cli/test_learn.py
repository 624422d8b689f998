"""`sms-gateway learn` lists, exports and takes back what people taught."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parsers.overlay import Rule, RuleKind
from sms_gateway import bootstrap, settings
from sms_gateway.cli import cli
from sms_gateway.services import learning, lesson_trial
from sms_gateway.services.office import Office


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["learn", *arguments, "--data-dir", str(data)])


@pytest.fixture
def data(tmp_path: Path) -> Path:
    config = settings.load(None, tmp_path)
    bootstrap.migrate(config)
    gateway = bootstrap.build(config, "cli")
    teach(gateway.office)
    gateway.close()
    return tmp_path


def teach(office: Office) -> None:
    rule = Rule(RuleKind.TOPIC, "cublekan", "sampah", 4.0)
    number = learning.propose(rule, "cublekan bau, hp 081234567890", "account:1", office)
    assert isinstance(number, int)
    lesson_trial.run(office, held_back=lambda: [])
    assert learning.approve(number, "account:2", office) == 1


def test_rules_and_versions_are_listed(data: Path) -> None:
    told = run(data, "rules").output
    assert "cublekan" in told
    assert "approved" in told
    assert "account:2" in run(data, "versions").output
    assert run(data, "rules", "--state", "rejected").output == "There is no rule.\n"


def test_examples_are_exported_as_the_corpus_has_them(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "taught.jsonl"
    assert run(data, "export", "--out", str(out)).exit_code == 0
    [line] = [json.loads(each) for each in out.read_text(encoding="utf-8").splitlines()]
    assert (line["id"], line["topic"], line["split"]) == ("taught-00001", "sampah", "train")
    assert "081234567890" not in line["text"]


def test_a_version_is_taken_back_once(data: Path) -> None:
    assert run(data, "rollback", "0").output == "Version 2 is in force, equal to version 0.\n"
    again = run(data, "rollback", "0")
    assert again.exit_code == 1
    assert "in force" in str(again.exception)
    assert "There is no version 9" in str(run(data, "rollback", "9").exception)
