"""A worker survives whatever happens to Redis and the database, and stops when it is told to."""

import os
import signal
import subprocess
import sys
import time

import pytest
import redis

from sms_gateway.domain.work import Queue
from sms_gateway.queue import identity
from sms_gateway.queue.doorbell import Doorbell
from workers import jobs
from workers.drain import LONGEST_WAIT, SWEEP, SteadyDrain

NOWHERE = "redis://127.0.0.1:1/0"


def test_rows_that_wait_at_the_start_are_worked_without_a_doorbell(start, valkey, until, tmp_path):
    (tmp_path / "due").joinpath("row").touch()

    part = start("inbox", valkey.url)

    until(part.idle)


@pytest.mark.parametrize("queue", list(Queue))
def test_a_doorbell_is_answered_before_the_sweep_comes(start, valkey, until, queue):
    part = start(queue.value, valkey.url)
    until(lambda: part.count("drain"))
    bell = Doorbell(valkey.url)
    answered = []
    for turn in range(5):
        part.add(f"row{turn}")
        rung_at = time.monotonic()
        bell.wake(queue)
        until(part.idle)
        answered.append(time.monotonic() - rung_at)
    bell.close()

    assert sorted(answered)[2] < SWEEP / 2  # the median: a sweep may be what finds one row


def test_a_row_nobody_rang_for_is_found_by_the_sweep(start, valkey, until):
    part = start("inbox", valkey.url)
    until(lambda: part.count("drain"))

    part.add("row")

    until(part.idle, seconds=2 * SWEEP + 2)


def test_without_redis_the_database_is_swept(start, until):
    part = start("inbox", NOWHERE)
    for turn in range(3):
        part.add(f"row{turn}")
        until(part.idle, seconds=4)

    code, output = part.end()
    assert code == 0
    assert output.count("redis does not answer") == 1


@pytest.mark.parametrize("fault", ["stopped", "killed", "flushed"])
def test_doorbells_are_answered_again_after_a_fault_of_redis(start, valkey, until, fault):
    part = start("inbox", valkey.url)
    until(lambda: part.count("drain"))
    if fault == "flushed":
        with redis.Redis.from_url(valkey.url) as client:
            client.flushall()
    else:
        os.kill(valkey.pid, signal.SIGTERM if fault == "stopped" else signal.SIGKILL)
        part.add("meanwhile")
        until(part.idle)
        valkey.start()
    bell = Doorbell(valkey.url)

    with redis.Redis.from_url(valkey.url) as client:
        bell.ring(Queue.INBOX)
        until(lambda: client.llen("rq:queue:inbox") == 0)

    part.add("row")
    until(part.idle)
    bell.close()
    assert part.process.poll() is None


def test_a_hanging_redis_does_not_stop_the_sweep(start, valkey, until):
    part = start("inbox", valkey.url)
    until(lambda: part.count("drain"))
    os.kill(valkey.pid, signal.SIGSTOP)
    try:
        part.add("row")
        until(part.idle, seconds=8)
    finally:
        os.kill(valkey.pid, signal.SIGCONT)


def test_a_database_that_is_down_is_tried_again_and_nothing_of_its_error_is_shown_or_kept(
    start, valkey, until
):
    part = start("inbox", valkey.url)
    part.set("down")
    bell = Doorbell(valkey.url)
    part.add("row")
    before = part.count("drain")
    bell.ring(Queue.INBOX)
    until(lambda: part.count("drain") >= before + 3)
    with redis.Redis.from_url(valkey.url) as client:
        kept = b"".join(client.dump(key) or b"" for key in client.keys("*"))

    part.set("down", on=False)

    until(part.idle)
    code, output = part.end()
    bell.close()
    assert code == 0
    assert "drain failed" in output
    assert "citizen" not in output
    assert b"citizen" not in kept


@pytest.mark.parametrize("server", ["up", "down"])
def test_sigterm_ends_an_idle_worker_with_code_0(start, valkey, until, server):
    part = start("outbox", valkey.url if server == "up" else NOWHERE)
    until(lambda: part.count("drain"))

    code, _ = part.end(seconds=5)

    assert code == 0


def test_sigterm_lets_the_batch_in_hand_finish(start, valkey, until):
    part = start("inbox", valkey.url)
    until(lambda: part.count("drain"))
    part.set("slow")
    part.add("row")
    until(lambda: part.count("sleeping"))

    code, _ = part.end()

    assert code == 0
    assert part.idle()


