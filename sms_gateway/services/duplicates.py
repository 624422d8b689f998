"""Reports of one case come together and come apart again; nothing is deleted, every move can be undone.

Only `merge` and `unmerge` own a transaction; the others work in that of a message.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from parsers import Parsed, Urgency
from sms_gateway.crypto import Vault
from sms_gateway.domain import block_keys, dedupe
from sms_gateway.domain.cases import OPEN, CaseState
from sms_gateway.domain.decisions import OpenTicket
from sms_gateway.domain.dedupe import Comparison, Verdict
from sms_gateway.domain.prints import Print, from_json, print_of
from sms_gateway.errors import GatewayError
from sms_gateway.services import joining
from sms_gateway.services.office import Office
from sms_gateway.services.turn import Turn
from sms_gateway.storage import cases, merges, prints
from sms_gateway.storage.dialect import lock_keys
from sms_gateway.storage.merges import Link
from sms_gateway.storage.prints import PrintRow

AUTOMATIC: Final = "duplicates"  # the actor of a merge nobody decided
SPLIT_OFF: Final = "split-off"
LOOK_BACK: Final = timedelta(days=30)
_LINKS: Final = 3  # candidates of one report that a person is shown
_HASHED: Final = 15  # hex digits: 60 bits fit a signed integer of both databases
_HIDDEN: Final = 16


class NoSuchTicket(GatewayError):
    """A ticket number that does not exist, or a merge that is none."""

    def __init__(self, what: str) -> None:
        super().__init__(what, "Look it up: `sms-gateway case list`.")


@dataclass(frozen=True, slots=True)
class Found:
    """An earlier report and how it compares to the new one."""

    row: PrintRow
    comparison: Comparison
    somewhere: bool = True


def print_report(text: str, parsed: Parsed, office: Office) -> Print:
    """The print of a report; names of people are kept as keyed digests."""
    hide = office.vault.digest
    return print_of(
        text, parsed, knowledge=office.knowledge(), hide=lambda name: hide(f"person|{name}")[:_HIDDEN]
    )


def sent_before(text: str, parsed: Parsed, sender_id: int, session: Session, office: Office) -> int | None:
    """The sender's own open ticket that nearly the same text opened within `limits.repeat_hours`."""
    since = office.now() - timedelta(hours=office.settings.limits.repeat_hours)
    own = [row for row in prints.of_sender(session, sender_id, since) if CaseState(row.state) in OPEN]
    if not own:
        return None
    printed = print_report(text, parsed, office)
    return next((row.ticket_id for row in own if dedupe.sent_again(printed, from_json(row.features))), None)


def attach(
    ticket_id: int, case_id: int, text: str, parsed: Parsed, decision: OpenTicket, turn: Turn
) -> int | None:
    """Keep the print of a new ticket and put it on the case of an earlier report about the same.

    Returns how many people report that case now, or None when the ticket stays on its own. What may be the
    same is linked for a person. Two messages at once are one after another here.
    """
    return _compared(ticket_id, case_id, text, parsed, decision, turn)


def attach_again(
    ticket_id: int, case_id: int, text: str, parsed: Parsed, decision: OpenTicket, turn: Turn
) -> int | None:
    """`attach` once more, now that the place is known.

    Not for a case that others are on, nor for a report that was taken off one.
    """
    if len(merges.ticket_ids(turn.session, case_id)) > 1 or merges.was_moved(turn.session, ticket_id):
        return None
    prints.forget(turn.session, [ticket_id])
    return _compared(ticket_id, case_id, text, parsed, decision, turn)


