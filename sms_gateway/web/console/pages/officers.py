"""Officers of agencies: a list with masked phones, and a new code, disable, enable, release."""

from typing import Final

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from sms_gateway.domain.permissions import Permission
from sms_gateway.services import officer_list
from sms_gateway.services import officers as enrolment
from sms_gateway.services.officer_hold import OfficerRefused
from sms_gateway.services.officer_list import Listed
from sms_gateway.web.console.desk import Desk

ACTS: Final = {
    "resend": enrolment.resend,
    "disable": enrolment.disable,
    "enable": enrolment.enable,
    "release": enrolment.release,
}


def officer_pages(desk: Desk) -> None:
    """/console/officers and the forms below it"""
    desk.get("/officers", Permission.SEE_OFFICERS, officers)
    desk.form("/officers/<int:number>/<act>", Permission.MANAGE_OFFICERS, change_officer)


def officers(desk: Desk) -> ResponseReturnValue:
    agency, written = request.args.get("agency", "").strip(), request.args.get("after", "")
    after = int(written) if written.isascii() and written.isdecimal() and len(written) < 19 else 0
    page = officer_list.page(desk.scope, agency or None, after, desk.office)
    return desk.page("officers/list.html", page=page, agency=agency, after=after)


def change_officer(desk: Desk, number: int, act: str) -> ResponseReturnValue:
    found = _officer(number, desk)
    if act not in ACTS:
        raise NotFound
    if request.method == "GET":
        name = found.officer.name
        return desk.page("confirm.html", act=f"officers.{act}", name=name, cancel="console.officers")
    try:
        done = ACTS[act](str(found.officer.id), desk.actor, desk.office)
    except OfficerRefused:
        desk.tell("officers.refused")
    else:
        desk.tell("officers.done", name=done.name)
    return desk.go("officers")


def _officer(number: int, desk: Desk) -> Listed:
    found = officer_list.find(number, desk.scope, desk.office) if number < 1 << 62 else None
    if found is None:
        raise NotFound
    return found
