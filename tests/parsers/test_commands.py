"""Commands are read however they are typed; a command word inside a sentence is text."""

import pytest

from parsers import Command, Role, Verb, load_knowledge, parse_command

CITIZEN = (
    ("STATUS 24183567", Verb.STATUS, "24183567", ""),
    ("status", Verb.STATUS, None, ""),
    ("Status no. 2418 3567", Verb.STATUS, "24183567", ""),
    ("stts#24183567", Verb.STATUS, "24183567", ""),
    ("sts 24183567", Verb.STATUS, "24183567", ""),
    ("cek 24183567 dong pak", Verb.STATUS, "24183567", ""),
    ("statsu 24183567", Verb.STATUS, "24183567", ""),
    ("status 24183567 ya pak makasih", Verb.STATUS, "24183567", ""),
    ("STATUS 24-18-35-67", Verb.STATUS, "24183567", ""),
    ("STATUS 2418356", Verb.STATUS, "2418356", ""),
    ("status 2418356o", Verb.STATUS, "24183560", ""),
    ("LAPOR STATUS 24183567", Verb.STATUS, "24183567", ""),
    ("24183567", Verb.STATUS, "24183567", ""),
    ("gimana laporan sy pak kok lama", Verb.STATUS, None, ""),
    ("belum ada tanggapan laporan saya", Verb.STATUS, None, ""),
    ("laporan saya no 24183567 sampai mana ya", Verb.STATUS, "24183567", ""),
    ("TAMBAH 24183567 dpn Indomaret", Verb.ADD, "24183567", "dpn Indomaret"),
    ("tambah #24183567: ada yg jatuh", Verb.ADD, "24183567", "ada yg jatuh"),
    ("LOKASI 24183617 sukamaju jonggol", Verb.LOCATION, "24183617", "sukamaju jonggol"),
    ("LOKASI ds sukamaju kec jonggol", Verb.LOCATION, None, "ds sukamaju kec jonggol"),
    ("lokasi: jl mawar 3 rt 1/2 kel tandang", Verb.LOCATION, None, "jl mawar 3 rt 1/2 kel tandang"),
    ("BATAL 24183567", Verb.CANCEL, "24183567", ""),
    ("btl 24183567 pak", Verb.CANCEL, "24183567", ""),
    ("batal", Verb.CANCEL, None, ""),
    ("hapus laporan saya", Verb.CANCEL, None, ""),
    ("YA", Verb.YES, None, ""),
    ("iya pak", Verb.YES, None, ""),
    ("tdk", Verb.NO, None, ""),
    ("tidak jadi pak", Verb.NO, None, ""),
    ("BARU", Verb.NEW, None, ""),
    ("BEDA 24183994", Verb.SEPARATE, "24183994", ""),
    ("BELUM 24183567 cuma ditabur pasir", Verb.DISPUTE, "24183567", "cuma ditabur pasir"),
    ("belum pak", Verb.DISPUTE, None, "pak"),
    ("belum beres, cuma ditabur pasir", Verb.DISPUTE, None, "beres, cuma ditabur pasir"),
    ("BUKA 24183567 masih rusak", Verb.REOPEN, "24183567", "masih rusak"),
    ("ANONIM 24183567", Verb.ANONYMOUS, "24183567", ""),
    ("ANONIM Kades korupsi dana desa", Verb.ANONYMOUS, None, "Kades korupsi dana desa"),
    ("LAPOR ANONIM kades korupsi", Verb.ANONYMOUS, None, "kades korupsi"),
    ("RAHASIA petugas rsud minta uang", Verb.CONFIDENTIAL, None, "petugas rsud minta uang"),
    ("BANTUAN", Verb.HELP, None, ""),
    ("help", Verb.HELP, None, ""),
    ("info", Verb.HELP, None, ""),
    ("?", Verb.HELP, None, ""),
    ("cara lapor gimana", Verb.HELP, None, ""),
    ("STOP", Verb.STOP, None, ""),
    ("stop terima kasih", Verb.STOP, None, ""),
    ("STOP 24183567", Verb.STOP, "24183567", ""),
    ("UNREG", Verb.STOP, None, ""),
    ("MULAI", Verb.START, None, ""),
    ("HAPUS DATA", Verb.ERASE, None, ""),
    ("hapus data saya pak", Verb.ERASE, None, ""),
    ("HAPUS 8841", Verb.ERASE, None, "8841"),
    ("4", Verb.CHOICE, None, "4"),
    ("5 pak, puas", Verb.CHOICE, None, "5"),
    ("nomor 2", Verb.CHOICE, None, "2"),
    ("２", Verb.CHOICE, None, "2"),
    ("mohon cek status 24183567", Verb.STATUS, "24183567", ""),
    ("STATUS 24183567 \U0001f64f", Verb.STATUS, "24183567", ""),
    ("laporan saya 24183567", Verb.STATUS, "24183567", ""),
    ("24183567 sdh sampai mana", Verb.STATUS, "24183567", ""),
    ("24183567 batal", Verb.CANCEL, "24183567", ""),
    ("24183567 tambah dpn toko", Verb.ADD, "24183567", "dpn toko"),
    ("24183567 belum ada tanggapan", Verb.STATUS, "24183567", ""),
    ("tambah24183567 dpn toko", Verb.ADD, "24183567", "dpn toko"),
    ("info tambahan 24183567 rt 3", Verb.ADD, "24183567", "rt 3"),
    ("tolong batalkan laporan saya no 24183567", Verb.CANCEL, "24183567", ""),
    ("buka lagi 24183567 masih bau", Verb.REOPEN, "24183567", "masih bau"),
    ("ini laporan baru pak", Verb.NEW, None, ""),
    ("jangan kirim sms lagi", Verb.STOP, None, ""),
    ("cara kirim laporan gimana", Verb.HELP, None, ""),
    ("nilai saya 4", Verb.CHOICE, None, "4"),
    ("nomor dua", Verb.CHOICE, None, "2"),
    ("STATUS 24 18 35 67", Verb.STATUS, "24183567", ""),
    ("\u201cSTATUS <24183567>\u201d", Verb.STATUS, "24183567", ""),
    ("STATUSNO24183567", Verb.STATUS, "24183567", ""),
    ("TAMBAH24183567baunya sampai sekolah", Verb.ADD, "24183567", "baunya sampai sekolah"),
    ("TAMBAH 24183567 2 rumah roboh", Verb.ADD, "24183567", "2 rumah roboh"),
    ("laporan 24183567 tolong dibatalkan", Verb.CANCEL, "24183567", ""),
    ("ga jadi lapor pak, batal", Verb.CANCEL, None, ""),
    ("tidak jadi batal", Verb.NO, None, ""),
    ("ga usah sms lagi", Verb.STOP, None, ""),
    ("aduan sy kmrn udh diproses?", Verb.STATUS, None, ""),
    ("kumaha laporan abdi", Verb.STATUS, None, ""),
    ("durung 24183567 isih peteng", Verb.DISPUTE, "24183567", "isih peteng"),
    ("rahasiakan nama saya 24183567", Verb.ANONYMOUS, "24183567", ""),
    ("neda 24183994", Verb.SEPARATE, "24183994", ""),
    ("sotp", Verb.STOP, None, ""),
)
OFFICER = (
    ("3 isi", Verb.SHOW, "3", ""),
    ("3 terima", Verb.ACCEPT, "3", ""),
    ("3 jawab lubang sudah ditambal tgl 12/11", Verb.ANSWER, "3", "lubang sudah ditambal tgl 12/11"),
    ("JAWAB 3 sudah", Verb.ANSWER, "3", "sudah"),
    ("tugas 3 jawab sudah", Verb.ANSWER, "3", "sudah"),
    ("3 tanya patokannya di mana?", Verb.ASK, "3", "patokannya di mana?"),
    ("3 terus dishub kota semarang", Verb.FORWARD, "3", "dishub kota semarang"),
    ("3 bukan jalan nasional", Verb.RETURN, "3", "jalan nasional"),
    ("3 tolak 1", Verb.REJECT, "3", "1"),
    ("3 selesai", Verb.DONE, "3", ""),
    ("3 perpanjang menunggu bahan", Verb.EXTEND, "3", "menunggu bahan"),
    ("BATAL 3", Verb.CANCEL, "3", ""),
    ("daftar", Verb.LIST, None, ""),
    ("cuti 20/11 24/11 ani", Verb.LEAVE, None, "20/11 24/11 ani"),
    ("HADIR", Verb.BACK, None, ""),
    ("ok 4719", Verb.CONFIRM, None, "4719"),
    ("OK4719", Verb.CONFIRM, None, "4719"),
    ("ok 4 7 1 9 pak", Verb.CONFIRM, None, "4719"),
    ("OK 47O9", Verb.CONFIRM, None, "4709"),
    ("3 ok 4719", Verb.CONFIRM, None, "4719"),
    ("ok kode 4719 pak", Verb.CONFIRM, None, "4719"),
    ("3-terima", Verb.ACCEPT, "3", ""),
    ("3isi", Verb.SHOW, "3", ""),
    ("3 sudah selesai", Verb.DONE, "3", ""),
    ("3 jwab sudah", Verb.ANSWER, "3", "sudah"),
    ("3 tolak kode 5", Verb.REJECT, "3", "5"),
    ("lihat tugas 3 pak", Verb.SHOW, "3", ""),
    ("daftar tugas saya", Verb.LIST, None, ""),
    ("hadir kembali", Verb.BACK, None, ""),
    ("3 sy terima", Verb.ACCEPT, "3", ""),
    ("3 mohon perpanjang tunggu aspal", Verb.EXTEND, "3", "tunggu aspal"),
    ("3 tetima", Verb.ACCEPT, "3", ""),
)
TEXTS = (
    "tolong stop pungli di samsat",
    "status jalan rusak belum jelas di desa X",
    "bantuan sosial belum cair",
    "info jalan rusak di cianjur",
    "tambah lampu jalan di desa kami",
    "belum ada perbaikan jalan di desa kami",
    "baru saja ada kecelakaan di tol",
    "rahasia umum kalau bikin sim pakai calo",
    "buka lapangan kerja untuk warga desa",
    "mulai senin air pdam mati",
    "batalkan pembangunan tower di desa kami",
    "lokasi jalan rusak di jl melati",
    "STATUS ٢٤١٨٣٥٦٧ jalan",
    "3 jawab lubang sudah ditambal",
    "daftar bpjs susah",
    "mohon petunjuk cara lapor spt lewat coretax",
    "mau batal haji uang tidak kembali",
    "belum terima 600000 dari bansos",
    "rahasia dapur petugas terbongkar",
    "harus bayar lagi",
    "bau pak",
    "belum selesai pembangunan sekolah dari 2022",
    "anonim saja menulis di tembok sekolah",
    "nomor sy 08 12345 67890 pak",
    "LAPOR!: No 24183567 dibatalkan atas permintaan Anda",
    "",
)


