"""The supervisor keeps real processes alive and leaves none behind, however it ends."""

import json
import os
import pty
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sms_gateway.errors import GatewayError
from sms_gateway.queue import identity
from sms_gateway.queue.lifeline import StopSign
from sms_gateway.supervisor.address import Unready, free_port, readiness, url
from sms_gateway.supervisor.parts import gateway_parts
from sms_gateway.supervisor.tending import LONGEST_WAIT, Supervisor, next_wait

# Like a pre-forking web server: the port is held by a child of the part. argv: data dir, parent, host, port
WEB = """
import http.server, os, signal, socketserver, sys
from pathlib import Path
from sms_gateway.queue.lifeline import exit_with_parent
data, parent, host, port = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if (data / "mute").exists(): return
        unready = data / "unready"
        self.send_response(503 if unready.exists() else 200); self.end_headers()
        if unready.exists(): self.wfile.write(unready.read_bytes())
    def log_message(self, *words): pass
socketserver.TCPServer.allow_reuse_address = True
server = socketserver.TCPServer((host, port), Answer)
main = os.getpid()
worker = os.fork()
if worker == 0:
    exit_with_parent(main, poll=0.1, grace=0)
    server.serve_forever()
exit_with_parent(parent, poll=0.1)
def end(*_):
    with (data / "ended").open("a") as file: file.write("web ")
    os.kill(worker, signal.SIGKILL); os._exit(0)
signal.signal(signal.SIGTERM, end)
(data / "web.pid").write_text(f"{main} {worker}")
while True: signal.pause()
"""

# argv: data dir, parent, name
WORKER = """
import os, signal, sys, time
from pathlib import Path
from sms_gateway.queue.lifeline import exit_with_parent
data, parent, name = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
def end(*_):
    valkey = "+" if (data / "run" / "valkey.pid").exists() else "-"
    with (data / "ended").open("a") as file: file.write(f"{name}{valkey} ")
    if not (data / "deaf").exists(): os._exit(0)
signal.signal(signal.SIGTERM, end)
exit_with_parent(parent, poll=0.1, grace=0.5)
(data / f"{name}.pid").write_text(str(os.getpid()))
print("a line of", name, flush=True)
while True: time.sleep(0.1)
"""

# argv: data dir, port, worker patience, seconds to become ready, redis url, the two scripts
UP = """
import os, sys
from pathlib import Path
from sms_gateway.errors import GatewayError
from sms_gateway.settings import Settings
from sms_gateway.supervisor import Part, run_up
web, worker = sys.argv[6:]
data = Path(sys.argv[1])
redis = {"redis": {"url": sys.argv[5]}} if sys.argv[5] else {}
def parts(config, data_dir, host, port):
    common = (str(data_dir), str(os.getpid()))
    names = ("inbox", "outbox")
    return (
        Part("web", (sys.executable, web, *common, host, str(port)), stage=0),
        *(Part(name, (sys.executable, worker, *common, name), patience=float(sys.argv[3])) for name in names),
    )
def migrate():
    (data / "migrated").touch()
try:
    code = run_up(Settings(data_dir=data, **redis), None, "127.0.0.1", int(sys.argv[2]),
                  migrate=migrate, parts=parts, ready_seconds=float(sys.argv[4]))
except GatewayError as fault:
    print(fault, file=sys.stderr)
    code = 2
sys.exit(code)
"""


def until(condition: Callable[[], object], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def processes_of(data: Path) -> list[str]:
    """Every live process that has the data directory among its arguments."""
    found = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,stat=,args="], capture_output=True, text=True, check=True
    )
    lines = [line.split(None, 2) for line in found.stdout.splitlines()]
    return [
        pid
        for pid, state, args in (line for line in lines if len(line) == 3)
        if str(data) in args and not state.startswith("Z")
    ]


