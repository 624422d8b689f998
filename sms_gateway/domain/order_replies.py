"""The SMS that answer an officer's phone: the task, the order read back with its code, what became of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sms_gateway.domain.cases import ArchiveCode, CaseState
from sms_gateway.domain.leave_days import spell
from sms_gateway.domain.officer_conversation import WORDS
from sms_gateway.domain.officer_decisions import Cannot, TaskView, Why
from sms_gateway.domain.officers import OrderKind
from sms_gateway.domain.rendering import (
    Name,
    Rendered,
    Value,
    clean,
    render,
    render_list,
    render_options,
    render_quote,
)
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.task_talk import apart
from sms_gateway.domain.wording import Phrase, Wording

_NAME: Final = 24  # units of a name as the officer wrote it
_ENDS: Final = " .?!"
_AT: Final = "%d/%m %H.%M %Z"
_WORTH_SAYING: Final = frozenset({CaseState.ASKING, CaseState.DELAYED, CaseState.ANSWERED})
_S = Sentence


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked to be done with *task*. *text*: its words; *days*: how many PERPANJANG gives."""

    task: TaskView
    kind: OrderKind
    text: str = ""
    code: ArchiveCode | None = None
    agency: Name | None = None
    due: datetime | None = None
    days: int = 0


def accepted(
    wording: Wording, task: TaskView, officer: str, agency: Name | None, now: datetime, due: datetime | None
) -> Rendered:
    """*now* and *due* on the clock of the case's region."""
    fields: dict[str, Value] = {"task": task.number, "number": task.ticket, "at": f"{now:{_AT}}"}
    return render(wording, _S.TASK_ACCEPTED, **fields, officer=officer, agency=agency, due=due)


def task_list(
    wording: Wording, tasks: Sequence[TaskView], today: date, local: Mapping[int, date]
) -> Rendered:
    """The open *tasks*, the most urgent first; *local*: their deadlines, by the id of the task.

    What is answered stands last, with the day until which its reporter may object: nothing is due there.
    Those that are alike are told apart by place or number, and all by where they stand, as far as room goes.
    """
    if not tasks:
        return render(wording, _S.TASK_NONE)
    ordered = sorted(tasks, key=lambda task: (task.is_answered, local.get(task.id, date.max), task.number))
    best: Rendered | None = None
    by_place, by_number = apart([_same(each) for each in ordered]), _numbers(ordered)
    for known, stands in ((by_place, True), (by_number, True), (by_number, False)):
        lines = [
            _line(wording, task, known[place], today, local.get(task.id), stands=stands)
            for place, task in enumerate(ordered)
        ]
        rendered = render_list(wording, _S.TASK_LIST, lines, " ", count=len(tasks), task=ordered[0].number)
        best = (
            rendered if best is None or (rendered.shown, -rendered.over) > (best.shown, -best.over) else best
        )
    return best or render(wording, _S.TASK_NONE)


def _same(task: TaskView) -> tuple[str, str, str]:
    return task.problem, task.place, task.ticket


def _numbers(tasks: Sequence[TaskView]) -> list[str]:
    """Alike ones by their numbers, which are shorter than most places."""
    return apart([(each.problem, "", each.ticket) for each in tasks])


def _line(
    wording: Wording, task: TaskView, known: str, today: date, due: date | None, *, stands: bool
) -> str:
    parts = [f"{task.number}) {clean(task.problem, 20)}{known}", _stands(wording, task) if stands else ""]
    parts.append(_closes(wording, due) if task.is_answered else _due(wording, today, due))
    return ", ".join(part for part in parts if part)


def _stands(wording: Wording, task: TaskView) -> str:
    if task.leaving is OrderKind.ANSWER:
        return wording.phrases[Phrase.ANSWER_LEAVING]
    if task.leaving is not None:
        return f"{WORDS[task.leaving]} {wording.phrases[Phrase.LEAVING]}"
    return wording.states[task.case_state] if task.case_state in _WORTH_SAYING else ""


def _due(wording: Wording, today: date, due: date | None) -> str:
    phrases = wording.phrases
    if due is None:
        return ""
    if due < today:
        return f"{phrases[Phrase.LATE]} {(today - due).days} {phrases[Phrase.DAYS_LATE]}"
    return f"{phrases[Phrase.DUE]} {due:%d/%m}"


def _closes(wording: Wording, due: date | None) -> str:
    return f"{wording.phrases[Phrase.CLOSES]} {due:%d/%m}" if due else ""


