"""Decides what one SMS of an officer's phone means: a command on a task, a code, or a citizen's message.

Words without a task number are never guessed onto a task. As a citizen the phone speaks with LAPOR in front,
with the number of a report of its own, or as the answer to what it was asked as one.
"""

import re
from collections.abc import Callable
from typing import Final

from parsers.complaint import Command, Failure, Kind, Parsed, Urgency, Verb
from sms_gateway.domain import gsm7
from sms_gateway.domain.answers import answer
from sms_gateway.domain.cases import ArchiveCode, CaseState
from sms_gateway.domain.leave_days import read_leave
from sms_gateway.domain.lifecycle import Move, Mover, Refused, after
from sms_gateway.domain.officer_decisions import (
    Accept,
    AsCitizen,
    Back,
    Cannot,
    Confirm,
    EndedTask,
    FindAgency,
    ListTasks,
    NotOfficer,
    OfficerContext,
    OfficerDecision,
    OfficerHelp,
    OnHold,
    Propose,
    Show,
    TakeLeave,
    TaskView,
    UnclearTask,
    Undo,
    UnknownTask,
    UnreadCode,
    WhichTask,
    Why,
)
from sms_gateway.domain.officers import OfficerState, OrderKind
from sms_gateway.domain.quotable import personal

WORDS: Final = {
    OrderKind.ACCEPT: "TERIMA",
    OrderKind.ANSWER: "JAWAB",
    OrderKind.ASK: "TANYA",
    OrderKind.FORWARD: "TERUS",
    OrderKind.RETURN: "BUKAN",
    OrderKind.REJECT: "TOLAK",
    OrderKind.DONE: "SELESAI",
    OrderKind.EXTEND: "PERPANJANG",
    OrderKind.LEAVE: "CUTI",
}
_KINDS: Final = {
    Verb.ACCEPT: OrderKind.ACCEPT,
    Verb.ANSWER: OrderKind.ANSWER,
    Verb.ASK: OrderKind.ASK,
    Verb.FORWARD: OrderKind.FORWARD,
    Verb.RETURN: OrderKind.RETURN,
    Verb.REJECT: OrderKind.REJECT,
    Verb.DONE: OrderKind.DONE,
    Verb.EXTEND: OrderKind.EXTEND,
}
_MOVES: Final = {
    OrderKind.ACCEPT: Move.ACCEPT,
    OrderKind.ANSWER: Move.ANSWER,
    OrderKind.ASK: Move.ASK,
    OrderKind.FORWARD: Move.ROUTE,
    OrderKind.RETURN: Move.RETURN,
    OrderKind.REJECT: Move.ARCHIVE,
    OrderKind.DONE: Move.FINISH,
    OrderKind.EXTEND: Move.EXTEND,
}
OFFICER_VERBS: Final = frozenset({*_KINDS, Verb.SHOW, Verb.LIST, Verb.LEAVE, Verb.BACK, Verb.CONFIRM})
_NEED_WORDS: Final = frozenset(
    {OrderKind.ANSWER, OrderKind.ASK, OrderKind.FORWARD, OrderKind.RETURN, OrderKind.EXTEND}
)
_LAPOR: Final = re.compile(r"[^a-z0-9]*(?:lapor|lapr|lpor|lpr|aduan)\b", re.IGNORECASE)
_OWN_NUMBER: Final = re.compile(r"\b[0-9]{8}\b")
_PAGE: Final = re.compile(r"\b[0-9]{1,2}\b")
_TASK_DIGITS: Final = 4
_NUMBER_FIRST: Final = re.compile(r"\W*(?:tugas\s+|no\s+)?([0-9]{1,4})\b", re.IGNORECASE)
_OK: Final = re.compile(r"(?:ok|oke|okay|okey|0k)\b(.*)", re.IGNORECASE)
_LONGEST_CODE: Final = 12  # characters, with blanks between the digits
_NOBODY: Final = frozenset(
    {Failure.SPAM, Failure.ADVERT, Failure.FRAUD, Failure.SIM_REGISTRATION, Failure.ABUSE}
)
_HELPED: Final = frozenset({Failure.EMPTY, Failure.GREETING, Failure.TEST, Failure.WRONG_ADDRESS})
_AS_CITIZEN: Final = frozenset({Verb.STOP, Verb.START, Verb.ERASE, Verb.ANONYMOUS, Verb.CONFIDENTIAL})


def decide_for_officer(parsed: Parsed, context: OfficerContext) -> OfficerDecision:
    """What *parsed*, read for an officer, means to this phone. Total: every parse has a decision."""
    command = parsed.command if parsed.kind is Kind.COMMAND else None
    if context.state is OfficerState.ACTIVE and _unread_code(parsed, command, context):
        return UnreadCode()
    if speaks_as_citizen(parsed, command, context):
        return AsCitizen()
    officers = command is not None and (command.verb in OFFICER_VERBS or _on_task(command))
    if context.state in (OfficerState.DISABLED, OfficerState.INVITED):
        return NotOfficer() if officers else AsCitizen()
    if context.state is OfficerState.ON_HOLD:
        return OnHold()
    decision = _bare(parsed) if command is None else _commanded(parsed, command, context)
    task = _in_front(context) if isinstance(decision, WhichTask) else None
    return UnclearTask(task) if task else decision


def _unread_code(parsed: Parsed, command: Command | None, context: OfficerContext) -> bool:
    """OK alone, or with something that was to be digits."""
    if command is not None and command.verb is Verb.CONFIRM:
        return False
    text = context.citizen.text.strip()
    said = _OK.fullmatch(text)
    tail = said[1].strip() if said else ""
    coded = said is not None and (not tail or any(each.isdecimal() for each in tail))
    return coded and len(tail) <= _LONGEST_CODE and answer(parsed, context.citizen) is None


