"""The desk's queue: what waits to be forwarded and why; one by one, or several at once."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from sms_gateway.domain.permissions import Permission
from sms_gateway.services import desk_moves, triage_desk
from sms_gateway.web.console.desk import Desk


def triage_pages(desk: Desk) -> None:
    """/console/triage and its form"""
    desk.get("/triage", Permission.SEE_TRIAGE, triage)
    desk.post("/triage/forward", Permission.TRIAGE, forward_many)


def triage(desk: Desk) -> ResponseReturnValue:
    queue = "late" if request.args.get("queue") == "late" else "new"
    after = request.args.get("after", "")[:80]
    page = triage_desk.queue(queue, after, desk.office, desk.scope)
    desk.show([row.number for row in page.rows])
    return desk.page("triage/list.html", page=page, queue=queue, after=after, keys=desk.keys)


def forward_many(desk: Desk) -> ResponseReturnValue:
    """First the very SMS of each to confirm, then all of them."""
    numbers = list(dict.fromkeys(request.form.getlist("numbers")))[: triage_desk.PAGE * 2]
    if not numbers:
        desk.tell("triage.nothing")
        return desk.go("triage")
    if request.form.get("sure"):
        return _done(list(zip(numbers, request.form.getlist("seen"), strict=False)), desk)
    shown, refused = triage_desk.rehearse(numbers, desk.account.id, desk.office)
    desk.show([number for number, _ in shown])
    told = sum(each.done.told for _, each in shown)
    segments = sum(each.done.told * each.segments for _, each in shown)
    return desk.page("triage/confirm.html", shown=shown, refused=refused, told=told, segments=segments)


def _done(numbers: list[tuple[str, str]], desk: Desk) -> ResponseReturnValue:
    done = triage_desk.forward(numbers, desk.account.id, desk.office)
    undo = url_for("console.undo_moves", ids="-".join(str(each.undo) for each in done)) if done else None
    desk.tell("triage.done", undo, count=len(done), seconds=desk_moves.UNDO_SECONDS)
    return desk.go("triage")
