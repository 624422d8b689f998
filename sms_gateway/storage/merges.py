"""Which ticket went to which case and back, and which tickets may be about the same."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, exists, func, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from sms_gateway.storage.dialect import insert_new, insert_new_from
from sms_gateway.storage.schema import cases, links, merges, resting_cases, tickets


@dataclass(frozen=True, slots=True)
class Link:
    """Two tickets that may be about the same case, for a person to decide."""

    ticket_id: int
    number: str
    other_id: int
    other_number: str
    score: float
    reasons: tuple[str, ...]
    found_at: datetime


def lock_case(session: Session, case_id: int) -> Row[Any]:
    """The case, locked: nobody closes or merges it meanwhile."""
    return session.execute(select(cases).where(cases.c.id == case_id).with_for_update()).one()


def by_number(session: Session, number: str) -> int | None:
    """The id of the ticket with that number."""
    return session.scalar(select(tickets.c.id).where(tickets.c.number == number))


def ticket_ids(session: Session, case_id: int) -> list[int]:
    """Every ticket on the case, the first reporter's first: who gets its news."""
    query = select(tickets.c.id).where(tickets.c.case_id == case_id).order_by(tickets.c.id)
    return list(session.scalars(query))


def people(session: Session, case_id: int) -> int:
    """How many report the case: two tickets of one phone, or one it filed at another door, are one person."""
    query = select(func.count(tickets.c.sender_id.distinct())).where(tickets.c.case_id == case_id)
    return session.scalar(query) or 0


def is_shared(session: Session, case_id: int) -> bool:
    """Whether several tickets of phones are on the case; one of another door goes with its reporter."""
    query = select(func.count(tickets.c.sender_id)).where(tickets.c.case_id == case_id)
    return (session.scalar(query) or 0) > 1


def move_tickets(
    session: Session,
    ids: Collection[int],
    from_case: int,
    to_case: int,
    reason: str,
    actor: str,
    now: datetime,
) -> None:
    """Put tickets on another case, each with a row that can be undone; an emptied case rests."""
    session.execute(update(tickets).where(tickets.c.id.in_(ids)).values(case_id=to_case))
    row = {"from_case_id": from_case, "to_case_id": to_case, "reason": reason[:64], "actor": actor[:64]}
    session.execute(insert(merges), [{**row, "ticket_id": each, "merged_at": now} for each in sorted(ids)])
    _rest(session, from_case, to_case, now)


def _rest(session: Session, case_id: int, into: int, now: datetime) -> None:
    """Stop the clock of a case without reporters and keep what it showed; nothing while it has one."""
    empty = and_(cases.c.id == case_id, ~exists().where(tickets.c.case_id == cases.c.id))
    columns = resting_cases.c
    where_to, at = literal(into, columns.into_case_id.type), literal(now, columns.since.type)
    row = select(cases.c.id, where_to, cases.c.due_at, at)
    names = ("case_id", "into_case_id", "due_at", "since")
    insert_new_from(session, resting_cases, names, row.where(empty), "case_id")
    session.execute(update(cases).where(empty).values(due_at=None))


def active(session: Session, ticket_id: int) -> list[Row[Any]]:
    """The merges of a ticket that have not been undone, the first of them first."""
    query = select(merges).where(merges.c.ticket_id == ticket_id, merges.c.undone_at.is_(None))
    return list(session.execute(query.order_by(merges.c.id)))


def was_moved(session: Session, ticket_id: int) -> bool:
    """Whether the ticket was ever put on another case, even when that was undone."""
    query = select(merges.c.id).where(merges.c.ticket_id == ticket_id).limit(1)
    return session.scalar(query) is not None


def undo(session: Session, ticket_id: int, case_id: int, due_at: datetime | None, now: datetime) -> None:
    """Put the ticket back on *case_id*, which runs again until *due_at*; its merges are undone."""
    session.execute(update(tickets).where(tickets.c.id == ticket_id).values(case_id=case_id))
    session.execute(
        update(merges)
        .where(merges.c.ticket_id == ticket_id, merges.c.undone_at.is_(None))
        .values(undone_at=now)
    )
    woken = session.execute(
        delete(resting_cases).where(resting_cases.c.case_id == case_id).returning(resting_cases.c.case_id)
    ).all()
    if woken:
        session.execute(update(cases).where(cases.c.id == case_id).values(due_at=due_at))


def clock_of(session: Session, case_id: int) -> datetime | None:
    """The deadline a resting case had."""
    return session.scalar(select(resting_cases.c.due_at).where(resting_cases.c.case_id == case_id))


def copy_case(session: Session, case_id: int) -> int:
    """A case like this one, for the first reporter who leaves it; returns its id."""
    names = [column.name for column in cases.columns if column.name != "id"]
    same = select(*(cases.c[name] for name in names)).where(cases.c.id == case_id)
    copied = session.execute(insert(cases).from_select(names, same).returning(cases.c.id))
    return int(copied.scalar_one())


def link(session: Session, values: dict[str, Any]) -> None:
    """Note that two tickets may be about the same; once."""
    insert_new(session, links, [values], "ticket_id", "other_id")


def decide_links(session: Session, a: int, b: int, decision: str, now: datetime) -> None:
    """A person has decided about two tickets: "merged" or "apart"."""
    pair = or_(
        (links.c.ticket_id == a) & (links.c.other_id == b), (links.c.ticket_id == b) & (links.c.other_id == a)
    )
    session.execute(update(links).where(pair).values(decision=decision, decided_at=now))


def undecided(session: Session, limit: int) -> list[Link]:
    """What a person still has to decide, the likeliest first."""
    other = tickets.alias("other")
    query = (
        select(
            links.c.ticket_id,
            tickets.c.number,
            links.c.other_id,
            other.c.number,
            links.c.score,
            links.c.reasons,
            links.c.found_at,
        )
        .join(tickets, tickets.c.id == links.c.ticket_id)
        .join(other, other.c.id == links.c.other_id)
        .where(links.c.decided_at.is_(None))
        .order_by(links.c.score.desc(), links.c.id)
        .limit(limit)
    )
    return [Link(*row[:5], tuple(row[5]), row[6]) for row in session.execute(query)]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ticket that may be about the same as the one asked about."""

    number: str
    score: float
    reasons: tuple[str, ...]


def undecided_of(session: Session, ticket_id: int, limit: int = 10) -> list[Candidate]:
    """What a person still has to decide about one ticket, the likeliest first."""
    mine = ((links.c.ticket_id, links.c.other_id), (links.c.other_id, links.c.ticket_id))
    found = [
        row
        for own, far in mine
        for row in session.execute(
            select(tickets.c.number, links.c.score, links.c.reasons)
            .join(tickets, tickets.c.id == far)
            .where(own == ticket_id, links.c.decided_at.is_(None))
            .order_by(links.c.score.desc())
            .limit(limit)
        )
    ]
    ordered = sorted(found, key=lambda row: -row.score)[:limit]
    return [Candidate(row.number, row.score, tuple(row.reasons)) for row in ordered]


def forget_links(session: Session, ids: Collection[int]) -> None:
    """Delete what links these tickets to others."""
    session.execute(delete(links).where(or_(links.c.ticket_id.in_(ids), links.c.other_id.in_(ids))))
