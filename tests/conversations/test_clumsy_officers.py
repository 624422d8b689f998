"""What officers mistype is answered with what is true and with the way on, and never reaches a citizen."""

from tests.conversations.test_p02_to_p09 import START
from tests.conversations.transcript import Talk

ECHO = """
    O> 3 jawab lubang sudah ditambal
    O< 1708 TUGAS 3 akan terkirim ke 1 pelapor: "lubang sudah ditambal". Kirim? Balas OK {code}.
      Ganti: 3 JAWAB isi baru
"""


def test_a_code_nobody_can_read_says_so_and_costs_no_try(officers_talk: Talk) -> None:
    officers_talk.plays(
        START
        + ECHO
        + """
    O> OK
    O< 1708: OK perlu 4 angka dari SMS konfirmasi, contoh: OK 4719. Tidak ada yang dijalankan.
      Daftar tugas: DAFTAR
    O> 3 ok {code} pak
    O< 1708 TUGAS 3: jawaban No {no} terkirim dlm 2 menit. Urungkan: BATAL 3.
      Lalu menunggu tanggapan pelapor 10 hari kerja
    O> batal 3
    O< 1708 TUGAS 3: JAWAB No {no} diurungkan, tidak ada yang terkirim ke pelapor
    ~ 3 minutes
    """
    )


def test_a_number_without_a_command_is_not_asked_for_its_number(officers_talk: Talk) -> None:
    officers_talk.plays(
        START
        + """
    O> 3 sudah diperbaiki pak
    O< 1708 TUGAS 3: perintah tidak terbaca, TIDAK dikirim ke pelapor. Contoh: 3 ISI, 3 TERIMA,
      3 JAWAB sudah diperbaiki. Semua: BANTUAN
    O> 3 terus dinas pu kota semarang
    O< 1708 TUGAS 3: No {no} sudah di Dinas PU Kota Semarang, instansi Anda sendiri, tidak diteruskan.
      Bukan wewenang? Balas 3 BUKAN alasan
    ~ 3 minutes
    """
    )
