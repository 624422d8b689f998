"""C7: taking a report back."""

from sms_gateway.storage.schema import cases, tickets
from tests.builders import rows
from tests.conversations.conftest import TalkMaker
from tests.conversations.test_c03_status import ACK, ROUTED
from tests.conversations.transcript import Talk

ASKED = """
> BATAL {no}
< LAPOR!: Batalkan No {no} (jalan rusak)? Balas YA dalam 24 jam. Tanpa balasan, laporan tetap diproses
"""
CANCELLED = """
> YA
< LAPOR!: No {no} dibatalkan atas permintaan Anda. Mau melapor lagi? Kirim SMS baru ke 1708
"""


def test_c7_cancelled_by_ya(talk: Talk) -> None:
    talk.plays(ACK + ASKED + CANCELLED)


def test_c7_ya_after_a_day_cancels_nothing(talk: Talk) -> None:
    talk.plays(
        f"""{ACK}{ASKED}
~ 24 hours
> YA
< LAPOR!: Tidak ada pertanyaan yang menunggu balasan Anda. Mau melapor? Tulis masalah, lokasi, kapan. Daftar
  perintah: BANTUAN"""
    )


def test_c7_an_answered_one_may_be_rated_instead(talk: Talk) -> None:
    talk.plays(
        f"""{ACK}{ROUTED}
! answer {{no}} lubang sudah ditambal 12/11
< LAPOR!: No {{no}} dijawab Dinas PU Kota Semarang: lubang sudah ditambal 12/11. Puas? Balas angka 1-5.
  Belum beres? Balas BELUM {{no}} alasan
> BATAL {{no}}
< LAPOR!: No {{no}} sudah dijawab instansi jadi tidak bisa dibatalkan. Ingin menutup? Balas angka 1-5 utk
  nilai jawabannya
> 3
< LAPOR!: Terima kasih, nilai 3 utk No {{no}} dicatat dan laporan selesai. Terjadi lagi dlm 30 hari?
  Balas BUKA {{no}}"""
    )


def test_c7_one_of_several_reporters_takes_back_only_the_own_report(make_talk: TalkMaker) -> None:
    talk = make_talk("24183567", "24183994")
    talk.plays(
        f"""{ACK}
B> jl kelud raya semarang dkt pdam bolong besar, bahaya kalo malam
B< LAPOR!: No {{no2}} diterima. Laporan serupa sudah ada (jalan rusak, Jl Kelud Raya), Anda pelapor ke-2 dan
  ikut dikabari. Beda? Balas BEDA {{no2}}
{ASKED}{CANCELLED}
B> STATUS {{no2}}
B< LAPOR!: No {{no2}} (jalan rusak) menunggu verifikasi sejak 10/11, batas 13/11. Tambah info: TAMBAH {{no2}}
  isi"""
    )
    states = {row.id: row.state for row in rows(talk.office, cases)}
    mine, other = rows(talk.office, tickets)
    assert (states[mine.case_id], states[other.case_id]) == ("cancelled", "unverified")


def test_a_place_question_waits_while_a_cancellation_is_confirmed(talk: Talk) -> None:
    talk.plays(
        """
        > air pdam mati sudah 4 hari tolong pak
        < LAPOR!: No {no} dicatat (air PDAM mati). Di mana lokasinya? Balas desa/kel, kecamatan, kab/kota.
          Contoh: Sukamaju, Jonggol, Kab Bogor
        > BATAL {no}
        < LAPOR!: Batalkan No {no} (air PDAM mati)? Balas YA dalam 24 jam. Tanpa balasan, laporan tetap
          diproses
        > tidak
        < LAPOR!: Baik, No {no} (air PDAM mati) tidak jadi dibatalkan dan tetap diproses. Cek: STATUS {no}
        > kab garut
        < LAPOR!: Terima kasih. Lokasi No {no}: Kab Garut. Keliru? Balas LOKASI {no} lokasi benar.
          Verifikasi maks
          3 hari kerja
        """
    )
