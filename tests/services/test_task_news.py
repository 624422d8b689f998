"""Officers hear of their tasks once, bundled, not at night, and never who reported them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parsers import Personal, personal_data
from sms_gateway.services import duplicates, moves
from sms_gateway.services.assignment import settle
from sms_gateway.services.office import Office
from sms_gateway.services.task_news import tell
from sms_gateway.storage.schema import cases, outbox, tasks, tickets
from tests.builders import CITIZEN, OTHER_CITIZEN, ROAD, Chance, enrol, opened, rows, sql, store, work
from tests.conftest import HandClock, OfficeMaker

ONE, TWO, THREE = "24183567", "24183617", "24183625"
STAFF = "staff:budi"
BUDI = "+6281200003333"
ROADS = "pupr@33.74"
NEW = (
    "1708 TUGAS 1: No 24183567 jalan rusak, Jl Kelud Raya, Kota Semarang. Batas 17/11. "
    "Balas: 1 ISI, 1 TERIMA, 1 JAWAB isi, 1 BUKAN alasan"
)


@pytest.fixture
def office(make_office: OfficeMaker) -> Office:
    """Budi, of the roads of Semarang, has a task he does not know of."""
    office = make_office(rand=Chance(ONE, TWO, THREE))
    store(office, ROAD)
    work(office)
    moves.forward(ONE, STAFF, office, ROADS)
    enrol(office, BUDI)
    settle(office)
    return office


def texts(office: Office) -> list[str]:
    """What the officer was told of his tasks, in order."""
    told = [row for row in rows(office, outbox) if row.kind in ("task-new", "task-news")]
    return [opened(office, row) for row in told]


def knows(office: Office, clock: HandClock) -> None:
    """The officer is told of the task."""
    clock.forward(minutes=1)
    tell(office)


def said(office: Office, text: str, sender: str = CITIZEN) -> None:
    store(office, text, sender=sender)
    work(office)


def test_a_new_task_is_told_once_after_a_moment(office: Office, clock: HandClock) -> None:
    assert tell(office) == 0
    clock.forward(seconds=31)
    assert (tell(office), tell(office)) == (1, 0)
    assert texts(office) == [NEW]
    assert rows(office, tasks)[0].told_at == clock()


def test_several_new_tasks_are_one_sms(office: Office, clock: HandClock) -> None:
    said(office, "lampu jalan mati di jl pemuda kota semarang", OTHER_CITIZEN)
    moves.forward(TWO, STAFF, office, ROADS)
    settle(office)
    knows(office, clock)
    (text,) = texts(office)
    assert text.startswith("1708: 2 tugas baru. 1) jalan rusak 17/11 2) ")
    assert all(row.told_at is not None for row in rows(office, tasks))


def test_several_new_tasks_about_the_same_are_told_apart(office: Office, clock: HandClock) -> None:
    said(office, "jalan berlubang di jl pemuda dpn balaikota kota semarang", OTHER_CITIZEN)
    moves.forward(TWO, STAFF, office, ROADS)
    settle(office)
    knows(office, clock)
    assert texts(office)[0].startswith(
        "1708: 2 tugas baru. 1) jalan rusak Jl Kelud Raya 17/11 2) jalan rusak Jl Pemuda 17/11. "
    )


def test_at_night_only_an_emergency_is_told(office: Office, clock: HandClock) -> None:
    clock.forward(hours=14)
    assert tell(office) == 0
    sql(office, "UPDATE cases SET urgency = 'emergency'")
    assert tell(office) == 1
    assert texts(office)[0].startswith("1708 TUGAS 1 DARURAT: No 24183567 jalan rusak")
    assert rows(office, outbox, kind="task-new")[0].priority == 0


def test_what_came_at_night_is_told_in_the_morning_together(office: Office, clock: HandClock) -> None:
    clock.forward(hours=14)
    said(office, "lampu jalan mati di jl pemuda kota semarang", OTHER_CITIZEN)
    moves.forward(TWO, STAFF, office, ROADS)
    settle(office)
    assert tell(office) == 0
    clock.forward(hours=7)
    assert tell(office) == 1
    assert texts(office)[0].startswith("1708: 2 tugas baru")


def test_more_words_of_a_reporter_are_passed_on(office: Office, clock: HandClock) -> None:
    knows(office, clock)
    said(office, f"TAMBAH {ONE} tadi pagi ada yg jatuh lagi dpn indomaret")
    assert (tell(office), tell(office)) == (1, 0)
    assert texts(office)[1:] == [
        "1708 TUGAS 1: pelapor menambah: tadi pagi ada yg jatuh lagi dpn indomaret. Batas jawab 17/11"
    ]


def test_an_answer_to_a_question_is_called_one(office: Office, clock: HandClock) -> None:
    knows(office, clock)
    moves.ask(ONE, "patokannya di depan no berapa?", STAFF, office)
    said(office, f"TAMBAH {ONE} dpn no 45 sebelah indomaret")
    said(office, f"TAMBAH {ONE} yang warna biru")
    tell(office)
    assert texts(office)[1:] == [
        "1708 TUGAS 1: pelapor menjawab: dpn no 45 sebelah indomaret. Batas jawab tetap 17/11",
        "1708 TUGAS 1: pelapor menambah: yang warna biru. Batas jawab 17/11",
    ]


def test_a_dispute_comes_with_its_words_and_the_new_deadline(office: Office, clock: HandClock) -> None:
    knows(office, clock)
    moves.answer(ONE, "sudah ditambal", STAFF, office)
    clock.forward(days=1)
    said(office, f"BELUM {ONE} cuma ditabur pasir")
    settle(office)
    tell(office)
    assert texts(office)[1:] == [
        "1708 TUGAS 1: jawaban No 24183567 disanggah: cuma ditabur pasir. Batas jawab 18/11. "
        "Balas: 1 JAWAB isi"
    ]


OBJECTED = (
    "1708 TUGAS {task}: jawaban No 24183567 (jalan rusak) DISANGGAH: cuma ditabur pasir. Batas 18/11. "
    "Balas: {task} ISI, {task} JAWAB isi"
)


def test_an_objection_that_begins_a_task_is_told_as_one(office: Office, clock: HandClock) -> None:
    knows(office, clock)
    moves.answer(ONE, "sudah ditambal", STAFF, office)
    moves.finish(ONE, STAFF, office)
    settle(office)
    clock.forward(days=1)
    said(office, f"BELUM {ONE} cuma ditabur pasir")
    settle(office)
    knows(office, clock)
    assert texts(office)[1:] == [OBJECTED.format(task=2)]
    assert tell(office) == 0


def test_an_objection_that_went_to_a_colleague_is_still_one_until_it_is_answered(
    office: Office, clock: HandClock
) -> None:
    knows(office, clock)
    moves.answer(ONE, "sudah ditambal", STAFF, office)
    clock.forward(days=1)
    said(office, f"BELUM {ONE} cuma ditabur pasir")
    enrol(office, "+6281200004444", name="Ani R")
    sql(office, "UPDATE officers SET state = 'on_hold' WHERE name = 'Budi S'")
    settle(office)
    knows(office, clock)
    assert texts(office)[1:] == [OBJECTED.format(task=1)]
    moves.answer(ONE, "sudah diaspal", STAFF, office)
    sql(office, "UPDATE officers SET state = 'active' WHERE name = 'Budi S'")
    sql(office, "UPDATE officers SET state = 'on_hold' WHERE name = 'Ani R'")
    clock.forward(days=8)
    settle(office)
    knows(office, clock)
    assert texts(office)[2].startswith("1708 TUGAS 1: No 24183567 jalan rusak, ")


def test_what_was_opened_again_says_so_with_its_words_and_in_no_bundle(
    office: Office, clock: HandClock
) -> None:
    knows(office, clock)
    moves.answer(ONE, "sudah ditambal", STAFF, office)
    moves.finish(ONE, STAFF, office)
    settle(office)
    said(office, f"BUKA {ONE} berlubang lagi, hub 081234567890")
    said(office, "lampu jalan mati di jl pemuda kota semarang", OTHER_CITIZEN)
    said(office, "pohon tumbang menutup jalan di jl gajah mada kota semarang", OTHER_CITIZEN)
    for number in (ONE, TWO, THREE):
        moves.forward(number, STAFF, office, ROADS)
    settle(office)
    knows(office, clock)
    bundle, again = texts(office)[1:]
    assert again == (
        "1708 TUGAS 2: No 24183567 (jalan rusak) DIBUKA LAGI: berlubang lagi, hub [NOMOR HP]. "
        "Batas 17/11. Balas: 2 ISI, 2 JAWAB isi"
    )
    assert bundle.startswith("1708: 2 tugas baru. ")


def test_who_is_released_is_told_that_his_task_is_his_again(office: Office, clock: HandClock) -> None:
    knows(office, clock)
    sql(office, "UPDATE officers SET state = 'on_hold'")
    settle(office)
    clock.forward(hours=1)
    sql(office, "UPDATE officers SET state = 'active'")
    settle(office)
    clock.forward(minutes=1)
    assert (tell(office), tell(office)) == (1, 0)
    assert texts(office)[1] == (
        "1708 TUGAS 1: No 24183567 jalan rusak, Jl Kelud Raya, Kota Semarang, kembali ke instansi Anda. "
        "Batas tetap 17/11. Balas: 1 ISI, 1 JAWAB isi, 1 BUKAN alasan"
    )


def test_several_that_come_from_a_colleague_are_told_apart_from_what_is_new(
    office: Office, clock: HandClock
) -> None:
    said(office, "lampu jalan mati di jl pemuda kota semarang", OTHER_CITIZEN)
    moves.forward(TWO, STAFF, office, ROADS)
    settle(office)
    knows(office, clock)
    enrol(office, "+6281200004444", name="Ani R")
    sql(office, "UPDATE officers SET state = 'disabled' WHERE name = 'Budi S'")
    said(office, "pohon tumbang menutup jalan di jl gajah mada kota semarang", OTHER_CITIZEN)
    moves.forward(THREE, STAFF, office, ROADS)
    settle(office)
    knows(office, clock)
    passed, new = texts(office)[1:]
    assert passed.startswith(
        "1708: 2 tugas dialihkan ke Anda dari Budi S, batas tetap. 1) jalan rusak 17/11 2) lampu jalan mati"
    )
    assert new.startswith("1708 TUGAS 3: No 24183625 pohon tumbang, ")


FIRE = (
    "TOLONG kebakaran di jl kelud raya no 12 kec gajahmungkur semarang, banyak orang terjebak di dalam rumah"
)


def test_an_emergency_that_joins_the_case_is_told_at_once_by_night_with_what_waits(
    make_office: OfficeMaker, clock: HandClock
) -> None:
    office = make_office(rand=Chance(ONE, TWO))
    enrol(office, BUDI, agency="damkar@33.74")
    said(office, FIRE)
    moves.forward(ONE, STAFF, office, "damkar@33.74")
    settle(office)
    tell(office)
    clock.forward(hours=14)
    said(office, f"{FIRE}, hub 081234567890", OTHER_CITIZEN)
    assert len(rows(office, cases, urgency="emergency")) == 2
    assert (tell(office), tell(office)) == (1, 0)
    assert texts(office)[1:] == [
        "1708 TUGAS 1 DARURAT: pelapor lain utk No 24183567: TOLONG kebakaran di jl kelud raya no 12 kec "
        "gajahmungkur semarang, banyak orang terjebak di dalam rumah, hub [NOMOR HP]. Rinci: 1 ISI"
    ]
    assert rows(office, outbox, kind="task-news")[0].priority == 0


def urgencies(office: Office) -> list[str]:
    return [row.urgency for row in rows(office, cases)]


def test_an_emergency_merged_by_hand_makes_the_case_one_until_it_is_taken_off(
    office: Office, clock: HandClock
) -> None:
    knows(office, clock)
    said(office, FIRE, OTHER_CITIZEN)
    said(office, "lampu jalan mati di jl pemuda kota semarang", "+6281200005555")
    clock.forward(hours=13)
    duplicates.merge(TWO, ONE, "same", STAFF, office)
    assert (tell(office), tell(office)) == (1, 0)
    assert texts(office)[1] == f"1708 TUGAS 1 DARURAT: pelapor lain utk No {ONE}: {FIRE}. Rinci: 1 ISI"
    assert urgencies(office)[:2] == ["emergency", "emergency"]
    duplicates.merge(THREE, ONE, "same", STAFF, office)
    assert (tell(office), tell(office)) == (1, 0)
    assert "pelapor lain utk No 24183567: lampu jalan mati" in texts(office)[2]
    duplicates.unmerge(TWO, STAFF, office)
    assert urgencies(office) == ["normal", "emergency", "normal"]


def test_a_case_with_another_emergency_stays_one(office: Office) -> None:
    for sender in (OTHER_CITIZEN, "+6281200005555"):
        said(office, FIRE.replace("no 12", f"no {sender[-1]}"), sender)
    for number in (TWO, THREE):
        if rows(office, tickets, number=number)[0].case_id != 1:
            duplicates.merge(number, ONE, "same", STAFF, office)
    duplicates.unmerge(TWO, STAFF, office)
    assert urgencies(office)[0] == "emergency"


def test_an_ordinary_merge_is_no_news(office: Office, clock: HandClock) -> None:
    knows(office, clock)
    said(office, "lampu jalan mati di jl pemuda kota semarang", OTHER_CITIZEN)
    duplicates.merge(TWO, ONE, "same", STAFF, office)
    assert tell(office) == 0
    assert set(urgencies(office)) == {"normal"}


def test_whoever_else_joins_a_case_is_no_news(office: Office, clock: HandClock) -> None:
    knows(office, clock)
    said(office, ROAD, OTHER_CITIZEN)
    assert len({row.case_id for row in rows(office, tickets)}) == 1
    assert tell(office) == 0


def test_words_from_before_the_task_are_part_of_the_report(office: Office, clock: HandClock) -> None:
    moves.return_to_desk(ONE, "jalan nasional", STAFF, office)
    settle(office)
    said(office, f"TAMBAH {ONE} ada yg jatuh lagi")
    clock.forward(minutes=5)
    moves.forward(ONE, STAFF, office, ROADS)
    settle(office)
    knows(office, clock)
    assert tell(office) == 0
    assert len(texts(office)) == 1


def test_an_officer_who_cannot_work_is_not_told(office: Office, clock: HandClock) -> None:
    sql(office, "UPDATE officers SET state = 'on_hold'")
    clock.forward(minutes=1)
    assert tell(office) == 0
    assert texts(office) == []


def test_one_who_cannot_be_told_keeps_nobody_waiting(office: Office, clock: HandClock) -> None:
    ani = enrol(office, "+6281200004444", name="Ani R")
    said(office, "lampu jalan mati di jl pemuda kota semarang", OTHER_CITIZEN)
    moves.forward(TWO, STAFF, office, ROADS)
    settle(office)
    sql(
        office,
        "UPDATE senders SET data_key_enc = 'broken' WHERE id = (SELECT sender_id FROM officers WHERE id = 1)",
    )
    clock.forward(minutes=1)
    assert tell(office) == 1
    assert [row.officer_id for row in rows(office, tasks) if row.told_at] == [ani]


_PRIVATE: dict[str, Callable[[str], str]] = {
    "phone": lambda digits: f"0812{digits[:8]}",
    "phone abroad": lambda digits: f"+62 812-{digits[:4]}-{digits[4:8]}",
    "nik": lambda digits: f"3374010101{digits[:6]}",
    "e-mail": lambda digits: f"warga{digits[:4]}@contoh.id",
    "account": lambda digits: f"rekening BRI 0031{digits[:11]}",
}
_NEVER = {Personal.NIK, Personal.KK, Personal.PHONE, Personal.ACCOUNT, Personal.CARD, Personal.EMAIL}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(sorted(_PRIVATE)),
    digits=st.text("123456789", min_size=12, max_size=12),
    form=st.sampled_from(
        ("TAMBAH {no} hubungi saya di {it} segera", "TAMBAH {no} {it}", "TAMBAH {no} nama saya {it} ya")
    ),
)
def test_nothing_that_names_a_reporter_reaches_an_officer(
    kind: str, digits: str, form: str, office: Office, clock: HandClock
) -> None:
    private = _PRIVATE[kind](digits)
    clock.forward(minutes=1)
    before = len(texts(office))
    said(office, form.format(no=ONE, it=private))
    tell(office)
    told = texts(office)[before:]
    assert told
    for text in told:
        assert private not in text
        assert digits[:8] not in text.replace(" ", "").replace("-", "")
        assert not {span.type for span in personal_data(text)} & _NEVER


def test_a_report_full_of_numbers_is_shown_without_them(make_office: OfficeMaker, clock: HandClock) -> None:
    office = make_office(rand=Chance(ONE))
    said(
        office,
        "jalan rusak di jl 081234567890 kota semarang, nik 3374010101900001, nama saya budi warga@contoh.id",
    )
    moves.forward(ONE, STAFF, office, ROADS)
    enrol(office, BUDI)
    settle(office)
    knows(office, clock)
    (text,) = texts(office)
    assert not {span.type for span in personal_data(text)} & _NEVER
    assert "081234567890" not in text
    assert clock() - rows(office, tasks)[0].told_at < timedelta(seconds=1)
