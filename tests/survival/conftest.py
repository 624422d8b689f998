"""A database for every storm, and a PostgreSQL of its own for those that stop the server."""

from collections.abc import Iterator

import pytest

from tests.postgres import Cluster, start_cluster


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """A database of one module's gateway: None is the embedded SQLite."""
    if request.param == "sqlite":
        yield None
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    with cluster.database() as url:
        yield url


@pytest.fixture(scope="session")
def mortal_cluster() -> Iterator[Cluster]:
    """A PostgreSQL that tests may stop as they like; they leave it running."""
    cluster = start_cluster()
    yield cluster
    cluster.destroy()
