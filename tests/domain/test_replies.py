"""Replies: the documented wording, and never more than the limit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain import replies
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.gsm7 import is_gsm7, measure
from sms_gateway.domain.replies import Name, Rendered
from sms_gateway.domain.sentences import STATUS_SENTENCES, Sentence
from sms_gateway.domain.topics import LABELS
from sms_gateway.domain.wording import Wording
from tests.conftest import WORDING

SEMARANG = Name("Kota Semarang", "Semarang")
DPU = Name("Dinas PU Kota Semarang", "DPU Semarang")
TENTH = datetime(2026, 11, 9, 23, 0, tzinfo=UTC)  # the 10th in Jakarta
SEVENTEENTH = datetime(2026, 11, 17, 16, 59, 59, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    number: str = "24183567"
    problem: str = "jalan rusak"
    state: CaseState = CaseState.WORKING


THREE = (
    Line(),
    Line("24183617", "air mati", CaseState.UNVERIFIED),
    Line("24170025", "bansos", CaseState.ANSWERED),
)
DOCUMENTED: list[tuple[Rendered, str]] = [
    (
        replies.ack(WORDING, "24183567", "jalan rusak", SEMARANG, 3),
        "LAPOR!: Laporan diterima, No 24183567 (jalan rusak, Kota Semarang). Verifikasi maks 3 hari kerja. "
        "Cek: STATUS 24183567. Batal: BATAL 24183567",
    ),
    (
        replies.ack_officer(
            WORDING, "24183567", "lampu jalan mati", Name("Kab Labuhanbatu Selatn", "Labusel"), 3
        ),
        "LAPOR!: No 24183567 (lampu jalan mati, Labusel) diterima sbg laporan warga. Verifikasi maks 3 hari "
        "kerja. Nomor HP tidak tampil ke instansi Anda sendiri",
    ),
    (
        replies.ack_officer(WORDING, "24183567", "", None, 3),
        "LAPOR!: (kata LAPOR di depan = Anda melapor sbg warga) No 24183567 diterima. Nomor HP Anda tidak "
        "ditampilkan ke instansi Anda sendiri",
    ),
    (
        replies.review_unread(WORDING, "88213"),
        "LAPOR!: Pesan Anda (ref P-88213) sudah dibaca petugas tetapi belum kami pahami. Mohon kirim lagi: "
        "apa masalahnya, di mana, sejak kapan",
    ),
    (
        replies.forwarded(WORDING, "24183567", DPU, 5, SEVENTEENTH),
        "LAPOR!: No 24183567 diteruskan ke Dinas PU Kota Semarang. Tindak lanjut maks 5 hari kerja (s.d. "
        "17/11). Tambah info: TAMBAH 24183567 isi",
    ),
    (
        replies.answered(WORDING, "24183567", DPU, "lubang sudah ditambal 12/11"),
        "LAPOR!: No 24183567 dijawab Dinas PU Kota Semarang: lubang sudah ditambal 12/11. Puas? Balas "
        "angka 1-5. Belum beres? Balas BELUM 24183567 alasan",
    ),
    (
        replies.status_one(WORDING, "24183567", "jalan rusak", CaseState.WORKING, DPU, TENTH, SEVENTEENTH),
        "LAPOR!: No 24183567 (jalan rusak) diproses Dinas PU Kota Semarang sejak 10/11, batas jawab 17/11. "
        "Tambah info: TAMBAH 24183567 isi",
    ),
    (
        replies.status_list(WORDING, THREE),
        "LAPOR!: Laporan Anda: 1) 24183567 jalan rusak: diproses 2) 24183617 air mati: verifikasi 3) "
        "24170025 bansos: dijawab. Balas angkanya utk rincian",
    ),
    (
        replies.status_mistyped(WORDING, "24183576", "24183567", "jalan rusak"),
        "LAPOR!: No 24183576 tidak ada utk nomor HP ini. Mungkin 24183567 (jalan rusak)? Balas YA, atau "
        "ketik STATUS saja utk semua laporan Anda",
    ),
    (
        replies.status_overdue(WORDING, "24183567", DPU),
        "LAPOR!: No 24183567 lewat batas jawab Dinas PU Kota Semarang. Sudah kami tegur dan naikkan ke "
        "admin nasional. Anda tidak perlu lapor ulang",
    ),
    (
        replies.status_web(WORDING, "2418356"),
        "LAPOR!: 2418356 adalah nomor dari lapor.go.id/aplikasi, cek di lapor.go.id. Laporan lewat SMS "
        "bernomor 8 angka. Ketik STATUS utk semua laporan Anda",
    ),
    (
        replies.added(WORDING, "24183567", DPU),
        "LAPOR!: Info tambahan masuk ke No 24183567 dan diteruskan ke Dinas PU Kota Semarang. Terima kasih",
    ),
    (
        replies.repeat_or_new(WORDING, "24183567", CaseState.WORKING),
        "LAPOR!: Pesan ini sama dgn laporan Anda No 24183567 (diproses), jadi tidak dibuat baru. Kejadian "
        "lain? Balas BARU",
    ),
    (
        replies.ack_joined(WORDING, "24183994", "jalan rusak", Name("Jl Kelud Raya", "Jl Kelud Raya"), 8),
        "LAPOR!: No 24183994 diterima. Laporan serupa sudah ada (jalan rusak, Jl Kelud Raya), Anda "
        "pelapor ke-8 dan ikut dikabari. Beda? Balas BEDA 24183994",
    ),
    (
        replies.separated(WORDING, "24183994", 3),
        "LAPOR!: No 24183994 dipisah jadi laporan sendiri. Verifikasi maks 3 hari kerja. "
        "Cek: STATUS 24183994",
    ),
    (
        replies.now_protected(WORDING, "24183567", anonymous=True),
        "LAPOR!: No 24183567 kini ANONIM, nomor HP Anda disembunyikan dari instansi. Yang sudah terbaca "
        "petugas sebelumnya tidak dapat ditarik kembali",
    ),
    (
        replies.ack(WORDING, "24184021", "pungli", SEMARANG, 3, anonymous=True),
        "LAPOR!: No 24184021 diterima ANONIM. Instansi tidak melihat nama dan nomor HP Anda. Jangan tulis "
        "nama sendiri di pesan. Cek: STATUS 24184021",
    ),
    (
        replies.ack(WORDING, "24184037", "pungli", SEMARANG, 3, confidential=True),
        "LAPOR!: No 24184037 RAHASIA: hanya dibaca admin dan instansi tujuan, tidak dipublikasikan. Mau "
        "identitas disembunyikan juga? Balas ANONIM 24184037",
    ),
    (
        replies.cancel_ask(WORDING, "24183567", "jalan rusak"),
        "LAPOR!: Batalkan No 24183567 (jalan rusak)? Balas YA dalam 24 jam. Tanpa balasan, laporan tetap "
        "diproses",
    ),
    (
        replies.cancelled(WORDING, "24183567"),
        "LAPOR!: No 24183567 dibatalkan atas permintaan Anda. Mau melapor lagi? Kirim SMS baru ke 1708",
    ),
    (
        replies.cancel_refused_answered(WORDING, "24183567"),
        "LAPOR!: No 24183567 sudah dijawab instansi jadi tidak bisa dibatalkan. Ingin menutup? Balas angka "
        "1-5 utk nilai jawabannya",
    ),
    (
        replies.help_commands(WORDING),
        "LAPOR! 1708: tulis masalah + lokasi + kapan. Perintah: STATUS no, TAMBAH no isi, BATAL no, ANONIM "
        "isi, BERHENTI. Tarif SMS biasa. Darurat: 112",
    ),
    (
        replies.stop(WORDING),
        "LAPOR!: Anda tidak akan dikirimi SMS kabar lagi. Laporan Anda tetap diproses. Cek kapan saja: "
        "STATUS no. Aktifkan lagi: MULAI",
    ),
    (
        replies.start(WORDING, [Line()], SEVENTEENTH),
        "LAPOR!: SMS kabar aktif lagi. Anda punya 1 laporan berjalan: 24183567 (diproses, batas 17/11)",
    ),
    (
        replies.erase_ask(WORDING, "8841"),
        "LAPOR!: Hapus nomor HP dan identitas Anda dari sistem? Isi laporan disimpan tanpa identitas dan "
        "Anda tidak dikabari lagi. Balas HAPUS 8841",
    ),
    (
        replies.erase_accepted(WORDING, "8841"),
        "LAPOR!: Permintaan hapus data diterima (ref H-8841), dikerjakan maks 3x24 jam. Ini SMS terakhir "
        "dari kami ke nomor Anda",
    ),
    (
        replies.abuse(WORDING),
        "LAPOR!: Pesan belum berisi aduan layanan publik. Tulis masalah, lokasi, waktu. Pesan kasar atau "
        "iseng berulang tidak kami balas",
    ),
    (
        replies.too_many(WORDING),
        "LAPOR!: Terlalu banyak pesan dari nomor Anda, balasan dihentikan 24 jam. Semua pesan tetap "
        "tersimpan dan diperiksa petugas",
    ),
    (
        replies.emergency(WORDING, "24184101"),
        "LAPOR!: 1708 BUKAN layanan darurat. TELEPON SEKARANG 112, damkar 113, polisi 110, ambulans 119. "
        "Pesan Anda juga kami catat No 24184101",
    ),
    (
        replies.greeting(WORDING),
        "LAPOR!: Ada yang ingin dilaporkan? Tulis masalah, lokasi, kapan. Contoh: lampu jalan mati di Jl "
        "Melati Garut sejak Senin. Bantuan: BANTUAN",
    ),
    (
        replies.unclear(WORDING, "88213"),
        "LAPOR!: Pesan Anda kami terima (ref P-88213) tetapi belum jelas, petugas akan membacanya. Boleh "
        "kirim ulang: masalah, lokasi, kapan",
    ),
    (
        replies.sim_registration(WORDING),
        "LAPOR!: Itu format registrasi kartu (kirim ke 4444, bukan 1708). Nomor NIK/KK Anda sudah kami "
        "hapus dan tidak disimpan",
    ),
    (
        replies.incomplete_parts(WORDING, "24184207", 2, 3),
        "LAPOR!: SMS panjang Anda tiba tidak lengkap (2 dari 3 bagian), dicatat No 24184207. Lengkapi: "
        "TAMBAH 24184207 isi yang kurang",
    ),
    (
        replies.mms(WORDING, "24183567"),
        "LAPOR!: Foto tidak terbaca lewat SMS. Tulis uraian dan lokasinya, atau unggah foto di lapor.go.id "
        "dengan No 24183567",
    ),
    (
        replies.private_matter(WORDING, "24184319"),
        "LAPOR!: No 24184319 dicatat. Urusan pribadi atau perkara hukum umumnya di luar layanan publik; "
        "petugas memeriksa dan mengabari arah yang tepat",
    ),
]


@pytest.mark.parametrize(("rendered", "documented"), DOCUMENTED)
def test_a_documented_sentence_renders_word_for_word(rendered: Rendered, documented: str) -> None:
    assert rendered.text == documented
    assert rendered.segments == 1


ID = st.just(WORDING)
LONG = "Kabupaten Administrasi Kepulauan Seribu Selatan dan Sekitarnya"[:60]
NAMES = st.one_of(st.none(), st.builds(Name, st.text(max_size=70), st.text(max_size=70)))
TEXTS = st.text(max_size=200)
NUMBERS = st.from_regex("[1-9][0-9]{7}", fullmatch=True)
DATES = st.none() | st.integers(1_500_000_000, 4_000_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))
LINES = st.lists(st.builds(Line, NUMBERS, TEXTS, st.sampled_from(CaseState)), min_size=1, max_size=9)

RENDERINGS: list[st.SearchStrategy[Rendered]] = [
    st.builds(replies.ack, ID, NUMBERS, TEXTS, NAMES, st.integers(0, 60)),
    st.builds(replies.emergency, ID, NUMBERS, anonymous=st.booleans(), confidential=st.booleans()),
    st.builds(replies.forwarded, ID, NUMBERS, NAMES, st.integers(0, 60), DATES),
    st.builds(replies.answered, ID, NUMBERS, NAMES, TEXTS, st.just(1)),
    st.builds(replies.status_one, ID, NUMBERS, TEXTS, st.sampled_from(CaseState), NAMES, DATES, DATES),
    st.builds(replies.status_overdue, ID, NUMBERS, NAMES),
    st.builds(replies.status_list, ID, LINES),
    st.builds(
        replies.status_mistyped, ID, st.from_regex("[0-9]{1,300}", fullmatch=True), st.none() | NUMBERS, TEXTS
    ),
    st.builds(replies.status_not_yours, ID, NUMBERS),
    st.builds(replies.status_web, ID, NUMBERS),
    st.builds(replies.added, ID, NUMBERS, NAMES),
    st.builds(replies.add_which, ID, LINES),
    st.builds(replies.add_empty, ID, st.none() | NUMBERS),
    st.builds(replies.cancel_ask, ID, NUMBERS, TEXTS, st.integers(1, 168)),
    st.builds(replies.cancel_kept, ID, NUMBERS, TEXTS),
    st.builds(replies.cancel_which, ID, LINES),
    st.builds(replies.repeat, ID, NUMBERS, st.sampled_from(CaseState)),
    st.builds(replies.repeat_or_new, ID, NUMBERS, st.sampled_from(CaseState)),
    st.builds(replies.ack_joined, ID, NUMBERS, TEXTS, st.none() | NAMES, st.integers(2, 99_999)),
    st.builds(replies.separated, ID, NUMBERS, st.integers(1, 30)),
    st.builds(replies.now_protected, ID, NUMBERS, anonymous=st.booleans()),
    st.builds(replies.start, ID, LINES, DATES),
    st.builds(replies.stop_one, ID, NUMBERS),
    st.builds(replies.mms, ID, st.none() | NUMBERS),
    st.builds(replies.unclear, ID, TEXTS),
    st.builds(replies.by_hand, ID, TEXTS),
]


@given(st.one_of(RENDERINGS))
def test_every_reply_is_gsm7_and_one_segment_whatever_it_is_given(rendered: Rendered) -> None:
    assert is_gsm7(rendered.text)
    assert measure(rendered.text).segments == rendered.segments == 1
    assert rendered.text.startswith("LAPOR!")


@given(NUMBERS, NAMES, st.text(max_size=900), st.integers(1, 3))
def test_a_quoted_answer_stays_within_its_segments_and_keeps_the_way_to_object(
    number: str, agency: Name | None, answer: str, segments: int
) -> None:
    rendered = replies.answered(WORDING, number, agency, answer, segments)
    assert rendered.segments == measure(rendered.text).segments <= segments
    assert rendered.text.endswith(f"Belum beres? Balas BELUM {number} alasan")


@pytest.mark.parametrize("label", [entry.sms for entry in LABELS.values()] + ["x" * 20, ""])
@pytest.mark.parametrize("region", [None, SEMARANG, Name(LONG, "Kep. Seribu"), Name(LONG, LONG)])
@pytest.mark.parametrize("days", [3, 60])
def test_an_acknowledgement_keeps_its_commands_for_every_topic_and_place(
    label: str, region: Name | None, days: int
) -> None:
    rendered = replies.ack(WORDING, "24183567", label, region, days)
    assert rendered.segments == 1
    assert rendered.text.endswith(". Cek: STATUS 24183567. Batal: BATAL 24183567")
    assert label in rendered.text


def test_a_long_name_gives_way_to_the_short_one_and_then_to_none() -> None:
    assert "(x, Kep. Seribu)" in replies.ack(WORDING, "24183567", "x", Name(LONG, "Kep. Seribu"), 3).text
    assert "(x)" in replies.ack(WORDING, "24183567", "x", Name(LONG, LONG), 3).text
    assert f"({LONG[:20]}" not in replies.ack(WORDING, "24183567", "", Name(LONG, LONG), 3).text


def test_an_unknown_region_or_problem_leaves_no_trace() -> None:
    assert "No 24183567 (jalan rusak). V" in replies.ack(WORDING, "24183567", "jalan rusak", None, 3).text
    assert "No 24183567 (Kota Semarang). V" in replies.ack(WORDING, "24183567", "", SEMARANG, 3).text
    assert "No 24183567. V" in replies.ack(WORDING, "24183567", "", None, 3).text


@pytest.mark.parametrize("state", CaseState)
def test_every_state_has_a_sentence_a_word_and_the_number_in_it(state: CaseState) -> None:
    bare = replies.status_one(WORDING, "24183567", "", state)
    full = replies.status_one(WORDING, "24183567", "jalan rusak", state, DPU, TENTH, SEVENTEENTH)
    assert STATUS_SENTENCES[state] in WORDING.sentences
    assert 0 < len(WORDING.states[state]) <= 13
    assert "24183567 (jalan rusak)" in full.text
    assert "10/11" in full.text
    assert "()" not in bare.text
    assert "  " not in bare.text


def test_the_list_shows_what_fits_and_says_how_many_there_are() -> None:
    seven = [Line(f"2418356{n}", "jalan rusak sekali", CaseState.UNVERIFIED) for n in range(7)]
    rendered = replies.status_list(WORDING, seven)
    assert rendered.shown == 2
    assert rendered.text.startswith(
        "LAPOR!: Laporan Anda (2 dari 7): 1) 24183560 jalan rusak sekali: verifikasi 2) "
    )
    assert replies.status_list(WORDING, THREE).shown == 3
    assert replies.status_list(WORDING, []) == replies.status_none(WORDING)


def test_the_list_never_offers_more_than_five() -> None:
    assert replies.status_list(WORDING, [Line("24183567", "", CaseState.DONE)] * 9).shown <= 5


def test_which_report_to_cancel_is_asked_with_the_numbers() -> None:
    assert replies.cancel_which(WORDING, THREE[:2]).text == (
        "LAPOR!: Batalkan laporan yang mana? 24183567 jalan rusak, 24183617 air mati. "
        "Balas dgn nomornya, contoh: BATAL 24183567"
    )


@pytest.mark.parametrize(
    ("flags", "end"),
    [
        ({}, "No 24184101"),
        ({"anonymous": True}, "No 24184101 ANONIM"),
        ({"anonymous": True, "confidential": True}, "No 24184101 ANONIM RAHASIA"),
    ],
)
def test_an_emergency_still_confirms_the_protection_asked_for(flags: dict[str, bool], end: str) -> None:
    assert replies.emergency(WORDING, "24184101", **flags).text.endswith(end)


def test_braces_and_brackets_of_a_citizen_are_only_text() -> None:
    assert "({number} [x])" in replies.ack(WORDING, "24183567", "{number} [x]", None, 3).text


def test_a_sentence_without_its_number_is_a_fault_not_an_empty_sms() -> None:
    with pytest.raises(ValueError, match="cancelled"):
        replies.cancelled(WORDING, "")


def test_starting_again_counts_the_running_reports() -> None:
    assert "Tidak ada laporan berjalan" in replies.start(WORDING, []).text
    assert "Anda punya 3 laporan berjalan. Ketik STATUS" in replies.start(WORDING, THREE).text


def test_a_mistyped_number_without_a_near_one_asks_to_check_the_digits() -> None:
    assert "mungkin salah ketik. Periksa lagi" in replies.status_mistyped(WORDING, "24183576", None).text


FIXED: list[Callable[[Wording], Rendered]] = [
    replies.status_none,
    replies.cancel_none,
    replies.nothing_pending,
    replies.too_many,
    replies.help_commands,
    replies.stop,
    replies.greeting,
    replies.abuse,
    replies.sim_registration,
]


@pytest.mark.parametrize("reply", FIXED)
def test_a_fixed_sentence_fits_one_segment_unshortened(reply: Callable[[Wording], Rendered]) -> None:
    assert reply(WORDING).segments == 1
    assert not reply(WORDING).text.endswith("...")


def test_every_sentence_has_a_text() -> None:
    assert set(WORDING.sentences) == set(Sentence)
    assert all(is_gsm7(template) for templates in WORDING.sentences.values() for template in templates)
