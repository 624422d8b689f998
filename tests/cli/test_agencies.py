"""`agencies` shows the directory, changes it after showing the difference, and can undo it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sms_gateway.catalog.faults import CatalogFault
from sms_gateway.cli import cli

Run = Callable[..., Result]
CHANGES = """\
code,long,short,parent,acting,owner
pupr@33.74,DPUPR Kota Semarang,DPUPR Semarang,,,Pemkot Semarang
dishub@33.10,,,,off,
rsud-b@33.74,RSUD B Semarang,RSUD B,dinkes@33.74,,
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("list", "--all")`: the command on a migrated data directory of its own."""
    monkeypatch.chdir(tmp_path)
    folder = ("--data-dir", str(tmp_path / "data"))
    assert CliRunner().invoke(cli, ["migrate", *folder]).exit_code == 0

    def command(name: str, *arguments: str, answer: str | None = None) -> Result:
        return CliRunner().invoke(cli, ["agencies", name, *folder, *arguments], input=answer)

    return command


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "changes.csv"
    path.write_text(CHANGES, encoding="utf-8")
    return path


def diff(result: Result) -> list[str]:
    return [" ".join(line.split()) for line in result.stdout.splitlines() if line[:2] in ("+ ", "- ", "~ ")]


def test_an_import_shows_the_difference_and_does_it(run: Run, file: Path) -> None:
    result = run("import", str(file), "--yes", "--by", "ani")
    assert result.exit_code == 0, result.output
    assert diff(result) == [
        "- switched off dishub@33.10 new reports go to pemkab@33.10",
        "~ renamed pupr@33.74 Dinas PU Kota Semarang (DPU Kota Semarang) -> "
        "DPUPR Kota Semarang (DPUPR Semarang)",
        "~ owner pupr@33.74 admin nasional -> Pemkot Semarang",
        "+ added rsud-b@33.74 RSUD B Semarang (RSUD B), parent dinkes@33.74",
    ]
    assert "3 agencies change.\nDone." in result.stdout
    assert "ani: as its template -> acting off" in run("show", "dishub@33.10").stdout


def test_a_second_import_changes_nothing(run: Run, file: Path) -> None:
    run("import", str(file), "--yes")
    assert run("import", str(file), "--yes").stdout == "Nothing changes.\n"


@pytest.mark.parametrize(
    ("options", "answer", "code"), [(["--dry-run"], None, 0), ([], "n\n", 1), ([], None, 1), ([], "y\n", 0)]
)
def test_nothing_is_done_unasked(
    run: Run, file: Path, options: list[str], answer: str | None, code: int
) -> None:
    result = run("import", str(file), *options, answer=answer)
    assert result.exit_code == code
    assert len(diff(result)) == 4
    assert ("acts for it" in run("show", "dishub@33.10").stdout) is (answer == "y\n")


def test_a_faulty_file_is_refused_whole_with_every_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(
        "code,acting\ndlh@33.74,off\npupr@99.99,off\ndesk@id,off\nnobody@33,on\n", encoding="utf-8"
    )
    result = run("import", str(file), "--yes")
    assert result.exit_code == 1
    assert isinstance(result.exception, CatalogFault)
    assert [fault.line for fault in result.exception.faults] == [3, 4, 5]
    assert "state   acting" in run("show", "dlh@33.74").stdout


def test_an_export_undoes_what_came_after_it(run: Run, file: Path, tmp_path: Path) -> None:
    run("import", str(file), "--yes")
    for form in ("csv", "yaml"):
        kept = tmp_path / f"kept.{form}"
        kept.write_text(run("export", "--format", form).stdout, encoding="utf-8")
        run("set", "pupr@33.74", "--off")
        run("set", "dlh@33.74", "--name", "Dinas LH Kota Semarang")
        back = run("import", str(kept), "--replace", "--yes")
        assert [line.split(" ")[1] for line in diff(back)] == ["renamed", "switched"]
        assert run("export", "--format", form).stdout == kept.read_text(encoding="utf-8")


def test_one_agency_is_set_at_once(run: Run) -> None:
    result = run("set", "dishub@33.10", "--off", "--parent", "pupr@33.10", "--owner", "Pemkab Klaten")
    assert diff(result)[0] == "- switched off dishub@33.10 new reports go to pupr@33.10"
    assert "1 agency changes." in result.stdout.splitlines()
    assert result.stderr == ""  # no line of a log
    shown = run("show", "dishub@33.10").stdout
    for expected in (
        "name    Dinas Perhubungan Kab Klaten",
        "parent  pupr@33.10 (Dinas PU Kab Klaten)",
        "owner   Pemkab Klaten",
        "state   OFF; Dinas PU Kab Klaten acts for it",
        "from    a deviation",
        "cli:",
    ):
        assert expected in shown
    assert run("set", "dishub@33.10", "--on").exit_code == 0
    assert "state   acting" in run("show", "dishub@33.10").stdout


def test_an_empty_name_is_that_of_the_template_again(run: Run) -> None:
    run("set", "pupr@33.74", "--name", "DPUPR Kota Semarang")
    run("set", "pupr@33.74", "--name", "")
    assert "from    its template" in run("show", "pupr@33.74").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("desk@id", "--off"), "the owner of last resort"),
        (("pupr@33.74", "--parent", "pupr@33.74"), "its parents lead back"),
        (("pupr@33.74", "--name", "{x}"), "holds what an SMS name may not"),
        (("pupr", "--off"), "is no agency code"),
    ],
)
def test_what_cannot_be_set_is_refused(run: Run, arguments: tuple[str, ...], told: str) -> None:
    result = run("set", *arguments)
    assert result.exit_code == 1
    assert told in str(result.exception)


def test_setting_nothing_is_a_mistake(run: Run) -> None:
    assert run("set", "pupr@33.74").exit_code == 2


@pytest.mark.parametrize(
    ("options", "there", "not_there"),
    [
        (("--region", "33.74"), ["pupr@33.74", "pln@33.74", "pemkot@33.74"], ["pupr@33.10", "kai@id"]),
        (("--region", "33"), ["pupr@33", "pemprov@33"], ["pupr@33.74"]),
        (("--region", "id"), ["kai@id", "desk@id"], ["pupr@33"]),
        (("--office", "pln"), ["pln@id", "pln@33.74", "pln@96.71"], ["pupr@33.74"]),
        (("--office", "pln", "--region", "33.74"), ["pln@33.74"], ["pln@96.71"]),
        (("--all",), ["pupr@33.74", "kai@id", "pemkab@91.03"], []),
        ((), ["kai@id", "dishub@33.10"], ["pupr@33.74"]),
    ],
)
def test_a_list_holds_what_was_asked_for(
    run: Run, options: tuple[str, ...], there: list[str], not_there: list[str]
) -> None:
    run("set", "dishub@33.10", "--off")
    codes = {line.removeprefix("*").split()[0] for line in run("list", *options).stdout.splitlines()}
    assert set(there) <= codes
    assert codes.isdisjoint(not_there)


def test_a_list_marks_what_differs_and_what_is_off(run: Run) -> None:
    run("set", "dishub@33.10", "--off")
    [line] = [each for each in run("list").stdout.splitlines() if "dishub@33.10" in each]
    assert line.startswith("* dishub@33.10")
    assert " OFF " in line


@pytest.mark.parametrize("options", [("--region", "99.99"), ("--region", "33.74.05"), ("--office", "nobody")])
def test_a_list_of_nothing_says_so(run: Run, options: tuple[str, ...]) -> None:
    assert run("list", *options).exit_code > 0


def test_an_unknown_agency_is_a_mistake_of_the_caller(run: Run) -> None:
    assert run("show", "nobody@33.74").exit_code == 2


def test_where_there_is_no_gateway_the_packaged_directory_is_listed(tmp_path: Path) -> None:
    folder = str(tmp_path / "none")
    result = CliRunner().invoke(cli, ["agencies", "list", "--region", "33.74", "--data-dir", folder])
    assert result.exit_code == 0
    assert "pupr@33.74" in result.stdout
    assert not (tmp_path / "none").exists()


def test_route_explains_who_acts_instead(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    run("set", "pupr@33.74", "--off")
    asked = ["route", "jalan rusak parah", "--region", "33.74", "--data-dir", str(tmp_path / "data")]
    shown = CliRunner().invoke(cli, asked).stdout
    assert "Pemerintah Kota Semarang pemkot@33.74" in shown
    assert "pupr@33.74 is switched off" in shown
    run("set", "pemkot@33.74", "--off")
    shown = CliRunner().invoke(cli, asked).stdout
    assert "the national desk" in shown
    assert "switched off and nobody acts for it" in shown
