"""Files made in the background: asked for with a filter, watched, fetched by who asked, cancelled."""

from collections.abc import Mapping
from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from sms_gateway.domain.exporting import LIVE, ExportKind
from sms_gateway.domain.permissions import Permission
from sms_gateway.services import export_lines
from sms_gateway.services import exports as service
from sms_gateway.services.exports import Asker, ExportRow, NotExported
from sms_gateway.web.console.desk import Desk, local_time
from sms_gateway.web.console.pages.dashboard import asked_span
from sms_gateway.web.console.pages.tickets import asked_tickets


def export_pages(desk: Desk) -> None:
    """/console/exports and the forms below it"""
    desk.get("/exports", Permission.OWN_ACCOUNT, exports)
    desk.post("/exports/tickets", Permission.SEE_TICKETS, export_tickets)
    desk.post("/exports/dashboard", Permission.SEE_DASHBOARD, export_dashboard)
    desk.get("/exports/<int:number>", Permission.OWN_ACCOUNT, export)
    desk.get("/exports/<int:number>/file", Permission.OWN_ACCOUNT, export_file)
    desk.post("/exports/<int:number>/resume", Permission.OWN_ACCOUNT, resume_export)
    desk.post("/exports/<int:number>/cancel", Permission.OWN_ACCOUNT, cancel_export)


def exports(desk: Desk) -> ResponseReturnValue:
    rows = service.listed(_asker(desk), desk.office)
    hours, most = desk.office.settings.console.export_hours, desk.office.settings.console.export_rows
    return desk.page("exports/list.html", rows=rows, live=LIVE, hours=hours, most=most)


def export_tickets(desk: Desk) -> ResponseReturnValue:
    """What the address of a search names; a search by number is for the page alone."""
    form, wanted = asked_tickets(desk)
    if form["sender"] or not form.ok:
        desk.tell("exports.refused.sender" if form["sender"] else "exports.refused.filter")
        return desk.go("tickets")
    return _asked(ExportKind.TICKETS, export_lines.ticket_filter(wanted), desk)


def export_dashboard(desk: Desk) -> ResponseReturnValue:
    _, span, fault = asked_span(desk)
    if fault:
        desk.tell("exports.refused.filter")
        return desk.go("dashboard")
    about = {"since": span.since.isoformat(), "until": span.until.isoformat()}
    return _asked(ExportKind.DASHBOARD, about, desk)


def export(desk: Desk, number: int) -> ResponseReturnValue:
    return desk.page("exports/show.html", row=_row(number, desk), live=LIVE)


def export_file(desk: Desk, number: int) -> ResponseReturnValue:
    row = _row(number, desk)
    lines = service.fetch(number, _asker(desk), desk.office)
    if isinstance(lines, NotExported):
        desk.tell(f"exports.refused.{lines}")
        return desk.go("export", number=number)
    answer = Response(lines, mimetype="text/csv")
    name = f"lapor-1708-{row.kind}-{local_time(row.asked_at):%Y%m%d-%H%M}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def cancel_export(desk: Desk, number: int) -> ResponseReturnValue:
    _row(number, desk)
    why = service.cancel(number, _asker(desk), desk.office)
    desk.tell(f"exports.refused.{why}" if why else "exports.told.cancelled")
    return desk.go("exports")


def resume_export(desk: Desk, number: int) -> ResponseReturnValue:
    _row(number, desk)
    why = service.resume(number, _asker(desk), desk.office)
    if why:
        desk.tell(f"exports.refused.{why}")
    return desk.go("export", number=number)


def _asked(kind: ExportKind, about: Mapping[str, Any], desk: Desk) -> ResponseReturnValue:
    made = service.ask(kind, about, _asker(desk), desk.office)
    if isinstance(made, NotExported):
        desk.tell(f"exports.refused.{made}")
        return desk.go("exports")
    return desk.go("export", number=made)


def _asker(desk: Desk) -> Asker:
    return Asker(desk.account.id, desk.scope)


def _row(number: int, desk: Desk) -> ExportRow:
    """A file of somebody else is like one that does not exist."""
    found = service.find(number, _asker(desk), desk.office)
    if found is None:
        raise NotFound
    return found
