"""Upkeep tasks keep their own period and cannot stop one another."""

from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from workers.schedule import LONGEST_REST, Timetable

NOWHERE = "redis://127.0.0.1:1/0"


@dataclass
class Clock:
    time: float = 0.0

    def __call__(self) -> float:
        return self.time


@dataclass
class Counted:
    name: str
    every: float
    clock: Clock
    lasts: float = 0.0
    error: Exception | None = None
    ran_at: list[float] = field(default_factory=list)

    def run(self) -> None:
        self.ran_at.append(self.clock.time)
        self.clock.time += self.lasts
        if self.error:
            raise self.error


def let_run(timetable: Timetable, clock: Clock, until: float) -> None:
    while clock.time < until:
        timetable.run_due()
        clock.time += max(timetable.rest(), 0.001)


def test_every_task_runs_at_once_and_then_at_its_own_period():
    clock = Clock()
    quick, slow = Counted("quick", 2, clock), Counted("slow", 5, clock)

    let_run(Timetable([quick, slow], clock), clock, 10.5)

    assert [round(at) for at in quick.ran_at] == [0, 2, 4, 6, 8, 10]
    assert [round(at) for at in slow.ran_at] == [0, 5, 10]


def test_a_failing_task_runs_again_and_the_others_go_on():
    clock = Clock()
    broken, well = Counted("broken", 1, clock, error=OSError()), Counted("well", 1, clock)

    let_run(Timetable([broken, well], clock), clock, 3.5)

    assert len(broken.ran_at) == len(well.ran_at) == 4


def test_missed_turns_are_dropped():
    clock = Clock()
    long = Counted("long", 1, clock, lasts=3.5)

    let_run(Timetable([long], clock), clock, 7)

    assert long.ran_at == [0.0, 3.501]


def test_stopping_leaves_the_rest_undone():
    clock = Clock()
    first, second = Counted("first", 1, clock), Counted("second", 1, clock)

    Timetable([first, second], clock).run_due(stopping=lambda: bool(first.ran_at))

    assert (len(first.ran_at), len(second.ran_at)) == (1, 0)


@given(st.lists(st.floats(min_value=0.01, max_value=100), max_size=5))
def test_a_rest_is_never_negative_nor_longer_than_its_limit(periods):
    clock = Clock()
    timetable = Timetable([Counted("task", every, clock) for every in periods], clock)
    for _ in range(5):
        timetable.run_due()
        assert 0 <= timetable.rest() <= LONGEST_REST
        clock.time += timetable.rest()


def test_the_schedule_goes_on_past_a_broken_task_and_says_only_its_type(start, until):
    part = start("schedule", NOWHERE)

    until(lambda: part.count("sweep") >= 3 and part.count("broken") >= 3)

    code, output = part.end(seconds=5)
    assert code == 0
    assert "upkeep failed" in output
    assert "RuntimeError" in output
    assert "citizen" not in output


def test_nothing_waits_for_what_has_a_place_of_its_own(start, until):
    part = start("schedule", NOWHERE)

    until(lambda: part.count("sweep") >= 3 and part.count("sleeping"))

    code, _ = part.end(seconds=5)
    assert (code, part.count("long"), part.count("sleeping")) == (0, 1, 1)


def test_the_schedule_stops_in_the_middle_of_a_task_that_hangs(start, until):
    part = start("schedule", NOWHERE)
    part.set("stuck")
    until(lambda: part.count("sleeping") == 2)

    code, _ = part.end(seconds=5)

    assert code == 0
