"""The audit chain: who did what and when, and whether anybody changed it since."""

import re
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue

from sms_gateway.domain.audit_actions import GROUPS, begun_by
from sms_gateway.domain.permissions import Permission
from sms_gateway.domain.sla import JAKARTA
from sms_gateway.domain.typed_days import start_of
from sms_gateway.services import audit_log
from sms_gateway.services.audit_log import ChainCheck, Filter
from sms_gateway.web.console.desk import Desk

_ANCHOR: Final = re.compile(r"([1-9][0-9]{0,17}):([0-9a-f]{16,64})")
_NUMBER: Final = re.compile(r"[0-9]{1,18}")
_AT_ONCE: Final = 0.5  # seconds: a short chain is read before the page is back
_FILTERS: Final = ("actor", "action", "code", "since", "until")


def audit_pages(desk: Desk) -> None:
    """/console/audit"""
    check = ChainCheck(desk.office)
    listing, verifying = partial(audit, check=check), partial(verify_audit, check=check)
    listing.__name__, verifying.__name__ = "audit", "verify_audit"  # type: ignore[attr-defined]
    desk.get("/audit", Permission.SEE_AUDIT, listing)
    desk.post("/audit/verify", Permission.SEE_AUDIT, verifying)


def audit(desk: Desk, check: ChainCheck) -> ResponseReturnValue:
    asked = {name: request.args.get(name, "").strip() for name in _FILTERS}
    before = request.args.get("before", "")
    since, until = _day(asked["since"]), _day(asked["until"])
    actions = _actions(asked["action"], asked["code"])
    which = Filter(asked["actor"] or None, actions, since, until and until + timedelta(days=1))
    page = audit_log.page(which, int(before) if _NUMBER.fullmatch(before) else None, desk.office)
    chosen = {name: value for name, value in asked.items() if value}
    return desk.page(
        "audit.html", page=page, asked=asked, chosen=chosen, before=before, check=check, groups=GROUPS
    )


def verify_audit(desk: Desk, check: ChainCheck) -> ResponseReturnValue:
    typed = request.form.get("anchor", "").strip().lower()
    found = _ANCHOR.fullmatch(typed)
    if typed and found is None:
        desk.tell("audit.bad_anchor")
    else:
        check.start((int(found[1]), found[2]) if found else None)
        check.wait(_AT_ONCE)
    return desk.go("audit")


def _actions(chosen: str, typed: str) -> tuple[str, ...] | None:
    """What is *chosen* and begins with the code that is *typed*; None when nobody asks for either."""
    if not typed:
        return (chosen,) if chosen else None
    return tuple(each for each in begun_by(typed) if chosen in ("", each))


def _day(text: str) -> datetime | None:
    """The start of that day in Jakarta; None for what is no day of this century."""
    found = start_of(text, JAKARTA)
    return found if found and 2000 <= found.year < 2100 else None
