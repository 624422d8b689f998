"""The queue of the national desk: what waits to be forwarded and why, with the agency that is proposed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sms_gateway.domain.permissions import NATIONWIDE, Scope
from sms_gateway.services import desk_moves
from sms_gateway.services.desk_moves import Act, Carried, MoveRefused, Order, Rehearsed
from sms_gateway.services.duplicates import NoSuchTicket
from sms_gateway.services.office import Office
from sms_gateway.services.officer_list import unattended
from sms_gateway.services.ticket_search import excerpt
from sms_gateway.storage import triage_queue
from sms_gateway.storage.triage_queue import EMERGENCY, Waiting

PAGE, MOST_EMERGENCIES = 25, 50
RETURNED = 2  # times an agency said that it is not the right one


@dataclass(frozen=True, slots=True)
class Line:
    """A case that waits; *agency_name* is that of the proposal, "" for none that acts."""

    number: str
    why: tuple[str, ...]
    text: str
    problem: str
    agency_name: str
    rule: str
    confidence: float
    reasons: tuple[str, ...]
    due_at: datetime | None
    withheld: bool = False  # no words: the report is secret, and not for who asked


@dataclass(frozen=True, slots=True)
class Queue:
    """One page; *after* is where the next one begins, "" on the last."""

    rows: tuple[Line, ...]
    after: str


def queue(name: str, after: str, office: Office, scope: Scope = NATIONWIDE) -> Queue:
    """The queue "new" (emergencies first) or "late" behind *after*, as *scope* reads it. StoreUnavailable."""
    now, behind = office.now(), _place(after)
    with office.sessions.read() as session:
        if name == "late":
            found, first = triage_queue.late(session, behind, now, PAGE + 1), []
        else:
            found = triage_queue.new(session, behind, PAGE + 1)
            first = [] if behind else triage_queue.emergencies(session, MOST_EMERGENCIES)
    rows = [*first, *found[:PAGE]]
    alone = unattended([row.agency for row in rows if row.agency], office)
    lines = tuple(_line(row, alone, now, office, scope) for row in rows)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Queue(lines, f"{last.due_at.isoformat()}_{last.case_id}" if last and last.due_at else "")


def rehearse(
    numbers: list[str], account_id: int, office: Office
) -> tuple[list[tuple[str, Rehearsed]], list[str]]:
    """What forwarding each to its proposal would send, and which cannot be forwarded."""
    shown, refused = [], []
    desk = desk_moves.Desk(account_id, NATIONWIDE)
    for number in numbers:
        try:
            shown.append((number, desk_moves.rehearse(Order(Act.FORWARD, number), desk, office)))
        except (MoveRefused, NoSuchTicket):
            refused.append(number)
    return shown, refused


def forward(numbers: list[tuple[str, str]], account_id: int, office: Office) -> list[Carried]:
    """Forward each (number, as it was seen), one transaction each; what changed meanwhile is left out."""
    done = []
    desk = desk_moves.Desk(account_id, NATIONWIDE)
    for number, seen in numbers:
        try:
            done.append(desk_moves.carry_out(Order(Act.FORWARD, number, seen=seen), desk, office))
        except (MoveRefused, NoSuchTicket):
            continue
    return done


def _line(row: Waiting, alone: list[str], now: datetime, office: Office, scope: Scope) -> Line:
    agency = office.agencies().acting(row.agency) if row.agency else None
    withheld = row.confidential and not scope.secret
    return Line(
        row.number,
        tuple(_why(row, alone, now, office)) or ("waiting",),
        excerpt(row.text or "") if not withheld else "",
        row.problem,
        agency.name.long if agency else "",
        row.rule,
        row.confidence,
        row.reasons,
        row.due_at,
        withheld,
    )


def _why(row: Waiting, alone: list[str], now: datetime, office: Office) -> Iterator[str]:
    signs = {
        "emergency": row.urgency == EMERGENCY,
        "late": row.due_at is not None and row.due_at < now,
        "returned": row.returns >= RETURNED,
        "disputed": row.disputes > 0,
        "no_agency": row.agency is None,
        "low_score": row.agency is not None and row.confidence < office.settings.routing.threshold,
        "no_officer": row.agency in alone,
    }
    yield from (name for name, holds in signs.items() if holds)


def _place(token: str) -> tuple[datetime, int] | None:
    try:
        at, case_id = token.split("_")
        moment, number = datetime.fromisoformat(at), int(case_id)
    except ValueError:
        return None
    return (moment, number) if moment.tzinfo and 0 < number < 1 << 62 else None
