"""Another topic or place for a case: which agency it would reach is said before it is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from sms_gateway.crypto import SealBroken
from sms_gateway.domain import routing
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.permissions import Scope
from sms_gateway.domain.place_questions import REGENCY
from sms_gateway.domain.topics import Topic
from sms_gateway.services import audit, place_reading
from sms_gateway.services.accounts import actor
from sms_gateway.services.desk_sight import Sight, sight
from sms_gateway.services.office import Office
from sms_gateway.services.opening import decided
from sms_gateway.services.regions import region_names
from sms_gateway.services.route_trial import route_of
from sms_gateway.storage import cases, inbox, merges, senders

TOPICS: Final = tuple(str(topic) for topic in Topic)
_PROVINCE = 2


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where the case would go; *moves*: it is not verified yet, so its agency changes with it."""

    topic: str
    region: str
    place: str
    agency: str | None
    agency_name: str
    confidence: float
    moves: bool
    route: routing.Route


def propose(number: str, topic: str, place: str, scope: Scope, office: Office) -> Proposal | None:
    """What *topic* at *place* would come to; None for words that name no place. Raises NoSuchTicket."""
    region = place_reading.code_of(place.strip(), office) if place.strip() else ""
    if region is None:
        return None
    office.agencies()
    with office.sessions.read() as session:
        seen = sight(session, number, scope)
        text = _words(seen, session, office)
    chosen = topic if topic in TOPICS else seen.topic or ""
    route = route_of(text, chosen, region, office)
    named = region_names(office.knowledge())(region) if region else None
    return Proposal(
        topic=chosen,
        region=region,
        place=named.long if named else "",
        agency=route.agency.code if route.agency else None,
        agency_name=route.agency.name.long if route.agency else "",
        confidence=route.confidence,
        moves=seen.state is CaseState.UNVERIFIED,
        route=route,
    )


def carry_out(number: str, proposal: Proposal, account_id: int, scope: Scope, office: Office) -> None:
    """Keep it; nobody is told. A case that was handed on stays where it is. Raises NoSuchTicket."""
    now, who = office.now(), actor(account_id)
    with office.sessions.begin() as session:
        seen = sight(session, number, scope)
        state = CaseState(merges.lock_case(session, seen.case_id).state)
        values: dict[str, object] = {"topic": proposal.topic or None, "region": proposal.region or None}
        if state is CaseState.UNVERIFIED:
            values |= {"agency": proposal.agency, **decided(proposal.route)}
        cases.change(session, seen.case_id, values)
        detail = {"topic": proposal.topic, "region": proposal.region, "agency": proposal.agency}
        told = {name: value for name, value in detail.items() if value}
        cases.record(session, "refiled", who, now, case_id=seen.case_id, detail=told)
        audit.note(session, office, who, "case-refiled", now, case=seen.case_id, topic=proposal.topic)


def agencies_near(seen: Sight, office: Office) -> tuple[tuple[str, str], ...]:
    """Agencies somebody may mean: those that were weighed, then all of the regency and the province."""
    return tuple(dict.fromkeys(_near(seen, office)))


def _near(seen: Sight, office: Office) -> Iterator[tuple[str, str]]:
    book = office.agencies()
    for code in (seen.agency, *seen.candidates):
        agency = book.acting(code) if code else None
        if agency is not None:
            yield agency.code, agency.name.long
    region = seen.region or ""
    for each in {region[:REGENCY]: 1, region[:_PROVINCE]: 1}:
        for entry in book.in_region(each) if each else ():
            if entry.acting:
                yield entry.agency.code, entry.agency.name.long


def _words(seen: Sight, session: Session, office: Office) -> str:
    """What opened the ticket; "" when nobody can read it any more."""
    sealed = inbox.sealed(session, seen.message_id) if seen.message_id else None
    sender = senders.get(session, [seen.sender_id]).get(seen.sender_id) if seen.sender_id else None
    if sealed is None or sealed[1] is None or sender is None or sender.data_key_enc is None:
        return ""
    try:
        key = office.vault.data_key(sender.uuid, sender.data_key_enc)
        return key.open(sealed[0], sealed[1])[: office.settings.limits.text_characters]
    except SealBroken:
        return ""
