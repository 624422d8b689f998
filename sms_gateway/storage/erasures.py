"""Who asked to be forgotten, with which code, and until when that must be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import literal, select, update
from sqlalchemy.orm import Session

from sms_gateway.domain.messages import UNFINISHED
from sms_gateway.storage import legal_holds, parts
from sms_gateway.storage.dialect import insert_new
from sms_gateway.storage.schema import erasures, messages, questions, tickets


@dataclass(frozen=True, slots=True)
class Code:
    """The digest of the digits that confirm, and how often others were tried."""

    question_id: int
    digest: str
    tries: int


def set_code(session: Session, sender_id: int, digest: str) -> None:
    """The open question of this phone is answered by the digits behind *digest*."""
    open_one = (questions.c.sender_id == sender_id) & questions.c.closed_at.is_(None)
    session.execute(update(questions).where(open_one, ~questions.c.waiting).values(code_digest=digest))


def code(session: Session, sender_id: int) -> Code | None:
    """The code the open question of this phone waits for."""
    query = select(questions.c.id, questions.c.code_digest, questions.c.tries).where(
        questions.c.sender_id == sender_id,
        questions.c.closed_at.is_(None),
        ~questions.c.waiting,
        questions.c.code_digest.is_not(None),
    )
    row = session.execute(query).one_or_none()
    return Code(row.id, row.code_digest, row.tries) if row else None


def count_try(session: Session, question_id: int) -> None:
    """Other digits were tried."""
    session.execute(
        update(questions).where(questions.c.id == question_id).values(tries=questions.c.tries + 1)
    )


def ask(session: Session, values: Mapping[str, Any]) -> None:
    """Note the wish; a sender is erased once."""
    insert_new(session, erasures, [values], "sender_id")


def is_taken(session: Session, reference: str) -> bool:
    """Whether the reference exists."""
    return session.scalar(select(erasures.c.id).where(erasures.c.reference == reference)) is not None


def waiting(session: Session, limit: int) -> list[Any]:
    """Wishes that are not done and that no law holds up, the oldest first: id, sender_id, due_at."""
    query = select(erasures.c.id, erasures.c.sender_id, erasures.c.due_at).where(
        erasures.c.done_at.is_(None), ~legal_holds.keeps_sender(erasures.c.sender_id)
    )
    return list(session.execute(query.order_by(erasures.c.due_at, erasures.c.id).limit(limit)))


def reference_of(session: Session, sender_id: int) -> str | None:
    """Of the wish of this sender; None when there is none."""
    return session.scalar(select(erasures.c.reference).where(erasures.c.sender_id == sender_id))


def is_waiting(session: Session, sender_id: int) -> bool:
    """Whether this sender asked to be forgotten and still is known."""
    waits = (erasures.c.sender_id == sender_id) & erasures.c.done_at.is_(None)
    return session.scalar(select(erasures.c.id).where(waits)) is not None


@dataclass(frozen=True, slots=True)
class WishRow:
    """A wish; *asked_by*: the account it reached, None for an SMS; *held*: a law keeps a case."""

    id: int
    reference: str
    asked_at: datetime
    due_at: datetime
    done_at: datetime | None
    asked_by: str | None
    reason: str | None
    held: bool


def in_progress(session: Session, limit: int) -> list[WishRow]:
    """Wishes that are not done, those that are due first before others."""
    query = _wishes().where(erasures.c.done_at.is_(None)).order_by(erasures.c.due_at, erasures.c.id)
    return [WishRow(*row) for row in session.execute(query.limit(limit))]


def done_before(session: Session, before: int | None, limit: int) -> list[WishRow]:
    """Wishes below the id *before* that are done, the newest first."""
    query = _wishes().where(erasures.c.done_at.is_not(None)).order_by(erasures.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(erasures.c.id < before)
    return [WishRow(*row) for row in session.execute(query)]


def _wishes() -> Any:
    names = ("id", "reference", "asked_at", "due_at", "done_at", "asked_by", "reason")
    held = legal_holds.keeps_sender(erasures.c.sender_id)
    return select(*(erasures.c[name] for name in names), held.label("held"))


def is_held(session: Session, sender_id: int) -> bool:
    """Whether a law keeps what this sender reported."""
    return bool(session.scalar(select(legal_holds.keeps_sender(literal(sender_id)))))


def done(session: Session, erasure_id: int, now: datetime) -> None:
    """The wish is fulfilled."""
    session.execute(update(erasures).where(erasures.c.id == erasure_id).values(done_at=now))


def forget_digests(session: Session, sender_id: int) -> list[int]:
    """Nothing is recognised as sent again by this sender; returns the ids of their tickets, which stay."""
    session.execute(update(messages).where(messages.c.sender_id == sender_id).values(text_digest=""))
    parts.forget_digests(session, sender_id)
    return list(session.scalars(select(tickets.c.id).where(tickets.c.sender_id == sender_id)))


def has_unread(session: Session, sender_id: int) -> bool:
    """Whether a message of this sender has no outcome yet, or a part no message: it must still be opened."""
    query = select(messages.c.id).where(messages.c.sender_id == sender_id, messages.c.state.in_(UNFINISHED))
    return session.scalar(query.limit(1)) is not None or parts.has_waiting(session, sender_id)
