"""What each way to name a time means on Jakarta's calendar; None for what is no time after all."""

import re
from datetime import date, timedelta

from parsers.complaint import Period
from parsers.feasts import FEASTS, last_feast
from parsers.time_words import COUNTS, DAYS, MONTHS, NEAR, SINCE_WORDS, SPOKEN, UNITS


def spanning(since: str | None, start: date, end: date, today: date) -> Period | None:
    if start > today + timedelta(days=366):
        return None
    return Period(start, max(start, today)) if (since or "").strip() in SINCE_WORDS else Period(start, end)


def full_date(match: re.Match[str], today: date) -> Period | None:
    since, day, month, year = match.groups()
    when = dated(int(day), int(month), year, today)
    return spanning(since, when, when, today)


def named_date(match: re.Match[str], today: date) -> Period | None:
    since, day, month, year = match.groups()
    when = dated(int(day), MONTHS[month], year, today)
    return spanning(since, when, when, today)


def dated(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    when = date(today.year, month, day)
    return when if when <= today + timedelta(days=31) else date(today.year - 1, month, day)


def named_month(match: re.Match[str], today: date) -> Period | None:
    since, month, year = match.groups()
    number = MONTHS[month]
    chosen = int(year) if year else today.year - (number > today.month)
    first = date(chosen, number, 1)
    following = date(chosen + number // 12, number % 12 + 1, 1)
    last = following - timedelta(days=1)
    return spanning(since, first, min(last, max(today, first)), today)


def day_of_month(match: re.Match[str], today: date) -> Period | None:
    since, day = match.groups()
    when = today.replace(day=int(day))
    if when > today:
        when = (today.replace(day=1) - timedelta(days=1)).replace(day=int(day))
    return spanning(since, when, when, today)


def year(match: re.Match[str], today: date) -> Period | None:
    first = date(int(match.group("year")), 1, 1)
    if first > today:
        return None
    since = match.group("since")
    return Period(first, today if since else min(date(first.year, 12, 31), today))


def duration(match: re.Match[str], today: date) -> Period | None:
    count = length(match.group("count") or "1", match.group("unit"))
    return Period(today - timedelta(days=count), today)


def ago(match: re.Match[str], today: date) -> Period | None:
    count = length(match.group("count"), match.group("unit"))
    when = today - timedelta(days=count)
    return spanning(match.group("since"), when, when, today)


def length(count: str, unit: str) -> int:
    number = int(count) if count[0] in "0123456789" else COUNTS.get(count, 1)
    return number * UNITS[unit]


def weekday(match: re.Match[str], today: date) -> Period | None:
    since, name, before = match.groups()
    if name == "minggu" and not since and "hari" not in match.group():
        return None
    back = (today.weekday() - DAYS[name]) % 7
    when = today - timedelta(days=back or (7 if before else 0))
    return spanning(since, when, when, today)


def last(match: re.Match[str], today: date) -> Period | None:
    since, unit = match.groups()
    if unit in ("minggu", "pekan"):
        monday = today - timedelta(days=today.weekday() + 7)
        return spanning(since, monday, monday + timedelta(days=6), today)
    if unit in ("tahun", "thn"):
        return spanning(since, date(today.year - 1, 1, 1), date(today.year - 1, 12, 31), today)
    last = today.replace(day=1) - timedelta(days=1)
    return spanning(since, last.replace(day=1), last, today)


def near(match: re.Match[str], today: date) -> Period | None:
    when = today - timedelta(days=NEAR[match.group(2)])
    return spanning(match.group(1), when, when, today)


def this(match: re.Match[str], today: date) -> Period | None:
    unit = match.group(1)
    if unit in ("minggu", "pekan"):
        return Period(today - timedelta(days=today.weekday()), today)
    return Period(today.replace(day=1) if unit in ("bulan", "bln") else date(today.year, 1, 1), today)


def days_of_month(match: re.Match[str], today: date) -> Period | None:
    first, last, month, year = match.groups()
    end = dated(int(last), MONTHS[month], year, today)
    return Period(end.replace(day=int(first)), end)


def between_dates(match: re.Match[str], today: date) -> Period | None:
    first, month, last, other, year = match.groups()
    end = dated(int(last), MONTHS[other], year, today)
    start = date(end.year - (MONTHS[month] > end.month), MONTHS[month], int(first))
    return Period(start, end)


def between_months(match: re.Match[str], today: date) -> Period | None:
    first, last, year = match.groups()
    chosen = int(year) if year else today.year - (MONTHS[last] > today.month)
    start = date(chosen - (MONTHS[first] > MONTHS[last]), MONTHS[first], 1)
    following = date(chosen + MONTHS[last] // 12, MONTHS[last] % 12 + 1, 1)
    end = following - timedelta(days=1)
    return Period(start, min(end, max(today, start)))


def month_of_last_year(match: re.Match[str], today: date) -> Period | None:
    since, month = match.groups()
    first = date(today.year - 1, MONTHS[month], 1)
    last = date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)
    return spanning(since, first, last, today)


def day_of_last_month(match: re.Match[str], today: date) -> Period | None:
    since, day = match.groups()
    when = (today.replace(day=1) - timedelta(days=1)).replace(day=int(day))
    return spanning(since, when, when, today)


def iso(match: re.Match[str], today: date) -> Period | None:
    when = date(*(int(part) for part in match.groups()))
    return Period(when, when) if when <= today + timedelta(days=366) else None


def today(match: re.Match[str], today: date) -> Period | None:
    return Period(today, today)


def years(match: re.Match[str], today: date) -> Period | None:
    first, last = (int(year) for year in match.groups())
    return Period(date(first, 1, 1), min(date(last, 12, 31), today))


def spoken_date(match: re.Match[str], today: date) -> Period | None:
    since, day, month, year = match.groups()
    when = dated(SPOKEN[day], MONTHS[month], year, today)
    return spanning(since, when, when, today)


def feast(match: re.Match[str], today: date) -> Period | None:
    since, name, before = match.groups()
    when = last_feast(FEASTS[name], today, today.year - 1 if before else None)
    return spanning(since, when, when, today) if when else None


def beginning(match: re.Match[str], today: date) -> Period | None:
    unit = match.group(1)
    if unit in ("minggu", "pekan"):
        return Period(today - timedelta(days=today.weekday()), today)
    return Period(today.replace(day=1) if unit in ("bulan", "bln") else date(today.year, 1, 1), today)


def eve(match: re.Match[str], today: date) -> Period | None:
    """Malam Minggu is the night before Sunday."""
    since, name = match.groups()
    when = today - timedelta(days=((today.weekday() - DAYS[name] + 1) % 7) or 7)
    return spanning(since, when, when, today)


def joined_duration(match: re.Match[str], today: date) -> Period | None:
    return Period(today - timedelta(days=UNITS[match.group(1)]), today)
