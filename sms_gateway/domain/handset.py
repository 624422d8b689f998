"""What the handset of the simulator shows of one SMS that was sent to its number."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class HandsetSms:
    """One SMS to the handset. *id*, what `after` refers to, grows with the time it left; *at* is in UTC."""

    id: int
    text: str
    at: datetime
