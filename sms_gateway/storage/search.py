"""Finds tickets, the newest first, page by page along an index; never by counting or skipping rows."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from sms_gateway.storage.dialect import plan_by_values
from sms_gateway.storage.open_cases import handed_on, is_open
from sms_gateway.storage.schema import cases, events, messages, tickets
from sms_gateway.storage.schema.tickets_desk import ADDED, SPOKEN, province, regency, words_of

WINDOW: Final = 20_000  # messages of SQLite, the newest, that are searched for words
LATER: Final = 500  # matching SMS that were added to tickets, the newest, that are looked at
_DEPTHS: Final = (
    50_000,
    400_000,
    3_000_000,
    1 << 62,
)  # of the newest messages, looked at one after the other
WITHDRAWN: Final = "withdrawn"  # the event that takes words away from a ticket again
_PLAIN: Final = re.compile(r"[a-z0-9]+")
_NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
_PROVINCE, _REGENCY = 2, 5  # characters of their codes


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is empty or None is not asked. *since* and *until*: half open."""

    number: str = ""
    words: str = ""
    region: str = ""
    agency: str | None = None
    state: str = ""
    since: datetime | None = None
    until: datetime | None = None
    sender_id: int | None = None
    secret: bool = True  # words are looked for in secret reports, too
    handed_to: str | None = None  # only what was handed to this agency: what it may see
    open: bool = False  # not ended; of an agency, what was handed to it
    late_at: datetime | None = None  # open, and past its limit then


@dataclass(frozen=True, slots=True)
class Place:
    """The last row of a page: the next page begins behind it."""

    opened_at: datetime
    case_id: int
    ticket_id: int


@dataclass(frozen=True, slots=True)
class FoundTicket:
    """A ticket as a list shows it; *text* is masked, None when no SMS opened it."""

    place: Place
    number: str
    state: str
    problem: str
    agency: str | None
    region: str | None
    due_at: datetime | None
    text: str | None
    confidential: bool
    later: bool = False  # the words that were looked for stand in what was added to it


def find(session: Session, wanted: Wanted, after: Place | None, limit: int) -> list[FoundTicket]:
    """Up to *limit* tickets behind *after*.

    What opened a ticket and what was added to it is asked apart, each along its own index: one question
    for both would read every ticket.
    """
    plan_by_values(session)
    first = _page(session, wanted, after, limit, _said_first(session, wanted.words) if wanted.words else ())
    if not wanted.words:
        return first
    later = _page(session, wanted, after, limit, _said_later(session, wanted.words))
    both = {each.place.ticket_id: replace(each, later=True) for each in later}
    both |= {each.place.ticket_id: each for each in first}
    newest = sorted(both.values(), key=lambda each: astuple(each.place), reverse=True)
    return newest[:limit]


def _page(
    session: Session,
    wanted: Wanted,
    after: Place | None,
    limit: int,
    said: Iterable[ColumnElement[bool]],
) -> list[FoundTicket]:
    query = _listed().where(*_asked(wanted), *said)
    if after is not None:
        behind = tuple_(cases.c.opened_at, cases.c.id, tickets.c.id) < tuple_(
            literal(after.opened_at, cases.c.opened_at.type), after.case_id, after.ticket_id
        )
        query = query.where(cases.c.opened_at <= after.opened_at, behind)
    newest = (cases.c.opened_at.desc(), cases.c.id.desc(), tickets.c.id.desc())
    return [_found(row) for row in session.execute(query.order_by(*newest).limit(limit))]


def _listed() -> Select[Any]:
    return (
        select(
            cases.c.opened_at,
            cases.c.id,
            tickets.c.id,
            tickets.c.number,
            cases.c.state,
            cases.c.problem,
            cases.c.agency,
            cases.c.region,
            cases.c.due_at,
            messages.c.body_masked,
            tickets.c.confidential,
        )
        .select_from(cases)
        .join(tickets, tickets.c.case_id == cases.c.id)
        .outerjoin(messages, messages.c.id == tickets.c.message_id)
    )


