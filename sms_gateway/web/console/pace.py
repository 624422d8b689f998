"""How many pages one person may ask this process for in a minute."""

import threading
from datetime import datetime


class Pace:
    """Counts by key in whole minutes; memory holds the keys of one minute."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: dict[str, int] = {}

    def allows(self, key: str, now: datetime) -> bool:
        """Count one more under *key*; False once it is more than *most* in this minute."""
        minute = int(now.timestamp()) // 60
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            self._counts[key] = self._counts.get(key, 0) + 1
            return self._counts[key] <= self._most
