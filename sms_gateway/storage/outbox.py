"""What a phone is told: every SMS is promised once, and found again by who it was promised to."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, and_, bindparam, or_, select, update
from sqlalchemy.orm import Session

from sms_gateway.domain.messages import OutboxState, Priority
from sms_gateway.storage.dialect import insert_new
from sms_gateway.storage.open_rows import UNSENT
from sms_gateway.storage.outbox_claims import CLAIMABLE
from sms_gateway.storage.schema import outbox


def add(session: Session, values: Mapping[str, Any]) -> None:
    """Promise an SMS; one with the same `once` was promised before and stays the only one."""
    insert_new(session, outbox, [values], "once")
    if values["priority"] == Priority.EMERGENCY:
        _hurry(session, values["sender_id"])


def _hurry(session: Session, sender_id: int) -> None:
    """What this recipient waits for leaves as fast: an order of its own must not hold back an emergency."""
    in_line = or_(outbox.c.state != OutboxState.QUEUED, outbox.c.due_at.is_(None))  # not until the morning
    waiting = and_(outbox.c.sender_id == sender_id, outbox.c.state.in_(CLAIMABLE), in_line)
    session.execute(update(outbox).where(waiting).values(priority=int(Priority.EMERGENCY)))


def answers_between(
    session: Session, sender_id: int, since: datetime, until: datetime, most: int
) -> list[tuple[str, datetime]]:
    """Kind and time of the newest *most* answers promised to this sender then, the newest first."""
    values = {"phone": sender_id, "since": since, "until": until, "most": most}
    return [(row[0], row[1]) for row in session.execute(_ANSWERS, values)]


_ANSWERS: Final = (
    select(outbox.c.kind, outbox.c.created_at)
    .where(
        outbox.c.sender_id == bindparam("phone"),
        outbox.c.message_id.is_not(None),
        outbox.c.created_at >= bindparam("since", type_=outbox.c.created_at.type),
        outbox.c.created_at <= bindparam("until", type_=outbox.c.created_at.type),
    )
    .order_by(outbox.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)


def has_unsent(
    session: Session, sender_id: int, kind: str | None = None, since: datetime | None = None
) -> bool:
    """Whether an SMS to this sender is still on its way: any, or of that *kind* and promised *since* then."""
    query = select(outbox.c.id).where(outbox.c.sender_id == sender_id, outbox.c.state.in_(UNSENT))
    if kind is not None:
        query = query.where(outbox.c.kind == kind)
    if since is not None:
        query = query.where(outbox.c.created_at > since)
    return session.scalar(query.limit(1)) is not None


def refs_of_recipient(session: Session, sender_id: int, except_id: int) -> frozenset[str]:
    """Carrier ids that belong to other SMS of ours to the same recipient."""
    query = select(outbox.c.carrier_ref).where(
        outbox.c.sender_id == sender_id, outbox.c.id != except_id, outbox.c.carrier_ref.is_not(None)
    )
    return frozenset(ref for ref in session.scalars(query) if ref)


def sent_since(session: Session, sender_id: int, carrier: str, since: datetime) -> list[Any]:
    """What a handset received on *carrier* from *since* on, in the order it was sent."""
    query = (
        select(outbox.c.id, outbox.c.uuid, outbox.c.body, outbox.c.state_since, outbox.c.first_tried_at)
        .where(
            outbox.c.first_tried_at >= since,
            outbox.c.sender_id == sender_id,
            outbox.c.carrier == carrier,
            outbox.c.state.in_((OutboxState.ACCEPTED, OutboxState.DELIVERED)),
        )
        .order_by(outbox.c.first_tried_at, outbox.c.id)
    )
    return list(session.execute(query))
