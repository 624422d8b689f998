"""What a reporter is told unasked: the documented wording, and never more than the limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.catalog.offices import packaged_offices
from sms_gateway.domain import news_replies
from sms_gateway.domain.cases import ArchiveCode
from sms_gateway.domain.gsm7 import is_gsm7, measure
from sms_gateway.domain.replies import Name, Rendered
from tests.conftest import WORDING

NUMBER = "24183567"
DPU = Name("Dinas PU Kota Semarang", "DPU Semarang")
DOCUMENTED: list[tuple[Rendered, str]] = [
    (
        news_replies.asked(WORDING, NUMBER, DPU, "patokannya di depan no berapa?", 3),
        "LAPOR!: Dinas PU Kota Semarang bertanya (No 24183567): patokannya di depan no berapa? "
        "Balas: TAMBAH 24183567 jawaban",
    ),
    (
        news_replies.archived(WORDING, NUMBER, ArchiveCode.UNCLEAR, 10),
        "LAPOR!: No 24183567 diarsipkan karena kurang jelas. Ingin dilanjutkan? Balas TAMBAH 24183567 "
        "rincian dalam 10 hari kerja, laporan dibuka lagi",
    ),
    (
        news_replies.closed(WORDING, NUMBER, 10, 30),
        "LAPOR!: No 24183567 ditutup: 10 hari kerja tanpa balasan Anda sejak dijawab. Belum beres? "
        "Balas BUKA 24183567 alasan, dalam 30 hari",
    ),
    (
        news_replies.linked(WORDING, NUMBER),
        "LAPOR!: Aduan serupa dari Anda di Lapor Mas Wapres sudah kami kaitkan ke No 24183567. "
        "Satu penanganan, Anda cukup pantau nomor ini",
    ),
    (
        news_replies.overdue(WORDING, NUMBER, DPU, verifying=False),
        "LAPOR!: No 24183567 lewat batas jawab Dinas PU Kota Semarang. Sudah kami tegur dan naikkan ke "
        "admin nasional. Anda tidak perlu lapor ulang",
    ),
    (
        news_replies.overdue(WORDING, NUMBER, DPU, verifying=True),
        "LAPOR!: No 24183567 lewat batas verifikasi. Sudah kami tegur dan naikkan ke admin nasional. "
        "Anda tidak perlu lapor ulang",
    ),
    (
        news_replies.asked(WORDING, NUMBER, None, "di rt berapa", 3),
        "LAPOR!: Petugas bertanya (No 24183567): di rt berapa? Balas: TAMBAH 24183567 jawaban",
    ),
]


@pytest.mark.parametrize(("rendered", "text"), DOCUMENTED)
def test_it_is_told_in_the_documented_words(rendered: Rendered, text: str) -> None:
    assert (rendered.text, rendered.segments) == (text, 1)


def test_every_reason_to_archive_has_words_that_fit() -> None:
    assert set(WORDING.reasons) == set(ArchiveCode)
    for code in ArchiveCode:
        rendered = news_replies.archived(WORDING, NUMBER, code, 10)
        assert (rendered.segments, is_gsm7(rendered.text)) == (1, True)
        assert rendered.text.endswith("laporan dibuka lagi")


@pytest.mark.parametrize("office", packaged_offices().offices)
def test_the_longest_names_fit_every_sentence(office: str) -> None:
    name = packaged_offices().offices[office].name
    agency = Name(f"{name.long} Kab Penukal Abab Lematang Ilir", f"{name.short} Kab PALI")
    for rendered in (
        news_replies.overdue(WORDING, NUMBER, agency, verifying=False),
        news_replies.forwarded(WORDING, NUMBER, agency, 5, None),
    ):
        assert measure(rendered.text).segments == 1
        assert rendered.text.endswith(("lapor ulang", "isi"))


@given(st.text(max_size=900), st.integers(1, 3))
def test_a_question_stays_within_its_segments_and_says_how_to_reply(text: str, segments: int) -> None:
    rendered = news_replies.asked(WORDING, NUMBER, DPU, text, segments)
    assert is_gsm7(rendered.text)
    assert rendered.segments == measure(rendered.text).segments <= segments
    assert rendered.text.endswith("Balas: TAMBAH 24183567 jawaban")
