"""Counts what the gateway has done: the figures of a rehearsal, read in one snapshot."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sms_gateway.services.deadlines import DESK
from sms_gateway.services.office import Office
from sms_gateway.storage import invariants, tallies
from sms_gateway.storage.tallies import VERIFIED, SentRow, Step


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit of the service: how often it was kept, and how often it ran out before."""

    met: int
    missed: int


@dataclass(frozen=True, slots=True)
class Tally:
    """Everything counted at one moment; mappings are by name, in the order of the names."""

    tickets: int
    unacknowledged: int
    messages: dict[str, int]
    withheld: dict[str, int]
    kinds: dict[str, int]
    cases: dict[str, int]
    questions: dict[str, dict[str, int]]
    verification: Limit
    answer: Limit
    invariants: dict[str, int]


def count(office: Office) -> Tally:
    """The tally now."""
    now = office.now()
    with office.sessions.read() as session:
        steps = tallies.steps(session)
        return Tally(
            tickets=tallies.tickets_of_phones(session),
            unacknowledged=tallies.unacknowledged(session),
            messages=tallies.by_outcome(session),
            withheld=tallies.withheld(session),
            kinds=tallies.by_kind(session),
            cases=tallies.by_state(session),
            questions=tallies.asked(session, now),
            verification=_kept(steps, VERIFIED, desk=True),
            answer=_kept(steps, ("answered",), desk=False),
            invariants=invariants.violations(session, now),
        )


def sent(ids: Collection[int], office: Office) -> list[SentRow]:
    """What the SMS with these ids are, in their order."""
    with office.sessions.read() as session:
        return tallies.sent(session, ids)


def _kept(steps: Iterable[Step], ends: Collection[str], *, desk: bool) -> Limit:
    """Cases that came to one of *ends* in time, and those whose clock ran out."""
    late, ended = set(), set()
    for step in steps:
        if step.kind == "overdue" and (step.reminded == DESK) == desk:
            late.add(step.case_id)
        elif step.kind in ends:
            ended.add(step.case_id)
    return Limit(met=len(ended - late), missed=len(late))


def left(office: Office) -> int:
    """How many SMS a carrier took."""
    with office.sessions.read() as session:
        return tallies.left(session)
