"""A rehearsal is played on the real path, is the same for the same seed, and notices what goes wrong."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from sms_gateway import bootstrap, settings
from sms_gateway.domain.messages import OutboundSms
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.errors import GatewayError
from sms_gateway.rehearsal.line import Wire
from sms_gateway.rehearsal.opening import rehearsal
from sms_gateway.rehearsal.rehearsal import Plan, Rehearsal
from sms_gateway.rehearsal.report import Report
from sms_gateway.rehearsal.talks import talks
from tests.builders import sql
from tests.postgres import Cluster

MONDAY = datetime(2026, 11, 9, tzinfo=JAKARTA)
SMALL = Plan(days=1, citizens=6, seed=5, start=MONDAY, officers=3)
ANSWERED = Plan(days=2, citizens=6, seed=1, start=MONDAY, officers=3)  # by an officer
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("SMSGW_")}


def played(opened: Rehearsal) -> Report:
    for _ in opened.run():
        pass
    return opened.report()


def run(folder: Path, *words: str, hash_seed: str = "0") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "sms_gateway", "simulate", *words],
        cwd=folder,
        env=CLEAN | {"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        timeout=200,
    )


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No config.yaml, and nothing configured, where a rehearsal looks."""
    monkeypatch.chdir(tmp_path)
    yield
    assert not (tmp_path / "data").exists()


@pytest.fixture(scope="module")
def two_days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rehearsal, Report]]:
    with rehearsal(Plan(2, 30, 1, MONDAY, officers=8), None, None) as opened:
        yield opened, played(opened)


def test_two_days_keep_every_promise(two_days: tuple[Rehearsal, Report]) -> None:
    _, report = two_days
    assert report.checks == dict.fromkeys(report.checks, 0)
    assert {"I1", "I2", "I3", "I4"} <= report.checks.keys()


def test_what_came_in_and_went_out_is_on_the_real_path(two_days: tuple[Rehearsal, Report]) -> None:
    opened, report = two_days
    assert report.tally.kinds["ack"] == report.tally.tickets > 20
    assert report.tally.kinds["forwarded"] > 0
    assert report.traffic.heard == report.traffic.sent > report.traffic.received > 40
    assert report.traffic.receipts > 0
    assert report.tally.questions["place"]["asked"] > 2
    assert opened.clock.at == opened.plan.end


def test_the_written_dialogues_go_as_written(two_days: tuple[Rehearsal, Report]) -> None:
    _, report = two_days
    written = {name: each for name, each in report.conversations.items() if name.startswith("C")}
    assert len(written) == 19
    assert {name: each.surprises for name, each in written.items() if each.surprises} == {}


def test_officers_enrol_and_work_by_sms_alone(two_days: tuple[Rehearsal, Report]) -> None:
    opened, report = two_days
    assert report.staffed.officers == {"active": 8}
    assert report.staffed.answers > 0
    assert report.answers_arrived >= report.staffed.answers
    assert report.staffed.orders["leave"] == {"done": 2}
    assert {name: each.surprises for name, each in report.staff.items() if each.surprises} == {}
    assert {"order-echo", "task-new", "officer-enrolled", "officer-disabled"} <= report.tally.kinds.keys()
    assert not set(opened.desk.refused)


def test_every_conversation_can_be_read(two_days: tuple[Rehearsal, Report]) -> None:
    opened, report = two_days
    lines = list(talks(opened))
    assert sum(line.startswith("## ") for line in lines) == report.citizens + report.officers
    assert sum(" > " in line[:15] for line in lines) == report.traffic.received
    assert sum(" < [" in line[:16] for line in lines) == report.traffic.heard


def test_a_lost_answer_is_noticed() -> None:
    lost: list[int] = []

    def lose(sms: OutboundSms) -> bool:
        lost.append(sms.outbox_id)
        return len(lost) == 1

    with rehearsal(SMALL, None, None, Wire(lose)) as opened:
        report = played(opened)
    assert report.checks["sms that left and reached no phone"] == 1
    assert report.checks["questions left without an answer"] == 1
    assert not report.well


def test_a_second_acknowledgement_and_a_missing_one_are_noticed() -> None:
    with rehearsal(SMALL, None, None) as opened:
        assert played(opened).well
        again = (
            "INSERT INTO outbox (uuid, sender_id, carrier, kind, once, ticket_id, body, segments, priority, "
            "state, created_at, state_since) SELECT 'again', sender_id, carrier, kind, 'again', ticket_id, "
            "body, segments, priority, state, created_at, state_since FROM outbox WHERE kind = 'ack' LIMIT 1"
        )
        sql(opened.gateway.office, again)
        assert opened.report().checks["I2"] == 1
        sql(opened.gateway.office, "UPDATE outbox SET kind = 'status' WHERE kind = 'ack'")
        report = opened.report()
    assert report.checks["tickets without acknowledgement"] == report.tally.tickets
    assert not report.well


