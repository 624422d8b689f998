"""Gateways of real processes on both databases, and a PostgreSQL that may be stopped."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest

from sms_gateway.queue.embedded import EmbeddedValkey
from tests.postgres import Cluster, start_cluster
from tests.survival.harness import Fleet, running_fleet
from tests.survival.ledger import Posted
from tests.survival.site import Site, new_site


@pytest.fixture(scope="session")
def mortal_cluster() -> Iterator[Cluster]:
    """A PostgreSQL that tests may stop as they like; they leave it running."""
    cluster = start_cluster()
    yield cluster
    cluster.destroy()


@dataclass
class Crowd:
    """A gateway of single parts: one web server, four inbox workers, one outbox worker."""

    fleet: Fleet
    valkey: EmbeddedValkey
    posted: Posted = field(default_factory=Posted)

    @property
    def site(self) -> Site:
        return self.fleet.site


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def crowd(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    """Started by hand, as systemd would; one for each database."""
    with ExitStack() as stack:
        url = None
        if request.param == "postgresql":
            cluster: Cluster = request.getfixturevalue("cluster")
            url = stack.enter_context(cluster.database())
        site = stack.enter_context(new_site(tmp_path_factory.mktemp("crowd"), url))
        valkey = EmbeddedValkey(site.data)
        valkey.start()
        stack.callback(valkey.stop)
        yield Crowd(stack.enter_context(running_fleet(site, inboxes=4)), valkey)
