"""`route` explains a decision; `routing check` runs a file's examples; `routing replay` reads the past."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sms_gateway.cli import cli
from sms_gateway.crypto import make_keys
from sms_gateway.services import triage
from sms_gateway.services.office import Office
from tests.builders import ROAD, store
from tests.conftest import NOW, OfficeMaker

PACKAGED = Path(__file__).parents[2] / "sms_gateway/data/routing.yaml"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "140")

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(cli, [*arguments])

    return run


@pytest.fixture
def other_rules(tmp_path: Path) -> Path:
    """The packaged rules, with the roads given to another office."""
    text = PACKAGED.read_text(encoding="utf-8")
    start = text.index("- id: jalan\n")
    file = tmp_path / "rules.yaml"
    file.write_text(text[:start] + text[start:].replace("pupr@regency", "setda@regency", 1), encoding="utf-8")
    return file


def test_a_decision_is_explained(run: Run) -> None:
    shown = run("route", "lampu jalan mati depan kantor PLN di kota semarang").stdout
    for expected in (
        "Dinas Perhubungan Kota Semarang",
        "dishub@33.74",
        "rule lampu-jalan",
        "Penerangan jalan kabupaten atau kota diurus dinas perhubungan.",
        "landmark only  pln",
        "Kota Semarang (33.74)",
    ):
        assert expected in shown


def test_the_deciding_words_are_shown(run: Run) -> None:
    shown = run("route", "oknum pegawai samsat minta uang 200rb", "--region", "33.74").stdout
    assert "Inspektorat Jawa Tengah" in shown
    assert "oknum & minta" in shown
    assert "Bapenda" not in shown  # the accused is not even a candidate


def test_the_desk_says_why_and_what_it_might_be(run: Run) -> None:
    shown = run("route", "jalan rusak parah berlubang").stdout
    assert "the national desk" in shown
    assert "names none for" in shown
    assert "pupr@regency" in shown


def test_the_same_as_json(run: Run) -> None:
    told = json.loads(run("route", "jalan rusak parah berlubang", "--region", "33.74", "--json").stdout)
    assert (told["agency"], told["rule"]) == ("pupr@33.74", "jalan")
    assert told["candidates"][0]["agency"] == "pupr@33.74"


def test_it_says_whether_it_knows_what_was_changed_in_the_database(run: Run, tmp_path: Path) -> None:
    folder = ["--data-dir", str(tmp_path / "data")]
    report = ["route", ROAD, *folder]
    remark = "Agencies as packaged: there is no gateway in "
    assert remark in run(*report).output
    assert json.loads(run(*report, "--json").output)["directory"] == "packaged"
    assert run("migrate", *folder).exit_code == 0
    assert run("agencies", "set", "pupr@33.74", "--name", "DPUPR Semarang Raya", *folder).exit_code == 0
    shown = run(*report).output
    assert (remark in shown, "DPUPR Semarang Raya" in shown) == (False, True)
    assert json.loads(run(*report, "--json").output)["directory"] == "gateway"


def test_other_rules_can_be_tried(run: Run, other_rules: Path) -> None:
    asked = ("route", "jalan rusak parah", "--region", "33.74", "--json")
    assert json.loads(run(*asked, "--rules", str(other_rules)).stdout)["agency"] == "setda@33.74"


def test_personal_data_are_not_repeated(run: Run) -> None:
    shown = run("route", "jalan rusak hub 081234567890 nik 3374010101800001", "--region", "33.74").stdout
    assert "081234567890" not in shown
    assert "3374010101800001" not in shown


def test_an_unknown_region_is_a_mistake_of_the_caller(run: Run) -> None:
    found = run("route", "jalan rusak", "--region", "99.99")
    assert found.exit_code == 2
    assert "no Kemendagri code" in found.output


def test_check_runs_every_example(run: Run) -> None:
    found = run("routing", "check", str(PACKAGED))
    assert found.exit_code == 0, found.output
    assert " 0 not decided by their rule" in found.stdout


def test_check_names_the_example_another_rule_decides(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    text = PACKAGED.read_text(encoding="utf-8").replace(
        "banyak pungli di sini", "listrik padam dari tadi pagi"
    )
    file.write_text(text, encoding="utf-8")
    found = run("routing", "check", str(file))
    assert found.exit_code == 1
    assert "tuduhan-umum: decided by" in found.stdout


def test_replay_shows_what_would_go_elsewhere(
    run: Run,
    make_office: OfficeMaker,
    database_url: str,
    other_rules: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = keyed(make_office, monkeypatch)
    store(office, f"{ROAD} hub 081234567890")
    triage.drain(office, 60)
    config = tmp_path / "other.yaml"
    config.write_text(f"database:\n  url: '{database_url}'\n", encoding="utf-8")
    days = (
        "--since",
        f"{NOW - timedelta(days=1):%Y-%m-%d}",
        "--until",
        f"{NOW + timedelta(days=2):%Y-%m-%d}",
    )
    found = run("routing", "replay", str(other_rules), *days, "--config", str(config))
    assert found.exit_code == 0, found.output
    assert "1 tickets read, 1 would go elsewhere." in found.stdout
    assert "pupr@33.74  setda@33.74  1" in found.stdout
    assert "081234567890" not in found.output


def keyed(make_office: OfficeMaker, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose keys the command line finds in the environment."""
    from sms_gateway.crypto import Vault
    from sms_gateway.services.identity import tie_keys

    keys = make_keys()
    monkeypatch.setenv("SMSGW_FIELD_KEYS", keys["field_keys"])
    monkeypatch.setenv("SMSGW_INDEX_KEY", keys["index_key"])
    office = make_office(vault=Vault([keys["field_keys"]], keys["index_key"]))
    tie_keys(office.sessions, office.vault, NOW)
    return office


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", ""])
def test_a_day_is_written_like_a_date(run: Run, other_rules: Path, day: str) -> None:
    found = run("routing", "replay", str(other_rules), "--since", day)
    assert found.exit_code == 2
    assert "2026-11-01" in found.output
