"""A connection whose server has gone is not handed out after a rest."""

import time

import pytest
from sqlalchemy import text

from sms_gateway.storage.engine import open_sessions
from sms_gateway.storage.resting import RESTED
from tests.postgres import Cluster


def test_after_a_rest_another_connection_takes_the_place_of_a_broken_one(cluster: Cluster) -> None:
    with cluster.database() as url:
        sessions = open_sessions(url, pool_size=1)
        with sessions.read() as session:
            pid = session.scalar(text("SELECT pg_backend_pid()"))
        with sessions.read() as session, sessions.read() as other:  # one more, that can end the first
            assert session.scalar(text("SELECT pg_backend_pid()")) == pid
            other.execute(text("SELECT 1"))
            session.rollback()
            other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
        time.sleep(RESTED * 1.5)

        with sessions.read() as session:
            assert session.scalar(text("SELECT pg_backend_pid()")) != pid
        sessions.close()


def test_a_connection_that_was_ended_a_moment_ago_is_not_handed_out(cluster: Cluster) -> None:
    with cluster.database() as url:
        sessions = open_sessions(url, pool_size=1)
        with sessions.read() as session:
            pid = session.scalar(text("SELECT pg_backend_pid()"))
        cluster.sql(f"SELECT pg_terminate_backend({pid}, 5000)")

        with sessions.read() as session:
            assert session.scalar(text("SELECT pg_backend_pid()")) != pid
        sessions.close()


@pytest.mark.parametrize("many", [1, 3])
def test_one_that_was_just_used_is_not_asked(cluster: Cluster, many: int) -> None:
    with cluster.database() as url:
        sessions = open_sessions(url, pool_size=1)
        asked = list[float]()
        ping = sessions.engine.dialect.do_ping
        sessions.engine.dialect.do_ping = lambda raw: asked.append(0.0) or ping(raw)  # type: ignore[assignment,func-returns-value,method-assign]
        for _ in range(many):
            sessions.ping()
        sessions.close()

        assert len(asked) < many
