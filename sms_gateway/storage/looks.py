"""Who looked at whose data: notes of pages and numbers, read by whom they are about or by account."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, Table, and_, func, literal, null, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from sms_gateway.storage.schema import audit, message_views, messages, reveals, review_items, tickets, views

Place = tuple[datetime, int, int]  # when, which kind of note, its id
_A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class LookRow:
    """One note. *way*: "page", "shown" or "searched"; *what*: the page, or the code of the reason."""

    at: datetime
    kind: int
    id: int
    account_id: int
    way: str
    what: str
    number: str | None  # of the ticket
    reference: str | None  # of the review item

    @property
    def place(self) -> Place:
        """Where it stands among others."""
        return self.at, self.kind, self.id


@dataclass(frozen=True, slots=True)
class SeenRow:
    """What an account saw of one ticket, message or number on one page: how often, from when to when."""

    way: str
    what: str
    number: str | None
    reference: str | None
    sender_id: int | None
    first_at: datetime
    last_at: datetime
    times: int


def of_sender(session: Session, sender_id: int, behind: Place | None, limit: int) -> list[LookRow]:
    """Up to *limit* notes about this sender behind *behind*, the newest first."""
    found = [
        LookRow(*row)
        for kind, (query, at, row_id) in enumerate(_about(sender_id))
        for row in session.execute(_behind(query, at, row_id, kind, behind).limit(limit))
    ]
    return sorted(found, key=lambda row: (-row.at.timestamp(), row.kind, -row.id))[:limit]


@dataclass(frozen=True, slots=True)
class Seen:
    """What an account saw; *more*: there are older notes of that time."""

    rows: list[SeenRow]
    more: bool


def by_account(session: Session, account_id: int, since: datetime, until: datetime, most: int | None) -> Seen:
    """Everything that account saw from *since* on and before *until*, one row for each ticket and page.

    With *most* by no more notes of each kind than that, the newest.
    """
    starts = dict.fromkeys((views, message_views, reveals), since)
    for table in starts if most is not None else ():
        mine = select(table.c.at).where(table.c.account_id == account_id, table.c.at >= since)
        newest = mine.where(table.c.at < until).order_by(table.c.at.desc()).offset(most).limit(1)
        oldest: datetime | None = session.scalar(newest)
        starts[table] = oldest + _A_MOMENT if oldest else since
    found = _seen(session, account_id, starts, until)
    return Seen(found, any(start > since for start in starts.values()))


def _seen(
    session: Session, account_id: int, starts: Mapping[Table, datetime], until: datetime
) -> list[SeenRow]:
    found: list[SeenRow] = []
    for table, way, what, query, keys in _kinds():
        since = starts[table]
        mine = query.where(table.c.account_id == account_id, table.c.at >= since, table.c.at < until)
        whole = mine.add_columns(func.min(table.c.at), func.max(table.c.at), func.count())
        rows = session.execute(whole.group_by(way, what, *keys).order_by(func.min(table.c.at)))
        found += [SeenRow(*row) for row in rows]
    return found


def exports(
    session: Session, actor: str, actions: tuple[str, ...], since: datetime, until: datetime
) -> list[tuple[datetime, str]]:
    """What that account took out, as the audit chain has it: when and what."""
    query = select(audit.c.at, audit.c.action).where(
        audit.c.actor == actor, audit.c.action.in_(actions), audit.c.at >= since, audit.c.at < until
    )
    return [(row.at, row.action) for row in session.execute(query.order_by(audit.c.seq))]


def _about(sender_id: int) -> list[tuple[Select[Any], ColumnElement[datetime], ColumnElement[int]]]:
    tables: list[tuple[Any, str | ColumnElement[str], ColumnElement[str]]] = [
        (views, "page", views.c.page),
        (message_views, "page", message_views.c.page),
        (reveals, reveals.c.kind, reveals.c.reason),
    ]
    found = []
    for kind, (table, way, what) in enumerate(tables):
        named = literal(way) if isinstance(way, str) else way
        own = (table.c.at, literal(kind), table.c.id, table.c.account_id, named, what)
        if table is message_views:
            query = select(*own, null(), review_items.c.reference).select_from(_reviewed())
            query = query.where(messages.c.sender_id == sender_id)
        elif table is views:
            query = select(*own, tickets.c.number, null()).join(tickets, tickets.c.id == table.c.ticket_id)
            query = query.where(tickets.c.sender_id == sender_id)
        else:
            query = select(*own, tickets.c.number, null())
            query = query.outerjoin(tickets, tickets.c.id == table.c.ticket_id)
            query = query.where(table.c.sender_id == sender_id)
        found.append((query, table.c.at, table.c.id))
    return found


def _behind(
    query: Select[Any],
    at: ColumnElement[datetime],
    row_id: ColumnElement[int],
    kind: int,
    behind: Place | None,
) -> Select[Any]:
    """Notes of one kind behind a place: of the same moment the kinds stand in their order."""
    if behind is not None:
        when, which, last = behind
        same = at == when
        after = same if kind > which else and_(same, row_id < last) if kind == which else None
        query = query.where(at < when if after is None else or_(at < when, after))
    return query.order_by(at.desc(), row_id.desc())


def _kinds() -> list[tuple[Any, Any, Any, Select[Any], tuple[Any, ...]]]:
    page: ColumnElement[str] = literal("page")
    of_ticket = (tickets.c.number, tickets.c.sender_id)
    of_message = (review_items.c.reference, messages.c.sender_id)
    number = (tickets.c.number, reveals.c.sender_id)
    return [
        (
            views,
            views.c.page,
            views.c.ticket_id,
            select(page, views.c.page, tickets.c.number, null(), tickets.c.sender_id).join(
                tickets, tickets.c.id == views.c.ticket_id
            ),
            of_ticket,
        ),
        (
            message_views,
            message_views.c.page,
            message_views.c.message_id,
            select(
                page, message_views.c.page, null(), review_items.c.reference, messages.c.sender_id
            ).select_from(_reviewed()),
            of_message,
        ),
        (
            reveals,
            reveals.c.kind,
            reveals.c.reason,
            select(reveals.c.kind, reveals.c.reason, tickets.c.number, null(), reveals.c.sender_id).outerjoin(
                tickets, tickets.c.id == reveals.c.ticket_id
            ),
            number,
        ),
    ]


def _reviewed() -> Any:
    found = message_views.join(messages, messages.c.id == message_views.c.message_id)
    return found.outerjoin(review_items, review_items.c.message_id == messages.c.id)
