"""Writes that are not waited for one by one: all of them stay, or none."""

import pytest
from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from sms_gateway.errors import StoreUnavailable
from sms_gateway.storage.engine import Sessions
from sms_gateway.storage.schema import instance
from tests.conftest import NOW


def _note(session: Session, *names: str) -> None:
    for name in names:
        session.execute(insert(instance), {"name": name, "value": "x", "at": NOW})


def _noted(session: Session) -> int:
    return session.scalar(select(func.count()).where(instance.c.name.like("flow%"))) or 0


def test_what_was_written_is_seen_by_the_next_question_and_stays(sessions: Sessions) -> None:
    with sessions.flow() as session:
        _note(session, "flow1", "flow2")
        assert _noted(session) == 2
        gone = session.execute(delete(instance).where(instance.c.name == "flow1").returning(instance.c.value))
        assert gone.scalars().all() == ["x"]
        assert session.scalar(select(instance.c.value).where(instance.c.name == "flow1")) is None
        _note(session, "flow3")

    with sessions.read() as session:
        assert _noted(session) == 2


@pytest.mark.parametrize("asks", [False, True])
def test_of_a_write_that_is_refused_nothing_stays_and_the_next_transaction_works(
    sessions: Sessions, asks: bool
) -> None:
    def twice() -> None:
        with sessions.flow() as session:
            _note(session, "flow1", "flow2", "flow1", "flow3")
            if asks:
                _noted(session)

    with pytest.raises(IntegrityError):
        twice()
    with sessions.flow() as session:
        assert _noted(session) == 0
        _note(session, "flow4")

    with sessions.read() as session:
        assert _noted(session) == 1


def test_of_a_use_case_that_fails_nothing_stays(sessions: Sessions) -> None:
    def failing() -> None:
        with sessions.flow() as session:
            _note(session, "flow1")
            raise ArithmeticError

    with pytest.raises(ArithmeticError):
        failing()

    with sessions.read() as session:
        assert _noted(session) == 0


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has no line
def test_a_line_that_breaks_before_the_commit_is_a_store_that_does_not_answer(sessions: Sessions) -> None:
    def cut_off() -> None:
        with sessions.flow() as session:
            pid = session.scalar(text("SELECT pg_backend_pid()"))
            _note(session, "flow1")
            with sessions.begin() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})

    with pytest.raises(StoreUnavailable):
        cut_off()

    with sessions.read() as session:
        assert _noted(session) == 0
