"""C3: where a report stands."""

from tests.builders import ROAD
from tests.conversations.transcript import Talk

ACK = f"""
> {ROAD}
< LAPOR!: Laporan diterima, No {{no}} (jalan rusak, Kota Semarang). Verifikasi maks 3 hari kerja.
  Cek: STATUS {{no}}. Batal: BATAL {{no}}
"""
ROUTED = """
! forward {no}
< LAPOR!: No {no} diteruskan ke Dinas PU Kota Semarang. Tindak lanjut maks 5 hari kerja (s.d. 17/11).
  Tambah info: TAMBAH {no} isi
! accept {no}
"""


def test_c3_status_of_one(talk: Talk) -> None:
    talk.plays(
        f"""{ACK}{ROUTED}
> STATUS {{no}}
< LAPOR!: No {{no}} (jalan rusak) diproses Dinas PU Kota Semarang sejak 10/11, batas jawab 17/11.
  Tambah info: TAMBAH {{no}} isi"""
    )


def test_c3_a_list_and_a_digit(talk: Talk) -> None:
    talk.plays(
        f"""{ACK}{ROUTED}
> air pdam mati sudah 4 hari di ds sukamaju kec jonggol kab bogor
< LAPOR!: Laporan diterima, No {{no2}} (air PDAM mati, Kab Bogor). Verifikasi maks 3 hari kerja.
  Cek: STATUS {{no2}}. Batal: BATAL {{no2}}
> gimana laporan sy pak kok lama
< LAPOR!: Laporan Anda: 1) {{no2}} air PDAM mati: verifikasi 2) {{no}} jalan rusak: diproses. Balas angkanya
  utk rincian
> 2
< LAPOR!: No {{no}} (jalan rusak) diproses Dinas PU Kota Semarang sejak 10/11, batas jawab 17/11.
  Tambah info: TAMBAH {{no}} isi"""
    )


def test_c3_a_typing_error(talk: Talk) -> None:
    talk.plays(
        f"""{ACK}
> STATUS 24183576
< LAPOR!: No 24183576 tidak ada utk nomor HP ini. Mungkin {{no}} (jalan rusak)? Balas YA, atau ketik STATUS
  saja utk semua laporan Anda
> YA
< LAPOR!: No {{no}} (jalan rusak) menunggu verifikasi sejak 10/11, batas 13/11. Tambah info: TAMBAH
  {{no}} isi"""
    )


def test_c3_a_number_of_the_web(talk: Talk) -> None:
    talk.plays(
        """
        > STATUS 2418356
        < LAPOR!: 2418356 adalah nomor dari lapor.go.id/aplikasi, cek di lapor.go.id. Laporan lewat SMS
          bernomor
          8 angka. Ketik STATUS utk semua laporan Anda
        """
    )


def test_a_digit_that_answers_nothing_is_asked_about(talk: Talk) -> None:
    talk.plays(
        """
        > 3
        < LAPOR!: Angka 3 utk apa? Tidak ada pertanyaan yang menunggu angka itu. Lihat laporan: STATUS.
          Melapor: tulis masalah, lokasi, kapan
        """
    )


def test_c3_the_status_of_an_answered_report_says_the_answer_again(talk: Talk) -> None:
    talk.plays(
        f"""{ACK}{ROUTED}
> STOP
< LAPOR!: Anda tidak akan dikirimi SMS kabar lagi. Laporan Anda tetap diproses. Cek kapan saja: STATUS no.
  Aktifkan lagi: MULAI
! answer {{no}} lubang sudah ditambal 12/11
> STATUS {{no}}
< LAPOR!: No {{no}} dijawab Dinas PU Kota Semarang: lubang sudah ditambal 12/11. Puas? Balas angka 1-5.
  Belum beres? Balas BELUM {{no}} alasan"""
    )


def test_c3_a_report_that_waits_for_its_place_says_how_to_tell_it(talk: Talk) -> None:
    talk.plays(
        """
> air pdam mati sudah 4 hari tolong pak
< LAPOR!: No {no} dicatat (air PDAM mati). Di mana lokasinya? Balas desa/kel, kecamatan, kab/kota. Contoh:
  Sukamaju, Jonggol, Kab Bogor
> STATUS {no}
< LAPOR!: No {no} (air PDAM mati) menunggu lokasi dari Anda sejak 10/11. Balas: LOKASI {no} desa, kecamatan,
  kab/kota"""
    )
