"""The own account: password, code of the phone, recovery codes, and where it is signed in."""

from flask import request
from flask.typing import ResponseReturnValue

from sms_gateway.domain.accounts import SHORTEST, PasswordFault
from sms_gateway.domain.permissions import Permission
from sms_gateway.services import console_sessions, password_change, second_factor
from sms_gateway.services.password_change import ChangeRefusal
from sms_gateway.services.sign_in import SignInRefusal
from sms_gateway.web.console.desk import Desk
from sms_gateway.web.console.forms import Form, sent_form


def account_pages(desk: Desk) -> None:
    """/console/account and the forms below it"""
    desk.get("/account", Permission.OWN_ACCOUNT, own_account)
    desk.form("/account/password", Permission.OWN_ACCOUNT, password)
    desk.form("/account/recovery", Permission.OWN_ACCOUNT, recovery)
    desk.post("/account/sign-ins/end", Permission.OWN_ACCOUNT, end_others)
    desk.post("/account/shortcuts", Permission.OWN_ACCOUNT, shortcuts)


def own_account(desk: Desk) -> ResponseReturnValue:
    return desk.page(
        "account.html",
        sessions=console_sessions.of_account(desk.running, desk.office),
        current=desk.running.session.id,
        recovery_left=second_factor.recovery_left(desk.running, desk.office),
    )


def password(desk: Desk) -> ResponseReturnValue:
    form = sent_form()
    if request.method == "GET":
        return desk.page("password.html", form=form, shortest=SHORTEST)
    form.require("old", "password", "again")
    if form.ok and form["password"] != form["again"]:
        form.refuse("again", "error.not_the_same")
    token = _changed(form, desk) if form.ok else None
    if token is None:
        return desk.page("password.html", 422, form=form, shortest=SHORTEST)
    return desk.carry(desk.go("own_account", changed="password"), token)


def recovery(desk: Desk) -> ResponseReturnValue:
    form = sent_form()
    if request.method == "GET":
        return desk.page("recovery.html", form=form)
    done = second_factor.new_recovery_codes(desk.running, form["code"], desk.office)
    if isinstance(done, SignInRefusal):
        form.refuse("code", f"code.{done}")
        return desk.page("recovery.html", 429 if done is SignInRefusal.THROTTLED else 422, form=form)
    return desk.page("recovery_codes.html", codes=done)


def end_others(desk: Desk) -> ResponseReturnValue:
    ended = console_sessions.end_others(desk.running, desk.office)
    desk.tell("account.others_ended", count=ended)
    return desk.go("own_account")


def _changed(form: Form, desk: Desk) -> str | None:
    """The new token; None when the form says what is wrong."""
    done = password_change.change_password(desk.running, form["old"], form["password"], desk.office)
    if isinstance(done, PasswordFault):
        form.refuse("password", f"password.{done}")
    elif isinstance(done, ChangeRefusal):
        form.refuse("old", f"password.{done}")
    else:
        return done
    return None


def shortcuts(desk: Desk) -> ResponseReturnValue:
    """Keys that act are on or off in this browser."""
    response = desk.go_on()
    desk.cookies.set_shortcuts(response, request.form.get("keys") == "on")
    return response
