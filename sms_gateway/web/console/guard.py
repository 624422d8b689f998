"""The one place that lets people in: every page says what it needs, and what says nothing is refused."""

from collections.abc import Callable
from enum import StrEnum

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.exceptions import Forbidden, HTTPException, NotFound, TooManyRequests

from sms_gateway.domain.accounts import Stage
from sms_gateway.domain.permissions import Permission, may
from sms_gateway.services import console_sessions
from sms_gateway.services.console_sessions import Running
from sms_gateway.services.office import Office
from sms_gateway.web.console.cookies import Cookies, csrf_of, is_ours
from sms_gateway.web.console.pace import Pace

View = Callable[..., ResponseReturnValue]
NEXT = "next"


class Door(StrEnum):
    """What needs no permission."""

    FILE = "file"  # style and scripts, the same for everybody
    OPEN = "open"  # anybody
    CODE = "code"  # whose password was right, and whose code is missing
    SET_UP = "set_up"  # whose password was right, to set up a code


Need = Permission | Door


class PageExpired(HTTPException):
    """The form belongs to a sign-in that is over, or was not sent by a page of ours."""

    code = 419
    description = "The form is too old."


class Guard:
    """Knows what every page of *routes* needs, and asks it before each request."""

    def __init__(self, routes: Blueprint, office: Office, cookies: Cookies, address: str) -> None:
        self.needs: dict[str, Need] = {}
        self._routes = routes
        self._office = office
        self._cookies = cookies
        self._address = address
        self._pace = Pace(office.settings.console.requests_per_minute)
        routes.before_request(self._check)

    def route(self, rule: str, need: Need, methods: list[str], name: str, view: View) -> None:
        """Declare the page *name* with what it needs."""
        self.needs[f"{self._routes.name}.{name}"] = need
        self._routes.add_url_rule(rule, name, view, methods=methods)

    def _check(self) -> ResponseReturnValue | None:
        need = self.needs.get(request.endpoint or "")
        if need is None:
            raise Forbidden
        if need is Door.FILE:
            return None
        running = self._recognise()
        key = f"session:{running.session.id}" if running else f"from:{g.client_address}"
        if not self._pace.allows(key, self._office.now()):
            raise TooManyRequests
        _replace_nul()
        if request.method not in ("GET", "HEAD", "OPTIONS") and not is_ours(
            request, csrf_of(g.form_token, self._office), self._address
        ):
            raise PageExpired
        return _admit(need, running)

    def _recognise(self) -> Running | None:
        """Who it is, and the token its forms are tied to."""
        token = request.cookies.get(self._cookies.session, "")
        running = console_sessions.look(token, self._office) if token else None
        visitor = request.cookies.get(self._cookies.visitor, "")
        g.client_address = (request.remote_addr or "-")[:64]  # seen through `web.proxies` by the front
        g.running = running
        g.session_token = token
        g.new_visitor = None if running or visitor else f"{self._office.rand(1 << 128):032x}"
        g.form_token = token if running else visitor or g.new_visitor
        return running


def _replace_nul() -> None:
    """PostgreSQL refuses this character in every text; HTML reads it as U+FFFD, and so do we."""
    if "\0" in request.path:
        raise NotFound
    request.args, request.form = _readable(request.args), _readable(request.form)


def _readable(sent: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict(
        [(name, value.replace("\0", "\ufffd")) for name, value in sent.items(multi=True)]
    )


def _admit(need: Need, running: Running | None) -> ResponseReturnValue | None:
    if need is Door.OPEN:
        return None
    if running is None:
        return redirect(_address("sign_in"))
    stage = running.stage
    if isinstance(need, Door):
        fits = stage is Stage.CODE if need is Door.CODE else stage is not Stage.CODE
        return None if fits else redirect(_way_on(stage))
    if stage is not Stage.FULL:
        return redirect(_way_on(stage))
    if not may(running.account.role, need):
        raise Forbidden
    return None


def _way_on(stage: Stage) -> str:
    """The page that brings a sign-in one step further."""
    pages = {Stage.CODE: "code", Stage.SET_UP: "set_up"}
    return _address(pages[stage]) if stage in pages else url_for("console.home")


def _address(page: str) -> str:
    """That page, with where to go on afterwards: to a page, never a form."""
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    asked = request.args.get(NEXT, here)
    worth = is_inside(asked) and asked != url_for("console.home")
    return url_for(f"console.{page}", next=asked if worth else None)


def is_inside(path: str) -> bool:
    """Whether *path* is one of ours: never another host, however it is spelled."""
    return path.startswith("/console/") and "\\" not in path and "//" not in path and path.isprintable()
