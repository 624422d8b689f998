"""Worker processes over a fake gateway and a real Valkey; each process is ended by its own handle."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sms_gateway.queue.embedded import EmbeddedValkey

PART = Path(__file__).with_name("fake_part.py")


class FakePart:
    """One worker process; its "database" is a directory: rows are files, and so are the faults."""

    def __init__(self, directory: Path, part: str, redis_url: str) -> None:
        self.directory = directory
        self.process = subprocess.Popen(
            [sys.executable, str(PART), part, redis_url, str(directory)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def add(self, name: str) -> None:
        (self.directory / "due" / name).touch()

    def idle(self) -> bool:
        return not any((self.directory / "due").iterdir())

    def count(self, what: str) -> int:
        """How often the process did *what*: drain, beat, or a task's name."""
        path = self.directory / what
        return path.stat().st_size if path.exists() else 0

    def set(self, fault: str, on: bool = True) -> None:
        path = self.directory / fault
        path.touch() if on else path.unlink()

    def end(self, seconds: float = 10) -> tuple[int, str]:
        """SIGTERM; exit code and everything it printed."""
        self.process.terminate()
        output, _ = self.process.communicate(timeout=seconds)
        return self.process.returncode, output


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[EmbeddedValkey]:
    server = EmbeddedValkey(tmp_path / "data")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[str, str], FakePart]]:
    """`start(part, redis_url)`: a worker process over the same fake database."""
    (tmp_path / "due").mkdir()
    parts: list[FakePart] = []

    def run(part: str, redis_url: str) -> FakePart:
        parts.append(FakePart(tmp_path, part, redis_url))
        return parts[-1]

    yield run
    for part in parts:
        part.process.kill()
        part.process.wait()
        if part.process.stdout:
            part.process.stdout.close()


@pytest.fixture
def until() -> Callable[..., None]:
    """`until(condition)`: ask again and again, fail after *seconds*."""

    def wait(condition: Callable[[], object], seconds: float = 15.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it did not happen in time"
            time.sleep(0.01)

    return wait