def test_sigterm_does_not_wait_for_a_batch_that_hangs(start, valkey, until):
    part = start("inbox", valkey.url)
    until(lambda: part.count("drain"))
    part.set("stuck")
    part.add("row")
    until(lambda: part.count("sleeping"))

    code, _ = part.end(seconds=7)

    assert code == 0


def test_rows_of_a_killed_worker_are_worked_by_the_next_one(start, valkey, until):
    part = start("inbox", valkey.url)
    until(lambda: part.count("drain"))
    part.process.kill()
    part.process.wait()
    part.add("row")

    start("inbox", valkey.url)

    until(part.idle)


def test_the_heartbeat_comes_from_the_loop_and_may_fail(start, until):
    part = start("inbox", NOWHERE)

    until(lambda: part.count("beat") and part.count("drain") > 1)


def test_a_worker_ends_with_its_parent(tmp_path, until):
    (tmp_path / "due").mkdir()
    script = (
        "import os, subprocess, sys\n"
        "command = [sys.executable, *sys.argv[1:], str(os.getpid())]\n"
        "child = subprocess.Popen(command, stdout=subprocess.DEVNULL)\n"
        "print(child.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    part = os.path.join(os.path.dirname(__file__), "fake_part.py")
    command = [sys.executable, "-c", script, part, "inbox", NOWHERE, str(tmp_path)]
    parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    child = int(parent.stdout.readline())
    until(lambda: (tmp_path / "drain").exists())

    parent.kill()
    parent.communicate()

    until(lambda: identity.started_at(child) is None)


class Scripted:
    """A gateway whose drains come from a list: a number of rows, or a fault."""

    def __init__(self, *script):
        self.script = list(script)

    def drain(self, queue, budget):
        step = self.script.pop(0)
        if isinstance(step, Exception):
            raise step
        return step


def test_the_back_off_doubles_up_to_its_limit_and_starts_anew_after_a_success():
    time_is = [0.0]
    steady = SteadyDrain(Scripted(*[OSError()] * 7, 1, OSError()), now=lambda: time_is[0])
    waits = []
    for _ in range(9):
        steady.drain(Queue.INBOX, 1.0)
        waits.append(round(steady._due_at - time_is[0], 3))
        time_is[0] = steady._due_at

    assert waits == [0.1, 0.2, 0.4, 0.8, 1.6, LONGEST_WAIT, LONGEST_WAIT, SWEEP, 0.1]


def test_a_doorbell_during_the_back_off_does_not_touch_the_database():
    gateway = Scripted(OSError())
    steady = SteadyDrain(gateway, now=lambda: 0.0)
    steady.drain(Queue.INBOX, 1.0)
    jobs.install(steady)

    jobs.ring_inbox()  # a second drain would find the script empty and raise inside the gateway

    assert steady.patience > 0


def test_a_drain_that_used_up_its_budget_is_followed_by_another_at_once():
    time_is = iter([0.0, 0.0, 0.0, 1.0, 1.0])
    steady = SteadyDrain(Scripted(500), now=lambda: next(time_is))

    steady.drain(Queue.INBOX, 1.0)

    assert steady.patience == 0


@pytest.mark.parametrize(
    ("ring", "queue"), [(jobs.ring_inbox, Queue.INBOX), (jobs.ring_outbox, Queue.OUTBOX)]
)
def test_a_doorbell_drains_its_own_queue(ring, queue):
    class Remembers:
        seen: tuple[Queue, ...] = ()

        def drain(self, queue, budget):
            self.seen = (*self.seen, queue)
            return 0

    gateway = Remembers()
    jobs.install(gateway)

    ring()

    assert gateway.seen == (queue,)


def test_the_command_line_refuses_an_unknown_part():
    found = subprocess.run(
        [sys.executable, "-m", "workers.main", "post"], capture_output=True, text=True, check=False
    )

    assert found.returncode == 2
    assert "inbox" in found.stderr


def test_the_command_line_names_the_faults_of_the_configuration(tmp_path):
    config = tmp_path / "config.yaml"
    config.write_text("nonsense: 1\n")

    found = subprocess.run(
        [sys.executable, "-m", "workers.main", "inbox", "--config", str(config)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 2
    assert "nonsense" in found.stderr
    assert "Traceback" not in found.stderr
