"""A day as people type it, 28/11/2026 like pages show it, or as a date field sends it, 2026-11-28."""

import re
from datetime import date, datetime, time, timezone
from typing import Final

_SHOWN: Final = re.compile(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")
_SENT: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


def day_of(text: str) -> date | None:
    """The day *text* names; None when it is none."""
    line = text.strip()
    shown, sent = _SHOWN.fullmatch(line), _SENT.fullmatch(line)
    numbers = shown.group(3, 2, 1) if shown else sent.group(1, 2, 3) if sent else None
    try:
        return date(*map(int, numbers)) if numbers else None
    except ValueError:
        return None


def start_of(text: str, zone: timezone) -> datetime | None:
    """The start of that day in *zone*."""
    day = day_of(text)
    return datetime.combine(day, time(), zone) if day else None
