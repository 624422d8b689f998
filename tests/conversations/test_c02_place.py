"""C2: a report without a place is asked for it, once; an answer is taken for one only when it is."""

import pytest

from sms_gateway.storage.schema import cases, events, questions, review_items
from tests.builders import rows
from tests.conversations.conftest import TalkMaker
from tests.conversations.transcript import Talk

WATER = """
> air pdam mati sudah 4 hari tolong pak
< LAPOR!: No {no} dicatat (air PDAM mati). Di mana lokasinya? Balas desa/kel, kecamatan, kab/kota.
  Contoh: Sukamaju, Jonggol, Kab Bogor
"""
BRIDGE = """
> jembatan di sukamaju rusak
< LAPOR!: No {no} dicatat. Sukamaju yang mana? Balas angka: 1 Kab Sukabumi 2 Kab Luwu Utara 3 Kab Bogor
  4 lainnya (ketik kab/kota)
"""
PLACED = """
< LAPOR!: Terima kasih. Lokasi No {no}: Sukamaju, Jonggol, Kab Bogor. Keliru? Balas LOKASI {no} lokasi
  benar. Verifikasi maks 3 hari kerja
"""


def test_c2_one_question_and_its_answer(talk: Talk) -> None:
    talk.plays(
        f"""{WATER}
> kp cibogo ds sukamaju kec jonggol bogor
{PLACED}"""
    )


def test_c2_the_place_decides_the_agency(talk: Talk) -> None:
    talk.plays(WATER)
    (case,) = rows(talk.office, cases)
    assert (case.state, case.agency, case.region) == ("asking", None, None)
    talk.plays("> kp cibogo ds sukamaju kec jonggol bogor" + PLACED)
    (case,) = rows(talk.office, cases)
    assert (case.state, case.agency, case.region) == ("unverified", "pdam@32.01", "32.01.06.2001")
    assert [row.kind for row in rows(talk.office, events)] == ["opened", "asked", "placed"]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("jonggol", "Jonggol, Kab Bogor"),
        ("kab garut pak", "Kab Garut"),
        ("jl melati no 5", "Jl Melati"),
    ],
)
def test_c2_a_bare_name_is_an_answer(talk: Talk, text: str, where: str) -> None:
    talk.plays(
        f"""{WATER}
> {text}
< LAPOR!: Terima kasih. Lokasi No {{no}}: {where}. Keliru? Balas LOKASI {{no}} lokasi benar. Verifikasi
  maks 3 hari kerja"""
    )


def test_c2_a_second_complaint_is_a_new_report_and_the_question_stays_open(talk: Talk) -> None:
    talk.plays(
        f"""{WATER}
> lampu jalan mati di jl melati garut sejak senin
< LAPOR!: Laporan diterima, No {{no2}} (lampu jalan mati, Kab Garut). Verifikasi maks 3 hari kerja.
  Cek: STATUS {{no2}}. Batal: BATAL {{no2}}
> kp cibogo ds sukamaju kec jonggol bogor
{PLACED}"""
    )


def test_c2_the_last_place_is_proposed_never_assumed(talk: Talk) -> None:
    talk.plays(
        f"""{WATER}
> kp cibogo ds sukamaju kec jonggol bogor
{PLACED}
> lampu jalan mati sudah seminggu
< LAPOR!: No {{no2}} dicatat (lampu jalan mati). Di mana lokasinya? Kec Jonggol lagi? Balas YA. Bukan? Balas
  desa/kel, kecamatan, kab/kota"""
    )
    assert rows(talk.office, cases)[1].region is None
    talk.plays(
        """
        > YA
        < LAPOR!: Terima kasih. Lokasi No {no2}: Jonggol, Kab Bogor. Keliru? Balas LOKASI {no2} lokasi benar.
          Verifikasi maks 3 hari kerja
        """
    )


def test_c2_another_place_than_the_last(talk: Talk) -> None:
    talk.plays(
        f"""{WATER}
> kp cibogo ds sukamaju kec jonggol bogor
{PLACED}
> lampu jalan mati sudah seminggu
< LAPOR!: No {{no2}} dicatat (lampu jalan mati). Di mana lokasinya? Kec Jonggol lagi? Balas YA. Bukan? Balas
  desa/kel, kecamatan, kab/kota
> tidak
< LAPOR!: Baik, di mana lokasi No {{no2}} (lampu jalan mati)? Ketik desa/kel, kecamatan, kab/kota.
  Contoh: Sukamaju, Jonggol, Kab Bogor
> garut
< LAPOR!: Terima kasih. Lokasi No {{no2}}: Kab Garut. Keliru? Balas LOKASI {{no2}} lokasi benar. Verifikasi
  maks 3 hari kerja"""
    )


