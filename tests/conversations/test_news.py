"""C1, C3, C8, C14 and P4, P7: what reporters are told unasked, and when."""

import pytest

from tests.builders import ROAD
from tests.conversations.conftest import TalkMaker
from tests.conversations.staff import MOVES
from tests.conversations.transcript import Talk

ACK = """
        < LAPOR!: Laporan diterima, No {no} (jalan rusak, Kota Semarang). Verifikasi maks 3 hari kerja.
          Cek: STATUS {no}. Batal: BATAL {no}
"""
FORWARDED = """
        ! forward {no}
        < LAPOR!: No {no} diteruskan ke Dinas PU Kota Semarang. Tindak lanjut maks 5 hari kerja (s.d. 17/11).
          Tambah info: TAMBAH {no} isi
"""
ANSWERED = """
        ! answer {no} lubang sudah ditambal 12/11
        < LAPOR!: No {no} dijawab Dinas PU Kota Semarang: lubang sudah ditambal 12/11. Puas? Balas angka 1-5.
          Belum beres? Balas BELUM {no} alasan
"""


@pytest.fixture
def talk(make_talk: TalkMaker) -> Talk:
    return make_talk("24183567", "24183617", "24183625", moves=MOVES)


def test_c1_a_complete_report_from_the_ticket_to_the_answer(talk: Talk) -> None:
    talk.plays(f"\n        > {ROAD}" + ACK + FORWARDED + ANSWERED)


def test_c3_a_report_an_agency_works_on(talk: Talk) -> None:
    talk.plays(
        f"\n        > {ROAD}"
        + ACK
        + FORWARDED
        + """
        ! accept {no}
        > STATUS {no}
        < LAPOR!: No {no} (jalan rusak) diproses Dinas PU Kota Semarang sejak 10/11, batas jawab 17/11.
          Tambah info: TAMBAH {no} isi
        """
    )


def test_c3_a_passed_deadline_is_told_unasked_and_once(talk: Talk) -> None:
    talk.plays(
        f"\n        > {ROAD}"
        + ACK
        + FORWARDED
        + """
        ~ 7 days
        # the 17th is not over
        ~ 1 day
        < LAPOR!: No {no} lewat batas jawab Dinas PU Kota Semarang. Sudah kami tegur dan naikkan ke
          admin nasional. Anda tidak perlu lapor ulang
        ~ 1 hour
        ~ 10 days
        """
    )


def test_c3_a_verification_that_took_too_long_is_told_unasked(talk: Talk) -> None:
    talk.plays(
        f"\n        > {ROAD}"
        + ACK
        + """
        ~ 4 days
        < LAPOR!: No {no} lewat batas verifikasi. Sudah kami tegur dan naikkan ke admin nasional.
          Anda tidak perlu lapor ulang
        ~ 3 days
        ! forward {no}
        < LAPOR!: No {no} diteruskan ke Dinas PU Kota Semarang. Tindak lanjut maks 5 hari kerja (s.d. 24/11).
          Tambah info: TAMBAH {no} isi
        ~ 8 days
        < LAPOR!: No {no} lewat batas jawab Dinas PU Kota Semarang. Sudah kami tegur dan naikkan ke
          admin nasional. Anda tidak perlu lapor ulang
        """
    )


def test_c8_ten_working_days_of_silence_close_a_report(talk: Talk) -> None:
    talk.plays(
        f"\n        > {ROAD}"
        + ACK
        + FORWARDED
        + ANSWERED
        + """
        ~ 14 days
        # the tenth working day is not over
        ~ 1 day
        < LAPOR!: No {no} ditutup: 10 hari kerja tanpa balasan Anda sejak dijawab. Belum beres?
          Balas BUKA {no} alasan, dalam 30 hari
        ~ 30 days
        """
    )


def test_c14_the_same_complaint_at_the_vice_presidents_desk(talk: Talk) -> None:
    talk.plays(
        f"\n        > {ROAD}"
        + ACK
        + FORWARDED
        + """
        ! link {no} LMW-2026-118
        < LAPOR!: Aduan serupa dari Anda di Lapor Mas Wapres sudah kami kaitkan ke No {no}. Satu penanganan,
          Anda cukup pantau nomor ini
        """
    )


