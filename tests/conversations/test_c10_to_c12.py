"""C10 to C12: stop, start and erasure; insults and floods; emergencies."""

import pytest

from sms_gateway.settings import Limits, Settings
from tests.builders import ROAD
from tests.conversations.conftest import TalkMaker
from tests.conversations.transcript import Talk

ACK = (
    "LAPOR!: Laporan diterima, No {no} (jalan rusak, Kota Semarang). Verifikasi maks 3 hari kerja. "
    "Cek: STATUS {no}. Batal: BATAL {no}"
)


def test_c10_stop_and_start(talk: Talk) -> None:
    talk.plays(
        f"""
        > {ROAD}
        < {ACK}
        > STOP
        < LAPOR!: Anda tidak akan dikirimi SMS kabar lagi. Laporan Anda tetap diproses. Cek kapan saja:
          STATUS no. Aktifkan lagi: MULAI
        > MULAI
        < LAPOR!: SMS kabar aktif lagi. Anda punya 1 laporan berjalan: {{no}} (verifikasi, batas {{date}})
        """
    )


def test_c10_a_report_is_silenced_by_itself(talk: Talk) -> None:
    talk.plays(
        f"""
        > {ROAD}
        < {ACK}
        > STOP {{no}}
        < LAPOR!: Anda tidak akan dikirimi SMS kabar No {{no}} lagi. Laporan tetap diproses. Cek kapan saja:
          STATUS {{no}}. Aktifkan lagi: MULAI
        """
    )


def test_c10_erasure(talk: Talk) -> None:
    talk.plays(
        """
        > HAPUS DATA
        < LAPOR!: Hapus nomor HP dan identitas Anda dari sistem? Isi laporan disimpan tanpa identitas dan Anda
          tidak dikabari lagi. Balas HAPUS {code}
        > HAPUS {code}
        < LAPOR!: Permintaan hapus data diterima (ref H-{code}), dikerjakan maks 3x24 jam. Ini SMS
          terakhir dari kami ke nomor Anda
        ~ 1 hour
        > STATUS
        < LAPOR!: Belum ada laporan dari nomor HP ini. Mau melapor? Tulis masalah, lokasi, kapan. Laporan dari
          web/aplikasi: cek di lapor.go.id
        """
    )


def test_c11_insults_are_answered_once(talk: Talk) -> None:
    talk.plays(
        """
        > anjing bangsat lu semua
        < LAPOR!: Pesan belum berisi aduan layanan publik. Tulis masalah, lokasi, waktu. Pesan kasar atau
          iseng berulang tidak kami balas
        > goblok lu bangsat
        """
    )


def test_c11_a_flood_is_told_once_and_kept(make_talk: TalkMaker, settings: Settings) -> None:
    few = settings.model_copy(update={"limits": Limits(replies_per_hour=2)})
    help_text = (
        "LAPOR! 1708: tulis masalah + lokasi + kapan. Perintah: STATUS no, TAMBAH no isi, BATAL no, "
        "ANONIM isi, BERHENTI. Tarif SMS biasa. Darurat: 112"
    )
    make_talk(settings=few).plays(
        f"""
        > BANTUAN
        < {help_text}
        > BANTUAN
        < {help_text}
        > BANTUAN
        < LAPOR!: Terlalu banyak pesan dari nomor Anda, balasan dihentikan 24 jam. Semua pesan tetap tersimpan
          dan diperiksa petugas
        > BANTUAN
        ~ 25 hours
        > BANTUAN
        < {help_text}
        """
    )


def test_c12_an_emergency(make_talk: TalkMaker) -> None:
    make_talk("24184101").plays(
        """
        > TOLONG kebakaran di pasar minggu banyak orang terjebak
        < LAPOR!: 1708 BUKAN layanan darurat. TELEPON SEKARANG 112, damkar 113, polisi 110, ambulans 119.
          Pesan Anda juga kami catat No 24184101
        """
    )


@pytest.mark.parametrize(
    "text",
    [
        "anakku ilang wis 2 dina, umur 5 taun, demak",
        "bapak tukang becak meninggal di jalan ga ada yg nolong di jl pahlawan smg cepetan",
    ],
)
def test_c12_somebody_missing_or_dying_is_one_too(talk: Talk, text: str) -> None:
    assert "TELEPON SEKARANG 112" in talk.phone("").sends(text)[-1]


def test_c12_who_wants_to_die_is_not_sent_to_the_fire_brigade(make_talk: TalkMaker) -> None:
    make_talk("24184101").plays(
        """
        > saya mau bunuh diri, capek
        < LAPOR!: Anda tidak sendirian. Mohon jangan menyendiri, temui orang yang Anda percaya. TELEPON 119
          atau 112 sekarang. Pesan dicatat No 24184101
        """
    )
