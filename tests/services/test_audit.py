"""The chained record on both databases: in the transaction or not at all, and no change goes unseen."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from sms_gateway.crypto import Vault, make_keys
from sms_gateway.services import audit
from sms_gateway.services.office import Office
from sms_gateway.storage import schema
from tests.builders import rows, sql
from tests.conftest import HandClock, OfficeMaker


def noted(office: Office, count: int = 5) -> None:
    for number in range(count):
        with office.sessions.begin() as session:
            detail = {"task": number, "agency": "pupr@33.74", "left": None}
            audit.note(session, office, audit.officer(7), "task-accepted", office.now(), **detail)


def as_owner(office: Office, *statements: str, **values: str) -> None:
    """What somebody can do who owns the database and has none of the keys."""
    dialect = office.sessions.engine.dialect.name
    guards = {
        "sqlite": ("DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"),
        "postgresql": ("DROP TRIGGER audit_append_only ON audit",),
    }
    with office.sessions.begin() as session:
        for statement in guards[dialect]:
            session.execute(text(statement))
        for statement in statements:
            session.execute(text(statement), values if ":end" in statement else {})


def test_what_was_noted_is_whole(office: Office) -> None:
    noted(office, 3)
    verdict = audit.verify(office)
    assert (verdict.rows, verdict.broken) == (3, None)
    assert verdict.anchor.startswith("3:")


def test_an_empty_chain_is_whole(office: Office) -> None:
    assert audit.verify(office) == audit.Verdict(0, "", None)


def test_only_what_is_known_is_noted(office: Office) -> None:
    noted(office, 1)
    assert audit.listed(office)[0].entry.detail == {"task": 0, "agency": "pupr@33.74"}


FORGERIES = {
    "an action": ("UPDATE audit SET action = 'task-refused' WHERE seq = 3", 3, "changed"),
    "an actor": ("UPDATE audit SET actor = 'operator' WHERE seq = 1", 1, "changed"),
    "a detail": ("UPDATE audit SET detail = '{\"task\": 9}' WHERE seq = 5", 5, "changed"),
    "a time": ("UPDATE audit SET at = '2026-11-10 02:00:01+00:00' WHERE seq = 2", 2, "changed"),
    "a row removed": ("DELETE FROM audit WHERE seq = 2", 2, "missing"),
    "the first removed": ("DELETE FROM audit WHERE seq = 1", 1, "missing"),
    "the tail cut": ("DELETE FROM audit WHERE seq > 3", 4, "missing"),
    "a row behind the end": (
        "INSERT INTO audit SELECT 6, at, actor, action, detail, hash FROM audit WHERE seq = 5", 6, "changed",
    ),
    "the end set back": ("UPDATE audit_head SET seq = 3", 4, "inserted"),
    "the end taken away": ("DELETE FROM audit_head", 6, "end-missing"),
}  # fmt: skip


@pytest.mark.parametrize(("statement", "seq", "why"), FORGERIES.values(), ids=FORGERIES.keys())
def test_whoever_only_has_the_database_is_found_out(
    office: Office, statement: str, seq: int, why: str
) -> None:
    noted(office)
    as_owner(office, statement.replace(":", "\\:"))
    broken = audit.verify(office).broken
    assert broken is not None
    assert (broken.seq, broken.why) == (seq, why)


CUT_BACK = "UPDATE audit_head SET seq = 3, hash = :end"


def test_a_tail_cut_together_with_the_end_is_found(office: Office) -> None:
    noted(office)
    third = rows(office, schema.audit, seq=3)[0].hash
    as_owner(
        office,
        "DELETE FROM audit WHERE seq > 3",
        CUT_BACK,
        end=third,
    )
    broken = audit.verify(office).broken
    assert broken is not None
    assert (broken.seq, broken.why) == (4, "end-forged")
    noted(office, 2)
    later = audit.verify(office).broken
    assert later is not None
    assert later.seq == 4, "what is noted afterwards does not heal it"


def test_a_chain_set_back_to_an_older_copy_is_found_by_an_anchor_noted_elsewhere(
    office: Office, clock: HandClock
) -> None:
    noted(office, 3)
    head = rows(office, schema.audit_head)[0]
    noted(office, 2)
    seq, _, begins = audit.verify(office).anchor.partition(":")
    anchor = (int(seq), begins)
    assert audit.verify(office, anchor=anchor).broken is None
    as_owner(
        office,
        "DELETE FROM audit WHERE seq > 3",
        CUT_BACK,
        end=head.hash,
    )
    assert audit.verify(office).broken is None, "the end was one that once was true"
    assert audit.verify(office, anchor=anchor).broken is not None
    clock.forward(minutes=1)
    noted(office, 2)
    broken = audit.verify(office, anchor=anchor).broken
    assert broken is not None
    assert broken.why == "not-the-noted-one"


def test_another_key_proves_nothing(office: Office, make_office: OfficeMaker) -> None:
    noted(office)
    keys = make_keys()
    broken = audit.verify(make_office(vault=Vault([keys["field_keys"]], keys["index_key"]))).broken
    assert broken is not None
    assert broken.seq == 1


def test_the_last_rows_are_checked_alone(office: Office) -> None:
    noted(office)
    assert audit.verify(office, last=2).rows == 2
    as_owner(office, "UPDATE audit SET action = 'x' WHERE seq = 2")
    assert audit.verify(office, last=2).broken is None
    assert audit.verify(office, last=4).broken is not None


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'x'", "DELETE FROM audit"])
def test_the_database_itself_refuses_to_rewrite_it(office: Office, statement: str) -> None:
    noted(office, 1)
    with pytest.raises(DBAPIError, match="append-only"):
        sql(office, statement)


def test_what_was_taken_back_is_not_noted(office: Office) -> None:
    noted(office, 1)
    with office.sessions.begin() as session:
        audit.note(session, office, audit.CLOCK, "never", office.now())
        session.rollback()
    noted(office, 1)
    assert [row.entry.action for row in audit.listed(office)] == ["task-accepted"] * 2
    assert audit.verify(office).broken is None


def test_two_in_one_transaction_follow_one_another(office: Office) -> None:
    with office.sessions.begin() as session:
        places = [audit.note(session, office, audit.CLOCK, "x", office.now()) for _ in range(2)]
    assert places == [1, 2]
    assert audit.verify(office).broken is None


def test_many_at_once_make_one_chain(office: Office) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: noted(office, 10), range(8)))
    verdict = audit.verify(office)
    assert (verdict.rows, verdict.broken) == (80, None)


def test_a_look_while_others_add_finds_no_fault(office: Office) -> None:
    noted(office, 1)
    with ThreadPoolExecutor(2) as pool:
        adding = pool.submit(noted, office, 60)
        while not adding.done():
            assert audit.verify(office).broken is None
    adding.result()


NOTE_FOR_EVER: Callable[[str, str, str], str] = """
import sys
from datetime import UTC, datetime
from types import SimpleNamespace
from sms_gateway.crypto import Vault
from sms_gateway.services import audit
from sms_gateway.storage.engine import open_sessions
office = SimpleNamespace(vault=Vault([{field!r}], {index!r}))
sessions = open_sessions({url!r})
while True:
    with sessions.begin() as session:
        seq = audit.note(session, office, "clock", "again", datetime.now(UTC))
    print(seq, flush=True)
