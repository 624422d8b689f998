"""The parts of a running gateway: how each is started, and how it is ended with everything it started."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sms_gateway.queue.embedded import EmbeddedValkey

LOG_BYTES = 5_000_000
STDERR = 2


@dataclass(frozen=True, slots=True)
class Part:
    """A child process. Stages stop in order; *patience*: seconds between SIGTERM and SIGKILL."""

    name: str
    command: tuple[str, ...]
    stage: int = 1
    patience: float = 5.0


class Running(Protocol):
    """Something the supervisor keeps alive."""

    @property
    def name(self) -> str: ...
    @property
    def stage(self) -> int: ...
    @property
    def patience(self) -> float: ...

    def start(self) -> None:
        """Start it; OSError or GatewayError when that fails."""

    def alive(self) -> bool:
        """True while it runs."""

    def ending(self) -> str:
        """How it ended, in a few words."""

    def ask(self) -> None:
        """Ask it to stop."""

    def kill(self) -> None:
        """End it and everything it started, at once; nothing when it is gone."""


class Child:
    """A part in a process group of its own: Ctrl-C reaches the supervisor only, which stops all in order."""

    def __init__(self, part: Part, log: Path | None) -> None:
        self._part = part
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self.name = part.name
        self.stage = part.stage
        self.patience = part.patience

    @property
    def pid(self) -> int | None:
        """The process id of the last start."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process; its output goes to its log file, else to our stderr: stdout is for `ready`."""
        if self._log is None:
            self._process = self._open(STDERR)
            return
        if self._log.exists() and self._log.stat().st_size > LOG_BYTES:
            self._log.replace(self._log.with_suffix(".log.1"))
        with self._log.open("ab") as output:
            self._process = self._open(output.fileno())

    def alive(self) -> bool:
        """True while the process runs."""
        return self._process is not None and self._process.poll() is None

    def ending(self) -> str:
        """Exit code or signal."""
        code = self._process.returncode if self._process else None
        if code is None:
            return "not started"
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def ask(self) -> None:
        """SIGTERM to the process itself; it ends its own children."""
        if self._process is not None and self.alive():
            self._process.terminate()

    def kill(self) -> None:
        """SIGKILL to the whole group: a web server that was killed leaves its own workers behind."""
        if self._process is None:
            return
        with suppress(ProcessLookupError, PermissionError):  # macOS answers EPERM for a group of zombies
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _open(self, output: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._part.command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, process_group=0
        )


class ValkeyServer:
    """The embedded Valkey as something to keep alive; it stops last."""

    name = "valkey"
    stage = 9
    patience = 3.0

    def __init__(self, server: EmbeddedValkey) -> None:
        self._server = server

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._server.start()

    def alive(self) -> bool:
        """True while the process runs."""
        return self._server.pid is not None

    def ending(self) -> str:
        """Valkey says it in its own log."""
        return "it ended"

    def ask(self) -> None:
        """SIGTERM: it writes its file and ends."""
        self._server.stop(self.patience)

    def kill(self) -> None:
        """SIGKILL."""
        self._server.stop(0.0)


def gateway_parts(
    config: Path | None, data_dir: Path, host: str, port: int, *, inbox: int = 1, outbox: int = 1
) -> tuple[Part, ...]:
    """The web server first (it stops first, so that nothing new comes), then the workers and the schedule.

    *inbox* and *outbox* workers, which agree in the database.
    """
    common = ["--data-dir", str(data_dir), "--parent-pid", str(os.getpid())]
    if config is not None:
        common += ["--config", str(config)]
    serve = [*_python(), "-m", "sms_gateway", "serve", "--host", host, "--port", str(port), *common]
    worker = [*_python(), "-m", "workers.main"]
    return (
        Part("web", tuple(serve), stage=0, patience=9.0),
        *(Part(name, (*worker, name, *common), patience=13.0) for name in _numbered("inbox", inbox)),
        *(Part(name, (*worker, name, *common), patience=13.0) for name in _numbered("outbox", outbox)),
        Part("schedule", (*worker, "schedule", *common), patience=13.0),
    )


def _numbered(part: str, count: int) -> list[str]:
    """inbox, inbox-2, inbox-3: as the worker and the units of systemd call them."""
    return [part, *(f"{part}-{number}" for number in range(2, count + 1))]


def _python() -> list[str]:
    """This interpreter; `-P` unless we ourselves look for modules in the current directory."""
    here = sys.path[:1] in ([""], [os.getcwd()])
    return [sys.executable] if here else [sys.executable, "-P"]