def test_c2b_a_digit_chooses_the_place(talk: Talk) -> None:
    talk.plays(
        f"""{BRIDGE}
> 2
< LAPOR!: No {{no}}: jembatan rusak, Sukamaju, Kab Luwu Utara. Verifikasi maks 3 hari kerja.
  Cek: STATUS {{no}}"""
    )
    assert rows(talk.office, cases)[0].agency == "pupr@73.22"


@pytest.mark.parametrize("text", ["kota depok", "4 kota depok"])
def test_c2b_none_of_them_in_words(talk: Talk, text: str) -> None:
    talk.plays(
        f"""{BRIDGE}
> {text}
< LAPOR!: Terima kasih. Lokasi No {{no}}: Sukamaju, Cilodong, Kota Depok. Keliru? Balas LOKASI {{no}} lokasi
  benar. Verifikasi maks 3 hari kerja"""
    )


@pytest.mark.parametrize(
    ("earlier", "first"),
    [
        ("lampu jalan mati di jl melati garut sejak senin", "Kab Garut"),
        ("lampu jalan mati di jl melati kota medan sejak senin", "Kota Medan"),  # unlikely for anybody else
        ("lampu jalan mati di jl melati kab deli serdang sejak senin", "Kab Deli Serdang"),  # it has several
    ],
)
def test_c2b_where_the_sender_reported_before_comes_first(talk: Talk, earlier: str, first: str) -> None:
    talk.phone("").sends(earlier)
    asked = talk.phone("").sends("jembatan di sukamaju rusak")[-1]
    assert f"Sukamaju yang mana? Balas angka: 1 {first} 2 Kab Sukabumi" in asked
    assert f"Sukamaju, {first}" in talk.phone("").sends("1")[-1]


def test_c2b_none_of_them_by_its_digit(talk: Talk) -> None:
    talk.plays(
        f"""{BRIDGE}
> 4
< LAPOR!: Baik, di mana lokasi No {{no}} (jembatan rusak)? Ketik desa/kel, kecamatan, kab/kota. Contoh:
  Sukamaju, Jonggol, Kab Bogor
> depok
< LAPOR!: Terima kasih. Lokasi No {{no}}: Sukamaju, Cilodong, Kota Depok. Keliru? Balas LOKASI {{no}} lokasi
  benar. Verifikasi maks 3 hari kerja"""
    )


def test_c2b_a_digit_that_is_not_offered_is_asked_about(talk: Talk) -> None:
    talk.plays(
        f"""{BRIDGE}
> 7
< LAPOR!: Angka 7 tidak ada di pilihan SMS kami sebelumnya. Balas angka 1 sampai 4,
  atau ketik STATUS utk laporan Anda"""
    )


SILENCE = """
< LAPOR!: No {no} tetap kami periksa walau lokasi belum ada. Agar lebih cepat, balas LOKASI {no} lalu desa,
  kecamatan, kab/kota
"""


def test_c2c_silence_goes_to_a_person_and_is_told_once(talk: Talk) -> None:
    talk.plays(
        f"""{WATER}
~ 47 hours
~ 1 hour
{SILENCE}
~ 1 hour"""
    )
    (case,) = rows(talk.office, cases)
    assert (case.state, case.before_asking) == ("unverified", None)
    assert case.due_at is not None


def test_c2c_the_place_is_welcome_later(talk: Talk) -> None:
    talk.plays(
        f"""{WATER}
~ 48 hours
{SILENCE}
> LOKASI {{no}} sukamaju jonggol kab bogor
{PLACED}"""
    )


def test_a_place_is_corrected_at_any_time(talk: Talk) -> None:
    talk.plays(
        f"""{WATER}
> kp cibogo ds sukamaju kec jonggol bogor
{PLACED}
> LOKASI {{no}} cilodong kota depok
< LAPOR!: Terima kasih. Lokasi No {{no}}: Cilodong, Kota Depok. Keliru? Balas LOKASI {{no}} lokasi benar.
  Verifikasi maks 3 hari kerja"""
    )
    assert rows(talk.office, cases)[0].agency == "pdam@32.76"