def test_limits_pass_and_what_officers_and_gateway_do_wrong_then_is_noticed(tmp_path: Path) -> None:
    config = tmp_path / "short.yaml"
    config.write_text("limits: {answer_working_days: 1, extend_working_days: 1}\n")
    with rehearsal(Plan(4, 9, 2, MONDAY, officers=8), config, None) as opened:
        report = played(opened)
        assert report.checks == dict.fromkeys(report.checks, 0)
        assert report.staffed.reminded > 0
        assert report.staffed.missed > 0
        assert report.tally.kinds["task-late"] > 0
        assert tampered(opened) == {
            "orders carried out without a proven code": True,
            "limits passed and nobody reminded": True,
            "tasks with nobody or with the wrong officer": True,
            "breaks in the audit chain": True,
            "answers at a phone without a proven code": True,
        }


def tampered(opened: Rehearsal) -> dict[str, bool]:
    """Which promises are found broken once they are."""
    for officer in opened.officers:
        officer.said = dict.fromkeys(officer.said)
    for change in (
        "UPDATE orders SET asked_at = confirmed_at",
        "UPDATE tasks SET escalated_at = NULL, ended_at = NULL WHERE escalated_at IS NOT NULL",
        "UPDATE cases SET state = 'working', due_at = '2026-11-10 16:59:59.000000', overdue_told_at = NULL "
        "WHERE agency IS NOT NULL",
        "UPDATE officers SET agency = 'pupr@33.10'",
        "UPDATE audit_head SET hash = 'another'",
    ):
        sql(opened.gateway.office, change)
    return {name: count > 0 for name, count in opened.report().checks.items() if count}


def test_the_same_seed_gives_the_same_report_and_another_one_another(tmp_path: Path) -> None:
    words = ("--days", "1", "--citizens", "12", "--officers", "5", "--seed", "7", "--json")
    first, again = (run(tmp_path, *words, hash_seed=seed) for seed in ("1", "2"))
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout == again.stdout
    report = json.loads(first.stdout)
    with rehearsal(Plan(1, 12, 8, MONDAY, officers=5), None, None) as opened:
        other = played(opened)
    assert report["well"] is True
    assert report["traffic"] != asdict(other.traffic)


def test_the_report_is_plain_text_where_nobody_looks_at_a_terminal(tmp_path: Path) -> None:
    done = run(
        tmp_path, "--days", "1", "--citizens", "2", "--officers", "1", "--talks", str(tmp_path / "talks")
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    assert "All is well." in done.stdout
    assert "## C1 " in (tmp_path / "talks").read_text()


def test_it_refuses_a_postgresql_in_use(cluster: Cluster) -> None:
    with (
        cluster.database() as migrated,
        pytest.raises(GatewayError, match="There is a gateway"),
        rehearsal(SMALL, None, migrated),
    ):
        pass


def test_it_runs_on_an_empty_postgresql(cluster: Cluster) -> None:
    with cluster.database() as url:
        engine = create_engine(url)
        with closing(engine.connect()) as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
            connection.commit()
        engine.dispose()
        with rehearsal(ANSWERED, None, url) as opened:
            on_postgresql = played(opened)
    with rehearsal(ANSWERED, None, None) as opened:
        assert on_postgresql == played(opened)
    assert on_postgresql.staffed.answers == 1


def test_it_refuses_the_configured_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'mine.db'}"
    config = tmp_path / "mine.yaml"
    config.write_text(f"database: {{url: '{url}'}}\nlimits: {{verify_working_days: 9}}\n")
    with pytest.raises(GatewayError, match="configured"), rehearsal(SMALL, config, url):
        pass
    with rehearsal(SMALL, config, None) as opened:
        assert opened.gateway.settings.limits.verify_working_days == 9


def test_a_database_in_use_stays_as_it_is(tmp_path: Path) -> None:
    found = settings.load(None, tmp_path / "used", log_level="ERROR")
    bootstrap.migrate(found)
    url = f"sqlite:///{tmp_path / 'used' / bootstrap.SQLITE_FILE}"
    with pytest.raises(GatewayError, match="There is a gateway"), rehearsal(SMALL, None, url):
        pass


@pytest.mark.nightly
@pytest.mark.timeout(2400)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_week_of_three_hundred_citizens_keeps_every_promise(seed: int) -> None:
    with rehearsal(Plan(7, 300, seed, MONDAY), None, None) as opened:
        report = played(opened)
    assert report.checks == dict.fromkeys(report.checks, 0)
    assert report.tally.verification.missed > 0
    assert report.emergencies.first > 3
    assert report.staffed.answers > 15
