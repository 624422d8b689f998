"""Finds tickets for the desk: by number, words, place, agency, state and time, within what one may see."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sms_gateway.domain.permissions import Scope
from sms_gateway.services.office import Office
from sms_gateway.services.regions import region_names
from sms_gateway.services.story import shown
from sms_gateway.storage import search
from sms_gateway.storage.search import FoundTicket, Place, Wanted

__all__ = ["FoundTicket", "Page", "Wanted", "find"]

PAGE = 25
EXCERPT = 140


@dataclass(frozen=True, slots=True)
class Page:
    """One page of tickets; *after* is where the next one begins, "" on the last."""

    rows: tuple[FoundTicket, ...]
    after: str
    agencies: Mapping[str, str]  # the name of each agency on it
    places: Mapping[str, str]
    windowed: bool  # words were looked for in the newest messages only


def find(wanted: Wanted, after: str, scope: Scope, office: Office) -> Page:
    """What is *wanted*, the newest first. Raises StoreUnavailable."""
    asked = replace(wanted, handed_to=scope.agency, secret=scope.secret)
    with office.sessions.read() as session:
        found = search.find(session, asked, place_of(after), PAGE + 1)
        windowed = bool(wanted.words) and search.windowed(session)
    rows = tuple(replace(each, text=_told(each, scope)) for each in found[:PAGE])
    names, book = region_names(office.knowledge()), office.agencies()
    known = {code: book.find(code) for code in {each.agency for each in rows} if code}
    regions = {code: names(code) for code in {each.region for each in rows} if code}
    return Page(
        rows,
        token(rows[-1].place) if len(found) > PAGE else "",
        {code: agency.name.long for code, agency in known.items() if agency},
        {code: name.long for code, name in regions.items() if name},
        windowed,
    )


def _told(row: FoundTicket, scope: Scope) -> str:
    return excerpt(row.text or "") if scope.secret or not row.confidential else ""


def excerpt(text: str) -> str:
    """How a report begins, without what must not be seen."""
    hidden = shown(text[: EXCERPT * 3])
    return hidden if len(hidden) <= EXCERPT else hidden[: EXCERPT - 1].rstrip() + "…"


def token(place: Place) -> str:
    """A place as an address and a row can hold it."""
    return f"{place.opened_at.isoformat()}_{place.case_id}_{place.ticket_id}"


def place_of(token: str) -> Place | None:
    """Where to go on; a token nobody made begins anew."""
    try:
        at, case_id, ticket_id = token.split("_")
        opened = datetime.fromisoformat(at)
        if opened.tzinfo is None:
            return None
        place = Place(opened, int(case_id), int(ticket_id))
    except (ValueError, OverflowError):
        return None
    return place if 0 < place.case_id < 1 << 62 and 0 < place.ticket_id < 1 << 62 else None
