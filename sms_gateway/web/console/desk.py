"""What every page is handed: how to declare itself, who asks, whose cases they see, and how to answer."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for

from sms_gateway.catalog.console_texts import LANGUAGES, ConsoleTexts
from sms_gateway.domain.accounts import Stage
from sms_gateway.domain.permissions import Permission, Scope, may
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.errors import StoreUnavailable
from sms_gateway.services import accounts, console_sessions, viewing
from sms_gateway.services.accounts import AccountRow
from sms_gateway.services.console_sessions import Running
from sms_gateway.services.finding import Finding
from sms_gateway.services.office import Office
from sms_gateway.services.regions import region_names
from sms_gateway.services.sign_in import Visitor
from sms_gateway.web.console.cookies import Cookies, csrf_of
from sms_gateway.web.console.guard import NEXT, Guard, Need, View, is_inside
from sms_gateway.web.console.navigation import Menu, menu_for, section_of
from sms_gateway.web.console.words import all_spoken


class Desk:
    """The console as its pages see it."""

    def __init__(
        self,
        routes: Blueprint,
        guard: Guard,
        office: Office,
        cookies: Cookies,
        texts: Mapping[str, ConsoleTexts],
        address: str,
        diagnose: Callable[[], list[Finding]],
    ) -> None:
        self.office = office
        self.cookies = cookies
        self.address = address  # under which people open the console
        self.diagnose = diagnose  # everything `doctor` says now
        self._guard = guard
        self._texts = texts
        routes.context_processor(self._for_templates)

    def get(self, rule: str, need: Need, view: View) -> None:
        """A page that only reads; its name is that of the function."""
        self._guard.route(rule, need, ["GET"], view.__name__, partial(view, self))

    def post(self, rule: str, need: Need, view: View) -> None:
        """A form that changes something; its token was checked before *view* is called."""
        self._guard.route(rule, need, ["POST"], view.__name__, partial(view, self))

    def form(self, rule: str, need: Need, view: View) -> None:
        """A page with a form that is sent to the same address."""
        self._guard.route(rule, need, ["GET", "POST"], view.__name__, partial(view, self))

    @property
    def running(self) -> Running:
        """The sign-in of this request; only behind a permission or a later door."""
        found: Running | None = g.running
        if found is None:
            raise LookupError("nobody is signed in")
        return found

    @property
    def account(self) -> AccountRow:
        """Who asks."""
        return self.running.account

    @property
    def actor(self) -> str:
        """Who asks, as the audit chain names them: to be handed to every service that changes something."""
        return accounts.actor(self.account.id)

    @property
    def scope(self) -> Scope:
        """Whose cases they see: to be handed to every service that reads cases."""
        return Scope(self.account.agency, self.can(Permission.SEE_CONFIDENTIAL))

    @property
    def visitor(self) -> Visitor:
        """Where a sign-in comes from."""
        return Visitor(g.client_address, g.client_label)

    @property
    def language(self) -> str:
        """The account's, else the browser's choice, else Indonesian."""
        running: Running | None = g.get("running")
        chosen = (running and running.account.language) or request.cookies.get(self.cookies.language)
        return chosen if chosen in LANGUAGES else LANGUAGES[0]

    @property
    def t(self) -> ConsoleTexts:
        """The texts in that language."""
        return self._texts[self.language]

    @property
    def keys(self) -> bool:
        """Whether single keys act in this browser."""
        return request.cookies.get(self.cookies.shortcuts) != "off"

    def can(self, permission: Permission | str) -> bool:
        """Whether who asks may do that: to show a link or not; the guard decides again."""
        return may(self.account.role, Permission(permission))

    def show(self, numbers: Collection[str] = (), messages: Collection[int] = ()) -> None:
        """Note that the page of this request shows these, each once, before it does."""
        noted: set[str | int] = g.setdefault("noted", set())
        page = (request.endpoint or "").rpartition(".")[2]
        new, fresh = set(numbers) - noted, set(messages) - noted
        viewing.shown(new, page, self.account.id, self.office, fresh)
        noted |= {*new, *fresh}

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """The page *template* of the console."""
        return make_response(render_template(f"console/{template}", **values), status)

    def go(self, endpoint: str, **values: Any) -> Response:
        """To another page of the console, after a form."""
        return make_response(redirect(url_for(f"console.{endpoint}", **values), 303))

    def go_on(self) -> Response:
        """To the page that was asked for before the sign-in."""
        asked = request.form.get(NEXT, "")
        return make_response(redirect(asked if is_inside(asked) else url_for("console.home"), 303))

    def tell(self, key: str, undo: str | None = None, **fields: str | int) -> None:
        """Show the text *key* on the next page; *undo* is the address that takes it back by POST."""
        notice = {"key": key, "fields": fields, "undo": undo}
        console_sessions.leave_notice(self.running, notice, self.office)

    def carry(self, response: Response, token: str) -> Response:
        """The browser keeps the token of a sign-in from here on."""
        self.cookies.set(response, self.cookies.session, token)
        return response

    def _for_templates(self) -> dict[str, Any]:
        running: Running | None = g.get("running")
        full = running is not None and running.stage is Stage.FULL
        return {
            "t": self.t,
            "language": self.language,
            "languages": LANGUAGES,
            "csrf_token": csrf_of(g.form_token, self.office) if "form_token" in g else "",
            "account": running.account if running else None,
            "signed_in": full,
            "can": self.can,
            "menu": menu_for(running.account.role) if running and full else Menu((), ()),
            "section": section_of(request.path, url_for),
            "take_notice": self._take_notice,
            "back": request.form.get(NEXT) or request.args.get(NEXT, ""),
            "local": local_time,
            "say": self._say,
            "agency_name": self._agency_name,
        }

    def _say(self, *coded: str) -> str:
        """Reasons of ours as a person reads them."""
        regions = region_names(self.office.knowledge())
        return all_spoken(coded, self.t, regions, self.office.agencies())

    def _agency_name(self, code: str) -> str:
        """What the agency *code* is called; the code of one that is in no directory any more."""
        found = self.office.agencies().find(code)
        return found.name.long if found else code

    def _take_notice(self) -> Mapping[str, Any] | None:
        running: Running | None = g.get("running")
        try:
            return console_sessions.take_notice(running, self.office) if running else None
        except StoreUnavailable:  # the page that says so must not need it
            return None


def local_time(moment: datetime) -> datetime:
    """In Jakarta, which everybody in the console reckons by."""
    return moment.astimezone(JAKARTA)