def test_a_place_that_cannot_be_read_is_read_by_a_person(talk: Talk) -> None:
    talk.plays(
        f"""{WATER}
> LOKASI {{no}} xqzw
< LAPOR!: Lokasi No {{no}} belum terbaca, petugas memeriksanya. Agar lebih cepat, balas LOKASI {{no}} lalu
  desa, kecamatan, kab/kota
> LOKASI {{no}}
< LAPOR!: Lokasinya belum ada. Tulis dlm satu SMS: LOKASI {{no}} desa, kecamatan, kab/kota"""
    )
    assert rows(talk.office, cases)[0].state == "asking"


def test_what_others_report_is_found_once_the_place_is_known(make_talk: TalkMaker) -> None:
    talk = make_talk("24183567", "24183994")
    talk.plays(
        """
        > jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang, sdh 3 minggu byk motor
          jatuh
        < LAPOR!: Laporan diterima, No {no} (jalan rusak, Kota Semarang). Verifikasi maks 3 hari kerja.
          Cek: STATUS {no}. Batal: BATAL {no}
        B> jalan bolong besar bahaya kalo malam
        B< LAPOR!: No {no2} dicatat (jalan rusak). Di mana lokasinya? Balas desa/kel, kecamatan, kab/kota.
          Contoh: Sukamaju, Jonggol, Kab Bogor
        B> jl kelud raya dkt pdam gajahmungkur semarang
        B< LAPOR!: No {no2} diterima. Laporan serupa sudah ada (jalan rusak, Jl Kelud Raya), Anda pelapor
          ke-2 dan ikut dikabari. Beda? Balas BEDA {no2}
        """
    )


def test_two_questions_are_answered_one_after_the_other(talk: Talk) -> None:
    talk.plays(
        f"""{WATER}
> lampu jalan mati sudah seminggu
< LAPOR!: No {{no2}} dicatat (lampu jalan mati). Di mana lokasinya? Balas desa/kel, kecamatan, kab/kota.
  Contoh: Sukamaju, Jonggol, Kab Bogor"""
    )
    open_ones = [row.waiting for row in rows(talk.office, questions)]
    assert open_ones == [True, False]
    talk.plays(
        f"""
> kab garut
< LAPOR!: Terima kasih. Lokasi No {{no2}}: Kab Garut. Keliru? Balas LOKASI {{no2}} lokasi benar. Verifikasi
  maks 3 hari kerja
> kp cibogo ds sukamaju kec jonggol bogor
{PLACED}"""
    )


def test_a_place_corrected_at_the_agency_is_looked_at_by_a_person(talk: Talk) -> None:
    talk.plays(
        f"""{WATER}
> kp cibogo ds sukamaju kec jonggol bogor
{PLACED}
! forward {{no}}
< LAPOR!: No {{no}} diteruskan ke PDAM Kab Bogor. Tindak lanjut maks 5 hari kerja (s.d. 17/11). Tambah info:
  TAMBAH {{no}} isi
! accept {{no}}
> LOKASI {{no}} cilodong kota depok
< LAPOR!: Terima kasih. Lokasi No {{no}}: Cilodong, Kota Depok. Keliru? Balas LOKASI {{no}} lokasi benar"""
    )
    (case,) = rows(talk.office, cases)
    assert (case.state, case.agency, case.region) == ("working", "pdam@32.01", "32.76.08")
    assert [row.reason for row in rows(talk.office, review_items)] == ["place-corrected"]


def test_the_place_may_come_as_added_information(talk: Talk) -> None:
    talk.plays(
        f"""{WATER}
> TAMBAH {{no}} ds sukamaju kec jonggol bogor
{PLACED}"""
    )


def test_c2_who_does_not_know_where_opens_no_second_ticket(talk: Talk) -> None:
    talk.plays(
        """
        > jl rusak
        < LAPOR!: No {no} dicatat (jalan rusak). Di mana lokasinya? Balas desa/kel, kecamatan, kab/kota.
          Contoh: Sukamaju, Jonggol, Kab Bogor
        > gak tau pak pokoke jalan
        < LAPOR!: Info tambahan masuk ke No {no}. Terima kasih
        > deket pasar
        < LAPOR!: Terima kasih. Lokasi No {no}: Deket Pasar. Keliru? Balas LOKASI {no} lokasi benar.
          Verifikasi maks 3 hari kerja
        """
    )
    assert len(rows(talk.office, cases)) == 1
