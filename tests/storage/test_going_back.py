"""Going back keeps every row and column the older schema has a place for, and says what it forgets."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update

from sms_gateway.errors import GatewayError
from sms_gateway.services.office import Office
from sms_gateway.services.schema import plan_back
from sms_gateway.storage import migrations, portable
from sms_gateway.storage.engine import Sessions
from sms_gateway.storage.schema import agencies, inbound_parts, lessons, outbox, questions
from tests.builders import ROAD, enrol, give_task, rows, store, work
from tests.conftest import NOW

Shape = Mapping[str, list[dict[str, Any]]]
# (version that is undone, table): what its docstring says it changes.
CHANGED = {("0004", "questions"), ("0006", "senders")}


@pytest.fixture
def used(office: Office) -> Office:
    """A gateway that was worked with: reports, a question, an officer with a task, taught words."""
    store(office, ROAD)
    store(office, "jalan berlubang", sender="+6281200003333")
    work(office)
    officer = enrol(office, "+6281200007777")
    with office.sessions.read() as session:
        ticket = session.execute(text("SELECT number FROM tickets ORDER BY id LIMIT 1")).scalar_one()
    give_task(office, officer, ticket)
    taught = {"text": "lobang", "topic": "roads", "made_by": "ani", "made_at": NOW}
    with office.sessions.begin() as session:
        session.execute(insert(lessons).values(**taught))
    return office


def _held(sessions: Sessions) -> Shape:
    """Every table as it is: its rows in the order of the key."""
    found: dict[str, list[dict[str, Any]]] = {}
    with sessions.engine.connect() as connection:
        for table in portable.tables(connection):
            query = select(table).order_by(*table.primary_key.columns)
            found[table.name] = [dict(row._mapping) for row in connection.execute(query)]
    return found


def _common(rows: list[dict[str, Any]], others: list[dict[str, Any]]) -> list[dict[str, Any]]:
    names = others[0].keys() if others else ()
    return [{name: row[name] for name in names if name in row} for row in rows] if others else rows


def test_every_step_back_keeps_what_the_older_schema_has_a_place_for(used: Office) -> None:
    sessions = used.sessions
    versions = [step.revision for step in migrations.steps_back(sessions, "0001")]
    held = _held(sessions)
    for undone, now in zip(versions, [*versions[1:], "0001"], strict=True):
        migrations.go_back(sessions, now)
        left = _held(sessions)
        for name, found in left.items():
            if (undone, name) not in CHANGED:
                assert found == _common(held[name], found), f"{undone} changed {name}"
        held = left
    migrations.migrate(sessions)
    again = _held(sessions)
    for name, found in held.items():
        assert found == _common(again[name], found), name


def test_a_question_that_waited_is_closed_and_an_officer_is_a_citizen_again(used: Office) -> None:
    phone = rows(used, questions)[0]
    waiting = {"sender_id": phone.sender_id, "kind": "place", "ticket_ids": [1], "waiting": True}
    moments = {"asked_at": NOW, "expires_at": NOW}
    with used.sessions.begin() as session:
        session.execute(insert(questions).values(**waiting, **moments))
    migrations.go_back(used.sessions, "0003")
    with used.sessions.read() as session:
        open_ones = session.execute(text("SELECT count(*) FROM questions WHERE closed_at IS NULL"))
        assert open_ones.scalar() == 1
        assert set(session.scalars(text("SELECT role FROM senders"))) == {"citizen"}


def test_parts_that_wait_hold_the_schema_that_can_join_them(used: Office) -> None:
    with used.sessions.begin() as session:
        session.execute(update(inbound_parts).where(inbound_parts.c.id == 1).values(message_id=None))
    with pytest.raises(GatewayError, match="1 parts of long SMS wait"):
        migrations.go_back(used.sessions, "0006")
    assert migrations.pending(used.sessions)[0] == "0007"


def test_what_would_be_forgotten_is_counted_before_anything_is_touched(used: Office) -> None:
    plan = plan_back(used.sessions, "0016")
    assert ("lessons", 1) in plan.losses
    assert {what for what, _ in plan.losses} <= {"lessons", "lexicon_rules", "knowledge_versions"}
    deep = dict(plan_back(used.sessions, "0005").losses)
    assert (deep["officers"], deep["tasks"]) == (1, 1)
    assert deep["outbox.may_have_left"] == len(rows(used, outbox))
    assert agencies.name not in deep
    assert migrations.pending(used.sessions)[0] == migrations.newest()


@pytest.mark.parametrize("revision", ["0099", "16", ""])
def test_a_version_that_is_none_is_refused(sessions: Sessions, revision: str) -> None:
    with pytest.raises(GatewayError, match="There is no version"):
        migrations.go_back(sessions, revision)


def test_what_a_newer_program_made_is_undone_by_that_program_only(sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    with pytest.raises(GatewayError, match="Go back with the version"):
        migrations.go_back(sessions, "0016")


def test_every_way_back_says_what_it_does(sessions: Sessions) -> None:
    steps = migrations.steps_back(sessions, "0001")
    assert [step.revision for step in steps if not step.remark or not step.title] == []
