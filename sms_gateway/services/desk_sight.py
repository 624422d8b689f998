"""Whether somebody may see a ticket: what is not theirs is answered like what does not exist."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.permissions import Scope
from sms_gateway.services.duplicates import NoSuchTicket
from sms_gateway.services.office import Office
from sms_gateway.storage import sights


@dataclass(frozen=True, slots=True)
class Sight:
    """A ticket that may be seen, with its case."""

    ticket_id: int
    case_id: int
    sender_id: int | None
    anonymous: bool
    confidential: bool
    message_id: int | None
    agency: str | None
    state: CaseState
    since: datetime
    before: str | None
    topic: str | None
    region: str | None
    candidates: tuple[str, ...]


def sight(session: Session, number: str, scope: Scope) -> Sight:
    """The ticket *number*. Raises NoSuchTicket for one that *scope* does not cover, too."""
    row = sights.of_ticket(session, number)
    if row is None or not sees(scope, row.agency, row.state, row.before_asking):
        raise NoSuchTicket(f"There is no ticket {number}.")
    codes = tuple(each["agency"] for each in row.route_candidates or () if each.get("agency"))
    return Sight(
        ticket_id=row.id,
        case_id=row.case_id,
        sender_id=row.sender_id,
        anonymous=row.anonymous,
        confidential=row.confidential,
        message_id=row.message_id,
        agency=row.agency,
        state=CaseState(row.state),
        since=row.state_since,
        before=row.before_asking,
        topic=row.topic,
        region=row.region,
        candidates=codes,
    )


def sees(scope: Scope, agency: str | None, state: str, before: str | None) -> bool:
    """Everybody of the desk; an agency what was handed to it, not what was only routed there."""
    if scope.agency is None:
        return True
    return scope.covers(agency) and CaseState.UNVERIFIED not in (state, before)


def look(number: str, scope: Scope, office: Office) -> Sight:
    """`sight` in a transaction of its own."""
    with office.sessions.read() as session:
        return sight(session, number, scope)
