"""Agencies: a list, one with its officers, rules and history, and where a report would go and why."""

import shlex
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from sms_gateway.domain.offices import NATIONAL
from sms_gateway.domain.permissions import Permission
from sms_gateway.domain.topics import LABELS, Topic
from sms_gateway.services import agency_list, route_trial
from sms_gateway.services.agency_list import Which
from sms_gateway.web.console.desk import Desk
from sms_gateway.web.console.forms import Form, sent_form
from sms_gateway.web.console.pages.officers import KINDS

_LONGEST: Final = 200
COMMANDS: Final = (
    "sms-gateway agencies list --region 33.74",
    "sms-gateway agencies import FILE",
    "sms-gateway agencies export",
)


def agency_pages(desk: Desk) -> None:
    """/console/agencies and what is below it"""
    desk.get("/agencies", Permission.SEE_OFFICERS, agencies)
    desk.form("/agencies/why", Permission.SEE_OFFICERS, why_there)
    desk.get("/agencies/<code>", Permission.SEE_OFFICERS, agency)


def agencies(desk: Desk) -> ResponseReturnValue:
    typed, after = (request.args.get(name, "").strip()[:_LONGEST] for name in ("q", "after"))
    which = next((each for each in Which if each == request.args.get("which")), Which.ALL)
    page = agency_list.page(typed, which, after, desk.scope, desk.office)
    asked = {"q": typed or None, "which": which if which is not Which.ALL else None}
    return desk.page(
        "agencies/list.html", page=page, asked=asked, which=which, all=list(Which), after=after,
        labels=LABELS, commands=COMMANDS,
    )  # fmt: skip


def agency(desk: Desk, code: str) -> ResponseReturnValue:
    shown = agency_list.show(code[:_LONGEST], desk.scope, desk.office)
    if shown is None:
        raise NotFound
    region, entry, source = code.partition("@")[2], shown.line.entry, desk.office.rules().source
    commands = (
        f"sms-gateway agencies show {code}",
        f"sms-gateway agencies set {code} {'--off' if entry.acting else '--on'}",
        f"sms-gateway agencies set {code} --name {shlex.quote(entry.agency.name.long)}",
    )
    return desk.page(
        "agencies/show.html",
        shown=shown,
        code=code,
        place="" if region == NATIONAL else region,
        labels=LABELS,
        kinds=KINDS,
        source=source,
        commands=commands,
        checks=(f"sms-gateway routing check {source}",),
    )


def why_there(desk: Desk) -> ResponseReturnValue:
    """By POST: the words of a report stand in no address and no log."""
    form = sent_form()
    if request.method == "GET":
        form = Form({"place": request.args.get("place", "")[:_LONGEST]})
        return _why_page(form, None, desk)
    if not form["topic"] and not form["words"].strip():
        form.refuse("topic", "agencies.why.nothing")
    found = None
    if form.ok:
        found = route_trial.try_report(form["topic"], form["place"][:_LONGEST], form["words"], desk.office)
        if found is None:
            form.refuse("place", "tickets.no_place")
    return _why_page(form, found, desk, 200 if form.ok else 422)


def _why_page(
    form: Form, found: route_trial.Why | None, desk: Desk, status: int = 200
) -> ResponseReturnValue:
    return desk.page(
        "agencies/why.html",
        status,
        form=form,
        found=found,
        topics=list(Topic),
        labels=LABELS,
        source=desk.office.rules().source,
        threshold=desk.office.settings.routing.threshold,
        covers=desk.scope.covers,
    )
