"""The SMS to officers as CONVERSATIONS writes them, and that what is read back is never cut."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain import gsm7, order_replies
from sms_gateway.domain.cases import ArchiveCode, CaseState
from sms_gateway.domain.officer_decisions import Cannot, TaskView, Why
from sms_gateway.domain.officers import OrderKind, TaskState
from sms_gateway.domain.order_replies import Order
from sms_gateway.domain.quotable import longest
from sms_gateway.domain.rendering import Name, Rendered
from sms_gateway.domain.zones import WIB
from tests.conftest import WORDING

THREE = TaskView(7, 3, TaskState.OPEN, "24183567", CaseState.WORKING, "jalan rusak", reporters=8)
DPU = Name("Dinas PU Kota Semarang", "DPU Semarang")
DUE = datetime(2026, 11, 17, 23, 59, tzinfo=WIB)
MORNING = datetime(2026, 11, 11, 6, tzinfo=WIB)
DOCUMENTED: list[tuple[Rendered, str]] = [
    (
        order_replies.accepted(
            WORDING, THREE, "Budi S", DPU, datetime(2026, 11, 10, 2, 14, tzinfo=UTC).astimezone(WIB), DUE
        ),
        "1708 TUGAS 3: No 24183567 diterima Budi S, Dinas PU Kota Semarang, 10/11 09.14 WIB. "
        "Batas jawab 17/11. Jawab: 3 JAWAB isi",
    ),
    (
        order_replies.read_back(
            WORDING,
            Order(THREE, OrderKind.ANSWER, "lubang sudah ditambal tgl 12/11 oleh tim URC"),
            "4719",
            3,
        ),
        '1708 TUGAS 3 akan terkirim ke 8 pelapor: "lubang sudah ditambal tgl 12/11 oleh tim URC". Kirim? '
        "Balas OK 4719. Ganti: 3 JAWAB isi baru",
    ),
    (
        order_replies.read_back(
            WORDING,
            Order(THREE, OrderKind.FORWARD, agency=Name("Dinas Perhubungan Kota Semarang", "x"), due=DUE),
            "8305",
            3,
        ),
        "1708 TUGAS 3: teruskan No 24183567 ke Dinas Perhubungan Kota Semarang? Balas OK 8305. "
        "Batas 17/11 tidak berubah",
    ),
    (
        order_replies.which_agency(
            WORDING,
            THREE,
            "dishub",
            [Name(each, each) for each in ("Kota Semarang", "Kab Semarang", "Prov Jateng")],
        ),
        '1708 TUGAS 3: "dishub" cocok dgn 3 instansi: 1 Kota Semarang 2 Kab Semarang 3 Prov Jateng. '
        "Balas: 3 TERUS 1, 2 atau 3",
    ),
    (
        order_replies.taken(WORDING, THREE, OrderKind.ANSWER, 2, 10),
        "1708 TUGAS 3: jawaban No 24183567 terkirim dlm 2 menit. Urungkan: BATAL 3. Lalu menunggu "
        "tanggapan pelapor 10 hari kerja",
    ),
    (
        order_replies.taken(WORDING, THREE, OrderKind.ANSWER, 2, 10, MORNING),
        "1708 TUGAS 3: jawaban No 24183567 sampai ke pelapor mulai 11/11 06.00 WIB (jam tenang). "
        "Urungkan dlm 2 menit: BATAL 3. Tanggapan ditunggu 10 hari kerja",
    ),
    (
        order_replies.taken(WORDING, THREE, OrderKind.REJECT, 2, 10, MORNING),
        "1708 TUGAS 3: TOLAK No 24183567 dijalankan dlm 2 menit, pelapor dikabari mulai 11/11 06.00 WIB "
        "(jam tenang). Urungkan: BATAL 3",
    ),
    (
        order_replies.cannot(WORDING, Cannot(Why.PERSONAL, "JAWAB", THREE)),
        "1708 TUGAS 3: jawaban memuat nomor HP/NIK, tidak dikirim. Hapus data pribadi lalu ulangi: "
        "3 JAWAB isi",
    ),
]


@pytest.mark.parametrize(("rendered", "text"), DOCUMENTED)
def test_the_documented_sms_is_sent(rendered: Rendered, text: str) -> None:
    assert rendered.text == text
    assert rendered.segments == gsm7.measure(text).segments


def test_tasks_are_listed_with_the_most_urgent_first() -> None:
    tasks = [
        TaskView(1, 4, TaskState.OPEN, "24183625", CaseState.ROUTED, "air mati"),
        TaskView(2, 1, TaskState.OPEN, "24170025", CaseState.WORKING, "bansos"),
        THREE,
    ]
    days = {1: date(2026, 11, 18), 2: date(2026, 11, 8), 7: date(2026, 11, 17)}
    assert order_replies.task_list(WORDING, tasks, date(2026, 11, 10), days).text == (
        "1708: 3 tugas. 1) bansos, LEWAT 2 hari 3) jalan rusak, batas 17/11 4) air mati, batas 18/11. "
        "Rinci: angka ISI, contoh 1 ISI"
    )


def _tasks(*places: str, **values: Any) -> list[TaskView]:
    """Tasks about the same; the first of them has *values*."""
    found = [
        TaskView(each, each, TaskState.OPEN, f"2418356{each}", CaseState.WORKING, "jalan rusak", place=place)
        for each, place in enumerate(places, 1)
    ]
    return [replace(found[0], **values), *found[1:]]


DUE_DAYS = dict.fromkeys(range(1, 9), date(2026, 11, 17))
LISTED: dict[str, tuple[list[TaskView], str]] = {
    "by place": (
        _tasks("Jl Pemuda", "Jl Kelud Raya"),
        "1) jalan rusak Jl Pemuda, batas 17/11 2) jalan rusak Jl Kelud Raya, batas 17/11",
    ),
    "by number where the place is the same": (
        _tasks("Jl Pemuda", "Jl Pemuda"),
        "1) jalan rusak 24183561, batas 17/11 2) jalan rusak 24183562, batas 17/11",
    ),
    "an answer on its way": (
        _tasks("Jl Pemuda", leaving=OrderKind.ANSWER),
        "1) jalan rusak, jawaban menunggu kirim, batas 17/11",
    ),
    "another order on its way": (
        _tasks("", leaving=OrderKind.REJECT),
        "1) jalan rusak, TOLAK menunggu jalan, batas 17/11",
    ),
    "a state in which the reporter is waited for": (
        _tasks("", case_state=CaseState.ASKING),
        "1) jalan rusak, menunggu info, batas 17/11",
    ),
    "by number where places take too much room": (
        _tasks("Jl Jenderal Sudirman", "Jl Raden Patah Timur", "Jl Pemuda", leaving=OrderKind.ANSWER),
        "1) jalan rusak 24183561, batas 17/11 2) jalan rusak 24183562, batas 17/11 "
        "3) jalan rusak 24183563, batas 17/11",
    ),
}


@pytest.mark.parametrize("what", LISTED)
def test_tasks_that_are_alike_are_told_apart_and_say_where_they_stand(what: str) -> None:
    tasks, listed = LISTED[what]
    rendered = order_replies.task_list(WORDING, tasks, date(2026, 11, 10), DUE_DAYS)
    assert rendered.text == f"1708: {len(tasks)} tugas. {listed}. Rinci: angka ISI, contoh 1 ISI"


@pytest.mark.parametrize("before", [None, CaseState.ANSWERED])
def test_what_is_answered_stands_last_and_has_the_reporters_date(before: CaseState | None) -> None:
    stands = CaseState.ASKING if before else CaseState.ANSWERED
    tasks = _tasks("Jl Pemuda", "Jl Kelud Raya", case_state=stands, before=before, problem="bansos")
    days = {1: date(2026, 11, 9), 2: date(2026, 11, 17)}
    text = order_replies.task_list(WORDING, tasks, date(2026, 11, 10), days).text
    said = "menunggu info" if before else "dijawab"
    assert text == (
        f"1708: 2 tugas. 2) jalan rusak, batas 17/11 1) bansos, {said}, tanggapan s.d. 09/11. "
        "Rinci: angka ISI, contoh 2 ISI"
    )


@given(
    st.lists(st.tuples(st.sampled_from(["jalan rusak", "air mati", ""]), st.text(max_size=40)), min_size=1),
    st.sampled_from([None, *OrderKind]),
)
def test_a_list_is_one_segment_and_shows_at_least_one_task(
    places: list[tuple[str, str]], leaving: OrderKind | None
) -> None:
    tasks = [
        TaskView(n, n, TaskState.OPEN, "24183567", CaseState.ANSWERED, problem, place=place, leaving=leaving)
        for n, (problem, place) in enumerate(places, 1)
    ]
    rendered = order_replies.task_list(WORDING, tasks, date(2026, 11, 10), DUE_DAYS)
    assert gsm7.is_gsm7(rendered.text)
    assert (rendered.segments, gsm7.measure(rendered.text).segments, rendered.over) == (1, 1, 0)
    assert rendered.shown >= 1


@pytest.mark.parametrize("why", [why for why in Why if why is not Why.DATES])
def test_every_reason_has_its_sentence_with_the_task(why: Why) -> None:
    assert order_replies.cannot(WORDING, Cannot(why, "JAWAB", THREE)).text.startswith("1708 TUGAS 3: ")


QUOTING = (OrderKind.ANSWER, OrderKind.ASK, OrderKind.RETURN, OrderKind.EXTEND)


@given(
    st.text(st.sampled_from("abc 123,.:€[]"), min_size=1).filter(str.strip),
    st.sampled_from(QUOTING),
    st.sampled_from([2, 3, 4]),
)
def test_what_fits_is_read_back_in_full(text: str, kind: OrderKind, segments: int) -> None:
    words = " ".join(text.split())
    if gsm7.measure(words).units <= longest(segments):
        order = Order(THREE, kind, words, ArchiveCode.UNCLEAR, DPU, DUE, 5)
        rendered = order_replies.read_back(WORDING, order, "4719", segments)
        assert words.rstrip(" .?!") in rendered.text
        assert "OK 4719" in rendered.text
        assert rendered.segments <= segments


@pytest.mark.parametrize("kind", QUOTING)
def test_the_longest_text_is_read_back_in_full(kind: OrderKind) -> None:
    words = ("lubang ditambal " * 40)[: longest(3)].strip()
    order = Order(TaskView(7, 999, TaskState.OPEN, "24183567", CaseState.WORKING, "x"), kind, words, days=365)
    assert words in order_replies.read_back(WORDING, order, "4719", 3).text
