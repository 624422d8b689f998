"""Who hears of a case: the tickets on it with the phones that filed them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from sms_gateway.storage import senders as sender_rows
from sms_gateway.storage.schema import messages, senders, tickets
from sms_gateway.storage.senders import SenderRow


@dataclass(frozen=True, slots=True)
class Reporter:
    """A ticket of a phone; *carrier*: the one its report came by, None for another door."""

    ticket_id: int
    number: str
    stopped: bool
    carrier: str | None
    sender: SenderRow


class Overtaken(Exception):
    """Somebody joined or left the case while its reporters were being locked: begin again."""


def case_of(session: Session, number: str) -> int | None:
    """The case of the ticket with that number."""
    return session.scalar(select(tickets.c.case_id).where(tickets.c.number == number))


def lock(session: Session, case_id: int) -> dict[int, SenderRow]:
    """Lock every phone on the case, in the order all others lock phones in; erased ones have no lock."""
    query = (
        select(senders.c.blind_index)
        .join(tickets, tickets.c.sender_id == senders.c.id)
        .where(tickets.c.case_id == case_id, senders.c.blind_index.is_not(None))
        .distinct()
    )
    locked = sender_rows.lock_by_blind(session, list(session.scalars(query)))
    return {row.id: row for row in locked.values()}


def of_case(session: Session, case_id: int, locked: dict[int, SenderRow]) -> list[Reporter]:
    """The reporters of the locked case, the first one first. Raises Overtaken when one is not *locked*."""
    query = (
        select(
            tickets.c.id,
            tickets.c.number,
            tickets.c.stopped,
            tickets.c.sender_id,
            messages.c.carrier,
            senders.c.blind_index,
        )
        .select_from(tickets)
        .join(senders, senders.c.id == tickets.c.sender_id)
        .outerjoin(messages, messages.c.id == tickets.c.message_id)
        .where(tickets.c.case_id == case_id)
        .order_by(tickets.c.id)
    )
    found = []
    for row in session.execute(query):
        if row.sender_id in locked:
            sender = locked[row.sender_id]
            found.append(Reporter(row.id, row.number, row.stopped, row.carrier, sender))
        elif row.blind_index is not None:
            raise Overtaken
    return found