def _compared(
    ticket_id: int, case_id: int, text: str, parsed: Parsed, decision: OpenTicket, turn: Turn
) -> int | None:
    session = turn.session
    printed = print_report(text, parsed, turn.office)
    keys = hashed_keys(printed, turn.office.vault)
    lock_keys(session, keys)
    mergeable = not (decision.anonymous or decision.confidential) and dedupe.may_merge(printed)
    found = find(printed, keys, session, turn.now)
    prints.add(
        session,
        {
            "ticket_id": ticket_id,
            "at": turn.now,
            "mergeable": mergeable,
            "urgency": decision.urgency,
            "features": printed.as_json(),
        },
        keys,
    )
    first = next((each for each in found if _joins(each, mergeable, decision, turn)), None)
    if first is None:
        _link(ticket_id, found, session, turn.now)
        return None
    return _join(ticket_id, case_id, first, turn, urgent=decision.urgency is Urgency.EMERGENCY)


def hashed_keys(printed: Print, vault: Vault) -> list[int]:
    """The keys of a report as the database knows them: keyed digests of 60 bits."""
    return [int(vault.digest(f"report|{key}")[:_HASHED], 16) for key in block_keys.keys(printed)]


def find(
    printed: Print, keys: Sequence[int], session: Session, now: datetime, back: timedelta = LOOK_BACK
) -> list[Found]:
    """Open reports of the last *back* that may be about the same, the best first; of equals the oldest."""
    found: list[Found] = []
    for row in prints.candidates(session, keys, now - back):
        other = from_json(row.features)
        elsewhere = printed.regency and other.regency and printed.regency != other.regency
        if CaseState(row.state) in OPEN and not elsewhere:
            comparison = dedupe.compare(printed, other, _hours(now, row.at))
            found.append(Found(row, comparison, dedupe.somewhere(printed, other)))
    like = [each for each in found if each.comparison.verdict is not Verdict.DIFFERENT]
    return sorted(like, key=lambda each: (-each.comparison.score, each.row.ticket_id))


def _hours(now: datetime, at: datetime) -> float:
    return (now - at).total_seconds() / 3600


def _joins(found: Found, mergeable: bool, decision: OpenTicket, turn: Turn) -> bool:
    """Whether the new report goes to that case without a person."""
    row = found.row
    rescue = decision.urgency is Urgency.EMERGENCY and row.urgency != Urgency.EMERGENCY
    return (
        found.comparison.verdict is Verdict.DUPLICATE
        and mergeable
        and row.mergeable
        and row.sender_id != turn.sender.id
        and found.somewhere  # the same words may be said in two towns
        and not rescue  # it must not hide behind a case that nobody hurries for
    )


def _join(ticket_id: int, case_id: int, found: Found, turn: Turn, *, urgent: bool) -> int | None:
    session, parent = turn.session, found.row.case_id
    if CaseState(merges.lock_case(session, parent).state) not in OPEN:
        _link(ticket_id, [found], session, turn.now)
        return None
    merges.move_tickets(session, [ticket_id], case_id, parent, "same-case", AUTOMATIC, turn.now)
    turn.record("merged", case_id=parent, ticket_id=ticket_id, from_case=case_id, like=found.row.ticket_id)
    if urgent:
        turn.record(joining.JOINED, case_id=parent, ticket_id=ticket_id)
    return merges.people(session, parent)


def _link(ticket_id: int, found: Sequence[Found], session: Session, now: datetime) -> None:
    for each in found[:_LINKS]:
        merges.link(
            session,
            {
                "ticket_id": ticket_id,
                "other_id": each.row.ticket_id,
                "score": each.comparison.score,
                "reasons": list(each.comparison.reasons[:8]),
                "found_at": now,
            },
        )


def separate(ticket_id: int, turn: Turn) -> int | None:
    """Give a merged ticket its own case back, with a fresh clock; None when it is on no other case."""
    region = cases.get(turn.session, ticket_id).region
    due = turn.working_days(turn.office.settings.limits.verify_working_days, region)
    case_id = _back(ticket_id, due, turn.session, turn.now)
    if case_id is not None:
        turn.record("separated", case_id=case_id, ticket_id=ticket_id)
    return case_id


