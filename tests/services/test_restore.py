"""A restore brings back everything of the backup's moment; nothing leaves on the word of a lost life."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from sms_gateway.crypto import Vault, make_keys
from sms_gateway.domain.messages import LookupOutcome, LookupState, OutboxState
from sms_gateway.services import audit, delivery, intake, triage
from sms_gateway.services.backup import backup
from sms_gateway.services.identity import tie_keys
from sms_gateway.services.office import Office
from sms_gateway.services.restore import Order, RestoreRefused, check, into_file, into_server
from sms_gateway.storage import invariants
from sms_gateway.storage.archive import Archive
from sms_gateway.storage.engine import Sessions, open_sessions
from sms_gateway.storage.migrations import pending, upgrade
from sms_gateway.storage.schema import metadata, outbox
from tests.builders import (
    OTHER_CITIZEN,
    ROAD,
    WATER,
    FakeCarrier,
    enrol,
    inbound,
    opened,
    rows,
    sql,
    store,
    work,
)
from tests.conftest import NOW, HandClock, OfficeMaker
from tests.restoring import LATER, restore, saved, told

PASSING = {"instance", "heartbeats", "turns", "buckets", "console_sessions", "outbox", "audit", "audit_head"}


def everything(sessions: Sessions) -> dict[str, list[tuple[object, ...]]]:
    with sessions.read() as session:
        return {
            table.name: [
                tuple(row) for row in session.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in metadata.sorted_tables
            if table.name not in PASSING
        }


def test_a_backup_of_either_database_is_the_same_rows_in_both(
    office: Office, either: str, tmp_path: Path, revived: Callable[..., Office]
) -> None:
    store(office, ROAD, "halo")
    store(office, WATER, sender=OTHER_CITIZEN)
    work(office)
    first = enrol(office, "+6281234567801")
    second = enrol(office, "+6281234567802", stand_in_id=None)
    sql(office, "UPDATE officers SET stand_in_id = :to WHERE id = :id", id=first, to=second)
    before = everything(office.sessions)
    restore(saved(office, tmp_path), either, office.vault)
    back = revived(either)
    assert everything(back.sessions) == before
    assert opened(back, rows(back, outbox)[0]) == opened(office, rows(office, outbox)[0])
    store(back, "lampu jalan mati di jl pemuda semarang", sender="+6281234567803")  # numbers go on
    work(back)
    assert pending(back.sessions)[0] == pending(back.sessions)[1]


def test_nothing_acknowledged_before_the_backup_is_lost_however_much_arrives_meanwhile(
    office: Office, target: str, tmp_path: Path, revived: Callable[..., Office]
) -> None:
    stop = threading.Event()
    acknowledged: list[str] = []

    def go_on(phone: str) -> None:
        while not stop.is_set():
            sms = inbound("halo", phone)
            intake.accept([sms], office)
            acknowledged.append(sms.carrier_ref)

    callers = [threading.Thread(target=go_on, args=(f"+62812345678{n:02}",)) for n in range(4)]
    for caller in callers:
        caller.start()
    try:
        while len(acknowledged) < 40:
            triage.drain(office, 1)
        before = set(acknowledged)
        archive = saved(office, tmp_path)
    finally:
        stop.set()
        for caller in callers:
            caller.join()
    restore(archive, target, office.vault)
    back = revived(target)
    assert before <= {row.carrier_ref for row in rows(back, metadata.tables["inbound_parts"])}
    assert [row.entry.action for row in audit.listed(back)] == ["database-restored"]
    with back.sessions.read() as session:
        broken = invariants.violations(session, NOW)
    assert broken == {"I1": 0, "I2": 0, "I3": 0, "I4": 0}


def test_nothing_of_the_backup_is_sent_on_a_guess(
    make_office: OfficeMaker, target: str, tmp_path: Path, clock: HandClock, revived: Callable[..., Office]
) -> None:
    """Promised before the backup and sent after it: the carrier's record settles it, by look-up alone."""
    office = make_office()
    store(office, ROAD)
    triage.drain(office, 60)
    archive = saved(office, tmp_path)
    clock.at = LATER
    assert restore(archive, target, office.vault).in_doubt == 1
    carrier = FakeCarrier()
    back = revived(target, carriers={"simulator": carrier})
    delivery.drain(back, 60)
    clock.forward(minutes=2)
    delivery.drain(back, 60)
    assert (len(carrier.looked), carrier.sent) == (2, [])
    assert carrier.looked[0].first_tried_at == NOW  # it is looked for from the moment of the backup on
    assert [row.state for row in rows(back, outbox)] == [OutboxState.RETRY, OutboxState.EXPIRED]


def test_who_stood_in_during_the_lost_life_is_asked_too(
    make_office: OfficeMaker, target: str, tmp_path: Path, clock: HandClock, revived: Callable[..., Office]
) -> None:
    office = make_office()
    store(office, ROAD)
    triage.drain(office, 60)
    archive = saved(office, tmp_path)
    clock.at = LATER
    restore(archive, target, office.vault)
    home, other = FakeCarrier(), FakeCarrier(name="generic")
    other.looks = [LookupOutcome(LookupState.FOUND, "G1")]
    parts = {"enabled": ("simulator", "generic"), "failover": {"simulator": ("generic",)}}
    carriers = office.settings.carriers.model_copy(update=parts)
    settings = office.settings.model_copy(update={"carriers": carriers})
    back = revived(target, carriers={"simulator": home, "generic": other}, settings=settings)
    delivery.drain(back, 60)
    found = rows(back, outbox)[0]
    assert (found.state, found.carrier, found.meant, found.carrier_ref) == (
        OutboxState.ACCEPTED,
        "generic",
        "simulator",
        "G1",
    )
    assert home.sent + other.sent == []


