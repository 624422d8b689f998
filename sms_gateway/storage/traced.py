"""Which message a delivery or an SMS of ours belongs to, by the uuids traces are named for."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from sms_gateway.storage.schema import inbound_parts, messages, outbox, tickets


@dataclass(frozen=True, slots=True)
class Origin:
    """An SMS of ours: what it *answers*, or the message that opened the ticket it is about (*ticket*)."""

    uuid: str
    kind: str
    attempts: int
    answers: str | None
    ticket: str | None


def of_refs(session: Session, refs: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The message of each (carrier, carrier_ref) that has one."""
    pair = tuple_(inbound_parts.c.carrier, inbound_parts.c.carrier_ref)
    query = (
        select(inbound_parts.c.carrier, inbound_parts.c.carrier_ref, messages.c.uuid)
        .join(messages, messages.c.id == inbound_parts.c.message_id)
        .where(pair.in_(refs))
    )
    return {(row.carrier, row.carrier_ref): row.uuid for row in session.execute(query)}


def of_outbox(session: Session, ids: Collection[int]) -> dict[int, Origin]:
    """The origin of each SMS of ours."""
    answered, opening = messages.alias("answered"), messages.alias("opening")
    query = (
        select(
            outbox.c.id,
            outbox.c.uuid,
            outbox.c.kind,
            outbox.c.attempts,
            answered.c.uuid.label("answers"),
            opening.c.uuid.label("ticket"),
        )
        .outerjoin(answered, answered.c.id == outbox.c.message_id)
        .outerjoin(tickets, tickets.c.id == outbox.c.ticket_id)
        .outerjoin(opening, opening.c.id == tickets.c.message_id)
        .where(outbox.c.id.in_(ids))
    )
    return {row.id: Origin(*row[1:]) for row in session.execute(query)}
