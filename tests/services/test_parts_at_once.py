"""Whatever stores parts at once, or dies over them, makes one message and loses nothing."""

import os
import signal
from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread

import pytest

from sms_gateway.domain.messages import InboundSms
from sms_gateway.services import intake, parts, triage
from sms_gateway.services.office import Office
from sms_gateway.services.snapshot import snapshot
from sms_gateway.storage.engine import open_sessions
from sms_gateway.storage.schema import (
    inbound_parts,
    messages,
)
from tests.builders import OTHER_CITIZEN, rows, sql
from tests.conftest import HandClock, OfficeMaker
from tests.services.long_sms import LONG, long_sms, promises, texts


def _at_once(*calls: Callable[[], object]) -> None:
    together, failed = Barrier(len(calls)), list[BaseException]()

    def run(call: Callable[[], object]) -> None:
        together.wait(10)
        try:
            call()
        except BaseException as error:
            failed.append(error)

    threads = [Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []


def test_two_processes_that_store_the_last_two_parts_at_once_make_one_message(
    make_office: OfficeMaker, database_url: str
) -> None:
    ours = make_office()
    others = open_sessions(database_url)
    theirs = make_office(sessions=others)
    for ref in range(12):
        first, second, third = long_sms(f"{ref} {LONG}", ref=ref)
        intake.accept([first], ours)
        _at_once(
            lambda sms=second: intake.accept([sms], ours),  # type: ignore[misc]
            lambda sms=third: intake.accept([sms], theirs),  # type: ignore[misc]
        )
    others.close()
    assert texts(ours) == [f"{ref} {LONG}" for ref in range(12)]


def test_the_last_part_and_the_schedule_at_once_make_one_message_and_lose_nothing(
    make_office: OfficeMaker, database_url: str, clock: HandClock
) -> None:
    ours = make_office()
    others = open_sessions(database_url)
    theirs = make_office(sessions=others)
    clock.forward(hours=1)
    for ref in range(8):
        first, second = long_sms(f"{ref} {LONG}", 2, ref=ref)
        intake.accept([first], ours)
        _at_once(
            lambda sms=second: intake.accept([sms], ours),  # type: ignore[misc]
            lambda: parts.release(theirs),
        )
    others.close()
    assert {row.message_id is None for row in rows(ours, inbound_parts)} == {False}
    whole = [row for row in rows(ours, messages) if row.parts_total is None and not row.late]
    incomplete = [row for row in rows(ours, messages) if row.parts_total is not None]
    late = [row for row in rows(ours, messages) if row.late]
    assert len(whole) + len(incomplete) == 8
    assert len(incomplete) == len(late)


def _killed_at(step: str, sms: InboundSms, make_office: OfficeMaker, url: str) -> None:
    """Another process takes *sms* and is killed there."""
    child = os.fork()
    if child == 0:
        try:
            theirs = make_office(sessions=open_sessions(url), steps=partial(_die, step))
            intake.accept([sms], theirs)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)


def _die(at: str, step: str) -> None:
    if step == at:
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(("step", "made"), [("intake.inserted", 0), ("intake.committed", 1)])
def test_a_process_killed_with_the_last_part_leaves_it_waiting_or_made(
    make_office: OfficeMaker, database_url: str, step: str, made: int
) -> None:
    office = make_office()
    first, second = long_sms(LONG, 2)
    intake.accept([first], office)
    _killed_at(step, second, make_office, database_url)
    assert (len(rows(office, messages)), len(rows(office, inbound_parts))) == (made, 1 + made)
    assert promises(office) == {0}
    intake.accept([second], office)  # nobody acknowledged it, so the carrier repeats it
    assert texts(office) == [LONG]
    assert promises(office) == {0}


def test_after_a_kill_what_waits_is_released_by_the_schedule(
    make_office: OfficeMaker, database_url: str, clock: HandClock
) -> None:
    office = make_office()
    first, second = long_sms(LONG, 2)
    intake.accept([first], office)
    _killed_at("intake.inserted", second, make_office, database_url)
    clock.forward(seconds=120)
    assert parts.release(office) == 1
    assert texts(office) == [f"{first.text} [...]"]


def test_parts_that_are_all_there_without_a_message_get_it_from_the_schedule(
    office: Office, clock: HandClock
) -> None:
    """What a process of an older version, or a restored database, may leave behind."""
    sms = long_sms(LONG)
    intake.accept(sms[:2], office)
    intake.accept(long_sms(LONG, ref=8)[2:], office)
    sql(
        office,
        "UPDATE inbound_parts SET concat_ref = 7, long_uuid = (SELECT MIN(long_uuid) FROM inbound_parts)",
    )
    clock.forward(seconds=120)
    assert parts.release(office) == 1
    assert (texts(office), rows(office, messages)[0].parts_total) == ([LONG], None)


def test_one_that_cannot_be_opened_does_not_keep_the_others_from_being_released(
    office: Office, clock: HandClock
) -> None:
    intake.accept(long_sms(LONG)[:1], office)
    sql(office, "UPDATE inbound_parts SET uuid = 'of another row'")
    intake.accept(long_sms(LONG, sender=OTHER_CITIZEN)[:1], office)
    clock.forward(seconds=120)
    assert parts.release(office) == 1
    triage.drain(office, 60)
    clock.forward(minutes=16)
    assert snapshot(office).invariants == {"I1": 0, "I2": 0, "I3": 1, "I4": 0}


def test_nothing_is_released_without_the_turn(office: Office, clock: HandClock) -> None:
    intake.accept(long_sms(LONG)[:1], office)
    clock.forward(seconds=120)
    assert parts.release(office, lambda: False) == 0
    assert rows(office, messages) == []
