"""The start page: what waits, as cards that lead to it."""

from flask.typing import ResponseReturnValue

from sms_gateway.domain.permissions import Permission
from sms_gateway.services.waiting import waiting_for
from sms_gateway.web.console.desk import Desk


def home_pages(desk: Desk) -> None:
    """/console/"""
    desk.get("/", Permission.OWN_ACCOUNT, home)


def home(desk: Desk) -> ResponseReturnValue:
    return desk.page("home.html", waiting=waiting_for(desk.scope, desk.office))
