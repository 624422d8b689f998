"""The officers there are, as a person may see them: with masked phones."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from sms_gateway.domain.msisdn import masked
from sms_gateway.domain.zones import day_of_agency
from sms_gateway.services.office import Office
from sms_gateway.storage import leaves, officers, senders
from sms_gateway.storage.officers import OfficerRow

__all__ = ["Listed", "OfficerRow", "listed"]


@dataclass(frozen=True, slots=True)
class Listed:
    """An officer with the masked phone ("-" once it is forgotten)."""

    officer: OfficerRow
    phone: str
    on_leave: bool


def listed(office: Office, agency: str | None = None) -> list[Listed]:
    """Every officer, or those of *agency*, by agency and name."""
    with office.sessions.read() as session:
        found = officers.listed(session, agency)
        phones = senders.get(session, [each.sender_id for each in found])
        away = {each.id: _on_leave(each, office, session) for each in found}
    shown = {
        sender.id: masked(office.vault.open(sender.uuid, sender.msisdn_enc)) if sender.msisdn_enc else "-"
        for sender in phones.values()
    }
    return [Listed(each, shown[each.sender_id], away[each.id]) for each in found]


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
