"""Reads CUTI: a day or two as officers write them, and the name behind them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_DAY: Final = r"([0-9]{1,2}) ?[/.-] ?([0-9]{1,2})(?: ?[/.-] ?([0-9]{4}|[0-9]{2}))?"
_UNTIL: Final = r"(?: ?(?:-|sampai|sd|s/d|s\.d\.?|hingga|smp|s\.d|ke) ?| )"
_SHORT: Final = re.compile(
    r"\s*(?:tgl|tanggal|dari)? ?([0-9]{1,2}) ?- ?" + _DAY + r"(?:[^0-9]|$)", re.IGNORECASE
)
_SPAN: Final = re.compile(
    r"\s*(?:tgl|tanggal|dari)? ?" + _DAY + "(?:" + _UNTIL + _DAY + r")?(?:[^0-9/.-]|$)", re.IGNORECASE
)
_LEAD: Final = re.compile(
    r"^[ ,.;:]*(?:pengganti(?:nya)?|diganti|digantikan|oleh|plh|ke)?[ ,.;:]+", re.IGNORECASE
)
_PAST: Final = timedelta(days=31)  # a day further back than this is meant for next year
_LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Leave:
    """From *first* to *last*, both included; *stand_in* as written."""

    first: date
    last: date
    stand_in: str


def read_leave(text: str, today: date) -> Leave | None:
    """The leave *text* asks for; None for days that cannot be read, that are over or in the wrong order."""
    line = " ".join(text.split())
    short, span = _SHORT.match(line), _SPAN.match(line)
    if short:
        last = _day(short[2], short[3], short[4], today)
        first = _day(short[1], short[3], short[4], today)
        end = short.end(4 if short[4] else 3)
    elif span:
        first = _day(span[1], span[2], span[3], today)
        last = _day(span[4], span[5], span[6], first or today) if span[4] else first
        end = max(span.end(place) for place in range(1, 7))
    else:
        return None
    if first is None or last is None or not in_order(first, last, today):
        return None
    return Leave(first, last, _LEAD.sub("", f" {line[end:]}").strip(" ,.;:"))


def in_order(first: date, last: date, today: date) -> bool:
    """Whether these can be the days of a leave: not over, not backwards, a year long and ahead at most."""
    return today <= last and first <= last and last - first <= _LONGEST and first - today <= _LONGEST


def _day(day: str, month: str, year: str | None, near: date) -> date | None:
    """That day of the year it names, or of the one that is not long past at *near*."""
    try:
        if year is not None:
            return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
        found = date(near.year, int(month), int(day))
        return found if found >= near - _PAST else found.replace(year=near.year + 1)
    except ValueError:
        return None


def spell(first: date, last: date) -> str:
    """Both days, short: "20-24/11", "28/11-02/12", "20/11"."""
    if first == last:
        return f"{first:%d/%m}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%d}-{last:%d/%m}"
    return f"{first:%d/%m}-{last:%d/%m}"
