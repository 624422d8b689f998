"""What triage does with the SMS of an officer's phone: decides, answers, and notes what is ordered.

No case is locked here: an order is carried out afterwards, in a transaction of its own.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from parsers import Verb
from sms_gateway.domain import enrol_replies, order_replies, strangers
from sms_gateway.domain import officer_decisions as say
from sms_gateway.domain.agency_names import meant, regions_of
from sms_gateway.domain.context import Context
from sms_gateway.domain.messages import MessageState
from sms_gateway.domain.officer_conversation import WORDS, decide_for_officer
from sms_gateway.domain.officer_decisions import (
    AsCitizen,
    Cannot,
    Confirm,
    FindAgency,
    OfficerContext,
    OfficerDecision,
    Propose,
    TaskView,
    Why,
)
from sms_gateway.domain.officers import OfficerState, OrderKind
from sms_gateway.domain.offices import Agency
from sms_gateway.domain.order_replies import Order
from sms_gateway.domain.quotable import longest
from sms_gateway.domain.rendering import Name
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.task_talk import report
from sms_gateway.services import leave, order_codes, task_words
from sms_gateway.services.agencies_meant import around
from sms_gateway.services.officer_desk import TOO_MANY, Desk, Taken, desk_of, view
from sms_gateway.services.officers import confirm
from sms_gateway.services.said import TextRefused, checked
from sms_gateway.services.story import shown
from sms_gateway.services.task_news import where
from sms_gateway.services.turn import Turn
from sms_gateway.storage import orders, tasks
from sms_gateway.storage.officers import OfficerRow

_ALWAYS: Final = (say.Confirm, say.Undo)  # their answers are bounded by what waits for them
NOT_OFFICER: Final = "not-officer"
_SHOWN: Final = 1000  # characters of a report that ISI looks at


def take(turn: Turn, officer: OfficerRow, citizen: Context) -> Taken | None:
    """What the message of *turn*, read for an officer, comes to; None when it goes a citizen's way."""
    if officer.state is OfficerState.INVITED:
        return _enrolled(turn, officer)
    desk = Desk(turn, officer)
    decision = decide_for_officer(turn.parsed, _context(desk, citizen))
    if isinstance(decision, AsCitizen):
        return None
    desk = desk_of(turn, officer)
    if desk.full and not isinstance(decision, _ALWAYS):
        return Taken(type(decision).__name__, reason=TOO_MANY)
    return _DO[type(decision)](decision, desk)


def stranger(turn: Turn, citizen: Context, invited: OfficerRow | None = None) -> Taken | None:
    """A phone that is no officer's is told so when it orders like one, within a citizen's limits.

    One that was *invited* is told that it waits for its code.
    """
    if turn.incomplete or not strangers.orders(turn.text, turn.parsed, citizen):
        return None
    if invited is not None:
        told = enrol_replies.waits(turn.wording, turn.agency(invited.agency))
    else:
        told = order_replies.plain(turn.wording, Sentence.NOT_OFFICER)
    turn.answer(NOT_OFFICER, told)
    return Taken("NotOfficer", reason=NOT_OFFICER)


def _enrolled(turn: Turn, officer: OfficerRow) -> Taken | None:
    """Of an invited phone only the code is an officer's word."""
    command = turn.parsed.command
    if command is None or command.verb is not Verb.CONFIRM:
        return None
    return Taken(str(confirm(command.rest, turn, officer)))


def _context(desk: Desk, citizen: Context) -> OfficerContext:
    turn, officer = desk.turn, desk.officer
    rows = tasks.of_officer(turn.session, officer.id, turn.now)
    waiting = orders.waiting(turn.session, officer.id, turn.now)
    return OfficerContext(
        officer.state,
        tuple(view(row) for row in rows),
        citizen,
        desk.today,
        longest(turn.office.settings.limits.quote_segments),
        choices=order_codes.offered(waiting),
    )


def _show(decision: say.Show, desk: Desk) -> Taken:
    session, office = desk.turn.session, desk.turn.office
    row = tasks.get(session, decision.task.id)
    first = shown(tasks.text_of(session, decision.task.ticket)[:_SHOWN])
    since = task_words.all_said(row, session, office) if row else []
    segments = office.settings.limits.quote_segments
    desk.tell(report(desk.wording, decision.task, first, since, segments, decision.page))
    desk.note("task-shown", task=decision.task.id)
    return Taken("Show")


def _propose(decision: Propose, desk: Desk) -> Taken:
    task, kind = decision.task, decision.kind
    try:
        text = checked(decision.text) if decision.text else ""
    except TextRefused:
        return _cannot(Cannot(Why.PERSONAL, WORDS[kind], task), desk)
    office, segments = desk.turn.office, desk.turn.office.settings.limits.quote_segments
    agency = desk.turn.agency(decision.agency)
    days = office.settings.limits.extend_working_days
    order = Order(task, kind, text, decision.code, agency, task.due_at, days)
    detail = {"code": decision.code, "agency": decision.agency}
    order_codes.ask(
        desk,
        kind,
        task,
        {name: str(value) for name, value in detail.items() if value},
        text,
        lambda code: order_replies.read_back(desk.wording, order, code, segments),
    )
    return Taken(f"Propose-{kind}")