def own_case(ticket_id: int, case_id: int, turn: Turn) -> int:
    """The case of a ticket once nobody else is on it: what one reporter takes back stays with the others.

    A ticket that was merged goes back to its own; the first reporter takes a copy along.
    """
    if not merges.is_shared(turn.session, case_id):
        return case_id
    merges.lock_case(turn.session, case_id)
    back = separate(ticket_id, turn)
    if back is not None:
        return back
    copy = merges.copy_case(turn.session, case_id)
    actor = f"sender:{turn.sender.id}"
    merges.move_tickets(turn.session, [ticket_id], case_id, copy, SPLIT_OFF, actor, turn.now)
    turn.record("separated", case_id=copy, ticket_id=ticket_id)
    return copy


def keep_apart(ticket_id: int, case_id: int, turn: Turn) -> int:
    """A report that became anonymous or confidential: on a case of its own, and never merged again."""
    prints.forbid_merging(turn.session, ticket_id)
    return own_case(ticket_id, case_id, turn)


def _back(ticket_id: int, due: datetime | None, session: Session, now: datetime) -> int | None:
    moved = [row for row in merges.active(session, ticket_id) if row.reason != SPLIT_OFF]
    if not moved:
        return None
    home = int(moved[0].from_case_id)
    joining.part(session, ticket_id, home, due, now)
    for other in merges.ticket_ids(session, int(moved[-1].to_case_id)):
        merges.decide_links(session, ticket_id, other, "apart", now)
    return home


def merge(number: str, into: str, reason: str, actor: str, office: Office) -> int:
    """A person puts all reporters of *number* on the case of *into*; returns how many report it now.

    Raises NoSuchTicket.
    """
    with office.sessions.begin() as session:
        return merge_in(session, number, into, reason, actor, office.now())


def merge_in(session: Session, number: str, into: str, reason: str, actor: str, now: datetime) -> int:
    """`merge` in the caller's transaction."""
    child, parent = _by_number(number, session), _by_number(into, session)
    if child.case_id == parent.case_id:
        raise NoSuchTicket(f"{number} and {into} are on one case already.")
    for case_id in sorted((child.case_id, parent.case_id)):
        merges.lock_case(session, case_id)
    moved = merges.ticket_ids(session, child.case_id)
    merges.move_tickets(session, moved, child.case_id, parent.case_id, reason, actor, now)
    merges.decide_links(session, child.id, parent.id, "merged", now)
    for ticket_id in moved:
        detail = {"from_case": child.case_id}
        cases.record(
            session, "merged", actor, now, case_id=parent.case_id, ticket_id=ticket_id, detail=detail
        )
    joining.joined(session, child.case_id, parent.case_id, moved, actor, now)
    return merges.people(session, parent.case_id)


def unmerge(number: str, actor: str, office: Office) -> None:
    """A person takes a ticket back to its own case, whose routing and deadline are as they were.

    Raises NoSuchTicket.
    """
    with office.sessions.begin() as session:
        unmerge_in(session, number, actor, office.now())


def unmerge_in(session: Session, number: str, actor: str, now: datetime) -> None:
    """`unmerge` in the caller's transaction."""
    ticket = _by_number(number, session)
    moved = [row for row in merges.active(session, ticket.id) if row.reason != SPLIT_OFF]
    if not moved:
        raise NoSuchTicket(f"{number} is on its own case already.")
    due = merges.clock_of(session, int(moved[0].from_case_id))
    home = _back(ticket.id, due, session, now)
    cases.record(session, "separated", actor, now, case_id=home, ticket_id=ticket.id)


def possible(office: Office, limit: int = 50) -> list[Link]:
    """Tickets that may be about the same, for a person to decide; the likeliest first."""
    with office.sessions.read() as session:
        return merges.undecided(session, limit)


def forget(session: Session, ticket_ids: Sequence[int]) -> None:
    """Delete what was kept of these tickets to compare them by: part of an erasure."""
    merges.forget_links(session, ticket_ids)
    prints.forget(session, ticket_ids)


def _by_number(number: str, session: Session) -> cases.TicketRow:
    ticket = merges.by_number(session, number)
    if ticket is None:
        raise NoSuchTicket(f"There is no ticket {number}.")
    return cases.get(session, ticket)
