"""What has not ended is found along the indexes of such rows alone, on both databases, whatever has ended."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session

from sms_gateway.domain.retention import DataClass
from sms_gateway.storage import (
    counted,
    due_cases,
    holds,
    inbox,
    invariants,
    outbox_budget,
    outbox_claims,
    outbox_expiry,
    outbox_ways,
    retention,
    task_limits,
    tasks,
    waiting,
)
from sms_gateway.storage.engine import Sessions
from tests.conftest import NOW

ASKED: dict[str, Callable[[Session], object]] = {
    "inbox, claim": lambda session: inbox.claim(session, 10, "lease", 60, NOW),
    "inbox, claim of a suspect": lambda session: inbox.claim_suspect(session, "lease", 60, NOW),
    "inbox, look": lambda session: inbox.may_find(session, NOW),
    "inbox, due": lambda session: inbox.due_count(session, NOW),
    "outbox, claim": lambda session: outbox_claims.claim(
        session, 10, "lease", 60, NOW, timedelta(minutes=1), lambda found: list(found)
    ),
    "outbox, look": lambda session: outbox_claims.may_find(session, NOW),
    "outbox, orphans": lambda session: outbox_claims.orphans_become_unknown(session, NOW),
    "outbox, due": lambda session: outbox_claims.due_count(session, NOW),
    "outbox, held": lambda session: outbox_budget.release_held(session, "budget", 10, NOW),
    "outbox, pointless": lambda session: outbox_expiry.end_pointless(session, NOW),
    "outbox, waiting": outbox_ways.waiting_for,
    "outbox, too old": lambda session: outbox_ways.hold_too_old(session, "kannel", NOW, "old", NOW),
    "deadlines": lambda session: invariants.past_deadline(session, NOW),
    "oldest message": invariants.oldest_unfinished,
    "oldest SMS": lambda session: invariants.oldest_unsent(session, NOW),
    "troubles": lambda session: invariants.troubles_since(session, NOW),
    "refused": lambda session: invariants.refused_since(session, "code", NOW),
    "left by the dead": lambda session: invariants.abandoned(session, 30),
    "numbers by state": counted.moving,
    "taken lately": lambda session: invariants.accepted_since(session, NOW),
    "held back": holds.waiting,
    "held, of a page": waiting.held,
    "words over their time": lambda session: retention.old(session, DataClass.TEXTS, NOW, (NOW, 1), 1000),
    "SMS over their time": lambda session: retention.old(session, DataClass.SMS, NOW, (NOW, 1), 1000),
    "past the last limit": lambda session: due_cases.beyond(session, NOW, 100),
    "overdue": lambda session: due_cases.overdue(session, NOW, 100),
    "late cases": lambda session: due_cases.counts(session, NOW, NOW),
    "without an officer": lambda session: tasks.unserved(session, 100),
    "without a task": lambda session: tasks.unassigned(session, 0, 100),
    "near its limit": lambda session: task_limits.agencies(session, NOW),
}
PARTIAL = ("ix_messages_claim", "ix_messages_line", "ix_outbox_claim", "ix_outbox_seen", "ix_cases_open")
LARGE = ("messages", "outbox", "cases", "events", "tickets", "inbound_parts")


ROUNDS: dict[str, Callable[[Session], object]] = {
    "without a task": lambda session: tasks.unassigned(session, 0, 100),
    "of another officer": lambda session: tasks.stale(session, 100),
    "of who is away": lambda session: tasks.on_leave(session, [1, 2], 0, 100),
    "near its limit": lambda session: task_limits.agencies(session, NOW),
    "near its limit, of an agency": lambda session: task_limits.near(session, "dlh@33.19", NOW),
}
GROWN = {  # what ANALYZE notes of a million messages: rows, and how many are alike
    "ix_cases_open": "47048 23524 1",
    "ix_cases_open_since": "47048 1 1",
    "ix_cases_late": "28284 1 1",
    "ix_cases_agency": "333133 166567 1 1",
    "ix_cases_state": "333133 66627 1 1",
    "ix_cases_due": "333133 66627 8",
    "ix_cases_newest": "333133 1 1",
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("ask", ROUNDS.values(), ids=ROUNDS.keys())
def test_what_has_ended_costs_a_round_nothing_once_there_is_much_of_it(
    sessions: Sessions, ask: Callable[[Session], object]
) -> None:
    with sessions.begin() as session:
        session.execute(text("ANALYZE"))
        noted = [{"index": index, "figures": figures} for index, figures in GROWN.items()]
        session.execute(text("INSERT INTO sqlite_stat1 VALUES ('cases', :index, :figures)"), noted)
    sessions.close()  # who connects anew reads them
    for plan in _plans(sessions, ask):
        [along] = [line for line in plan if line.startswith(("SCAN cases", "SEARCH cases"))]
        assert "ix_cases_open" in along or "rowid=?" in along


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED.keys())
def test_no_table_that_grows_is_read_from_end_to_end(
    sessions: Sessions, ask: Callable[[Session], object]
) -> None:
    plans = _plans(sessions, ask)
    assert plans
    for plan in plans:
        assert [line for line in plan if _reads_all(line)] == []


def test_what_retention_destroys_is_asked_row_by_row_from_the_oldest_on(sessions: Sessions) -> None:
    """PostgreSQL joined all SMS with all cases of their recipients before it sorted: for minutes."""
    plans = _plans(sessions, lambda session: retention.due(session, DataClass.SMS, NOW, 200, range(1, 1001)))
    assert plans
    assert not any("Anti Join" in line for plan in plans for line in plan)


def _reads_all(line: str) -> bool:
    """SQLite: SCAN along no index of some rows. PostgreSQL, told to avoid it: Seq Scan all the same."""
    if not any(f" {table}" in line for table in LARGE):
        return False
    return "Seq Scan" in line or (line.startswith("SCAN") and not any(index in line for index in PARTIAL))


def _plans(sessions: Sessions, ask: Callable[[Session], object]) -> list[list[str]]:
    """What the database says it would do for each statement of *ask*, made with its values as they are."""
    seen: list[tuple[str, object]] = []

    def note(_: object, __: object, statement: str, values: object, *___: object) -> None:
        if statement.lstrip().startswith(("SELECT", "UPDATE", "WITH")):
            seen.append((statement, values))

    engine = sessions.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        with sessions.begin() as session:
            ask(session)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if not sqlite:  # of empty tables it would read all
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        how = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
        column = 3 if sqlite else 0
        return [
            [str(row[column]) for row in connection.exec_driver_sql(how + statement, values)]  # type: ignore[arg-type]
            for statement, values in seen
        ]
