"""How officers behave: one function a temperament, from the first task to the end of the week."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from sms_gateway.domain.sla import JAKARTA
from sms_gateway.rehearsal.officer import CODE, Duty, Officer, Task, wrong
from sms_gateway.rehearsal.stage import Acts, Pause

PHRASES: Final = (
    "sudah ditangani tim lapangan pagi ini",
    "petugas sudah ke lokasi, perbaikan minggu depan",
    "sudah dicek, bahan dipesan dan dikerjakan Senin",
    "berkas sudah diproses, silakan diambil di kantor",
    "sdh diperbaiki, mohon dicek lagi ya pak/bu",
)
QUESTIONS: Final = ("patokannya di depan no berapa?", "sejak kapan dan jam berapa biasanya?")
REASONS: Final = (
    "bukan kewenangan kami, jalan nasional",
    "ini wewenang provinsi",
    "salah alamat, bukan dinas kami",
)
ELSEWHERE: Final = ("dishub", "dinas pu", "dinas kesehatan", "dlh kab bogor", "kantor yg mengurus itu")
LATER: Final = ("menunggu bahan", "perlu survei lapangan dulu")
OFFERED: Final = re.compile(r"TERUS 1\b")
DISMISSED: Final = "dismissed"
Turn = Callable[[Officer, Task], Acts]


def works(me: Officer, turn: Turn) -> Acts:
    """Task by task as *turn* does it, for ever."""
    while True:
        yield from one_round(me, turn)


def one_round(me: Officer, turn: Turn) -> Acts:
    """One task, or a rest; a code in between means that the phone must prove itself anew."""
    if me.must_enrol:
        yield from me.enrols()
    task = me.next_task()
    if task is None:
        yield from me.rests()
        return
    me.later(task, hours=6)
    yield from turn(me, task)


def punctual(me: Officer) -> Acts:
    """Reads, takes, answers, and closes what nobody objects to."""
    yield from works(me, _properly)


def _properly(me: Officer, task: Task) -> Acts:
    if not task.accepted:
        yield from _takes(me, task)
    elif not task.answered:
        yield from _answers(me, task)
    else:
        yield from _closes(me, task)


def _takes(me: Officer, task: Task) -> Acts:
    if me.random.random() < 0.6:
        yield from me.commands(task, "ISI")
    yield from me.commands(task, "TERIMA")
    task.accepted = True
    me.later(task, hours=me.random.uniform(0.5, 20))


def _answers(me: Officer, task: Task) -> Acts:
    chance = me.random.random()
    if chance < 0.2 and not task.asked:
        task.asked = True
        yield from me.orders(task, f"TANYA {me.random.choice(QUESTIONS)}")
        me.later(task, hours=20)
    elif chance < 0.3:
        yield from _thinks_better(me, task)
    else:
        yield from me.replies(task, me.random.choice(PHRASES))
        me.later(task, hours=30)


def _thinks_better(me: Officer, task: Task) -> Acts:
    """Words it anew before the code is sent, and takes it back before it leaves; answers tomorrow."""
    yield from me.commands(task, f"JAWAB {me.worded('akan kami cek')}")
    if (yield from me.replies(task, me.random.choice(PHRASES))):
        words = list(me.said)[-1]
        if (yield from me.undoes(task)):
            me.said[words], task.answered = None, False
    me.later(task, hours=14)


def _closes(me: Officer, task: Task) -> Acts:
    if me.random.random() < 0.5:
        yield from me.orders(task, "SELESAI")
    me.later(task, hours=70)


def slow(me: Officer) -> Acts:
    """Does nothing before somebody urges; then wants more time, or answers when the limit has passed."""
    yield from works(me, _slowly)


def _slowly(me: Officer, task: Task) -> Acts:
    if not task.accepted and me.random.random() < 0.3:
        yield from _takes(me, task)
    elif task.answered or not (task.reminded or task.late or task.disputes):
        task.accepted = True
        me.later(task, hours=24)
    elif task.reminded and not task.late and not task.extended and me.random.random() < 0.6:
        task.extended = True
        yield from me.orders(task, f"PERPANJANG {me.random.choice(LATER)}")
        task.reminded = False
    elif task.late:
        yield from me.replies(task, me.random.choice(PHRASES))
    else:
        me.later(task, hours=40)  # the limit passes


def wrong_agency(me: Officer) -> Acts:
    """Says of most tasks that they are another's."""
    yield from works(me, _refers)


