"""Quiet hours: when an SMS that can wait may leave, by the clock of whoever receives it."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, timezone

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From *starts* until *ends* on the local clock, over midnight when *ends* is earlier; equal: never."""

    starts: time
    ends: time

    def holds(self, local: time) -> bool:
        """Whether it is quiet at *local*; at *ends* it is not any more."""
        if self.starts <= self.ends:
            return self.starts <= local < self.ends
        return local >= self.starts or local < self.ends


def leaves_at(now: datetime, zone: timezone, quiet: Quiet) -> datetime | None:
    """The end, in UTC, of the quiet hours *now* (aware) falls into in *zone*; None when it may leave now."""
    local = now.astimezone(zone)
    if not quiet.holds(local.time()):
        return None
    end = datetime.combine(local.date(), quiet.ends, zone)
    return (end if end > local else end + _ONE_DAY).astimezone(UTC)
