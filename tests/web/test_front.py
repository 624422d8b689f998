"""A call gets a thread only once it is here whole, and only in its turn: real sockets, a real granian."""

import http.client
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.survival.processes import until
from tests.survival.site import free_port
from tests.web.front_server import BOUNDS, NAP

ROOT = Path(__file__).parents[2]
HEAD = "POST /webhooks/twilio/inbound HTTP/1.1\r\nHost: h\r\nContent-Length: 900\r\n"
CROWD = 20  # ten times as many as there are threads


@dataclass
class Served:
    port: int
    notes: Path
    output: Path
    process: subprocess.Popen[bytes]

    def call(
        self, path: str, method: str = "GET", body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> tuple[int, str, Mapping[str, str]]:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request(method, path, body or None, dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.read().decode("latin-1"), dict(answer.getheaders())

    def said(self, path: str, **options: object) -> dict[str, str]:
        status, text, _ = self.call(path, **options)  # type: ignore[arg-type]
        assert status == 200
        return dict(line.split("=", 1) for line in text.splitlines())

    def open(self, start: str) -> socket.socket:
        """A connection on which *start* was sent and nothing more."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        connection.sendall(start.encode())
        return connection

    def refused(self) -> dict[str, int]:
        lines = self.notes.read_text().splitlines() if self.notes.exists() else []
        return {name: int(count) for name, count in (line.rsplit(" ", 1) for line in lines)}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    port, notes, output = free_port(), tmp_path / "notes", tmp_path / "output"
    command = [sys.executable, "-m", "tests.web.front_server", str(port), str(notes)]
    with output.open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    found = Served(port, notes, output, process)
    try:
        until(lambda: _listens(port), 20, "it listens")
        yield found
    finally:
        process.terminate()
        process.wait(15)


def _listens(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_bodies_that_never_end_keep_no_thread_and_are_answered_408(served: Served) -> None:
    slow = [served.open(f"{HEAD}\r\na") for _ in range(CROWD)]
    began = time.monotonic()
    for _ in range(3):
        assert served.call("/webhooks/kannel/inbound")[0] == 200
    assert time.monotonic() - began < BOUNDS.read_seconds
    answers = [each.recv(1000) for each in slow]
    assert {answer.split(b"\r\n")[0] for answer in answers} == {b"HTTP/1.1 408 Request Timeout"}
    assert [each.recv(1000) for each in slow] == [b""] * CROWD, "and hung up on"
    assert served.refused() == {"twilio slow": CROWD}
    assert time.monotonic() - began < 3 * BOUNDS.read_seconds


def test_heads_that_never_end_are_hung_up_on(served: Served) -> None:
    slow = [served.open(HEAD) for _ in range(CROWD)]
    assert served.call("/webhooks/kannel/inbound")[0] == 200
    assert [each.recv(1000) for each in slow] == [b""] * CROWD


def test_callers_that_hang_up_amid_a_body_leave_no_trace(served: Served) -> None:
    for each in [served.open(f"{HEAD}\r\na") for _ in range(CROWD)]:
        each.close()
    assert served.call("/webhooks/kannel/inbound")[0] == 200
    assert "Traceback" not in served.output.read_text()


def test_a_flood_of_one_caller_waits_and_another_carrier_is_next(served: Served) -> None:
    flood = {"X-Forwarded-For": "198.51.100.1"}
    with ThreadPoolExecutor(CROWD + 2) as pool:
        flooding = [pool.submit(served.call, "/webhooks/twilio/nap", headers=flood) for _ in range(CROWD)]
        time.sleep(NAP / 2)
        began = time.monotonic()
        other = pool.submit(served.call, "/webhooks/kannel/inbound", headers=flood)
        same = pool.submit(served.call, "/webhooks/twilio/x", headers={"X-Forwarded-For": "198.51.100.2"})
        assert (other.result()[0], same.result()[0]) == (200, 200)
        assert time.monotonic() - began < 2.5 * NAP, "both wait for a thread, and not for the flood"
        answers = [each.result() for each in flooding]
    refused = [headers for status, _, headers in answers if status == 503]
    assert len(refused) >= CROWD - BOUNDS.threads - 2 * BOUNDS.waiting
    assert {headers["retry-after"] for headers in refused} == {"5"}
    assert served.refused() == {"twilio busy": len(refused)}
    assert {status for status, _, _ in answers} == {200, 503}


def test_what_waited_too_long_is_answered_503(served: Served) -> None:
    names = [f"198.51.100.{number}" for number in range(16)]
    with ThreadPoolExecutor(16) as pool:
        calls = [
            pool.submit(served.call, "/webhooks/twilio/nap", headers={"X-Forwarded-For": name})
            for name in names
        ]
        statuses = [each.result()[0] for each in calls]
    most = BOUNDS.threads * (BOUNDS.turn_seconds / NAP + 1)
    assert 0 < statuses.count(200) <= most
    assert statuses.count(503) == 16 - statuses.count(200)


def test_a_call_arrives_as_wsgi_says(served: Served) -> None:
    said = served.said("/a%20b%C3%A9?x=%41", method="POST", body=b"abc", headers={"X-A": "1", "X_A": "2"})
    assert said == {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/a bÃ©",
        "QUERY_STRING": "x=%41",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_X_A": "1",
        "CONTENT_LENGTH": "3",
        "body": "3",
    }


def test_the_caller_is_whom_the_proxy_names(served: Served) -> None:
    said = served.said("/x", headers={"X-Forwarded-For": "192.0.2.7, 198.51.100.1"})
    assert said["REMOTE_ADDR"] == "198.51.100.1"


def test_of_a_body_that_is_too_large_no_more_is_read_than_shows_it(served: Served) -> None:
    connection = served.open(HEAD.replace("900", "999999999") + "\r\n")
    assert b"body=0" in connection.recv(4000)
    pieces = "".join(f"{100:x}\r\n{'a' * 100}\r\n" for _ in range(12))
    chunked = served.open(f"POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n{pieces}")
    assert f"body={BOUNDS.body_bytes + 1}".encode() in chunked.recv(4000)


def test_a_body_in_pieces_is_read_whole(served: Served) -> None:
    chunked = (
        "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    )
    assert b"body=5" in served.open(chunked).recv(4000)


def test_a_fault_of_the_application_is_answered_503_and_its_message_not_written(served: Served) -> None:
    assert served.call("/fault")[0] == 503
    assert served.call("/x")[0] == 200
    assert "on purpose" not in served.output.read_text()


def test_what_is_worked_when_the_end_comes_is_still_answered(served: Served) -> None:
    with ThreadPoolExecutor(1) as pool:
        call = pool.submit(served.call, "/webhooks/twilio/nap")
        time.sleep(NAP / 2)
        served.process.send_signal(signal.SIGTERM)
        assert call.result()[0] == 200


def test_a_process_that_is_told_to_end_says_farewell(served: Served) -> None:
    farewell = served.notes.with_suffix(".ended")
    before = farewell.exists()
    served.process.terminate()
    served.process.wait(15)
    assert (before, farewell.exists()) == (False, True)
