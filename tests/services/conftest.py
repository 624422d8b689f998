"""Databases a backup is put back into, a gateway in use that doctor looks at, an agency with officers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from sms_gateway.services import moves
from sms_gateway.services.office import Office
from sms_gateway.storage import operations
from sms_gateway.storage.engine import Sessions, open_sessions
from sms_gateway.storage.schema import inbound_parts, messages
from tests.builders import ROAD, Chance, enrol, give_task, store, work
from tests.conftest import HandClock, OfficeMaker
from tests.postgres import Cluster
from tests.services.doctor_part import beat
from tests.services.order_desk import ANI, BUDI, ONE, STAFF, TWO, Desk


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


@pytest.fixture
def well(office: Office, clock: HandClock) -> Office:
    """A gateway in use; the clock of the database decides, so business time is set to it."""
    with office.sessions.read() as session:
        clock.at += timedelta(seconds=operations.database_epoch(session) - clock.at.timestamp())
    beat(office)
    store(office, ROAD)
    with office.sessions.begin() as session:
        for table in (messages, inbound_parts):
            session.execute(update(table).values(received_at=clock.at))
    work(office)
    return office


@pytest.fixture
def make_desk(make_office: OfficeMaker, clock: HandClock) -> Callable[..., Desk]:
    def make(**parts: Any) -> Desk:
        office = make_office(rand=Chance(ONE, TWO), **parts)
        store(office, ROAD)
        work(office)
        moves.forward(ONE, STAFF, office)
        budi = enrol(office, BUDI)
        ani = enrol(office, ANI, name="Ani R", admin=True)
        return Desk(office, clock, budi, ani, give_task(office, budi, ONE))

    return make


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk()
