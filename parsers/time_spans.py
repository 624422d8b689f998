"""What counts of days, weekdays and words like yesterday mean at the moment a text is received."""

import re
from datetime import date, datetime, timedelta

from parsers.complaint import Period
from parsers.time_counts import count_of
from parsers.time_dates import first_day, said, spanning
from parsers.time_words import DAYS, GLUED, GLUED_HOURS, HOURS, NIGHT, UNITS

_SMALL_HOURS = 4  # until then "this evening" was the evening before
_AFTERNOON = ("siang", "sore", "sorean", "petang")
_LONGEST = 150 * 365  # days; what is longer is no time of a complaint


def duration(match: re.Match[str], today: date) -> Period | None:
    days = _length(match)
    return Period(today - timedelta(days=days), today) if days <= _LONGEST else None


def ago(match: re.Match[str], today: date) -> Period | None:
    days = _length(match)
    when = today - timedelta(days=days)
    return spanning(match, when, when, today) if days <= _LONGEST else None


def _length(match: re.Match[str]) -> int:
    """Days of an AMOUNT: "2,5 bulan", "seminggu", "1 tahun 3 bulan", "setahun setengah"."""
    unit = GLUED[match["one"]] if match["one"] else UNITS[match["unit"]]
    count = count_of(match["count"]) if match["count"] else 1.0
    days = (count + (0.5 if match["half"] else 0.0)) * unit
    if match["more"] and UNITS[match["lesser"]] < unit:
        days += count_of(match["more"]) * UNITS[match["lesser"]]
    return int(days)


def hours(match: re.Match[str], now: datetime) -> Period | None:
    if match["one"]:
        minutes: float = GLUED_HOURS[match["one"]]
    else:
        minutes = count_of(match["count"]) * int(match["times"] or 1) * HOURS[match["unit"]]
    start, end = (now - timedelta(minutes=minutes)).date(), now.date()
    return Period(start, start if said(match, "ago") and not said(match, "since") else end)


def weekday(match: re.Match[str], today: date) -> Period | None:
    name = match["name"]
    if name == "minggu" and not (said(match, "since") or match["called"] or said(match, "part")):
        return None  # a week
    back = (today.weekday() - DAYS[name]) % 7
    when = today - timedelta(days=back or (7 if said(match, "before") else 0))
    return spanning(match, when, when, today)


def weekday_of_week(match: re.Match[str], today: date) -> Period | None:
    """Tuesday last week, Tuesday this week."""
    monday = today - timedelta(days=today.weekday() + (7 if said(match, "before") else 0))
    when = monday + timedelta(days=DAYS[match["name"]])
    return spanning(match, when, when, today) if when <= today else None


def weekdays(match: re.Match[str], today: date) -> Period | None:
    end = today - timedelta(days=(today.weekday() - DAYS[match["other"]]) % 7)
    return Period(end - timedelta(days=(DAYS[match["other"]] - DAYS[match["name"]]) % 7), end)


def eve(match: re.Match[str], today: date) -> Period | None:
    """Malam Minggu is the night before Sunday."""
    when = today - timedelta(days=((today.weekday() - DAYS[match["name"]] + 1) % 7) or 7)
    return spanning(match, when, when, today)


def last(match: re.Match[str], today: date) -> Period | None:
    """Last week, month or year, from its first day to its last."""
    end = first_day(match["unit"], today) - timedelta(days=1)
    return spanning(match, first_day(match["unit"], end), end, today)


def this(match: re.Match[str], today: date) -> Period | None:
    return Period(first_day(match["unit"], today), today)


def near(match: re.Match[str], now: datetime) -> Period | None:
    """Yesterday, last night, this morning; just after midnight the day that has passed."""
    when = now.date() - timedelta(days=_back(match, now))
    return spanning(match, when, when, now.date())


def _back(match: re.Match[str], now: datetime) -> int:
    if said(match, "two"):
        return 2
    if said(match, "yesterday") or said(match, "night"):
        return 1
    part = said(match, "part") or said(match, "later") or said(match, "mau")
    if not part:
        return 0
    return 1 if part in NIGHT or now.hour < _SMALL_HOURS else 0


def clock(match: re.Match[str], now: datetime) -> Period | None:
    """At a time of day, its last one: at nine in the morning "jam 8 malam" was yesterday."""
    hour = int(match["hour"])
    if hour > 24:
        return None
    back = 1 if said(match, "yesterday") or hour + _late(hour, match["part"]) > now.hour else 0
    when = now.date() - timedelta(days=back)
    return spanning(match, when, when, now.date())


def _late(hour: int, part: str | None) -> int:
    """12 when the hour of a part of the day is counted from noon."""
    by_night, afternoon = part in NIGHT and 5 < hour < 12, part in _AFTERNOON and hour < 7
    return 12 if by_night or afternoon else 0


def that_day(match: re.Match[str], now: datetime) -> Period | None:
    when = now.date() - timedelta(days=1 if now.hour < _SMALL_HOURS else 0)
    return Period(when, now.date())