def read_back(wording: Wording, order: Order, code: str, segments: int) -> Rendered:
    """The whole *order* with the *code* that confirms it."""
    return _ECHOES[order.kind](wording, order, code, segments)


def _echo_answer(wording: Wording, order: Order, code: str, segments: int) -> Rendered:
    task = order.task
    fields: dict[str, Value] = {"task": task.number, "count": task.reporters, "code": code}
    return render_quote(wording, _S.ORDER_ANSWER, segments, order.text, **fields)


def _echo_ask(wording: Wording, order: Order, code: str, segments: int) -> Rendered:
    whole = f"{order.text.rstrip(_ENDS)}?"
    return render_quote(wording, _S.ORDER_ASK, segments, whole, **_about(order), code=code)


def _echo_return(wording: Wording, order: Order, code: str, segments: int) -> Rendered:
    return render_quote(wording, _S.ORDER_RETURN, segments, order.text, **_about(order), code=code)


def _echo_extend(wording: Wording, order: Order, code: str, segments: int) -> Rendered:
    fields: dict[str, Value] = {**_about(order), "code": code, "days": order.days}
    return render_quote(wording, _S.ORDER_EXTEND, segments, order.text, **fields)


def _echo_forward(wording: Wording, order: Order, code: str, _: int) -> Rendered:
    return render(wording, _S.ORDER_FORWARD, **_about(order), code=code, agency=order.agency, due=order.due)


def _echo_reject(wording: Wording, order: Order, code: str, _: int) -> Rendered:
    reason = wording.reasons[order.code] if order.code else None
    return render(wording, _S.ORDER_REJECT, **_about(order), code=code, reason=reason)


def _echo_done(wording: Wording, order: Order, code: str, _: int) -> Rendered:
    return render(wording, _S.ORDER_DONE, **_about(order), code=code)


_ECHOES: Final[dict[OrderKind, Callable[[Wording, Order, str, int], Rendered]]] = {
    OrderKind.ANSWER: _echo_answer,
    OrderKind.ASK: _echo_ask,
    OrderKind.FORWARD: _echo_forward,
    OrderKind.RETURN: _echo_return,
    OrderKind.REJECT: _echo_reject,
    OrderKind.DONE: _echo_done,
    OrderKind.EXTEND: _echo_extend,
}


def _about(order: Order) -> dict[str, str | int]:
    return {"task": order.task.number, "number": order.task.ticket}


def taken(
    wording: Wording, task: TaskView, kind: OrderKind, minutes: int, days: int, at: datetime | None = None
) -> Rendered:
    """Confirmed; it is done in *minutes*. An answer then waits *days* working days for a word.

    *at*: the local end of the quiet hours, before which no reporter is told; None when he is told at once.
    """
    fields: dict[str, Value] = {"task": task.number, "number": task.ticket, "minutes": minutes}
    if at is not None:
        fields["at"] = f"{at:{_AT}}"
    if kind is OrderKind.ANSWER:
        return render(wording, _S.ANSWER_WAITS if at else _S.ANSWER_TAKEN, **fields, days=days)
    return render(wording, _S.ORDER_WAITS if at else _S.ORDER_TAKEN, **fields, command=WORDS[kind])


def undone(wording: Wording, task: TaskView, kind: OrderKind | None) -> Rendered:
    """What BATAL took back; None: there was nothing."""
    if kind is None:
        return render(wording, _S.UNDO_NOTHING, task=task.number)
    return render(wording, _S.ORDER_UNDONE, task=task.number, number=task.ticket, command=WORDS[kind])


def done(wording: Wording, order: Order, segments: int) -> Rendered | None:
    """What was carried out at once; None for what its officer was told of before."""
    if order.kind is OrderKind.RETURN:
        return render_quote(wording, _S.RETURN_DONE, segments, order.text, task=order.task.number)
    if order.kind is OrderKind.FORWARD:
        return render(wording, _S.FORWARD_DONE, **_about(order), agency=order.agency)
    if order.kind is OrderKind.EXTEND:
        return render(wording, _S.EXTEND_DONE, **_about(order), due=order.due)
    return None


def gone(wording: Wording, task: TaskView, kind: OrderKind) -> Rendered:
    """Confirmed, but the task is not this officer's any more."""
    return render(wording, _S.ORDER_GONE, task=task.number, number=task.ticket, command=WORDS[kind])


