"""C6: ANONIM and RAHASIA before, with and after the report."""

import pytest

from sms_gateway.storage.schema import tickets
from tests.builders import rows
from tests.conversations.conftest import TalkMaker
from tests.conversations.test_c03_status import ACK
from tests.conversations.transcript import Talk

ANONYMOUS = """
< LAPOR!: No {no} diterima ANONIM. Instansi tidak melihat nama dan nomor HP Anda. Jangan tulis nama sendiri
  di pesan. Cek: STATUS {no}
"""
SCHOOL = "kepsek sdn 3 minta uang gedung 500rb per siswa ds mekarsari kec cikajang garut"


@pytest.mark.parametrize(
    "text", [f"ANONIM {SCHOOL}", f"{SCHOOL}. identitas saya mohon dirahasiakan", f"{SCHOOL} anonim"]
)
def test_c6_anonymous_with_the_report(make_talk: TalkMaker, text: str) -> None:
    make_talk("24184021").plays(f"> {text}{ANONYMOUS}")


def test_c6_anonymous_before_the_report(make_talk: TalkMaker) -> None:
    make_talk("24184021").plays(
        f"""
> ANONIM
< LAPOR!: Baik, laporan Anda berikutnya ANONIM. Tulis masalah, lokasi, kapan. Utk laporan yang sudah ada:
  ANONIM lalu nomornya
> {SCHOOL}
{ANONYMOUS}
> lampu jalan mati di jl melati garut sejak senin
< LAPOR!: Laporan diterima, No {{no2}} (lampu jalan mati, Kab Garut). Verifikasi maks 3 hari kerja.
  Cek: STATUS {{no2}}. Batal: BATAL {{no2}}"""
    )


def test_c6_both_before_the_report_by_one_sms_each(make_talk: TalkMaker) -> None:
    talk = make_talk("24184021")
    talk.plays(
        """
        > RAHASIA
        < LAPOR!: Baik, laporan Anda berikutnya RAHASIA. Tulis masalah, lokasi, kapan. Utk laporan yang sudah
          ada: RAHASIA lalu nomornya
        > ANONIM
        < LAPOR!: Baik, laporan Anda berikutnya ANONIM dan RAHASIA. Tulis masalah, lokasi, kapan. Utk laporan
          yang sudah ada: ANONIM lalu nomornya
        > kepsek sdn 3 minta uang gedung 500rb per siswa ds mekarsari kec cikajang garut
        < LAPOR!: No {no} diterima ANONIM dan RAHASIA. Instansi tidak melihat nama dan nomor HP Anda, isi
          tidak dipublikasikan. Cek: STATUS {no}
        """
    )
    (ticket,) = rows(talk.office, tickets)
    assert (ticket.anonymous, ticket.confidential) == (True, True)


def test_c6_confidential(make_talk: TalkMaker) -> None:
    talk = make_talk("24184037")
    talk.plays(
        """
        > RAHASIA petugas rsud cikajang garut minta uang utk kamar kelas 3
        < LAPOR!: No {no} RAHASIA: hanya dibaca admin dan instansi tujuan, tidak dipublikasikan. Mau identitas
          disembunyikan juga? Balas ANONIM {no}
        > ANONIM {no}
        < LAPOR!: No {no} kini ANONIM, nomor HP Anda disembunyikan dari instansi. Yang sudah terbaca petugas
          sebelumnya tidak dapat ditarik kembali
        """
    )
    (ticket,) = rows(talk.office, tickets)
    assert (ticket.anonymous, ticket.confidential) == (True, True)


def test_c6_anonymous_after_the_report(talk: Talk) -> None:
    talk.plays(
        f"""{ACK}
> ANONIM {{no}}
< LAPOR!: No {{no}} kini ANONIM, nomor HP Anda disembunyikan dari instansi. Yang sudah terbaca petugas
  sebelumnya tidak dapat ditarik kembali"""
    )


def test_a_protected_report_without_a_place_is_asked_in_the_same_sms(make_talk: TalkMaker) -> None:
    make_talk("24184021").plays(
        """
        > ANONIM petugas rsud minta uang utk kamar kelas 3
        < LAPOR!: No {no} diterima ANONIM (instansi tidak melihat nama dan nomor HP Anda). Di mana lokasinya?
          Balas desa/kel, kecamatan, kab/kota
        > cikajang garut
        < LAPOR!: Terima kasih. Lokasi No {no}: Cikajang, Kab Garut. Keliru? Balas LOKASI {no} lokasi benar.
          Verifikasi maks 3 hari kerja
        > RAHASIA petugas rsud minta uang utk operasi ibu saya
        < LAPOR!: No {no2} diterima RAHASIA. Di mana lokasinya? Kec Cikajang lagi? Balas YA. Bukan? Balas
          desa/kel, kecamatan, kab/kota
        """
    )


def test_a_protected_report_is_offered_places_in_the_same_sms(make_talk: TalkMaker) -> None:
    make_talk("24184021").plays(
        """
        > RAHASIA kepala desa sukamaju minta uang utk bansos
        < LAPOR!: No {no} diterima RAHASIA. Sukamaju yang mana? Balas angka: 1 Kab Sukabumi 2 Kab Bogor 3 Kab
          Cianjur 4 lainnya (ketik kab/kota)
        """
    )


def test_places_that_leave_no_room_are_offered_in_a_second_sms(make_talk: TalkMaker) -> None:
    make_talk("24184021").plays(
        """
        > ANONIM RAHASIA petugas minta uang pungli di desa pematang panjang
        < LAPOR!: No {no} diterima ANONIM dan RAHASIA. Instansi tidak melihat nama dan nomor HP Anda, isi
          tidak dipublikasikan. Cek: STATUS {no}
        < LAPOR!: No {no} dicatat. Pematang Panjang yang mana? Balas angka: 1 Kab Batu Bara 2 Kab Sijunjung 3
          Kab Pasaman Barat 4 lainnya (ketik kab/kota)
        """
    )
