"""What holds no complaint is told by name; a complaint that mentions the same things is never thrown out."""

from datetime import UTC, datetime

import pytest

from parsers import Failure, Kind, load_knowledge, parse

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
NOTICES = (
    ("....", Failure.EMPTY),
    ("\U0001f64f", Failure.EMPTY),
    ("slmt pagi pak", Failure.GREETING),
    ("tabe bapak", Failure.GREETING),
    ("cek cek satu dua tiga", Failure.TEST),
    ("cuma coba kirim sms", Failure.TEST),
    ("TRF BRI 50000", Failure.WRONG_ADDRESS),
    ("CEK SALDO", Failure.WRONG_ADDRESS),
    ("UNREG LAGU", Failure.WRONG_ADDRESS),
    ("jangan lupa jemput adik jam 4 ya", Failure.WRONG_ADDRESS),
    ("kak orderan saya sudah dikirim belum", Failure.WRONG_ADDRESS),
    ("bagikan ke semua grup ya, jangan putus di anda", Failure.SPAM),
    ("kirimkan ke 20 orang agar dapat rejeki", Failure.SPAM),
    ("anda berhak menerima hadiah, klik link ini dan masukkan pin atm", Failure.FRAUD),
    ("surat tilang anda silakan klik file ini", Failure.FRAUD),
    ("flash sale diskon 70% tas wanita, hubungi kami", Failure.ADVERT),
    ("monyet lu", Failure.ABUSE),
)
REPORTS = (
    "anjing tetangga dilepas dan menggigit anak saya",
    "air pet",
    "tidak ada air sudah 4 hari",
    "promo diskon di toko itu bohong, harga di kasir beda",
    "petugas minta transfer dulu baru ktp dicetak",
    "sms sebarkan ke 10 orang itu meresahkan warga desa, mohon ditindak",
    "mama saya ditolak puskesmas karena tidak ada kartu",
)


@pytest.mark.parametrize(("text", "failure"), NOTICES)
def test_what_holds_no_complaint_is_named(text: str, failure: Failure) -> None:
    assert parse(text, now=NOW, knowledge=load_knowledge()).failure is failure


@pytest.mark.parametrize("text", REPORTS)
def test_a_complaint_about_the_same_things_is_a_report(text: str) -> None:
    assert parse(text, now=NOW, knowledge=load_knowledge()).kind is Kind.REPORT
