"""The desk works from the terminal: every move has its command, every refusal its remedy."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sms_gateway import bootstrap, settings
from sms_gateway.bootstrap import Gateway
from sms_gateway.cli import cli
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.lifecycle import Move, Mover, open_moves
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.services import intake, triage
from sms_gateway.storage.schema import tickets
from tests.builders import ROAD, enrol, inbound, rows

Run = Callable[..., Result]


@pytest.fixture
def gateway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """A gateway with one report in it."""
    monkeypatch.chdir(tmp_path)
    _quiet(0, 0)
    found = settings.load(None, tmp_path / "data", log_level="ERROR")
    bootstrap.migrate(found)
    gateway = bootstrap.build(found, "cli")
    text = f"{ROAD}, nama saya Budi Santoso hp 081200009999"
    intake.accept([inbound(text, received_at=gateway.office.now())], gateway.office)
    triage.drain(gateway.office, 30)
    yield gateway
    gateway.close()


def _quiet(begun: int, ends_in: int) -> None:
    """It has been quiet for *begun* minutes, for another *ends_in*; never, when both are 0."""
    now = datetime.now(JAKARTA)
    starts, ends = (now + timedelta(minutes=minutes) for minutes in (-begun, ends_in))
    Path("config.yaml").write_text(f'quiet: {{starts: "{starts:%H:%M}", ends: "{ends:%H:%M}"}}\n')


@pytest.fixture
def number(gateway: Gateway) -> str:
    return str(rows(gateway.office, tickets)[0].number)


@pytest.fixture
def run(gateway: Gateway) -> Run:
    """`run("case", "answer", "24183567", "text")` on that gateway."""

    def command(*words: str) -> Result:
        group = words[:2] if words[0] == "case" else words[:1]
        folder = ["--data-dir", str(gateway.settings.data_dir)]
        return CliRunner().invoke(cli, [*group, *folder, *words[len(group) :]])

    return command


def test_a_case_goes_from_the_desk_to_its_end(run: Run, number: str) -> None:
    assert run("case", "forward", number).output.startswith(f"{number} is routed, due ")
    assert run("case", "accept", number, "--as", "staff:ani").output.startswith(f"{number} is working")
    answered = run("case", "answer", number, "lubang sudah ditambal").output
    assert "1 reporter(s) are told.\nLAPOR!: No " in answered
    assert run("case", "finish", number).output.startswith(f"{number} is done; 1 reporter(s)")
    assert "forwarded by operator" in run("ticket", number).output
    assert "accepted by staff:ani" in run("ticket", number).output


WALKS = [
    ["ask di depan nomor berapa"],
    [
        "forward",
        "delay menunggu alat",
        "resume",
        "extend menunggu alat",
        "return jalan nasional",
        "forward bbpjn@id",
    ],
    ["archive unclear", "reopen"],
    ["link LMW-118 --filed 2026-11-02"],
]


@pytest.mark.parametrize("walk", WALKS, ids=lambda walk: "-".join(step.split()[0] for step in walk))
def test_every_move_has_its_command(run: Run, number: str, walk: list[str]) -> None:
    for step in walk:
        name, _, rest = step.partition(" ")
        words = rest.split(" ") if name in ("link", "archive", "forward") and rest else [rest] if rest else []
        done = run("case", name, number, *words)
        assert done.exit_code == 0, done.output + str(done.exception)


def test_what_is_refused_says_what_is_possible(run: Run, number: str) -> None:
    refused = run("case", "finish", number)
    assert refused.exit_code == 1
    assert "Possible now: ask, forward, answer, archive" in str(refused.exception)


def test_a_remedy_names_commands_that_exist(run: Run, number: str) -> None:
    named = {each for state in CaseState for each in open_moves(state, Mover.ADMIN)}
    listed = CliRunner().invoke(cli, ["case", "--help"]).output
    for move in named - {Move.ROUTE, Move.INFORM}:  # forward; TAMBAH of the reporter
        assert f"  {move} " in listed
    run("case", "ask", number, "di mana")
    assert "inform" not in str(run("case", "resume", number).exception)


def test_personal_data_never_leave(run: Run, number: str) -> None:
    refused = run("case", "answer", number, "hubungi 081200009999")
    assert "Take the numbers and addresses out" in str(refused.exception)
    assert "queued" not in run("ticket", number).output.split("LAPOR!: Laporan")[-1].replace(
        "[queued]", "", 1
    )


def test_the_desk_is_told_when_news_waits_for_the_morning(run: Run, number: str) -> None:
    _quiet(60, 120)
    told = run("case", "forward", number).output
    assert re.search(r"1 reporter\(s\) are told from [0-9/]{5} [0-9.]{5} WIB on: quiet hours\.\n", told)
    shown = " ".join(run("ticket", number).output.split())
    assert re.search(r"\[queued until [0-9/]{5} [0-9.]{5}\]", shown)
    run("case", "answer", number, "lubang sudah ditambal")
    assert "[expired: superseded]" in " ".join(run("ticket", number).output.split())


def test_the_list_shows_what_waits(run: Run, number: str) -> None:
    shown = run("case", "list").output
    assert (number in shown, "unverified" in shown, "pupr@33.74" in shown) == (True, True, True)
    assert run("case", "list", "--state", "answered").output == "No case waits.\n"


REMARK = (
    "Remark: no officer of pupr@33.74 is on duty: the desk must tell the agency. To enrol one: "
    "sms-gateway officers add --agency pupr@33.74 --phone PHONE --name NAME\n"
)


def test_an_agency_with_nobody_on_duty_is_named_when_it_gets_a_case_and_in_the_list(
    run: Run, number: str, gateway: Gateway
) -> None:
    assert "Remark" not in run("case", "list").output
    assert run("case", "forward", number).output.endswith(REMARK)
    assert run("case", "list").output.endswith(REMARK)
    enrol(gateway.office, "+6281200000083")
    assert "Remark" not in run("case", "list").output
    assert "Remark" in run("case", "forward", number, "dishub@33.74").output
    assert "Remark" not in run("case", "forward", number, "pupr@33.74").output


def test_a_story_is_read_on_80_columns_and_shows_no_person(run: Run, number: str) -> None:
    shown = run("ticket", f"#{number}").output
    assert max(len(line) for line in shown.splitlines()) <= 80
    assert "[NAMA]" in shown
    assert "[NOMOR HP]" in shown
    assert ("Budi" in shown, "81200009999" in shown) == (False, False)


def test_a_story_for_machines(run: Run, number: str) -> None:
    found = json.loads(run("ticket", number, "--json").output)
    assert (found["number"], found["state"], found["agency"]) == (number, "unverified", "pupr@33.74")
    assert [entry["way"] for entry in found["entries"]] == ["in", "done", "out"]
    assert all("T" in entry["at"] for entry in found["entries"])


def test_a_number_nobody_has_says_where_to_look(run: Run) -> None:
    missing = run("ticket", "24183994")
    assert missing.exit_code == 1
    assert str(missing.exception) == "There is no ticket 24183994. Look it up: `sms-gateway case list`."
