"""Review items about tickets that are there, and how their cases are filed."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from sms_gateway.domain.place_questions import REGENCY
from sms_gateway.domain.reviewing import Opened
from sms_gateway.storage.schema import cases, messages, review_items, tickets

SETTLED: Final = "settled"
_FILED: Final = ("topic", "problem", "region", "route_rule", "route_confidence", "route_reason",
                 "route_candidates", "rules_version")  # fmt: skip


def open_again(session: Session, message_id: int, values: Mapping[str, Any]) -> bool:
    """Whether the message has an item: one that is closed is opened anew, about its ticket."""
    mine = review_items.c.message_id == message_id
    anew = {**values, "closed_at": None, "outcome": None, "claimed_by": None, "lease_until": None}
    session.execute(update(review_items).where(mine, review_items.c.closed_at.is_not(None)).values(**anew))
    return session.scalar(select(review_items.c.id).where(mine)) is not None


def priority_of(session: Session, message_id: int) -> int:
    """How urgent the message was taken for when it came."""
    return int(session.execute(select(messages.c.priority).where(messages.c.id == message_id)).scalar_one())


def close_settled(session: Session, undecided: Collection[str], now: datetime) -> int:
    """Close what somebody decided elsewhere, or the citizen answered; returns how many."""
    placed = (review_items.c.reason == Opened.SILENCE) & (func.length(cases.c.region) >= REGENCY)
    settled = (
        select(review_items.c.id)
        .join(tickets, tickets.c.id == review_items.c.ticket_id)
        .join(cases, cases.c.id == tickets.c.case_id)
        .where(review_items.c.closed_at.is_(None), or_(cases.c.state.not_in(undecided), placed))
    )
    values = {"closed_at": now, "outcome": SETTLED, "claimed_by": None, "lease_until": None}
    closed = update(review_items).where(review_items.c.id.in_(settled)).values(**values)
    return len(session.execute(closed.returning(review_items.c.id)).all())


def filed(session: Session, case_id: int) -> dict[str, Any]:
    """What the case is about and why it goes where it goes."""
    row = session.execute(select(*(cases.c[name] for name in _FILED)).where(cases.c.id == case_id)).one()
    return dict(zip(_FILED, row, strict=True))
