"""Conversations over the whole path in one process: webhook, inbox, outbox, handset; on both databases."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import LargeBinary, select

from sms_gateway.carriers.twilio import Twilio, TwilioSettings
from sms_gateway.domain.messages import MessageState, OutboxState, Priority, ReceiptState
from sms_gateway.services import moves
from sms_gateway.services.office import Office
from sms_gateway.simulators.twilio import TwilioSimulator
from sms_gateway.storage.schema import (
    cases,
    inbound_parts,
    messages,
    metadata,
    orders,
    outbox,
    statements,
    tickets,
)
from sms_gateway.web.app import close_app, create_app
from tests.builders import (
    CITIZEN,
    OTHER_CITIZEN,
    PUBLIC_URL,
    ROAD,
    RUBBISH,
    WATER,
    Chance,
    Handset,
    expire_leases,
    opened,
    post_signed,
    rows,
    sql,
    twilio_form,
    webhooks_of,
    work,
)
from tests.conftest import HandClock, OfficeMaker

NUMBERS = ("24183567", "24183617", "24183625")
PhoneMaker = Callable[..., Handset]


@pytest.fixture
def office(make_office: OfficeMaker) -> Office:
    return make_office(rand=Chance(*NUMBERS, references=["88213", "88214"]))


@pytest.fixture
def app(office: Office) -> Iterator[Flask]:
    app = create_app(webhooks_of(office))
    yield app
    close_app(app)


@pytest.fixture
def phone(app: Flask, office: Office) -> Handset:
    return Handset(app, office)


def test_c1_a_complete_report_gets_its_number(phone: Handset) -> None:
    assert phone.sends(
        "jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang, "
        "sdh 3 minggu byk motor jatuh"
    ) == [
        "LAPOR!: Laporan diterima, No 24183567 (jalan rusak, Kota Semarang). Verifikasi maks 3 hari kerja. "
        "Cek: STATUS 24183567. Batal: BATAL 24183567"
    ]


def test_c1_a_report_becomes_a_routed_case_with_a_deadline(phone: Handset, office: Office) -> None:
    phone.sends(ROAD)
    case = rows(office, cases)[0]
    assert (case.agency, case.region, case.state) == ("pupr@33.74", "33.74.09", "unverified")
    assert case.due_at.isoformat() == "2026-11-13T16:59:59+00:00"  # the end of Friday in Jakarta


def test_c3_status_of_the_own_report(phone: Handset) -> None:
    phone.sends(ROAD)
    assert phone.sends("STATUS 24183567") == [
        "LAPOR!: No 24183567 (jalan rusak) menunggu verifikasi sejak 10/11, batas 13/11. "
        "Tambah info: TAMBAH 24183567 isi"
    ]


def test_c3_status_of_a_report_an_agency_works_on(phone: Handset, office: Office) -> None:
    phone.sends(ROAD)
    sql(office, "UPDATE cases SET state = 'working', due_at = '2026-11-17 10:00:00+00:00'")
    assert phone.sends("stts 24183567 ya pak") == [
        "LAPOR!: No 24183567 (jalan rusak) diproses Dinas PU Kota Semarang sejak 10/11, batas jawab 17/11. "
        "Tambah info: TAMBAH 24183567 isi"
    ]


def test_c3_asking_in_plain_words_lists_every_report(phone: Handset) -> None:
    phone.sends(ROAD)
    phone.sends(WATER)
    assert phone.sends("gimana laporan sy pak kok lama") == [
        "LAPOR!: Laporan Anda: 1) 24183617 air PDAM mati: verifikasi 2) 24183567 jalan rusak: verifikasi. "
        "Balas angkanya utk rincian"
    ]


def test_c3_a_number_chooses_from_the_list(phone: Handset) -> None:
    phone.sends(ROAD)
    phone.sends(WATER)
    phone.sends("STATUS")
    assert phone.sends("2") == [
        "LAPOR!: No 24183567 (jalan rusak) menunggu verifikasi sejak 10/11, batas 13/11. "
        "Tambah info: TAMBAH 24183567 isi"
    ]


def test_c3_a_number_chosen_after_two_days_answers_nothing(phone: Handset, clock: HandClock) -> None:
    phone.sends(ROAD)
    phone.sends(WATER)
    phone.sends("STATUS")
    clock.forward(hours=48)
    assert phone.sends("2") == [
        "LAPOR!: Angka 2 utk apa? Tidak ada pertanyaan yang menunggu angka itu. Lihat laporan: STATUS. "
        "Melapor: tulis masalah, lokasi, kapan"
    ]


def test_c3_a_mistyped_number_is_guessed_and_confirmed_by_ya(phone: Handset) -> None:
    phone.sends(ROAD)
    assert phone.sends("STATUS 24183576") == [
        "LAPOR!: No 24183576 tidak ada utk nomor HP ini. Mungkin 24183567 (jalan rusak)? Balas YA, "
        "atau ketik STATUS saja utk semua laporan Anda"
    ]
    assert phone.sends("ya") == [
        "LAPOR!: No 24183567 (jalan rusak) menunggu verifikasi sejak 10/11, batas 13/11. "
        "Tambah info: TAMBAH 24183567 isi"
    ]


def test_c3_a_seven_digit_number_belongs_to_the_web(phone: Handset) -> None:
    assert phone.sends("STATUS 2418356") == [
        "LAPOR!: 2418356 adalah nomor dari lapor.go.id/aplikasi, cek di lapor.go.id. "
        "Laporan lewat SMS bernomor 8 angka. Ketik STATUS utk semua laporan Anda"
    ]


@pytest.mark.parametrize("number", ["24183567", "24183994"], ids=["of another phone", "of nobody"])
def test_c3_another_phones_number_is_told_nothing(phone: Handset, number: str) -> None:
    Handset(phone.app, phone.office, OTHER_CITIZEN).sends(ROAD)
    assert phone.sends(f"STATUS {number}") == [
        f"LAPOR!: No {number} tidak ada utk nomor HP ini. Kirim dari nomor HP yang dipakai melapor, "
        "atau ketik STATUS saja utk semua laporan Anda"
    ]


def test_c3_status_without_any_report(phone: Handset) -> None:
    assert phone.sends("STATUS") == [
        "LAPOR!: Belum ada laporan dari nomor HP ini. Mau melapor? Tulis masalah, lokasi, kapan. "
        "Laporan dari web/aplikasi: cek di lapor.go.id"
    ]


def test_c4_more_information_is_attached(phone: Handset, office: Office) -> None:
    phone.sends(ROAD)
    moves.forward("24183567", "staff:budi", office)
    work(office)
    phone.received()
    assert phone.sends("TAMBAH 24183567 tadi pagi ada yg jatuh lagi dpn indomaret") == [
        "LAPOR!: Info tambahan masuk ke No 24183567 dan diteruskan ke Dinas PU Kota Semarang. Terima kasih"
    ]
    assert rows(office, messages)[-1].state == MessageState.ATTACHED


def test_c5_the_same_words_again_are_one_report(phone: Handset, office: Office, clock: HandClock) -> None:
    phone.sends(ROAD)
    clock.forward(hours=23)
    assert phone.sends(ROAD) == [
        "LAPOR!: Pesan ini sama dgn laporan Anda No 24183567 (verifikasi), jadi tidak dibuat baru. "
        "Kejadian lain? Balas BARU"
    ]
    assert len(rows(office, tickets)) == 1


def test_c5_the_same_words_of_another_phone_are_another_report(phone: Handset, office: Office) -> None:
    phone.sends(ROAD)
    Handset(phone.app, office, OTHER_CITIZEN).sends(ROAD)
    assert [ticket.number for ticket in rows(office, tickets)] == ["24183567", "24183617"]


def test_c5_the_same_words_after_a_day_are_a_new_report(
    phone: Handset, office: Office, clock: HandClock
) -> None:
    phone.sends(ROAD)
    clock.forward(hours=25)
    sql(office, "UPDATE messages SET received_at = '2026-11-09 00:00:00+00:00'")
    phone.sends(ROAD)
    assert len(rows(office, tickets)) == 2


def test_c6_anonymous_hides_the_reporter(phone: Handset, office: Office) -> None:
    assert phone.sends(
        "ANONIM kepsek sdn 3 minta uang gedung 500rb per siswa ds mekarsari kec cikajang garut"
    ) == [
        "LAPOR!: No 24183567 diterima ANONIM. Instansi tidak melihat nama dan nomor HP Anda. "
        "Jangan tulis nama sendiri di pesan. Cek: STATUS 24183567"
    ]
    assert (rows(office, tickets)[0].anonymous, rows(office, tickets)[0].confidential) == (True, False)


def test_c6_confidential_is_not_published(phone: Handset, office: Office) -> None:
    assert phone.sends("RAHASIA petugas rsud minta uang utk kamar kelas 3 di kota malang") == [
        "LAPOR!: No 24183567 RAHASIA: hanya dibaca admin dan instansi tujuan, tidak dipublikasikan. "
        "Mau identitas disembunyikan juga? Balas ANONIM 24183567"
    ]
    assert (rows(office, tickets)[0].anonymous, rows(office, tickets)[0].confidential) == (False, True)


def test_c7_cancelling_takes_two_steps(phone: Handset, office: Office) -> None:
    phone.sends(ROAD)
    assert phone.sends("BATAL 24183567") == [
        "LAPOR!: Batalkan No 24183567 (jalan rusak)? Balas YA dalam 24 jam. "
        "Tanpa balasan, laporan tetap diproses"
    ]
    assert rows(office, cases)[0].state == "unverified"
    assert phone.sends("YA") == [
        "LAPOR!: No 24183567 dibatalkan atas permintaan Anda. Mau melapor lagi? Kirim SMS baru ke 1708"
    ]
    assert rows(office, cases)[0].state == "cancelled"


def test_c7_ya_after_a_day_cancels_nothing(phone: Handset, office: Office, clock: HandClock) -> None:
    phone.sends(ROAD)
    phone.sends("BATAL 24183567")
    clock.forward(hours=24)
    phone.sends("YA")
    assert rows(office, cases)[0].state == "unverified"


def test_c7_an_answered_report_is_not_cancelled(phone: Handset, office: Office) -> None:
    phone.sends(ROAD)
    sql(office, "UPDATE cases SET state = 'answered'")
    assert phone.sends("BATAL 24183567") == [
        "LAPOR!: No 24183567 sudah dijawab instansi jadi tidak bisa dibatalkan. "
        "Ingin menutup? Balas angka 1-5 utk nilai jawabannya"
    ]


def test_c9_help(phone: Handset) -> None:
    assert phone.sends("BANTUAN") == [
        "LAPOR! 1708: tulis masalah + lokasi + kapan. Perintah: STATUS no, TAMBAH no isi, BATAL no, "
        "ANONIM isi, BERHENTI. Tarif SMS biasa. Darurat: 112"
    ]


def test_c10_stop_and_start(phone: Handset) -> None:
    phone.sends(ROAD)
    assert phone.sends("STOP") == [
        "LAPOR!: Anda tidak akan dikirimi SMS kabar lagi. Laporan Anda tetap diproses. "
        "Cek kapan saja: STATUS no. Aktifkan lagi: MULAI"
    ]
    assert phone.sends("MULAI") == [
        "LAPOR!: SMS kabar aktif lagi. Anda punya 1 laporan berjalan: 24183567 (verifikasi, batas 13/11)"
    ]


def test_c12_an_emergency_is_told_whom_to_call(phone: Handset, office: Office) -> None:
    assert phone.sends("TOLONG kebakaran di pasar minggu banyak orang terjebak") == [
        "LAPOR!: 1708 BUKAN layanan darurat. TELEPON SEKARANG 112, damkar 113, polisi 110, ambulans 119. "
        "Pesan Anda juga kami catat No 24183567"
    ]
    assert rows(office, outbox)[0].priority == Priority.EMERGENCY


def test_c13_a_lone_letter_is_asked_what_is_the_matter(phone: Handset, office: Office) -> None:
    assert phone.sends("p") == [
        "LAPOR!: Ada yang ingin dilaporkan? Tulis masalah, lokasi, kapan. "
        "Contoh: lampu jalan mati di Jl Melati Garut sejak Senin. Bantuan: BANTUAN"
    ]
    assert (rows(office, messages)[0].state, rows(office, tickets)) == (MessageState.IGNORED, [])


def test_c13_an_unclear_text_goes_to_a_person_with_a_reference(phone: Handset, office: Office) -> None:
    assert phone.sends("asdkj 88 trs pak ny gmn sdh 2x") == [
        "LAPOR!: Pesan Anda kami terima (ref P-88213) tetapi belum jelas, petugas akan membacanya. "
        "Boleh kirim ulang: masalah, lokasi, kapan"
    ]
    assert rows(office, messages)[0].state == MessageState.REVIEW


def test_c13_a_picture_is_asked_for_words(app: Flask, make_office: OfficeMaker, clock: HandClock) -> None:
    with TwilioSimulator(account_sid="AC1", auth_token="token", clock=clock) as carrier:
        office = _twilio_office(make_office, carrier)
        app = create_app(webhooks_of(office))
        form = twilio_form("", NumMedia="1", MediaUrl0="https://media.example.id/1")
        assert post_signed(app.test_client(), "/webhooks/twilio/inbound", form, "token").status_code == 200
        work(office)
        assert [sms.body for sms in carrier.log] == [
            "LAPOR!: Foto tidak terbaca lewat SMS. Tulis uraian dan lokasinya, "
            "atau unggah foto di lapor.go.id"
        ]
        close_app(app)


REGISTRATION = ("3273012345678901", "3273019876543210")


@pytest.mark.parametrize("body", ["REG {}#{}#", "ULANG {}#{}", "reg {} # {} #", "REG {}#{}# 081200001111"])
def test_c13_a_sim_registration_is_answered_and_its_numbers_are_stored_nowhere(
    phone: Handset, office: Office, body: str
) -> None:
    assert phone.sends(body.format(*REGISTRATION)) == [
        "LAPOR!: Itu format registrasi kartu (kirim ke 4444, bukan 1708). "
        "Nomor NIK/KK Anda sudah kami hapus dan tidak disimpan"
    ]
    stored = everything(office)
    assert all(number not in stored for number in REGISTRATION)


def everything(office: Office) -> str:
    """Every value of every column of every table, and every sealed text opened."""
    found: list[str] = []
    with office.sessions.read() as session:
        for table in metadata.sorted_tables:
            for row in session.execute(select(table)):
                found += [str(value) for value in row if not isinstance(value, bytes)]
    for table in (messages, outbox):
        found += [opened(office, row) for row in rows(office, table)]
    for table in (statements, orders):
        found += [office.vault.open(row.uuid, row.body) for row in rows(office, table) if row.body]
    return "\n".join(found)


def test_every_sealed_column_of_the_database_is_looked_into() -> None:
    sealed = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    # Of the others, two hold the sender's number and key; parts hold a text only until they are joined; five
    # are written by people of the service, whom one SMS does not need.
    ours = {"accounts.totp_secret", "console_sessions.setup_secret", "reveals.words"}
    ours |= {"exports.asked", "export_parts.body"}
    assert sealed - ours - {"senders.msisdn_enc", "senders.data_key_enc", "inbound_parts.body"} == {
        "messages.body_raw",
        "outbox.body",
        "statements.body",
        "orders.body",
    }


def test_no_number_and_no_word_of_a_citizen_is_readable_in_the_database(
    phone: Handset, office: Office
) -> None:
    phone.sends("jalan rusak di kota kudus, hub 081200009999 nik 3319012345678901")
    plain: list[str] = []
    with office.sessions.read() as session:
        for table in metadata.sorted_tables:
            for row in session.execute(select(table)):
                plain += [str(value) for value in row]
    stored = "\n".join(plain)
    assert CITIZEN[3:] not in stored
    assert "81200009999" not in stored
    assert "3319012345678901" not in stored


def test_three_texts_in_a_row_are_worked_in_the_order_they_came(phone: Handset, office: Office) -> None:
    client = phone.app.test_client()
    for number, body in enumerate([ROAD, "BATAL", "YA"]):
        form = {"from": CITIZEN, "to": "1708", "text": body, "id": f"quick-{number}"}
        assert client.post("/webhooks/simulator/inbound", data=form).status_code == 200
    work(office)
    assert [text.split(".")[0].split("?")[0] for text in phone.received()] == [
        "LAPOR!: Laporan diterima, No 24183567 (jalan rusak, Kota Semarang)",
        "LAPOR!: Batalkan No 24183567 (jalan rusak)",
        "LAPOR!: No 24183567 dibatalkan atas permintaan Anda",
    ]


def test_a_repeated_delivery_is_one_report_and_one_answer(phone: Handset, office: Office) -> None:
    client = phone.app.test_client()
    form = {"from": CITIZEN, "to": "1708", "text": ROAD, "id": "the same"}
    answers = [client.post("/webhooks/simulator/inbound", data=form).status_code for _ in range(3)]
    work(office)
    assert answers == [200, 200, 200]
    assert len(phone.received()) == 1


def test_one_number_in_three_spellings_is_one_person(phone: Handset, office: Office) -> None:
    phone.sends(ROAD)
    other_spelling = Handset(phone.app, office, "0812-0000-1111", phone.seen)
    assert other_spelling.sends("BATAL 24183567") == [
        "LAPOR!: Batalkan No 24183567 (jalan rusak)? Balas YA dalam 24 jam. "
        "Tanpa balasan, laporan tetap diproses"
    ]


def _twilio_office(make_office: OfficeMaker, carrier: TwilioSimulator) -> Office:
    twilio = Twilio(
        TwilioSettings(
            account_sid="AC1", auth_tokens=("token",), public_url=PUBLIC_URL, base_url=carrier.url, timeout=5
        )
    )
    return make_office(carriers={"twilio": twilio}, rand=Chance(*NUMBERS))


@pytest.fixture
def twilio_desk(
    make_office: OfficeMaker, clock: HandClock
) -> Iterator[tuple[Flask, Office, TwilioSimulator]]:
    with TwilioSimulator(account_sid="AC1", auth_token="token", clock=clock) as carrier:
        office = _twilio_office(make_office, carrier)
        app = create_app(webhooks_of(office))
        yield app, office, carrier
        close_app(app)


def test_a_signed_delivery_is_answered_through_the_carrier_it_came_by(
    twilio_desk: tuple[Flask, Office, TwilioSimulator],
) -> None:
    app, office, carrier = twilio_desk
    answer = post_signed(app.test_client(), "/webhooks/twilio/inbound", twilio_form(ROAD), "token")
    assert (answer.status_code, answer.text) == (200, '<?xml version="1.0" encoding="UTF-8"?><Response/>')
    work(office)
    assert [(sms.recipient, sms.body) for sms in carrier.log] == [
        (
            CITIZEN,
            "LAPOR!: Laporan diterima, No 24183567 (jalan rusak, Kota Semarang). "
            "Verifikasi maks 3 hari kerja. Cek: STATUS 24183567. Batal: BATAL 24183567",
        )
    ]


def test_a_signed_receipt_settles_what_was_sent(
    twilio_desk: tuple[Flask, Office, TwilioSimulator],
) -> None:
    app, office, carrier = twilio_desk
    client = app.test_client()
    post_signed(client, "/webhooks/twilio/inbound", twilio_form(RUBBISH), "token")
    work(office)
    row = rows(office, outbox)[0]
    for state in ("sent", "delivered", "sent"):
        receipt = {"MessageSid": carrier.log[0].sid, "MessageStatus": state}
        path = f"/webhooks/twilio/status?outbox={row.id}"
        assert post_signed(client, path, receipt, "token").status_code == 200
    row = rows(office, outbox)[0]
    assert (row.state, row.receipt) == (OutboxState.DELIVERED, ReceiptState.DELIVERED)


def test_an_answer_whose_sender_died_is_found_at_the_carrier_and_not_sent_again(
    twilio_desk: tuple[Flask, Office, TwilioSimulator],
) -> None:
    app, office, carrier = twilio_desk
    post_signed(app.test_client(), "/webhooks/twilio/inbound", twilio_form(RUBBISH), "token")
    work(office)
    sql(office, "UPDATE outbox SET state = 'sending', carrier_ref = NULL, lease = 'x', lease_until = 1")
    expire_leases(office, outbox)
    work(office)
    assert (len(carrier.log), rows(office, outbox)[0].carrier_ref) == (1, carrier.log[0].sid)


def test_the_same_id_from_two_carriers_is_two_messages(
    twilio_desk: tuple[Flask, Office, TwilioSimulator], app: Flask
) -> None:
    by_twilio, office, _ = twilio_desk
    form = twilio_form(RUBBISH) | {"MessageSid": "SM1"}
    post_signed(by_twilio.test_client(), "/webhooks/twilio/inbound", form, "token")
    app.test_client().post(
        "/webhooks/simulator/inbound", data={"from": CITIZEN, "to": "1708", "text": ROAD, "id": "SM1"}
    )
    assert [(part.carrier, part.carrier_ref) for part in rows(office, inbound_parts)] == [
        ("twilio", "SM1"),
        ("simulator", "SM1"),
    ]
