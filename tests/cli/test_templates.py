"""`templates` shows what is texted and how long it gets, refuses a faulty file, writes one to edit."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sms_gateway.catalog.faults import CatalogFault
from sms_gateway.catalog.wording import read_wording
from sms_gateway.catalog.wording_text import written
from sms_gateway.cli import cli
from sms_gateway.domain.sentences import Sentence
from tests.conftest import WORDING

Run = Callable[..., Result]
OVERLAY = """\
states: {working: dikerjakan}
phrases: {and: serta}
sentences:
  stop: ["LAPOR!: \\"Berhenti\\" 1 \\\\ 2"]
  mms:
    - "LAPOR!: Foto tidak terbaca, tulis saja[ utk No {number}]"
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "600")
    return lambda *arguments: CliRunner().invoke(cli, ["templates", *arguments])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(OVERLAY, encoding="utf-8")
    return path


def test_the_list_has_every_sentence_with_its_length(run: Run) -> None:
    lines = run("list").stdout.splitlines()
    assert len(lines) == len(Sentence) + 2
    [ack] = [line.rstrip().split(maxsplit=4) for line in lines if line.split()[0] == "ack"]
    assert ack[:4] == ["ack", "2", str(len(ack[4])), "1"]
    assert ack[4].startswith("LAPOR!: Laporan diterima, No 24183567 (")
    assert WORDING.version in lines[-1]


def test_the_list_marks_what_the_configured_file_changes(run: Run, file: Path, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(f"templates: {{file: {file}}}\n", encoding="utf-8")
    marked = [line.split()[1] for line in run("list").stdout.splitlines() if line.startswith("*")]
    assert marked == ["stop", "mms"]
    assert str(file) in run("show", "stop").stdout
    assert "data/sentences.id.yaml" in run("show", "start").stdout


def test_a_sentence_is_shown_with_its_fields_and_each_text(run: Run) -> None:
    shown = run("show", "ack").stdout
    assert "must hold  {days} {number}" in shown
    assert "may hold   {problem} {region}" in shown
    assert all(variant in shown for variant in WORDING.sentences[Sentence.ACK])


def test_a_key_nobody_knows_is_refused(run: Run) -> None:
    result = run("show", "akc")
    assert result.exit_code == 2
    assert "'akc' is not one of" in result.output


def test_a_file_that_can_be_used_says_what_it_changes(run: Run, file: Path) -> None:
    result = run("check", str(file))
    assert result.exit_code == 0
    assert f"2 of {len(Sentence)} sentences changed: stop, mms" in result.stdout


def test_a_faulty_file_is_refused_with_every_fault(run: Run, file: Path) -> None:
    file.write_text("sentences:\n  stop: halo\n  ack: 'LAPOR!: {nomor}'\n", encoding="utf-8")
    result = run("check", str(file))
    assert result.exit_code == 1
    assert isinstance(result.exception, CatalogFault)
    assert {fault.line for fault in result.exception.faults} == {2, 3}


def test_an_export_is_complete_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "all.yaml"
    assert run("export", "--out", str(out)).exit_code == 0
    assert run("export").stdout == out.read_text(encoding="utf-8")
    assert read_wording(out.read_text(encoding="utf-8"), "all.yaml").version == WORDING.version
    assert run("check", str(out)).stdout.startswith(f"{out}: 0 of {len(Sentence)} sentences changed")


def test_an_export_never_overwrites(run: Run, file: Path) -> None:
    result = run("export", "--out", str(file))
    assert result.exit_code == 1
    assert file.read_text(encoding="utf-8") == OVERLAY


def test_an_export_holds_what_is_in_force_and_keeps_the_remarks() -> None:
    changed = read_wording(OVERLAY, "mine.yaml", WORDING)
    text = written(changed)
    assert read_wording(text, "all.yaml") == read_wording(OVERLAY, "all.yaml", WORDING)
    remarks = [line for line in written(WORDING).splitlines() if "#" in line.partition('"')[0]]
    assert all(remark in text.splitlines() for remark in remarks)
