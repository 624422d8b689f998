"""Working days in Indonesia: when an answer is due, and how many days are left or overdue."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

import holidays as calendar

from sms_gateway.domain.zones import WIB

# The clock of a deadline whose region is not known: UTC+7 with no summer time since 1964.
JAKARTA: Final = WIB
_ONE_DAY: Final = timedelta(days=1)
_LAST_SECOND: Final = time(23, 59, 59)
_SATURDAY: Final = 5


def national_holidays(years: Iterable[int], *, joint_leave: bool = True) -> frozenset[date]:
    """Indonesia's public holidays of *years*; with *joint_leave* also the cuti bersama of civil servants.

    Source: the `holidays` package. Dates that hang on the moon are estimates until the yearly decree.
    """
    categories = {"public", "government"} if joint_leave else {"public"}
    return frozenset(calendar.country_holidays("ID", years=sorted(set(years)), categories=categories))


def is_working_day(day: date, holidays: Container[date]) -> bool:
    return day.weekday() < _SATURDAY and day not in holidays


def add_working_days(start: date, days: int, holidays: Container[date]) -> date:
    """The *days*-th working day after *start*; the first working day from *start* on when *days* is 0."""
    day = start
    while days == 0 and not is_working_day(day, holidays):
        day += _ONE_DAY
    while days > 0:
        day += _ONE_DAY
        days -= is_working_day(day, holidays)
    return day


def working_days_between(start: date, end: date, holidays: Container[date]) -> int:
    """How many working days lie after *start* up to and with *end*; negative when *end* is before *start*."""
    if end < start:
        return -working_days_between(end, start, holidays)
    span = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day, holidays) for day in span)


def due(opened_at: datetime, days: int, holidays: Container[date], zone: timezone = JAKARTA) -> datetime:
    """The end, in UTC, of the *days*-th working day in *zone* after *opened_at* (aware)."""
    day = add_working_days(opened_at.astimezone(zone).date(), days, holidays)
    return datetime.combine(day, _LAST_SECOND, zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working days of one region: its holidays and its clock."""

    holidays: frozenset[date]
    zone: timezone = JAKARTA

    def due(self, start: datetime, days: int) -> datetime:
        """The end, in UTC, of the *days*-th working day after *start*."""
        return due(start, days, self.holidays, self.zone)

    def left(self, now: datetime, until: datetime) -> int:
        """Working days after *now* up to and with *until*; 0 or less when it has passed."""
        first, last = (moment.astimezone(self.zone).date() for moment in (now, until))
        return working_days_between(first, last, self.holidays)