def broken(wording: Wording, task: TaskView, kind: OrderKind) -> Rendered:
    """Confirmed, but it kept failing by no fault of the officer's."""
    return render(wording, _S.ORDER_FAILED, task=task.number, number=task.ticket, command=WORDS[kind])


def cannot(wording: Wording, refused: Cannot) -> Rendered:
    """Why a command is not carried out, and what to write instead."""
    task = refused.task
    if task is None:
        return render(wording, _S.LEAVE_DATES)
    fields: dict[str, Value] = {"task": task.number, "number": task.ticket, "command": refused.word}
    return render(wording, _WHY[refused.why], **fields, state=wording.states[task.case_state])


_WHY: Final = {
    Why.UNANSWERED: _S.CANNOT_UNANSWERED,
    Why.EXTENDED: _S.CANNOT_EXTENDED,
    Why.RETURNS: _S.CANNOT_RETURNS,
    Why.NO_CODE: _S.CANNOT_NO_CODE,
    Why.EMPTY: _S.CANNOT_EMPTY,
    Why.TOO_LONG: _S.CANNOT_TOO_LONG,
    Why.PERSONAL: _S.CANNOT_PERSONAL,
    Why.STATE: _S.CANNOT_STATE,
    Why.DATES: _S.LEAVE_DATES,
}


def which_agency(wording: Wording, task: TaskView, words: str, options: Sequence[Name]) -> Rendered:
    """*options*: at least two, the first three as the digits mean them; `shown` says how many."""
    name = clean(words, _NAME)
    for count in range(min(3, len(options)), 1, -1):
        digits = [str(digit) for digit in range(1, count + 1)]
        choices = f"{', '.join(digits[:-1])} {wording.phrases[Phrase.OR]} {digits[-1]}"
        fields: dict[str, Value] = {"task": task.number, "count": count, "choices": choices}
        for shown in (name, ""):
            rendered = render_options(wording, _S.FORWARD_WHICH, options[:count], count, **fields, name=shown)
            if rendered.shown == count:
                return rendered
    return render(wording, _S.FORWARD_UNKNOWN, task=task.number, name=name or "?")


def no_agency(wording: Wording, task: TaskView, words: str) -> Rendered:
    return render(wording, _S.FORWARD_UNKNOWN, task=task.number, name=clean(words, _NAME) or "?")


def own_agency(wording: Wording, task: TaskView, agency: Name | None) -> Rendered:
    """TERUS named the agency that has it."""
    return render(wording, _S.FORWARD_OWN, task=task.number, number=task.ticket, agency=agency)


def unclear(wording: Wording, task: TaskView) -> Rendered:
    """A number and no command."""
    return render(wording, _S.TASK_UNCLEAR, task=task.number)


def ended(wording: Wording, task: TaskView) -> Rendered:
    return render(wording, _S.TASK_ENDED, task=task.number, number=task.ticket)


def unknown(wording: Wording, number: str) -> Rendered:
    return render(wording, _S.TASK_UNKNOWN, task=number[:4] or "?")


def plain(wording: Wording, sentence: Sentence, **fields: str | int) -> Rendered:
    """A sentence without anything about a task."""
    return render(wording, sentence, **fields)


def leave_asked(wording: Wording, first: date, last: date, officer: str | None, code: str) -> Rendered:
    return render(wording, _S.LEAVE_ASK, leave=spell(first, last), officer=officer, code=code)


def leave_noted(
    wording: Wording, first: date, last: date, officer: str | None, agency: Name | None, *, others: bool
) -> Rendered:
    """*officer* stands in; without one *others* say whether a colleague is there to get the tasks."""
    if officer is None and not others:
        return render(wording, _S.LEAVE_NOTED_ALONE, leave=spell(first, last))
    return render(wording, _S.LEAVE_NOTED, leave=spell(first, last), officer=officer, agency=agency)


def nobody_called(wording: Wording, name: str) -> Rendered:
    """CUTI names a stand-in that is no colleague, or several."""
    return render(wording, _S.LEAVE_WHO, name=clean(name, _NAME) or "?")


def state_now(wording: Wording, task: TaskView, kind: OrderKind, state: CaseState) -> Rendered:
    """Confirmed, but the case stands elsewhere by now."""
    fields: dict[str, Value] = {"task": task.number, "number": task.ticket, "command": WORDS[kind]}
    return render(wording, _S.CANNOT_STATE, **fields, state=wording.states[state])