def test_p4_a_question_of_the_agency_reaches_its_reporter(talk: Talk) -> None:
    talk.plays(
        f"\n        > {ROAD}"
        + ACK
        + FORWARDED
        + """
        ! ask {no} patokannya di depan no berapa?
        < LAPOR!: Dinas PU Kota Semarang bertanya (No {no}): patokannya di depan no berapa?
          Balas: TAMBAH {no} jawaban
        """
    )


def test_p7_an_archived_report_says_why_and_how_to_go_on(talk: Talk) -> None:
    talk.plays(
        f"\n        > {ROAD}"
        + ACK
        + """
        ! archive {no} unclear
        < LAPOR!: No {no} diarsipkan karena kurang jelas. Ingin dilanjutkan? Balas TAMBAH {no} rincian
          dalam 10 hari kerja, laporan dibuka lagi
        """
    )


def test_news_at_night_waits_for_the_morning_and_an_answer_does_not(talk: Talk) -> None:
    talk.plays(
        f"\n        > {ROAD}"
        + ACK
        + """
        ~ 13 hours
        ! forward {no}
        > STATUS {no}
        < LAPOR!: No {no} (jalan rusak) diteruskan ke Dinas PU Kota Semarang pada 10/11, batas jawab 17/11.
          Tambah info: TAMBAH {no} isi
        ~ 8 hours
        ~ 75 minutes
        < LAPOR!: No {no} diteruskan ke Dinas PU Kota Semarang. Tindak lanjut maks 5 hari kerja (s.d. 17/11).
          Tambah info: TAMBAH {no} isi
        """
    )


def test_everybody_on_a_shared_case_hears_of_it_but_who_stopped(talk: Talk) -> None:
    other = "jl kelud raya dkt pdam gajahmungkur semarang berlubang parah, motor jatuh"
    talk.plays(
        f"\n        > {ROAD}"
        + ACK
        + f"""
        B> {other}
        B< LAPOR!: No {{no2}} diterima. Laporan serupa sudah ada (jalan rusak, Jl Kelud Raya),
          Anda pelapor ke-2 dan ikut dikabari. Beda? Balas BEDA {{no2}}
        ! forward {{no}}
        < LAPOR!: No {{no}} diteruskan ke Dinas PU Kota Semarang. Tindak lanjut maks 5 hari kerja
          (s.d. 17/11). Tambah info: TAMBAH {{no}} isi
        B< LAPOR!: No {{no2}} diteruskan ke Dinas PU Kota Semarang. Tindak lanjut maks 5 hari kerja
          (s.d. 17/11). Tambah info: TAMBAH {{no2}} isi
        B> STOP
        B< LAPOR!: Anda tidak akan dikirimi SMS kabar lagi. Laporan Anda tetap diproses.
          Cek kapan saja: STATUS no. Aktifkan lagi: MULAI
        ! ask {{no}} di depan nomor berapa
        < LAPOR!: Dinas PU Kota Semarang bertanya (No {{no}}): di depan nomor berapa?
          Balas: TAMBAH {{no}} jawaban
        ! answer {{no2}} sudah ditambal
        < LAPOR!: No {{no}} dijawab Dinas PU Kota Semarang: sudah ditambal. Puas? Balas angka 1-5.
          Belum beres? Balas BELUM {{no}} alasan
        """
    )


def test_a_plain_answer_to_the_agency_s_question_belongs_to_the_one_report(talk: Talk) -> None:
    talk.plays(
        f"\n        > {ROAD}"
        + ACK
        + FORWARDED
        + """
        ! ask {no} patokannya di depan no berapa?
        < LAPOR!: Dinas PU Kota Semarang bertanya (No {no}): patokannya di depan no berapa? Balas:
          TAMBAH {no} jawaban
        > di depan nomor 12
        < LAPOR!: Info tambahan masuk ke No {no} dan diteruskan ke Dinas PU Kota Semarang. Terima kasih
        """
    )
