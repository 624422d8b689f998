"""The moves of a case: from which state, by what, into which; all else is refused with its reason.

The states are those LAPOR! publishes; who may move what follows its roles: the citizen, an officer of the
agency, an admin, and the clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sms_gateway.domain.cases import OPEN, CaseState


class Move(StrEnum):
    """What happens to a case."""

    ASK = "ask"  # something is asked of the citizen
    INFORM = "inform"  # the citizen said what was asked
    SILENCE = "silence"  # the citizen did not answer in time: a person goes on without
    ROUTE = "route"  # verified and handed to an agency
    RETURN = "return"  # the agency is not the right one
    ACCEPT = "accept"  # the agency works on it
    DELAY = "delay"  # the agency cannot go on for now
    RESUME = "resume"
    EXTEND = "extend"  # the agency works on it and gets more days, once
    ANSWER = "answer"
    RATE = "rate"  # the citizen is content
    EXPIRE = "expire"  # answered, and not a word since
    FINISH = "finish"  # the agency calls it done, after an answer
    DISPUTE = "dispute"  # the citizen says it is not solved
    REOPEN = "reopen"  # it came back after it was closed
    ARCHIVE = "archive"  # with a reason code
    CANCEL = "cancel"  # the citizen takes it back


class Mover(StrEnum):
    """Who moves it."""

    CITIZEN = "citizen"
    OFFICER = "officer"
    ADMIN = "admin"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True)
class Moved:
    """The case is now in *state*."""

    state: CaseState


@dataclass(frozen=True, slots=True)
class Refused:
    """The case stays in *state*; *reason* is "state" or "mover"."""

    state: CaseState
    reason: str


@dataclass(frozen=True, slots=True)
class _Rule:
    froms: frozenset[CaseState]
    to: CaseState | None  # None: back to where it was before it was asked about
    by: frozenset[Mover]


_S, _M = CaseState, Mover
_STAFF: Final = frozenset({_M.OFFICER, _M.ADMIN})
_AT_AGENCY: Final = frozenset({_S.ROUTED, _S.WORKING, _S.DELAYED})
_BEFORE_ANSWER: Final = OPEN - {_S.ANSWERED}

RULES: Final[Mapping[Move, _Rule]] = MappingProxyType(
    {
        Move.ASK: _Rule(_BEFORE_ANSWER - {_S.ASKING}, _S.ASKING, _STAFF | {_M.CLOCK}),
        Move.INFORM: _Rule(frozenset({_S.ASKING}), None, frozenset({_M.CITIZEN, _M.ADMIN})),
        Move.SILENCE: _Rule(frozenset({_S.ASKING}), None, frozenset({_M.CLOCK})),
        Move.ROUTE: _Rule(frozenset({_S.UNVERIFIED, _S.ASKING, *_AT_AGENCY}), _S.ROUTED, _STAFF | {_M.CLOCK}),
        Move.RETURN: _Rule(_AT_AGENCY, _S.UNVERIFIED, _STAFF),
        Move.ACCEPT: _Rule(frozenset({_S.ROUTED, _S.DELAYED}), _S.WORKING, _STAFF),
        Move.DELAY: _Rule(frozenset({_S.ROUTED, _S.WORKING}), _S.DELAYED, _STAFF),
        Move.RESUME: _Rule(frozenset({_S.DELAYED}), _S.WORKING, _STAFF | {_M.CLOCK}),
        Move.EXTEND: _Rule(frozenset({_S.ROUTED, _S.WORKING}), _S.WORKING, _STAFF),
        Move.ANSWER: _Rule(_BEFORE_ANSWER | {_S.ANSWERED}, _S.ANSWERED, _STAFF),
        Move.RATE: _Rule(frozenset({_S.ANSWERED}), _S.DONE, frozenset({_M.CITIZEN})),
        Move.EXPIRE: _Rule(frozenset({_S.ANSWERED}), _S.DONE, frozenset({_M.CLOCK})),
        Move.FINISH: _Rule(frozenset({_S.ANSWERED}), _S.DONE, _STAFF),
        Move.DISPUTE: _Rule(frozenset({_S.ANSWERED, _S.DONE}), _S.WORKING, frozenset({_M.CITIZEN})),
        Move.REOPEN: _Rule(
            frozenset({_S.DONE, _S.ARCHIVED}), _S.UNVERIFIED, frozenset({_M.CITIZEN, _M.ADMIN})
        ),
        Move.ARCHIVE: _Rule(_BEFORE_ANSWER, _S.ARCHIVED, _STAFF),
        Move.CANCEL: _Rule(_BEFORE_ANSWER, _S.CANCELLED, frozenset({_M.CITIZEN})),
    }
)


def after(
    state: CaseState, move: Move, by: Mover, before: CaseState = CaseState.UNVERIFIED
) -> Moved | Refused:
    """Where *move* by *by* leads from *state*; *before* is the state a case was in when it was asked about.

    Total: what no rule allows is refused, never raised.
    """
    rule = RULES[move]
    if state not in rule.froms:
        return Refused(state, "state")
    if by not in rule.by:
        return Refused(state, "mover")
    return Moved(rule.to or before)


def open_moves(state: CaseState, by: Mover) -> tuple[Move, ...]:
    """What *by* may do with a case in *state*."""
    return tuple(move for move, rule in RULES.items() if state in rule.froms and by in rule.by)
