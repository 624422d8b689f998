"""How the system is: what `doctor` finds now, faults first, each with its remedy."""

from typing import Final

from flask.typing import ResponseReturnValue

from sms_gateway.domain.permissions import Permission
from sms_gateway.services.diagnosis import Finding
from sms_gateway.web.console.desk import Desk

_GROUPS: Final = (("fault", False), ("note", None), ("well", True))


def status_pages(desk: Desk) -> None:
    """/console/status"""
    desk.get("/status", Permission.SEE_OUTBOX, status)


def status(desk: Desk) -> ResponseReturnValue:
    findings = desk.diagnose()
    groups = [(key, _of(ok, findings)) for key, ok in _GROUPS]
    return desk.page("status.html", groups=groups, now=desk.office.now(), faults=len(groups[0][1]))


def _of(ok: bool | None, findings: list[Finding]) -> list[Finding]:
    return [each for each in findings if each.ok is ok]
