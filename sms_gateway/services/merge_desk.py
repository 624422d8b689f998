"""Two reports side by side, with what makes them alike and what speaks against it; merged and taken apart."""

from dataclasses import dataclass

from sms_gateway.domain import dedupe
from sms_gateway.domain.permissions import NATIONWIDE
from sms_gateway.domain.prints import from_json
from sms_gateway.errors import GatewayError
from sms_gateway.services import audit, duplicates, story
from sms_gateway.services.accounts import actor
from sms_gateway.services.desk_sight import sight
from sms_gateway.services.office import Office
from sms_gateway.services.story import Story
from sms_gateway.storage import merges, prints
from sms_gateway.storage.merges import Candidate

REASON = "desk"


class Protected(GatewayError):
    """An anonymous or confidential report stays on a case of its own."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Both stories, and what comparing their words came to."""

    one: Story
    two: Story
    score: float
    reasons: tuple[str, ...]
    conflicts: tuple[str, ...]


def compare(number: str, other: str, office: Office) -> Pair:
    """Both reports. Raises NoSuchTicket."""
    one, two = story.tell(number, office), story.tell(other, office)
    with office.sessions.read() as session:
        ids = [sight(session, each, NATIONWIDE).ticket_id for each in (number, other)]
        rows = {row.ticket_id: from_json(row.features) for row in prints.of_tickets(session, ids)}
    if len(rows) < len(set(ids)):
        return Pair(one, two, 0.0, (), ())
    hours = (two.opened_at - one.opened_at).total_seconds() / 3600
    found = dedupe.compare(rows[ids[0]], rows[ids[1]], hours)
    alike = tuple(each for each in found.reasons if not each.startswith("conflict-"))
    return Pair(one, two, found.score, alike, found.conflicts)


def candidates(number: str, office: Office) -> tuple[list[Candidate], bool]:
    """Tickets that may be about the same, and whether *number* was merged. Raises NoSuchTicket."""
    with office.sessions.read() as session:
        ticket = sight(session, number, NATIONWIDE).ticket_id
        moved = [row for row in merges.active(session, ticket) if row.reason != duplicates.SPLIT_OFF]
        return merges.undecided_of(session, ticket), bool(moved)


def merge(number: str, other: str, account_id: int, office: Office) -> int:
    """All reporters of *number* on the case of *other*; returns how many report it. Raises NoSuchTicket,
    Protected."""
    with office.sessions.begin() as session:
        for each in (number, other):
            seen = sight(session, each, NATIONWIDE)
            if seen.anonymous or seen.confidential:
                raise Protected(f"{each} is protected.", "Leave it on its own case.")
        people = duplicates.merge_in(session, number, other, REASON, actor(account_id), office.now())
        told = {"ticket": number, "into": other}
        audit.note(session, office, actor(account_id), "case-merge", office.now(), **told)
        return people


def unmerge(number: str, account_id: int, office: Office) -> None:
    """Back to its own case. Raises NoSuchTicket."""
    with office.sessions.begin() as session:
        duplicates.unmerge_in(session, number, actor(account_id), office.now())
        audit.note(session, office, actor(account_id), "case-unmerge", office.now(), ticket=number)
