"""The moves of the desk in the console: rehearsed to show the very SMS, done under audit, taken back.

A rehearsal is the move itself in a transaction that ends without a COMMIT: what is shown is what will leave.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sms_gateway.domain import gsm7
from sms_gateway.domain.audit_actions import Action
from sms_gateway.domain.audit_chain import Detail
from sms_gateway.domain.cases import ArchiveCode, CaseState
from sms_gateway.domain.lifecycle import Move, Mover, open_moves
from sms_gateway.domain.permissions import Scope
from sms_gateway.services import audit, moves, moving, other_doors, said
from sms_gateway.services.accounts import actor
from sms_gateway.services.desk_sight import sees
from sms_gateway.services.duplicates import NoSuchTicket
from sms_gateway.services.holding import Hold, hold
from sms_gateway.services.moving import By, Done, MoveRefused
from sms_gateway.services.office import Office
from sms_gateway.services.said import TextRefused
from sms_gateway.storage import cases, merges, reporters, undoing

__all__ = ["Done", "MoveRefused", "TextRefused"]

UNDO_SECONDS: Final = 10


class Act(StrEnum):
    """What the desk does to a case, in the order of the page."""

    FORWARD = "forward"
    ANSWER = "answer"
    ASK = "ask"
    ACCEPT = "accept"
    DELAY = "delay"
    RESUME = "resume"
    EXTEND = "extend"
    RETURN = "return"
    FINISH = "finish"
    ARCHIVE = "archive"
    REOPEN = "reopen"
    LINK = "link"


_MOVES: Final[Mapping[Act, Move]] = MappingProxyType(
    {Act.FORWARD: Move.ROUTE, **{act: Move(act) for act in Act if act not in (Act.FORWARD, Act.LINK)}}
)
_NOTED: Final[Mapping[Act, Action]] = MappingProxyType(
    {
        Act.FORWARD: "case-forward",
        Act.ANSWER: "case-answer",
        Act.ASK: "case-ask",
        Act.ACCEPT: "case-accept",
        Act.DELAY: "case-delay",
        Act.RESUME: "case-resume",
        Act.EXTEND: "case-extend",
        Act.RETURN: "case-return",
        Act.FINISH: "case-finish",
        Act.ARCHIVE: "case-archive",
        Act.REOPEN: "case-reopen",
        Act.LINK: "case-link",
    }
)
NATIONAL_ONLY: Final = frozenset({Act.REOPEN, Act.LINK})
SPOKEN: Final = frozenset({Act.ANSWER, Act.ASK, Act.EXTEND, Act.RETURN})
ENDED: Final = frozenset({CaseState.DONE, CaseState.ARCHIVED, CaseState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done to ticket *number*; *seen*: where the case stood when the person decided."""

    act: Act
    number: str
    agency: str = ""
    text: str = ""
    code: ArchiveCode | None = None
    reference: str = ""
    filed_at: datetime | None = None
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who decides, and whose cases they see."""

    account_id: int
    scope: Scope


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What the order would come to: the very SMS with its *segments*, and to be handed back as `seen`."""

    done: Done
    segments: int
    seen: str


@dataclass(frozen=True, slots=True)
class Carried:
    """What it came to; *undo* takes it back within UNDO_SECONDS."""

    done: Done
    undo: int


class _Ended(Exception):
    """Carries what was rehearsed out of the transaction, which is thereby rolled back."""

    def __init__(self, rehearsed: Rehearsed) -> None:
        super().__init__()
        self.rehearsed = rehearsed


def possible(state: CaseState, scope: Scope) -> tuple[Act, ...]:
    """What somebody with *scope* may do with a case in *state*."""
    allowed = open_moves(state, Mover.ADMIN)
    found = [act for act in Act if (state not in ENDED if act is Act.LINK else _MOVES[act] in allowed)]
    return tuple(act for act in found if scope.agency is None or act not in NATIONAL_ONLY)


def rehearse(order: Order, desk: Desk, office: Office) -> Rehearsed:
    """What *order* would come to; writes nothing. Raises MoveRefused, NoSuchTicket, TextRefused."""

    def act(held: Hold) -> None:
        _checked(order, desk, held)
        seen = _stamp(held)
        done = _step(order, desk, held)
        raise _Ended(Rehearsed(done, len(gsm7.split(done.text, 255)) if done.text else 0, seen))

    try:
        hold(lambda session: reporters.case_of(session, order.number), act, office)
    except _Ended as ended:
        return ended.rehearsed
    raise NoSuchTicket(f"There is no ticket {order.number}.")


def carry_out(order: Order, desk: Desk, office: Office) -> Carried:
    """Do it, if the case still stands where it was seen. Raises MoveRefused, NoSuchTicket, TextRefused."""

    def act(held: Hold) -> Carried:
        _checked(order, desk, held)
        if order.seen and order.seen != _stamp(held):
            raise MoveRefused("changed", f"{order.number} has changed meanwhile.", "Look at it again.")
        return _kept(order, desk, held)

    done = hold(lambda session: reporters.case_of(session, order.number), act, office)
    if done is None:
        raise NoSuchTicket(f"There is no ticket {order.number}.")
    return done


