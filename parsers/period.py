"""When it happens or since when, as dates of Jakarta's calendar."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from parsers.complaint import Evidence, Period
from parsers.normalize import Clean

_JAKARTA = timezone(timedelta(hours=7))
_MONTHS = {
    "januari": 1, "jan": 1, "februari": 2, "pebruari": 2, "feb": 2, "maret": 3, "mar": 3, "april": 4,
    "apr": 4,
    "mei": 5, "juni": 6, "jun": 6, "juli": 7, "jul": 7, "agustus": 8, "agt": 8, "agu": 8, "ags": 8, "agst": 8,
    "september": 9, "sept": 9, "sep": 9, "oktober": 10, "okt": 10, "november": 11, "nopember": 11, "nov": 11,
    "nop": 11, "desember": 12, "des": 12,
}  # fmt: skip
_DAYS = {"senin": 0, "selasa": 1, "rabu": 2, "rebo": 2, "kamis": 3, "jumat": 4, "jum'at": 4, "sabtu": 5,
         "minggu": 6, "ahad": 6}  # fmt: skip
_COUNTS = {"satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8,
           "sembilan": 9, "sepuluh": 10, "se": 1, "seminggu": 1, "beberapa": 3, "setengah": 1}  # fmt: skip
_UNITS = {"hari": 1, "hri": 1, "hr": 1, "minggu": 7, "mggu": 7, "mgg": 7, "mg": 7, "pekan": 7, "bulan": 30,
          "bln": 30, "tahun": 365, "thn": 365, "th": 365}  # fmt: skip
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + ")"
_DAY = "(" + "|".join(sorted(_DAYS, key=len, reverse=True)) + ")"
_COUNT = "([0-9]{1,3}|" + "|".join(sorted(_COUNTS, key=len, reverse=True)) + ")"
_UNIT = "(" + "|".join(sorted(_UNITS, key=len, reverse=True)) + ")"
_PADDING = r"(?:sekitar |kurang lebih |hari |tanggal |tgl\.? |tggl |bulan |bln |tahun |thn |awal |akhir )*"
_SINCE = r"(sejak|semenjak|mulai|dari|dr|sedari|per)?\s*" + _PADDING
_FROM = r"(sejak |semenjak |mulai |dari |dr )?"
_DATE_WORD = r"(?:tgl|tanggal|tggl)\.? ?"
_AGO = r"(?:lalu|kemarin|kmrn|kemaren|silam|yang lalu|yg lalu)"
_ALREADY = r"(?:sudah|sdh|udah|udh|uda|dah|selama|hampir|lebih dari|kurang lebih|telah|sekitar|lebih|hingga)"
_ABOUT = r"(?: (?:hampir|lebih dari|sekitar|kurang lebih|ada|lebih|mau))?"
_AMOUNT = f"(?P<count>{_COUNT[1:-1]}) ?-?(?P<unit>{_UNIT[1:-1]})"
_NUMBER = r"(?P<year>(?:19[5-9]|20[0-9])[0-9])"
_YEAR = r"((?:19|20)[0-9]{2})"
_SINCE_WORDS = frozenset({"sejak", "semenjak", "mulai", "sedari", "dari", "dr", "per"})

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
    for rule, pattern, read, wanted in _RULES:
        if said.isdisjoint(wanted):
            continue
        for match in pattern.finditer(cleaned.text):
            period = _safely(read, match, today)
            if period is None or period.start > period.end:
                continue
            start, end = cleaned.raw_span(match.start(), match.end())
            return PeriodFinding(period, (Evidence("period", start, end, rule),))
    return PeriodFinding()


def _safely(read: Reader, match: re.Match[str], today: date) -> Period | None:
    try:
        return read(match, today)
    except (ValueError, OverflowError):
        return None  # 31 February, or a year before the calendar


def _spanning(since: str | None, start: date, end: date, today: date) -> Period | None:
    if start > today + timedelta(days=366):
        return None
    return Period(start, max(start, today)) if (since or "").strip() in _SINCE_WORDS else Period(start, end)


def _full_date(match: re.Match[str], today: date) -> Period | None:
    since, day, month, year = match.groups()
    when = _dated(int(day), int(month), year, today)
    return _spanning(since, when, when, today)


def _named_date(match: re.Match[str], today: date) -> Period | None:
    since, day, month, year = match.groups()
    when = _dated(int(day), _MONTHS[month], year, today)
    return _spanning(since, when, when, today)


def _dated(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, day)
    when = date(today.year, month, day)
    return when if when <= today + timedelta(days=31) else date(today.year - 1, month, day)


def _named_month(match: re.Match[str], today: date) -> Period | None:
    since, month, year = match.groups()
    number = _MONTHS[month]
    chosen = int(year) if year else today.year - (number > today.month)
    first = date(chosen, number, 1)
    following = date(chosen + number // 12, number % 12 + 1, 1)
    last = following - timedelta(days=1)
    return _spanning(since, first, min(last, max(today, first)), today)


def _day_of_month(match: re.Match[str], today: date) -> Period | None:
    since, day = match.groups()
    when = today.replace(day=int(day))
    if when > today:
        when = (today.replace(day=1) - timedelta(days=1)).replace(day=int(day))
    return _spanning(since, when, when, today)


def _year(match: re.Match[str], today: date) -> Period | None:
    first = date(int(match.group("year")), 1, 1)
    if first > today:
        return None
    since = match.group("since")
    return Period(first, today if since else min(date(first.year, 12, 31), today))


def _duration(match: re.Match[str], today: date) -> Period | None:
    days = _days(match.group("count") or "1", match.group("unit"))
    return Period(today - timedelta(days=days), today)


def _ago(match: re.Match[str], today: date) -> Period | None:
    days = _days(match.group("count"), match.group("unit"))
    when = today - timedelta(days=days)
    return _spanning(match.group("since"), when, when, today)


def _days(count: str, unit: str) -> int:
    number = int(count) if count[0] in "0123456789" else _COUNTS.get(count, 1)
    return number * _UNITS[unit]


def _weekday(match: re.Match[str], today: date) -> Period | None:
    since, name, before = match.groups()
    if name == "minggu" and not since and "hari" not in match.group():
        return None
    back = (today.weekday() - _DAYS[name]) % 7
    when = today - timedelta(days=back or (7 if before else 0))
    return _spanning(since, when, when, today)


def _last(match: re.Match[str], today: date) -> Period | None:
    since, unit = match.groups()
    if unit in ("minggu", "pekan"):
        monday = today - timedelta(days=today.weekday() + 7)
        return _spanning(since, monday, monday + timedelta(days=6), today)
    if unit in ("tahun", "thn"):
        return _spanning(since, date(today.year - 1, 1, 1), date(today.year - 1, 12, 31), today)
    last = today.replace(day=1) - timedelta(days=1)
    return _spanning(since, last.replace(day=1), last, today)


_NEAR = {
    "kemarin": 1, "kmrn": 1, "kemaren": 1, "kmren": 1, "kmarin": 1, "wingi": 1, "semalam": 1, "tadi malam": 1,
    "td malam": 1, "tadi mlm": 1, "hari ini": 0, "hr ini": 0, "tadi pagi": 0, "td pagi": 0, "tadi siang": 0,
    "tadi sore": 0, "barusan": 0, "saat ini": 0, "sekarang": 0, "skrg": 0, "detik ini": 0, "pagi ini": 0,
    "siang ini": 0, "malam ini": 0, "sore ini": 0,
}  # fmt: skip


def _near(match: re.Match[str], today: date) -> Period | None:
    when = today - timedelta(days=_NEAR[match.group(2)])
    return _spanning(match.group(1), when, when, today)


def _this(match: re.Match[str], today: date) -> Period | None:
    unit = match.group(1)
    if unit in ("minggu", "pekan"):
        return Period(today - timedelta(days=today.weekday()), today)
    return Period(today.replace(day=1) if unit in ("bulan", "bln") else date(today.year, 1, 1), today)


def _joined_duration(match: re.Match[str], today: date) -> Period | None:
    return Period(today - timedelta(days=_UNITS[match.group(1)]), today)


_SAID = re.compile("[a-z]+|[0-9]")
_DIGITS = frozenset("0123456789")
_MONTH_WORDS = frozenset(_MONTHS)
_UNIT_WORDS = frozenset(
    (*_UNITS, *(count + unit for count in _COUNTS for unit in _UNITS))
)  # "dua minggu", "seminggu"
_WANTED = {  # without one of these pieces (a word, a digit) the rule cannot match
    "full-date": _DIGITS, "named-date": _MONTH_WORDS, "short-date": frozenset({"tgl", "tanggal", "tggl"}),
    "weekday": frozenset((*_DAYS, "jum")), "month": _MONTH_WORDS, "month-year": _MONTH_WORDS,
    "since-month": _MONTH_WORDS, "since-year": _DIGITS, "year": _DIGITS,
    "day-of-month": frozenset({"tgl", "tanggal", "tggl"}),
    "near": frozenset(word.split()[0] for word in _NEAR),
}  # fmt: skip

_PATTERNS: tuple[tuple[str, str, Reader], ...] = (
    ("full-date", _SINCE + r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]((?:19|20)?[0-9]{2})", _full_date),
    ("named-date", _SINCE + r"([0-9]{1,2}) ?-? ?" + _MONTH + rf"\b\.?(?: ?{_YEAR})?", _named_date),
    ("short-date", _FROM + _DATE_WORD + r"([0-9]{1,2})[/-]([0-9]{1,2})()", _full_date),
    ("ago", r"(?:(?P<since>sejak|semenjak|mulai|dari|dr) )?" + _AMOUNT + " " + _AGO, _ago),
    ("duration", _ALREADY + _ABOUT + " ?" + _AMOUNT, _duration),
    ("one-unit", _ALREADY + _ABOUT + r" se(hari|minggu|bulan|tahun)", _joined_duration),
    ("last", _FROM + r"(minggu|pekan|bulan|bln|tahun|thn) " + _AGO, _last),
    ("weekday", _FROM + r"(?:hari |hr )?" + _DAY + rf"( {_AGO})?", _weekday),
    ("month", _FROM + r"(?:bulan |bln |awal |akhir )+" + _MONTH + rf"\b(?: ?{_YEAR})?", _named_month),
    ("month-year", _FROM + _MONTH + " " + _YEAR, _named_month),
    ("since-month", r"(sejak |mulai |semenjak )" + _MONTH + "()", _named_month),
    (
        "since-year",
        r"(?P<since>sejak|semenjak|mulai|dari|dr) (?:awal |akhir )?(?:tahun |thn |th )?" + _NUMBER,
        _year,
    ),
    ("year", r"(?P<since>(?:sejak ){0})(?:tahun|thn|th)\.? ?" + _NUMBER, _year),
    ("day-of-month", _FROM + _DATE_WORD + r"([0-9]{1,2})", _day_of_month),
    ("near", _FROM + "(" + "|".join(sorted(_NEAR, key=len, reverse=True)) + ")", _near),
    ("this", r"(minggu|pekan|bulan|bln|tahun|thn) ini", _this),
    ("bare-duration", _AMOUNT, _duration),
)
_RULES = tuple(
    (rule, re.compile(rf"\b{pattern}\b"), read, _WANTED.get(rule, _UNIT_WORDS))
    for rule, pattern, read in _PATTERNS
)
