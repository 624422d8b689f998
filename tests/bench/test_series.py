"""A goal is judged by each round's own ratio, and load is what it says."""

import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from bench import cpu
from bench.load import calls, post, sayings
from bench.series import Figures, Goal


@pytest.mark.parametrize(
    ("ours", "theirs", "at_most", "ratio", "met"),
    [
        ([10, 20, 30], [10, 10, 10], False, 2.0, True),
        ([10, 20, 30], [20, 20, 20], False, 1.0, False),
        ([10, 20, 30], [20, 20, 20], True, 1.0, True),
        ([10, 20, 30], [10, 10, 10], True, 2.0, False),
        ([9, 1, 8], [1, 1, 1], False, 8.0, True),
    ],
)
def test_a_verdict_is_the_median_of_the_ratios_of_rounds(
    ours: list[float], theirs: list[float], at_most: bool, ratio: float, met: bool
) -> None:
    figures = Figures()
    for mine, other in zip(ours, theirs, strict=True):
        figures.add("a", mine, "/s")
        figures.add("b", other, "/s")
    verdict = figures.verdict(Goal("a of b", "a", "b", 1.5, at_most))
    assert (verdict.ratio, verdict.met) == (ratio, met)


class Taking(BaseHTTPRequestHandler):
    """Remembers the ids it was posted."""

    protocol_version = "HTTP/1.1"
    taken: list[str]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.taken.append(parse_qs(body)["id"][0])
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"OK")

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize("pace", [None, 400.0])
def test_every_call_is_posted_once_and_its_answer_is_timed(pace: float | None) -> None:
    taken: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Here", (Taking,), {"taken": taken}))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    said = sayings("run", 100, 10)
    try:
        answered = post(server.server_port, calls("/inbound", said), 4, pace)
    finally:
        server.shutdown()
        server.server_close()
    assert sorted(taken) == [sms.id for sms in said]
    assert all(0 < wait <= answered.seconds for wait in answered.waits)
    if pace:
        assert answered.seconds >= 99 / pace


def test_a_run_says_the_same_again() -> None:
    assert sayings("a", 5, 2) == sayings("a", 5, 2) != sayings("b", 5, 2)
    assert len({sms.number for sms in sayings("a", 5, 2)}) == 2


def test_the_cpu_of_children_is_counted() -> None:
    before = cpu.seconds()
    command = [sys.executable, "-c", "sum(range(10**7)); print(1, flush=True); input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        spent = cpu.seconds() - before
        child.communicate(b"\n")
    assert spent > 0.05
