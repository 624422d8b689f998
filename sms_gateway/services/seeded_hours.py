"""The counts of made-up hours, added up while they are told of: the same as counting them afterwards."""

from collections import Counter
from datetime import datetime

from sms_gateway.domain.hourly import EVERYBODY, Measure, hour_of
from sms_gateway.storage.schema import hourly
from sms_gateway.storage.seeding import Rows

_NAMES = ("agency", "measure", "hour", "part", "count")


class Hours:
    """What happened in each hour that is not over."""

    def __init__(self) -> None:
        self._of: dict[datetime, Counter[tuple[str, Measure, str]]] = {}
        self._last: tuple[datetime, datetime] | None = None

    def add(self, at: datetime, measure: Measure, agency: str | None, part: str = "") -> None:
        """Once more, of *agency* and of everybody; None: of no agency's cases."""
        hour = self._hour(at)
        counts = self._of.get(hour)
        if counts is None:
            counts = self._of[hour] = Counter()
        counts[EVERYBODY, measure, part] += 1
        if agency is not None:
            counts[agency, measure, part] += 1

    def until(self, moment: datetime) -> Rows:
        """The hours that are over by then, which nothing is added to any more."""
        return self._rows(sorted(hour for hour in self._of if hour < hour_of(moment)))

    def rest(self) -> Rows:
        """Whatever is left."""
        return self._rows(sorted(self._of))

    def _rows(self, over: list[datetime]) -> Rows:
        return Rows(
            hourly,
            _NAMES,
            [
                (agency, measure, hour, part, count)
                for hour in over
                for (agency, measure, part), count in self._of.pop(hour).items()
            ],
        )

    def _hour(self, at: datetime) -> datetime:
        if self._last is None or self._last[0] != at:
            self._last = at, hour_of(at)
        return self._last[1]
