"""C4: what is added to a report, by its number or because it can only mean that one."""

import pytest

from sms_gateway.storage.schema import events, messages, tickets
from tests.builders import rows
from tests.conversations.test_c03_status import ACK, ROUTED
from tests.conversations.transcript import Talk

ADDED = """
< LAPOR!: Info tambahan masuk ke No {no}. Terima kasih
"""
PASSED_ON = """
< LAPOR!: Info tambahan masuk ke No {no} dan diteruskan ke Dinas PU Kota Semarang. Terima kasih
"""
ASKED = """
! ask {no} patokannya di depan no berapa?
< LAPOR!: Dinas PU Kota Semarang bertanya (No {no}): patokannya di depan no berapa? Balas: TAMBAH {no}
  jawaban
"""
SECOND = """
> air pdam mati sudah 4 hari di ds sukamaju kec jonggol kab bogor
< LAPOR!: Laporan diterima, No {no2} (air PDAM mati, Kab Bogor). Verifikasi maks 3 hari kerja.
  Cek: STATUS {no2}. Batal: BATAL {no2}
"""


def test_c4_by_its_number(talk: Talk) -> None:
    talk.plays(f"{ACK}{ROUTED}> TAMBAH {{no}} tadi pagi ada yg jatuh lagi dpn indomaret{PASSED_ON}")
    added = rows(talk.office, events, kind="added")
    assert [row.message_id for row in added] == [rows(talk.office, messages)[-1].id]


def test_nothing_is_passed_on_to_an_agency_that_does_not_have_the_report(talk: Talk) -> None:
    talk.plays(f"{ACK}> TAMBAH {{no}} tadi pagi ada yg jatuh lagi{ADDED}")


def test_what_an_agency_asked_about_is_passed_on_to_it(talk: Talk) -> None:
    talk.plays(f"{ACK}{ROUTED}{ASKED}> TAMBAH {{no}} di depan no 45{PASSED_ON}")


def test_what_came_back_from_an_agency_is_not_passed_on(talk: Talk) -> None:
    talk.plays(f"{ACK}{ROUTED}! return {{no}} jalan nasional\n> TAMBAH {{no}} makin lebar pak{ADDED}")


@pytest.mark.parametrize(
    "text",
    [
        "tambahan pak tadi pagi ada yang jatuh lagi",
        "masih belum dibenerin pak",
        "lagi pak sudah kejadian lagi",
        "dpn masjid al ikhlas",
        "masih rusak jalannya pak",
        "24183567 sampai sekarang lubangnya makin lebar",
    ],
)
def test_a_follow_up_belongs_to_the_one_open_report(talk: Talk, text: str) -> None:
    talk.plays(f"{ACK}> {text}{ADDED}")


@pytest.mark.parametrize(
    "text",
    [
        "lampu jalan mati di jl melati garut sejak senin",
        "masih ada jalan rusak di jl pandanaran kota semarang",
        "tadi malam sampah di jl melati garut tidak diangkut lagi",
    ],
)
def test_another_problem_or_place_is_a_new_report(talk: Talk, text: str) -> None:
    talk.plays(ACK)
    talk.phone("").sends(text)
    assert len(rows(talk.office, tickets)) == 2


@pytest.mark.parametrize("text", ["dpn masjid al ikhlas", "tambahan pak tadi pagi ada yang jatuh lagi"])
def test_two_open_reports_are_never_mixed_up(talk: Talk, text: str) -> None:
    talk.plays(ACK + SECOND)
    talk.phone("").sends(text)
    assert rows(talk.office, events, kind="added") == []


def test_an_unclear_follow_up_asks_which_of_two(talk: Talk) -> None:
    talk.plays(
        f"""{ACK}{SECOND}
> masih belum dibenerin pak
< LAPOR!: Info utk laporan yang mana? {{no2}} air PDAM mati, {{no}} jalan rusak. Kirim lagi dgn nomornya,
  contoh: TAMBAH {{no2}} isi"""
    )


def test_what_was_archived_comes_back_with_what_is_added(talk: Talk) -> None:
    talk.plays(
        f"""{ACK}
! archive {{no}}
< LAPOR!: No {{no}} diarsipkan karena kurang jelas. Ingin dilanjutkan? Balas TAMBAH {{no}} rincian dalam 10
  hari kerja, laporan dibuka lagi
~ 9 days
> TAMBAH {{no}} lubangnya persis di depan gerbang pdam
< LAPOR!: No {{no}} (jalan rusak) dibuka lagi. Verifikasi maks 3 hari kerja. Cek: STATUS {{no}}"""
    )


def test_what_was_archived_long_ago_is_read_by_a_person(talk: Talk) -> None:
    talk.plays(
        f"""{ACK}
! archive {{no}}
< LAPOR!: No {{no}} diarsipkan karena kurang jelas. Ingin dilanjutkan? Balas TAMBAH {{no}} rincian dalam 10
  hari kerja, laporan dibuka lagi
~ 31 days
> TAMBAH {{no}} lubangnya persis di depan gerbang pdam
< LAPOR!: Pesan Anda kami terima (ref P-88213) dan dikerjakan petugas. Ketik STATUS utk laporan Anda,
  BANTUAN utk daftar perintah"""
    )
