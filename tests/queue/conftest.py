"""Real Valkey servers in temporary directories; every one is ended by its own handle."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from sms_gateway.queue.embedded import EmbeddedValkey


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[EmbeddedValkey]:
    """A running server in its own data directory."""
    server = EmbeddedValkey(tmp_path / "data")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def client(valkey: EmbeddedValkey) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(valkey.url) as found:
        yield found


@pytest.fixture
def until() -> Callable[..., None]:
    """`until(condition)`: ask again and again, fail after *seconds*."""

    def wait(condition: Callable[[], object], seconds: float = 10.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "it did not happen in time"
            time.sleep(0.01)

    return wait
