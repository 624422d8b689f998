"""Two schedules are started: one works, and when it falls silent the other takes over."""

import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sms_gateway.services.office import Office
from sms_gateway.services.turns import in_turn
from sms_gateway.storage.schema import cases, erasures, outbox, questions, senders, turns
from tests.builders import OTHER_CITIZEN, ROAD, gateway_of, opened, rows, sql, store, work
from tests.conftest import HandClock, OfficeMaker

ROOT = Path(__file__).parents[2]


def _work(office: Office, holder: str, name: str = "deadlines") -> bool:
    return in_turn(name, holder, lambda office, mine: None, office)


def test_who_has_the_turn_keeps_it(office: Office) -> None:
    assert [_work(office, holder) for holder in ("a", "b", "a", "b")] == [True, False, True, False]


def test_who_falls_silent_loses_it(office: Office) -> None:
    _work(office, "a")
    sql(office, "UPDATE turns SET until = 1")
    assert [_work(office, holder) for holder in ("b", "a")] == [True, False]


def test_two_kinds_of_work_have_turns_of_their_own(office: Office) -> None:
    assert (_work(office, "a"), _work(office, "b", "other")) == (True, True)


def test_whoever_loses_it_in_the_middle_is_told(office: Office) -> None:
    told: list[bool] = []
    now = iter([0.0, 0.0, 1.0, 11.0])

    def slow(office: Office, mine: object) -> None:
        told.append(mine())  # type: ignore[operator]
        sql(office, "UPDATE turns SET holder = 'b', until = ?".replace("?", str(time.time() + 60)))
        told.append(mine())  # type: ignore[operator]

    assert in_turn("deadlines", "a", slow, office, lambda: next(now))
    assert told == [True, False]


def test_of_many_that_ask_at_once_one_gets_it(make_office: OfficeMaker) -> None:
    offices = [make_office() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(_work, offices, [f"holder-{n}" for n in range(8)]))
    assert got.count(True) == 1
    assert len(rows(offices[0], turns)) == 1


@pytest.mark.parametrize("name", ["erase", "silence", "deadlines", "forget"])
def test_a_schedule_without_the_turn_does_nothing_with_cases_and_people(
    office: Office, clock: HandClock, name: str
) -> None:
    """Another schedule has it; once that is silent, this one works."""
    store(office, "HAPUS DATA", "air pdam mati sudah 4 hari tolong pak")
    store(office, ROAD, sender=OTHER_CITIZEN)
    work(office)
    store(office, f"HAPUS {opened(office, rows(office, outbox)[0])[-4:]}")
    work(office)
    clock.forward(days=8)
    assert in_turn("clock", "other", lambda office, mine: None, office)
    task = next(task for task in gateway_of(office).upkeep if task.name == name)
    before = _everything(office)
    task.run()
    assert _everything(office) == before
    sql(office, "UPDATE turns SET until = 1")
    task.run()
    assert _everything(office) != before


def test_only_files_have_a_turn_and_a_place_of_their_own(office: Office) -> None:
    """What holds them up holds up nothing else, and the other way round."""
    assert in_turn("clock", "other", lambda office, mine: None, office)
    [task] = [task for task in gateway_of(office).upkeep if task.apart]
    assert (task.name, task.run()) == ("exports", True)
    sql(office, "UPDATE turns SET holder = 'other' WHERE name = 'exports'")
    assert task.run() is False


def _everything(office: Office) -> list[list[object]]:
    return [rows(office, table) for table in (senders, erasures, cases, questions, outbox)]


@pytest.fixture
def processes() -> Iterator[list["subprocess.Popen[str]"]]:
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        process.kill()
        process.wait()


def _until(path: Path, pid: int) -> None:
    """The process *pid* works."""
    deadline = time.monotonic() + 30
    while str(pid) not in (path.read_text().split() if path.exists() else []):
        assert time.monotonic() < deadline, "it did not work in time"
        time.sleep(0.02)


def test_of_two_processes_one_works_and_the_other_takes_over(
    office: Office, database_url: str, tmp_path: Path, processes: list["subprocess.Popen[str]"]
) -> None:
    worked = tmp_path / "worked"
    command = [sys.executable, "-m", "tests.services.turn_part", database_url, str(worked)]
    first = subprocess.Popen(command, cwd=ROOT, text=True)
    processes.append(first)
    _until(worked, first.pid)
    second = subprocess.Popen([*command, str(tmp_path / "asked")], cwd=ROOT, text=True)
    processes.append(second)
    _until(tmp_path / "asked", second.pid)  # it has asked for the turn many times
    assert set(worked.read_text().split()) == {str(first.pid)}
    first.kill()
    first.wait()
    sql(office, "UPDATE turns SET until = 1")
    _until(worked, second.pid)
