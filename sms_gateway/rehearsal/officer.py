"""An officer with a phone: knows of the tasks what SMS say, and proves each order by the code that came."""

import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Final

from sms_gateway.domain.sla import JAKARTA, is_working_day, national_holidays
from sms_gateway.rehearsal.holder import Holder
from sms_gateway.rehearsal.observer import NEWS
from sms_gateway.rehearsal.stage import Acts, Heard, Pause

CODE: Final = re.compile(r"\bOK ([0-9]{4})\b")
TASK: Final = re.compile(r"\bTUGAS ([0-9]{1,4})\b")
LISTED: Final = re.compile(r"\b([0-9]{1,4})\) ")
OF_TASKS: Final = frozenset(
    {"task-new", "task-news", "task-end", "task-remind", "task-late", "officer-late", "officer-recap"}
)
OF_PHONES: Final = frozenset({"officer-code", "officer-disabled", "officer-released", "officer-alert"})
UNASKED: Final = OF_TASKS | OF_PHONES | NEWS
STARTS, ENDS = time(8), time(16)  # in Jakarta

Answer = Generator[Pause, None, Heard | None]


@dataclass
class Task:
    """A task as the phone knows it. *ripe*: when the officer looks at it next."""

    number: int
    ripe: datetime
    accepted: bool = False
    answered: bool = False
    asked: bool = False
    reminded: bool = False
    late: bool = False
    extended: bool = False
    ended: bool = False
    disputes: int = 0


