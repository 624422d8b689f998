"""Where a run takes place: a folder, a Valkey, a PostgreSQL whose COMMIT waits for the disk."""

import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet

from bench import servers
from tests.postgres import Cluster, start_cluster

DATABASES: Final = ("postgresql", "sqlite")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured; every part is bounded by a count or by seconds."""

    rounds: int = 3
    acks: int = 2_000
    pgbench_seconds: int = 3
    paces: tuple[int, ...] = (5, 15, 30)
    pace_seconds: int = 6
    burst: int = 200
    kannel: int = 500


QUICK: Final = Size(1, acks=100, pgbench_seconds=1, paces=(20,), pace_seconds=1, burst=20, kannel=50)


@dataclass(frozen=True, slots=True)
class Place:
    """What both sides share, and how to say that another step is done."""

    folder: Path
    cluster: Cluster
    queue: str  # the Valkey, without the number of a database
    size: Size
    step: Callable[[str], None]
    run: str = field(default_factory=lambda: secrets.token_hex(3))

    def empty_database(self, kind: str) -> str:
        """A database for the peer, with nothing in it."""
        name = f"peer_{secrets.token_hex(4)}"
        if kind == "sqlite":
            return f"sqlite:///{self.folder / name}.db"
        self.cluster.sql(f"CREATE DATABASE {name}")
        return self.cluster.url(name)

    @contextmanager
    def our_database(self, kind: str) -> Iterator[str | None]:
        """A database for the gateway; None is SQLite in its data directory."""
        if kind == "sqlite":
            yield None
        else:
            with self.cluster.database() as url:
                yield url

    def peer_environment(self, database: str, sink: int) -> dict[str, str]:
        """What the peer is told."""
        return {
            "PEER_DATABASE": database,
            "PEER_BROKER": self.queue.replace("unix://", "redis+socket://") + "?virtual_host=1",
            "PEER_KEY": Fernet.generate_key().decode(),
            "PEER_SINK": f"http://127.0.0.1:{sink}/send",
        }

    def our_queue(self) -> str:
        return f"{self.queue}?db=0"


@contextmanager
def prepared(size: Size, step: Callable[[str], None]) -> Iterator[Place]:
    """Start what is shared."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="smsgw-bench-")))
        cluster = start_cluster(durable=True)
        stack.callback(cluster.destroy)
        queue = stack.enter_context(servers.valkey(folder / "queue"))
        yield Place(folder, cluster, queue, size, step)
