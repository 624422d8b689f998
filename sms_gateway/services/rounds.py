"""What the schedule does, and how often: its table of rounds."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sms_gateway.domain.work import Queue
from sms_gateway.services import (
    assignment,
    carrier_health,
    counted,
    deadlines,
    erasure,
    expiry,
    exports,
    hourly,
    lesson_trial,
    orders,
    parts,
    retention,
    review_lessons,
    task_clock,
    task_news,
    upkeep,
)
from sms_gateway.services.believed import ByTurn
from sms_gateway.services.office import Office
from sms_gateway.services.silence import give_up_waiting
from sms_gateway.services.turns import Mine, in_turn


@dataclass(frozen=True, slots=True)
class UpkeepTask:
    """Something to be done every *every* seconds; one *apart* may take long: nothing waits for it."""

    name: str
    every: float
    run: Callable[[], object]
    apart: bool = False


def rounds(
    office: Office, holder: str, ring: Callable[[Queue], bool], by_time: Callable[[ByTurn], ByTurn]
) -> tuple[UpkeepTask, ...]:
    """The rounds of the schedule *holder*; those of *by_time* wait while the clock is in doubt."""
    limits = office.settings.limits

    def turn(work: ByTurn) -> Callable[[], object]:
        return _in_turn(work, office, holder)

    return (
        UpkeepTask("sweep", limits.sweep_seconds, partial(upkeep.sweep, office, ring)),
        UpkeepTask("reconcile", limits.reconcile_seconds, partial(upkeep.reconcile_all, office)),
        UpkeepTask("carriers", 30, turn(by_time(carrier_health.hold_too_old))),
        UpkeepTask("pointless", 30, turn(by_time(expiry.end_pointless))),
        UpkeepTask("parts", 5, turn(parts.release)),
        UpkeepTask("erase", 60, turn(by_time(erasure.carry_out_wishes))),
        UpkeepTask("silence", 60, turn(by_time(give_up_waiting))),
        UpkeepTask("deadlines", 30, turn(by_time(deadlines.run))),
        UpkeepTask("orders", 2, turn(orders.carry_out_due)),
        UpkeepTask("tasks", 3, turn(_tend_tasks)),
        UpkeepTask("limits", 60, turn(by_time(task_clock.run))),
        UpkeepTask("unserved", 60, turn(by_time(assignment.note_unserved))),
        UpkeepTask("hourly", 120, turn(by_time(hourly.keep))),
        UpkeepTask("counted", 15, turn(counted.keep)),
        UpkeepTask("lessons", 5, turn(review_lessons.learn)),
        UpkeepTask("trials", 2, turn(lesson_trial.run)),
        UpkeepTask("retention", 30, turn(by_time(retention.run_by_clock))),
        UpkeepTask("exports", 2, partial(in_turn, "exports", holder, exports.work, office), apart=True),
        UpkeepTask("forget", 3600, turn(by_time(lambda found, _: upkeep.forget(found)))),
    )


def _tend_tasks(office: Office, mine: Mine) -> None:
    """Give tasks first, then tell of them."""
    assignment.settle(office, mine)
    task_news.tell(office, mine)


def _in_turn(work: ByTurn, office: Office, holder: str) -> Callable[[], object]:
    """*work*, done by one of several schedules, with the texts that are in force as it begins."""

    def begin(found: Office, mine: Mine) -> None:
        found.learn()
        work(found, mine)

    return partial(in_turn, "clock", holder, begin, office)
