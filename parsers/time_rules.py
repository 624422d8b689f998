"""Every way to name a time, the most precise first: a pattern, its reader, the words it needs."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import NamedTuple

from parsers import time_dates as dates
from parsers import time_spans as spans
from parsers import time_words as w
from parsers.complaint import Period
from parsers.feasts import FEASTS
from parsers.time_counts import COUNT, COUNTING, WHOLE_COUNT
from parsers.wordlist import either

Reader = Callable[[re.Match[str], datetime], Period | None]
A_YEAR = "####"  # stands among the wanted words for a year in figures
A_DIGIT = "#"
A_CUT = "#/#"  # two numbers with a stroke between them


class Rule(NamedTuple):
    """*wanted*: without one of these words (or a digit, or a year) the pattern cannot match; nor without
    one of *too*, unless that is empty.
    """

    name: str
    pattern: re.Pattern[str]
    read: Reader
    wanted: frozenset[str]
    too: frozenset[str]


def _day(read: Callable[[re.Match[str], date], Period | None]) -> Reader:
    return lambda match, now: read(match, now.date())


def _one_of_each(phrases: Iterable[str]) -> frozenset[str]:
    """The longest word of each phrase, as the text is cut into words."""
    return frozenset(max(re.findall("[a-z]+", phrase), key=len) for phrase in phrases)


def _another_of_each(phrases: Iterable[str]) -> frozenset[str]:
    """The shortest word of each phrase."""
    return frozenset(min(re.findall("[a-z]+", phrase)[::-1], key=len) for phrase in phrases)


_CUT, _YEAR = frozenset({A_CUT}), frozenset({A_YEAR})
_MONTH, _DAY, _FEAST = frozenset(w.MONTHS), _one_of_each(w.DAYS), _one_of_each(FEASTS)
_TGL = frozenset({"tgl", "tanggal", "tggl", "tgal", "tg", "ping"})
_UNIT, _WHOLE = frozenset((*w.UNITS, *w.GLUED)), frozenset((*w.WEEKS, *w.MOONS, *w.YEARS))
_HOUR, _CLOCK = frozenset((*w.HOURS, *w.GLUED_HOURS)), frozenset({"jam", "jm", "pukul", "pkl"})
_COUNT = frozenset((*COUNTING, *w.GLUED, *w.GLUED_HOURS, A_DIGIT))
_LALU, _RECENT = frozenset(phrase.split()[-1] for phrase in w.AGO_WORDS), _one_of_each(w.RECENT)
_NEAR = (
    frozenset(word + more for word in (*w.YESTERDAY, *w.LAST_NIGHT) for more in ("", *w.CLITICS))
    | _one_of_each((*w.EARLIER, *w.BEFORE_THAT))
    | frozenset(phrase.split()[-1] for phrase in w.NOW)
    | {"mau", "ini", "iki", "ieu"}
)

_TADI, _PART, _YESTERDAY = either(w.EARLIER), w.PART, either(w.YESTERDAY)
_SAID_PART = f"(?P<part>{w.PART})"
_SPAN = f"(?P<unit>{either(tuple(_WHOLE))})"
_LAST_YEAR = f"{w.YEAR_WORD} {w.AGO}"
_IN = "(?:pada|pd|pas|waktu|wkt|di|selama|sepanjang) "
_AROUND = "(?:habis|setelah|abis|abes|sehabis|selesai|usai|pasca|sebelum|bar|hari raya|pas|waktu) "
_SLASHED = r"[/-](?P<number>[0-9]{1,2})"
_FULL_YEAR = f"(?P<year>{w.FOUR})"
_HOURS = (
    rf"(?:(?:(?P<times>[1-9]) ?x ?)?(?P<count>{COUNT}) ?(?P<unit>{either(w.HOURS)})"
    rf"|(?P<one>{either(w.GLUED_HOURS)}))"
)
_NEARLY = (
    rf"(?:(?P<two>{either(w.BEFORE_THAT)})"
    rf"|(?:{_PART} )?(?P<yesterday>{_YESTERDAY}){w.CLITIC}"
    rf"|(?P<night>{either(w.LAST_NIGHT)}){w.CLITIC}"
    rf"|{_TADI} {_SAID_PART}|(?P<later>{_PART}) {_TADI}|mau (?P<mau>bengi|wengi|esuk|isuk|awan)"
    rf"|{_PART} (?:ini|iki|ieu)|{either(w.NOW)})"
)

_PATTERNS: tuple[tuple[str, str, Reader, frozenset[str]], ...] = (
    ("iso", rf"(?P<date>{w.FOUR}-[0-9]{{2}}-[0-9]{{2}})", _day(dates.iso), _YEAR),
    (
        "dates",
        rf"{w.FROM}(?:{w.DATE_WORD})?{w.DATE} ?{w.MONTH}{w.TO}{w.LAST_DATE} ?{w.OTHER_MONTH}{w.IN_YEAR}",
        _day(dates.dates),
        _MONTH,
    ),
    (
        "numeric-dates",
        rf"{w.FROM}{w.DATE_WORD}{w.DATE}{_SLASHED}(?:/{w.FOUR})?{w.TO}{w.LAST_DATE}[/-](?P<until>[0-9]{{1,2}})"
        rf"(?:[/-]{_FULL_YEAR})?",
        _day(dates.numeric_dates),
        _TGL,
    ),
    (
        "months",
        rf"{w.FROM}(?:{w.MOON_WORD} )?{w.MONTH}{w.TO}{w.OTHER_MONTH}{w.IN_YEAR}",
        _day(dates.months),
        _MONTH,
    ),
    (
        "month-last-year",
        rf"{w.FROM}(?:(?:{w.MOON_WORD}|{w.PART_OF}) ){{0,4}}{w.MONTH} {_LAST_YEAR}",
        _day(dates.month_of_last_year),
        _MONTH,
    ),
    (
        "day-of-said-month",
        rf"{w.FROM}{w.DATE_WORD}{w.DATE} {w.MOON_WORD} ?(?:{w.AGO}|(?P<recent>ini|iki|ieu)"
        rf"|(?P<number>1[0-2]|0?[1-9])(?: (?:{w.YEAR_WORD} )?{_FULL_YEAR})?)",
        _day(dates.day_of_said_month),
        _TGL,
    ),
    ("these", rf"{w.AMOUNT}(?: lebih)? {either(w.RECENT)}", _day(spans.duration), _RECENT),
    (
        "full-dates",
        rf"{w.FROM}(?:{w.DATE_WORD})?{w.DATE}{_SLASHED}[/-]{w.FOUR}{w.TO}{w.LAST_DATE}"
        rf"[/-](?P<until>[0-9]{{1,2}})[/-]{_FULL_YEAR}",
        _day(dates.numeric_dates),
        _YEAR,
    ),
    (
        "years",
        rf"{w.FROM}(?:{w.YEAR_WORD} ?)?{_FULL_YEAR}{w.TO}(?P<until>{w.FOUR})",
        _day(dates.years),
        _YEAR,
    ),
    (
        "days-of-named-month",
        rf"{w.FROM}(?:{w.DATE_WORD})?{w.DATE}{w.TO}{w.LAST_DATE} ?{w.MONTH}{w.IN_YEAR}",
        _day(dates.days_of_named_month),
        _MONTH,
    ),
    (
        "spoken-date",
        rf"{w.FROM}{w.DATE_WORD}(?P<spoken>{WHOLE_COUNT}) {w.MONTH}{w.IN_YEAR}",
        _day(dates.spoken_date),
        _MONTH,
    ),
    (
        "feast",
        rf"{w.FROM}(?:{_AROUND}){{0,4}}{w.FEAST}"
        rf"(?: (?:(?P<before>{_LAST_YEAR})|{w.AGO}|(?:{w.YEAR_WORD} )?{_FULL_YEAR}))?",
        _day(dates.feast),
        _FEAST,
    ),
    ("eve", rf"{w.FROM}{either(w.NIGHT)} {w.DAY} {w.AGO}", _day(spans.eve), _LALU),
    (
        "full-date",
        rf"{w.FROM}{w.PADDING}{w.DATE} ?[/-] ?(?P<number>[0-9]{{1,2}}) ?[/-] ?(?P<year>{w.FOUR}|[0-9]{{2}})",
        _day(dates.full_date),
        _CUT,
    ),
    (
        "dotted-date",
        rf"{w.FROM}{w.PADDING}{w.DATE}\.(?P<number>[0-9]{{1,2}})\.{_FULL_YEAR}",
        _day(dates.full_date),
        _YEAR,
    ),
    (
        "named-date",
        rf"{w.FROM}{w.PADDING}{w.DATE} ?-? ?(?:{w.MOON_WORD} )?{w.MONTH}\.?"
        rf"(?: ?-?(?:{w.YEAR_WORD} )?{_FULL_YEAR}|(?: |'|-)(?P<short>[0-9]{{2}}))?",
        _day(dates.named_date),
        _MONTH,
    ),
    (
        "short-date",
        rf"{w.FROM}(?:{w.DATE_WORD}|(?:pada|pd|{either(w.DAYS)}),? ){w.DATE}{_SLASHED}",
        _day(dates.short_date),
        _TGL | _DAY | {"pada", "pd"},
    ),
    (
        "weekday-of-week",
        rf"{w.FROM}(?:hari |hr )?{w.DAY} (?:{_PART} )?{either(w.WEEKS)} (?:(?P<before>{w.AGO})|ini|iki)",
        _day(spans.weekday_of_week),
        _DAY,
    ),
    (
        "month-ago",
        rf"{w.FROM}(?:(?:{w.MOON_WORD}|{w.PART_OF}) ){{0,4}}{w.MONTH} (?:{w.AGO}|ini)",
        _day(dates.month),
        _MONTH,
    ),
    ("ago", rf"{w.FROM}{w.AMOUNT}(?: lebih)? {w.AGO}", _day(spans.ago), _LALU),
    ("duration", rf"{w.ALREADY}{w.ABOUT} ?{w.AMOUNT}", _day(spans.duration), _UNIT),
    ("last", rf"{w.FROM}(?:{w.PART_OF} )?{_SPAN} {w.AGO}", _day(spans.last), _LALU),
    ("weekdays", rf"{w.SINCE}(?:hari |hr )?{w.DAY}{w.TO}{w.OTHER_DAY}", _day(spans.weekdays), _DAY),
    (
        "weekday",
        rf"{w.FROM}(?P<called>hari |hr )?{w.DAY}(?: {_SAID_PART})?(?: (?P<before>{w.AGO}))?",
        _day(spans.weekday),
        _DAY,
    ),
    (
        "month",
        rf"{w.FROM}(?:(?:pada|pd) )?(?:(?:{w.MOON_WORD}|{w.PART_OF}) ){{1,4}}{w.MONTH}{w.IN_YEAR}",
        _day(dates.month),
        _MONTH,
    ),
    ("month-year", rf"{w.FROM}{w.MONTH} ?-?(?:{w.YEAR_WORD} )?{_FULL_YEAR}", _day(dates.month), _MONTH),
    ("in-month", rf"(?:{_IN}|{w.SINCE}){w.FULL_MONTH}", _day(dates.month), _MONTH),
    ("since-month", rf"{w.SURELY}{w.MONTH}", _day(dates.month), _MONTH),
    (
        "numbered-month",
        rf"(?:{w.SINCE}|(?:pada|pd|di) ){w.MOON_WORD} ?(?P<number>1[0-2]|0?[1-9])"
        rf"(?: (?:{w.YEAR_WORD} )?{_FULL_YEAR})?",
        _day(dates.numbered_month),
        frozenset(w.MOONS),
    ),
    (
        "numbered-month-year",
        rf"{w.MOON_WORD} ?(?P<number>1[0-2]|0?[1-9]) (?:{w.YEAR_WORD} )?{_FULL_YEAR}",
        _day(dates.numbered_month),
        _YEAR,
    ),
    ("beginning", rf"{w.SINCE}awal {_SPAN}(?: ini)?", _day(dates.beginning), frozenset({"awal"})),
    ("since-year", rf"{w.SINCE}(?:{w.PART_OF} )?(?:{w.YEAR_WORD} ?)?{w.NUMBER}", _day(dates.year), _YEAR),
    ("year", rf"(?:{w.YEAR_WORD} ?|(?:pada|pd|{w.PART_OF}) ){w.NUMBER}", _day(dates.year), _YEAR),
    ("year-ago", rf"{w.NUMBER} {w.AGO}", _day(dates.year), _LALU),
    ("days-of-month", rf"{w.FROM}{w.DATE_WORD}{w.DATE}{w.TO}{w.LAST_DATE}", _day(dates.days_of_month), _TGL),
    ("day-of-month", rf"{w.FROM}{w.DATE_WORD}{w.DATE}", _day(dates.day_of_month), _TGL),
    ("clock-earlier", rf"{w.FROM}{_TADI} {w.CLOCK}(?: {_SAID_PART})?", spans.clock, _CLOCK),
    (
        "clock-then",
        rf"{w.FROM}{w.CLOCK}(?: {_SAID_PART})? (?:(?P<yesterday>{_YESTERDAY})|{_TADI})",
        spans.clock,
        _CLOCK,
    ),
    (
        "clock-since",
        rf"(?P<since>sejak|sjk|sedari|semenjak) {w.CLOCK}(?: {_SAID_PART})?",
        spans.clock,
        _CLOCK,
    ),
    ("near", f"{w.FROM}{_NEARLY}", spans.near, _NEAR),
    (
        "hours",
        rf"{w.ALREADY}{w.ABOUT} {_HOURS}",
        spans.hours,
        _HOUR,
    ),
    (
        "hours-ago",
        rf"{w.FROM}{_HOURS}(?: lebih)? (?:(?P<ago>{w.AGO})|{either(w.RECENT)})",
        spans.hours,
        _HOUR,
    ),
    ("this", rf"{_SPAN} (?:ini|iki|ieu|niki)", _day(spans.this), _WHOLE),
    ("since-part", rf"{w.SINCE}{either(w.BY_DAY)}", spans.that_day, frozenset(w.BY_DAY)),
    ("bare-duration", w.AMOUNT, _day(spans.duration), _UNIT),
)


def _compiled(pattern: str) -> re.Pattern[str]:
    """*pattern* as whole words; a blank in it also matches a line break or a few blanks."""
    spaced = pattern.replace(" ?", r"[\x20\n]{0,3}").replace(" ", r"[\x20\n]{1,3}")
    return re.compile(rf"\b(?:{spaced})\b")


_TOO = {
    "these": _COUNT, "ago": _COUNT, "duration": _COUNT, "bare-duration": _COUNT, "hours": _COUNT,
    "hours-ago": _COUNT, "last": _WHOLE, "eve": _DAY, "weekday-of-week": _WHOLE, "month-ago": _LALU | _RECENT,
    "month-last-year": _LALU, "year-ago": _YEAR, "this": _RECENT,
    "clock-then": _NEAR, "feast": _another_of_each(FEASTS),
    "iso": _CUT, "short-date": _CUT, "numeric-dates": _CUT, "full-dates": _CUT,
}  # fmt: skip
RULES = tuple(
    Rule(name, _compiled(pattern), read, wanted, _TOO.get(name, frozenset()))
    for name, pattern, read, wanted in _PATTERNS
)