class Up:
    """One `up` with small fake parts."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.process: subprocess.Popen[str] | None = None
        scripts = data.with_name("scripts")
        scripts.mkdir(exist_ok=True)
        for name, text in (("up.py", UP), ("web.py", WEB), ("worker.py", WORKER)):
            (scripts / name).write_text(text)
        self.script, *self.scripts = (str(scripts / name) for name in ("up.py", "web.py", "worker.py"))

    def start(self, *, port=0, patience=5.0, ready=30.0, redis="", stderr=subprocess.PIPE) -> "Up":
        values = (str(self.data), str(port), str(patience), str(ready), redis)
        self.process = subprocess.Popen(
            [sys.executable, self.script, *values, *self.scripts],
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
        return self

    def ready(self) -> str:
        line = self.process.stdout.readline().strip()
        assert line.startswith("ready http://127.0.0.1:"), self.process.communicate(timeout=5)
        return line.removeprefix("ready ")

    def pids(self, name: str) -> list[int]:
        until(lambda: (self.data / f"{name}.pid").exists() and (self.data / f"{name}.pid").read_text())
        return [int(pid) for pid in (self.data / f"{name}.pid").read_text().split()]

    def end(self, number=signal.SIGTERM, seconds=30) -> tuple[int, str, str]:
        self.process.send_signal(number)
        output, errors = self.process.communicate(timeout=seconds)
        return self.process.returncode, output, errors


@pytest.fixture
def up() -> Iterator[Up]:
    place = Path(tempfile.mkdtemp(prefix="up"))  # short: Valkey then shows the data directory in its title
    found = Up(place / "data")
    yield found
    if found.process and found.process.poll() is None:
        found.process.kill()
        found.process.communicate()
    for pid in processes_of(found.data):
        os.kill(int(pid), signal.SIGKILL)
    shutil.rmtree(place)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=1) as answer:
            return answer.status == 200
    except OSError:
        return False


def test_it_migrates_says_ready_and_answers_on_a_port_it_chose(up):
    address = up.start().ready()

    assert answers(address)
    assert (up.data / "migrated").exists()
    assert len(processes_of(up.data)) >= 6  # itself, Valkey, web and its worker, inbox, outbox


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_web_then_the_workers_then_valkey_and_leaves_nothing(up, number):
    up.start().ready()
    for name in ("inbox", "outbox"):
        up.pids(name)

    code, output, _ = up.end(number)

    ended = (up.data / "ended").read_text().split()
    assert code == 0
    assert output == ""  # stdout holds the ready line only
    assert ended[0] == "web"
    assert sorted(ended[1:]) == ["inbox+", "outbox+"]
    assert processes_of(up.data) == []


@pytest.mark.parametrize("victim", ["inbox", "web", "web worker"])
def test_a_killed_part_is_started_again(up, victim):
    address = up.start().ready()
    before = up.pids(victim.split()[0])
    (up.data / f"{victim.split()[0]}.pid").unlink()
    if victim == "web worker":  # its own main process must notice; ours ends when told to
        os.kill(before[1], signal.SIGKILL)
        os.kill(before[0], signal.SIGTERM)
    else:
        os.kill(before[0], signal.SIGKILL)

    after = up.pids(victim.split()[0])

    assert set(after).isdisjoint(before)
    until(lambda: answers(address), seconds=3)
    until(lambda: all(identity.started_at(pid) is None for pid in before), seconds=3)


def test_a_killed_valkey_is_started_again(up):
    up.start().ready()
    before = identity.recall(up.data / "run" / "valkey.pid")

    os.kill(before.pid, signal.SIGKILL)

    def anew() -> bool:
        now = identity.recall(up.data / "run" / "valkey.pid")
        return now is not None and now.pid != before.pid and now.alive()

    until(anew)


def test_after_kill_9_of_the_supervisor_nothing_is_left_and_the_next_one_starts(up):
    address = up.start().ready()
    for name in ("inbox", "outbox"):
        up.pids(name)
    up.process.kill()
    up.process.communicate()

    until(lambda: processes_of(up.data) == [], seconds=5)

    assert up.start(port=int(address.rpartition(":")[2])).ready() == address


def test_the_next_one_starts_at_once_after_kill_9_of_everything(up):
    address = up.start().ready()
    for pid in processes_of(up.data):
        os.kill(int(pid), signal.SIGKILL)
    up.process.communicate()

    assert up.start(port=int(address.rpartition(":")[2])).ready() == address


def test_a_part_that_does_not_hear_is_killed_when_its_patience_is_over(up):
    up.start(patience=0.5).ready()
    (up.data / "deaf").touch()
    up.pids("inbox")

    code, _, _ = up.end(seconds=10)

    assert code == 0
    assert processes_of(up.data) == []


def test_a_second_signal_kills_at_once(up):
    up.start(patience=60).ready()
    (up.data / "deaf").touch()
    up.pids("inbox")
    up.process.send_signal(signal.SIGTERM)
    until(lambda: "inbox" in (up.data / "ended").read_text() if (up.data / "ended").exists() else False)
    time.sleep(0.6)  # two signals within half a second are one: some senders deliver twice

    code, _, _ = up.end(seconds=10)

    assert code == 0
    assert processes_of(up.data) == []


def test_one_signal_delivered_twice_is_one(up):
    up.start().ready()
    for name in ("inbox", "outbox"):
        up.pids(name)
    up.process.send_signal(signal.SIGTERM)

    up.end()

    assert sorted((up.data / "ended").read_text().split()) == ["inbox+", "outbox+", "web"]


def test_a_second_gateway_on_the_same_directory_is_refused(up):
    up.start().ready()
    second = Up(up.data).start()

    _, errors = second.process.communicate(timeout=15)

    assert second.process.returncode == 2
    assert f"process {up.process.pid}" in errors
    assert "--data-dir" in errors


@pytest.mark.parametrize(
    ("file", "told"), [("mute", "/readyz does not answer"), ("unready", "/readyz answers 503")]
)
def test_a_start_where_no_gateway_answers_says_so_and_leaves_nothing(up, file, told):
    up.data.mkdir()
    (up.data / file).touch()

    up.start(ready=0.5)
    _, errors = up.process.communicate(timeout=30)

    assert up.process.returncode == 1
    assert told in errors
    assert processes_of(up.data) == []


def test_a_gateway_that_lacks_something_says_what_once_runs_on_and_is_ready_when_it_has_it(up):
    up.data.mkdir()
    said = {"status": "not ready", "database": "The disk is full: 9 MB.", "remedy": "Free space."}
    (up.data / "unready").write_text(json.dumps(said))
    up.start()
    lines = iter(up.process.stderr.readline, "")
    told = next(line for line in lines if "not ready" in line)
    up.pids("outbox")

    (up.data / "unready").unlink()
    address = up.ready()

    assert told == "sms-gateway: not ready, and kept running: The disk is full: 9 MB. Free space.\n"
    assert answers(address)
    code, _, errors = up.end()
    assert (code, "not ready" in errors) == (0, False)


def test_with_a_configured_redis_no_valkey_is_started(up):
    up.start(redis="redis://127.0.0.1:1/0").ready()

    assert not (up.data / "valkey").exists()


def test_on_a_terminal_the_parts_log_into_files_and_the_terminal_shows_a_few_lines(up):
    ours, theirs = pty.openpty()
    up.start(stderr=theirs).ready()
    os.close(theirs)
    until(lambda: "a line of inbox" in (up.data / "logs" / "inbox.log").read_text())
    up.end()
    shown = os.read(ours, 65536).decode()
    os.close(ours)

    assert str(up.data / "logs") in shown
    assert "a line of" not in shown
    assert len(shown.splitlines()) <= 4


def test_without_a_terminal_the_parts_log_to_stderr(up):
    up.start().ready()
    up.pids("inbox")

    _, _, errors = up.end()

    assert "a line of inbox" in errors


def test_a_taken_port_is_refused_naming_the_option():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        with pytest.raises(GatewayError, match="--port"):
            free_port("127.0.0.1", holder.getsockname()[1], patience=0)


def test_an_address_of_another_machine_is_refused_naming_the_option():
    with pytest.raises(GatewayError, match="--host"):
        free_port("192.0.2.1", 0, patience=0)


def test_a_free_port_is_kept():
    port = free_port("127.0.0.1", 0)

    assert free_port("127.0.0.1", port) == port


@pytest.mark.parametrize(
    ("host", "expected"), [("127.0.0.1", "http://127.0.0.1:1708"), ("::1", "http://[::1]:1708")]
)
def test_an_address_is_written_as_a_person_types_it(host, expected):
    assert url(host, 1708) == expected


def test_a_silent_port_is_not_ready_and_the_reason_is_a_sentence():
    assert "does not answer" in readiness("127.0.0.1", free_port("127.0.0.1", 0))().reason


def test_a_gateway_that_lacks_something_is_asked_every_second_and_says_each_cause_once():
    """The figures in a cause change from look to look, its remedy does not."""
    time_is = [0.0]

    class NoRest(StopSign):
        def wait(self, seconds: float) -> None:
            time_is[0] += seconds

    def not_ready() -> Unready | None:
        asked.append(time_is[0])
        if time_is[0] >= 300:
            stop.request()
            return None
        what = "disk" if time_is[0] < 200 else "database"
        return Unready(f"{what} {time_is[0]}", f"mend the {what}", answers=True)

    asked: list[float] = []
    said: list[str] = []
    ready: list[float] = []
    stop = NoRest()

    supervisor = Supervisor([], stop, said.append, now=lambda: time_is[0])

    assert supervisor.run(not_ready, lambda: ready.append(time_is[0]), ready_seconds=60) == 0
    stop.close()
    assert said == [
        "not ready, and kept running: disk 0.0 mend the disk",
        "not ready, and kept running: database 200.0 mend the database",
    ]
    assert (ready, len(asked)) == ([300.0], 301)


@pytest.mark.parametrize(
    ("previous", "lived", "expected"),
    [
        (0, 0, 0.2),
        (0.2, 1, 0.4),
        (0.4, 29.9, 0.8),
        (8, 1, LONGEST_WAIT),
        (10, 1, LONGEST_WAIT),
        (10, 30, 0.2),
    ],
)
def test_the_wait_before_a_restart(previous, lived, expected):
    assert next_wait(previous, lived) == expected


class Mayfly:
    """A part that is dead whenever somebody looks."""

    name, stage, patience = "mayfly", 1, 0.0

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.starts: list[float] = []

    def start(self) -> None:
        self.starts.append(self.clock())
        if len(self.starts) == 2:
            raise OSError("no more processes")

    def alive(self) -> bool:
        return False

    def ending(self) -> str:
        return "exit code 1"

    def ask(self) -> None:
        pass

    def kill(self) -> None:
        pass


def test_a_part_that_keeps_dying_is_started_less_and_less_often():
    time_is = [0.0]

    class NoRest(StopSign):
        def wait(self, seconds: float) -> None:
            time_is[0] += seconds

    mayfly = Mayfly(lambda: time_is[0])
    said: list[str] = []
    stop = NoRest()
    supervisor = Supervisor([mayfly], stop, said.append, now=lambda: time_is[0])

    assert supervisor.run(lambda: Unready("not yet"), lambda: None, ready_seconds=30) == 1

    gaps = [round(after - before, 1) for before, after in zip(mayfly.starts, mayfly.starts[1:], strict=False)]
    assert gaps[:6] == pytest.approx([0.2, 0.4, 0.8, 1.6, 3.2, 6.4], abs=0.2)
    assert any("no more processes" in line for line in said)
    assert said[-1].startswith("not ready after 30 s: not yet")
    stop.close()


def test_the_parts_of_the_gateway_get_what_they_need(tmp_path):
    web, *workers = gateway_parts(tmp_path / "config.yaml", tmp_path, "127.0.0.1", 1708)

    assert web.stage < min(part.stage for part in workers)
    assert [part.name for part in workers] == ["inbox", "outbox", "schedule"]
    for part in (web, *workers):
        words = list(part.command)
        assert words[0] == sys.executable
        assert words[words.index("--data-dir") + 1] == str(tmp_path)
        assert words[words.index("--config") + 1] == str(tmp_path / "config.yaml")
        assert words[words.index("--parent-pid") + 1] == str(os.getpid())


def test_several_workers_of_a_queue_are_told_apart_by_a_number(tmp_path):
    parts = gateway_parts(None, tmp_path, "127.0.0.1", 1708, inbox=3, outbox=2)

    assert [part.name for part in parts] == [
        *("web", "inbox", "inbox-2", "inbox-3", "outbox", "outbox-2", "schedule")
    ]
    asked = [part.command[part.command.index("workers.main") + 1] for part in parts[1:]]
    assert asked == [part.name for part in parts[1:]]
    assert len({(part.stage, part.patience) for part in parts[1:]}) == 1


def test_the_stages_together_stop_within_half_a_minute(tmp_path):
    from sms_gateway.supervisor.parts import ValkeyServer

    parts = gateway_parts(None, tmp_path, "127.0.0.1", 1708)
    stages = {part.stage: max(p.patience for p in parts if p.stage == part.stage) for part in parts}

    assert sum(stages.values()) + ValkeyServer.patience < 28
