"""The time a dashboard looks at: the last hours or days, or from one day to another, and its bars."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Final

from sms_gateway.domain.hourly import HOUR, hour_of
from sms_gateway.domain.typed_days import day_of

LONGEST: Final = timedelta(days=92)
_DAY: Final = timedelta(days=1)


class Chosen(StrEnum):
    """What can be chosen."""

    DAY = "24h"
    WEEK = "7d"
    MONTH = "30d"
    DATES = "dates"


class SpanFault(StrEnum):
    """Why dates are no span."""

    DATE = "date"  # not a date
    ORDER = "order"  # the last before the first
    LONG = "long"


_LAST: Final = {Chosen.DAY: _DAY, Chosen.WEEK: 7 * _DAY, Chosen.MONTH: 30 * _DAY}


@dataclass(frozen=True, slots=True)
class Span:
    """From *since* on and before *until*, both whole hours; *step*: one bar."""

    since: datetime
    until: datetime
    step: timedelta


def last(chosen: Chosen, now: datetime, zone: timezone) -> Span:
    """The hours or days that end with the running hour; of days, whole ones of *zone*."""
    until = hour_of(now) + HOUR
    if chosen is Chosen.DAY:
        return Span(until - _DAY, until, HOUR)
    first = now.astimezone(zone).date() - _LAST[chosen] + _DAY
    return _of_days(first, until, zone)


def between(first: str, final: str, now: datetime, zone: timezone) -> Span | SpanFault:
    """From the day *first* to the end of the day *final*, as a form sends them; never beyond now."""
    begins, ends = day_of(first), day_of(final)
    if begins is None or ends is None:
        return SpanFault.DATE
    if begins > ends or begins > now.astimezone(zone).date():
        return SpanFault.ORDER
    if ends - begins >= LONGEST:
        return SpanFault.LONG
    over = datetime.combine(ends, time(), zone) + _DAY if ends < date.max else hour_of(now) + HOUR
    return _of_days(begins, min(over, hour_of(now) + HOUR), zone)


def _of_days(first: date, until: datetime, zone: timezone) -> Span:
    since = datetime.combine(first, time(), zone)
    length = until - since
    step = HOUR if length <= 2 * _DAY else 6 * HOUR if length <= 8 * _DAY else _DAY
    return Span(since, until, step)


def steps(counts: dict[datetime, int], span: Span) -> list[tuple[datetime, int]]:
    """*counts* by hour as one for each step of *span*, those without any as 0."""
    number = -(-(span.until - span.since) // span.step)
    added = [0] * number
    for hour, count in counts.items():
        added[(hour - span.since) // span.step] += count
    return [(span.since + at * span.step, count) for at, count in enumerate(added)]
