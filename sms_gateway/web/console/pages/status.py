"""How the system is: what `doctor` finds, faults first, said in words with the details behind them."""

from dataclasses import dataclass
from typing import Final

from flask.typing import ResponseReturnValue

from sms_gateway.catalog.console_texts import ConsoleTexts
from sms_gateway.domain.permissions import Permission
from sms_gateway.services.finding import Finding
from sms_gateway.web.console.desk import Desk

_GROUPS: Final = (("fault", False), ("note", None), ("well", True))
# Checks there are several of: what stands behind is which one.
_SEVERAL: Final = ("part ", "carrier ", "feeding ", "signatures ", "waiting for a person: ")
_WAITS: Final = "waiting_for_a_person"


@dataclass(frozen=True, slots=True)
class Said:
    """A finding by its name and meaning in the language of the page; "" for a check of later."""

    name: str
    meaning: str
    finding: Finding


def status_pages(desk: Desk) -> None:
    """/console/status"""
    desk.get("/status", Permission.SEE_OUTBOX, status)


def status(desk: Desk) -> ResponseReturnValue:
    findings = desk.diagnose()
    groups = [(key, [said(each, desk.t) for each in findings if each.ok is ok]) for key, ok in _GROUPS]
    return desk.page("status.html", groups=groups, now=desk.office.now(), faults=len(groups[0][1]))


def said(finding: Finding, t: ConsoleTexts) -> Said:
    """What *finding* is about and what it means for the work."""
    several = next((start for start in _SEVERAL if finding.check.startswith(start)), finding.check)
    key, which = several.strip(" :").replace(" ", "_"), finding.check.removeprefix(several)
    which = t.texts.get(f"status.waits.{which}", which) if key == _WAITS else which
    name = t.texts.get(f"status.name.{key}", finding.check).format(which=which)
    meaning = t.texts.get(f"status.{'good' if finding.ok else 'bad'}.{key}", "")
    if finding.ok is None:
        meaning = t.texts.get(f"status.note.{key}", meaning)
    return Said(name, meaning, finding)
