"""The real things every test may ask for: both databases, keys, a clock that is set by hand."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

import pytest
import structlog
from argon2 import PasswordHasher
from hypothesis import settings as hypothesis
from xdist.remote import Producer

from parsers import Knowledge, load_knowledge
from sms_gateway.carriers.base import Carrier
from sms_gateway.carriers.simulator import Simulator
from sms_gateway.catalog.wording import packaged_wording
from sms_gateway.crypto import Vault, make_keys
from sms_gateway.domain.work import Queue
from sms_gateway.services import passwords
from sms_gateway.services.agencies import AgencyBook
from sms_gateway.services.office import Office
from sms_gateway.services.rules import packaged
from sms_gateway.settings import Settings
from sms_gateway.storage.engine import Sessions, open_sessions
from sms_gateway.storage.migrations import migrate
from tests.postgres import Cluster, start_cluster
from tests.scheduling import OneWaits, waits
from tests.throwaway import throwaway_folder

NOW = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)  # a Tuesday, 09.00 in Jakarta

# How long an example takes says how busy the machine is; speed is measured in bench/.
hypothesis.register_profile("busy machines too", deadline=None)
hypothesis.load_profile("busy machines too")


def pytest_configure(config: pytest.Config) -> None:
    """Where `tmp_path` is; processes of xdist are told theirs."""
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(throwaway_folder()))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits first: of several test processes none is left alone with it at the end."""
    items.sort(key=lambda item: not waits(item.nodeid.split("::", 1)[0]))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneWaits | None:
    return OneWaits(config, log) if config.getvalue("dist") == "loadfile" else None


@dataclass
class HandClock:
    """A clock that moves only when told to."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **parts: float) -> None:
        self.at += timedelta(**parts)


@dataclass
class Ears:
    """A waker that remembers what was announced."""

    heard: list[Queue] = field(default_factory=list)

    def wake(self, queue: Queue) -> None:
        self.heard.append(queue)


@pytest.fixture(autouse=True)
def logging_as_at_first() -> Iterator[None]:
    """What a test or a fixture of many builds may speak only of errors; the others listen to more."""
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashed with the least argon2id takes, where a test is not about the hash."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One real PostgreSQL a test process, stopped at the end."""
    cluster = start_cluster()
    yield cluster
    cluster.destroy()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What an empty SQLite database holds; nobody can open this one and write into it."""
    path = tmp_path_factory.mktemp("migrated") / "gateway.db"
    sessions = open_sessions(f"sqlite:///{path}")
    migrate(sessions)
    sessions.close()
    return path.read_bytes()


@pytest.fixture
def sqlite_url(migrated_file: bytes, tmp_path: Path) -> str:
    """A migrated, empty SQLite database."""
    path = tmp_path / "gateway.db"
    path.write_bytes(migrated_file)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated, empty database; every test that asks runs on both."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    with cluster.database() as url:
        yield url


@pytest.fixture
def sessions(database_url: str) -> Iterator[Sessions]:
    sessions = open_sessions(database_url)
    sessions.wait_for_no_disk()
    yield sessions
    sessions.close()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def ears() -> Ears:
    return Ears()


@pytest.fixture
def vault() -> Vault:
    keys = make_keys()
    return Vault([keys["field_keys"]], keys["index_key"])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


RULES = cache(packaged)
WORDING = packaged_wording()

OfficeMaker = Callable[..., Office]


@pytest.fixture
def make_office(
    sessions: Sessions, vault: Vault, clock: HandClock, ears: Ears, settings: Settings, knowledge: Knowledge
) -> OfficeMaker:
    """An Office on the test's database; keywords replace its parts."""

    def make(**parts: object) -> Office:
        random = Random(1708)
        chosen: dict[str, object] = {
            "settings": settings,
            "sessions": sessions,
            "vault": vault,
            "carriers": {"simulator": simulator()},
            "waker": ears,
            "knowledge": lambda: knowledge,
            "rules": RULES,
            "wording": lambda: WORDING,
            "file_wording": lambda: WORDING,
            "agencies": AgencyBook(sessions, lambda: knowledge, time.monotonic),
            "clock": clock,
            "rand": random.randrange,
        }
        return Office(**{**chosen, **parts})  # type: ignore[arg-type]

    return make


@pytest.fixture
def office(make_office: OfficeMaker) -> Office:
    return make_office()


def simulator() -> Carrier:
    numbers = iter(range(1, 10**9))
    return Simulator(lambda: f"ref-{next(numbers)}")


def in_ci() -> bool:
    return os.environ.get("CI") == "true"


def needs(program: str) -> str:
    """The path of *program*; in CI a missing one is a failure, elsewhere a skip that says so."""
    found = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin")  # where Debian has the servers
    if found is None:
        reason = f"{program} is not installed (see .ci/run for the package)"
        pytest.fail(reason) if in_ci() else pytest.skip(reason)
    return found


def output_of(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
