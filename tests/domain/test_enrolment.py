"""What an answer to the code means, which names can be shown, and the SMS about it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain import enrol_replies
from sms_gateway.domain.enrolment import CodeAnswer, judge, shown_name
from sms_gateway.domain.gsm7 import is_gsm7, measure
from sms_gateway.domain.msisdn import masked
from sms_gateway.domain.offices import LONG_UNITS, SHORT_UNITS
from sms_gateway.domain.rendering import Name
from tests.conftest import WORDING

NOW = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
SOON = NOW + timedelta(hours=1)
ROADS = Name("Dinas PU Kota Semarang", "DPU Kota Semarang")
A = CodeAnswer


@pytest.mark.parametrize(
    ("fits", "tries", "until", "expected"),
    [
        (True, 0, SOON, A.RIGHT),
        (True, 2, SOON, A.RIGHT),
        (False, 0, SOON, A.WRONG),
        (False, 1, SOON, A.WRONG),
        (False, 2, SOON, A.SPENT),
        (True, 3, SOON, A.VOID),
        (True, 0, NOW, A.EXPIRED),
        (False, 0, NOW, A.EXPIRED),
        (None, 0, SOON, A.VOID),
        (None, 0, None, A.VOID),
    ],
)
def test_an_answer_counts_in_time_and_before_the_last_try(
    fits: bool | None, tries: int, until: datetime | None, expected: CodeAnswer
) -> None:
    assert judge(fits=fits, tries=tries, until=until, now=NOW, most=3) is expected


@given(st.lists(st.booleans(), max_size=12), st.integers(1, 5))
def test_nobody_gets_in_after_as_many_wrong_answers_as_are_allowed(answers: list[bool], most: int) -> None:
    tries, waits, entered = 0, True, False
    for fits in answers:
        found = judge(fits=fits if waits else None, tries=tries, until=SOON, now=NOW, most=most)
        tries += found in (A.WRONG, A.SPENT)
        waits = found is A.WRONG
        entered = entered or found is A.RIGHT
    assert tries <= most
    assert entered == (True in answers[:most])


@pytest.mark.parametrize("name", ["Budi S", "Ani", "Ni'mah, S.T.", "M. Al-Fatih", "  Budi   S "])
def test_a_name_is_shown_on_one_line(name: str) -> None:
    assert shown_name(name) == " ".join(name.split())


@pytest.mark.parametrize("name", ["", " ", "081234567890", "Budi 2", "B" * 41, "Budi\nS: x", "[x]", "{x}"])
def test_what_is_no_name_is_not_shown(name: str) -> None:
    assert shown_name(name) is None


@given(st.text(max_size=60))
def test_a_shown_name_can_be_sent_and_fits(text: str) -> None:
    name = shown_name(text)
    assert name is None or (is_gsm7(name) and 0 < len(name) <= 40 and not any(c.isdigit() for c in name))


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+6281234567890", "0812xxxx7890"),
        ("+62812345678901", "0812xxxxx8901"),
        ("+62812345678", "0812xxxx78"),
        ("+6281234567", "0812xxxx7"),
        ("+6591234567", "+659xxxx567"),
    ],
)
def test_a_masked_number_is_recognised_and_cannot_be_called(number: str, shown: str) -> None:
    assert masked(number) == shown


@given(st.from_regex("[+](62|65|1)[0-9]{7,12}", fullmatch=True))
def test_at_least_four_digits_are_hidden(number: str) -> None:
    assert masked(number).count("x") >= 4


DOCUMENTED = [
    (
        enrol_replies.enrol_ask(WORDING, ROADS, "4719", 48),
        "1708: Anda didaftarkan sebagai petugas Dinas PU Kota Semarang. Benar? Balas OK 4719 dlm 48 jam. "
        "Bukan Anda? Abaikan SMS ini",
    ),
    (
        enrol_replies.enrolled(WORDING, ROADS, "Budi S"),
        "1708: terdaftar sebagai Budi S, petugas Dinas PU Kota Semarang. Tugas datang lewat SMS. "
        "Daftar tugas: DAFTAR. Melapor sbg warga: awali dgn LAPOR",
    ),
    (
        enrol_replies.not_enrolled(WORDING, A.WRONG, 2, 3, 48),
        "1708: kode salah, sisa 2x percobaan. Balas OK lalu 4 angka dari SMS pendaftaran",
    ),
    (
        enrol_replies.not_enrolled(WORDING, A.SPENT, 0, 3, 48),
        "1708: kode salah 3x dan tidak berlaku lagi. Minta kode baru ke admin instansi Anda",
    ),
    (
        enrol_replies.not_enrolled(WORDING, A.EXPIRED, 3, 3, 48),
        "1708: kode sudah lewat batas 48 jam dan tidak berlaku lagi. Minta kode baru ke admin instansi Anda",
    ),
    (
        enrol_replies.not_enrolled(WORDING, A.VOID, 0, 3, 48),
        "1708: tidak ada kode pendaftaran yang berlaku utk nomor ini. Minta kode baru ke admin instansi Anda",
    ),
    (
        enrol_replies.disabled(WORDING, ROADS),
        "1708: nomor ini tidak lagi terdaftar sebagai petugas Dinas PU Kota Semarang. "
        "Utk melapor, tulis masalah dan lokasinya ke 1708",
    ),
    (
        enrol_replies.released(WORDING, ROADS),
        "1708: nomor ini aktif lagi sebagai petugas Dinas PU Kota Semarang. Daftar tugas: DAFTAR",
    ),
    (
        enrol_replies.erase_refused(WORDING, ROADS),
        "1708: nomor ini petugas Dinas PU Kota Semarang, datanya belum dihapus. "
        "Minta admin instansi menonaktifkan dulu, lalu ketik lagi HAPUS DATA",
    ),
]


@pytest.mark.parametrize(("rendered", "text"), DOCUMENTED)
def test_it_is_said_so(rendered: enrol_replies.Rendered, text: str) -> None:
    assert (rendered.text, rendered.segments) == (text, 1)


SHORT = Name("D" * LONG_UNITS, "D" * SHORT_UNITS)


@given(st.sampled_from([SHORT, ROADS]), st.integers(1, 999))
def test_one_segment_holds_what_must_be_in_it_for_every_agency(agency: Name, hours: int) -> None:
    asked = enrol_replies.enrol_ask(WORDING, agency, "0042", hours)
    others = [
        enrol_replies.enrolled(WORDING, agency, "B" * 40),
        enrol_replies.disabled(WORDING, agency),
        enrol_replies.released(WORDING, agency),
        enrol_replies.erase_refused(WORDING, agency),
    ]
    for rendered in (asked, *others):
        assert measure(rendered.text).segments == rendered.segments == 1
        assert not rendered.text.endswith("...")
    assert "Balas OK 0042" in asked.text
