"""The dashboard: what came in, what waits, which limits were kept and what it cost; and the same as CSV."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from flask import Response, request
from flask.typing import ResponseReturnValue

from sms_gateway.domain import csv_cells
from sms_gateway.domain.hourly import AGES, CONFIDENCES
from sms_gateway.domain.permissions import Permission
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.domain.spans import Chosen, Span, SpanFault, between, last
from sms_gateway.services import breach
from sms_gateway.services import dashboard as service
from sms_gateway.services.dashboard import Bars
from sms_gateway.web.console import charts
from sms_gateway.web.console.charts import BarChart
from sms_gateway.web.console.desk import Desk, local_time

_HEAD = ("hour_wib", "measure", "part", "count")


def dashboard_pages(desk: Desk) -> None:
    """/console/dashboard"""
    desk.get("/dashboard", Permission.SEE_DASHBOARD, dashboard)
    desk.get("/dashboard/counts.csv", Permission.SEE_DASHBOARD, dashboard_csv)


def dashboard(desk: Desk) -> ResponseReturnValue:
    chosen, span, fault = asked_span(desk)
    found = service.figures(span, desk.scope, desk.office)
    counts = {each.code: each.count for each in found.provinces}
    return desk.page(
        "dashboard/dashboard.html",
        422 if fault else 200,
        found=found,
        span=span,
        chosen=chosen,
        choices=[each for each in Chosen if each is not Chosen.DATES],
        fault=fault,
        first=request.args.get("from", ""),
        final=request.args.get("to", ""),
        message_chart=_over_time(found.message_bars, span) if found.message_bars is not None else None,
        ticket_chart=_over_time(found.ticket_bars, span),
        backlog_chart=charts.bar_chart(
            [(desk.t(f"dashboard.age.{age}"), found.backlog.get(age, 0)) for age in AGES]
        ),
        confidence_chart=charts.bar_chart(
            [(f"0,{tenth}", found.confidence.get(tenth, 0)) for tenth in CONFIDENCES]
        ),
        tiles=charts.tile_map(counts),
        names={each.code: each.name for each in found.provinces},
        ranked=sorted(found.provinces, key=lambda each: (-each.count, each.name)),
        chart=charts,
    )


def dashboard_csv(desk: Desk) -> ResponseReturnValue:
    _, span, fault = asked_span(desk)
    if fault:
        return dashboard(desk)
    scope, office = desk.scope, desk.office
    breach.note_export(desk.actor, office)

    def lines() -> Iterator[str]:
        yield csv_cells.line(_HEAD)
        for hour, counts in groupby(service.lines(span, scope, office), key=itemgetter(0)):
            at = f"{local_time(hour):%Y-%m-%d %H:%M}"
            yield "".join(csv_cells.line((at, *each[1:])) for each in counts)

    name = f"lapor-1708-{local_time(span.since):%Y%m%d}-{local_time(span.until):%Y%m%d}.csv"
    answer = Response(lines(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def asked_span(desk: Desk) -> tuple[Chosen, Span, SpanFault | None]:
    """The span the address names; a week where it names none or a wrong one."""
    now, asked = desk.office.now(), request.args.get("period", Chosen.WEEK)
    chosen = Chosen(asked) if asked in list(Chosen) else Chosen.WEEK
    if chosen is not Chosen.DATES:
        return chosen, last(chosen, now, JAKARTA), None
    found = between(request.args.get("from", ""), request.args.get("to", ""), now, JAKARTA)
    if isinstance(found, SpanFault):
        return chosen, last(Chosen.WEEK, now, JAKARTA), found
    return chosen, found, None


def _over_time(bars: Bars, span: Span) -> BarChart:
    shape = "%d/%m" if span.step.days else "%H.00" if len(bars) == 24 else "%d/%m %H.00"
    return charts.bar_chart([(local_time(begins).strftime(shape), count) for begins, count in bars])
