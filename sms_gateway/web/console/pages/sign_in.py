"""Signing in and out, turning an invitation into a password, and the language before all that."""

from flask import g, request
from flask.typing import ResponseReturnValue

from sms_gateway.catalog.console_texts import LANGUAGES
from sms_gateway.domain.accounts import LONGEST, SHORTEST, PasswordFault, Stage
from sms_gateway.services import accounts, console_sessions
from sms_gateway.services import sign_in as signing
from sms_gateway.services.sign_in import SignedIn, SignInRefusal
from sms_gateway.web.console.desk import Desk
from sms_gateway.web.console.forms import Form, sent_form
from sms_gateway.web.console.guard import NEXT, Door, is_inside

_NEXT_PAGE = {Stage.CODE: "code", Stage.SET_UP: "set_up"}


def sign_in_pages(desk: Desk) -> None:
    """/console/sign-in, /console/invitation, /console/sign-out, /console/language"""
    desk.form("/sign-in", Door.OPEN, sign_in)
    desk.form("/invitation", Door.OPEN, invitation)
    desk.post("/sign-out", Door.OPEN, sign_out)
    desk.post("/language", Door.OPEN, language)


def sign_in(desk: Desk) -> ResponseReturnValue:
    if g.running is not None and g.running.stage is Stage.FULL:
        return desk.go("home")
    form = sent_form()
    if request.method == "GET":
        return desk.page("sign_in.html", form=form)
    form.require("name", "password")
    if not form.ok:
        return desk.page("sign_in.html", 422, form=form)
    password = form["password"][: LONGEST * 4]
    return _answer(signing.sign_in(form["name"], password, desk.visitor, desk.office), form, desk)


def invitation(desk: Desk) -> ResponseReturnValue:
    form = sent_form()
    if request.method == "GET":
        return desk.page("invitation.html", form=form, shortest=SHORTEST)
    form.require("name", "code", "password", "again")
    if form.ok and form["password"] != form["again"]:
        form.refuse("again", "error.not_the_same")
    if not form.ok:
        return desk.page("invitation.html", 422, form=form, shortest=SHORTEST)
    done = signing.accept_invitation(form["name"], form["code"], form["password"], desk.visitor, desk.office)
    return _invited(done, form, desk)


def sign_out(desk: Desk) -> ResponseReturnValue:
    if g.running is not None:
        console_sessions.sign_out(g.running, desk.office)
    response = desk.page("signed_out.html")
    desk.cookies.drop(response, desk.cookies.session)
    return response


def language(desk: Desk) -> ResponseReturnValue:
    chosen = request.form.get("language", "")
    chosen = chosen if chosen in LANGUAGES else LANGUAGES[0]
    if g.running is not None:
        accounts.set_language(desk.account.id, chosen, desk.office)
    response = desk.go_on()
    desk.cookies.set_language(response, chosen)
    return response


def _answer(done: SignedIn | SignInRefusal, form: Form, desk: Desk) -> ResponseReturnValue:
    if isinstance(done, SignedIn):
        return _signed_in(done, desk)
    form.refuse("", f"sign_in.{done}")
    return desk.page("sign_in.html", _status(done), form=form)


def _invited(done: SignedIn | SignInRefusal | PasswordFault, form: Form, desk: Desk) -> ResponseReturnValue:
    if isinstance(done, SignedIn):
        return _signed_in(done, desk)
    if isinstance(done, PasswordFault):
        form.refuse("password", f"password.{done}")
    else:
        form.refuse("", f"sign_in.{done}")
    status = 422 if isinstance(done, PasswordFault) else _status(done)
    return desk.page("invitation.html", status, form=form, shortest=SHORTEST)


def _signed_in(done: SignedIn, desk: Desk) -> ResponseReturnValue:
    """On to the code where one is needed, else to the page that was asked for."""
    if done.stage is Stage.FULL:
        return desk.carry(desk.go_on(), done.token)
    asked = request.form.get(NEXT, "")
    way_on = desk.go(_NEXT_PAGE[done.stage], next=asked if is_inside(asked) else None)
    return desk.carry(way_on, done.token)


def _status(refusal: SignInRefusal) -> int:
    return 429 if refusal is SignInRefusal.THROTTLED else 422