def take_back(undo_id: int, account_id: int, office: Office) -> str | None:
    """Put everything back as it was; the number of the case's first ticket, None when it is too late."""
    with office.sessions.read() as session:
        kept = undoing.get(session, undo_id)
    if kept is None or kept.account_id != account_id:
        return None

    def act(held: Hold) -> str | None:
        return _restored(undo_id, account_id, held)

    return hold(lambda _: kept.case_id, act, office)


def _checked(order: Order, desk: Desk, held: Hold) -> None:
    case, national = held.case, desk.scope.agency is None
    if not sees(desk.scope, case.agency, case.state, case.before_asking):
        raise NoSuchTicket(f"There is no ticket {order.number}.")
    if order.act in NATIONAL_ONLY and not national:
        raise MoveRefused("mover", f"Only the national desk may {order.act}.", "Ask it to.")


def _stamp(held: Hold) -> str:
    return f"{held.case.state}/{held.case.agency or ''}/{held.case.state_since.isoformat()}"


def _kept(order: Order, desk: Desk, held: Hold) -> Carried:
    """The move with what it changed, its SMS held back, and its entry in the chain as the last lock."""
    session, until = held.session, held.now + timedelta(seconds=UNDO_SECONDS)
    ids = [each.ticket_id for each in held.reporters]
    phones = sorted({each.sender.id for each in held.reporters})
    last = undoing.newest(session, ids)
    before = {
        "case": undoing.stands(session, held.case.id),
        "waiting": undoing.waiting(session, ids, held.now),
        "asked": undoing.asked(session, phones),
        "phones": phones,
    }
    done = _step(order, desk, held)
    sent = undoing.hold_back(session, ids, last, until)
    ticket = next((each.ticket_id for each in held.reporters if each.number == order.number), None)
    kept = {
        "account_id": desk.account_id,
        "case_id": held.case.id,
        "ticket_id": ticket or merges.by_number(session, order.number),
        "move": str(order.act),
        "before": before,
        "after": {"case": undoing.stands(session, held.case.id), "sent": sent},
        "until": until,
    }
    undo = undoing.add(session, kept)
    told: dict[str, Detail] = {
        "case": held.case.id,
        "agency": order.agency or None,
        "code": order.code and str(order.code),
    }
    audit.note(session, held.office, actor(desk.account_id), _NOTED[order.act], held.now, **told)
    return Carried(done, 0 if order.act is Act.LINK else undo)


def _restored(undo_id: int, account_id: int, held: Hold) -> str | None:
    session = held.session
    kept = undoing.get(session, undo_id)
    if kept is None or kept.used_at is not None or held.now >= kept.until or kept.move == Act.LINK:
        return None
    if undoing.stands(session, held.case.id) != kept.after["case"]:
        return None
    if not undoing.take_back(session, kept.after["sent"], held.now):
        return None
    undoing.put_back(session, held.case.id, kept.before["case"])
    undoing.wait_again(session, kept.before["waiting"], held.now)
    undoing.ask_as_before(session, kept.before["phones"], kept.before["asked"], held.now)
    undoing.use(session, undo_id, held.now)
    held.record("undone", actor(account_id), kept.ticket_id, move=kept.move)
    audit.note(session, held.office, actor(account_id), "move-undone", held.now, case=held.case.id)
    return cases.get(session, kept.ticket_id).number


def _step(order: Order, desk: Desk, held: Hold) -> Done:
    return _STEPS[order.act](order, By(actor(desk.account_id)), held)


def _archive(order: Order, by: By, held: Hold) -> Done:
    if order.code is None:
        raise MoveRefused("no-code", "There is no code.", "Choose why it is archived.")
    return moving.archive(order.number, order.code, by, held)


def _link(order: Order, by: By, held: Hold) -> Done:
    filed = order.filed_at or held.now
    return other_doors.link(order.number, order.reference, filed, by.actor, held)


_Step = Callable[[Order, By, Hold], Done]
_STEPS: Final[Mapping[Act, _Step]] = MappingProxyType(
    {
        Act.FORWARD: lambda o, by, held: moves.hand_over(o.number, o.agency or None, by, held),
        Act.ANSWER: lambda o, by, held: moving.answer(o.number, said.checked(o.text), by, held),
        Act.ASK: lambda o, by, held: moving.ask(o.number, said.checked(o.text), by, held),
        Act.ACCEPT: lambda o, by, held: moving.accept(o.number, by, held),
        Act.DELAY: lambda o, by, held: moving.delay(
            o.number, said.checked(o.text) if o.text.strip() else "", by, held
        ),
        Act.RESUME: lambda o, by, held: moving.resume(o.number, by, held),
        Act.EXTEND: lambda o, by, held: moving.extend(o.number, said.checked(o.text), by, held),
        Act.RETURN: lambda o, by, held: moving.give_back(o.number, said.checked(o.text), by, held),
        Act.FINISH: lambda o, by, held: moving.finish(o.number, by, held),
        Act.ARCHIVE: _archive,
        Act.REOPEN: lambda o, by, held: moving.reopen(o.number, by, held),
        Act.LINK: _link,
    }
)
