"""Puts the console together: the guard first, then the pages, then what every answer carries."""

from pathlib import Path
from typing import Final

from flask import Blueprint, Response, g, request, send_from_directory
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, NotFound

from sms_gateway import logs
from sms_gateway.bootstrap import Gateway
from sms_gateway.catalog.console_texts import packaged_console_texts
from sms_gateway.domain.accounts import client_label
from sms_gateway.errors import StoreUnavailable
from sms_gateway.services.office import Office
from sms_gateway.web.console.cookies import Cookies
from sms_gateway.web.console.desk import Desk
from sms_gateway.web.console.guard import Door, Guard
from sms_gateway.web.console.numbers import bound_numbers
from sms_gateway.web.console.pages import PAGES

log = logs.get("console")
FILES: Final = Path(__file__).parents[1] / "static" / "console"
FILES_SECONDS: Final = 3600
EXPLAINED: Final = (403, 404, 419, 429, 500, 503)
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",  # with less a browser calls the origin of our own forms "null"
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def console_routes(gateway: Gateway) -> tuple[Blueprint, Guard]:
    """Everything below /console/, and the guard that knows what each page needs."""
    settings, office = gateway.settings, gateway.office
    address = settings.console.url or settings.public_url
    cookies = Cookies(secure=address.startswith("https://"))
    routes = Blueprint("console", __name__, url_prefix="/console")
    routes.record_once(bound_numbers)
    routes.before_request(_note_client)
    routes.before_request(lambda: _take_over(office))
    guard = Guard(routes, office, cookies, address)
    desk = Desk(routes, guard, office, cookies, packaged_console_texts(), address, gateway.diagnose)
    for pages in PAGES:
        pages(desk)

    guard.route("/static/<path:filename>", Door.FILE, ["GET"], "asset", _asset)
    guard.route("/<path:rest>", Door.OPEN, ["GET", "POST"], "nowhere", _nowhere)
    routes.register_error_handler(Exception, lambda error: _explain(error, desk))
    routes.after_request(lambda response: _finish(response, cookies))
    return routes, guard


def _asset(filename: str) -> ResponseReturnValue:
    """Style and scripts of our own; nothing comes from elsewhere."""
    return send_from_directory(FILES, filename, max_age=FILES_SECONDS)


def _nowhere(rest: str) -> ResponseReturnValue:
    raise NotFound


def _take_over(office: Office) -> None:
    """A form that texts somebody uses the texts in force now."""
    if request.method == "POST":
        office.learn()


def _note_client() -> None:
    g.client_label = client_label(request.headers.get("User-Agent", ""))


def _explain(error: Exception, desk: Desk) -> ResponseReturnValue:
    """What went wrong and what to do about it, in the language of whoever asked."""
    status = _status_of(error)
    if status >= 500:
        log.error("page failed", **logs.fault(error))
    return desk.page("error.html", status, code=str(status))


def _status_of(error: Exception) -> int:
    if isinstance(error, StoreUnavailable):
        return 503
    status = error.code if isinstance(error, HTTPException) else None
    if status in EXPLAINED:
        return status
    return 404 if status is not None and 400 <= status < 500 else 500


def _finish(response: Response, cookies: Cookies) -> Response:
    response.headers.update(HEADERS)
    if request.endpoint != "console.asset":
        response.headers["Cache-Control"] = "no-store"
    if g.get("new_visitor"):
        cookies.set(response, cookies.visitor, g.new_visitor)
    return response