def _refers(me: Officer, task: Task) -> Acts:
    chance = me.random.random()
    if task.accepted or task.answered or chance < 0.25:
        yield from _properly(me, task)
    elif chance < 0.35:
        yield from me.commands(task, "TOLAK")
        yield from me.orders(task, "TOLAK 1")
    elif chance < 0.65:
        answer = yield from me.orders(task, f"TERUS {me.random.choice(ELSEWHERE)}")
        if answer is not None and OFFERED.search(answer.text):
            yield from me.orders(task, "TERUS 1")
    else:
        answer = yield from me.orders(task, f"BUKAN {me.random.choice(REASONS)}")
        if answer is not None and "tidak berlaku" in answer.text:
            yield from _takes(me, task)


def on_leave(me: Officer) -> Acts:
    """Goes on leave, with the usual colleague as stand-in or without one, and is back before the last day."""
    until = me.now() + timedelta(hours=me.random.uniform(3, 7))
    while me.now() < until:
        yield from one_round(me, _properly)
    first = (me.now() + timedelta(days=1)).astimezone(JAKARTA)
    last = first + timedelta(days=3)
    words = f"CUTI {first:%d/%m} {last:%d/%m}"
    answer = yield from me.asks(f"{words} {me.stand_in}" if me.stand_in else words, "order-echo")
    code = CODE.search(answer.text) if answer else None
    if code:
        yield from me.asks(f"OK {code[1]}", "officer-reply")
    yield Pause(first + timedelta(days=2))
    yield from me.rests()
    yield from me.asks("HADIR", "officer-reply")
    yield from works(me, _properly)


def forgetful(me: Officer) -> Acts:
    """Forgets numbers, mistypes codes, comes too late with everything, and answers in the end."""
    yield from works(me, _forgetting)


def _forgetting(me: Officer, task: Task) -> Acts:
    if task.answered:
        if me.random.random() < 0.5:
            yield from me.undoes(task)  # long after it left
        me.later(task, hours=60)
        return
    slips = me.random.sample(SLIPS, 2)
    for slip in slips:
        yield from slip(me, task)
        if task.ended or me.is_held:
            return
    yield from me.replies(task, me.random.choice(PHRASES))


def _no_number(me: Officer, _: Task) -> Acts:
    yield from me.asks(me.random.choice(("sudah diperbaiki ya", "siap pak laksanakan", "sdh dicek")))
    yield from me.asks("DAFTAR")


def _wrong_code(me: Officer, task: Task) -> Acts:
    echo = yield from me.commands(task, f"JAWAB {me.worded('segera kami cek')}")
    code = CODE.search(echo.text) if echo else None
    for _ in range(me.random.randint(1, 3)):
        if code and not me.is_held:
            yield from me.asks(f"OK {wrong(code[1])}")


def _too_late(me: Officer, task: Task) -> Acts:
    echo = yield from me.commands(task, f"JAWAB {me.worded('nanti kami kabari')}")
    yield from me.pauses(hours=2)
    code = CODE.search(echo.text) if echo else None
    if code:
        yield from me.asks(f"OK {code[1]}")


def _done_too_early(me: Officer, task: Task) -> Acts:
    yield from me.commands(task, "SELESAI")


def _other_number(me: Officer, _: Task) -> Acts:
    yield from me.asks("77 ISI")


def _too_much_said(me: Officer, task: Task) -> Acts:
    yield from me.commands(task, "JAWAB silakan hubungi petugas kami di 081234567890")


def _nothing_said(me: Officer, task: Task) -> Acts:
    yield from me.commands(task, "JAWAB")


def _asks_help(me: Officer, _: Task) -> Acts:
    yield from me.asks("BANTUAN")


SLIPS: Final = (
    _no_number,
    _wrong_code,
    _too_late,
    _done_too_early,
    _other_number,
    _too_much_said,
    _nothing_said,
    _asks_help,
)


def neighbour(me: Officer) -> Acts:
    """Does the work, and reports what is broken in the own street."""
    until = me.now() + timedelta(hours=me.random.uniform(4, 20))
    while me.now() < until:
        yield from one_round(me, _properly)
    yield from me.asks(f"LAPOR {me.words.report()}", "ack")
    yield from works(me, _properly)


DUTIES: Final[Mapping[str, Duty]] = MappingProxyType(
    {
        "punctual": punctual,
        "on-leave": on_leave,
        "wrong-agency": wrong_agency,
        "slow": slow,
        "forgetful": forgetful,
        DISMISSED: punctual,  # the phone is disabled in between, and the SMS about it is not read
        "neighbour": neighbour,
    }
)
