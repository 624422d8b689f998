"""Cases, the tickets on them and their timeline."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, and_, bindparam, case, func, insert, select, update
from sqlalchemy.orm import Session

from sms_gateway.domain.cases import OPEN, CaseState
from sms_gateway.storage.inserting import insert_or_nothing
from sms_gateway.storage.schema import cases, events, review_items, tickets

_REGENCY = 5  # characters of a regency's code
_EARLIER_REPORTS = 20
_DRAWS = 20


@dataclass(frozen=True, slots=True)
class TicketRow:
    """A ticket with what its case says."""

    id: int
    number: str
    case_id: int
    state: CaseState
    problem: str
    agency: str | None
    region: str | None
    created_at: datetime
    state_since: datetime
    due_at: datetime | None
    anonymous: bool
    confidential: bool
    topic: str | None
    disputes: int
    message_id: int | None


# Of two clocks the citizen is shown the earlier one; an answer stops both.
_EARLIER = case(
    (
        and_(cases.c.state.in_(OPEN - {CaseState.ANSWERED}), cases.c.other_due_at < cases.c.due_at),
        cases.c.other_due_at,
    ),
    else_=cases.c.due_at,
)
_TICKET = select(
    tickets.c.id,
    tickets.c.number,
    tickets.c.case_id,
    cases.c.state,
    cases.c.problem,
    cases.c.agency,
    cases.c.region,
    tickets.c.created_at,
    cases.c.state_since,
    _EARLIER.label("due_at"),
    tickets.c.anonymous,
    tickets.c.confidential,
    cases.c.topic,
    cases.c.disputes,
    tickets.c.message_id,
).join_from(tickets, cases)
# Made once: making a statement costs as much as running it.
_OF_SENDER: Final = (
    _TICKET.where(tickets.c.sender_id == bindparam("phone"))
    .order_by(tickets.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)
_BY_ID: Final = _TICKET.where(tickets.c.id == bindparam("ticket"))
_OPEN_CASE: Final = insert(cases).returning(cases.c.id)
_RECORD: Final = insert(events).returning(events.c.id)


def of_sender(session: Session, sender_id: int, limit: int = 50) -> list[TicketRow]:
    """The sender's tickets, newest first, closed ones included."""
    return [_ticket(row) for row in session.execute(_OF_SENDER, {"phone": sender_id, "most": limit})]


def own(session: Session, sender_id: int, number: str) -> TicketRow | None:
    """The sender's ticket with that number, however old."""
    query = _TICKET.where(tickets.c.sender_id == sender_id, tickets.c.number == number)
    row = session.execute(query).one_or_none()
    return _ticket(row) if row else None


def get(session: Session, ticket_id: int) -> TicketRow:
    """One ticket."""
    return _ticket(session.execute(_BY_ID, {"ticket": ticket_id}).one())


def opened_by(session: Session, message_id: int) -> TicketRow | None:
    """The ticket that *message_id* opened."""
    row = session.execute(_TICKET.where(tickets.c.message_id == message_id)).one_or_none()
    return _ticket(row) if row else None


def numbers_taken(session: Session) -> int:
    """How many ticket numbers are taken, or a few more: ids of what was not committed count too."""
    return session.scalar(select(func.max(tickets.c.id))) or 0


def urgency_of(session: Session, case_id: int) -> str:
    """How urgent a case is."""
    found: str = session.execute(select(cases.c.urgency).where(cases.c.id == case_id)).scalar_one()
    return found


def open_case(session: Session, values: Mapping[str, Any]) -> int:
    """A new case; returns its id."""
    return int(session.execute(_OPEN_CASE, values).scalar_one())


def open_ticket(session: Session, draw: Callable[[], str], values: Mapping[str, Any]) -> tuple[str, int]:
    """Number and id of a new ticket on a case; the number is drawn again when it is taken."""
    adding = insert_or_nothing(session, tickets, "number", tickets.c.id)
    for _ in range(_DRAWS):
        number = draw()
        ticket_id = session.scalar(adding, {"number": number, **values})
        if ticket_id is not None:
            return number, ticket_id
    raise LookupError("no free ticket number")


def move(session: Session, case_id: int, state: CaseState, now: datetime, due_at: datetime | None) -> None:
    """Put the case into *state*, with the deadline of that state."""
    closed_at = None if state in OPEN else now
    session.execute(
        update(cases)
        .where(cases.c.id == case_id)
        .values(state=state, state_since=now, due_at=due_at, closed_at=closed_at)
    )


def change(session: Session, case_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of a case."""
    session.execute(update(cases).where(cases.c.id == case_id).values(**values))


def go_on_as(session: Session, case_id: int, other: int) -> None:
    """A ticket left the case *other* for *case_id*: that stands from now on where the other one stands."""
    names = ("agency", "state", "state_since", "due_at", "disputes", "returns", "before_asking", "closed_at")
    row = session.execute(select(*(cases.c[name] for name in names)).where(cases.c.id == other)).one()
    change(session, case_id, dict(zip(names, row, strict=True)))


def rate(session: Session, ticket_id: int, stars: int) -> None:
    """What the reporter thinks of the answer, 1 to 5."""
    session.execute(update(tickets).where(tickets.c.id == ticket_id).values(rating=stars))


def earlier_regions(session: Session, sender_id: int) -> list[str]:
    """Where the sender's newest reports with a known district or regency were, the newest first."""
    query = (
        select(cases.c.region)
        .join_from(tickets, cases)
        .where(tickets.c.sender_id == sender_id, func.length(cases.c.region) >= _REGENCY)
        .order_by(tickets.c.id.desc())
        .limit(_EARLIER_REPORTS)
    )
    return [region for region in session.scalars(query) if region]


def protect(session: Session, ticket_id: int, *, anonymous: bool, confidential: bool) -> None:
    """Set the flags that are asked for; one that is set stays set."""
    wanted = {
        name: True for name, is_set in (("anonymous", anonymous), ("confidential", confidential)) if is_set
    }
    session.execute(update(tickets).where(tickets.c.id == ticket_id).values(**wanted))


def silence(session: Session, ticket_id: int) -> None:
    """No more progress SMS about this ticket."""
    session.execute(update(tickets).where(tickets.c.id == ticket_id).values(stopped=True))


def tell_again(session: Session, sender_id: int) -> None:
    """Progress SMS about every ticket of this sender."""
    session.execute(update(tickets).where(tickets.c.sender_id == sender_id).values(stopped=False))


def record(session: Session, kind: str, actor: str, at: datetime, **values: Any) -> int:
    """Add to the append-only timeline; returns the event's id. `detail` holds ids and codes only."""
    values.setdefault("detail", {})
    row = {"kind": kind, "actor": actor, "at": at, **values}
    return int(session.execute(_RECORD, row).scalar_one())


def add_review(session: Session, values: Mapping[str, Any]) -> None:
    """A message a person must read."""
    session.execute(insert(review_items).values(**values))


def taken_references(session: Session, references: Collection[str]) -> set[str]:
    """Which review references exist."""
    return set(
        session.scalars(select(review_items.c.reference).where(review_items.c.reference.in_(references)))
    )


def _ticket(row: Any) -> TicketRow:
    id_, number, case_id, state, *rest = row
    return TicketRow(id_, number, case_id, CaseState(state), *rest)
