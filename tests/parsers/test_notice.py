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
    ("om ini lagi ditilang, pinjam 300rb transfer ke rekening teman ya", Failure.FRAUD),
    ("kendaraan anda melanggar, buka ETLE.apk", Failure.FRAUD),
    ("menyediakan kanopi dan pagar, harga murah, hubungi kami", Failure.ADVERT),
    ("rumah minimalis 350jt nego bebas banjir", Failure.ADVERT),
    ("lanjutkan ke 12 orang, niscaya rejeki datang", Failure.SPAM),
    ("bro lu dimana, gw udah nunggu", Failure.WRONG_ADDRESS),
    ("dasar pejabat maling", Failure.ABUSE),
    ("selamat pagi pak Sutrisno", Failure.GREETING),
    ("tes masuk gak nih", Failure.TEST),
    ("LAPOR!: Laporan diterima, No 24183567 (jalan rusak). Cek: STATUS 24183567", Failure.UNCLEAR),
    ("qwertyuiop", Failure.UNCLEAR),
    ("sabar", Failure.UNCLEAR),
    ("siapa presiden indonesia?", Failure.UNCLEAR),
)
REPORTS = (
    "anjing tetangga dilepas dan menggigit anak saya",
    "air pet",
    "tidak ada air sudah 4 hari",
    "promo diskon di toko itu bohong, harga di kasir beda",
    "petugas minta transfer dulu baru ktp dicetak",
    "sms sebarkan ke 10 orang itu meresahkan warga desa, mohon ditindak",
    "mama saya ditolak puskesmas karena tidak ada kartu",
    "rekening saya dibobol habis klik apk undangan",
    "ada judi slot di warung kopi dekat balai desa",
    "sekolah jual beli kursi 15 juta",
    "usul pasang cctv di perempatan",
    "kepala desa kami maling dana desa",
    "anjing mati di selokan",
    "aia mati lai jo",
    "3 orang digigit anjing",
    "LAPOR!: jalan rusak di depan pasar",
)


@pytest.mark.parametrize(("text", "failure"), NOTICES)
def test_what_holds_no_complaint_is_named(text: str, failure: Failure) -> None:
    assert parse(text, now=NOW, knowledge=load_knowledge()).failure is failure


@pytest.mark.parametrize("text", REPORTS)
def test_a_complaint_about_the_same_things_is_a_report(text: str) -> None:
    assert parse(text, now=NOW, knowledge=load_knowledge()).kind is Kind.REPORT
