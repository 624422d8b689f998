"""What is counted for every hour, by agency and part; and the classes of age and confidence."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

HOUR: Final = timedelta(hours=1)
EVERYBODY: Final = "*"  # the sum over all agencies and none, kept so that nobody has to add them up
NOBODY: Final = ""  # cases of the national desk
KEPT, MISSED = "kept", "missed"
# A case is in the first class whose days it has not reached; the last has no end.
AGE_DAYS: Final = (1, 3, 7, 14, 30)
AGES: Final = (*(f"under_{days}" for days in AGE_DAYS), "older")
CONFIDENCES: Final = tuple(f"{tenth}" for tenth in range(10))  # "7": from 0.7 on, below 0.8


class Measure(StrEnum):
    """What a count counts; its part in brackets."""

    MESSAGES = "messages"  # that came in (their outcome); of no agency
    TICKETS = "tickets"  # that phones opened (no part)
    PROVINCE = "province"  # the same (two digits, or "" where no place is known)
    CONFIDENCE = "confidence"  # the same (a tenth)
    ANSWER = "answer"  # the limit of an agency's answer (kept, missed)
    MERGED = "merged"  # tickets that joined another one (no part)
    SEGMENTS = "segments"  # that left or were tried (carrier)
    BACKLOG = "backlog"  # open cases when the hour was last counted (age)


@dataclass(frozen=True, slots=True)
class Count:
    """So many of one measure, agency and part within one hour."""

    measure: Measure
    agency: str
    part: str
    count: int


def hour_of(moment: datetime) -> datetime:
    """The hour *moment* lies in."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def hours(since: datetime, until: datetime) -> Iterator[datetime]:
    """Every hour that has a moment from *since* on and before *until*."""
    hour = hour_of(since)
    while hour < until:
        yield hour
        hour += HOUR


def with_sums(found: Iterable[tuple[Measure, str | None, str, int]]) -> list[Count]:
    """The counts of an hour, those alike added up, and for each part its sum over all agencies."""
    added: Counter[tuple[Measure, str, str]] = Counter()
    for measure, agency, part, count in found:
        added[measure, EVERYBODY, part] += count
        if measure is not Measure.MESSAGES:
            added[measure, agency or NOBODY, part] += count
    return [Count(*key, count) for key, count in sorted(added.items()) if count]
