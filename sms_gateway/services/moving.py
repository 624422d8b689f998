"""What a move does to a case in hand, for staff, officers and the clock alike: state, event, words, news.

Every move is an event with who, when and why in codes; words go sealed into the statements of the case. What
the lifecycle does not allow is refused before anything is written. *number* is that of any ticket on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sms_gateway.domain import news_replies, verdict_replies
from sms_gateway.domain.cases import ArchiveCode, CaseState
from sms_gateway.domain.lifecycle import Move, Mover, Refused, open_moves
from sms_gateway.domain.rendering import Rendered
from sms_gateway.domain.standing import Standing
from sms_gateway.errors import GatewayError
from sms_gateway.services import news, said
from sms_gateway.services.holding import Hold
from sms_gateway.services.news import News
from sms_gateway.storage.reporters import Reporter

_WITH_AN_AGENCY: Final = frozenset({CaseState.ROUTED, CaseState.WORKING})


class MoveRefused(GatewayError):
    """A move the case does not allow now; *code*: "state", "mover", "no-agency", "not-listening", "once"."""

    def __init__(self, code: str, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.code = code


@dataclass(frozen=True, slots=True)
class Done:
    """What a move came to; *text*: the SMS as the first of the *told* reporters gets it.

    *leaves_at*: the end, in local time, of the quiet hours that it waits for. *unattended*: the agency that
    got the case, when none of its officers is on duty to work on it.
    """

    number: str
    state: CaseState
    due_at: datetime | None
    told: int = 0
    text: str | None = None
    leaves_at: datetime | None = None
    unattended: str | None = None


@dataclass(frozen=True, slots=True)
class By:
    """Who moves a case: *actor* for the timeline, *mover* for the lifecycle."""

    actor: str
    mover: Mover = Mover.ADMIN


def forward(number: str, code: str, by: By, held: Hold) -> Done:
    """Hand the case to the agency *code*, and tell who has it now."""
    there = _after(number, Move.ROUTE, by, held)
    if held.case.agency == code and CaseState(held.case.state) in _WITH_AN_AGENCY:
        raise MoveRefused("state", f"{number} is with {code} already.", "Name another agency, or wait.")
    held.store(there, agency=code)
    before = held.case.agency if held.case.agency != code else None
    event = held.record("forwarded", by.actor, agency=code, before=before)
    due, name = held.shown(there.due_at), held.agency(code)
    days = held.calendar.left(held.now, due) if due else 0
    return _told(
        number,
        there,
        News(
            news.FORWARDED,
            event,
            lambda each: news_replies.forwarded(held.wording, each, name, max(days, 0), due),
        ),
        held,
    )


def accept(number: str, by: By, held: Hold) -> Done:
    """The agency works on it."""
    return _quiet(number, Move.ACCEPT, "accepted", by, held)


def resume(number: str, by: By, held: Hold) -> Done:
    """It goes on after a delay, with the working days that were left."""
    return _quiet(number, Move.RESUME, "resumed", by, held)


def answer(number: str, shown: str, by: By, held: Hold) -> Done:
    """The agency's answer, checked before, quoted to every reporter, who may rate or dispute it."""
    there = _after(number, Move.ANSWER, by, held)
    held.store(there)
    event = held.record("answered", by.actor, statement=said.keep("answer", shown, by.actor, held))
    agency, segments = held.voice, held.office.settings.limits.quote_segments
    told = News(
        news.ANSWERED, event, lambda each: news_replies.answered(held.wording, each, agency, shown, segments)
    )
    heard = news.tell(told, held)
    if there.due_at is not None:
        news.ask_for_rating(heard, there.due_at, held)
    return _heard(number, there, heard, told, held)


def ask(number: str, shown: str, by: By, held: Hold) -> Done:
    """Ask the reporter of ticket *number*, and nobody else on the case; *shown* was checked before."""
    reporter = next((each for each in held.reporters if each.number == number), None)
    if reporter is None or not news.listens(reporter):
        what = f"The reporter of {number} cannot be asked: there is no phone that wants our SMS."
        raise MoveRefused("not-listening", what, "Go on with what the report says.")
    there = _after(number, Move.ASK, by, held)
    held.store(there)
    kept = said.keep("ask", shown, by.actor, held)
    event = held.record("asked", by.actor, reporter.ticket_id, about="agency", statement=kept)
    rendered = news_replies.asked(
        held.wording, number, held.voice, shown, held.office.settings.limits.quote_segments
    )
    told = News(news.ASKED, event, lambda _: rendered)
    news.tell_one(told, reporter, held)
    return _heard(number, there, [reporter], told, held)


