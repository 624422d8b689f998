"""A complaint that also came in by another door: on the same case, with that door's clock beside ours."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from sms_gateway.domain import news_replies, ticket
from sms_gateway.domain.cases import OPEN, CaseState
from sms_gateway.services import news
from sms_gateway.services.holding import Hold, hold
from sms_gateway.services.moves import Done, MoveRefused, no_such
from sms_gateway.services.news import News
from sms_gateway.services.office import Office
from sms_gateway.storage import cases, other_doors, reporters, standings

WAPRES = "wapres"


def link_wapres(number: str, external_ref: str, filed_at: datetime, actor: str, office: Office) -> Done:
    """The reporter of *number* filed the same at Lapor Mas Wapres at *filed_at*, as *external_ref*.

    From now on the earlier of both deadlines is shown. Raises MoveRefused, NoSuchTicket.
    """

    def find(session: Session) -> int | None:
        return reporters.case_of(session, number)

    return no_such(number, hold(find, lambda held: link(number, external_ref, filed_at, actor, held), office))


def link(number: str, external_ref: str, filed_at: datetime, actor: str, held: Hold) -> Done:
    """`link_wapres` with the case in hand."""
    _may_link(number, external_ref, held)
    due = held.calendar.due(filed_at, held.office.settings.limits.wapres_working_days)
    values = {
        "case_id": held.case.id,
        "source": WAPRES,
        "external_ref": external_ref,
        "created_at": filed_at,
    }
    _, other = cases.open_ticket(held.session, partial(ticket.draw, held.office.rand), values)
    if held.case.state is not CaseState.ANSWERED:
        standings.change(held.session, held.case.id, other_due_at=due)
    event = held.record("linked", actor, source=WAPRES, other=other)
    told = [each for each in held.reporters if each.number == number and news.listens(each)]
    text = news_replies.linked(held.wording, number)
    for reporter in told:
        news.tell_one(News(news.LINKED, event, lambda _: text), reporter, held)
    done = Done(number, held.case.state, held.case.due_at)
    if not told:
        return done
    return replace(done, told=len(told), text=text.text, leaves_at=news.waits_until(held))


def _may_link(number: str, external_ref: str, held: Hold) -> None:
    if held.case.state not in OPEN:
        what = f"{number} is {held.case.state}."
        raise MoveRefused("state", what, "Reopen it first.")
    known = other_doors.number_of(held.session, WAPRES, external_ref)
    if known is not None:
        what = f"{external_ref} is linked already, as {known}."
        raise MoveRefused("linked", what, f"Look at it: `sms-gateway ticket {known}`.")
