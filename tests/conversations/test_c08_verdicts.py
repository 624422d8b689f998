"""C8: rating, dispute, reopening."""

import pytest

from sms_gateway.storage.schema import cases, review_items, tickets
from tests.builders import rows
from tests.conversations.conftest import TalkMaker
from tests.conversations.test_c03_status import ACK, ROUTED
from tests.conversations.transcript import Talk

ANSWER = """
~ 1 minute
! answer {no} lubang sudah ditambal 12/11
< LAPOR!: No {no} dijawab Dinas PU Kota Semarang: lubang sudah ditambal 12/11. Puas? Balas angka 1-5.
  Belum beres? Balas BELUM {no} alasan
"""
ANSWERED = ACK + ROUTED + ANSWER
RATED = """
< LAPOR!: Terima kasih, nilai {stars} utk No {no} dicatat dan laporan selesai. Terjadi lagi dlm 30 hari?
  Balas BUKA {no}
"""


@pytest.mark.parametrize(("text", "stars"), [("4", 4), ("5 puas", 5), ("nilai 3 pak", 3)])
def test_c8_a_digit_rates_the_answer(talk: Talk, text: str, stars: int) -> None:
    talk.plays(f"{ANSWERED}> {text}{RATED.replace('{stars}', str(stars))}")
    assert rows(talk.office, tickets)[0].rating == stars
    assert rows(talk.office, cases)[0].state == "done"


def test_c8_a_digit_to_a_list_is_no_rating(talk: Talk) -> None:
    talk.plays(
        f"""{ANSWERED}
> air pdam mati sudah 4 hari di ds sukamaju kec jonggol kab bogor
< LAPOR!: Laporan diterima, No {{no2}} (air PDAM mati, Kab Bogor). Verifikasi maks 3 hari kerja.
  Cek: STATUS {{no2}}. Batal: BATAL {{no2}}
> STATUS
< LAPOR!: Laporan Anda: 1) {{no2}} air PDAM mati: verifikasi 2) {{no}} jalan rusak: dijawab. Balas
  angkanya utk
  rincian
> 1
< LAPOR!: No {{no2}} (air PDAM mati) menunggu verifikasi sejak 10/11, batas 13/11. Tambah info: TAMBAH
  {{no2}} isi
> 4
{RATED.replace("{stars}", "4")}"""
    )


def test_c8_two_disputes_go_to_the_agency_and_the_third_to_a_person(talk: Talk) -> None:
    talk.plays(
        f"""{ANSWERED}
~ 7 days
> BELUM {{no}} cuma ditabur pasir
< LAPOR!: No {{no}} dibuka lagi (sanggahan 1 dari 2) dan dikirim ke Dinas PU Kota Semarang. Batas jawab 24/11.
  Kami kabari lewat SMS
{ANSWER}
> belum beres, masih bolong
< LAPOR!: No {{no}} dibuka lagi (sanggahan 2 dari 2) dan dikirim ke Dinas PU Kota Semarang. Batas jawab 24/11.
  Kami kabari lewat SMS
{ANSWER}
> BELUM {{no}} sama saja
< LAPOR!: No {{no}} sudah 2x disanggah. Kali ini petugas admin nasional yang memeriksa dan memutuskan. Kami
  kabari lewat SMS"""
    )
    (case,) = rows(talk.office, cases)
    assert (case.state, case.agency, case.disputes) == ("working", None, 3)
    assert [row.reason for row in rows(talk.office, review_items)] == ["disputed-again"]


def test_c8_one_of_several_reporters_disputes_alone(make_talk: TalkMaker) -> None:
    talk = make_talk("24183567", "24183994")
    talk.plays(
        f"""{ACK}
B> jl kelud raya semarang dkt pdam bolong besar, bahaya kalo malam
B< LAPOR!: No {{no2}} diterima. Laporan serupa sudah ada (jalan rusak, Jl Kelud Raya), Anda pelapor ke-2 dan
  ikut dikabari. Beda? Balas BEDA {{no2}}
! forward {{no}}
< LAPOR!: No {{no}} diteruskan ke Dinas PU Kota Semarang. Tindak lanjut maks 5 hari kerja (s.d. 17/11).
  Tambah info: TAMBAH {{no}} isi
B< LAPOR!: No {{no2}} diteruskan ke Dinas PU Kota Semarang. Tindak lanjut maks 5 hari kerja (s.d. 17/11).
  Tambah info: TAMBAH {{no2}} isi
! answer {{no}} sudah ditambal
< LAPOR!: No {{no}} dijawab Dinas PU Kota Semarang: sudah ditambal. Puas? Balas angka 1-5. Belum beres? Balas
  BELUM {{no}} alasan
B< LAPOR!: No {{no2}} dijawab Dinas PU Kota Semarang: sudah ditambal. Puas? Balas angka 1-5. Belum beres?
  Balas
  BELUM {{no2}} alasan
B> BELUM {{no2}} masih bolong
B< LAPOR!: No {{no2}} dibuka lagi (sanggahan 1 dari 2) dan dikirim ke Dinas PU Kota Semarang. Batas jawab
  17/11. Kami kabari lewat SMS
> 5
{RATED.replace("{stars}", "5")}"""
    )
    first, second = rows(talk.office, tickets)
    states = {row.id: row.state for row in rows(talk.office, cases)}
    assert (states[first.case_id], states[second.case_id]) == ("done", "working")


def test_c8_reopened_within_thirty_days(talk: Talk) -> None:
    talk.plays(
        f"""{ANSWERED}
> 4
{RATED.replace("{stars}", "4")}
~ 29 days
> BUKA {{no}} bolong lagi
< LAPOR!: No {{no}} (jalan rusak) dibuka lagi. Verifikasi maks 3 hari kerja. Cek: STATUS {{no}}"""
    )


def test_c8_reopened_too_late(talk: Talk) -> None:
    talk.plays(
        f"""{ANSWERED}
> 4
{RATED.replace("{stars}", "4")}
~ 30 days
> BUKA {{no}}
< LAPOR!: No {{no}} sudah lama ditutup (lebih dari 30 hari) jadi tidak bisa dibuka lagi. Masih terjadi? Tulis
  laporan baru: masalah, lokasi, kapan"""
    )