def delay(number: str, reason: str, by: By, held: Hold) -> Done:
    """The agency cannot go on for now: the clock stops. *reason*, checked or empty, is for staff only."""
    there = _after(number, Move.DELAY, by, held)
    held.store(there)
    kept = said.keep("delay", reason, by.actor, held) if reason else None
    event = held.record("delayed", by.actor, left=there.left, statement=kept)
    return _told(number, there, _change(event, there, held), held)


def extend(number: str, reason: str, by: By, held: Hold) -> Done:
    """More working days, once for each case; the reporters are told the new date. *reason* is for staff."""
    there = _after(number, Move.EXTEND, by, held)
    if held.case.extended_at is not None:
        what = f"{number} got more days already, on {held.case.extended_at:%d/%m}."
        raise MoveRefused("once", what, "Answer it, or hand it over.")
    held.store(there, extended_at=held.now)
    kept = said.keep("extend", reason, by.actor, held)
    event = held.record("extended", by.actor, statement=kept)
    return _told(number, there, _change(event, there, held), held)


def give_back(number: str, reason: str, by: By, held: Hold) -> Done:
    """Not this agency's: back to the national desk with the clock running on. *reason* is for staff."""
    there = _after(number, Move.RETURN, by, held)
    held.store(there, agency=None)
    kept = said.keep("return", reason, by.actor, held)
    held.record("returned", by.actor, before=held.case.agency, statement=kept)
    news.withdraw([news.FORWARDED], held)
    return Done(number, there.state, there.due_at)


def archive(number: str, code: ArchiveCode, by: By, held: Hold) -> Done:
    """Set aside for the reason *code*; the reporters are told it and may go on with TAMBAH."""
    there = _after(number, Move.ARCHIVE, by, held)
    held.store(there)
    event = held.record("archived", by.actor, code=str(code))
    days = held.office.settings.limits.close_working_days
    told = News(news.ARCHIVED, event, lambda each: news_replies.archived(held.wording, each, code, days))
    return _told(number, there, told, held)


def finish(number: str, by: By, held: Hold) -> Done:
    """Done, after an answer; the reporters are told and may still object."""
    there = _after(number, Move.FINISH, by, held)
    held.store(there)
    return _told(number, there, _change(held.record("finished", by.actor), there, held), held)


def reopen(number: str, by: By, held: Hold) -> Done:
    """It came back after it was closed: verified anew."""
    there = _after(number, Move.REOPEN, by, held)
    held.store(there)
    event, days = held.record("reopened", by.actor), held.office.settings.limits.verify_working_days
    problem = held.case.problem
    told = News(news.CHANGED, event, lambda each: verdict_replies.reopened(held.wording, each, problem, days))
    return _told(number, there, told, held)


def _after(number: str, move: Move, by: By, held: Hold) -> Standing:
    there = held.after(move, by.mover)
    if isinstance(there, Refused):
        possible = (each for each in open_moves(there.state, by.mover) if each is not Move.INFORM)
        allowed = ", ".join(_called(each) for each in possible) or "nothing"
        what = f"{number} is {there.state}, {_called(move)} is not possible."
        raise MoveRefused(there.reason, what, f"Possible now: {allowed}.")
    return there


def _called(move: Move) -> str:
    """The move as staff call it."""
    return "forward" if move is Move.ROUTE else str(move)


def _quiet(number: str, move: Move, kind: str, by: By, held: Hold) -> Done:
    """A move only staff need to know of."""
    there = _after(number, move, by, held)
    held.store(there)
    held.record(kind, by.actor)
    return Done(number, there.state, there.due_at)


def _change(event: int, there: Standing, held: Hold) -> News:
    agency, since, due = held.agency(held.case.agency), held.local(there.since), held.shown(there.due_at)
    problem = held.case.problem

    def render(number: str) -> Rendered:
        return news_replies.stands(
            held.wording, number, problem, there.state, agency, since or there.since, due
        )

    return News(news.CHANGED, event, render)


def _told(number: str, there: Standing, told: News, held: Hold) -> Done:
    return _heard(number, there, news.tell(told, held), told, held)


def _heard(number: str, there: Standing, heard: Sequence[Reporter], told: News, held: Hold) -> Done:
    if not heard:
        return Done(number, there.state, there.due_at)
    text = told.render(heard[0].number).text
    return Done(number, there.state, there.due_at, len(heard), text, news.waits_until(held))
