"""Prints of reports, found by their keys: the newest few of each key, however many there are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import Select, delete, func, insert, select
from sqlalchemy.orm import Session

from sms_gateway.storage.dialect import newest_under_keys, under_keys
from sms_gateway.storage.inserting import each_of, insert_each
from sms_gateway.storage.schema import cases, print_keys, prints, tickets

PER_KEY: Final = 8
MOST: Final = 16
_ADD: Final = insert(prints)


_PRINT: Final = (
    select(
        prints.c.ticket_id,
        tickets.c.case_id,
        tickets.c.sender_id,
        cases.c.state,
        prints.c.at,
        prints.c.mergeable,
        prints.c.urgency,
        prints.c.features,
    )
    .join(tickets, tickets.c.id == prints.c.ticket_id)
    .join(cases, cases.c.id == tickets.c.case_id)
)


@dataclass(frozen=True, slots=True)
class PrintRow:
    """A report that shares a key, and the case it is on."""

    ticket_id: int
    case_id: int
    sender_id: int | None
    state: str
    at: datetime
    mergeable: bool
    urgency: str
    features: str


def add(session: Session, values: dict[str, Any], keys: Collection[int]) -> None:
    """Keep the print of a ticket under its *keys*; *values* are the columns of `prints`."""
    session.execute(_ADD, values)
    _add_keys(session, values["ticket_id"], values["at"], keys)


def replace_keys(session: Session, ticket_id: int, at: datetime, keys: Collection[int]) -> None:
    """The print of a ticket is found under *keys* and no other."""
    session.execute(delete(print_keys).where(print_keys.c.ticket_id == ticket_id))
    _add_keys(session, ticket_id, at, keys)


def _add_keys(session: Session, ticket_id: int, at: datetime, keys: Collection[int]) -> None:
    dialect = session.get_bind().dialect.name
    each = each_of(dialect, sorted(set(keys)))
    added = insert_each(dialect, print_keys, "key", ("at", "ticket_id"))
    session.execute(added, {"each": each, "every_at": at, "every_ticket_id": ticket_id})


def candidates(session: Session, keys: Sequence[int], since: datetime) -> list[PrintRow]:
    """At most MOST reports since *since* that share a key, those that share most first."""
    dialect = session.get_bind().dialect.name
    found = session.execute(_sharing(dialect), {**under_keys(dialect, keys), "since": since})
    return [PrintRow(*row) for row in found]


@cache
def _sharing(dialect: str) -> Select[Any]:
    newest = newest_under_keys(dialect, print_keys, PER_KEY).subquery()
    sharing = (
        select(newest.c.ticket_id, func.count().label("keys"))
        .group_by(newest.c.ticket_id)
        .order_by(func.count().desc(), newest.c.ticket_id.desc())
        .limit(MOST)
        .subquery()
    )
    of_them = _PRINT.join(sharing, sharing.c.ticket_id == prints.c.ticket_id)
    return of_them.order_by(sharing.c["keys"].desc(), sharing.c.ticket_id.desc())


def of_sender(session: Session, sender_id: int, since: datetime, limit: int = 20) -> list[PrintRow]:
    """The prints of the sender's own tickets since *since*, newest first."""
    query = (
        select(tickets.c.id)
        .where(tickets.c.sender_id == sender_id, tickets.c.created_at >= since)
        .order_by(tickets.c.id.desc())
        .limit(limit)
    )
    return sorted(_rows(session, list(session.scalars(query))), key=lambda row: -row.ticket_id)


def of_tickets(session: Session, ids: Collection[int]) -> list[PrintRow]:
    """The prints of these tickets."""
    return _rows(session, ids)


def _rows(session: Session, ids: Collection[int]) -> list[PrintRow]:
    if not ids:
        return []
    return [PrintRow(*row) for row in session.execute(_PRINT.where(prints.c.ticket_id.in_(ids)))]


def forbid_merging(session: Session, ticket_id: int) -> None:
    """From now on this report is only linked: it became anonymous or confidential."""
    session.execute(prints.update().where(prints.c.ticket_id == ticket_id).values(mergeable=False))


def forget(session: Session, ticket_ids: Collection[int]) -> None:
    """Delete the prints of these tickets: at erasure, nothing of their words stays here."""
    session.execute(delete(print_keys).where(print_keys.c.ticket_id.in_(ticket_ids)))
    session.execute(delete(prints).where(prints.c.ticket_id.in_(ticket_ids)))
