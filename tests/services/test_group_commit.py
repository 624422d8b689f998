"""Many threads hand in, one writer commits, and nobody returns before the COMMIT of its own."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from sms_gateway.errors import StoreUnavailable
from sms_gateway.services.group_commit import IntakeWriter
from sms_gateway.services.office import Office
from sms_gateway.storage.engine import open_sessions
from sms_gateway.storage.schema import inbound_parts, messages
from tests.builders import inbound, opened, rows
from tests.conftest import OfficeMaker

NOWHERE = "postgresql+psycopg://smsgw@127.0.0.1:1/none"


@pytest.fixture
def writer(office: Office) -> Iterator[IntakeWriter]:
    writer = IntakeWriter(office)
    yield writer
    writer.close()


def _hand_in(writer: IntakeWriter, bodies: list[str], timeout: float = 30) -> list[Exception | None]:
    def one(body: str) -> Exception | None:
        try:
            writer.accept(inbound(body, f"+62812{abs(hash(body)) % 10**8:08}"), timeout)
        except Exception as error:
            return error
        return None

    with ThreadPoolExecutor(50) as pool:
        return list(pool.map(one, bodies))


def test_fifty_threads_are_all_stored(writer: IntakeWriter, office: Office) -> None:
    bodies = [f"laporan nomor {number}" for number in range(200)]
    assert _hand_in(writer, bodies) == [None] * 200
    assert sorted(opened(office, row) for row in rows(office, messages)) == sorted(bodies)


def test_a_return_means_committed(writer: IntakeWriter, office: Office) -> None:
    writer.accept(inbound("satu"), 30)
    assert [opened(office, row) for row in rows(office, messages)] == ["satu"]


def test_everybody_learns_what_became_of_his_own(writer: IntakeWriter, office: Office) -> None:
    with ThreadPoolExecutor(8) as pool:
        sms = [inbound(f"laporan {number}", f"+62812{number:08}", f"own-{number}") for number in range(40)]
        became = list(pool.map(lambda each: writer.accept(each, 30), sms))
    texts = {row.uuid: opened(office, row) for row in rows(office, messages)}
    assert [each.new for each in became] == [True] * 40
    assert [texts[each.message or ""] for each in became] == [each.text for each in sms]
    assert not writer.accept(sms[7], 30).new


def test_a_burst_takes_far_fewer_commits_than_messages(make_office: OfficeMaker) -> None:
    commits: list[str] = []
    gate = Event()

    def steps(step: str) -> None:
        if step == "intake.inserted":
            commits.append(step)
            gate.wait(10)

    writer = IntakeWriter(make_office(steps=steps))
    with ThreadPoolExecutor(50) as pool:
        calls = [pool.submit(writer.accept, inbound(f"laporan {number}"), 30) for number in range(50)]
        time.sleep(0.5)  # the first is inside its transaction; the others gather behind it
        gate.set()
        for call in calls:
            call.result(30)
    writer.close()
    assert len(commits) <= 5


def test_without_a_database_everybody_is_told(make_office: OfficeMaker) -> None:
    office = make_office(sessions=open_sessions(NOWHERE))
    writer = IntakeWriter(office)
    errors = _hand_in(writer, [f"laporan {number}" for number in range(50)])
    writer.close()
    assert {type(error) for error in errors} == {StoreUnavailable}


def test_a_writer_that_failed_goes_on_when_the_database_is_back(
    office: Office, make_office: OfficeMaker
) -> None:
    """*waker* fails once, in the middle of the first call, as a database that goes away does."""
    failures = [StoreUnavailable()]

    def steps(step: str) -> None:
        if step == "intake.inserted" and failures:
            raise failures.pop()

    writer = IntakeWriter(make_office(steps=steps))
    assert [type(error) for error in _hand_in(writer, ["satu"])] == [StoreUnavailable]
    assert _hand_in(writer, ["dua"]) == [None]
    writer.close()
    assert [opened(office, row) for row in rows(office, messages)] == ["dua"]


def test_one_poisoned_message_does_not_fail_the_others(office: Office, make_office: OfficeMaker) -> None:
    """A time without a zone is refused by the database layer; it stands for any row that spoils a batch."""
    gate = Event()
    writer = IntakeWriter(make_office(steps=lambda step: gate.wait(10) and None))
    good = [inbound(f"baik {number}") for number in range(10)]
    bad = inbound("buruk", received_at=good[0].received_at.replace(tzinfo=None))
    with ThreadPoolExecutor(20) as pool:
        calls = [pool.submit(writer.accept, sms, 30) for sms in [*good[:5], bad, *good[5:]]]
        time.sleep(0.3)
        gate.set()
        failed = [call.exception(30) is not None for call in calls]
    writer.close()
    assert failed == [False] * 5 + [True] + [False] * 5
    assert len(rows(office, messages)) == 10


def test_a_commit_that_takes_too_long_is_not_acknowledged(office: Office, make_office: OfficeMaker) -> None:
    gate = Event()
    writer = IntakeWriter(make_office(steps=lambda step: gate.wait(10) and None))
    with pytest.raises(StoreUnavailable, match="in time"):
        writer.accept(inbound(ref="SM1"), 0.1)
    gate.set()
    writer.accept(inbound(ref="SM1"), 30)
    writer.close()
    assert len(rows(office, inbound_parts)) == 1


def test_closing_commits_what_was_handed_in_and_takes_nothing_more(
    office: Office, make_office: OfficeMaker
) -> None:
    gate = Event()
    writer = IntakeWriter(make_office(steps=lambda step: gate.wait(10) and None))
    with ThreadPoolExecutor(10) as pool:
        calls = [pool.submit(writer.accept, inbound(f"laporan {number}"), 30) for number in range(10)]
        time.sleep(0.2)
        closing = pool.submit(writer.close)
        gate.set()
        closing.result(30)
        assert [call.exception(30) for call in calls] == [None] * 10
    with pytest.raises(StoreUnavailable, match="stopping"):
        writer.accept(inbound(), 30)
    assert len(rows(office, messages)) == 10
