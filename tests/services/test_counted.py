"""Old rows are counted once and again; a look at all of them reads only the newest."""

import re

import pytest
from sqlalchemy import event

from sms_gateway.services import counted
from sms_gateway.services.diagnosis import diagnose
from sms_gateway.services.office import Office
from sms_gateway.services.seeding import Amount, Stage, seed
from sms_gateway.services.snapshot import snapshot
from sms_gateway.storage import counted as counts
from sms_gateway.storage import invariants
from sms_gateway.storage.counted import BEHIND, BLOCK, READ, What
from sms_gateway.storage.schema import counted as table
from tests.builders import ROAD, rows, sql, store, work
from tests.conftest import HandClock

PHONES = [f"+62812000011{number:02}" for number in range(2)]


@pytest.fixture
def old(office: Office) -> Office:
    """Two reports, and behind them so many ids that two blocks of each table are whole."""
    for phone in PHONES:
        store(office, ROAD, sender=phone)
    work(office)
    _skip(office, 2 * BLOCK + BEHIND)
    return office


def _skip(office: Office, last: int) -> None:
    """A message and an SMS with the id *last*: what comes later has higher ones."""
    sql(
        office,
        "INSERT INTO messages (id, uuid, sender_id, carrier, receiver, body_masked, text_digest, "
        "priority, state, reason, received_at) SELECT :last, :word, sender_id, carrier, receiver, '', '', "
        "20, 'ignored', 'empty', received_at FROM messages WHERE id = 1",
        last=last,
        word=f"skip-{last}",
    )
    sql(
        office,
        "INSERT INTO inbound_parts (carrier, carrier_ref, sender_id, message_id, uuid, received_at) "
        "SELECT carrier, :word, sender_id, :last, :word, received_at FROM messages WHERE id = 1",
        last=last,
        word=f"skip-{last}",
    )
    sql(
        office,
        "INSERT INTO outbox (id, uuid, sender_id, carrier, kind, once, segments, priority, state, "
        "created_at, state_since) SELECT :last, :word, sender_id, carrier, 'status', :word, 1, 20, "
        "'delivered', created_at, state_since FROM outbox WHERE id = 1",
        last=last,
        word=f"skip-{last}",
    )
    if office.sessions.engine.dialect.name == "postgresql":
        for name in ("messages", "outbox"):
            sql(office, f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), :last)", last=last)


def test_blocks_behind_the_newest_rows_are_counted_once_they_are_whole(old: Office) -> None:
    assert counted.keep(old) == 4  # an empty block of each table is one too
    with old.sessions.read() as session:
        assert {what: known.blocks for what, known in counts.known(session).items()} == dict.fromkeys(What, 2)
        assert all(not counts.uncounted(session, what) for what in What)


def test_the_numbers_are_those_of_all_rows_whether_counted_or_not(old: Office) -> None:
    before = snapshot(old)
    counted.keep(old)
    after = snapshot(old)
    assert (after.messages, after.outbox, after.invariants) == (
        before.messages,
        before.outbox,
        before.invariants,
    )
    with old.sessions.read() as session:
        whole = invariants.violations(session, old.now())
        assert after.invariants == whole
        assert {state: number for state, number in after.messages.items() if number} == (
            invariants.message_counts(session)
        )


def test_what_is_counted_is_not_read_again_by_a_look(old: Office) -> None:
    counted.keep(old)
    sql(old, "UPDATE messages SET state = 'command' WHERE id < 3")
    assert snapshot(old).invariants["I1"] == 0


def test_what_broke_in_old_rows_is_found_by_the_round_that_reads_them_again(old: Office) -> None:
    counted.keep(old)
    sql(old, "UPDATE messages SET state = 'command' WHERE id < 3")
    counted.keep(old)
    assert snapshot(old).invariants["I1"] == 2


def test_what_was_mended_is_seen_by_the_next_round(old: Office) -> None:
    sql(old, "UPDATE messages SET state = 'command' WHERE id = 1")
    counted.keep(old)
    assert snapshot(old).invariants["I1"] == 1
    sql(old, "UPDATE messages SET state = 'ticket' WHERE id = 1")
    counted.keep(old)
    assert snapshot(old).invariants["I1"] == 0


def test_a_second_acknowledgement_of_an_old_ticket_is_seen_at_once(old: Office) -> None:
    counted.keep(old)
    sql(
        old,
        "INSERT INTO outbox (uuid, sender_id, carrier, kind, once, ticket_id, segments, priority, "
        "created_at, state_since) SELECT 'x', sender_id, carrier, kind, 'another', ticket_id, segments, "
        "priority, created_at, state_since FROM outbox WHERE id = 1",
    )
    assert snapshot(old).invariants["I2"] == 1


