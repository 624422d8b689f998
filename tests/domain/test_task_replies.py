"""What officers are told unasked reads as it is written down, and fits whatever its values are."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain import task_replies
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.gsm7 import is_gsm7, measure
from sms_gateway.domain.officers import OfficerState, TaskState, is_task
from sms_gateway.domain.rendering import Name
from sms_gateway.domain.task_ends import ENDS_AS, TaskEnd, why_ended
from sms_gateway.domain.task_replies import From, Task
from sms_gateway.domain.wording import Phrase
from tests.conftest import WORDING

DUE = datetime(2026, 11, 17, 9, tzinfo=UTC)
ROAD = Task(3, "24183567", "jalan rusak", DUE)
WATER = Task(4, "24183617", "air mati", datetime(2026, 11, 16, 9, tzinfo=UTC))
AID = Task(1, "24170025", "bansos")
PLACE = Name("Kota Semarang", "Semarang")
ROADS = Name("Dinas PU Kota Semarang", "DPU Semarang")

SAID = {
    "1708 TUGAS 3: No 24183567 jalan rusak, Jl Kelud Raya, Kota Semarang. Batas 17/11. "
    "Balas: 3 ISI, 3 TERIMA, 3 JAWAB isi, 3 BUKAN alasan": task_replies.new(
        WORDING, ROAD, "Jl Kelud Raya", PLACE, emergency=False
    ),
    "1708 TUGAS 1 DARURAT: No 24170025 bansos. "
    "Balas: 1 ISI, 1 TERIMA, 1 JAWAB isi, 1 BUKAN alasan": task_replies.new(
        WORDING, AID, "", None, emergency=True
    ),
    "1708 TUGAS 3: No 24183567 jalan rusak, Jl Kelud Raya, Kota Semarang, dialihkan dari Budi S. "
    "Batas tetap 17/11. Balas: 3 ISI, 3 JAWAB isi, 3 BUKAN alasan": task_replies.passed(
        WORDING, ROAD, "Jl Kelud Raya", PLACE, From(colleague="Budi S"), []
    ),
    "1708 TUGAS 3 DARURAT LEWAT: No 24183567 jalan rusak, dialihkan dari Dinas PU Kota Semarang. "
    "Batas tetap 17/11. Balas: 3 ISI, 3 JAWAB isi, 3 BUKAN alasan": task_replies.passed(
        WORDING, ROAD, "", None, From(ROADS), [Phrase.URGENT, Phrase.LATE]
    ),
    "1708 TUGAS 1: No 24170025 bansos, Kota Semarang, kembali ke instansi Anda. "
    "Balas: 1 ISI, 1 JAWAB isi, 1 BUKAN alasan": task_replies.passed(WORDING, AID, "", PLACE, From(), []),
    "1708: 2 tugas dialihkan ke Anda dari Budi S, batas tetap. 4) air mati 16/11 3) jalan rusak 17/11. "
    "Rinci: angka ISI, contoh 4 ISI. Semua: DAFTAR": task_replies.bundle(
        WORDING, [ROAD, WATER], From(colleague="Budi S")
    ),
    "1708: 3 tugas baru. 4) air mati 16/11 3) jalan rusak 17/11 1) bansos. "
    "Rinci: angka ISI, contoh 4 ISI. Semua: DAFTAR": task_replies.bundle(WORDING, [AID, ROAD, WATER]),
    "1708 TUGAS 3: pelapor menjawab: dpn no 45 sebelah indomaret. Batas jawab tetap 17/11": (
        task_replies.added(WORDING, ROAD, "dpn no 45 sebelah indomaret", 3, replied=True)
    ),
    "1708 TUGAS 1: pelapor menambah: tadi pagi ada yg jatuh lagi": task_replies.added(
        WORDING, AID, "tadi pagi ada yg jatuh lagi", 3, replied=False
    ),
    "1708 TUGAS 3: jawaban No 24183567 disanggah: cuma ditabur pasir. Batas jawab 17/11. "
    "Balas: 3 JAWAB isi": task_replies.disputed(WORDING, ROAD, "cuma ditabur pasir", 3),
    "1708 TUGAS 3: lokasi No 24183567 dikoreksi pelapor: Kota Semarang. Rinci: 3 ISI": task_replies.moved(
        WORDING, ROAD, PLACE
    ),
    "1708 TUGAS 3: besok batas jawab No 24183567 (jalan rusak). Balas 3 JAWAB isi, "
    "atau 3 PERPANJANG alasan (maks 1x)": task_replies.remind(WORDING, ROAD, tomorrow=True),
    "1708 TUGAS 3: 17/11 batas jawab No 24183567 (jalan rusak). Balas 3 JAWAB isi, "
    "atau 3 PERPANJANG alasan (maks 1x)": task_replies.remind(WORDING, ROAD, tomorrow=False),
    "1708 TUGAS 3: No 24183567 (jalan rusak) LEWAT batas jawab 17/11, admin instansi Anda dikabari. "
    "Jawab hari ini: 3 JAWAB isi": task_replies.late(WORDING, ROAD),
    "1708: tugas Budi S lewat batas jawab 17/11: No 24183567 (jalan rusak). "
    "Mohon dipastikan dijawab hari ini": task_replies.escalated(WORDING, [(ROAD, "Budi S")], ROADS),
    "1708: 2 tugas Dinas PU Kota Semarang baru lewat batas: 24183567 Budi S, 24183617 Ani R. "
    "Mohon dipastikan dijawab hari ini": task_replies.escalated(
        WORDING, [(ROAD, "Budi S"), (WATER, "Ani R")], ROADS
    ),
    "1708: 4 tugas Dinas PU Kota Semarang lewat batas. Terlama 6 hari kerja. "
    "Rekap dikirim ke admin instansi setiap hari kerja 08.00 WIB": task_replies.recap(
        WORDING, ROADS, 4, 6, "08.00 WIB"
    ),
}


@pytest.mark.parametrize(
    ("places", "listed"),
    [
        (("Jl Pemuda", "Jl Kelud Raya"), "1) jalan rusak Jl Pemuda 17/11 2) jalan rusak Jl Kelud Raya 17/11"),
        (("Jl Pemuda", "Jl Pemuda"), "1) jalan rusak 24183561 17/11 2) jalan rusak 24183562 17/11"),
    ],
)
def test_new_tasks_that_are_alike_are_told_apart(places: tuple[str, ...], listed: str) -> None:
    tasks = [Task(n, f"2418356{n}", "jalan rusak", DUE, place) for n, place in enumerate(places, 1)]
    text = task_replies.bundle(WORDING, tasks).text
    assert text == f"1708: 2 tugas baru. {listed}. Rinci: angka ISI, contoh 1 ISI. Semua: DAFTAR"


@pytest.mark.parametrize("written", SAID)
def test_it_reads_as_written_down(written: str) -> None:
    assert (SAID[written].text, SAID[written].over) == (written, 0)


_TEXTS = st.text(max_size=300)
_TASKS = st.builds(
    Task,
    st.integers(1, 999),
    st.just("24183567"),
    st.text(max_size=30),
    st.none() | st.just(DUE),
)


@given(_TASKS, _TEXTS, _TEXTS, st.booleans())
def test_a_new_task_is_one_gsm7_segment(task: Task, street: str, region: str, emergency: bool) -> None:
    text = task_replies.new(WORDING, task, street, Name(region, region[:18]), emergency=emergency).text
    assert is_gsm7(text)
    assert measure(text).segments == 1


@given(_TASKS, _TEXTS, _TEXTS, st.lists(st.sampled_from((Phrase.URGENT, Phrase.LATE)), max_size=2))
def test_a_task_that_was_passed_on_is_one_gsm7_segment(
    task: Task, street: str, name: str, flags: list[Phrase]
) -> None:
    for source in (From(), From(colleague=name), From(Name(f"Dinas {name}", "Dinas"))):
        rendered = task_replies.passed(WORDING, task, street, PLACE, source, flags)
        assert is_gsm7(rendered.text)
        assert (measure(rendered.text).segments, rendered.over) == (1, 0)


@given(st.lists(_TASKS, min_size=1, max_size=12))
def test_a_bundle_is_one_gsm7_segment_and_counts_all(several: list[Task]) -> None:
    rendered = task_replies.bundle(WORDING, several)
    assert is_gsm7(rendered.text)
    assert rendered.segments == 1
    assert rendered.text.startswith(f"1708: {len(several)} tugas baru")


@given(_TASKS, st.text(max_size=2000), st.integers(1, 6), st.booleans())
def test_what_a_reporter_said_takes_at_most_its_segments(
    task: Task, words: str, segments: int, replied: bool
) -> None:
    for text in (
        task_replies.added(WORDING, task, words, segments, replied=replied).text,
        task_replies.disputed(WORDING, task, words, segments).text,
    ):
        assert is_gsm7(text)
        assert measure(text).segments <= segments


@pytest.mark.parametrize("why", TaskEnd)
def test_every_end_has_a_state_and_a_sentence(why: TaskEnd) -> None:
    for agency in (None, ROADS):
        text = task_replies.ended(WORDING, ROAD, why, agency).text
        assert text.startswith("1708 TUGAS 3: ")
        assert text.endswith("kembali ke Anda" if why is TaskEnd.HELD else "Tugas Anda selesai")
    assert ENDS_AS[why] is not TaskState.OPEN


OWN = {
    OfficerState.ACTIVE: TaskEnd.COLLEAGUE,
    OfficerState.ON_HOLD: TaskEnd.HELD,
    OfficerState.DISABLED: TaskEnd.DISABLED,
    OfficerState.INVITED: TaskEnd.DISABLED,
}


@pytest.mark.parametrize("officer", OfficerState)
@pytest.mark.parametrize("before", [None, *CaseState])
@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("agency", [None, "a", "b"])
def test_why_a_task_ends_follows_from_its_case(
    state: CaseState, before: CaseState | None, agency: str | None, officer: OfficerState
) -> None:
    assert why_ended(state, before, agency, "a", officer, reported=False) is TaskEnd.MERGED
    why = why_ended(state, before, agency, "a", officer, reported=True)
    if is_task(state, before, agency):
        assert why is (OWN[officer] if agency == "a" else TaskEnd.AGENCY)
    elif state in (CaseState.DONE, CaseState.ARCHIVED, CaseState.CANCELLED):
        assert why.value == state.value
    else:
        assert why is TaskEnd.DESK
