"""What a move of the desk changed, kept for a few seconds so that it can be put back exactly."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.orm import Session

from sms_gateway.domain.messages import OutboxState
from sms_gateway.storage.schema import cases, outbox, questions, undos

TAKEN_BACK = "taken-back"
COLUMNS = (
    "agency",
    "state",
    "state_since",
    "due_at",
    "other_due_at",
    "overdue_told_at",
    "before_asking",
    "returns",
    "extended_at",
    "closed_at",
)
_MOMENTS = frozenset({"state_since", "due_at", "other_due_at", "overdue_told_at", "extended_at", "closed_at"})


@dataclass(frozen=True, slots=True)
class Undo:
    """A move that can be taken back until *until*."""

    id: int
    account_id: int
    case_id: int
    ticket_id: int
    move: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    until: datetime
    used_at: datetime | None


_UNDO = tuple(undos.c[name] for name in Undo.__dataclass_fields__)


def add(session: Session, values: Mapping[str, Any]) -> int:
    """Keep it; returns the id."""
    return int(session.execute(insert(undos).values(**values).returning(undos.c.id)).scalar_one())


def get(session: Session, undo_id: int) -> Undo | None:
    """One of them."""
    row = session.execute(select(*_UNDO).where(undos.c.id == undo_id)).one_or_none()
    return Undo(*row) if row else None


def use(session: Session, undo_id: int, now: datetime) -> None:
    """It was taken back, once."""
    session.execute(update(undos).where(undos.c.id == undo_id).values(used_at=now))


def stands(session: Session, case_id: int) -> dict[str, Any]:
    """Where the case stands, as JSON can keep it."""
    row = session.execute(select(*(cases.c[name] for name in COLUMNS)).where(cases.c.id == case_id)).one()
    return {name: _plain(value) for name, value in zip(COLUMNS, row, strict=True)}


def put_back(session: Session, case_id: int, columns: Mapping[str, Any]) -> None:
    """The case stands there again."""
    values = {name: _moment(value) if name in _MOMENTS else value for name, value in columns.items()}
    session.execute(update(cases).where(cases.c.id == case_id).values(**values))


def waiting(session: Session, ticket_ids: Collection[int], now: datetime) -> dict[str, str]:
    """The SMS about these tickets that wait for their hour, with it."""
    query = select(outbox.c.id, outbox.c.due_at).where(
        outbox.c.ticket_id.in_(ticket_ids), outbox.c.state == OutboxState.QUEUED, outbox.c.due_at > now
    )
    return {str(row.id): row.due_at.isoformat() for row in session.execute(query)}


def newest(session: Session, ticket_ids: Collection[int]) -> int:
    """The id of the last SMS about these tickets; 0 for none."""
    return session.scalar(select(func.max(outbox.c.id)).where(outbox.c.ticket_id.in_(ticket_ids))) or 0


def hold_back(session: Session, ticket_ids: Collection[int], after: int, until: datetime) -> list[int]:
    """What was promised about them after the SMS *after* does not leave before *until*; returns which."""
    mine = (outbox.c.ticket_id.in_(ticket_ids), outbox.c.id > after, outbox.c.state == OutboxState.QUEUED)
    ids = list(session.scalars(select(outbox.c.id).where(*mine)))
    sooner = or_(outbox.c.due_at.is_(None), outbox.c.due_at < until)
    session.execute(update(outbox).where(outbox.c.id.in_(ids), sooner).values(due_at=until))
    return ids


def take_back(session: Session, ids: Sequence[int], now: datetime) -> bool:
    """End these SMS before anybody claimed them; False when one of them may have left."""
    untouched = (
        outbox.c.id.in_(ids),
        outbox.c.state == OutboxState.QUEUED,
        outbox.c.first_tried_at.is_(None),
    )
    locked = select(outbox.c.id).where(*untouched).with_for_update()
    if len(list(session.scalars(locked))) != len(ids):
        return False
    ended = {"state": OutboxState.EXPIRED, "reason": TAKEN_BACK, "due_at": None}
    session.execute(
        update(outbox).where(outbox.c.id.in_(ids)).values(**ended, state_since=now, finished_at=now)
    )
    return True


def wait_again(session: Session, rows: Mapping[str, str], now: datetime) -> None:
    """What the move had dropped for its own SMS waits for its hour again."""
    for row_id, due_at in rows.items():
        again = {"state": OutboxState.QUEUED, "reason": None, "due_at": _moment(due_at), "finished_at": None}
        session.execute(
            update(outbox)
            .where(outbox.c.id == int(row_id), outbox.c.state == OutboxState.EXPIRED)
            .values(**again, state_since=now)
        )


def asked(session: Session, sender_ids: Collection[int]) -> dict[str, bool]:
    """The questions to these phones that nobody answered, and whether each waits behind another."""
    query = select(questions.c.id, questions.c.waiting).where(
        questions.c.sender_id.in_(sender_ids), questions.c.closed_at.is_(None)
    )
    return {str(row.id): row.waiting for row in session.execute(query)}


def ask_as_before(
    session: Session, sender_ids: Collection[int], before: Mapping[str, bool], now: datetime
) -> None:
    """Exactly these questions are unanswered."""
    unclosed = (questions.c.sender_id.in_(sender_ids), questions.c.closed_at.is_(None))
    known = [int(each) for each in before]
    new = update(questions).where(*unclosed, questions.c.id.not_in(known))
    session.execute(new.values(closed_at=now))
    for each in sorted(before, key=lambda one: not before[one]):  # first those behind: one is open at a time
        again = update(questions).where(questions.c.id == int(each))
        session.execute(again.values(closed_at=None, waiting=before[each]))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
