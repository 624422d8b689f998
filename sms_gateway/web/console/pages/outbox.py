"""SMS that did not leave: listed by state, looked at, sent again or given up, one or many at once."""

import re
from datetime import UTC, datetime
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from sms_gateway.domain.dead_letters import DropReason, Waiting, waiting
from sms_gateway.domain.messages import OutboxState
from sms_gateway.domain.permissions import Permission
from sms_gateway.services import dead_letters, outbox_desk
from sms_gateway.services.dead_letters import OutboxRefused
from sms_gateway.web.console.desk import Desk
from sms_gateway.web.console.forms import Form, sent_form

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,17}")
_PLACE: Final = re.compile(r"([0-9]{1,17})-([0-9]{1,18})")
_FAMILIES: Final = ("receipt-", "dropped-")  # reasons that begin so share a text


def outbox_pages(desk: Desk) -> None:
    """/console/outbox"""
    desk.get("/outbox", Permission.SEE_OUTBOX, outbox)
    desk.get("/outbox/<number>", Permission.SEE_OUTBOX, outbox_sms)
    desk.form("/outbox/retry", Permission.MANAGE_OUTBOX, retry_outbox)
    desk.form("/outbox/drop", Permission.MANAGE_OUTBOX, drop_outbox)


def outbox(desk: Desk) -> ResponseReturnValue:
    asked, carrier = request.args.get("state", ""), request.args.get("carrier", "")
    state = Waiting(asked) if asked in list(Waiting) else Waiting.HELD
    page = outbox_desk.page(state, carrier or None, _place(request.args.get("after", "")), desk.office)
    return desk.page(
        "outbox/list.html",
        page=page,
        state=state,
        states=list(Waiting),
        carrier=carrier,
        carriers=sorted(desk.office.carriers),
        after=request.args.get("after", ""),
        next=_written(page.after),
        ticked=bool(request.args.get("ticked")),
        told=lambda reason: _told(reason, desk),
    )


def outbox_sms(desk: Desk, number: str) -> ResponseReturnValue:
    try:
        shown = dead_letters.one(_number(number), desk.office)
    except OutboxRefused:
        raise NotFound from None
    state = OutboxState(shown.row.state)
    return desk.page(
        "outbox/show.html", sms=shown, waits=waiting(state), told=lambda reason: _told(reason, desk)
    )


def retry_outbox(desk: Desk) -> ResponseReturnValue:
    form, ids = sent_form(), _ids()
    if request.method == "GET" or not ids:
        return _ask("retry", form, ids, desk)
    twice, at_once = bool(form["may_be_second"]), bool(form["at_once"])
    try:
        step = dead_letters.retry(ids, twice, desk.actor, desk.office, at_once=at_once)
    except OutboxRefused as refused:
        return _ask("retry", form, ids, desk, refused)
    desk.tell("outbox.retried", count=step.sent, waiting=step.waiting)
    return desk.go("outbox")


def drop_outbox(desk: Desk) -> ResponseReturnValue:
    form, ids = sent_form(), _ids()
    if request.method == "POST" and form["reason"] not in list(DropReason):
        form.refuse("reason", "error.choose")
    if request.method == "GET" or not ids or not form.ok:
        return _ask("drop", form, ids, desk)
    try:
        count = dead_letters.drop(ids, DropReason(form["reason"]), desk.actor, desk.office)
    except OutboxRefused as refused:
        return _ask("drop", form, ids, desk, refused)
    desk.tell("outbox.dropped", count=count)
    return desk.go("outbox")


def _ask(
    act: str, form: Form, ids: set[int], desk: Desk, refused: OutboxRefused | None = None
) -> ResponseReturnValue:
    """What is chosen, and what stands against it, before anything is done."""
    status = 409 if refused else 422 if form.errors else 200
    return desk.page(
        "outbox/decide.html",
        status,
        act=act,
        form=form,
        chosen=outbox_desk.chosen(ids, desk.office),
        refused=refused,
        reasons=list(DropReason),
    )


def _ids() -> set[int]:
    """What was ticked: no more than a page holds."""
    sent = request.values.getlist("id")[: outbox_desk.PAGE]
    return {int(each) for each in sent if _NUMBER.fullmatch(each)}


def _number(text: str) -> int:
    if _NUMBER.fullmatch(text) is None:
        raise NotFound
    return int(text)


def _place(text: str) -> tuple[datetime, int] | None:
    """Where a page begins, as `_written` wrote it: microseconds since 1970 and a number."""
    found = _PLACE.fullmatch(text)
    if found is None:
        return None
    seconds, micros = divmod(int(found[1]), 1_000_000)
    try:
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros), int(found[2])
    except (OverflowError, ValueError, OSError):
        return None


def _written(place: tuple[datetime, int] | None) -> str:
    if place is None:
        return ""
    at, number = place
    return f"{int(at.timestamp()) * 1_000_000 + at.microsecond}-{number}"


def _told(reason: str | None, desk: Desk) -> str:
    """The reason in words; what the carrier calls it when it is none of ours."""
    if not reason:
        return "–"
    family = next((name for name in _FAMILIES if reason.startswith(name)), None)
    key = f"outbox.reason.{family.rstrip('-') if family else reason}"
    return desk.t(key) if key in desk.t.texts else reason
