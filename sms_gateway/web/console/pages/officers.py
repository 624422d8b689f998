"""Officers of agencies: a list, a form that enrols, and one officer with tasks, details, leave and state."""

from datetime import date
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from sms_gateway.domain.enrolment import Candidate
from sms_gateway.domain.officers import OfficerState
from sms_gateway.domain.permissions import Permission
from sms_gateway.domain.typed_days import day_of
from sms_gateway.services import officer_changes, officer_list
from sms_gateway.services import officers as enrolment
from sms_gateway.services.officer_changes import Absence, Details
from sms_gateway.services.officer_hold import OfficerRefused
from sms_gateway.services.officer_list import Shown
from sms_gateway.web.console.desk import Desk
from sms_gateway.web.console.forms import Form, sent_form
from sms_gateway.web.console.numbers import asked_number

ACTS: Final = {
    "resend": enrolment.resend,
    "disable": enrolment.disable,
    "enable": enrolment.enable,
    "release": enrolment.release,
    "back": officer_changes.call_back,
}
POSSIBLE: Final = {
    OfficerState.INVITED: ("resend", "disable"),
    OfficerState.ACTIVE: ("disable",),
    OfficerState.ON_HOLD: ("release", "disable"),
    OfficerState.DISABLED: ("enable",),
}
# What each refusal of the services is about in a form; the others are about the form as a whole.
FIELD_OF: Final = {
    "no-mobile": "phone",
    "already": "phone",
    "erasing": "phone",
    "bad-name": "name",
    "no-agency": "agency",
    "agency-off": "agency",
    "stand-in": "stand_in",
    "leave-days": "last",
}
# Every code of those refusals has a text of its own.
REFUSALS: Final = (*FIELD_OF, "no-leave", "many-codes", "erased", *(f"is-{state}" for state in OfficerState))
_LONGEST: Final = 200


def officer_pages(desk: Desk) -> None:
    """/console/officers and the forms below it"""
    desk.get("/officers", Permission.SEE_OFFICERS, officers)
    desk.form("/officers/add", Permission.MANAGE_OFFICERS, add_officer)
    desk.get("/officers/<int:number>", Permission.SEE_OFFICERS, officer)
    desk.form("/officers/<int:number>/edit", Permission.MANAGE_OFFICERS, edit_officer)
    desk.form("/officers/<int:number>/leave", Permission.MANAGE_OFFICERS, officer_leave)
    desk.form("/officers/<int:number>/<act>", Permission.MANAGE_OFFICERS, change_officer)


def officers(desk: Desk) -> ResponseReturnValue:
    agency, after = request.args.get("agency", "").strip()[:_LONGEST], asked_number("after") or 0
    state = next((each for each in OfficerState if each == request.args.get("state")), None)
    page = officer_list.page(desk.scope, agency or None, state, after, desk.office)
    asked = {"agency": agency or None, "state": state}
    return desk.page(
        "officers/list.html", page=page, asked=asked, states=list(OfficerState), after=after, kinds=KINDS
    )


KINDS: Final = {"invited": "warn", "active": "good", "on_hold": "bad", "disabled": "plain"}


def officer(desk: Desk, number: int) -> ResponseReturnValue:
    found = _officer(number, desk)
    one = found.listed.officer
    agency = desk.office.agencies().find(one.agency)
    return desk.page(
        "officers/show.html", found=found, one=one, kinds=KINDS, acts=POSSIBLE[one.state],
        agency=agency.name.long if agency else one.agency, now=desk.office.now(),
    )  # fmt: skip


def add_officer(desk: Desk) -> ResponseReturnValue:
    form = sent_form()
    if request.method == "GET":
        form = Form({"agency": desk.scope.agency or request.args.get("agency", "")[:_LONGEST]})
        return desk.page("officers/add.html", form=form)
    form.require("phone", "name", *([] if desk.scope.agency else ["agency"]))
    if form.ok:
        try:
            done = enrolment.add(_candidate(form, desk), desk.actor, desk.office, scope=desk.scope)
        except OfficerRefused as refused:
            _refuse(form, refused)
        else:
            desk.tell("officers.added", name=done.name)
            return desk.go("officer", number=done.id)
    return desk.page("officers/add.html", 422, form=form)


def edit_officer(desk: Desk, number: int) -> ResponseReturnValue:
    found = _officer(number, desk)
    one, form = found.listed.officer, sent_form()
    if request.method == "GET":
        form = Form(
            {"name": one.name, "stand_in": str(one.stand_in_id or ""), "admin": "on" if one.admin else ""}
        )
        return desk.page("officers/edit.html", found=found, one=one, form=form)
    form.require("name")
    if form.ok:
        wanted = Details(form["name"][:_LONGEST], _colleague(form, found), form["admin"] == "on")
        try:
            done = officer_changes.alter(str(number), wanted, desk.actor, desk.office, desk.scope)
        except OfficerRefused as refused:
            _refuse(form, refused)
        else:
            desk.tell("officers.changed", name=done.name)
            return desk.go("officer", number=number)
    return desk.page("officers/edit.html", 422, found=found, one=one, form=form)


def officer_leave(desk: Desk, number: int) -> ResponseReturnValue:
    found = _officer(number, desk)
    one, form = found.listed.officer, sent_form()
    if request.method == "GET":
        form = Form({"stand_in": str(one.stand_in_id or "")})
        return desk.page("officers/leave.html", found=found, one=one, form=form)
    first, last = _day(form, "first"), _day(form, "last")
    if first is not None and last is not None:
        wanted = Absence(first, last, _colleague(form, found))
        try:
            officer_changes.send_on_leave(str(number), wanted, desk.actor, desk.office, desk.scope)
        except OfficerRefused as refused:
            _refuse(form, refused)
        else:
            desk.tell("officers.leave.done", name=one.name)
            return desk.go("officer", number=number)
    return desk.page("officers/leave.html", 422, found=found, one=one, form=form)


def change_officer(desk: Desk, number: int, act: str) -> ResponseReturnValue:
    found = _officer(number, desk)
    if act not in ACTS:
        raise NotFound
    one = found.listed.officer
    if request.method == "GET":
        return desk.page("officers/confirm.html", act=f"officers.{act}", one=one, tasks=found.listed.tasks)
    try:
        done = ACTS[act](str(one.id), desk.actor, desk.office, desk.scope)
    except OfficerRefused as refused:
        desk.tell(_key(refused.code))
    else:
        desk.tell(f"officers.{act}.done", name=done.name)
    return desk.go("officer", number=number)


def _officer(number: int, desk: Desk) -> Shown:
    found = officer_list.show(number, desk.scope, desk.office)
    if found is None:
        raise NotFound
    return found


def _candidate(form: Form, desk: Desk) -> Candidate:
    agency = desk.scope.agency or form["agency"].strip()[:_LONGEST]
    return Candidate(form["phone"][:40], agency, form["name"][:_LONGEST], admin=form["admin"] == "on")


def _colleague(form: Form, found: Shown) -> str | None:
    """The chosen stand-in, one of those that were offered."""
    chosen = form["stand_in"]
    return chosen if any(str(each.id) == chosen for each in found.colleagues) else None


def _day(form: Form, name: str) -> date | None:
    form.require(name)
    day = day_of(form[name])
    if day is None:
        form.refuse(name, "officers.no_day")
    return day


def _refuse(form: Form, refused: OfficerRefused) -> None:
    form.refuse(FIELD_OF.get(refused.code, ""), _key(refused.code))


def _key(code: str) -> str:
    """The text of a refusal."""
    return f"officers.refused.{code if code in REFUSALS else 'other'}"
