"""`outbox` shows what waits to whoever is on duty, and does nothing he did not mean; never text or number."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from sms_gateway import bootstrap, settings
from sms_gateway.cli import cli
from sms_gateway.cli.outbox import outbox
from sms_gateway.cli.outbox_lines import MEANS, REASONS
from sms_gateway.domain.dead_letters import Against, DropReason
from sms_gateway.domain.messages import OutboxState
from sms_gateway.services import triage
from sms_gateway.services.dead_letters import REMEDIES, OutboxRefused
from tests.builders import CITIZEN, OTHER_CITIZEN, ROAD, WATER, store

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("outbox", "list")`: the command where two acknowledgements wait."""
    monkeypatch.chdir(tmp_path)
    folder = ("--data-dir", str(tmp_path / "data"))
    assert CliRunner().invoke(cli, ["migrate", *folder]).exit_code == 0
    gateway = bootstrap.build(settings.load(None, tmp_path / "data", log_level="ERROR"), "cli")
    store(gateway.office, ROAD)
    store(gateway.office, WATER, sender=OTHER_CITIZEN)
    triage.drain(gateway.office, 60)
    gateway.close()

    def command(group: str, name: str, *arguments: str, answer: str | None = None) -> Result:
        result = CliRunner().invoke(cli, [group, name, *folder, *arguments], input=answer)
        shown = result.output + str(result.exception or "")
        for secret in (CITIZEN[3:], OTHER_CITIZEN[3:], "berlubang", "LAPOR!"):
            assert secret not in shown
        return result

    return command


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., None]:
    """Both SMS, or one, in a state nobody can reach in a test's time."""

    def put_all(state: str, reason: str, ids: tuple[int, ...] = (1, 2)) -> None:
        with sqlite3.connect(tmp_path / "data" / "gateway.db") as database:
            change = "UPDATE outbox SET state = ?, reason = ? WHERE id = ?"
            database.executemany(change, [(state, reason, each) for each in ids])
        database.close()

    return put_all


def words(result: Result) -> list[str]:
    return [" ".join(line.split()) for line in result.stdout.splitlines()]


def test_what_waits_is_listed_with_its_reason_and_a_masked_phone(run: Run, put: Callable[..., None]) -> None:
    assert words(run("outbox", "list")) == ["No SMS waits."]
    put("held", "not-taken-in-time")
    head, first, second = words(run("outbox", "list"))
    assert head == "id state since kind ticket phone segments tries carrier reason"
    assert first.startswith("1 held ")
    assert " 0812xxxx1111 1 0 simulator not-taken-in-time" in first
    assert second.startswith("2 held ")
    assert len(words(run("outbox", "list", "--limit", "1"))) == 2
    assert words(run("outbox", "list", "--state", "unknown", "--state", "failed")) == ["No SMS waits."]
    assert words(run("outbox", "list", "--since", "2099-01-01")) == ["No SMS waits."]
    assert words(run("outbox", "list", "--carrier", "kannel")) == ["No SMS waits."]


def test_one_is_shown_in_sentences_with_what_to_do(run: Run, put: Callable[..., None]) -> None:
    put("held", "not-taken-in-time")
    lines = words(run("outbox", "show", "1"))
    assert lines[0].startswith("SMS 1: ack, ticket ")
    assert "held since" in lines[1]
    assert "a person decides" in lines[1]
    assert lines[2].startswith("Reason: not-taken-in-time: the carrier took it at no try")
    assert lines[-2:] == [
        "Send it again: sms-gateway outbox retry 1",
        "Give it up: sms-gateway outbox drop 1 --reason too-late",
    ]
    put("unknown", "worker-died")
    assert "may be the second, and we promise never two" in run("outbox", "show", "1").stdout
    put("delivered", "")
    assert words(run("outbox", "show", "1"))[-1] == "Nothing is to be done."


def test_one_that_left_by_another_carrier_says_who_was_meant(run: Run, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "data" / "gateway.db") as database:
        database.execute("UPDATE outbox SET meant = 'kannel' WHERE id = 1")
    database.close()
    told = "It was meant for kannel, which was down; simulator stands in for it."
    assert told in words(run("outbox", "show", "1"))
    assert told not in words(run("outbox", "show", "2"))


