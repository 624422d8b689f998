"""Counts by block of ids: what was counted once need not be read again for every look at the whole.

Only rows behind the newest are counted, each block whole and the blocks in their order. What can still change
without a person (a message without an outcome, an SMS under way) is never taken from here.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import case, delete, func, insert, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from sms_gateway.domain.messages import UNFINISHED, MessageState, OutboxState
from sms_gateway.storage import invariants
from sms_gateway.storage.dialect import plan_by_values
from sms_gateway.storage.invariants import Ids
from sms_gateway.storage.open_rows import UNSENT, seen, unfinished, unsent
from sms_gateway.storage.schema import counted, messages, outbox, review_items

BLOCK: Final = 5_000  # ids
READ: Final = 10 * BLOCK  # ids behind those that were counted, the newest, that a look reads at most
BEHIND: Final = 1_000  # ids behind a block before it is counted: whoever wrote into it is done
TOLD: Final = 100_000  # rows that were not looked at: from so many on they are not counted either
PROMISES: Final = ("I1", "I2", "I4")  # I3 is about what is not finished
_MOVING: Final = (*UNFINISHED, MessageState.REVIEW, *UNSENT, OutboxState.HELD)


class What(StrEnum):
    """Whose rows are counted."""

    MESSAGES = "messages"
    OUTBOX = "outbox"


_TABLES: Final = {What.MESSAGES: messages, What.OUTBOX: outbox}


@dataclass(frozen=True, slots=True)
class Known:
    """How far a table is counted: *blocks* from the first on, the stalest of them *since*."""

    blocks: int = 0
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Totals:
    """Rows *by* the state they ended in, and broken promises; *unread* rows were neither counted nor read."""

    by: Counter[str]
    unread: int


def known(session: Session) -> dict[What, Known]:
    """How far each table is counted."""
    query = select(counted.c.what, func.max(counted.c.block), func.min(counted.c.at)).group_by(counted.c.what)
    found = {What(row[0]): Known(row[1] + 1, row[2]) for row in session.execute(query)}
    return {what: found.get(what, Known()) for what in What}


def uncounted(session: Session, what: What) -> range:
    """Blocks that are whole, with enough behind them, and not counted yet."""
    return range(known(session)[what].blocks, max(_newest(session, what) - BEHIND, 0) // BLOCK)


def again(session: Session, what: What, newest: int, stalest: int) -> list[int]:
    """Blocks to be counted again: where a promise is broken, the *newest* ones, the *stalest* ones."""
    broken = func.max(case((counted.c.part.in_(PROMISES), counted.c.count), else_=0))
    mine = select(counted.c.block).where(counted.c.what == what).group_by(counted.c.block)
    asked = (
        mine.having(broken > 0).order_by(counted.c.block).limit(newest + stalest),
        mine.order_by(counted.c.block.desc()).limit(newest),
        mine.order_by(func.min(counted.c.at), counted.c.block).limit(stalest),
    )
    return sorted({block for query in asked for block in session.scalars(query)})


def count(session: Session, what: What, ids: Ids) -> Counter[str]:
    """The rows of *ids* by the state they ended in, and how often a promise is broken by them."""
    if what is What.OUTBOX:
        found = Counter(invariants.outbox_counts(session, ids))
        found.update(invariants.of_outbox(session, ids))
    else:
        found = Counter(invariants.message_counts(session, ids))
        found.update(invariants.of_messages(session, ids))
    return Counter({part: number for part, number in found.items() if part not in _MOVING})


def replace(session: Session, what: What, block: int, now: datetime) -> None:
    """Count *block* and put that in the place of what was known of it."""
    plan_by_values(session)  # no plan for any ids suits these few
    found = count(session, what, Ids(block * BLOCK, (block + 1) * BLOCK))
    session.execute(delete(counted).where(counted.c.what == what, counted.c.block == block))
    rows = [
        {"what": what, "block": block, "part": part, "count": number, "at": now}
        for part, number in found.items()
        if number or part in PROMISES  # one row at least: the block is counted
    ]
    session.execute(insert(counted), rows)


def totals(session: Session, marks: Mapping[What, Known]) -> dict[What, Totals]:
    """All rows: up to *marks* as they were counted, behind them the newest READ as they are."""
    return {what: _total(session, what, mark, READ) for what, mark in marks.items()}


def whole(session: Session) -> dict[What, Totals]:
    """All rows as they are, read piece by piece: one statement for millions would be cut off."""
    return {what: _total(session, what, Known(), None) for what in What}


def _total(session: Session, what: What, mark: Known, most: int | None) -> Totals:
    counted_to, end = mark.blocks * BLOCK, _newest(session, what) + 1
    begin = counted_to if most is None else max(counted_to, end - most)
    found: Counter[str] = Counter()
    for first in range(begin, end, READ):
        found += count(session, what, Ids(first, None if first + READ >= end else first + READ))
    # A block that is counted meanwhile was just read.
    before = counted.c.what == what, counted.c.block < mark.blocks
    query = select(counted.c.part, func.sum(counted.c.count)).where(*before).group_by(counted.c.part)
    found += Counter({row[0]: int(row[1]) for row in session.execute(query)})
    return Totals(found, _rows(session, what, range(counted_to, begin)))


def _rows(session: Session, what: What, ids: range) -> int:
    """How many rows are among *ids*, at most TOLD: behind a restore the ids start anew far ahead."""
    if not ids:
        return 0
    column = _TABLES[what].c.id
    some = select(column).where(column >= ids.start, column < ids.stop).limit(TOLD)
    return session.scalar(select(func.count()).select_from(some.subquery())) or 0


def _newest(session: Session, what: What) -> int:
    return session.scalar(select(func.max(_TABLES[what].c.id))) or 0


def moving(session: Session) -> dict[What, Counter[str]]:
    """What has not ended, of all rows, by its state: each is asked along an index of such rows alone."""
    in_review = select(func.count()).where(
        review_items.c.closed_at.is_(None), review_items.c.ticket_id.is_(None)
    )
    waiting = {str(MessageState.REVIEW): session.scalar(in_review) or 0}
    held = select(func.count()).where(seen(), outbox.c.state == OutboxState.HELD)
    return {
        What.MESSAGES: _unended(session, What.MESSAGES, unfinished()) + Counter(waiting),
        What.OUTBOX: _unended(session, What.OUTBOX, unsent())
        + Counter({str(OutboxState.HELD): session.scalar(held) or 0}),
    }


def _unended(session: Session, what: What, those: ColumnElement[bool]) -> Counter[str]:
    state = _TABLES[what].c.state
    query = select(state, func.count()).where(those).group_by(state)
    return Counter({row[0]: int(row[1]) for row in session.execute(query)})
