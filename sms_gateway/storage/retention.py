"""Rows whose time is over, by class: counted without being touched, found in batches, and destroyed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from sms_gateway.domain.cases import OPEN
from sms_gateway.domain.messages import UNFINISHED
from sms_gateway.domain.retention import DataClass
from sms_gateway.storage import legal_holds
from sms_gateway.storage.dialect import upsert
from sms_gateway.storage.open_rows import UNSENT
from sms_gateway.storage.schema import (
    cases,
    console_sessions,
    erasures,
    instance,
    message_views,
    messages,
    outbox,
    reveals,
    review_items,
    senders,
    tickets,
    views,
)

Place = tuple[datetime, int]  # when, and the id
_AT_ONCE: Final = 5_000  # rows a statement looks at


@dataclass(frozen=True, slots=True)
class Due:
    """A row that may go, and the sender it is about (None: nobody's in particular)."""

    id: int
    at: datetime
    sender_id: int | None

    @property
    def place(self) -> Place:
        """Where it stands among others."""
        return self.at, self.id


@dataclass(frozen=True, slots=True)
class Standing:
    """How many rows of a class may go now, of those that were looked at; *oldest* of all there are."""

    rows: int
    more: bool  # not all were looked at
    oldest: datetime | None


def old(session: Session, what: DataClass, cutoff: datetime, after: Place | None, limit: int) -> list[Place]:
    """Up to *limit* rows of *what* behind *after* that are older than *cutoff*, the oldest first.

    Whether something still needs them is not asked: this walks along an index and nothing else.
    """
    table, column, mine = _OF[what]
    at, row_id = table.c[column], table.c.id
    query = select(at, row_id).where(at < cutoff, *mine)
    if after is not None:
        query = query.where(at >= after[0], tuple_(at, row_id) > tuple_(literal(after[0], at.type), after[1]))
    return [(row[0], row[1]) for row in session.execute(query.order_by(at, row_id).limit(limit))]


def due(session: Session, what: DataClass, cutoff: datetime, limit: int, ids: Collection[int]) -> list[Due]:
    """Up to *limit* rows of *ids* that may go, the oldest first."""
    query = _due(what, cutoff)
    at, row_id = query.selected_columns.at, query.selected_columns.id
    rows = session.execute(query.where(row_id.in_(ids)).order_by(at, row_id).limit(limit))
    return [Due(row.id, row.at, row.sender_id) for row in rows]


def standing(session: Session, what: DataClass, cutoff: datetime | None, look: int | None) -> Standing:
    """How *what* stands, by the *look* oldest rows, or by all; what is for ever has no *cutoff*."""
    oldest = [_oldest(session, table.c[column], where) for table, column, where in _ALL[what]]
    known = min((each for each in oldest if each is not None), default=None)
    if cutoff is None:
        return Standing(0, False, known)
    if what not in _OF:
        counts = [_count(session, each, look) for each in _queries(what, cutoff)]
        return Standing(sum(counts), look is not None and max(counts) >= look, known)
    rows, some = 0, old(session, what, cutoff, None, look or _AT_ONCE)
    while some:
        rows += _may_go(session, what, cutoff, some)
        if look is not None:
            break
        some = old(session, what, cutoff, some[-1], _AT_ONCE)
    return Standing(rows, look is not None and len(some) >= look, known)


def _may_go(session: Session, what: DataClass, cutoff: datetime, some: list[Place]) -> int:
    """How many of *some*: of all there are, one statement would be cut off."""
    query = _due(what, cutoff)
    ids = [row_id for _, row_id in some]
    return _count(session, query.where(query.selected_columns.id.in_(ids)), None)


def destroy_words(session: Session, what: DataClass, ids: Sequence[int]) -> None:
    """The sealed words of these rows are gone; the rows stay."""
    table, column = {
        DataClass.TEXTS: (messages, messages.c.body_raw),
        DataClass.SMS: (outbox, outbox.c.body),
        DataClass.REASONS: (reveals, reveals.c.words),
    }[what]
    session.execute(update(table).where(table.c.id.in_(ids)).values({column.name: None}))


def forget_views(session: Session, cutoff: datetime, limit: int) -> int:
    """Up to *limit* notes of either kind that are older than *cutoff* go; returns how many."""
    return sum(_forget(session, table, cutoff, limit) for table in (views, message_views))


def forget_sign_ins(session: Session, cutoff: datetime) -> int:
    """Sign-ins that were over by *cutoff* go; returns how many."""
    gone = delete(console_sessions).where(console_sessions.c.until < cutoff)
    return len(session.execute(gone.returning(console_sessions.c.id)).all())


def _forget(session: Session, table: Table, cutoff: datetime, limit: int) -> int:
    """The database lets them go only in a transaction that says from when."""
    old = _old_views(table, cutoff).order_by(table.c.at).limit(limit)
    ids = list(session.scalars(old))
    if ids:
        name = f"forget:{table.name}"
        upsert(session, instance, {"name": name, "value": "", "at": cutoff}, "name")
        session.execute(delete(table).where(table.c.id.in_(ids)))
        session.execute(delete(instance).where(instance.c.name == name))
    return len(ids)


def _due(what: DataClass, cutoff: datetime) -> Select[Any]:
    queries = {
        DataClass.TEXTS: _texts,
        DataClass.SMS: _sms,
        DataClass.NUMBERS: _numbers,
        DataClass.OPT_OUTS: _opt_outs,
        DataClass.REASONS: _reasons,
    }
    return queries[what](cutoff)


def _queries(what: DataClass, cutoff: datetime) -> list[Select[Any]]:
    if what is DataClass.VIEWS:
        return [_old_views(table, cutoff) for table in (views, message_views)]
    if what is DataClass.SIGN_INS:
        return [select(console_sessions.c.id).where(console_sessions.c.until < cutoff)]
    return [_due(what, cutoff)]


def _old_views(table: Table, cutoff: datetime) -> Select[Any]:
    """Who saw what the law keeps is kept as well."""
    if table is views:
        kept = views.c.ticket_id.in_(legal_holds.kept_tickets())
    else:
        theirs = select(messages.c.id).where(messages.c.sender_id.in_(legal_holds.kept_senders()))
        kept = message_views.c.message_id.in_(theirs)
    return select(table.c.id).where(table.c.at < cutoff, ~kept)


def _texts(cutoff: datetime) -> Select[Any]:
    return select(messages.c.id, messages.c.received_at.label("at"), messages.c.sender_id).where(
        messages.c.body_raw.is_not(None),
        messages.c.received_at < cutoff,
        messages.c.state.not_in(UNFINISHED),
        ~exists(
            select(review_items.c.id).where(
                review_items.c.message_id == messages.c.id, review_items.c.closed_at.is_(None)
            )
        ),
        _at_rest(messages.c.sender_id, cutoff),
    )


def _sms(cutoff: datetime) -> Select[Any]:
    return select(outbox.c.id, outbox.c.finished_at.label("at"), outbox.c.sender_id).where(
        outbox.c.body.is_not(None), outbox.c.finished_at < cutoff, _at_rest(outbox.c.sender_id, cutoff)
    )


def _numbers(cutoff: datetime) -> Select[Any]:
    return _silent(cutoff).where(senders.c.stopped_at.is_(None))


def _opt_outs(cutoff: datetime) -> Select[Any]:
    return _silent(cutoff).where(senders.c.stopped_at < cutoff)


def _reasons(cutoff: datetime) -> Select[Any]:
    return select(reveals.c.id, reveals.c.at, null().label("sender_id")).where(
        reveals.c.words.is_not(None),
        reveals.c.at < cutoff,
        or_(reveals.c.ticket_id.is_(None), reveals.c.ticket_id.not_in(legal_holds.kept_tickets())),
        or_(reveals.c.sender_id.is_(None), reveals.c.sender_id.not_in(legal_holds.kept_senders())),
    )


def _silent(cutoff: datetime) -> Select[Any]:
    """Who has not written since, is no officer, and for whom nothing is under way."""
    me, message, sms = senders.c.id, messages.c, outbox.c
    unread = and_(message.sender_id == me, or_(message.received_at >= cutoff, message.state.in_(UNFINISHED)))
    read_by_nobody = and_(message.sender_id == me, review_items.c.closed_at.is_(None))
    in_review = review_items.join(messages, message.id == review_items.c.message_id)
    return select(me, senders.c.created_at.label("at"), me.label("sender_id")).where(
        senders.c.msisdn_enc.is_not(None),
        senders.c.created_at < cutoff,
        senders.c.role == "citizen",
        ~exists(select(message.id).where(unread)),
        ~exists(select(review_items.c.id).select_from(in_review).where(read_by_nobody)),
        ~exists(select(sms.id).where(sms.sender_id == me, sms.state.in_(UNSENT))),
        ~exists(select(erasures.c.id).where(erasures.c.sender_id == me)),
        _at_rest(me, cutoff),
    )


def _at_rest(sender_id: ColumnElement[int], cutoff: datetime) -> ColumnElement[bool]:
    """Every case this sender reported ended before *cutoff*, and no law keeps one."""
    needed = or_(
        cases.c.state.in_(sorted(OPEN)),
        cases.c.state_since >= cutoff,
        legal_holds.keeps_case(cases.c.id),
    )
    reported = tickets.join(cases, cases.c.id == tickets.c.case_id)
    one = select(tickets.c.id).select_from(reported).where(tickets.c.sender_id == sender_id, needed).limit(1)
    # Asked of each row as it comes, the oldest first. As NOT EXISTS PostgreSQL would join everything there is
    # before it sorts, which takes longer than any statement may.
    return one.scalar_subquery().is_(None)


def _count(session: Session, query: Select[Any], most: int | None) -> int:
    some = query.with_only_columns(query.selected_columns.id).limit(most).subquery()
    return int(session.scalar(select(func.count()).select_from(some)) or 0)


def _oldest(session: Session, at: ColumnElement[datetime], where: ColumnElement[bool]) -> datetime | None:
    found: datetime | None = session.scalar(select(at).where(where).order_by(at).limit(1))
    return found


_number = senders.c.msisdn_enc.is_not(None)
_ALL: dict[DataClass, list[tuple[Table, str, ColumnElement[bool]]]] = {
    DataClass.TEXTS: [(messages, "received_at", messages.c.body_raw.is_not(None))],
    DataClass.SMS: [
        (outbox, "finished_at", and_(outbox.c.body.is_not(None), outbox.c.finished_at.is_not(None)))
    ],
    DataClass.NUMBERS: [(senders, "created_at", and_(_number, senders.c.stopped_at.is_(None)))],
    DataClass.OPT_OUTS: [(senders, "created_at", and_(_number, senders.c.stopped_at.is_not(None)))],
    DataClass.VIEWS: [(table, "at", table.c.at.is_not(None)) for table in (views, message_views)],
    DataClass.REASONS: [(reveals, "at", reveals.c.words.is_not(None))],
    DataClass.SIGN_INS: [(console_sessions, "until", console_sessions.c.until.is_not(None))],
}
# Of what something else may still need: the moment that counts, and which rows are of the class at all.
_OF: Final[dict[DataClass, tuple[Table, str, tuple[ColumnElement[bool], ...]]]] = {
    DataClass.TEXTS: (messages, "received_at", (messages.c.body_raw.is_not(None),)),
    DataClass.SMS: (outbox, "finished_at", (outbox.c.body.is_not(None),)),
    DataClass.NUMBERS: (senders, "created_at", (_number, senders.c.stopped_at.is_(None))),
    DataClass.OPT_OUTS: (senders, "created_at", (_number, senders.c.stopped_at.is_not(None))),
    DataClass.REASONS: (reveals, "at", (reveals.c.words.is_not(None),)),
}
