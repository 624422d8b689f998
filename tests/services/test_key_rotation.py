"""Field keys change while messages arrive, also over a kill; old keys can go afterwards."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from sms_gateway import bootstrap
from sms_gateway.crypto import Vault, make_keys
from sms_gateway.errors import ConfigurationFault
from sms_gateway.services import intake, key_rotation, moves, triage
from sms_gateway.services.identity import check_keys, tie_keys
from sms_gateway.services.key_rotation import KeysRefused
from sms_gateway.services.office import Office
from sms_gateway.settings import Settings
from sms_gateway.storage import operations
from sms_gateway.storage.schema import outbox, statements
from tests.builders import ROAD, Chance, inbound, opened, rows, store, work
from tests.conftest import NOW, OfficeMaker

OLD, NEW, INDEX = make_keys()["field_keys"], make_keys()["field_keys"], make_keys()["index_key"]
BEFORE, BOTH, AFTER = Vault([OLD], INDEX), Vault([NEW, OLD], INDEX), Vault([NEW], INDEX)


def told(_: int) -> None:
    """Nobody watches."""


@pytest.fixture
def office(make_office: OfficeMaker) -> Office:
    office = make_office(vault=BEFORE, rand=Chance("24183567"))
    tie_keys(office.sessions, BEFORE, NOW)
    store(office, ROAD)
    work(office)
    moves.answer("24183567", "sudah ditambal", "staff:budi", office)
    return office


def rotate(office: Office, vault: Vault = BOTH) -> int:
    return key_rotation.rotate(office.sessions, vault, office.now(), told, told)


def test_everything_opens_with_the_new_key_alone(office: Office, make_office: OfficeMaker) -> None:
    assert rotate(office) == 3  # a number, the key of its texts, what the agency said
    after = make_office(vault=AFTER)
    check_keys(after.sessions, AFTER)
    assert "24183567" in opened(after, rows(after, outbox)[0])
    said = rows(after, statements)[0]
    assert AFTER.open(said.uuid, said.body) == "sudah ditambal"
    store(after, "STATUS")
    work(after)
    assert rows(after, outbox)[-1].state == "accepted"


def test_the_old_key_goes_only_when_nothing_is_left_under_it(office: Office) -> None:
    before = key_rotation.count(office.sessions, BOTH, told, told)
    with pytest.raises(KeysRefused, match="keys rotate"):
        key_rotation.refuse_drop(before)
    rotate(office)
    after = key_rotation.count(office.sessions, BOTH, told, told)
    key_rotation.refuse_drop(after)
    assert (list(before.by_key.values()), list(after.by_key.values())) == ([0, 4], [4, 0])


def test_without_a_newer_key_it_says_how_to_get_one_instead_of_sealing_nothing(office: Office) -> None:
    with pytest.raises(KeysRefused, match=r"no newer field key.*keys add"):
        rotate(office, BEFORE)


def test_a_key_dropped_too_early_stops_the_start(office: Office) -> None:
    with pytest.raises(ConfigurationFault, match="FIELD_KEYS"):
        check_keys(office.sessions, AFTER)


def test_what_no_key_opens_keeps_every_key(office: Office) -> None:
    rotate(office)
    counted = key_rotation.count(office.sessions, Vault([make_keys()["field_keys"]], INDEX), told, told)
    with pytest.raises(KeysRefused, match="under none"):
        key_rotation.refuse_drop(counted)


def test_a_second_round_finds_nothing_to_do(office: Office) -> None:
    rotate(office)
    assert rotate(office) == 0


@pytest.mark.parametrize("keys", [BEFORE, None])
def test_a_part_that_seals_with_another_key_holds_it_up(office: Office, keys: Vault | None) -> None:
    with office.sessions.begin() as session:
        operations.beat(session, "inbox@host:1", office.now(), keys and ",".join(keys.fingerprints))
    with pytest.raises(KeysRefused, match="inbox@host:1"):
        rotate(office)
    with office.sessions.begin() as session:
        operations.beat(session, "inbox@host:1", office.now() - timedelta(minutes=1), None)
    assert rotate(office) == 3


def test_messages_arrive_meanwhile(office: Office, make_office: OfficeMaker) -> None:
    """The phones are locked by nobody for long, whatever order others lock them in."""
    store(office, *[ROAD] * 2)
    intake.accept([inbound(f"halo {n}", f"+62812345{n:05}") for n in range(300)], office)
    both = make_office(vault=BOTH)
    stop, faults, numbers = threading.Event(), [], count()

    def go_on() -> None:
        while not stop.is_set():
            new = [inbound("halo lagi", f"+62812345{next(numbers) % 300:05}") for _ in range(20)]
            try:
                intake.accept(new, both)
            except Exception as error:
                faults.append(error)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        rotate(office)
    finally:
        stop.set()
        thread.join()
    assert faults == []
    counted = key_rotation.count(office.sessions, BOTH, told, told)
    assert (list(counted.by_key.values())[1], counted.unopened) == (0, 0)


def test_it_goes_on_where_it_was_killed(tmp_path: Path) -> None:
    """A real process and a real kill -9, at whatever moment it comes."""
    settings = Settings(data_dir=tmp_path, log_level="ERROR")
    bootstrap.migrate(settings)
    gateway = bootstrap.build(settings, "cli")
    for first in range(0, 1500, 500):
        intake.accept([inbound("halo", f"+6281{first + n:07}") for n in range(500)], gateway.office)
    gateway.close()
    folder = ("--data-dir", str(tmp_path))
    run("add", *folder)
    process = start("rotate", *folder)
    deadline = time.monotonic() + 60
    while position(tmp_path) < 200:
        assert process.poll() is None, "it ended before it was killed"
        assert time.monotonic() < deadline
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    at_the_kill = position(tmp_path)
    assert "run `sms-gateway keys rotate`" in run("status", *folder)
    changed = int(run("rotate", *folder).split()[0])
    assert changed <= 2 * (1500 - at_the_kill)
    assert "can be dropped" in run("status", *folder)
    run("drop", *folder)
    gateway = bootstrap.build(settings, "cli")  # the canary and every number open with the new key alone
    assert key_rotation.count(gateway.office.sessions, gateway.office.vault, told, told).unopened == 0
    assert triage.drain(gateway.office, 1) > 0
    gateway.close()


def position(folder: Path) -> int:
    with sqlite3.connect(folder / "gateway.db", timeout=10) as database:
        found = database.execute("SELECT value FROM instance WHERE name = 'rotate:senders'").fetchone()
    database.close()
    return int(found[0].partition(":")[2]) if found else 0


def start(*words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "sms_gateway", "keys", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def run(*words: str) -> str:
    process = start(*words)
    told, _ = process.communicate(timeout=60)
    assert process.returncode == 0, told
    return told
