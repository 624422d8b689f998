"""Counts of an hour: taken from what happened in it, put in the place of older ones, and added up."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, and_, bindparam, case, delete, exists, func, insert, select
from sqlalchemy.orm import Session

from sms_gateway.domain.cases import OPEN
from sms_gateway.domain.hourly import (
    AGE_DAYS,
    AGES,
    CONFIDENCES,
    EVERYBODY,
    HOUR,
    KEPT,
    MISSED,
    NOBODY,
    Count,
    Measure,
    hour_of,
    with_sums,
)
from sms_gateway.storage.dialect import lock_keys
from sms_gateway.storage.schema import cases, events, hourly, merges, messages, outbox, tickets

Found = tuple[Measure, str | None, str, int]
# After these a ticket belongs to another agency, place or case than when its hour was counted.
MOVES: Final = ("forwarded", "returned", "placed", "merged", "separated", "changed", "reopened")
_DESK: Final = "desk"
_NO_AGENCY: Final = (EVERYBODY, NOBODY)
_LOCK: Final = 1708_18


def count(session: Session, hour: datetime) -> list[Count]:
    """What the tables say of *hour* now; the backlog is none of it, since it is of the moment."""
    ends = hour + HOUR
    return with_sums(
        [
            *_messages(session, hour, ends),
            *_tickets(session, hour, ends),
            *_answers(session, hour, ends),
            *_merged(session, hour, ends),
            *_segments(session, hour, ends),
        ]
    )


def backlog(session: Session, now: datetime) -> list[Count]:
    """The open cases at *now* by age."""
    limits = [(cases.c.opened_at > now - timedelta(days=days), AGES[at]) for at, days in enumerate(AGE_DAYS)]
    age = case(*limits, else_=AGES[-1]).label("age")
    inner = select(cases.c.agency, age).where(cases.c.state.in_(sorted(OPEN))).subquery()
    query = select(inner.c.agency, inner.c.age, func.count()).group_by(inner.c.agency, inner.c.age)
    return with_sums((Measure.BACKLOG, row[0], row[1], row[2]) for row in session.execute(query))


def lock(session: Session) -> None:
    """Nobody else replaces counts until the transaction ends."""
    lock_keys(session, [_LOCK])


def replace(
    session: Session, hour: datetime, counts: Collection[Count], measures: Collection[Measure]
) -> None:
    """*counts* are what *hour* holds of *measures*, whatever it held before."""
    # By agency, as the key begins: without it every row of the table would be looked at.
    agencies = {each.agency for each in counts} | set(_agencies(session, hour, measures))
    session.execute(
        delete(hourly).where(
            hourly.c.agency.in_(sorted(agencies)), hourly.c.measure.in_(measures), hourly.c.hour == hour
        )
    )
    if counts:
        values = [{"hour": hour, "measure": each.measure, "agency": each.agency, "part": each.part,
                   "count": each.count} for each in counts]  # fmt: skip
        session.execute(insert(hourly), values)


def _agencies(session: Session, hour: datetime, measures: Collection[Measure]) -> Iterator[str]:
    query = select(hourly.c.agency).where(hourly.c.hour == hour, hourly.c.measure.in_(measures)).distinct()
    yield from session.scalars(query)


def touched(session: Session, since: datetime, until: datetime) -> set[datetime]:
    """Hours before *since* of which something became known, or became different, from then until *until*."""
    late = (
        select(messages.c.received_at).where(messages.c.finished_at.is_not(None)),
        messages.c.finished_at,
        messages.c.received_at,
    )
    moved = (
        select(tickets.c.created_at)
        .join(events, events.c.case_id == tickets.c.case_id)
        .where(events.c.kind.in_(MOVES)),
        events.c.at,
        tickets.c.created_at,
    )
    parted = (select(merges.c.merged_at), merges.c.undone_at, merges.c.merged_at)
    return {
        hour_of(moment)
        for query, known, moment_of in (late, moved, parted)
        for moment in session.scalars(
            query.where(known >= since, known < until, moment_of < hour_of(since)).distinct()
        )
    }


def first_moment(session: Session) -> datetime | None:
    """When the first message came in."""
    found: datetime | None = session.scalar(select(func.min(messages.c.received_at)))
    return found


def sums(
    session: Session, agency: str, measures: Collection[Measure], since: datetime, until: datetime
) -> dict[Measure, dict[str, int]]:
    """The counts of *agency* from *since* on and before *until* added up, by measure and part."""
    columns = (hourly.c.measure, hourly.c.part)
    query = _within(select(*columns, func.sum(hourly.c.count)), agency, measures, since, until)
    found: dict[Measure, dict[str, int]] = {measure: {} for measure in measures}
    for measure, part, total in session.execute(query.group_by(*columns).order_by(*columns)):
        found[Measure(measure)][part] = int(total)
    return found


def series(
    session: Session, agency: str, measure: Measure, since: datetime, until: datetime
) -> dict[datetime, int]:
    """The counts of *agency* by hour, all parts together; hours without any are left out."""
    query = _within(select(hourly.c.hour, func.sum(hourly.c.count)), agency, (measure,), since, until)
    found = session.execute(query.group_by(hourly.c.hour).order_by(hourly.c.hour))
    return {row[0]: int(row[1]) for row in found}


def worst(
    session: Session, measure: Measure, part: str, since: datetime, until: datetime, limit: int
) -> list[str]:
    """The agencies with the most of *part* in that time, along an index where there is one of that part."""
    total = func.sum(hourly.c.count)
    # Written out, or PostgreSQL cannot tell that the index is of these rows.
    those = [
        column == bindparam(None, str(value), literal_execute=True)
        for column, value in ((hourly.c.measure, measure), (hourly.c.part, part))
    ]
    query = (
        select(hourly.c.agency)
        .where(*those, hourly.c.agency.not_in(_NO_AGENCY))
        .where(hourly.c.hour >= since, hourly.c.hour < until)
        .group_by(hourly.c.agency)
        .order_by(total.desc(), hourly.c.agency)
        .limit(limit)
    )
    return list(session.scalars(query))


def listed(
    session: Session, agency: str, since: datetime, until: datetime
) -> list[tuple[datetime, str, str, int]]:
    """Every count of *agency* in that time: hour, measure, part, count."""
    columns = (hourly.c.hour, hourly.c.measure, hourly.c.part, hourly.c.count)
    query = _within(select(*columns), agency, tuple(Measure), since, until)
    return [(row[0], row[1], row[2], int(row[3])) for row in session.execute(query.order_by(*columns[:3]))]


def newest(session: Session, agency: str, measure: Measure, until: datetime) -> datetime | None:
    """The last hour before *until* that holds something of *measure*."""
    query = select(func.max(hourly.c.hour)).where(
        hourly.c.agency == agency, hourly.c.measure == measure, hourly.c.hour < until
    )
    found: datetime | None = session.scalar(query)
    return found


def _within(
    query: Select[Any],
    agency: str,
    measures: Collection[Measure],
    since: datetime,
    until: datetime,
) -> Select[Any]:
    return query.where(
        hourly.c.agency == agency,
        hourly.c.measure.in_(measures),
        hourly.c.hour >= since,
        hourly.c.hour < until,
    )


def _messages(session: Session, hour: datetime, ends: datetime) -> Iterator[Found]:
    at = messages.c.received_at
    query = select(messages.c.state, func.count()).where(at >= hour, at < ends).group_by(messages.c.state)
    for state, number in session.execute(query):
        yield Measure.MESSAGES, None, state, number


def _tickets(session: Session, hour: datetime, ends: datetime) -> Iterator[Found]:
    """One reading of the hour for three measures."""
    tenths = [(cases.c.route_confidence < (at + 1) / 10, part) for at, part in enumerate(CONFIDENCES[:-1])]
    inner = (
        select(
            cases.c.agency,
            func.substr(func.coalesce(cases.c.region, ""), 1, 2).label("province"),
            case(*tenths, else_=CONFIDENCES[-1]).label("tenth"),
        )
        .select_from(tickets.join(cases, cases.c.id == tickets.c.case_id))
        .where(tickets.c.created_at >= hour, tickets.c.created_at < ends, tickets.c.sender_id.is_not(None))
        .subquery()
    )
    columns = (inner.c.agency, inner.c.province, inner.c.tenth)
    for agency, province, tenth, number in session.execute(select(*columns, func.count()).group_by(*columns)):
        yield Measure.TICKETS, agency, "", number
        yield Measure.PROVINCE, agency, province, number
        yield Measure.CONFIDENCE, agency, tenth, number


def _answers(session: Session, hour: datetime, ends: datetime) -> Iterator[Found]:
    """Answers to cases whose agency had not been reminded before, and agencies whose limit ran out."""
    earlier = events.alias()
    reminded = exists().where(
        earlier.c.case_id == events.c.case_id, earlier.c.kind == "overdue", earlier.c.id < events.c.id
    )
    within = and_(events.c.at >= hour, events.c.at < ends)
    kept = (
        select(cases.c.agency, func.count())
        .join(events, events.c.case_id == cases.c.id)
        .where(within, events.c.kind == "answered", ~reminded)
        .group_by(cases.c.agency)
    )
    for agency, number in session.execute(kept):
        yield Measure.ANSWER, agency, KEPT, number
    for detail in session.scalars(select(events.c.detail).where(within, events.c.kind == "overdue")):
        if detail.get("reminded", _DESK) != _DESK:
            yield Measure.ANSWER, detail["reminded"], MISSED, 1


def _merged(session: Session, hour: datetime, ends: datetime) -> Iterator[Found]:
    query = (
        select(cases.c.agency, func.count())
        .join(merges, merges.c.to_case_id == cases.c.id)
        .where(merges.c.merged_at >= hour, merges.c.merged_at < ends, merges.c.undone_at.is_(None))
        .group_by(cases.c.agency)
    )
    for agency, number in session.execute(query):
        yield Measure.MERGED, agency, "", number


def _segments(session: Session, hour: datetime, ends: datetime) -> Iterator[Found]:
    columns = (cases.c.agency, outbox.c.carrier)
    joined = outbox.outerjoin(tickets, tickets.c.id == outbox.c.ticket_id).outerjoin(
        cases, cases.c.id == tickets.c.case_id
    )
    query = (
        select(*columns, func.sum(outbox.c.segments))
        .select_from(joined)
        .where(outbox.c.first_tried_at >= hour, outbox.c.first_tried_at < ends)
        .group_by(*columns)
    )
    for agency, carrier, number in session.execute(query):
        yield Measure.SEGMENTS, agency, carrier, int(number)
