"""What the desk does with a ticket: a form, the very SMS to confirm, and ten seconds to take it back."""

from collections.abc import Sequence
from datetime import datetime

from flask import request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from sms_gateway.domain.cases import ArchiveCode
from sms_gateway.domain.offices import Agency
from sms_gateway.domain.permissions import Permission
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.domain.topics import LABELS
from sms_gateway.domain.typed_days import start_of
from sms_gateway.services import agencies_meant, desk_moves, refiling
from sms_gateway.services.desk_moves import SPOKEN, Act, MoveRefused, Order, TextRefused
from sms_gateway.services.desk_sight import Sight
from sms_gateway.services.duplicates import NoSuchTicket
from sms_gateway.web.console.desk import Desk
from sms_gateway.web.console.forms import Form, sent_form
from sms_gateway.web.console.pages.tickets import sight_or_404

_MOST_UNDOS = 50


def ticket_move_pages(desk: Desk) -> None:
    """/console/tickets/<number>/do/<act>, /console/tickets/<number>/file, /console/undo/<ids>"""
    desk.form("/tickets/<number>/do/<act>", Permission.WORK_TICKETS, move_ticket)
    desk.form("/tickets/<number>/file", Permission.TRIAGE, refile_ticket)
    desk.post("/undo/<ids>", Permission.WORK_TICKETS, undo_moves)


def move_ticket(desk: Desk, number: str, act: str) -> ResponseReturnValue:
    sight = sight_or_404(number, desk)
    chosen = next((each for each in Act if each == act), None)
    if chosen is None:
        raise NotFound
    form = sent_form()
    if request.method == "GET":
        return _form_page(chosen, number, sight, form, desk)
    choices = _named(form, sight, desk) if chosen is Act.FORWARD else ()
    order = _order(chosen, number, form)
    if choices:
        return _form_page(chosen, number, sight, form, desk, 422, choices)
    if not form.ok:
        return _form_page(chosen, number, sight, form, desk, 422)
    return _confirmed(order, form, sight, desk)


def refile_ticket(desk: Desk, number: str) -> ResponseReturnValue:
    """Another topic or place: which agency it would reach is shown before it is saved."""
    sight = sight_or_404(number, desk)
    form = sent_form()
    if request.method == "GET":
        form = Form({"topic": sight.topic or "", "place": sight.region or ""})
        return desk.page(
            "tickets/file.html", form=form, number=number, topics=refiling.TOPICS, labels=LABELS, found=None
        )
    found = refiling.propose(number, form["topic"], form["place"], desk.scope, desk.office)
    if found is None:
        form.refuse("place", "tickets.no_place")
    if found is None or not form["sure"]:
        status = 422 if found is None else 200
        return desk.page(
            "tickets/file.html",
            status,
            form=form,
            number=number,
            topics=refiling.TOPICS,
            labels=LABELS,
            found=found,
        )
    refiling.carry_out(number, found, desk.account.id, desk.scope, desk.office)
    desk.tell("tickets.filed", number=number)
    return desk.go("ticket", number=number)


def undo_moves(desk: Desk, ids: str) -> ResponseReturnValue:
    """Take back what was just done, all that still can be."""
    numbers = [int(each) for each in ids.split("-") if each.isascii() and each.isdigit() and len(each) < 16]
    done = [desk_moves.take_back(each, desk.account.id, desk.office) for each in numbers[:_MOST_UNDOS]]
    undone = [number for number in done if number]
    if not undone:
        desk.tell("tickets.too_late")
        return desk.go("tickets")
    desk.tell("tickets.undone", count=len(undone), number=", ".join(undone[:3]))
    return desk.go("tickets") if len(undone) > 1 else desk.go("ticket", number=undone[0])


def _named(form: Form, sight: Sight, desk: Desk) -> tuple[Agency, ...]:
    """Puts the code of the agency that was named into *form*; returns several that fit, to choose from."""
    words = form["agency"].strip()
    if form["chosen"] and words == form["asked"]:
        form.values = {**form.values, "agency": form["chosen"]}
        return ()
    found = agencies_meant.named(words, sight.region, desk.scope.agency, desk.office) if words else ()
    if len(found) == 1:
        form.values = {**form.values, "agency": found[0].code}
    elif words:
        form.refuse("agency", "tickets.several_agencies" if found else "tickets.agency_unknown")
    return found if len(found) > 1 else ()


def _order(act: Act, number: str, form: Form) -> Order:
    """The order as the form says it; what is missing is in *form*."""
    if act in SPOKEN:
        form.require("text")
    if act is Act.ARCHIVE and form["code"] not in list(ArchiveCode):
        form.refuse("code", "error.choose")
    if act is Act.LINK:
        form.require("reference", "filed")
    return Order(
        act,
        number,
        agency=form["agency"].strip(),
        text=form["text"],
        code=ArchiveCode(form["code"]) if form["code"] in list(ArchiveCode) else None,
        reference=form["reference"].strip()[:64],
        filed_at=_filed(form) if act is Act.LINK else None,
        seen=form["seen"],
    )


def _filed(form: Form) -> datetime | None:
    day = start_of(form["filed"], JAKARTA)
    if day is None:
        form.refuse("filed", "tickets.no_day")
    return day


def _confirmed(order: Order, form: Form, sight: Sight, desk: Desk) -> ResponseReturnValue:
    """First the very SMS to confirm, then the deed."""
    who = desk_moves.Desk(desk.account.id, desk.scope)
    try:
        if not form["seen"]:
            shown = desk_moves.rehearse(order, who, desk.office)
            return desk.page("tickets/confirm.html", order=order, form=form, shown=shown)
        carried = desk_moves.carry_out(order, who, desk.office)
    except NoSuchTicket:
        raise NotFound from None
    except MoveRefused as refused:
        form.refuse("", f"tickets.refused.{refused.code.replace('-', '_')}")
    except TextRefused as refused:
        form.refuse("text", f"tickets.text.{refused.code.replace('-', '_')}")
    else:
        undo = url_for("console.undo_moves", ids=str(carried.undo)) if carried.undo else None
        seconds = desk_moves.UNDO_SECONDS
        key = "tickets.done_told" if carried.done.told else "tickets.done_quiet"
        desk.tell(key, undo, number=order.number, count=carried.done.told, seconds=seconds)
        return desk.go(
            "tickets" if desk.scope.agency and order.act is Act.FORWARD else "ticket", number=order.number
        )
    return _form_page(order.act, order.number, sight, form, desk, 422)


def _form_page(
    act: Act,
    number: str,
    sight: Sight,
    form: Form,
    desk: Desk,
    status: int = 200,
    choices: Sequence[Agency] = (),
) -> ResponseReturnValue:
    """*choices*: the agencies that what was typed may mean."""
    agencies = refiling.agencies_near(sight, desk.office) if act is Act.FORWARD else ()
    return desk.page(
        "tickets/move.html", status, act=act, number=number, sight=sight, form=form, agencies=agencies,
        choices=choices, codes=list(ArchiveCode), spoken=act in SPOKEN or act is Act.DELAY,
        must=act in SPOKEN,
    )  # fmt: skip
