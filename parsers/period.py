"""When it happens or since when, as dates of the calendar where it happens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timezone

from parsers.complaint import Evidence, Period, PersonalSpan
from parsers.normalize import Clean
from parsers.time_context import no_time
from parsers.time_rules import A_CUT, A_DIGIT, A_YEAR, RULES, Reader, Rule
from parsers.zones import WIB


@dataclass(frozen=True, slots=True)
class PeriodFinding:
    """The period, and the words (raw offsets) it was read from."""

    period: Period | None = None
    evidence: tuple[Evidence, ...] = ()


def find_period(
    cleaned: Clean, now: datetime, zone: timezone = WIB, personal: Sequence[PersonalSpan] = ()
) -> PeriodFinding:
    """The first period the text names, most precise form first, by the clock of *zone*.

    A naive *now* counts as UTC; digits inside the spans of *personal* are no date.
    """
    local = (now if now.tzinfo else now.replace(tzinfo=UTC)).astimezone(zone)
    for rule in _candidates(cleaned.text):
        for match in rule.pattern.finditer(cleaned.text):
            period = _safely(rule.read, match, local)
            if period is None or period.start > period.end or no_time(rule.name, match):
                continue
            start, end = cleaned.raw_span(match.start(), match.end())
            if any(span.start < end and start < span.end for span in personal):
                continue
            if _STILL.search(cleaned.text, match.end()):
                period = Period(period.start, max(period.start, local.date()))
            return PeriodFinding(period, (Evidence("period", start, end, rule.name),))
    return PeriodFinding()


_STILL = re.compile(
    r"\b(?:sampai|smpai|smp|sampe|sampek|smpe|ampe|hingga|hg|nganti|tekan|nepi ka|tepi ka|s/d|sd|s\.d\.|-) ?"
    r"(?:dengan |dgn )?"
    r"(?:skrg|sekarang|skrang|skrng|skr|kini|saat ini|detik ini|hari ini|saiki|sakniki|ayeuna)\b"
)
_WORD = re.compile("[a-z]+")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_DIGIT = re.compile("[0-9]")
_CUT = re.compile("[0-9] ?[/-]")
_RULES_OF: dict[str, tuple[int, ...]] = {
    word: tuple(index for index, rule in enumerate(RULES) if word in rule.wanted)
    for word in frozenset().union(*(rule.wanted for rule in RULES))
}


def _candidates(text: str) -> list[Rule]:
    """The rules that may match, in their order."""
    words = set(_WORD.findall(text))
    if _DIGIT.search(text):
        words.add(A_DIGIT)
        if _CUT.search(text):
            words.add(A_CUT)
        if _YEAR.search(text):
            words.add(A_YEAR)
    found = {index for word in words & _RULES_OF.keys() for index in _RULES_OF[word]}
    return [rule for rule in map(RULES.__getitem__, sorted(found)) if not words.isdisjoint(rule.too or words)]


def _safely(read: Reader, match: re.Match[str], local: datetime) -> Period | None:
    try:
        return read(match, local)
    except (ValueError, OverflowError):
        return None  # 31 February, or a year before the calendar
