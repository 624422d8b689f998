"""One writer per web process: threads hand it an SMS and each waits for the COMMIT that holds its own."""

import queue
import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, field

from sms_gateway.domain.messages import InboundSms
from sms_gateway.errors import StoreUnavailable
from sms_gateway.services import intake
from sms_gateway.services.office import Office

MOST = 200


@dataclass(frozen=True, slots=True)
class _Handed:
    sms: InboundSms
    stored: "Future[None]" = field(default_factory=Future)


class IntakeWriter:
    """Commits what threads hand in, in batches that grow with the load. Thread-safe."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._handed: queue.SimpleQueue[_Handed | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="intake-writer", daemon=True)
        self._thread.start()

    def accept(self, sms: InboundSms, timeout: float) -> None:
        """Return once *sms* is committed; raise StoreUnavailable when it is not within *timeout* seconds.

        After a time-out the row may still be committed later: the carrier's repeat then finds it.
        """
        if self._closed.is_set():
            raise StoreUnavailable("The gateway is stopping.")
        handed = _Handed(sms)
        self._handed.put(handed)
        try:
            handed.stored.result(timeout)
        except FutureTimeout:
            raise StoreUnavailable("The database did not commit in time.") from None

    def close(self) -> None:
        """Commit what was handed in and stop."""
        self._closed.set()
        self._handed.put(None)
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while (first := self._handed.get()) is not None:
            batch = [first]
            last = False
            while len(batch) < MOST and not last:
                try:
                    more = self._handed.get_nowait()
                except queue.Empty:
                    break
                last = more is None
                if more is not None:
                    batch.append(more)
            self._commit(batch)
            if last:
                return

    def _commit(self, batch: list[_Handed]) -> None:
        """One transaction for all; when one SMS spoils it, each gets its own."""
        try:
            intake.accept([handed.sms for handed in batch], self._office)
        except StoreUnavailable as error:
            self._fail(batch, error)
        except Exception as error:
            if len(batch) == 1:
                self._fail(batch, error)
            else:
                for handed in batch:
                    self._commit([handed])
        else:
            for handed in batch:
                handed.stored.set_result(None)

    @staticmethod
    def _fail(batch: list[_Handed], error: Exception) -> None:
        for handed in batch:
            handed.stored.set_exception(error)