@pytest.mark.parametrize(("text", "verb", "ticket", "rest"), CITIZEN)
def test_a_citizens_command_is_read(text: str, verb: Verb, ticket: str | None, rest: str) -> None:
    assert parse_command(text, role=Role.CITIZEN, knowledge=load_knowledge()) == Command(verb, ticket, rest)


@pytest.mark.parametrize(("text", "verb", "ticket", "rest"), OFFICER)
def test_an_officers_command_is_read(text: str, verb: Verb, ticket: str | None, rest: str) -> None:
    assert parse_command(text, role=Role.OFFICER, knowledge=load_knowledge()) == Command(verb, ticket, rest)


@pytest.mark.parametrize("text", TEXTS)
def test_a_verb_inside_a_sentence_is_text(text: str) -> None:
    assert parse_command(text, role=Role.CITIZEN, knowledge=load_knowledge()) is None


@pytest.mark.parametrize("text", ["3 isi", "daftar", "cuti 20/11 24/11 ani", "hadir", "3 selesai"])
def test_officer_verbs_mean_nothing_from_a_citizen(text: str) -> None:
    command = parse_command(text, role=Role.CITIZEN, knowledge=load_knowledge())
    assert command is None or command.verb is Verb.CHOICE


@pytest.mark.parametrize("text", ["3 bulan honor belum dibayar", "3 tetap rusak", "3 batas waktu"])
def test_a_word_that_looks_like_an_officers_verb_is_not_one(text: str) -> None:
    assert parse_command(text, role=Role.OFFICER, knowledge=load_knowledge()) is None


def test_an_officer_who_writes_lapor_speaks_as_a_citizen() -> None:
    assert parse_command("LAPOR 3 isi", role=Role.OFFICER, knowledge=load_knowledge()) is None
