"""The privacy desk, read: what is kept how long, who looked at a number, and whose data an account saw."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from sms_gateway.domain.permissions import Permission
from sms_gateway.domain.retention import Stays
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.services import breach, lookers, retention, reveals
from sms_gateway.services.breach import Pack
from sms_gateway.services.lookers import LookRow
from sms_gateway.services.reveals import RevealReason
from sms_gateway.web.console.desk import Desk
from sms_gateway.web.console.forms import Form, sent_day, sent_form
from sms_gateway.web.console.pages.tickets import looker

_LONGEST = 40
_LOOK = 1000  # rows of each kind that a page counts


def privacy_pages(desk: Desk) -> None:
    """/console/privacy and the pages that only read"""
    desk.get("/privacy", Permission.SEE_PRIVACY, privacy)
    desk.form("/privacy/lookers", Permission.SEE_PRIVACY, search_lookers)
    desk.get("/privacy/lookers/<int:search_id>", Permission.SEE_PRIVACY, show_lookers)
    desk.form("/privacy/breach", Permission.SEE_PRIVACY, breach_pack)


def privacy(desk: Desk) -> ResponseReturnValue:
    kept = desk.office.settings.retention
    found = retention.preview(desk.office, _LOOK)
    return desk.page("privacy/retention.html", previews=found, stays=list(Stays), kept=kept)


def search_lookers(desk: Desk) -> ResponseReturnValue:
    """By POST: a number must stand in no address and no log."""
    form = sent_form()
    if request.method == "GET":
        return _search_page(form, desk)
    search_id = noted_search(form, desk)
    return (
        _search_page(form, desk, 422) if search_id is None else desk.go("show_lookers", search_id=search_id)
    )


def noted_search(form: Form, desk: Desk) -> int | None:
    """The search by the number of *form*, noted with its reason; None when the form says what is wrong."""
    form.require("phone")
    if form["reason"] not in list(RevealReason):
        form.refuse("reason", "error.choose")
    if not form.ok:
        return None
    reason = RevealReason(form["reason"])
    found = reveals.search(form["phone"][:_LONGEST], reason, form["text"], looker(desk), desk.office)
    if found is None:
        form.refuse("phone", "tickets.no_phone")
    return found


def show_lookers(desk: Desk, search_id: int) -> ResponseReturnValue:
    behind = request.args.get("behind", "")[:80]
    page = lookers.found(search_id, desk.account.id, behind, desk.office)
    if page is None:
        form = Form()
        form.refuse("", "privacy.search_over")
        return _search_page(form, desk, 404)
    return desk.page(
        "privacy/lookers.html",
        page=page,
        search_id=search_id,
        behind=behind,
        what=lambda row: _what(row, desk),
    )


def breach_pack(desk: Desk) -> ResponseReturnValue:
    """First the counts, by GET; the pack itself by POST, since taking it is noted."""
    form = Form(
        {name: request.values.get(name, "").strip()[:_LONGEST] for name in ("user", "since", "shape")}
    )
    if not form["user"] and not form["since"] and request.method == "GET":
        return desk.page("privacy/breach.html", form=form, pack=None)
    form.require("user", "since")
    since = sent_day(form, "since")
    seen = breach.preview(form["user"], since, desk.office) if form.ok and since else None
    if form.ok and seen is None:
        form.refuse("user", "privacy.no_account")
    taken = None
    if request.method == "POST" and seen is not None:
        taken = breach.take(seen.account, seen.since, desk.actor, desk.office)
    if taken is None:
        return desk.page("privacy/breach.html", 200 if form.ok else 422, form=form, pack=seen)
    return _file(taken, form["shape"])


def _file(pack: Pack, shape: str) -> Response:
    as_json = shape == "json"
    body = breach.as_json(pack) if as_json else "".join(breach.csv(pack))
    answer = Response(body, mimetype="application/json" if as_json else "text/csv")
    day = f"{pack.since.astimezone(JAKARTA):%Y%m%d}"
    name = f"lapor-1708-breach-{pack.account}-{day}.{'json' if as_json else 'csv'}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _search_page(form: Form, desk: Desk, status: int = 200) -> ResponseReturnValue:
    return desk.page("privacy/search.html", status, form=form, reasons=list(RevealReason))


def _what(row: LookRow, desk: Desk) -> str:
    """The page, or the reason, in words; a page of later is shown as its code."""
    key = f"privacy.page.{row.what}" if row.way == "page" else f"tickets.reason.{row.what}"
    return desk.t(key) if key in desk.t.texts else row.what
