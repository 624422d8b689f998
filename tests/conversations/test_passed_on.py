"""A task that somebody else had, or that others join, says so; its deadline stays."""

import pytest

from sms_gateway.services import delivery
from tests.builders import enrol
from tests.conversations.test_p01_and_p10 import FORWARDED, TOLD
from tests.conversations.transcript import Talk, number_of


@pytest.fixture
def with_traffic(officers_talk: Talk) -> Talk:
    """The same with Citra W of the traffic office, phone Q."""
    enrol(officers_talk.office, number_of("Q"), agency="dishub@33.74", name="Citra W")
    delivery.drain(officers_talk.office, 60)
    officers_talk.phone("Q").received()
    return officers_talk


def test_what_another_agency_forwarded_says_which_and_keeps_its_deadline(with_traffic: Talk) -> None:
    with_traffic.plays(
        FORWARDED
        + TOLD
        + """
    ~ 1 day
    O> 1 terus dishub kota semarang
    O< 1708 TUGAS 1: teruskan No {no} ke Dinas Perhubungan Kota Semarang? Balas OK {code}.
      Batas {date} tidak berubah
    O> ok {code}
    < LAPOR!: No {no} diteruskan ke Dinas Perhubungan Kota Semarang. Tindak lanjut maks 4 hari kerja
      (s.d. {date}). Tambah info: TAMBAH {no} isi
    O< 1708 TUGAS 1: No {no} diteruskan ke Dinas Perhubungan Kota Semarang. Tugas Anda selesai
    ~ 5 seconds
    ~ 1 minute
    Q< 1708 TUGAS 1: No {no} jalan rusak, Jl Kelud Raya, dialihkan dari Dinas PU Kota Semarang.
      Batas tetap {date}. Balas: 1 ISI, 1 JAWAB isi, 1 BUKAN alasan
    """
    )


def test_what_an_agency_gave_back_says_so_to_the_next_one_and_to_itself(with_traffic: Talk) -> None:
    with_traffic.plays(
        FORWARDED
        + TOLD
        + """
    O> 1 bukan marka jalan
    O< 1708 TUGAS 1: kembalikan No {no} sbg BUKAN wewenang (marka jalan)? Balas OK {code}
    O> ok {code}
    O< 1708 TUGAS 1: dicatat BUKAN wewenang (marka jalan) dan kembali ke admin nasional. Tugas Anda selesai
    ! forward {no} dishub@33.74
    < LAPOR!: No {no} diteruskan ke Dinas Perhubungan Kota Semarang. Tindak lanjut maks 5 hari kerja
      (s.d. {date}). Tambah info: TAMBAH {no} isi
    ~ 5 seconds
    ~ 1 minute
    Q< 1708 TUGAS 1: No {no} jalan rusak, Jl Kelud Raya, dialihkan dari Dinas PU Kota Semarang.
      Batas tetap {date}. Balas: 1 ISI, 1 JAWAB isi, 1 BUKAN alasan
    ! return {no} bukan marka
    ! forward {no} dishub@33.74
    < LAPOR!: No {no} diteruskan ke Dinas Perhubungan Kota Semarang. Tindak lanjut maks 5 hari kerja
      (s.d. {date}). Tambah info: TAMBAH {no} isi
    ~ 1 minute
    """
    )


def test_a_colleague_is_told_whose_task_it_was(officers_talk: Talk) -> None:
    officers_talk.plays(
        FORWARDED
        + TOLD
        + """
    ! disable O
    O< 1708: nomor ini tidak lagi terdaftar sebagai petugas Dinas PU Kota Semarang.
      Utk melapor, tulis masalah dan lokasinya ke 1708
    ~ 5 seconds
    ~ 1 minute
    P< 1708 TUGAS 1: No {no} jalan rusak, Jl Kelud Raya, Kota Semarang, dialihkan dari Budi S.
      Batas tetap {date}. Balas: 1 ISI, 1 JAWAB isi, 1 BUKAN alasan
    """
    )


def test_what_comes_after_its_deadline_says_it_is_late(with_traffic: Talk) -> None:
    with_traffic.plays(
        FORWARDED
        + """
    ! forward {no} dishub@33.74
    < LAPOR!: No {no} diteruskan ke Dinas Perhubungan Kota Semarang. Tindak lanjut maks 5 hari kerja
      (s.d. {date}). Tambah info: TAMBAH {no} isi
    """
    )
    with_traffic.clock.forward(days=8)
    with_traffic.plays(
        """
    ~ 1 minute
    < LAPOR!: No {no} lewat batas jawab Dinas Perhubungan Kota Semarang. Sudah kami tegur dan naikkan ke
      admin nasional. Anda tidak perlu lapor ulang
    Q< 1708 TUGAS 1: No {no} (jalan rusak) LEWAT batas jawab {date}, admin instansi Anda dikabari.
      Jawab hari ini: 1 JAWAB isi
    ~ 1 minute
    Q< 1708 TUGAS 1 LEWAT: No {no} jalan rusak, Jl Kelud Raya,
      dialihkan dari Dinas PU Kota Semarang. Batas tetap {date}. Balas: 1 ISI, 1 JAWAB isi, 1 BUKAN alasan
    """
    )


FIRE = """
    B> TOLONG kebakaran di jl kelud raya no 12 kec gajahmungkur semarang, banyak orang terjebak
    B< LAPOR!: 1708 BUKAN layanan darurat. TELEPON SEKARANG 112, damkar 113, polisi 110, ambulans 119.
      Pesan Anda juga kami catat No {no2}
"""


def test_an_emergency_that_a_person_merges_is_told_once_and_makes_the_case_one(officers_talk: Talk) -> None:
    officers_talk.plays(
        FORWARDED
        + TOLD
        + FIRE
        + """
    ! merge {no2} {no}
    ~ 5 seconds
    O< 1708 TUGAS 1 DARURAT: pelapor lain utk No {no}: TOLONG kebakaran di jl kelud raya no 12
      kec gajahmungkur semarang, banyak orang terjebak. Rinci: 1 ISI
    ~ 1 minute
    """
    )
