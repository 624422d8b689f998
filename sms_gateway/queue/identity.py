"""Which process a pid means: a pid file is believed only while the same process still lives."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

FORCE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Identity:
    """A process id with the moment it started, so a re-used id is never taken for the old process."""

    pid: int
    started: str

    def alive(self) -> bool:
        """True while this very process runs (a zombie does not run)."""
        return started_at(self.pid) == self.started


def started_at(pid: int) -> str | None:
    """When *pid* started, in the words of this system; None when no such process runs (or it is a zombie)."""
    return _from_proc(pid) if sys.platform == "linux" else _from_ps(pid)


def command_of(pid: int) -> str:
    """The command line of *pid*, parts joined by spaces; empty when it cannot be read."""
    if sys.platform == "linux":
        try:
            raw = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return ""
        return raw.replace(b"\0", b" ").decode(errors="replace").strip()
    return _ps(pid, "command=")


def remember(path: Path, pid: int) -> None:
    """Write the identity of *pid* to *path*, whole or not at all."""
    started = started_at(pid)
    if started is None:
        return
    draft = path.with_suffix(".new")
    draft.write_text(f"{pid}\n{started}\n")
    draft.replace(path)


def recall(path: Path) -> Identity | None:
    """The identity written to *path*; None when there is none or it cannot be read."""
    try:
        pid, started = path.read_text().splitlines()[:2]
        return Identity(int(pid), started)
    except (OSError, ValueError):
        return None


def end(process: Identity, seconds: float) -> bool:
    """SIGTERM, after *seconds* SIGKILL. True when the process is gone."""
    for number, patience in ((signal.SIGTERM, seconds), (signal.SIGKILL, FORCE_SECONDS)):
        if not process.alive():
            return True
        try:
            os.kill(process.pid, number)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        deadline = time.monotonic() + patience
        while process.alive() and time.monotonic() < deadline:
            time.sleep(0.01)
    return not process.alive()


def _from_proc(pid: int) -> str | None:
    """State and start time are fields 3 and 22 of proc(5) stat; the name before them may hold spaces."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return None
    return None if fields[0] in "ZX" else f"{boot}/{fields[19]}"


def _from_ps(pid: int) -> str | None:
    state = _ps(pid, "state=")
    return None if not state or state.startswith("Z") else _ps(pid, "lstart=") or None


def _ps(pid: int, what: str) -> str:
    answer = subprocess.run(
        ["ps", "-ww", "-o", what, "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
        env={"LC_ALL": "C"},
    )
    return answer.stdout.strip()
