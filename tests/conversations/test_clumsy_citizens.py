"""What people text in their own words is answered with what is true, and with the way on."""

from tests.conversations.test_c08_verdicts import ANSWERED, RATED
from tests.conversations.transcript import Talk

AGAIN = """
< LAPOR!: No {no} dijawab Dinas PU Kota Semarang: lubang sudah ditambal 12/11. Puas? Balas angka 1-5.
  Belum beres? Balas BELUM {no} alasan
"""


def test_an_opinion_is_asked_for_its_digit_and_belum_objects(talk: Talk) -> None:
    talk.plays(
        f"""{ANSWERED}
> puas pak terima kasih
{AGAIN}
> kurang puas pak, baru separuh
{AGAIN}
> belum pak cuma ditabur pasir
< LAPOR!: No {{no}} dibuka lagi (sanggahan 1 dari 2) dan dikirim ke Dinas PU Kota Semarang. Batas jawab
  {{date2}}. Kami kabari lewat SMS"""
    )


def test_more_words_about_what_is_over_are_told_how_to_go_on(talk: Talk) -> None:
    talk.plays(
        f"""{ANSWERED}
> 5
{RATED.replace("{stars}", "5")}
> TAMBAH {{no}} kok rusak lagi
< LAPOR!: No {{no}} (jalan rusak) sudah selesai sejak {{date3}}. Terjadi lagi? Balas BUKA {{no}} alasan"""
    )


def test_the_agency_is_answered_by_yes_no_or_a_landmark(talk: Talk) -> None:
    talk.plays(
        """
    > jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang
    < LAPOR!: Laporan diterima, No {no} (jalan rusak, Kota Semarang). Verifikasi maks 3 hari kerja.
      Cek: STATUS {no}. Batal: BATAL {no}
    > air pdam mati sudah 4 hari di ds sukamaju kec jonggol kab bogor
    < LAPOR!: Laporan diterima, No {no2} (air PDAM mati, Kab Bogor). Verifikasi maks 3 hari kerja.
      Cek: STATUS {no2}. Batal: BATAL {no2}
    ! forward {no}
    < LAPOR!: No {no} diteruskan ke Dinas PU Kota Semarang. Tindak lanjut maks 5 hari kerja (s.d. {date}).
      Tambah info: TAMBAH {no} isi
    ! ask {no} ada korban?
    < LAPOR!: Dinas PU Kota Semarang bertanya (No {no}): ada korban? Balas: TAMBAH {no} jawaban
    > tidak ada pak
    < LAPOR!: Info tambahan masuk ke No {no} dan diteruskan ke Dinas PU Kota Semarang. Terima kasih
    ! ask {no} patokannya apa?
    < LAPOR!: Dinas PU Kota Semarang bertanya (No {no}): patokannya apa? Balas: TAMBAH {no} jawaban
    > dpn no 45 sebelah indomaret
    < LAPOR!: Info tambahan masuk ke No {no} dan diteruskan ke Dinas PU Kota Semarang. Terima kasih
    """
    )


def test_erasing_is_called_off_with_a_word_and_never_done_with_one(talk: Talk) -> None:
    talk.plays(
        """
    > HAPUS DATA
    < LAPOR!: Hapus nomor HP dan identitas Anda dari sistem? Isi laporan disimpan tanpa identitas dan Anda
      tidak dikabari lagi. Balas HAPUS {code}
    > ya
    < LAPOR!: Kode hapus data tidak cocok, tidak ada yang dihapus. Periksa angkanya,
      atau ketik HAPUS DATA utk kode baru
    > tidak jadi
    < LAPOR!: Baik, tidak ada data Anda yang dihapus, laporan Anda tetap diproses.
      Utk menghapus nanti: ketik HAPUS DATA
    """
    )
