"""Who of an agency gets the next task and under which number: who waited longest, the smallest free."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Candidate:
    """An active officer of the agency. *away*: on leave today; *stand_in*: who does the work meanwhile."""

    id: int
    sender_id: int
    assigned_at: datetime | None
    added_at: datetime
    away: bool = False
    stand_in: int | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """*officer* gets the task; *turn*: whose turn that was, an absent colleague's or the own."""

    officer: int
    turn: int


def choose(candidates: Sequence[Candidate], reporters: Collection[int]) -> Choice | None:
    """The next by turn; for who is away the stand-in. Nobody whose phone is among the *reporters*.

    None when nobody is left: a case is never forced on who is away or reported it.
    """
    here = {each.id for each in candidates if not each.away and each.sender_id not in reporters}
    for each in sorted(candidates, key=_waiting):
        does_it = each.stand_in if each.away else each.id
        if does_it in here:
            return Choice(does_it, each.id)
    return None


def free_number(bound: Collection[int]) -> int:
    """The smallest number from 1 that no task of the phone is bound to."""
    return next(number for number in range(1, len(bound) + 2) if number not in bound)


def _waiting(candidate: Candidate) -> tuple[bool, datetime, int]:
    """Who never had a task comes first, then who had the last one longest ago."""
    return candidate.assigned_at is not None, candidate.assigned_at or candidate.added_at, candidate.id
