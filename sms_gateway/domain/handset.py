"""What the handset of the simulator shows of one SMS that was sent to its number."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Silence(StrEnum):
    """Why an SMS of a number got no answer, where it follows from the number and what it was sent."""

    COUNTRY = "country"  # none of replies.countries
    TOO_MANY = "too-many"  # it was told that it is not answered for some time
    IDLE = "idle"  # the newest answers led to nothing: no more of that kind within the hour


@dataclass(frozen=True)
class HandsetSms:
    """One SMS to the handset. *id*, what `after` refers to, grows with the time it left; *at* is in UTC."""

    id: int
    text: str
    at: datetime
