"""Starts the programs that are measured, each in a process group of its own, and ends all they started."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from sms_gateway.queue.embedded import EmbeddedValkey

ROOT = Path(__file__).parents[1]
START_SECONDS = 60.0
SECRET = "a-secret-of-the-bench"  # noqa: S105 - of loopback servers that live for seconds
SECRETS = {"SMSGW_GENERIC_SECRET": SECRET, "SMSGW_GENERIC_PASSWORD": SECRET}
INBOUND = f"/webhooks/generic/{SECRET}/inbound"
PEER_INBOUND = "/inbound"


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody takes connections there."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


@contextmanager
def running(
    command: Sequence[str], log: Path, ready: Callable[[], bool], **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m *command*` once it is *ready*; what it says goes into *log*."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("SMSGW_", "PEER_"))}
    with log.open("ab") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=env | environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            process_group=0,
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            assert process.poll() is None, f"{command} ended: {log.read_text()[-3000:]}"
            assert time.monotonic() < deadline, f"{command} does not start: {log.read_text()[-3000:]}"
            time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(15)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def valkey(folder: Path) -> Iterator[str]:
    """A Valkey for both sides; its address without the number of the database."""
    server = EmbeddedValkey(folder)
    server.start()
    try:
        yield server.url.partition("?")[0]
    finally:
        server.stop()


def configured(folder: Path, database: str | None, queue: str | None, sink: int) -> tuple[str, ...]:
    """The options of a gateway on a migrated database; its only carrier is an aggregator at port *sink*."""
    folder.mkdir(parents=True, exist_ok=True)
    generic: dict[str, object] = {
        "send_url": f"http://127.0.0.1:{sink}/send",
        "accepted": {"statuses": [200]},
    }
    generic["id_pattern"] = "id=([0-9]+)"
    chosen = {
        "env": "test",
        "log_level": "WARNING",
        "carriers": {"enabled": ["generic"], "default": "generic", "generic": generic},
        "database": {"url": database},
        "redis": {"url": queue},
        "limits": {"segments_per_hour": 1_000_000, "segments_per_day": 1_000_000},
    }
    file = folder / "config.yaml"  # JSON is YAML
    file.write_text(json.dumps(chosen))
    options = ("--config", str(file), "--data-dir", str(folder / "data"))
    command = [sys.executable, "-m", "sms_gateway", "migrate", *options]
    env = os.environ | SECRETS
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=START_SECONDS)
    assert done.returncode == 0, done.stderr
    return options


@contextmanager
def gateway(part: str, options: tuple[str, ...], folder: Path) -> Iterator[int]:
    """`sms-gateway serve` or `up`, ready; its port."""
    port = free_port()
    log = folder / f"{part}.log"
    log.write_bytes(b"")

    def ready() -> bool:
        return listens(port) and (part != "up" or "ready" in log.read_text())

    command = ("sms_gateway", part, "--port", str(port), *options)
    with running(command, log, ready, **SECRETS):
        yield port


@contextmanager
def peer_web(folder: Path, **environment: str) -> Iterator[int]:
    """The peer's web part; its port."""
    port = free_port()
    log = folder / "peer-web.log"
    with running(("bench.peer.serve", str(port)), log, lambda: listens(port), **environment):
        yield port


@contextmanager
def peer_worker(folder: Path, processes: int, **environment: str) -> Iterator[None]:
    """The peer's Celery worker."""
    log = folder / "peer-worker.log"
    log.write_bytes(b"")
    plain = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO")
    command = ("celery", "-A", "bench.peer.tasks", "worker", "--concurrency", str(processes), *plain)
    with running(command, log, lambda: " ready." in log.read_text(), **environment):
        yield
