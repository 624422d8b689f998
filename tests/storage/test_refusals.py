"""A database that answers and takes nothing says why, whichever of its words it uses."""

import pytest
from sqlalchemy import text

from sms_gateway.errors import StoreUnavailable
from sms_gateway.storage import refusals
from sms_gateway.storage.engine import Sessions, open_sessions
from tests.postgres import Cluster


@pytest.fixture
def read_only(cluster: Cluster) -> object:
    with cluster.database() as url:
        name = url.rsplit("/", 1)[1]
        cluster.sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        sessions = open_sessions(url)
        yield sessions
        sessions.close()


def test_a_postgresql_that_may_only_be_read_is_unavailable_for_writing(read_only: Sessions) -> None:
    with pytest.raises(StoreUnavailable, match="may only be read"), read_only.begin() as session:
        session.execute(text("DELETE FROM heartbeats"))


def test_it_is_seen_without_writing(read_only: Sessions, sessions: Sessions) -> None:
    with read_only.read() as session:
        assert refusals.read_only(session)
    with sessions.read() as session:
        assert not refusals.read_only(session)


class _Said(Exception):
    def __init__(self, **parts: str) -> None:
        super().__init__()
        self.__dict__ |= parts


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"sqlstate": "25006"}, "The database may only be read."),
        ({"sqlstate": "53100"}, "The disk of the database is full."),
        ({"sqlite_errorname": "SQLITE_READONLY"}, "The database may only be read."),
        ({"sqlite_errorname": "SQLITE_FULL"}, "The disk of the database is full."),
        ({"sqlstate": "23505"}, None),
        ({}, None),
    ],
)
def test_a_word_of_the_driver_is_understood(said: dict[str, str], what: str | None) -> None:
    found = refusals.refusal(_Said(**said))
    assert (found.what if found else None) == what
