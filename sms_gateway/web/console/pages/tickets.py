"""Tickets: found, read as a conversation, and the number behind one for a reason that is kept."""

from datetime import timedelta

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.permissions import Permission
from sms_gateway.services import desk_moves, desk_sight, place_reading, reveals, story, ticket_search
from sms_gateway.services.desk_sight import Sight
from sms_gateway.services.duplicates import NoSuchTicket
from sms_gateway.services.reveals import Looker, NotShown, RevealReason
from sms_gateway.services.ticket_search import Wanted
from sms_gateway.web.console.desk import Desk
from sms_gateway.web.console.forms import Form, sent_day, sent_form

ASKED = ("number", "words", "place", "agency", "state", "since", "until", "sender", "work")
_LONGEST = 200  # characters of one field of the search


def ticket_pages(desk: Desk) -> None:
    """/console/tickets and the pages of one ticket"""
    desk.get("/tickets", Permission.SEE_TICKETS, tickets)
    desk.form("/tickets/sender", Permission.REVEAL_NUMBER, search_sender)
    desk.get("/tickets/<number>", Permission.SEE_TICKETS, ticket)
    desk.form("/tickets/<number>/number", Permission.REVEAL_NUMBER, reveal_number)


def tickets(desk: Desk) -> ResponseReturnValue:
    form, wanted = asked_tickets(desk)
    after = request.args.get("after", "")
    page = ticket_search.find(wanted, after, desk.scope, desk.office) if form.ok else None
    desk.show([row.number for row in page.rows] if page else ())
    asked = {name: value for name, value in form.values.items() if value}
    states = list(CaseState)
    status = 200 if form.ok else 422
    return desk.page(
        "tickets/list.html", status, form=form, page=page, asked=asked, states=states, after=after
    )


def ticket(desk: Desk, number: str) -> ResponseReturnValue:
    seen = sight_or_404(number, desk)
    told = story.tell(number, desk.office, desk.scope)
    acts = desk_moves.possible(seen.state, desk.scope) if desk.can(Permission.WORK_TICKETS) else ()
    return desk.page("tickets/show.html", story=told, sight=seen, acts=acts)


def search_sender(desk: Desk) -> ResponseReturnValue:
    """By POST: a number must stand in no address and no log."""
    form = sent_form()
    if request.method == "GET":
        return _sender_page(form, desk)
    form.require("phone")
    reason = _reason(form)
    if not form.ok or reason is None:
        return _sender_page(form, desk, 422)
    found = reveals.search(form["phone"][:40], reason, form["text"], looker(desk), desk.office)
    if found is None:
        form.refuse("phone", "tickets.no_phone")
        return _sender_page(form, desk, 422)
    return desk.go("tickets", sender=found)


def reveal_number(desk: Desk, number: str) -> ResponseReturnValue:
    sight_or_404(number, desk)
    form = sent_form()
    if request.method == "GET":
        return _reveal_page(number, form, desk)
    reason = _reason(form)
    if not form.ok or reason is None:
        return _reveal_page(number, form, desk, 422)
    try:
        shown = reveals.reveal(number, reason, form["text"], looker(desk), desk.office)
    except NoSuchTicket:
        raise NotFound from None
    if isinstance(shown, NotShown):
        form.refuse("", f"tickets.not_shown.{shown}")
        return _reveal_page(number, form, desk, 409)
    return desk.page("tickets/number.html", number=number, phone=shown)


def looker(desk: Desk) -> Looker:
    """Who asks, as the notes about numbers name them."""
    return Looker(desk.account.id, desk.scope)


def sight_or_404(number: str, desk: Desk) -> Sight:
    """The ticket, if who asks may see it, which is noted; another agency's is like what does not exist."""
    try:
        seen = desk_sight.look(number, desk.scope, desk.office)
    except NoSuchTicket:
        raise NotFound from None
    desk.show([number])
    return seen


def asked_tickets(desk: Desk) -> tuple[Form, Wanted]:
    """The search the address names, checked; what is wrong is in the form."""
    form = Form({name: request.args.get(name, "").strip()[:_LONGEST] for name in ASKED})
    return form, _wanted(form, desk)


def _sender_page(form: Form, desk: Desk, status: int = 200) -> ResponseReturnValue:
    return desk.page("tickets/sender.html", status, form=form, reasons=list(RevealReason))


def _reveal_page(number: str, form: Form, desk: Desk, status: int = 200) -> ResponseReturnValue:
    return desk.page("tickets/reveal.html", status, form=form, number=number, reasons=list(RevealReason))


def _reason(form: Form) -> RevealReason | None:
    if form["reason"] not in list(RevealReason):
        form.refuse("reason", "error.choose")
        return None
    return RevealReason(form["reason"])


def _wanted(form: Form, desk: Desk) -> Wanted:
    """What is asked, checked; what is wrong is in *form*."""
    since, until = (sent_day(form, name) if form[name] else None for name in ("since", "until"))
    return Wanted(
        number=form["number"].lstrip("#").strip(),
        words=form["words"],
        region=_region(form, desk),
        agency=form["agency"] or None,
        state=form["state"] if form["state"] in list(CaseState) else "",
        since=since,
        until=until + timedelta(days=1) if until else None,
        sender_id=_sender(form, desk),
        open=form["work"] == "open",
        late_at=desk.office.now() if form["work"] == "late" else None,
    )


def _region(form: Form, desk: Desk) -> str:
    if not form["place"]:
        return ""
    code = place_reading.code_of(form["place"], desk.office)
    if code is None:
        form.refuse("place", "tickets.no_place")
    return code or ""


def _sender(form: Form, desk: Desk) -> int | None:
    """The sender of a search that was noted; that of somebody else, or an old one, is asked for again."""
    if not form["sender"]:
        return None
    known = form["sender"].isascii() and form["sender"].isdigit() and len(form["sender"]) < 16
    found = reveals.found_by(int(form["sender"]), desk.account.id, desk.office) if known else None
    if found is None:
        form.refuse("sender", "tickets.search_over")
    return found