""".format


def test_kill_9_leaves_it_whole_and_loses_nothing_that_was_committed(
    make_office: OfficeMaker, database_url: str, tmp_path: Path
) -> None:
    keys = make_keys()
    office = make_office(vault=Vault([keys["field_keys"]], keys["index_key"]))
    script = tmp_path / "note.py"
    script.write_text(NOTE_FOR_EVER(field=keys["field_keys"], index=keys["index_key"], url=database_url))
    writers = [
        subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    said = [next(iter(writer.stdout or [])) for writer in writers]  # both are under way
    time.sleep(0.3)
    for writer in writers:
        os.kill(writer.pid, signal.SIGKILL)
    told = [line for writer in writers for line in writer.communicate(timeout=20)[0].splitlines()]
    verdict = audit.verify(office)
    assert verdict.broken is None
    assert verdict.rows >= max(int(line) for line in [*said, *told] if line.strip())
    noted(office, 1)
    assert audit.verify(office).broken is None


def test_it_is_listed_since_a_time_and_by_an_actor(office: Office) -> None:
    noted(office, 2)
    with office.sessions.begin() as session:
        audit.note(session, office, audit.OPERATOR, "officer-added", office.now())
    assert [row.seq for row in audit.listed(office, actor="operator")] == [3]
    assert [row.seq for row in audit.listed(office, limit=2)] == [2, 3]
    assert audit.listed(office, since=office.now().replace(year=2027)) == []
