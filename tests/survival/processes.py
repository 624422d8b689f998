"""The processes of one gateway: found below one pid, remembered for ever, killed by pid and nothing else."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from sms_gateway.queue.identity import Identity, started_at

NAMES = ("inbox", "outbox", "schedule")


@dataclass(frozen=True, slots=True)
class Process:
    """A live process and which part of the gateway it is; the web server's own child is "web-worker"."""

    pid: int
    parent: int
    name: str


def until(condition: Callable[[], object], seconds: float, what: str) -> float:
    """Ask again and again; returns the seconds it took, fails after *seconds* naming *what* is missing."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < seconds, f"after {seconds:.0f} s: {what}"
        time.sleep(0.05)
    return time.monotonic() - started


def below(root: int) -> list[Process]:
    """Every live descendant of *root*, parents first."""
    listed = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True
    )
    children: dict[int, list[tuple[int, str]]] = {}
    for line in listed.stdout.splitlines():
        pid, parent, state, *words = line.split(None, 3)
        if not state.startswith("Z"):
            children.setdefault(int(parent), []).append((int(pid), words[0] if words else ""))
    found: list[Process] = []
    waiting = [(root, "")]
    while waiting:
        parent, of = waiting.pop(0)
        for pid, command in children.get(parent, ()):
            name = _name(command, of)
            found.append(Process(pid, parent, name))
            waiting.append((pid, name))
    return found


def _name(command: str, parent: str) -> str:
    if parent.startswith("web"):
        return "web-worker"
    if "valkey" in command:
        return "valkey"
    if " serve " in command:
        return "web"
    words = command.split()
    return next((name for name in NAMES if name in words), "other")


@dataclass
class Seen:
    """Every process that was ever one of ours; a pid is killed only while it is still that very process."""

    known: dict[int, Identity] = field(default_factory=dict)

    def note(self, pids: Iterable[int]) -> None:
        for pid in pids:
            started = started_at(pid)
            if started is not None:
                self.known[pid] = Identity(pid, started)

    def kill(self, pid: int) -> bool:
        """SIGKILL; False when it was gone."""
        process = self.known.get(pid)
        if process is None or not process.alive():
            return False
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return True

    def alive(self) -> list[int]:
        return [pid for pid, process in self.known.items() if process.alive()]

    def all_gone(self, seconds: float) -> None:
        """Fails unless every one of them ends within *seconds*; then ends what is left."""
        deadline = time.monotonic() + seconds
        while self.alive() and time.monotonic() < deadline:
            time.sleep(0.05)
        left = self.alive()
        for pid in left:
            self.kill(pid)
        assert not left, f"processes left behind: {left}"
