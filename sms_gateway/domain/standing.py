"""Where a case stands and what a move makes of it: its state, its clock, its end; pure, for staff and time.

A clock either runs anew, goes on, stops, or goes on with the days that were left.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sms_gateway.domain.cases import OPEN, CaseState
from sms_gateway.domain.lifecycle import Move, Mover, Refused, after
from sms_gateway.domain.sla import WorkCalendar


class Clock(StrEnum):
    """What happens to the deadline of a case."""

    KEEP = "keep"
    STOP = "stop"
    VERIFY = "verify"
    ANSWER = "answer"
    CLOSE = "close"
    GO_ON = "go_on"  # with what was left when it was stopped
    EXTEND = "extend"  # counted from the deadline, or from today when it has passed


@dataclass(frozen=True, slots=True)
class Days:
    """The limits in force, in working days."""

    verify: int
    answer: int
    close: int
    extend: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A case at one moment. *left*: working days that a delay saved; *before*: the state it was asked in.

    *returns*: how often agencies said it was not theirs since it was verified the first time.
    """

    state: CaseState
    since: datetime
    due_at: datetime | None = None
    closed_at: datetime | None = None
    before: CaseState | None = None
    left: int | None = None
    returns: int = 0


CLOCKS: Final[Mapping[Move, Clock]] = MappingProxyType(
    {
        Move.ASK: Clock.KEEP,
        Move.INFORM: Clock.KEEP,
        Move.SILENCE: Clock.KEEP,
        Move.ROUTE: Clock.ANSWER,
        Move.RETURN: Clock.KEEP,
        Move.ACCEPT: Clock.KEEP,
        Move.DELAY: Clock.STOP,
        Move.RESUME: Clock.GO_ON,
        Move.EXTEND: Clock.EXTEND,
        Move.ANSWER: Clock.CLOSE,
        Move.RATE: Clock.STOP,
        Move.EXPIRE: Clock.STOP,
        Move.FINISH: Clock.STOP,
        Move.DISPUTE: Clock.ANSWER,
        Move.REOPEN: Clock.VERIFY,
        Move.ARCHIVE: Clock.STOP,
        Move.CANCEL: Clock.STOP,
    }
)
# Passed on between agencies, or over the desk, a case keeps its deadline: the citizen was told it.
_AT_AGENCY: Final = frozenset({CaseState.ROUTED, CaseState.WORKING})


def clock_of(move: Move, standing: Standing) -> Clock:
    """What *move* does to the deadline."""
    if standing.left is not None and move in (Move.ACCEPT, Move.ROUTE, Move.RETURN):
        return Clock.GO_ON
    asked_in = standing.before if standing.state is CaseState.ASKING else standing.state
    passed_on = asked_in in _AT_AGENCY or standing.returns > 0
    if move is Move.ROUTE and passed_on and standing.due_at is not None:
        return Clock.KEEP
    return CLOCKS[move]


def moved(
    standing: Standing, move: Move, by: Mover, now: datetime, days: Days, calendar: WorkCalendar
) -> Standing | Refused:
    """*standing* after *move* by *by* at *now*, or why it stays as it is."""
    result = after(standing.state, move, by, standing.before or CaseState.UNVERIFIED)
    if isinstance(result, Refused):
        return result
    clock = clock_of(move, standing)
    asked = result.state is CaseState.ASKING
    return replace(
        standing,
        state=result.state,
        since=now,
        due_at=_CLOCKWORK[clock](standing, now, days, calendar),
        closed_at=None if result.state in OPEN else now,
        before=standing.state if asked else None,
        left=_left(standing, now, calendar) if move is Move.DELAY else (standing.left if asked else None),
        returns=_returns(standing, move),
    )


def _returns(standing: Standing, move: Move) -> int:
    return {Move.RETURN: standing.returns + 1, Move.REOPEN: 0}.get(move, standing.returns)


def _left(standing: Standing, now: datetime, calendar: WorkCalendar) -> int | None:
    """At least one day, so that nobody resumes a case that is late already."""
    return max(1, calendar.left(now, standing.due_at)) if standing.due_at else None


def _extended(standing: Standing, now: datetime, days: Days, calendar: WorkCalendar) -> datetime | None:
    return calendar.due(max(now, standing.due_at or now), days.extend)


def _go_on(standing: Standing, now: datetime, days: Days, calendar: WorkCalendar) -> datetime | None:
    return calendar.due(now, standing.left or days.answer)


_CLOCKWORK: Final[Mapping[Clock, Callable[[Standing, datetime, Days, WorkCalendar], datetime | None]]] = (
    MappingProxyType(
        {
            Clock.KEEP: lambda standing, now, days, calendar: standing.due_at,
            Clock.STOP: lambda standing, now, days, calendar: None,
            Clock.VERIFY: lambda standing, now, days, calendar: calendar.due(now, days.verify),
            Clock.ANSWER: lambda standing, now, days, calendar: calendar.due(now, days.answer),
            Clock.CLOSE: lambda standing, now, days, calendar: calendar.due(now, days.close),
            Clock.GO_ON: _go_on,
            Clock.EXTEND: _extended,
        }
    )
)
