"""When it happens or since when, as dates of Jakarta's calendar."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from parsers.complaint import Evidence, Period
from parsers.feasts import FEASTS
from parsers.normalize import Clean
from parsers.time_readers import (
    ago,
    beginning,
    between_dates,
    between_months,
    day_of_last_month,
    day_of_month,
    days_of_month,
    duration,
    eve,
    feast,
    full_date,
    iso,
    joined_duration,
    last,
    month_of_last_year,
    named_date,
    named_month,
    near,
    spoken_date,
    this,
    today,
    weekday,
    year,
    years,
)
from parsers.time_words import (
    ABOUT,
    AGO,
    ALREADY,
    AMOUNT,
    COUNTS,
    DATE_WORD,
    DAY,
    DAYS,
    FEAST,
    FROM,
    MONTH,
    MONTHS,
    NEAR,
    NUMBER,
    SINCE,
    SPOKEN_DAY,
    TO,
    UNITS,
    YEAR,
)

_JAKARTA = timezone(timedelta(hours=7))
Reader = Callable[[re.Match[str], date], Period | None]


@dataclass(frozen=True, slots=True)
class PeriodFinding:
    """The period, and the words (raw offsets) it was read from."""

    period: Period | None = None
    evidence: tuple[Evidence, ...] = ()


def find_period(cleaned: Clean, now: datetime) -> PeriodFinding:
    """The first period the text names, most precise form first; a naive *now* counts as UTC."""
    today = (now if now.tzinfo else now.replace(tzinfo=UTC)).astimezone(_JAKARTA).date()
    said = frozenset(_SAID.findall(cleaned.text))
    if _YEARISH.search(cleaned.text):
        said |= _A_YEAR
    for rule, pattern, read, wanted in _RULES:
        if said.isdisjoint(wanted):
            continue
        for match in pattern.finditer(cleaned.text):
            period = _safely(read, match, today)
            if period is None or period.start > period.end or _no_time(rule, cleaned.text, match):
                continue
            if _STILL.search(cleaned.text, match.end()):
                period = Period(period.start, max(period.start, today))
            start, end = cleaned.raw_span(match.start(), match.end())
            return PeriodFinding(period, (Evidence("period", start, end, rule),))
    return PeriodFinding()


_STILL = re.compile(
    r"\b(?:sampai|smp|sampe|hingga|nganti|tepi ka|s/d|sd) (?:dengan )?"
    r"(?:skrg|sekarang|skr|kini|saat ini|hari ini|saiki|ayeuna)\b"
)
_REPEATED = re.compile(
    r"^ ?(?:sekali|(?:[0-9]|dua|tiga|cuma|hanya) ?(?:x|kali)|penjara|kurungan|garansi|kontrak)\b"
)
_AGE = re.compile(
    r"\b(?:umur|usia|berumur|berusia|umurnya|usianya|selama|tiap|setiap|per|kontrak|garansi|maksimal|minimal|kelas|kali|[0-9]x)"
    r"(?: [a-z]{1,9})? ?$"
)
_ROAD = re.compile(r"\b(?:jl|jln|jalan|gang|gg|lapangan|stadion|universitas|sd|smp|sma|alun)\.? ?$")
_OPENING = re.compile(
    r"\b(?:buka|tutup|libur|tiap|setiap|saben|layanan|pelayanan|jadwal|kerja|operasional|khusus|kalau|kalo|klo|di"
    r"|bukan|termasuk|sampai|s/d|sd|hari kerja) ?$"
)
_NEARBY = 24  # characters before a date that may take its meaning away


def _no_time(rule: str, text: str, match: re.Match[str]) -> bool:
    """Whether what looks like a time is an age, a habit, an opening hour or the name of a street."""
    before = text[max(0, match.start() - _NEARBY) : match.start()]
    if rule in ("named-date", "month", "month-year"):
        return _ROAD.search(before) is not None
    if rule == "weekday" and match.group(1) is None and match.group(3) is None:
        return _OPENING.search(before) is not None
    if rule not in ("duration", "bare-duration", "one-unit"):
        return False
    again = _REPEATED.match(text[match.end() : match.end() + _NEARBY]) is not None
    return again or (rule != "one-unit" and _AGE.search(before) is not None and "selama" not in match.group())


def _safely(read: Reader, match: re.Match[str], today: date) -> Period | None:
    try:
        return read(match, today)
    except (ValueError, OverflowError):
        return None  # 31 February, or a year before the calendar


_YEARISH = re.compile("(?:19|20)[0-9]{2}")
_A_YEAR = frozenset({"####"})
_SAID = re.compile("[a-z]+|[0-9]")
_DIGITS = frozenset("0123456789")
_MONTH_WORDS = frozenset(MONTHS)
_UNIT_WORDS = frozenset(
    (*UNITS, *(count + unit for count in COUNTS for unit in UNITS))
)  # "dua minggu", "seminggu"
_WANTED = {  # without one of these pieces (a word, a digit) the rule cannot match
    "full-date": _DIGITS, "named-date": _MONTH_WORDS, "short-date": frozenset({"tgl", "tanggal", "tggl"}),
    "these": frozenset({"ini", "terakhir", "belakangan"}), "years": _A_YEAR,
    "days": _MONTH_WORDS, "iso": _A_YEAR, "dates": _MONTH_WORDS, "months": _MONTH_WORDS,
    "month-last-year": _MONTH_WORDS, "day-last-month": frozenset({"tgl", "tanggal", "tggl"}),
    "since-morning": frozenset({"pagi", "subuh", "siang", "sore"}),
    "spoken-date": _MONTH_WORDS, "beginning": frozenset({"awal"}),
    "feast": frozenset(re.findall("[a-z]+", " ".join(FEASTS))) - {"hari", "ri", "raya", "bulan"},
    "eve": frozenset({"malam", "mlm", "malem"}),
    "weekday": frozenset((*DAYS, "jum")), "month": _MONTH_WORDS, "month-year": _MONTH_WORDS,
    "since-month": _MONTH_WORDS, "since-year": _A_YEAR, "year": _A_YEAR,
    "day-of-month": frozenset({"tgl", "tanggal", "tggl"}),
    "near": frozenset(word.split()[0] for word in NEAR),
}  # fmt: skip

_PATTERNS: tuple[tuple[str, str, Reader], ...] = (
    ("iso", r"((?:19|20)[0-9]{2})-([0-9]{2})-([0-9]{2})", iso),
    (
        "dates",
        r"([0-9]{1,2}) ?" + MONTH + TO + r"([0-9]{1,2}) ?" + MONTH + rf"\b(?: ?{YEAR})?",
        between_dates,
    ),
    ("months", MONTH + TO + MONTH + rf"\b(?: ?{YEAR})?", between_months),
    (
        "month-last-year",
        FROM + r"(?:bulan |bln )?" + MONTH + rf" (?:tahun|thn|th) {AGO}",
        month_of_last_year,
    ),
    ("day-last-month", FROM + DATE_WORD + rf"([0-9]{{1,2}}) (?:bulan|bln) {AGO}", day_of_last_month),
    ("these", AMOUNT + r"\b(?: lebih)? (?:ini|terakhir|belakangan)", duration),
    ("years", r"(?:(?:sejak|dari|dr|mulai) )?(?:(?:tahun|thn|th)\.? ?)?" + YEAR + TO + YEAR, years),
    (
        "days",
        r"(?:(?:dari|dr|sejak|mulai) )?(?:(?:tgl|tanggal)\.? ?)?([0-9]{1,2})"
        + TO
        + r"([0-9]{1,2}) ?"
        + MONTH
        + rf"\b(?: ?{YEAR})?",
        days_of_month,
    ),
    (
        "spoken-date",
        FROM + r"(?:(?:tgl|tanggal)\.? )" + SPOKEN_DAY + " " + MONTH + rf"\b(?: {YEAR})?",
        spoken_date,
    ),
    (
        "feast",
        FROM + r"(?:habis |setelah |abis |sebelum )?(?:hari raya )?" + FEAST + rf"( (?:tahun|thn|th) {AGO})?",
        feast,
    ),
    (
        "beginning",
        r"(?:sejak|dari|dr|mulai|semenjak) awal (tahun|thn|bulan|bln|minggu|pekan)(?: ini)?",
        beginning,
    ),
    ("eve", FROM + r"(?:malam|mlm|malem) " + DAY + rf" {AGO}", eve),
    ("full-date", SINCE + r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]((?:19|20)?[0-9]{2})", full_date),
    ("named-date", SINCE + r"([0-9]{1,2}) ?-? ?" + MONTH + rf"\b\.?(?: ?{YEAR})?", named_date),
    ("short-date", FROM + DATE_WORD + r"([0-9]{1,2})[/-]([0-9]{1,2})()", full_date),
    ("ago", r"(?:(?P<since>sejak|semenjak|mulai|dari|dr) )?" + AMOUNT + " " + AGO, ago),
    ("duration", ALREADY + ABOUT + " ?" + AMOUNT, duration),
    ("one-unit", ALREADY + ABOUT + r" se(hari|minggu|bulan|tahun)", joined_duration),
    ("last", FROM + r"(minggu|pekan|bulan|bln|tahun|thn) " + AGO, last),
    ("weekday", FROM + r"(?:hari |hr )?" + DAY + rf"( {AGO})?", weekday),
    (
        "month",
        FROM + r"(?:bulan |bln |awal |akhir |pertengahan )+" + MONTH + rf"\b(?: ?{YEAR})?",
        named_month,
    ),
    ("month-year", FROM + MONTH + " " + YEAR, named_month),
    ("since-month", r"(sejak |mulai |semenjak )" + MONTH + "()", named_month),
    (
        "since-year",
        r"(?P<since>sejak|semenjak|mulai|dari|dr) (?:awal |akhir )?(?:tahun |thn |th )?" + NUMBER,
        year,
    ),
    ("year", r"(?P<since>(?:sejak ){0})(?:tahun|thn|th)\.? ?" + NUMBER, year),
    ("day-of-month", FROM + DATE_WORD + r"([0-9]{1,2})", day_of_month),
    ("near", FROM + "(" + "|".join(sorted(NEAR, key=len, reverse=True)) + ")", near),
    ("this", r"(minggu|pekan|bulan|bln|tahun|thn) ini", this),
    ("since-morning", r"(?:sejak|dari|dr|sedari|mulai) (?:pagi|subuh|siang|sore)", today),
    ("bare-duration", AMOUNT, duration),
)
_RULES = tuple(
    (rule, re.compile(rf"\b{pattern}\b"), read, _WANTED.get(rule, _UNIT_WORDS))
    for rule, pattern, read in _PATTERNS
)
