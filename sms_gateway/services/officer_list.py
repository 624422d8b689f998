"""The officers there are, as a person may see them: with masked phones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sms_gateway.domain.msisdn import masked
from sms_gateway.domain.permissions import Scope
from sms_gateway.domain.zones import day_of_agency
from sms_gateway.services.office import Office
from sms_gateway.storage import leaves, officers, senders
from sms_gateway.storage.officers import OfficerRow

__all__ = ["Listed", "OfficerRow", "find", "listed", "page"]

PAGE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """An officer with the masked phone ("-" once it is forgotten)."""

    officer: OfficerRow
    phone: str
    on_leave: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One page of officers; *after* is where the next one begins, None on the last."""

    rows: tuple[Listed, ...]
    after: int | None


def listed(office: Office, agency: str | None = None) -> list[Listed]:
    """Every officer, or those of *agency*, by agency and name."""
    with office.sessions.read() as session:
        return _shown(officers.listed(session, agency), session, office)


def page(scope: Scope, agency: str | None, after: int, office: Office) -> Page:
    """Officers by number, those behind *after*: all that *scope* covers, or those of *agency*."""
    if agency is not None and not scope.covers(agency):
        return Page((), None)
    with office.sessions.read() as session:
        found = officers.page(session, agency or scope.agency, after, PAGE + 1)
        shown = _shown(found[:PAGE], session, office)
    return Page(tuple(shown), found[PAGE - 1].id if len(found) > PAGE else None)


def find(officer_id: int, scope: Scope, office: Office) -> Listed | None:
    """The officer of that number; None for one *scope* does not cover, too."""
    with office.sessions.read() as session:
        found = officers.get(session, officer_id)
        if found is None or not scope.covers(found.agency):
            return None
        return _shown([found], session, office)[0]


def _shown(found: Sequence[OfficerRow], session: Session, office: Office) -> list[Listed]:
    phones = senders.get(session, [each.sender_id for each in found])
    shown = {
        sender.id: masked(office.vault.open(sender.uuid, sender.msisdn_enc)) if sender.msisdn_enc else "-"
        for sender in phones.values()
    }
    return [Listed(each, shown[each.sender_id], _on_leave(each, office, session)) for each in found]


def _on_leave(officer: OfficerRow, office: Office, session: Session) -> bool:
    today = day_of_agency(officer.agency, office.now())
    return leaves.current(session, officer.id, today) is not None


def unattended(agencies: Iterable[str], office: Office) -> list[str]:
    """Those of *agencies* none of whose officers is on duty now, by code."""
    now = office.now()
    with office.sessions.read() as session:
        return [
            code
            for code in sorted(set(agencies))
            if not officers.on_duty(session, code, day_of_agency(code, now))
        ]