@dataclass(kw_only=True)
class Officer(Holder):
    """One officer. *said*: what was meant for citizens, and when it was proven; None when it never was."""

    name: str
    agency: str
    does: "Duty"
    stand_in: str | None = None  # the name of the colleague
    admin: bool = False
    tasks: dict[int, Task] = field(default_factory=dict)
    said: dict[str, datetime | None] = field(default_factory=dict)
    is_officer: bool = False
    is_held: bool = False  # after too many wrong codes
    _code: str | None = None  # of the enrolment
    _answers: int = 0

    def acts(self) -> Acts:
        """Enrol, then do what there is to do, in working hours."""
        yield from self.enrols()
        yield from self.does(self)

    def hears(self, sms: Heard) -> None:
        """Keep it, and remember what it says of a task."""
        super().hears(sms)
        if sms.kind == "officer-code":
            found = CODE.search(sms.text)
            self._code = found[1] if found else None
        if "nomor ini" in sms.text and "ditahan" in sms.text:
            self.is_held = True
        elif sms.kind == "officer-released":
            self.is_held = False
        for number in self._numbers(sms):
            self._remember(number, sms)

    def answers(self) -> Iterator[Heard]:
        """Whatever did not come by itself."""
        return (sms for sms in self.inbox if sms.kind not in UNASKED)

    # ---- What the loop of every temperament needs

    def next_task(self) -> Task | None:
        """The task it looks at now, if it looks at any: what is late comes first."""
        if not self.is_officer or self.is_held or not self._at_work(self.now()):
            return None
        ripe = [task for task in self.tasks.values() if not task.ended and task.ripe <= self.now()]
        return min(ripe, key=lambda task: (not task.late, task.ripe, task.number), default=None)

    def rests(self) -> Acts:
        """Until an SMS comes or a task is ripe; at night until the morning."""
        now = self.now()
        if not self._at_work(now):
            yield Pause(self._morning(now) + timedelta(minutes=self.random.uniform(0, 40)))
            return
        open_tasks = (task.ripe for task in self.tasks.values() if not task.ended)
        until = min((*open_tasks, now + timedelta(hours=2)))
        yield Pause(max(until, now + timedelta(minutes=5)), hears=True, reading=timedelta(minutes=8))

    def later(self, task: Task, **span: float) -> None:
        """Look at *task* again after about so long."""
        task.ripe = self.now() + timedelta(**span) * self.random.uniform(0.7, 1.3)

    # ---- Orders

    def orders(self, task: Task, words: str, *, code: str | None = None) -> Answer:
        """Order it and prove it with the code that comes (or with *code*); the answer to the last SMS."""
        echo = yield from self.commands(task, words)
        found = CODE.search(echo.text) if echo else None
        if found is None:
            return echo
        return (yield from self.asks(f"OK {code or found[1]}"))

    def commands(self, task: Task, words: str) -> Answer:
        """Order it; the answer, which must speak of the task."""
        answer = yield from self.asks(f"{task.number} {words}")
        if answer is not None and "tidak terdaftar sebagai petugas" in answer.text:
            self.is_officer = False
            self.tasks.clear()
        elif answer is not None and f"TUGAS {task.number}" not in answer.text and not self.is_held:
            self.surprises.append(f"no word of task {task.number}: {words} -> {answer.text}")
        return answer

    def undoes(self, task: Task) -> Generator[Pause, None, bool]:
        """Take back what has not left yet; whether it was taken back."""
        answer = yield from self.asks(f"BATAL {task.number}")
        return answer is not None and "diurungkan, tidak ada" in answer.text

    def replies(self, task: Task, phrase: str) -> Generator[Pause, None, bool]:
        """Order an answer to the citizens and prove it; whether it is on its way."""
        words = self.worded(phrase)
        echo = yield from self.commands(task, f"JAWAB {words}")
        found = CODE.search(echo.text) if echo else None
        if echo is None or found is None:
            return False
        if words not in echo.text:
            self.surprises.append(f"read back as something else: {words} -> {echo.text}")
        return (yield from self.proves(task, words, found[1]))

    def proves(self, task: Task, words: str, code: str) -> Generator[Pause, None, bool]:
        """Send the code for *words*; whether it was taken."""
        self.said[words] = self.now()
        answer = yield from self.asks(f"OK {code}")
        taken = answer is not None and f"BATAL {task.number}" in answer.text
        if not taken:
            self.said[words] = None
        task.answered = task.answered or taken
        return taken

    def worded(self, phrase: str) -> str:
        """*phrase* as nobody else words it, so that it is known again where it arrives."""
        self._answers += 1
        words = f"{phrase} (surat tugas {self.phone[-2:]}-{self._answers})"
        self.said.setdefault(words, None)
        return words

    # ---- The phone

    def enrols(self) -> Acts:
        """Wait for the code, and send it back; some mistype it first."""
        self.is_officer = False
        self.tasks.clear()
        while not self.is_officer:
            while self._code is None:
                yield Pause(self.now() + timedelta(days=1), hears=True, reading=timedelta(minutes=6))
            code, self._code = self._code, None
            if self.random.random() < 0.2:
                yield from self.asks(f"OK {wrong(code)}", "officer-code-refused")
            answer = yield from self.asks(f"OK {code}", "officer-enrolled")
            self.is_officer = answer is not None and answer.kind == "officer-enrolled"

    @property
    def must_enrol(self) -> bool:
        """Whether a new code waits."""
        return self._code is not None

    def _numbers(self, sms: Heard) -> list[int]:
        """The tasks an SMS that came by itself speaks of."""
        if sms.kind not in OF_TASKS:
            ended = "bukan tugas Anda" in sms.text or "Tugas Anda selesai" in sms.text
            return [int(each) for each in TASK.findall(sms.text)[:1]] if ended else []
        listed = LISTED.findall(sms.text) if "tugas baru" in sms.text else []
        return [int(each) for each in (listed or TASK.findall(sms.text)[:1])]

    def _remember(self, number: int, sms: Heard) -> None:
        text = sms.text
        if sms.kind == "task-new":
            self.tasks[number] = Task(number, self.now())
            return
        task = self.tasks.get(number)
        if task is None:
            if "Tugas Anda selesai" not in text and "bukan tugas Anda" not in text:
                self.surprises.append(f"a task never told of: {text}")
            return
        if "Tugas Anda selesai" in text or "bukan tugas Anda" in text:
            task.ended = True
            return
        if "disanggah" in text:
            task.answered, task.disputes, task.ripe = False, task.disputes + 1, self.now()
        if "PERPANJANG" in text:
            task.reminded, task.ripe = True, self.now()
        if "LEWAT" in text:
            task.late, task.ripe = True, self.now()

    def _at_work(self, moment: datetime) -> bool:
        local = moment.astimezone(JAKARTA)
        free = national_holidays((local.year,))
        return is_working_day(local.date(), free) and STARTS <= local.time() < ENDS

    def _morning(self, moment: datetime) -> datetime:
        """When the next working day begins."""
        local = moment.astimezone(JAKARTA)
        morning = datetime.combine(local.date(), STARTS, JAKARTA)
        while morning <= local or not self._at_work(morning):
            morning += timedelta(days=1)
        return morning


Duty = Callable[[Officer], Acts]


def wrong(code: str) -> str:
    """Four other digits."""
    return f"{(int(code) + 1111) % 10_000:04d}"
