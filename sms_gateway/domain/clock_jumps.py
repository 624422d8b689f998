"""Whether a clock may be believed: one that jumped is not, until it came back or was left so for a while.

Otherwise a wrong clock would bring at once all that hours or months bring: reminders, limits, ends.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

JUMP: Final = 60.0  # seconds; no time server moves a clock that goes right by so much
CLOCKS_APART: Final = timedelta(minutes=1)  # no clock of ours is further behind another
SET_BACK: Final = timedelta(hours=2)  # no carrier and no fault makes us wait so long


def is_due(at: datetime, now: datetime) -> bool:
    """Whether *at* has come. What is further ahead than anything waits was set by a clock that was ahead."""
    return at <= now or at > now + SET_BACK


@dataclass(frozen=True, slots=True)
class Watch:
    """Seconds throughout. *apart*: how far the clock is from a counter that nobody can set.

    *before*: the same, before it jumped. *jumped_at*: the counter then; None while the clock is believed.
    """

    apart: float
    before: float = 0.0
    jumped_at: float | None = None

    @property
    def believed(self) -> bool:
        return self.jumped_at is None

    @property
    def jump(self) -> float:
        """How far ahead it jumped; negative: back."""
        return 0.0 if self.jumped_at is None else self.apart - self.before


def look(watch: Watch, apart: float, counter: float, settle: float) -> Watch:
    """*watch* after another look. A clock that came back is believed at once, another after *settle*."""
    if abs(apart - watch.apart) > JUMP:
        origin = watch.apart if watch.jumped_at is None else watch.before
        if watch.jumped_at is not None and abs(apart - origin) <= JUMP:
            return Watch(apart)
        return Watch(apart, origin, counter)
    if watch.jumped_at is not None and counter >= watch.jumped_at + settle:
        return Watch(apart)
    return replace(watch, apart=apart)
