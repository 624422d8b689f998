"""The code of the phone: asked for at the sign-in, set up with a picture, and the codes for recovery."""

import segno
from flask import request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from sms_gateway.domain.accounts import Stage
from sms_gateway.domain.permissions import needs_code
from sms_gateway.services import second_factor
from sms_gateway.services.sign_in import SignInRefusal
from sms_gateway.web.console.desk import Desk
from sms_gateway.web.console.forms import Form, sent_form
from sms_gateway.web.console.guard import Door


def second_factor_pages(desk: Desk) -> None:
    """/console/sign-in/code, /console/code-set-up"""
    desk.form("/sign-in/code", Door.CODE, code)
    desk.form("/code-set-up", Door.SET_UP, set_up)


def code(desk: Desk) -> ResponseReturnValue:
    form = sent_form()
    if request.method == "GET":
        return desk.page("code.html", form=form)
    done = second_factor.prove(desk.running, form["code"], desk.office)
    if isinstance(done, SignInRefusal):
        form.refuse("code", f"code.{done}")
        return desk.page("code.html", _status(done), form=form)
    return desk.carry(desk.go_on(), done.token)


def set_up(desk: Desk) -> ResponseReturnValue:
    form = sent_form()
    if request.method == "GET":
        return _set_up_page(form, 200, desk)
    done = second_factor.confirm(desk.running, form["code"], form["current"], desk.office)
    if isinstance(done, SignInRefusal):
        form.refuse("code", f"code.{done}")
        return _set_up_page(form, _status(done), desk)
    signed_in, codes = done
    return desk.carry(desk.page("recovery_codes.html", codes=codes), signed_in.token)


def _set_up_page(form: Form, status: int, desk: Desk) -> ResponseReturnValue:
    running = desk.running
    secret = second_factor.setup_secret(running, desk.office)
    picture = segno.make(second_factor.address(secret, running.account.name), error="m")
    return desk.page(
        "set_up.html",
        status,
        form=form,
        picture=Markup(picture.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)),  # noqa: S704 - drawn by us
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        required=needs_code(running.account.role),
        replacing=running.account.totp_secret is not None and running.stage is Stage.FULL,
    )


def _status(refusal: SignInRefusal) -> int:
    return 429 if refusal is SignInRefusal.THROTTLED else 422
