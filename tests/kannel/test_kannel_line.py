"""From a handset over SMPP and Kannel into the gateway and back, while parts of both are killed."""

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import select

from sms_gateway.bootstrap import SQLITE_FILE
from sms_gateway.storage.schema import outbox
from tests.kannel.line import IN_FLIGHT, Line, all_said, citizens, reports, running_line
from tests.kannel.texts import mo
from tests.postgres import Cluster
from tests.survival.harness import Fleet, Up, running_up
from tests.survival.processes import until

MEASURED = 500


@pytest.fixture(scope="module")
def bare_line(has_kannel: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    with running_line(tmp_path_factory.mktemp("line")) as line:
        yield line


@pytest.fixture(scope="module")
def up(bare_line: Line) -> Iterator[Up]:
    """The whole gateway behind Kannel."""
    with running_up(bare_line.site) as up:
        yield up


@pytest.fixture
def line(bare_line: Line, up: Up) -> Line:
    return bare_line


def books_agree(line: Line, texts: list[str], lost: int = 0) -> None:
    """Each text has one ticket; each answer was handed over once, and what was promised came."""
    stored, ticketed = line.stored(), line.ticketed()
    assert len([text for text in texts if not stored[text]]) <= lost
    assert [text for text in texts if stored[text] and ticketed[text] != 1] == []
    assert [given for given, times in line.handed_over().items() if times > 1] == []
    until(lambda: line.promised() <= line.told(), 15, "every acknowledgement reaches its handset")
    assert not any(line.broken().values()), line.broken()


def test_a_report_is_answered_with_its_number_and_the_answer_is_reported_delivered(line: Line) -> None:
    citizen = "+6281270000001"
    assert line.say(citizen, "jalan berlubang di jl kelud raya kota semarang, tiap hari ada yang jatuh")
    until(lambda: line.received(citizen), 20, "an answer comes")
    assert "Laporan diterima, No " in line.received(citizen)[0]
    until(lambda: line.outgoing()["delivered"] == 1, 10, "the receipt is taken")


def test_a_long_report_in_unicode_is_one_message(line: Line) -> None:
    citizen, text = (
        "+6285670000002",
        "Jalan “rusak” parah 😭 di jl diponegoro kota batu, " + "tolong pak … " * 9,
    )
    before = line.parts()
    assert line.say(citizen, text)
    until(lambda: line.stored()[text], 20, "it is stored whole")
    assert line.parts() == before + 1


def test_an_answer_the_operator_rejects_ends_as_refused(line: Line) -> None:
    line.settle()
    line.operator_a.reject = 0x0B
    try:
        assert line.say("+6281270000003", "sampah menumpuk di pasar kliwon kota kudus sudah seminggu")
        until(lambda: line.outgoing()["refused"] == 1, 20, "the rejection is taken")
    finally:
        line.operator_a.reject = 0
    with line.site.books() as books, books.read() as session:
        reasons = list(session.scalars(select(outbox.c.reason).where(outbox.c.state == "refused")))
    assert reasons == ["receipt-0x0000000b"]


def test_what_meets_a_locked_database_is_repeated_by_kannel_and_stored_once(line: Line) -> None:
    text = "lampu jalan mati di desa sukamaju kec jonggol kab bogor sudah dua minggu"
    with closing(sqlite3.connect(line.site.data / SQLITE_FILE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert line.say("+6285670000004", text)
        until(lambda: 'status="503"} ' in line.site.get("/metrics")[1], 20, "the web part answers 503")
        other.execute("ROLLBACK")
    until(lambda: line.stored()[text], 20, "Kannel's repetition is stored")
    time.sleep(2)
    assert line.stored()[text] == 1


def test_kills_of_every_part_of_the_gateway_lose_and_repeat_nothing(line: Line, up: Up) -> None:
    doom = {10: "web-worker", 25: "outbox", 40: "inbox", 55: "web"}
    killed = []

    def strike(number: int) -> None:
        time.sleep(0.03)
        if number in doom:
            killed.append(up.kill(doom[number]))

    texts = all_said(line, citizens(70), reports(1), strike)
    until(lambda: all(line.stored()[text] for text in texts), 60, "everything is stored")
    line.settle()
    assert all(killed)
    books_agree(line, texts)
    assert max(line.taken().values()) == 1


def carries_little(line: Line, before: int, said: int) -> None:
    """Of the *said* texts all but IN_FLIGHT are stored: behind a slow gateway smsbox keeps others in line."""
    until(lambda: sum(line.stored().values()) - before >= said - IN_FLIGHT, 30, "smsbox has handed on")


def test_a_killed_smsbox_loses_at_most_what_it_was_carrying_and_repeats_nothing(line: Line) -> None:
    before = sum(line.stored().values())

    def strike(number: int) -> None:
        if number == 20:
            carries_little(line, before, number)
            line.boxes.kill("smsbox")
        elif number == 40:
            line.boxes.start_one("smsbox")

    texts = all_said(line, citizens(60), reports(2), strike)
    while_it_was_dead = texts[20:40]
    until(lambda: all(line.stored()[text] for text in while_it_was_dead), 30, "bearerbox kept them")
    time.sleep(1)
    line.settle()
    books_agree(line, texts, lost=IN_FLIGHT)
    assert max(line.taken().values()) == 1
    print(f"lost with smsbox: {sum(not line.stored()[text] for text in texts)} of {len(texts)}")


def test_a_killed_bearerbox_loses_at_most_what_smsbox_was_carrying(line: Line) -> None:
    before = sum(line.stored().values())

    def strike(number: int) -> None:
        if number == 30:
            carries_little(line, before, number)
            line.boxes.kill("bearerbox")
            line.boxes.kill("smsbox")
            line.boxes.start_one("bearerbox")
            line.boxes.start_one("smsbox")

    texts = all_said(line, citizens(60), reports(3), strike)
    until(lambda: sum(not line.stored()[text] for text in texts) <= IN_FLIGHT, 30, "the rest is stored")
    time.sleep(2)
    line.settle()
    books_agree(line, texts, lost=IN_FLIGHT)
    print(
        f"lost with bearerbox: {sum(not line.stored()[text] for text in texts)} of {len(texts)}, submitted "
        f"twice by Kannel: {sum(times - 1 for times in line.taken().values())}, outbox {line.outgoing()}"
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, has_kannel: None, tmp_path: Path) -> Iterator[Line]:
    """Kannel as documented before a bare `serve`."""
    with ExitStack() as stack:
        url = None
        if request.param == "postgresql":
            cluster: Cluster = request.getfixturevalue("cluster")
            url = stack.enter_context(cluster.database())
        line = stack.enter_context(running_line(tmp_path, url, {}))
        fleet = Fleet(line.site)
        stack.callback(fleet.stop)
        code, _ = line.site.finished("sms_gateway", "migrate", config=line.site.config())
        assert code == 0
        fleet.add("web", "sms_gateway", "serve", "--port", str(line.site.port))
        fleet.wait_ready()
        yield line


@pytest.mark.nightly
def test_five_hundred_reports_are_carried_and_each_is_stored_once(server: Line) -> None:
    said = list(zip(citizens(MEASURED), reports(4), strict=False))
    started = time.monotonic()
    calls = [server.operator_a.start(part) for citizen, text in said for part in mo(citizen, text)]
    assert all(call.result(60) for call in calls)
    until(lambda: server.parts() == MEASURED, 60, "all are stored")
    took = time.monotonic() - started
    assert server.stored() == Counter(text for _, text in said)
    print(f"{MEASURED} MO in {took:.2f} s: {MEASURED / took:.0f} MO/s")
