"""An officer's phone knows of a task what the SMS say, however they word it, and nothing else."""

from datetime import timedelta
from random import Random
from typing import Any, cast

import pytest

from sms_gateway.rehearsal.duties import DUTIES
from sms_gateway.rehearsal.line import Line
from sms_gateway.rehearsal.officer import Officer, wrong
from sms_gateway.rehearsal.stage import Heard
from sms_gateway.rehearsal.words import Words
from tests.conftest import NOW

PHONE = "+6281300000000"


@pytest.fixture
def officer() -> Officer:
    return Officer(
        temperament="punctual",
        phone=PHONE,
        line=cast(Line, None),
        words=cast(Words, None),
        random=Random(1),
        now=lambda: NOW,
        name="Budi S",
        agency="pupr@33.74",
        does=DUTIES["punctual"],
        is_officer=True,
    )


def heard(officer: Officer, kind: str, text: str) -> Officer:
    officer.hears(Heard(1, PHONE, kind, text, None, False, 1, NOW))
    return officer


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1708 TUGAS 3: No 24183567 jalan rusak. Batas 17/11. Balas: 3 ISI", [3]),
        ("1708 TUGAS 3 DARURAT: No 24183567. Balas: 3 ISI", [3]),
        ("1708: 2 tugas baru. 4) jalan rusak 17/11 12) banjir. Rinci: angka ISI, contoh 4 ISI", [4, 12]),
    ],
)
def test_new_tasks_are_known_by_their_numbers(officer: Officer, text: str, numbers: list[int]) -> None:
    assert list(heard(officer, "task-new", text).tasks) == numbers


@pytest.mark.parametrize(
    ("kind", "text", "changed"),
    [
        ("task-end", "1708 TUGAS 3: No 24183567 diarsipkan. Tugas Anda selesai", {"ended": True}),
        ("order-told", "1708 TUGAS 3: No 24183567 sudah bukan tugas Anda", {"ended": True}),
        ("task-remind", "1708 TUGAS 3: besok batas. Balas 3 PERPANJANG alasan", {"reminded": True}),
        ("task-late", "1708 TUGAS 3: LEWAT batas jawab 10/11", {"late": True}),
        ("task-news", "1708 TUGAS 3: jawaban disanggah: belum", {"answered": False, "disputes": 1}),
        ("officer-reply", "1708: 1 tugas. 3) jalan rusak", {}),
    ],
)
def test_what_becomes_of_a_task_is_read_from_key_words(
    officer: Officer, kind: str, text: str, changed: dict[str, Any]
) -> None:
    task = heard(officer, "task-new", "1708 TUGAS 3: No 24183567. Balas: 3 ISI").tasks[3]
    task.answered = True
    before = {name: getattr(task, name) for name in ("ended", "reminded", "late", "answered", "disputes")}
    heard(officer, kind, text)
    assert {name: getattr(task, name) for name in before} == before | changed
    assert officer.surprises == []


def test_a_task_nobody_told_of_is_a_surprise(officer: Officer) -> None:
    assert heard(officer, "task-late", "1708 TUGAS 9: LEWAT batas jawab").surprises


def test_a_phone_on_hold_looks_at_nothing_until_it_is_released(officer: Officer) -> None:
    heard(officer, "task-new", "1708 TUGAS 3: No 24183567. Balas: 3 ISI")
    assert officer.next_task() is officer.tasks[3]
    heard(officer, "officer-alert", "1708: nomor petugas Ani R ditahan setelah 5x kode salah")
    assert officer.next_task() is not None
    heard(officer, "officer-reply", "1708: kode salah 5x, nomor ini ditahan")
    assert officer.next_task() is None
    heard(officer, "officer-released", "1708: nomor ini aktif lagi")
    assert officer.next_task() is not None


def test_at_night_and_before_it_is_ripe_no_task_is_looked_at(officer: Officer) -> None:
    task = heard(officer, "task-new", "1708 TUGAS 3: No 24183567. Balas: 3 ISI").tasks[3]
    officer.later(task, hours=1)
    assert officer.next_task() is None
    task.ripe = NOW
    officer.now = lambda: NOW + timedelta(hours=12)
    assert officer.next_task() is None


def test_a_wrong_code_is_another_one() -> None:
    assert [wrong(code) for code in ("0000", "9999")] == ["1111", "1110"]
