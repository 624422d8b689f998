"""What the names of dates, months, years and feasts mean; None for what is no time after all."""

import re
from datetime import date, timedelta

from parsers.complaint import Period
from parsers.feasts import FEASTS, last_feast
from parsers.time_counts import count_of
from parsers.time_words import MONTHS, MOONS, YEARS

_AHEAD = timedelta(days=366)  # the farthest day that is still believed
_COMING = timedelta(days=31)  # how far a day without a year may lie ahead
_OLDEST = 15  # years back that two figures can mean
_COUNTED = re.compile(
    r"^ ?(?:orang|org|rumah|rmh|kk|warga|jiwa|unit|hari|bulan|bln|ekor|truk|mobil|motor|anak|siswa|kali|x|rb"
    r"|ribu|jt|juta|persen|%|meter|mtr|m|km|titik|ton|liter|kg|jam|menit|tahun|thn|pohon|korban|[.:][0-9])"
)


def said(match: re.Match[str], group: str) -> str | None:
    """What *group* matched; None too when the pattern has no such group."""
    return match.groupdict().get(group)


def spanning(match: re.Match[str], start: date, end: date, today: date) -> Period | None:
    """From *start* until today when it says *since*, else until *end*; None beyond a year ahead."""
    if start > today + _AHEAD:
        return None
    return Period(start, max(start, today)) if said(match, "since") else Period(start, end)


def dated(day: str, month: int, year: str | None, today: date) -> date:
    """The date; without a year the last one, or one that comes within a month."""
    if year:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, int(day))
    when = date(today.year, month, int(day))
    return when if when <= today + _COMING else date(today.year - 1, month, int(day))


def whole_month(year: int, month: int, today: date) -> tuple[date, date]:
    """First and last day; of a month that runs, up to today."""
    first = date(year, month, 1)
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return first, min(last, max(today, first))


def iso(match: re.Match[str], today: date) -> Period | None:
    when = date.fromisoformat(match["date"])
    return spanning(match, when, when, today)


def full_date(match: re.Match[str], today: date) -> Period | None:
    when = dated(match["day"], int(match["number"]), said(match, "year"), today)
    return spanning(match, when, when, today)


def short_date(match: re.Match[str], today: date) -> Period | None:
    when = dated(match["day"], int(match["number"]), None, today)
    return spanning(match, when, when, today)


def named_date(match: re.Match[str], today: date) -> Period | None:
    year = said(match, "year") or _short_year(match, today)
    when = dated(match["day"], MONTHS[match["month"]], year, today)
    return spanning(match, when, when, today)


def _short_year(match: re.Match[str], today: date) -> str | None:
    """The 25 of "22 okt 25", unless it counts what follows."""
    short = said(match, "short")
    if not short or not today.year - _OLDEST <= 2000 + int(short) <= today.year + 1:
        return None
    return None if _COUNTED.match(match.string[match.end() :]) else short


def spoken_date(match: re.Match[str], today: date) -> Period | None:
    when = dated(str(int(count_of(match["spoken"]))), MONTHS[match["month"]], said(match, "year"), today)
    return spanning(match, when, when, today)


def day_of_month(match: re.Match[str], today: date) -> Period | None:
    when = _past_day(int(match["day"]), today)
    return spanning(match, when, when, today)


def _past_day(day: int, today: date) -> date:
    return today.replace(day=day) if day <= today.day else _month_before(today).replace(day=day)


def _month_before(today: date) -> date:
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def day_of_said_month(match: re.Match[str], today: date) -> Period | None:
    """The 15th of last month, of this month, of month 8."""
    if said(match, "number"):
        when = dated(match["day"], int(match["number"]), said(match, "year"), today)
    else:
        month = today if said(match, "recent") else _month_before(today)
        when = month.replace(day=int(match["day"]))
    return spanning(match, when, when, today)


def dates(match: re.Match[str], today: date) -> Period | None:
    end = dated(match["last"], MONTHS[match["other"]], said(match, "year"), today)
    start = date(end.year - (MONTHS[match["month"]] > end.month), MONTHS[match["month"]], int(match["day"]))
    return Period(start, end)


def numeric_dates(match: re.Match[str], today: date) -> Period | None:
    end = dated(match["last"], int(match["until"]), said(match, "year"), today)
    month = int(match["number"])
    return Period(date(end.year - (month > end.month), month, int(match["day"])), end)


def days_of_named_month(match: re.Match[str], today: date) -> Period | None:
    end = dated(match["last"], MONTHS[match["month"]], said(match, "year"), today)
    return Period(end.replace(day=int(match["day"])), end)


def days_of_month(match: re.Match[str], today: date) -> Period | None:
    end = _past_day(int(match["last"]), today)
    return Period(end.replace(day=int(match["day"])), end)


def months(match: re.Match[str], today: date) -> Period | None:
    first, last = MONTHS[match["month"]], MONTHS[match["other"]]
    year = int(match["year"]) if said(match, "year") else today.year - (last > today.month)
    return Period(date(year - (first > last), first, 1), whole_month(year, last, today)[1])


def month(match: re.Match[str], today: date) -> Period | None:
    return _of_month(match, MONTHS[match["month"]], said(match, "year"), today)


def numbered_month(match: re.Match[str], today: date) -> Period | None:
    return _of_month(match, int(match["number"]), said(match, "year"), today)


def _of_month(match: re.Match[str], number: int, year: str | None, today: date) -> Period | None:
    chosen = int(year) if year else today.year - (number > today.month)
    return spanning(match, *whole_month(chosen, number, today), today)


def month_of_last_year(match: re.Match[str], today: date) -> Period | None:
    return _of_month(match, MONTHS[match["month"]], str(today.year - 1), today)


def years(match: re.Match[str], today: date) -> Period | None:
    return Period(date(int(match["year"]), 1, 1), min(date(int(match["until"]), 12, 31), today))


def year(match: re.Match[str], today: date) -> Period | None:
    first = date(int(match["year"]), 1, 1)
    if first > today:
        return None
    return spanning(match, first, min(date(first.year, 12, 31), today), today)


def feast(match: re.Match[str], today: date) -> Period | None:
    stated = int(match["year"]) if match["year"] else None
    days = last_feast(FEASTS[match["name"]], today, today.year - 1 if match["before"] else stated)
    return spanning(match, *days, today) if days else None


def beginning(match: re.Match[str], today: date) -> Period | None:
    """Since the beginning of this year, month or week."""
    return Period(first_day(match["unit"], today), today)


def first_day(unit: str, today: date) -> date:
    """The first day of the week, month or year that runs; *unit* is a word of time_words."""
    if unit in YEARS:
        return date(today.year, 1, 1)
    return today.replace(day=1) if unit in MOONS else today - timedelta(days=today.weekday())