def _find_agency(decision: FindAgency, desk: Desk) -> Taken:
    found = meant(decision.words, _around(decision.task, desk))
    if len(found) == 1:
        return _propose(Propose(decision.task, OrderKind.FORWARD, agency=found[0].code), desk)
    entry = desk.turn.office.agencies().find(desk.officer.agency)
    if not found and entry is not None and meant(decision.words, [entry]):
        desk.tell(order_replies.own_agency(desk.wording, decision.task, desk.agency))
        return Taken("FindAgency", reason="own-agency")
    if not found:
        desk.tell(order_replies.no_agency(desk.wording, decision.task, decision.words))
        return Taken("FindAgency", reason="no-agency")
    rendered = order_replies.which_agency(desk.wording, decision.task, decision.words, _options(found, desk))
    order_codes.offer(desk, decision.task, [each.code for each in found[: rendered.shown]])
    desk.tell(rendered)
    desk.note("agencies-offered", task=decision.task.id)
    return Taken("FindAgency")


def _around(task: TaskView, desk: Desk) -> list[Agency]:
    """The agencies where the case and the officer's agency are, and of regions of the same name."""
    row = tasks.get(desk.turn.session, task.id)
    own = desk.officer.agency.partition("@")[2]
    found = around(regions_of(row.region if row else None, own), desk.turn.office)
    return [each for each in found if each.code != desk.officer.agency]


def _options(found: tuple[Agency, ...], desk: Desk) -> list[Name]:
    """The same office in several regions is told apart by the region alone."""
    offices = {each.code.partition("@")[0] for each in found}
    regions = [desk.turn.region(each.code.partition("@")[2]) for each in found]
    named = [each for each in regions if each is not None]
    return named if len(offices) == 1 and len(named) == len(found) else [each.name for each in found]


def _confirm(decision: Confirm, desk: Desk) -> Taken:
    order = order_codes.prove(desk, decision.code)
    if isinstance(order, Taken):
        return order
    return leave.note(order, desk) if order.kind is OrderKind.LEAVE else order_codes.confirmed(desk, order)


def _list(_: say.ListTasks, desk: Desk) -> Taken:
    session, now = desk.turn.session, desk.turn.now
    rows = [row for row in tasks.of_officer(session, desk.officer.id, now) if view(row).is_open]
    alike = Counter(row.problem for row in rows)
    views = []
    for row in rows:
        pending = orders.pending(session, desk.officer.id, row.id)
        place = where(row, session, desk.turn.office) if alike[row.problem] > 1 else ""
        views.append(replace(view(row), place=place, leaving=pending[-1].kind if pending else None))
    local = {each.id: each.due_at.date() for each in views if each.due_at}
    desk.tell(order_replies.task_list(desk.wording, views, desk.today, local))
    return Taken("ListTasks")


def _cannot(decision: Cannot, desk: Desk) -> Taken:
    desk.tell(order_replies.cannot(desk.wording, decision))
    return Taken("Cannot", reason=str(decision.why))


def _which(_: say.WhichTask, desk: Desk) -> Taken:
    desk.say(Sentence.TASK_WHICH)
    return Taken("WhichTask", MessageState.IGNORED, "no-task")


def _unclear(decision: say.UnclearTask, desk: Desk) -> Taken:
    desk.tell(order_replies.unclear(desk.wording, decision.task))
    return Taken("UnclearTask", MessageState.IGNORED, "no-command")


def _unread(_: say.UnreadCode, desk: Desk) -> Taken:
    desk.say(Sentence.CODE_UNREAD)
    return Taken("UnreadCode", MessageState.IGNORED, "code-unread")


def _unknown(decision: say.UnknownTask, desk: Desk) -> Taken:
    desk.tell(order_replies.unknown(desk.wording, decision.number))
    return Taken("UnknownTask", reason="no-task")


def _ended(decision: say.EndedTask, desk: Desk) -> Taken:
    desk.tell(order_replies.ended(desk.wording, decision.task))
    return Taken("EndedTask", reason="task-ended")


def _help(_: say.OfficerHelp, desk: Desk) -> Taken:
    desk.say(Sentence.OFFICER_HELP)
    return Taken("OfficerHelp")


def _not_officer(_: say.NotOfficer, desk: Desk) -> Taken:
    desk.say(Sentence.NOT_OFFICER)
    return Taken("NotOfficer", reason=NOT_OFFICER)


def _on_hold(_: say.OnHold, desk: Desk) -> Taken:
    day = f"{desk.turn.now:%Y%m%d}"  # said once a day: who guessed the codes is not answered for ever
    desk.say(Sentence.OFFICER_ON_HOLD, once=f"on-hold:{desk.officer.id}:{day}")
    return Taken("OnHold", reason="on-hold")


_DO: Final[dict[type[OfficerDecision], Callable[[Any, Desk], Taken]]] = {
    say.Show: _show,
    say.Accept: lambda it, desk: order_codes.at_once(desk, OrderKind.ACCEPT, it.task),
    say.Propose: _propose,
    say.FindAgency: _find_agency,
    say.Confirm: _confirm,
    say.Undo: lambda it, desk: order_codes.undo(desk, it.task),
    say.ListTasks: _list,
    say.TakeLeave: leave.propose,
    say.Back: leave.back,
    say.OfficerHelp: _help,
    say.WhichTask: _which,
    say.UnclearTask: _unclear,
    say.UnreadCode: _unread,
    say.UnknownTask: _unknown,
    say.EndedTask: _ended,
    say.Cannot: _cannot,
    say.NotOfficer: _not_officer,
    say.OnHold: _on_hold,
}
