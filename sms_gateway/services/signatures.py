"""Counts refused webhook calls per minute; a flood of forgeries costs one small write a second."""

import threading
from collections import Counter
from datetime import datetime

from sms_gateway import logs
from sms_gateway.services.office import Office
from sms_gateway.storage import operations

PAUSE = 1.0
log = logs.get("signatures")


class SignatureFailures:
    """Gathers failures in memory and stores the counts from its own thread. Thread-safe, never raises."""

    def __init__(self, office: Office, pause: float = PAUSE) -> None:
        self._office = office
        self._pause = pause
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, datetime]] = Counter()
        self._writing = False
        self._closed = threading.Event()

    def note(self, carrier: str) -> None:
        """One call for *carrier* was not proven."""
        minute = self._office.now().replace(second=0, microsecond=0)
        with self._lock:
            self._counts[carrier, minute] += 1
            if self._writing:
                return
            self._writing = True
        threading.Thread(target=self._write, name="signature-failures", daemon=True).start()

    def flush(self) -> None:
        """Store what was counted so far. Raises StoreUnavailable and keeps the counts."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        try:
            with self._office.sessions.begin() as session:
                for (carrier, minute), count in sorted(counts.items()):
                    operations.count_signature_failures(session, carrier, minute, count)
        except Exception:
            with self._lock:
                self._counts.update(counts)
            raise

    def close(self) -> None:
        """Stop trying; what is not stored by now is not counted."""
        self._closed.set()

    def _write(self) -> None:
        while not self._closed.is_set():
            try:
                self.flush()
            except Exception as error:  # whatever it was, the next call must still be counted
                log.warning("signature failures not stored yet", **logs.fault(error))
            self._closed.wait(self._pause)
            with self._lock:
                if not self._counts:
                    self._writing = False
                    return
