"""The privacy desk, acting: erasure that was asked for by letter, and tickets the law keeps."""

from datetime import datetime, timedelta

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from sms_gateway.domain.permissions import Permission
from sms_gateway.domain.privacy import EraseReason, HoldReason, NotErased
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.domain.typed_days import start_of
from sms_gateway.services import erasure_desk, legal_holds, reveals
from sms_gateway.services.legal_holds import Told
from sms_gateway.services.reveals import RevealReason
from sms_gateway.web.console.desk import Desk, local_time
from sms_gateway.web.console.forms import Form, sent_form
from sms_gateway.web.console.numbers import asked_number
from sms_gateway.web.console.pages.tickets import looker

# What each refusal of a hold is about in the form.
_FIELD_OF = {Told.NO_TICKET: "number", Told.KEPT: "number", Told.REFERENCE: "reference"}
_LONGEST_AGO = timedelta(days=366)


def privacy_act_pages(desk: Desk) -> None:
    """/console/privacy/erasures and /console/privacy/holds"""
    desk.get("/privacy/erasures", Permission.SEE_PRIVACY, erasures)
    desk.form("/privacy/erasures/new", Permission.PRIVACY_DESK, new_erasure)
    desk.form("/privacy/erasures/new/<int:search_id>", Permission.PRIVACY_DESK, confirm_erasure)
    desk.get("/privacy/holds", Permission.SEE_PRIVACY, holds)
    desk.form("/privacy/holds/new", Permission.PRIVACY_DESK, new_hold)
    desk.form("/privacy/holds/<int:hold_id>/lift", Permission.PRIVACY_DESK, lift_hold)


def erasures(desk: Desk) -> ResponseReturnValue:
    before = asked_number("before")
    page = erasure_desk.listed(before, desk.office)
    return desk.page("privacy/erasures.html", page=page, before=before, now=desk.office.now())


def new_erasure(desk: Desk) -> ResponseReturnValue:
    """The number by POST; on the next page it stands no more."""
    form = sent_form()
    if request.method == "GET":
        return _erasure_page(form, desk)
    form.require("phone")
    if form["reason"] not in list(EraseReason):
        form.refuse("reason", "error.choose")
    received = _received(form["received"], desk)
    if received is None:
        form.refuse("received", "privacy.no_day")
    found = None
    if form.ok:
        why = RevealReason.CITIZEN_ASKED
        found = reveals.search(form["phone"][:40], why, form["text"], looker(desk), desk.office)
    if form.ok and found is None:
        form.refuse("phone", "tickets.no_phone")
    if found is None:
        return _erasure_page(form, desk, 422)
    return desk.go(
        "confirm_erasure", search_id=found, reason=form["reason"], received=form["received"] or None
    )


def confirm_erasure(desk: Desk, search_id: int) -> ResponseReturnValue:
    """What will happen, and a box to tick: it cannot be undone."""
    reason, received = request.values.get("reason", ""), request.values.get("received", "")
    at = _received(received, desk)
    if reason not in list(EraseReason) or at is None:
        raise NotFound
    wish = erasure_desk.look(search_id, desk.account.id, desk.office)
    if isinstance(wish, NotErased):
        return _not_erased(wish, desk)
    form = sent_form()
    if request.method == "POST" and form["sure"] != "yes":
        form.refuse("sure", "privacy.tick")
    if request.method == "GET" or not form.ok:
        due = at + timedelta(hours=desk.office.settings.limits.erase_hours)
        asked = {"reason": reason, "received": received}
        status = 200 if form.ok else 422
        return desk.page("privacy/confirm.html", status, form=form, wish=wish, asked=asked, due=due)
    done = erasure_desk.accept(search_id, desk.account.id, EraseReason(reason), at, desk.office)
    if isinstance(done, NotErased):
        return _not_erased(done, desk)
    due_at = f"{local_time(done.due_at):%d/%m/%Y %H.%M}"
    desk.tell("privacy.erasure_accepted", reference=done.reference, due=due_at)
    return desk.go("erasures")


def holds(desk: Desk) -> ResponseReturnValue:
    before = asked_number("before")
    page = legal_holds.listed(before, desk.office)
    return desk.page("privacy/holds.html", page=page, before=before)


def new_hold(desk: Desk) -> ResponseReturnValue:
    form = sent_form()
    if request.method == "GET":
        return _hold_page(form, desk)
    form.require("number", "reference")
    if form["reason"] not in list(HoldReason):
        form.refuse("reason", "error.choose")
    if form.ok:
        number, reference = form["number"].strip().lstrip("#"), form["reference"].strip()
        told = legal_holds.put(number, HoldReason(form["reason"]), reference, desk.actor, desk.office)
        if told is not Told.DONE:
            form.refuse(_FIELD_OF[told], f"privacy.hold_refused.{told}")
    if not form.ok:
        return _hold_page(form, desk, 422)
    desk.tell("privacy.hold_put", number=number)
    return desk.go("holds")


def lift_hold(desk: Desk, hold_id: int) -> ResponseReturnValue:
    found = legal_holds.find(hold_id, desk.office)
    if found is None:
        raise NotFound
    if request.method == "GET":
        return desk.page("confirm.html", act="privacy.lift", name=found.number, cancel="console.holds")
    told = legal_holds.lift(hold_id, desk.actor, desk.office)
    desk.tell("privacy.hold_lifted" if told is Told.DONE else "privacy.hold_refused.lifted")
    return desk.go("holds")


def _not_erased(why: NotErased, desk: Desk) -> ResponseReturnValue:
    desk.tell(f"privacy.not_erased.{why}")
    return desk.go("erasures")


def _erasure_page(form: Form, desk: Desk, status: int = 200) -> ResponseReturnValue:
    return desk.page("privacy/erase.html", status, form=form, reasons=list(EraseReason))


def _hold_page(form: Form, desk: Desk, status: int = 200) -> ResponseReturnValue:
    return desk.page("privacy/hold.html", status, form=form, reasons=list(HoldReason))


def _received(text: str, desk: Desk) -> datetime | None:
    """The start of the day it came, in Jakarta; now without one. None for a day that cannot be."""
    now = desk.office.now()
    if not text:
        return now
    day = start_of(text, JAKARTA)
    return day if day and now - _LONGEST_AGO < day <= now else None