def test_cost_counts_what_was_tried(run: Run, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "data" / "gateway.db") as database:
        now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"
        database.execute("UPDATE outbox SET first_tried_at = ?, segments = 2 WHERE id = 1", (now,))
    database.close()
    found = json.loads(run("outbox", "cost", "--days", "3", "--json").stdout)
    assert (len(found["days"]), found["days"][0]["lines"]) == (
        3,
        [{"carrier": "simulator", "kind": "ack", "sms": 1, "segments": 2, "cost": None}],
    )
    shown = words(run("outbox", "cost"))
    assert any(line.endswith("simulator ack 1 2 -") for line in shown)
    assert shown[-1] == "In the last 24 hours 2 of 100000 segments (0.0%) are used."


def test_a_second_copy_is_refused_with_the_reason_until_it_is_meant(
    run: Run, put: Callable[..., None]
) -> None:
    put("unknown", "time-out")
    refused = run("outbox", "retry", "1")
    assert isinstance(refused.exception, OutboxRefused)
    assert "SMS 1 may have reached the citizen already" in str(refused.exception)
    assert words(run("outbox", "retry", "1", "--may-be-second", "--by", "ani")) == ["1 SMS leave again."]
    assert [line.split()[3:5] for line in words(run("audit", "show"))] == [["ani", "sms-retried"]]


@pytest.mark.parametrize(("answer", "sent"), [("n\n", False), (None, False), ("y\n", True)])
def test_all_leave_only_after_a_yes(
    run: Run, put: Callable[..., None], answer: str | None, sent: bool
) -> None:
    put("held", "not-taken-in-time")
    result = run("outbox", "retry", "--all", "--state", "held", answer=answer)
    assert "2 SMS are chosen." in result.stdout
    assert ("2 SMS leave again." in result.stdout) is sent
    assert (words(run("outbox", "list", "--state", "held")) == ["No SMS waits."]) is sent


def test_all_leaves_alone_what_may_have_left_and_says_so(run: Run, put: Callable[..., None]) -> None:
    put("held", "not-taken-in-time")
    put("unknown", "time-out", (2,))
    result = run("outbox", "retry", "--all", "--state", "held", "--state", "unknown", "--yes")
    assert words(result)[:2] == ["2 SMS are chosen.", "1 SMS leave again."]
    assert words(result)[2].startswith("1 left alone. Each may have reached the citizen already")


@pytest.mark.parametrize(
    "arguments", [[], ["--all"], ["1", "--all"], ["1", "--state", "held"], ["1", "--all", "--state", "held"]]
)
def test_a_retry_names_either_numbers_or_a_state(run: Run, arguments: list[str]) -> None:
    assert run("outbox", "retry", *arguments).exit_code == 2


def test_one_is_given_up_with_a_reason_of_the_list(
    run: Run, put: Callable[..., None], tmp_path: Path
) -> None:
    put("held", "not-taken-in-time")
    assert run("outbox", "drop", "1").exit_code == 2
    assert run("outbox", "drop", "1", "--reason", "because").exit_code == 2
    assert words(run("outbox", "drop", "1", "--reason", "arrived")) == ["1 SMS are given up: arrived."]
    number = words(run("outbox", "show", "1"))[0].split()[4].rstrip(",")
    assert "Reason: dropped-arrived: a person gave it up" in words(run("outbox", "show", "1"))
    folder = ("--data-dir", str(tmp_path / "data"))
    told = CliRunner().invoke(cli, ["ticket", number, *folder]).output
    assert "sms-dropped" in told


def test_every_state_and_every_objection_has_a_sentence_and_every_remedy_a_command() -> None:
    assert set(MEANS) == set(OutboxState)
    assert set(REMEDIES) == set(Against)
    assert {"budget", "by-hand", "worker-died", "lookup-impossible"} <= set(REASONS)
    reasons = outbox.commands["drop"].params
    choices = next(each.type for each in reasons if each.name == "reason")
    assert isinstance(choices, click.Choice)
    assert set(choices.choices) == {str(each) for each in DropReason}
