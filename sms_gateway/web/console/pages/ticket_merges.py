"""Merging and taking apart: two reports side by side, with what speaks for and against it."""

from flask import request
from flask.typing import ResponseReturnValue

from sms_gateway.domain.permissions import Permission
from sms_gateway.services import merge_desk
from sms_gateway.services.duplicates import NoSuchTicket
from sms_gateway.services.merge_desk import Pair, Protected
from sms_gateway.web.console.desk import Desk
from sms_gateway.web.console.forms import Form, sent_form
from sms_gateway.web.console.pages.tickets import sight_or_404


def ticket_merge_pages(desk: Desk) -> None:
    """/console/tickets/<number>/merge"""
    desk.form("/tickets/<number>/merge", Permission.MERGE, merge_ticket)


def merge_ticket(desk: Desk, number: str) -> ResponseReturnValue:
    sight_or_404(number, desk)
    if request.method == "GET":
        form = Form({"other": request.args.get("other", "").strip().lstrip("#")[:16]})
        return _page(number, form, desk)
    form = sent_form()
    try:
        if form["act"] == "unmerge":
            merge_desk.unmerge(number, desk.account.id, desk.office)
            desk.tell("tickets.unmerged", number=number)
        else:
            merge_desk.merge(number, form["other"], desk.account.id, desk.office)
            desk.tell("tickets.merged", number=number)
    except NoSuchTicket:
        form.refuse("", "tickets.cannot_merge")
    except Protected:
        form.refuse("", "tickets.protected")
    if not form.ok:
        return _page(number, form, desk, 422)
    return desk.go("ticket", number=number)


def _page(number: str, form: Form, desk: Desk, status: int = 200) -> ResponseReturnValue:
    pair: Pair | None = None
    if form["other"] and form["other"] != number:
        try:
            pair = merge_desk.compare(number, form["other"], desk.office)
        except NoSuchTicket:
            form.refuse("other", "tickets.cannot_merge")
            status = 422
    links, merged = merge_desk.candidates(number, desk.office)
    desk.show([*([form["other"]] if pair else []), *(link.number for link in links)])
    return desk.page(
        "tickets/merge.html", status, number=number, form=form, pair=pair, links=links, merged=merged
    )
