"""`officers` enrols, imports and lists; `audit` proves it; a number is never printed whole."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sms_gateway.catalog.faults import CatalogFault
from sms_gateway.cli import cli
from sms_gateway.services.officer_hold import OfficerRefused

Run = Callable[..., Result]
PHONE = "081234567890"
FILE = """\
phone,agency,name,stand_in,admin
081234567890,pupr@33.74,Budi S,081200002222,yes
081200002222,pupr@33.74,Ani R,081234567890,
081200003333,dishub@33.74,Citra,,
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("officers", "list")`: the command on a migrated data directory of its own."""
    monkeypatch.chdir(tmp_path)
    folder = ("--data-dir", str(tmp_path / "data"))
    assert CliRunner().invoke(cli, ["migrate", *folder]).exit_code == 0

    def command(group: str, name: str, *arguments: str, answer: str | None = None) -> Result:
        result = CliRunner().invoke(cli, [group, name, *folder, *arguments], input=answer)
        shown = result.output + str(result.exception or "")
        for number in ("1234567890", "1200002222", "1200003333"):
            assert number not in shown
        return result

    return command


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "officers.csv"
    path.write_text(FILE, encoding="utf-8")
    return path


def add(run: Run, phone: str = PHONE, *more: str) -> Result:
    return run("officers", "add", "--phone", phone, "--agency", "pupr@33.74", "--name", "Budi S", *more)


def words(result: Result) -> list[str]:
    return [" ".join(line.split()) for line in result.stdout.splitlines()]


def test_one_is_added_listed_and_disabled(run: Run) -> None:
    assert add(run, PHONE, "--admin", "--by", "ani").stdout == (
        "Officer 1 is invited: a code is on its way to the phone.\n"
    )
    listed = words(run("officers", "list"))[1]
    assert listed.startswith("1 pupr@33.74 Budi S 0812xxxx7890 invited ")
    assert listed.endswith("- admin")
    assert (
        run("officers", "disable", PHONE).stdout == "Officer 1 is disabled: the phone is a citizen's again.\n"
    )
    assert (
        run("officers", "enable", "1").stdout == "Officer 1 is invited: a code is on its way to the phone.\n"
    )
    assert "the old one is void" in run("officers", "resend", "1").stdout
    assert isinstance(run("officers", "release", "1").exception, OfficerRefused)
    assert words(run("officers", "list", "--agency", "dishub@33.74")) == ["There is no officer."]


def test_a_phone_can_be_typed_unseen(run: Run) -> None:
    arguments = ("--phone", "-", "--agency", "pupr@33.74", "--name", "Budi S")
    assert run("officers", "add", *arguments, answer=f"{PHONE}\n").exit_code == 0
    assert "0812xxxx7890" in run("officers", "list").stdout


def test_an_import_shows_the_difference_and_does_it(run: Run, file: Path) -> None:
    result = run("officers", "import", str(file), "--yes")
    assert result.exit_code == 0, result.output
    assert words(result) == [
        "+ added 0812xxxx7890 pupr@33.74 Budi S, admin, with a stand-in",
        "+ added 0812xxxx2222 pupr@33.74 Ani R, with a stand-in",
        "+ added 0812xxxx3333 dishub@33.74 Citra",
        "3 officers change.",
        "Done. New phones get their code by SMS, not during the quiet hours.",
    ]
    assert [line.split()[-1] for line in words(run("officers", "list", "--agency", "dishub@33.74"))[1:]] == [
        "-"
    ]
    both = [line.split() for line in words(run("officers", "list", "--agency", "pupr@33.74"))[1:]]
    assert [(line[0], line[7]) for line in both] == [("2", "1"), ("1", "2")]
    assert words(run("officers", "import", str(file), "--yes")) == ["Nothing changes."]


def test_an_import_changes_what_differs(run: Run, file: Path) -> None:
    run("officers", "import", str(file), "--yes")
    changed = FILE.replace("Ani R,081234567890,", "Ani Rahma,,yes").replace(",Citra", ",Citra D")
    file.write_text(changed, encoding="utf-8")
    run("officers", "disable", "3")
    assert words(run("officers", "import", str(file), "--yes"))[:3] == [
        "~ changed 0812xxxx2222 pupr@33.74 name Ani R -> Ani Rahma, becomes admin, no stand-in any more",
        "+ enrolled again 0812xxxx3333 dishub@33.74 Citra D",
        "2 officers change.",
    ]
    assert words(run("officers", "import", str(file), "--yes")) == ["Nothing changes."]


@pytest.mark.parametrize(
    ("options", "answer", "code"), [(["--dry-run"], None, 0), ([], "n\n", 1), ([], None, 1), ([], "y\n", 0)]
)
def test_nothing_is_done_unasked(
    run: Run, file: Path, options: list[str], answer: str | None, code: int
) -> None:
    result = run("officers", "import", str(file), *options, answer=answer)
    assert result.exit_code == code
    assert "3 officers change." in result.stdout
    assert ("There is no officer." in run("officers", "list").stdout) is (answer != "y\n")


def test_a_faulty_file_is_refused_whole_with_every_line(run: Run, file: Path) -> None:
    add(run)
    file.write_text(
        "phone,agency,name,stand_in\n081234567890,dishub@33.74,Budi S,\n0215551234,pupr@33.74,Ani,\n"
        "081200002222,pupr@99.99,Ani,\n081200003333,pupr@33.74,Citra,081200003333\n"
        "081200004444,dlh@33.74,Dedi 1,\n081200005555,dlh@33.74,Eka,081200003333\n",
        encoding="utf-8",
    )
    refused = run("officers", "import", str(file), "--yes").exception
    assert isinstance(refused, CatalogFault)
    assert [f"{fault.line}: {fault.reason}" for fault in refused.faults] == [
        "2: Officer 1 is of pupr@33.74",
        "3: The phone is no mobile number that is answered",
        "4: There is no such agency",
        "5: Nobody stands in for himself",
        "6: The name cannot be shown",
        "7: The stand-in is of another agency",
    ]
    assert len(words(run("officers", "list"))) == 2


def test_a_long_import_goes_on_where_it_was_stopped(run: Run, file: Path) -> None:
    head, *lines = FILE.splitlines()
    file.write_text("\n".join([head, lines[2]]), encoding="utf-8")
    run("officers", "import", str(file), "--yes")
    file.write_text(FILE, encoding="utf-8")
    assert "2 officers change." in run("officers", "import", str(file), "--yes").stdout
    assert len(words(run("officers", "list"))) == 4


def test_the_chain_tells_who_did_it(run: Run, file: Path) -> None:
    add(run, PHONE, "--by", "ani")
    run("officers", "disable", "1", "--by", "budi")
    shown = words(run("audit", "show"))
    assert [line.split()[3:5] for line in shown] == [
        ["ani", "officer-added"], ["ani", "officer-code-sent"], ["budi", "officer-disabled"],
    ]  # fmt: skip
    assert [line.split()[0] for line in words(run("audit", "show", "--actor", "budi"))] == ["3"]
    assert words(run("audit", "show", "--since", "2099-01-01")) == []
    assert isinstance(add(run, "081200002222", "--by", "Ani Rahma").exception, OfficerRefused)


def test_verify_says_whole_and_gives_an_anchor_to_note(run: Run) -> None:
    assert words(run("audit", "verify")) == ["0 rows, whole."]
    add(run)
    said = words(run("audit", "verify"))[0]
    assert said.startswith("2 rows, whole. Note this elsewhere: 2:")
    anchor = said.rpartition(" ")[2]
    run("officers", "disable", "1")
    assert run("audit", "verify", "--anchor", anchor).exit_code == 0
    forged = run("audit", "verify", "--anchor", "2:" + "0" * 16)
    assert (forged.exit_code, words(forged)) == (1, ["BROKEN at 2: row 2 is not the one that was noted."])
    assert run("audit", "verify", "--anchor", "2").exit_code == 2


def test_verify_names_the_first_broken_row_and_exits_1(run: Run, tmp_path: Path) -> None:
    add(run)
    with sqlite3.connect(tmp_path / "data" / "gateway.db") as database:
        database.execute("DROP TRIGGER audit_no_update")
        database.execute("UPDATE audit SET actor = 'cli:nobody' WHERE seq = 2")
    database.close()
    result = run("audit", "verify")
    assert (result.exit_code, words(result)[0]) == (1, "BROKEN at 2: row 2 is not what was written there.")
