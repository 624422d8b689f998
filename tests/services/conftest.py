"""Databases a backup is put back into."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sms_gateway.services.office import Office
from sms_gateway.storage.engine import Sessions, open_sessions
from tests.conftest import OfficeMaker
from tests.postgres import Cluster


@contextmanager
def empty(dialect: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that is empty, and may not even be there."""
    if dialect.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'restored' / 'gateway.db'}"
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    with cluster.database() as url:
        yield url


@pytest.fixture
def target(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """One of the kind the backup is of."""
    with empty(database_url, request, tmp_path) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """One of each kind."""
    with empty(request.param, request, tmp_path) as url:
        yield url


@pytest.fixture
def revived(make_office: OfficeMaker) -> Iterator[Callable[..., Office]]:
    """The office of a database that came back."""
    open_ones: list[Sessions] = []

    def make(url: str, **parts: object) -> Office:
        open_ones.append(open_sessions(url))
        return make_office(sessions=open_ones[-1], **parts)

    yield make
    for each in open_ones:
        each.close()