def _in_front(context: OfficerContext) -> TaskView | None:
    """The open task whose number the text begins with."""
    found = _NUMBER_FIRST.match(context.citizen.text)
    task = _task(found[1], context) if found else None
    return task if task and task.is_open else None


def speaks_as_citizen(parsed: Parsed, command: Command | None, context: OfficerContext) -> bool:
    """Whether the phone says it as a citizen: with LAPOR, its own number, an answer, or what saves a life."""
    citizen = context.citizen
    if command is not None and (command.verb in OFFICER_VERBS or _on_task(command)):
        return False
    if _LAPOR.match(citizen.text) or answer(parsed, citizen) is not None:
        return True
    if command is None:
        own = {ticket.number for ticket in citizen.tickets}
        named = not own.isdisjoint(_OWN_NUMBER.findall(citizen.text))
        return named or parsed.urgency is Urgency.EMERGENCY or parsed.failure in _NOBODY
    if command.ticket is not None and len(command.ticket) > _TASK_DIGITS:
        return True
    return command.verb in _AS_CITIZEN or (command.verb is Verb.STATUS and bool(citizen.tickets))


def _on_task(command: Command) -> bool:
    """BATAL with the short number of a task, not of a report."""
    return command.verb is Verb.CANCEL and 0 < len(command.ticket or "") <= _TASK_DIGITS


def _bare(parsed: Parsed) -> OfficerDecision:
    return OfficerHelp() if parsed.failure in _HELPED else WhichTask()


def _commanded(parsed: Parsed, command: Command, context: OfficerContext) -> OfficerDecision:
    alone = _ALONE.get(command.verb)
    if alone is not None:
        return alone(command, context)
    if command.verb is not Verb.SHOW and command.verb not in _KINDS and not _on_task(command):
        return WhichTask()
    task = _task(command.ticket or "", context)
    if task is None:
        return UnknownTask(command.ticket or "")
    if not task.is_open:
        return EndedTask(task)
    if command.verb is Verb.SHOW:
        page = _PAGE.search(command.rest)
        return Show(task, int(page[0]) if page else 1)
    if command.verb is Verb.CANCEL:
        return Undo(task)
    return _ordered(parsed, _KINDS[command.verb], task, command.rest.strip(), context)


def _leave(command: Command, context: OfficerContext) -> OfficerDecision:
    read = read_leave(command.rest, context.today)
    if read is None:
        return Cannot(Why.DATES, WORDS[OrderKind.LEAVE])
    return TakeLeave(read.first, read.last, read.stand_in)


_ALONE: Final[dict[Verb, Callable[[Command, OfficerContext], OfficerDecision]]] = {
    Verb.CONFIRM: lambda command, _: Confirm(command.rest.strip()),
    Verb.LIST: lambda *_: ListTasks(),
    Verb.STATUS: lambda *_: ListTasks(),
    Verb.LEAVE: _leave,
    Verb.BACK: lambda *_: Back(),
    Verb.HELP: lambda *_: OfficerHelp(),
}


def _task(digits: str, context: OfficerContext) -> TaskView | None:
    """The phone's task of that number; the open one before one that has ended."""
    found = [task for task in context.tasks if str(task.number) == digits.lstrip("0")]
    return next((task for task in found if task.is_open), found[0] if found else None)


def _ordered(
    parsed: Parsed, kind: OrderKind, task: TaskView, text: str, context: OfficerContext
) -> OfficerDecision:
    why = _refused(parsed, kind, task, text, context)
    if why is not None:
        return Cannot(why, WORDS[kind], task)
    if kind is OrderKind.ACCEPT:
        return Accept(task)
    if kind is OrderKind.REJECT:
        return Propose(task, kind, code=_archive_code(text))
    if kind is OrderKind.FORWARD:
        chosen = _chosen(text, context.choices.get(task.id, ()))
        return Propose(task, kind, agency=chosen) if chosen else FindAgency(task, text)
    return Propose(task, kind, text if kind in _NEED_WORDS else "")


def _refused(
    parsed: Parsed, kind: OrderKind, task: TaskView, text: str, context: OfficerContext
) -> Why | None:
    """The first reason against it: what can never be before what is only written wrongly."""
    moved = after(task.case_state, _MOVES[kind], Mover.OFFICER, task.before or CaseState.UNVERIFIED)
    if isinstance(moved, Refused):
        return Why.UNANSWERED if kind is OrderKind.DONE else Why.STATE
    if kind is OrderKind.EXTEND and task.extended:
        return Why.EXTENDED
    if kind is OrderKind.RETURN and task.returns >= context.returns:
        return Why.RETURNS
    if kind is OrderKind.REJECT:
        return None if _archive_code(text) else Why.NO_CODE
    return _unfit(parsed, text, context) if kind in _NEED_WORDS else None


def _unfit(parsed: Parsed, text: str, context: OfficerContext) -> Why | None:
    if not text:
        return Why.EMPTY
    if personal(parsed.personal_data):
        return Why.PERSONAL
    return Why.TOO_LONG if gsm7.measure(gsm7.transliterate(text)).units > context.longest else None


def _archive_code(text: str) -> ArchiveCode | None:
    """The reason whose digit stands first."""
    digit, codes = text[:1], tuple(ArchiveCode)
    alone = not text[1:2].isdigit()
    return codes[int(digit) - 1] if alone and digit in ("1", "2", "3", "4", "5") else None


def _chosen(text: str, codes: tuple[str, ...]) -> str | None:
    digit = text.strip(" .,)")
    fits = digit in ("1", "2", "3", "4", "5") and int(digit) <= len(codes)
    return codes[int(digit) - 1] if fits else None