def _asked(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    equal = (
        (tickets.c.number, wanted.number),
        (cases.c.agency, wanted.agency),
        (cases.c.state, wanted.state),
        (tickets.c.sender_id, wanted.sender_id),
    )
    yield from (column == value for column, value in equal if value not in ("", None))
    if wanted.words and not wanted.secret:  # that it is found would tell what it says
        yield tickets.c.confidential.is_(False)
    if wanted.handed_to is not None:
        yield from handed_to(wanted.handed_to)
    if wanted.open or wanted.late_at:
        yield from _late(wanted.late_at) if wanted.late_at else is_open()
        yield from handed_on() if wanted.agency else ()
    if wanted.region:
        yield _within(wanted.region)
    if wanted.since:
        yield cases.c.opened_at >= wanted.since
    if wanted.until:
        yield cases.c.opened_at < wanted.until


def _late(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Open, and past its clock at *at*; not by the index of clocks, or all late ones would be sorted."""
    never = literal(_NEVER, cases.c.due_at.type)
    return (*is_open(), func.coalesce(cases.c.due_at, never) < at)


def handed_to(agency: str) -> tuple[ColumnElement[bool], ...]:
    """What *agency* has or had."""
    return cases.c.agency == agency, *handed_on()


def _within(code: str) -> ColumnElement[bool]:
    """In the region *code* or below it: by the index of its regency or province."""
    if len(code) <= _PROVINCE:
        return province == code
    inside = regency == code[:_REGENCY]
    if len(code) <= _REGENCY:
        return inside
    below = cases.c.region.startswith(f"{code}.", autoescape=True)
    return inside & or_(cases.c.region == code, below)


def _said_first(session: Session, words: str) -> tuple[ColumnElement[bool]]:
    """The SMS that opened the ticket has all *words*."""
    text = func.lower(messages.c.body_masked)
    # Parting a text into words costs twenty times this, and an agency has thousands without the word.
    holds = (func.strpos(text, word) > 0 for word in words.lower().split() if _PLAIN.fullmatch(word))
    if session.get_bind().dialect.name != "postgresql":
        return (_says(session, words, messages),)
    return (and_(*holds, _says(session, words, messages)),)


def _said_later(session: Session, words: str) -> tuple[ColumnElement[bool]]:
    """One of the newest SMS that were added to tickets and have all *words* was added to it, and stayed."""
    gone = events.alias("gone")
    taken_away = exists().where(
        gone.c.ticket_id == events.c.ticket_id,
        gone.c.kind == WITHDRAWN,
        gone.c.message_id == events.c.message_id,
        gone.c.id > events.c.id,
    )
    found = select(events.c.ticket_id).where(
        SPOKEN, events.c.message_id.in_(_newest_later(session, words)), ~taken_away
    )
    return (tickets.c.id.in_(found),)


def _newest_later(session: Session, words: str) -> list[int]:
    """The newest SMS that were added to tickets and have all *words*, LATER at most.

    Who looks for a word of thousands needs no more, and reading all of them for the newest would take a
    second: so they are looked for among the newest SMS first, and among more while there are too few.
    """
    said = messages.alias("said")
    newest = session.scalar(select(func.max(messages.c.id))) or 0
    # By a sum, or PostgreSQL walks all of them by their id for a word that hardly any has.
    order = (said.c.id + literal_column("0")).desc()
    found: list[int] = []
    for depth in _DEPTHS:
        behind = max(newest - depth, 0)
        query = select(said.c.id).where(ADDED, _says(session, words, said), said.c.id > behind)
        found = list(session.scalars(query.order_by(order).limit(LATER)))
        if len(found) == LATER or not behind:
            break
    return found


def _says(session: Session, words: str, said: FromClause) -> ColumnElement[bool]:
    """*said* has all *words*: whole ones, or on SQLite any part, of the newest."""
    if session.get_bind().dialect.name == "postgresql":
        query = func.plainto_tsquery(literal_column("'simple'"), words)
        return words_of(said.c.body_masked).bool_op("@@")(query)
    oldest = func.coalesce(select(func.max(messages.c.id)).scalar_subquery(), 0) - WINDOW
    recent = said.c.id > oldest
    for word in words.split():
        recent &= said.c.body_masked.icontains(word, autoescape=True)
    return recent


def _found(row: Any) -> FoundTicket:
    return FoundTicket(Place(row[0], row[1], row[2]), *row[3:])


def windowed(session: Session) -> bool:
    """Whether words are looked for in the newest messages only."""
    return session.get_bind().dialect.name != "postgresql"
