"""The moves of staff on a case, by the number of any ticket on it: one transaction each, told to reporters.

Every move is an event with who, when and why in codes; words go sealed into the statements of the case. What
the lifecycle does not allow, and a text with personal data, is refused before anything is written.
"""

from collections.abc import Callable
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
from sms_gateway.services.duplicates import NoSuchTicket
from sms_gateway.services.holding import Hold, hold
from sms_gateway.services.news import News
from sms_gateway.services.office import Office
from sms_gateway.storage import reporters

_WITH_AN_AGENCY: Final = frozenset({CaseState.ROUTED, CaseState.WORKING})


class MoveRefused(GatewayError):
    """A move the case does not allow now; *code*: "state", "mover", "no-agency", "not-listening"."""

    def __init__(self, code: str, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.code = code


@dataclass(frozen=True, slots=True)
class Done:
    """What a move came to; *text*: the SMS as the first of the *told* reporters gets it."""

    number: str
    state: CaseState
    due_at: datetime | None
    told: int = 0
    text: str | None = None


def forward(number: str, actor: str, office: Office, agency: str | None = None) -> Done:
    """Verified: hand the case to *agency*, by default the one it was routed to, and tell who has it now."""

    def act(held: Hold) -> Done:
        code = agency or held.case.agency
        acting = office.agencies().acting(code) if code else None
        if acting is None:
            what = f"There is no agency {code} that acts." if code else f"{number} was routed to no agency."
            raise MoveRefused("no-agency", what, "Name one by its code, like pupr@33.74.")
        return forwarded(number, acting.code, actor, Mover.ADMIN, held)

    return _on(number, act, office)


def forwarded(number: str, code: str, actor: str, by: Mover, held: Hold) -> Done:
    """`forward` in the hands of whoever holds the case."""
    there = _after(number, Move.ROUTE, by, held)
    if held.case.agency == code and CaseState(held.case.state) in _WITH_AN_AGENCY:
        raise MoveRefused("state", f"{number} is with {code} already.", "Name another agency, or wait.")
    held.store(there, agency=code)
    before = held.case.agency if held.case.agency != code else None
    event = held.record("forwarded", actor, agency=code, before=before)
    due, name = held.shown(there.due_at), held.agency(code)
    days = held.calendar.left(held.now, due) if due else 0
    return _told(
        number,
        there,
        News(news.FORWARDED, event, lambda each: news_replies.forwarded(each, name, max(days, 0), due)),
        held,
    )


def accept(number: str, actor: str, office: Office) -> Done:
    """The agency works on it."""
    return _on(number, lambda held: _quiet(number, Move.ACCEPT, "accepted", actor, held), office)


def resume(number: str, actor: str, office: Office) -> Done:
    """It goes on after a delay, with the working days that were left."""
    return _on(number, lambda held: _quiet(number, Move.RESUME, "resumed", actor, held), office)


def answer(number: str, text: str, actor: str, office: Office) -> Done:
    """The agency's answer, quoted to every reporter, who may rate or dispute it. Raises TextRefused."""
    shown = said.checked(text)

    def act(held: Hold) -> Done:
        there = _after(number, Move.ANSWER, Mover.ADMIN, held)
        held.store(there)
        event = held.record("answered", actor, statement=said.keep("answer", shown, actor, held))
        agency, segments = held.voice, office.settings.limits.quote_segments
        told = News(news.ANSWERED, event, lambda each: news_replies.answered(each, agency, shown, segments))
        heard = news.tell(told, held)
        if there.due_at is not None:
            news.ask_for_rating(heard, there.due_at, held)
        return _done(number, there, len(heard), told.render(heard[0].number) if heard else None)

    return _on(number, act, office)


def ask(number: str, text: str, actor: str, office: Office) -> Done:
    """Ask the reporter of ticket *number*, and nobody else on the case. Raises TextRefused."""
    shown = said.checked(text)

    def act(held: Hold) -> Done:
        reporter = next((each for each in held.reporters if each.number == number), None)
        if reporter is None or not news.listens(reporter):
            what = f"The reporter of {number} cannot be asked: there is no phone that wants our SMS."
            raise MoveRefused("not-listening", what, "Go on with what the report says.")
        there = _after(number, Move.ASK, Mover.ADMIN, held)
        held.store(there)
        kept = said.keep("ask", shown, actor, held)
        event = held.record("asked", actor, reporter.ticket_id, about="agency", statement=kept)
        rendered = news_replies.asked(number, held.voice, shown, office.settings.limits.quote_segments)
        news.tell_one(News(news.ASKED, event, lambda _: rendered), reporter, held)
        return _done(number, there, 1, rendered)

    return _on(number, act, office)


def delay(number: str, actor: str, office: Office, text: str = "") -> Done:
    """The agency cannot go on for now: the clock stops. *text*, the reason, is for staff only."""
    reason = said.checked(text) if text else ""

    def act(held: Hold) -> Done:
        there = _after(number, Move.DELAY, Mover.ADMIN, held)
        held.store(there)
        kept = said.keep("delay", reason, actor, held) if reason else None
        event = held.record("delayed", actor, left=there.left, statement=kept)
        return _told(number, there, _change(event, there, held), held)

    return _on(number, act, office)


def return_to_desk(number: str, text: str, actor: str, office: Office) -> Done:
    """Not this agency's: back to the national desk, which verifies anew. *text*, the reason, is for staff."""
    reason = said.checked(text)

    def act(held: Hold) -> Done:
        there = _after(number, Move.RETURN, Mover.ADMIN, held)
        held.store(there, agency=None)
        kept = said.keep("return", reason, actor, held)
        held.record("returned", actor, before=held.case.agency, statement=kept)
        return _done(number, there)

    return _on(number, act, office)


def archive(number: str, code: ArchiveCode, actor: str, office: Office) -> Done:
    """Set aside for the reason *code*; the reporters are told it and may go on with TAMBAH."""

    def act(held: Hold) -> Done:
        there = _after(number, Move.ARCHIVE, Mover.ADMIN, held)
        held.store(there)
        event = held.record("archived", actor, code=str(code))
        days = office.settings.limits.close_working_days
        told = News(news.ARCHIVED, event, lambda each: news_replies.archived(each, code, days))
        return _told(number, there, told, held)

    return _on(number, act, office)


def finish(number: str, actor: str, office: Office) -> Done:
    """Done, after an answer; the reporters are told and may still object."""

    def act(held: Hold) -> Done:
        there = _after(number, Move.FINISH, Mover.ADMIN, held)
        held.store(there)
        return _told(number, there, _change(held.record("finished", actor), there, held), held)

    return _on(number, act, office)


def reopen(number: str, actor: str, office: Office) -> Done:
    """It came back after it was closed: verified anew."""

    def act(held: Hold) -> Done:
        there = _after(number, Move.REOPEN, Mover.ADMIN, held)
        held.store(there)
        event, days = held.record("reopened", actor), office.settings.limits.verify_working_days
        problem = held.case.problem
        told = News(news.CHANGED, event, lambda each: verdict_replies.reopened(each, problem, days))
        return _told(number, there, told, held)

    return _on(number, act, office)


def _on(number: str, act: Callable[[Hold], Done], office: Office) -> Done:
    return no_such(number, hold(lambda session: reporters.case_of(session, number), act, office))


def no_such(number: str, done: Done | None) -> Done:
    """*done*, unless there was no ticket *number*. Raises NoSuchTicket."""
    if done is None:
        raise NoSuchTicket(f"There is no ticket {number}.")
    return done


def _after(number: str, move: Move, by: Mover, held: Hold) -> Standing:
    there = held.after(move, by)
    if isinstance(there, Refused):
        possible = (each for each in open_moves(there.state, by) if each is not Move.INFORM)
        allowed = ", ".join(_called(each) for each in possible) or "nothing"
        what = f"{number} is {there.state}, {_called(move)} is not possible."
        raise MoveRefused(there.reason, what, f"Possible now: {allowed}.")
    return there


def _called(move: Move) -> str:
    """The move as staff call it."""
    return "forward" if move is Move.ROUTE else str(move)


def _quiet(number: str, move: Move, kind: str, actor: str, held: Hold) -> Done:
    """A move only staff need to know of."""
    there = _after(number, move, Mover.ADMIN, held)
    held.store(there)
    held.record(kind, actor)
    return _done(number, there)


def _change(event: int, there: Standing, held: Hold) -> News:
    agency, since, due = held.agency(held.case.agency), held.local(there.since), held.shown(there.due_at)
    problem = held.case.problem

    def render(number: str) -> Rendered:
        return news_replies.stands(number, problem, there.state, agency, since or there.since, due)

    return News(news.CHANGED, event, render)


def _told(number: str, there: Standing, told: News, held: Hold) -> Done:
    heard = news.tell(told, held)
    return _done(number, there, len(heard), told.render(heard[0].number) if heard else None)


def _done(number: str, there: Standing, told: int = 0, rendered: Rendered | None = None) -> Done:
    return Done(number, there.state, there.due_at, told, rendered.text if rendered else None)
