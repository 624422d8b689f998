"""C1: a complete report, from its number to its answer."""

from tests.conversations.transcript import Talk


def test_c1_a_complete_report(talk: Talk) -> None:
    talk.plays(
        """
        > jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang, sdh 3 minggu byk motor
          jatuh
        < LAPOR!: Laporan diterima, No {no} (jalan rusak, Kota Semarang). Verifikasi maks 3 hari kerja.
          Cek: STATUS {no}. Batal: BATAL {no}
        ! forward {no}
        < LAPOR!: No {no} diteruskan ke Dinas PU Kota Semarang. Tindak lanjut maks 5 hari kerja
          (s.d. 17/11). Tambah info: TAMBAH {no} isi
        ~ 2 days
        ! answer {no} lubang sudah ditambal 12/11
        < LAPOR!: No {no} dijawab Dinas PU Kota Semarang: lubang sudah ditambal 12/11. Puas? Balas angka
          1-5. Belum beres? Balas BELUM {no} alasan
        """
    )
