"""What SMS cost, by the day of a zone, carrier and kind; counted in segments as the budget counts them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Counted:
    """So many *sms* of one kind left by one carrier, or were tried, in *segments*."""

    carrier: str
    kind: str
    sms: int
    segments: int


@dataclass(frozen=True, slots=True)
class Line:
    """What they cost; None where nobody said a price."""

    counted: Counted
    cost: Decimal | None


@dataclass(frozen=True, slots=True)
class Day:
    """One day: its lines, and of the budget of a day *used*, a share."""

    day: date
    lines: Sequence[Line]
    used: float

    @property
    def segments(self) -> int:
        """All that left on it."""
        return sum(each.counted.segments for each in self.lines)

    @property
    def cost(self) -> Decimal | None:
        """What is known of it; None when nothing is."""
        known = [each.cost for each in self.lines if each.cost is not None]
        return sum(known, Decimal(0)) if known else None


def days_until(now: datetime, days: int, zone: timezone) -> Iterator[tuple[date, datetime, datetime]]:
    """The last *days* days of *zone*, today first, each with its first moment and its end."""
    today = now.astimezone(zone).date()
    for back in range(days):
        day = today - timedelta(days=back)
        begins = datetime.combine(day, time(), zone)
        yield day, begins, begins + timedelta(days=1)


def priced(
    day: date, counted: Sequence[Counted], prices: Mapping[str, Decimal], segments_per_day: int
) -> Day:
    """The *day* with what its SMS cost at *prices* a segment."""
    lines = [
        Line(each, prices[each.carrier] * each.segments if each.carrier in prices else None)
        for each in counted
    ]
    return Day(day, lines, sum(each.segments for each in counted) / segments_per_day)
