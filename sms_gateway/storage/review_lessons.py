"""Corrections that have not taught anything yet, and what an undone one had taught."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from sms_gateway.domain.lessons import RuleState
from sms_gateway.domain.reviewing import CorrectedField, Correction
from sms_gateway.storage import sights
from sms_gateway.storage.schema import (
    corrections,
    lessons,
    lexicon_rules,
    messages,
    review_decisions,
    review_items,
    senders,
    tickets,
)


@dataclass(frozen=True, slots=True)
class Corrected:
    """What somebody corrected about one item.

    *text*: masked, "" once its sender is erased, of who told something in confidence, and without a name.
    """

    review_id: int
    account_id: int
    text: str
    parse: dict[str, Any]
    ids: tuple[int, ...]
    corrections: tuple[Correction, ...]


_waits = (corrections.c.learnt_at.is_(None), corrections.c.undone_at.is_(None))


def unlearnt(session: Session, before: datetime, limit: int) -> list[Corrected]:
    """What was corrected up to *before* and has taught nothing, the oldest first."""
    query = select(corrections.c.review_id).where(*_waits, corrections.c.at <= before)
    oldest = query.order_by(corrections.c.id).limit(limit)
    return [_corrected(session, each) for each in dict.fromkeys(session.scalars(oldest))]


def mark(session: Session, corrected: Corrected, now: datetime) -> bool:
    """These corrections teach now; False when one of them is undone, or taught already."""
    mine = corrections.c.id.in_(corrected.ids)
    taken = update(corrections).where(mine, *_waits).values(learnt_at=now).returning(corrections.c.id)
    return len(session.execute(taken).all()) == len(corrected.ids)


def take_back(session: Session, review_ids: Collection[int], actor: str, now: datetime) -> list[int]:
    """End the examples of these items, and the proposals nobody decided on; returns the latter's numbers."""
    theirs = lessons.c.review_id.in_(review_ids), lessons.c.undone_at.is_(None)
    ended = session.execute(update(lessons).where(*theirs).values(undone_at=now).returning(lessons.c.id))
    ids = [row.id for row in ended]
    proposed = lexicon_rules.c.lesson_id.in_(ids), lexicon_rules.c.state == RuleState.PROPOSED
    values = {"state": RuleState.WITHDRAWN, "decided_by": actor, "decided_at": now}
    gone = update(lexicon_rules).where(*proposed).values(**values).returning(lexicon_rules.c.id)
    return sorted(row.id for row in session.execute(gone)) if ids else []


def _corrected(session: Session, review_id: int) -> Corrected:
    mine = select(corrections).where(corrections.c.review_id == review_id, *_waits)
    rows = list(session.execute(mine.order_by(corrections.c.id)))
    decided = (
        select(review_decisions.c.parse)
        .where(review_decisions.c.review_id == review_id, review_decisions.c.undone_at.is_(None))
        .order_by(review_decisions.c.id.desc())
        .limit(1)
    )
    said = (
        select(
            messages.c.body_masked,
            senders.c.data_key_enc,
            sights.is_secret(messages.c.sender_id).label("secret"),
        )
        .join(senders, senders.c.id == messages.c.sender_id)
        .where(messages.c.id == rows[0].message_id)
    )
    text = session.execute(said).one()
    kept_back = text.data_key_enc is None or text.secret
    teaches = not kept_back and not _is_protected(session, review_id, rows[0].message_id)
    return Corrected(
        review_id,
        rows[0].account_id,
        text.body_masked if teaches else "",
        session.scalar(decided) or {},
        tuple(row.id for row in rows),
        tuple(Correction(CorrectedField(row.field), row.before, row.after) for row in rows),
    )


def _is_protected(session: Session, review_id: int, message_id: int) -> bool:
    """Whether the item is about a report that its sender wants to be read by few, or under no name."""
    about = select(review_items.c.ticket_id).where(review_items.c.id == review_id)
    query = select(tickets.c.id).where(
        or_(tickets.c.message_id == message_id, tickets.c.id.in_(about)),
        or_(tickets.c.confidential, tickets.c.anonymous),
    )
    return session.scalar(query.limit(1)) is not None