def test_new_sms_get_numbers_no_lost_one_had(
    office: Office, target: str, tmp_path: Path, revived: Callable[..., Office]
) -> None:
    store(office, ROAD)
    work(office)
    restore(saved(office, tmp_path), target, office.vault)
    back = revived(target)
    store(back, WATER, sender=OTHER_CITIZEN)
    triage.drain(back, 60)
    ids = [row.id for row in rows(back, outbox)]
    assert ids[-1] > ids[0] + 1_000_000


def test_what_a_person_was_to_decide_stays_his_as_perhaps_sent(
    office: Office, target: str, tmp_path: Path, revived: Callable[..., Office]
) -> None:
    store(office, ROAD)
    triage.drain(office, 60)
    sql(office, "UPDATE outbox SET state = 'held', reason = 'not-taken-in-time'")
    restore(saved(office, tmp_path), target, office.vault)
    row = rows(revived(target), outbox)[0]
    assert (row.state, row.reason, row.looks) == (OutboxState.HELD, "restored", 1)


def test_the_chain_of_the_audit_is_whole_and_knows_of_the_restore(
    office: Office, target: str, tmp_path: Path, revived: Callable[..., Office]
) -> None:
    archive = saved(office, tmp_path)
    restore(archive, target, office.vault)
    back = revived(target)
    assert audit.verify(back).broken is None
    assert [row.entry.action for row in audit.listed(back)][-1] == "database-restored"


def test_a_used_database_is_replaced_only_when_told_to(
    office: Office, target: str, tmp_path: Path, revived: Callable[..., Office]
) -> None:
    archive = saved(office, tmp_path)
    restore(archive, target, office.vault)
    store(revived(target), ROAD)
    with pytest.raises(RestoreRefused, match="--replace"):
        restore(archive, target, office.vault)
    assert len(rows(revived(target), metadata.tables["senders"])) == 1
    found = restore(archive, target, office.vault, replace=True)
    assert rows(revived(target), metadata.tables["senders"]) == []
    assert found.aside is None or found.aside.exists()


def test_a_running_gateway_is_not_replaced(
    office: Office, target: str, tmp_path: Path, revived: Callable[..., Office]
) -> None:
    archive = saved(office, tmp_path)
    restore(archive, target, office.vault)
    at = LATER.replace(tzinfo=None) if target.startswith("sqlite") else LATER
    beat = "INSERT INTO heartbeats (part, beat_at) VALUES ('web@host:1', :at)"
    sql(revived(target), beat, at=at)
    with pytest.raises(RestoreRefused, match="Stop every part"):
        restore(archive, target, office.vault, replace=True)


@pytest.mark.parametrize("wrong", ["field_keys", "index_key"])
def test_other_keys_are_refused_before_anything_is_touched(
    office: Office, tmp_path: Path, wrong: str
) -> None:
    keys = make_keys()
    right = Vault([keys["field_keys"]], keys["index_key"])
    tie_keys(office.sessions, right, NOW)
    file = tmp_path / "b.zip"
    backup(office.sessions, file, NOW, told, told)
    other = {**keys, wrong: make_keys()[wrong]}
    with pytest.raises(RestoreRefused, match=wrong.upper()):
        check(Archive(file), Vault([other["field_keys"]], other["index_key"]))


def test_a_backup_of_a_newer_schema_is_refused(office: Office, tmp_path: Path) -> None:
    sql(office, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(RestoreRefused, match="9999"):
        check(saved(office, tmp_path), office.vault)


@pytest.mark.parametrize("schema", ["0006", "0008"])
def test_a_backup_of_an_older_schema_is_brought_to_the_newest(
    either: str, tmp_path: Path, vault: Vault, schema: str
) -> None:
    source = open_sessions(f"sqlite:///{tmp_path / 'old.db'}")
    with source.engine.begin() as connection:
        upgrade(connection, schema)
    tie_keys(source, vault, NOW)
    backup(source, tmp_path / "old.zip", NOW, told, told)
    source.close()
    restore(Archive(tmp_path / "old.zip"), either, vault)
    back = open_sessions(either)
    assert pending(back)[0] == pending(back)[1]
    back.close()


def test_a_restore_that_breaks_off_leaves_what_was_there(
    office: Office, target: str, tmp_path: Path, revived: Callable[..., Office]
) -> None:
    store(office, WATER)
    archive = saved(office, tmp_path)
    restore(saved(office, tmp_path), target, office.vault)
    before = everything(revived(target).sessions)

    def stop(_: int) -> None:
        raise KeyboardInterrupt

    order = Order(archive, office.vault, "e" * 32, "cli:ani", LATER, True)
    into_it: Callable[[], object] = partial(into_server, revived(target).sessions, order, stop)
    if target.startswith("sqlite"):
        into_it = partial(into_file, Path(target.removeprefix("sqlite:///")), order, stop)
    with pytest.raises(KeyboardInterrupt):
        into_it()
    assert everything(revived(target).sessions) == before
