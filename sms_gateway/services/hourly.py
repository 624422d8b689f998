"""Keeps the counts of every hour: what is new, what became known late, what moved; or all of them anew."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from sms_gateway.domain.hourly import Measure, hour_of, hours
from sms_gateway.services.office import Office
from sms_gateway.services.turns import Mine, always
from sms_gateway.storage import hourly, operations

CURSOR: Final = "hourly"
OVERLAP: Final = timedelta(minutes=10)  # a row may be visible later than the time it bears
AT_ONCE: Final = timedelta(days=7)  # hours of the past that one round catches up with
_OF_AN_HOUR: Final = tuple(each for each in Measure if each is not Measure.BACKLOG)


def keep(office: Office, mine: Mine = always) -> int:
    """Count the hours since the last round, those something happened to, and the backlog; returns how many.

    One transaction each; counting an hour twice leaves what counting it once does.
    """
    now = office.now()
    with office.sessions.read() as session:
        known = operations.position(session, CURSOR)
        begin = known or hourly.first_moment(session)
        if begin is None:
            return 0
        since, until = begin - OVERLAP, min(now, begin + AT_ONCE)
        found = hourly.touched(session, since, until)
    wanted = {*found, *hours(since, until + timedelta(microseconds=1))}
    counted = _count(sorted(wanted), office, mine)
    if counted == len(wanted):
        _finish(until, now, office)
    return counted


def rebuild(since: datetime | None, office: Office) -> int:
    """Count every hour from *since* on anew, from the first message on without one; returns how many.

    It may run beside the schedule.
    """
    now = office.now()
    with office.sessions.read() as session:
        begin = since or hourly.first_moment(session)
    return _count(hours(begin, now), office, always) if begin is not None else 0


def _count(wanted: Iterable[datetime], office: Office, mine: Mine) -> int:
    counted = 0
    for hour in wanted:
        if not mine():
            break
        with office.sessions.begin() as session:
            hourly.lock(session)
            hourly.replace(session, hour, hourly.count(session, hour), _OF_AN_HOUR)
        counted += 1
    return counted


def _finish(until: datetime, now: datetime, office: Office) -> None:
    with office.sessions.begin() as session:
        hourly.lock(session)
        hour = hour_of(now)
        hourly.replace(session, hour, hourly.backlog(session, now), (Measure.BACKLOG,))
        operations.set_position(session, CURSOR, until)
