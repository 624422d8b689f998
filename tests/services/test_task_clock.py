"""Officers are reminded before a limit, their stand-ins and admins hear of a passed one, once and at work."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from sms_gateway.services import moves
from sms_gateway.services.assignment import settle
from sms_gateway.services.office import Office
from sms_gateway.services.task_clock import run
from sms_gateway.storage import leaves
from sms_gateway.storage.schema import cases, outbox, senders
from tests.builders import OTHER_CITIZEN, ROAD, Chance, enrol, opened, rows, sql, store, work
from tests.conftest import HandClock, OfficeMaker

ONE, TWO = "24183567", "24183617"
STAFF = "staff:budi"
BUDI, ANI, TONO = "+6281200003333", "+6281200004444", "+6281200005555"
ROADS = "pupr@33.74"
REMINDED = (
    "1708 TUGAS 1: besok batas jawab No 24183567 (jalan rusak). "
    "Balas 1 JAWAB isi, atau 1 PERPANJANG alasan (maks 1x)"
)
LATE = (
    "1708 TUGAS 1: No 24183567 (jalan rusak) LEWAT batas jawab 17/11, admin instansi Anda dikabari. "
    "Jawab hari ini: 1 JAWAB isi"
)
ESCALATED = (
    "1708: tugas Budi S lewat batas jawab 17/11: No 24183567 (jalan rusak). Mohon dipastikan dijawab hari ini"
)
RECAP = (
    "1708: {} tugas Dinas PU Kota Semarang lewat batas. Terlama {} hari kerja. "
    "Rekap dikirim ke admin instansi setiap hari kerja 08.00 WIB"
)


@pytest.fixture
def office(make_office: OfficeMaker) -> Office:
    """Budi has a task that is due on Tuesday the 17th; Ani is the admin, Tono neither."""
    office = make_office(rand=Chance(ONE, TWO))
    store(office, ROAD)
    work(office)
    moves.forward(ONE, STAFF, office, ROADS)
    enrol(office, BUDI)
    settle(office)
    enrol(office, ANI, name="Ani R", admin=True)
    enrol(office, TONO, name="Tono")
    sql(office, "UPDATE tasks SET told_at = opened_at")
    return office


def at(clock: HandClock, day: int, hour: int, minute: int = 0) -> None:
    """That day of November, by the clock of Jakarta."""
    clock.at = datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


def due(office: Office, day: int) -> None:
    with office.sessions.begin() as session:
        session.execute(update(cases).values(due_at=datetime(2026, 11, day, 16, 59, 59, tzinfo=UTC)))


def told(office: Office) -> list[tuple[str, str]]:
    """Whom the clock told what, and forget it."""
    phone = {row.id: office.vault.open(row.uuid, row.msisdn_enc) for row in rows(office, senders)}
    name = {BUDI: "budi", ANI: "ani", TONO: "tono"}
    mine = ("task-remind", "task-late", "officer-late", "officer-recap")
    found = [row for row in rows(office, outbox) if row.kind in mine and row.priority == 30]
    sql(office, "UPDATE outbox SET priority = 31 WHERE priority = 30")
    return [(name[phone[row.sender_id]], opened(office, row)) for row in found]


def test_the_day_before_the_limit_its_officer_is_reminded_once(office: Office, clock: HandClock) -> None:
    at(clock, 13, 16)
    assert (run(office), told(office)) == (0, [])
    at(clock, 16, 7, 59)
    assert (run(office), told(office)) == (0, [])
    at(clock, 16, 8)
    assert (run(office), run(office)) == (1, 0)
    assert told(office) == [("budi", REMINDED)]
    at(clock, 17, 9)
    assert (run(office), told(office)) == (0, [])


def test_before_a_weekend_the_day_is_named(office: Office, clock: HandClock) -> None:
    due(office, 16)
    at(clock, 13, 10)
    run(office)
    at(clock, 14, 10)
    run(office)
    assert told(office) == [("budi", REMINDED.replace("besok", "16/11"))]


def test_a_limit_that_moved_is_reminded_of_anew(office: Office, clock: HandClock) -> None:
    at(clock, 16, 8)
    run(office)
    moves.extend(ONE, "menunggu alat", STAFF, office)
    assert rows(office, cases)[0].due_at == datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC)
    assert run(office) == 0
    at(clock, 23, 8)
    assert run(office) == 1
    assert told(office) == [("budi", REMINDED)] * 2


@pytest.mark.parametrize("state", ["answered", "delayed"])
def test_what_waits_for_nobody_here_is_neither_reminded_nor_late(
    office: Office, clock: HandClock, state: str
) -> None:
    sql(office, "UPDATE cases SET state = :state", state=state)
    for day in (16, 18):
        at(clock, day, 9)
        run(office)
    assert told(office) == []


def test_a_passed_limit_is_told_to_officer_and_admin_and_recapped_daily(
    office: Office, clock: HandClock
) -> None:
    at(clock, 18, 7, 59)
    assert (run(office), told(office)) == (0, [])
    at(clock, 18, 8)
    assert (run(office), run(office)) == (1, 0)
    assert told(office) == [("ani", RECAP.format(1, 1)), ("budi", LATE), ("ani", ESCALATED)]
    at(clock, 18, 15)
    assert (run(office), told(office)) == (0, [])
    for day, days in ((19, 2), (20, 3), (23, 4)):
        at(clock, day, 8)
        run(office)
        assert told(office) == [("ani", RECAP.format(1, days))]
    for day in (21, 22):  # a weekend
        at(clock, day, 8)
        run(office)
        assert told(office) == []


def test_stand_ins_hear_of_their_colleagues_tasks(office: Office, clock: HandClock) -> None:
    sql(office, "UPDATE officers SET stand_in_id = 3 WHERE id = 1")
    sql(office, "UPDATE officers SET admin = false")
    at(clock, 18, 8)
    run(office)
    assert told(office) == [("budi", LATE), ("tono", ESCALATED)]


def test_the_stand_in_of_a_leave_counts_while_it_lasts(office: Office, clock: HandClock) -> None:
    sql(office, "UPDATE officers SET admin = false")
    with office.sessions.begin() as session:
        leaves.add(session, 1, date(2026, 11, 18), date(2026, 11, 18), 3, clock())
    at(clock, 18, 8)
    run(office)
    assert ("tono", ESCALATED) in told(office)


def test_several_passed_limits_are_one_sms_to_the_admin(office: Office, clock: HandClock) -> None:
    sql(office, "UPDATE officers SET state = 'on_hold' WHERE id > 1")
    store(office, "lampu jalan mati di jl pemuda kota semarang", sender=OTHER_CITIZEN)
    work(office)
    moves.forward(TWO, STAFF, office, ROADS)
    settle(office)
    sql(office, "UPDATE officers SET state = 'active'")
    at(clock, 18, 8)
    run(office)
    to_ani = [text for who, text in told(office) if who == "ani"]
    assert to_ani == [
        RECAP.format(2, 1),
        "1708: 2 tugas Dinas PU Kota Semarang baru lewat batas: 24183567 Budi S, 24183617 Budi S. "
        "Mohon dipastikan dijawab hari ini",
    ]


def test_an_admin_is_not_told_of_the_own_task_twice(office: Office, clock: HandClock) -> None:
    sql(office, "UPDATE officers SET admin = (id = 1)")
    at(clock, 18, 8)
    run(office)
    assert told(office) == [("budi", RECAP.format(1, 1)), ("budi", LATE)]