@pytest.mark.parametrize("state", ["new", "retry"])
def test_what_has_no_outcome_is_never_taken_from_the_counts(old: Office, state: str) -> None:
    sql(old, "UPDATE messages SET state = :state WHERE id = 2", state=state)
    counted.keep(old)
    assert snapshot(old).messages[state] == 1
    sql(old, "UPDATE messages SET state = 'ticket' WHERE id = 2")
    assert snapshot(old).messages[state] == 0


def test_every_block_is_counted_again_in_its_turn_the_stalest_first(old: Office, clock: HandClock) -> None:
    _skip(old, 12 * BLOCK)
    _skip(old, 12 * BLOCK + BEHIND)
    counted.keep(old)
    first = clock.at
    for _ in range(6):
        clock.forward(minutes=1)
        counted.keep(old)
    known = rows(old, table, what="messages")
    assert {row.block for row in known} == set(range(12))
    assert min(row.at for row in known) > first


def test_the_age_of_the_stalest_counts_is_told(old: Office, clock: HandClock) -> None:
    assert snapshot(old).counted_age == 0
    counted.keep(old)
    clock.forward(hours=3)
    assert snapshot(old).counted_age == 3 * 3600


def test_a_schedule_that_lost_its_turn_stops_between_two_blocks(old: Office) -> None:
    turns = iter([True, False])
    assert counted.keep(old, lambda: next(turns)) == 1
    assert counted.keep(old) == 3 + 1  # the rest, and the one that was counted is looked at again


def test_of_old_rows_that_nobody_counted_yet_a_look_reads_the_newest_and_says_so(old: Office) -> None:
    _skip(old, 3 * READ)
    found = snapshot(old)
    assert found.uncounted == 2 * (len(PHONES) + 1)  # rows of both tables, not ids
    assert found.messages["ticket"] == 0
    assert found.messages["ignored"] == 1
    note = next(each for each in diagnose(old, None) if each.check == "old rows")
    assert (note.ok, note.detail[:10]) == (None, f"{found.uncounted} old rows")


def test_rows_that_were_not_looked_at_are_counted_to_a_bound(
    old: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    _skip(old, 3 * READ)
    monkeypatch.setattr(counts, "TOLD", 2)
    assert snapshot(old).uncounted == 2 * 2


def test_all_rows_are_read_when_a_person_asks_for_it(old: Office) -> None:
    _skip(old, 3 * READ)
    counted.keep(old)
    sql(old, "UPDATE messages SET state = 'command' WHERE id < 3")
    assert snapshot(old).invariants["I1"] == 0
    found = snapshot(old, whole=True)
    assert (found.invariants["I1"], found.messages["ignored"], found.uncounted) == (2, 2, 0)


def test_counts_nobody_renews_are_a_fault(old: Office, clock: HandClock) -> None:
    counted.keep(old)
    clock.forward(days=4)
    fault = next(each for each in diagnose(old, None) if each.check == "old rows")
    assert (fault.ok, bool(fault.remedy)) == (False, True)


def test_what_a_look_asks_of_the_newest_rows_is_bounded_in_every_table(old: Office) -> None:
    """Without a bound of its own PostgreSQL reads all tickets for the outcomes of a few messages."""
    counted.keep(old)
    seen: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        seen.append(statement)

    event.listen(old.sessions.engine, "before_cursor_execute", note)
    snapshot(old)
    event.remove(old.sessions.engine, "before_cursor_execute", note)
    of_messages = [each for each in seen if "messages.id >=" in each and "EXISTS" in each]
    assert len(of_messages) == 2  # I1 and I4
    for each in of_messages:
        tables = set(re.findall(r"EXISTS \(SELECT \*\s+FROM (\w+)", each))
        assert all(f"{table}.message_id >=" in each for table in tables)


def test_a_database_that_was_filled_is_counted_at_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, ids in {"BLOCK": 50, "READ": 50, "BEHIND": 5}.items():
        monkeypatch.setattr(counts, name, ids)
    told: list[Stage] = []
    seed(Amount(60, 180, 7), office, lambda stage, *_: told.append(stage))
    assert told[-1] is Stage.COUNTS
    found, whole = snapshot(office), snapshot(office, whole=True)
    assert found.uncounted == 0
    assert (found.messages, found.outbox, found.invariants) == (
        whole.messages,
        whole.outbox,
        whole.invariants,
    )
