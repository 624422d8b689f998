"""The questions to a phone: one is open, others wait behind it; the table in the domain decides which.

Whoever asks holds the lock of the sender's row.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from sms_gateway.domain.questions import in_line, stays, waits
from sms_gateway.storage.schema import questions

_UNCLOSED: Final = (
    select(
        questions.c.id,
        questions.c.kind,
        questions.c.ticket_ids,
        questions.c.expires_at,
        questions.c.options,
        questions.c.waiting,
    )
    .where(questions.c.sender_id == bindparam("phone"), questions.c.closed_at.is_(None))
    .order_by(questions.c.id)
)


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question nobody has answered yet."""

    id: int
    kind: str
    ticket_ids: tuple[int, ...]
    expires_at: datetime
    options: tuple[str, ...]
    waiting: bool


def unanswered(session: Session, sender_id: int, now: datetime) -> list[QuestionRow]:
    """The open question and those behind it, in line; what is past its time is over, and the next opens."""
    return _in_line(session, _unclosed(session, sender_id), now)


def _in_line(session: Session, rows: Sequence[QuestionRow], now: datetime) -> list[QuestionRow]:
    line = in_line(rows, now)
    _close(session, [row.id for row in rows if row not in line], now)
    if line and all(row.waiting for row in line):
        _wait(session, line[0].id, False)
        line[0] = replace(line[0], waiting=False)
    return sorted(line, key=lambda row: row.waiting)


def ask(
    session: Session,
    sender_id: int,
    kind: str,
    ticket_ids: Sequence[int],
    now: datetime,
    until: datetime,
    options: Sequence[str] = (),
) -> None:
    """Ask: in the place of the open question, or behind it."""
    rows = _unclosed(session, sender_id)
    same = [row.id for row in rows if (row.kind, row.ticket_ids) == (kind, (*ticket_ids,))]
    _close(session, same, now)
    others = [row for row in rows if row.id not in same]
    open_one = next(iter(_in_line(session, others, now)), None)
    behind = open_one is not None and waits(kind, open_one.kind)
    if open_one is not None and not behind:
        if stays(open_one.kind):
            _wait(session, open_one.id, True)
        else:
            _close(session, [open_one.id], now)
    row = {"sender_id": sender_id, "kind": kind, "ticket_ids": list(ticket_ids), "options": list(options)}
    session.execute(insert(questions).values(**row, waiting=behind, asked_at=now, expires_at=until))


def close(session: Session, sender_id: int, now: datetime, *kinds: str, ticket_id: int | None = None) -> None:
    """What was asked is settled: questions of these *kinds*, or all about *ticket_id*. The next one opens."""
    rows = _unclosed(session, sender_id)
    settled = [
        row.id
        for row in rows
        if (not kinds or row.kind in kinds) and (ticket_id is None or row.ticket_ids[:1] == (ticket_id,))
    ]
    _close(session, settled, now)
    _in_line(session, [row for row in rows if row.id not in settled], now)


def close_expired(session: Session, now: datetime) -> int:
    """Close every question past its time; returns how many."""
    past = questions.c.closed_at.is_(None) & (questions.c.expires_at < now)
    closed = session.execute(update(questions).where(past).values(closed_at=now).returning(questions.c.id))
    return len(closed.all())


def _unclosed(session: Session, sender_id: int) -> list[QuestionRow]:
    return [
        QuestionRow(row[0], row[1], tuple(row[2]), row[3], tuple(row[4] or ()), row[5])
        for row in session.execute(_UNCLOSED, {"phone": sender_id})
    ]


def _close(session: Session, ids: Sequence[int], now: datetime) -> None:
    if ids:
        session.execute(update(questions).where(questions.c.id.in_(ids)).values(closed_at=now))


def _wait(session: Session, question_id: int, waiting: bool) -> None:
    session.execute(update(questions).where(questions.c.id == question_id).values(waiting=waiting))
