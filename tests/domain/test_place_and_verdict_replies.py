"""The SMS about places and verdicts: the documented wording, one segment whatever the values."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import Knowledge
from sms_gateway.domain import place_replies, verdict_replies
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.gsm7 import is_gsm7, measure
from sms_gateway.domain.rendering import Name, Rendered
from sms_gateway.services.agencies import packaged
from tests.conftest import WORDING
from tests.domain.test_replies import DATES, ID, LINES, NAMES, NUMBERS, TEXTS, Line

DUE = datetime(2026, 11, 24, 16, 59, 59, tzinfo=UTC)
DPU = Name("Dinas PU Kota Semarang", "DPU Semarang")
JONGGOL = Name("Sukamaju, Jonggol, Kab Bogor", "Kab Bogor")
THREE = [
    Name("Kab Bogor", "Bogor"),
    Name("Kota Depok", "Depok"),
    Name("Kab Luwu Utara", "Luwu Utr"),
]

PROTECTED = st.sampled_from(
    [
        place_replies.protection(WORDING, anonymous=anonymous, confidential=confidential)
        for anonymous, confidential in ((True, False), (False, True), (True, True))
    ]
)

DOCUMENTED = [
    (
        place_replies.place_ask(
            WORDING,
            "24184021",
            "pungli",
            protected=place_replies.protection(WORDING, anonymous=True, confidential=True),
        ),
        "LAPOR!: No 24184021 diterima ANONIM dan RAHASIA (instansi tidak melihat identitas Anda). "
        "Di mana lokasinya? Balas desa/kel, kecamatan, kab/kota",
    ),
    (
        place_replies.place_ask(WORDING, "24183617", "air PDAM mati"),
        "LAPOR!: No 24183617 dicatat (air PDAM mati). Di mana lokasinya? Balas desa/kel, kecamatan, "
        "kab/kota. Contoh: Sukamaju, Jonggol, Kab Bogor",
    ),
    (
        place_replies.placed(WORDING, "24183617", JONGGOL, 3),
        "LAPOR!: Terima kasih. Lokasi No 24183617: Sukamaju, Jonggol, Kab Bogor. Keliru? Balas LOKASI "
        "24183617 lokasi benar. Verifikasi maks 3 hari kerja",
    ),
    (
        place_replies.place_choice(WORDING, "24183625", "Sukamaju", THREE),
        "LAPOR!: No 24183625 dicatat. Sukamaju yang mana? Balas angka: 1 Kab Bogor 2 Kota Depok "
        "3 Kab Luwu Utara 4 lainnya (ketik kab/kota)",
    ),
    (
        place_replies.placed_chosen(
            WORDING, "24183625", "jembatan rusak", Name("Sukamaju, Kota Depok", "Depok"), 3
        ),
        "LAPOR!: No 24183625: jembatan rusak, Sukamaju, Kota Depok. Verifikasi maks 3 hari kerja. "
        "Cek: STATUS 24183625",
    ),
    (
        place_replies.place_silence(WORDING, "24183617"),
        "LAPOR!: No 24183617 tetap kami periksa walau lokasi belum ada. Agar lebih cepat, balas LOKASI "
        "24183617 lalu desa, kecamatan, kab/kota",
    ),
    (
        verdict_replies.rated(WORDING, "24183567", 4, 30),
        "LAPOR!: Terima kasih, nilai 4 utk No 24183567 dicatat dan laporan selesai. Terjadi lagi dlm "
        "30 hari? Balas BUKA 24183567",
    ),
    (
        verdict_replies.disputed(WORDING, "24183567", DPU, 1, 2, DUE),
        "LAPOR!: No 24183567 dibuka lagi (sanggahan 1 dari 2) dan dikirim ke Dinas PU Kota Semarang. "
        "Batas jawab 24/11. Kami kabari lewat SMS",
    ),
]


@pytest.mark.parametrize(("rendered", "documented"), DOCUMENTED)
def test_a_documented_sentence_renders_word_for_word(rendered: Rendered, documented: str) -> None:
    assert rendered.text == documented


SOLID = st.builds(Name, st.text("abc xyz", min_size=1, max_size=70).filter(str.strip), st.just("abc"))
RENDERINGS: list[st.SearchStrategy[Rendered]] = [
    st.builds(place_replies.place_ask, ID, NUMBERS, TEXTS, st.none() | SOLID),
    st.builds(place_replies.place_choice, ID, NUMBERS, TEXTS, st.lists(SOLID, min_size=1, max_size=5)),
    st.builds(place_replies.place_ask, ID, NUMBERS, TEXTS, st.none() | SOLID, PROTECTED),
    st.builds(
        place_replies.place_choice, ID, NUMBERS, TEXTS, st.lists(SOLID, min_size=1, max_size=5), PROTECTED
    ),
    st.builds(place_replies.place_type, ID, NUMBERS, TEXTS),
    st.builds(place_replies.placed, ID, NUMBERS, SOLID, st.none() | st.integers(1, 30)),
    st.builds(place_replies.placed_chosen, ID, NUMBERS, TEXTS, SOLID, st.integers(1, 30)),
    st.builds(place_replies.place_unread, ID, NUMBERS),
    st.builds(place_replies.location_empty, ID, st.none() | NUMBERS),
    st.builds(verdict_replies.which_ticket, ID, LINES, st.sampled_from(["LOKASI", "BELUM", "BUKA"])),
    st.builds(verdict_replies.number_meant, ID, st.from_regex("[0-9]{0,8}", fullmatch=True)),
    st.builds(verdict_replies.digits_unread, ID, st.sampled_from(["STATUS", "TAMBAH", "BATAL"])),
    st.builds(verdict_replies.rated, ID, NUMBERS, st.integers(1, 5), st.integers(1, 999)),
    st.builds(
        verdict_replies.disputed,
        ID,
        NUMBERS,
        NAMES,
        st.integers(1, 99),
        st.integers(1, 99),
        DATES.filter(lambda date: date is not None),
    ),
    st.builds(verdict_replies.disputed_again, ID, NUMBERS, st.integers(1, 99)),
    st.builds(verdict_replies.reopened, ID, NUMBERS, TEXTS, st.integers(1, 30)),
    st.builds(verdict_replies.reopen_late, ID, NUMBERS, st.integers(1, 999)),
    st.builds(verdict_replies.hide_next, ID, anonymous=st.just(True), confidential=st.booleans()),
]


@given(st.one_of(RENDERINGS))
def test_every_reply_is_gsm7_and_one_segment_whatever_it_is_given(rendered: Rendered) -> None:
    assert is_gsm7(rendered.text)
    assert measure(rendered.text).segments == rendered.segments == 1
    assert rendered.text.startswith("LAPOR!")


def test_the_longest_real_names_keep_every_sentence_whole(knowledge: Knowledge) -> None:
    gazetteer = knowledge.gazetteer
    longest = sorted(gazetteer.regencies, key=lambda code: -len(gazetteer.region_name(code)))[:3]
    names = [Name(gazetteer.region_name(code), gazetteer.region_short(code, 18)) for code in longest]
    offered = place_replies.place_choice(WORDING, "24183625", "Perkebunan Tanjung Kasau", names)
    assert offered.shown >= 2
    assert offered.text.endswith(f"{offered.shown + 1} lainnya (ketik kab/kota)")
    agencies = packaged(knowledge)
    entries = [entry for code in longest for entry in agencies.in_region(code)]
    agency = max((entry.agency.name for entry in entries), key=lambda name: len(name.long))
    assert verdict_replies.disputed(WORDING, "24183567", agency, 2, 2, DUE).text.endswith(
        "Kami kabari lewat SMS"
    )


def test_which_ticket_is_asked_with_the_numbers() -> None:
    lines = [Line(), Line("24183617", "air mati", CaseState.UNVERIFIED)]
    assert verdict_replies.which_ticket(WORDING, lines, "LOKASI").text == (
        "LAPOR!: Utk laporan yang mana? 24183567 jalan rusak, 24183617 air mati. "
        "Kirim lagi dgn nomornya, contoh: LOKASI 24183567 isi"
    )
