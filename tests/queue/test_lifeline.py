"""A process hears that it should stop, at once, once or twice, and can be told apart from another."""

import os
import signal
import subprocess
import sys
import time

import pytest

from sms_gateway.queue import identity
from sms_gateway.queue.lifeline import INSIST_AFTER, StopSign

LISTENER = """
import signal, sys, time
from sms_gateway.queue.lifeline import StopSign
signal.signal(signal.SIGHUP, signal.SIG_IGN if "nohup" in sys.argv else signal.SIG_DFL)
stop = StopSign().install(grace=0.5 if "grace" in sys.argv else None)
print("listening", flush=True)
while "stuck" in sys.argv: time.sleep(60)
while not stop.requested: stop.wait(60)
print("insisted" if stop.insisted else "asked")
sys.exit(7)
"""


@pytest.fixture
def listener():
    started = []

    def start(*words):
        process = subprocess.Popen(
            [sys.executable, "-c", LISTENER, *words], stdout=subprocess.PIPE, text=True
        )
        started.append(process)
        assert process.stdout.readline() == "listening\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_a_long_wait(listener, number):
    process = listener()

    process.send_signal(number)

    assert process.communicate(timeout=10)[0] == "asked\n"
    assert process.returncode == 7


def test_a_hangup_is_ignored_under_nohup(listener):
    process = listener("nohup")

    process.send_signal(signal.SIGHUP)

    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.5)


def test_a_process_that_hangs_ends_with_code_0_when_its_grace_is_over(listener):
    process = listener("grace", "stuck")

    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=10)

    assert process.returncode == 0


def test_a_request_made_before_the_wait_ends_it():
    stop = StopSign()
    stop.request()

    started = time.monotonic()
    stop.wait(60)

    assert time.monotonic() - started < 30
    assert stop.requested
    stop.close()


def test_two_requests_at_once_are_one_and_a_later_one_insists():
    stop = StopSign()
    stop.request()
    stop.request()
    assert not stop.insisted

    time.sleep(INSIST_AFTER)
    stop.request()

    assert stop.insisted
    stop.close()


def test_many_requests_never_block():
    stop = StopSign()

    for _ in range(100_000):
        stop.request()

    assert stop.requested
    stop.close()


def test_a_process_keeps_its_identity_until_it_ends(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    identity.remember(tmp_path / "pid", process.pid)
    found = identity.recall(tmp_path / "pid")

    assert found is not None
    assert found.alive()
    process.kill()
    while found.alive():  # a zombie counts as gone, before anybody waits for it
        time.sleep(0.01)
    process.wait()
    assert identity.started_at(process.pid) is None


def test_a_process_that_ignores_sigterm_is_ended(tmp_path):
    script = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    process.stdout.readline()
    identity.remember(tmp_path / "pid", process.pid)

    assert identity.end(identity.recall(tmp_path / "pid"), seconds=0.1)

    assert process.wait() == -signal.SIGKILL
    process.stdout.close()


@pytest.mark.parametrize("text", ["", "1\n", "one\ntwo\n", "\x00"])
def test_a_damaged_pid_file_names_nobody(tmp_path, text):
    (tmp_path / "pid").write_text(text)

    assert identity.recall(tmp_path / "pid") is None


def test_this_process_is_recognised():
    assert identity.started_at(os.getpid()) is not None
    assert "python" in identity.command_of(os.getpid())
