"""Who may use the console: a list, a form that invites, and invite anew, disable, enable."""

from collections.abc import Callable

from flask import request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from sms_gateway.domain.permissions import AccountRole, Permission
from sms_gateway.services import accounts
from sms_gateway.services.accounts import AccountRefused, AccountRow, Invitation
from sms_gateway.web.console.desk import Desk
from sms_gateway.web.console.forms import Form, sent_form

Act = Callable[[], AccountRow | Invitation]
# What each refusal of the service is about in the form.
_FIELD_OF = {"name": "name", "taken": "name", "agency": "agency", "no_agency": "agency"}


def user_pages(desk: Desk) -> None:
    """/console/users and the forms below it"""
    desk.get("/users", Permission.SEE_USERS, users)
    desk.form("/users/invite", Permission.MANAGE_USERS, invite_user)
    desk.form("/users/<name>/reset", Permission.MANAGE_USERS, reset_user)
    desk.form("/users/<name>/disable", Permission.MANAGE_USERS, disable_user)
    desk.form("/users/<name>/enable", Permission.MANAGE_USERS, enable_user)


def users(desk: Desk) -> ResponseReturnValue:
    begins, after = request.args.get("q", ""), request.args.get("after", "")
    page = accounts.listed(desk.office, begins, after)
    return desk.page("users/list.html", page=page, begins=begins, after=after)


def invite_user(desk: Desk) -> ResponseReturnValue:
    form = sent_form()
    if request.method == "GET":
        return _invite_page(form, desk)
    form.require("name", "role")
    if form["role"] not in list(AccountRole):
        form.refuse("role", "error.choose")
    invited = _invited(form, desk) if form.ok else None
    if invited is None:
        return _invite_page(form, desk, 422)
    return _invited_page(invited, desk)


def reset_user(desk: Desk, name: str) -> ResponseReturnValue:
    user = _user(name, desk)
    if request.method == "GET":
        return _ask("reset", user, desk)
    return _done(lambda: accounts.reset(user.name, desk.actor, desk.office), desk)


def disable_user(desk: Desk, name: str) -> ResponseReturnValue:
    user = _user(name, desk)
    if request.method == "GET":
        return _ask("disable", user, desk)
    return _done(lambda: accounts.disable(user.name, desk.actor, desk.office), desk)


def enable_user(desk: Desk, name: str) -> ResponseReturnValue:
    user = _user(name, desk)
    if request.method == "GET":
        return _ask("enable", user, desk)
    return _done(lambda: accounts.enable(user.name, desk.actor, desk.office), desk)


def _invite_page(form: Form, desk: Desk, status: int = 200) -> ResponseReturnValue:
    return desk.page("users/invite.html", status, form=form, roles=list(AccountRole))


def _invited(form: Form, desk: Desk) -> Invitation | None:
    """The invitation; None when the form says what is wrong."""
    role, agency = AccountRole(form["role"]), form["agency"].strip() or None
    try:
        return accounts.add(form["name"], role, agency, desk.actor, desk.office)
    except AccountRefused as refused:
        form.refuse(_FIELD_OF.get(refused.code, ""), f"users.refused.{refused.code}")
        return None


def _invited_page(invitation: Invitation, desk: Desk) -> ResponseReturnValue:
    where = desk.address + url_for("console.invitation")
    return desk.page("users/invited.html", invitation=invitation, where=where)


def _user(name: str, desk: Desk) -> AccountRow:
    found = accounts.find(name, desk.office)
    if found is None:
        raise NotFound
    return found


def _ask(act: str, user: AccountRow, desk: Desk) -> ResponseReturnValue:
    """A page of its own to confirm on: it works without a script, and says what will happen."""
    return desk.page("confirm.html", act=f"users.{act}", name=user.name, cancel="console.users")


def _done(act: Act, desk: Desk) -> ResponseReturnValue:
    try:
        done = act()
    except AccountRefused as refused:
        desk.tell(f"users.refused.{refused.code}")
        return desk.go("users")
    if isinstance(done, Invitation):
        return _invited_page(done, desk)
    desk.tell("users.disabled", name=done.name)
    return desk.go("users")
