"""One writer per web process and kind: it is handed items, and tells of each once its COMMIT has come."""

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from typing import Generic, TypeVar

from sms_gateway.domain.messages import InboundSms, Receipt
from sms_gateway.errors import StoreUnavailable
from sms_gateway.services import intake, receipts
from sms_gateway.services.intake import Stored
from sms_gateway.services.office import Office

MOST = 200
T = TypeVar("T")
R = TypeVar("R")
Told = Callable[[Exception | None], None]


@dataclass(frozen=True, slots=True)
class _Handed(Generic[T, R]):
    item: T
    stored: Callable[[R], None]
    failed: Callable[[Exception], None]


class GroupCommit(Generic[T, R]):
    """Commits what threads hand in, in batches that grow with the load. Thread-safe.

    *store* commits a whole batch, and says what became of each item, or raises; StoreUnavailable is final for
    the batch, after anything else each item of it is tried alone.
    """

    def __init__(self, store: Callable[[Sequence[T]], Sequence[R]], name: str) -> None:
        self._store = store
        self._handed: queue.SimpleQueue[_Handed[T, R] | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def accept(self, item: T, timeout: float) -> R:
        """Return what became of *item* once it is committed.

        Raise StoreUnavailable when it is not within *timeout* seconds.

        After a time-out it may still be committed later: the carrier's repeat then finds it.
        """
        stored: Future[R] = Future()
        self._put(_Handed(item, stored.set_result, stored.set_exception))
        try:
            return stored.result(timeout)
        except FutureTimeout:
            raise too_late() from None

    def hand(self, item: T, told: Told) -> None:
        """Have *item* committed; *told* is called then, by the writer's thread, with what kept it from that.

        It must neither raise nor wait. Raises StoreUnavailable once the writer is closed.
        """
        self._put(_Handed(item, lambda _: told(None), told))

    def _put(self, handed: _Handed[T, R]) -> None:
        if self._closed.is_set():
            raise StoreUnavailable("The gateway is stopping.")
        self._handed.put(handed)

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

    def _commit(self, batch: list[_Handed[T, R]]) -> None:
        """One transaction for all; when one item spoils it, each gets its own."""
        try:
            stored = self._store([handed.item for handed in batch])
        except StoreUnavailable as error:
            self._fail(batch, error)
        except Exception as error:
            if len(batch) == 1:
                self._fail(batch, error)
            else:
                for handed in batch:
                    self._commit([handed])
        else:
            for handed, became in zip(batch, stored, strict=True):
                handed.stored(became)

    @staticmethod
    def _fail(batch: list[_Handed[T, R]], error: Exception) -> None:
        for handed in batch:
            handed.failed(error)


def too_late() -> StoreUnavailable:
    """Why a call is answered that was not committed in time."""
    return StoreUnavailable("The database did not commit in time.")


class IntakeWriter(GroupCommit[InboundSms, Stored]):
    """Stores inbound SMS."""

    def __init__(self, office: Office) -> None:
        super().__init__(lambda batch: intake.store(batch, office), "intake-writer")


class ReceiptWriter(GroupCommit[Receipt, int | None]):
    """Records status reports: carriers send three and more of each SMS."""

    def __init__(self, office: Office) -> None:
        super().__init__(lambda batch: receipts.record_each(batch, office), "receipt-writer")
