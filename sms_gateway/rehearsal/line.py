"""The real path as the actors see it: texts go in by the webhook, what comes back rings their phones.

Nothing here decides anything: the web part, the workers' use cases and the schedule's tasks are the
gateway's own. What reaches a phone is taken where the carrier gets it.
"""

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from random import Random
from typing import Final, Protocol

from sms_gateway.bootstrap import Gateway
from sms_gateway.domain.messages import OutboundSms, Receipt, ReceiptState, SendOutcome
from sms_gateway.domain.work import Queue
from sms_gateway.errors import GatewayError
from sms_gateway.rehearsal.stage import Heard
from sms_gateway.services import receipts, tallies
from sms_gateway.services.upkeep import sweep

CARRIER: Final = "simulator"
SERVICE: Final = "1708"
NOT_HERE: Final = ("sweep", "reconcile")  # the one rings in Redis, the other asks for a record there is not
SECONDS: Final = 30  # between two runs of a task that is soon done
ENOUGH: Final = 60.0  # seconds of one drain
_REPEATED, _NO_RECEIPT, _TWO_RECEIPTS = 0.02, 0.06, 0.03  # carriers deliver twice, and report as they like


class Wire:
    """Takes what the carrier is handed: the air between it and the phones. Thread-safe."""

    def __init__(self, lose: Callable[[OutboundSms], bool] = lambda _: False) -> None:
        """*lose*: which SMS the carrier takes but never brings."""
        self._lose = lose
        self._lock = threading.Lock()
        self._taken: list[OutboundSms] = []

    def __call__(self, sms: OutboundSms) -> SendOutcome | None:
        """The carrier's outcome stands; the SMS is on its way."""
        if not self._lose(sms):
            with self._lock:
                self._taken.append(sms)
        return None

    def collect(self) -> list[OutboundSms]:
        """What was taken since, in the order it was promised."""
        with self._lock:
            taken, self._taken = self._taken, []
        return sorted(taken, key=lambda sms: sms.outbox_id)


@dataclass(frozen=True, slots=True)
class Said:
    """A text that 1708 took, as it was sent."""

    number: str
    text: str
    at: datetime


@dataclass
class Bells:
    """The doorbells of the rehearsal: the line answers those that were rung."""

    rung: set[Queue] = field(default_factory=set)

    def wake(self, queue: Queue) -> None:
        """Ring."""
        self.rung.add(queue)

    def ring(self, queue: Queue) -> bool:
        """Ring, as the sweep does."""
        self.wake(queue)
        return True


class Door(Protocol):
    """Where a carrier posts what it received: the status of the answer."""

    def __call__(self, form: Mapping[str, str]) -> int: ...


@dataclass
class Line:
    """The service number 1708. *ring* hands an SMS to the phone it is for."""

    gateway: Gateway
    door: Door
    wire: Wire
    bells: Bells
    random: Random
    ring: Callable[[Heard], None] = lambda _: None
    texts: list[Said] = field(default_factory=list)
    resting: bool = False
    repeated: int = 0
    receipts: int = 0
    _refs: "count[int]" = field(default_factory=lambda: count(1))

    def text(self, number: str, text: str) -> None:
        """Text 1708; answered at once, unless the workers rest. Raises GatewayError when it is not taken."""
        form = {"from": number, "to": SERVICE, "text": text, "id": f"rehearsal-{next(self._refs)}"}
        twice = self.random.random() < _REPEATED
        self.repeated += twice
        for _ in range(1 + twice):
            if (status := self.door(form)) != 200:
                raise GatewayError(f"The webhook answered {status}.", "Look at the log of the rehearsal.")
        self.texts.append(Said(number, text, self.gateway.office.now()))
        self.work()

    def work(self) -> None:
        """What the workers do when their doorbell rings."""
        while self.bells.rung and not self.resting:
            queue = min(self.bells.rung)  # the inbox first
            self.bells.rung.remove(queue)
            self.gateway.drain(queue, ENOUGH)
        if taken := self.wire.collect():
            self._report(taken)
            self._bring(taken)

    def upkeep(self) -> None:
        """One round of the schedule."""
        for task in self.gateway.upkeep:
            if task.name not in NOT_HERE:
                task.run()
        sweep(self.gateway.office, self.bells.ring)
        self.work()

    def tend(self) -> None:
        """The tasks of the schedule that come every few seconds."""
        for task in self.gateway.upkeep:
            if task.every < SECONDS and task.name not in NOT_HERE:
                task.run()
        self.work()

    def _bring(self, taken: Collection[OutboundSms]) -> None:
        rows = {row.id: row for row in tallies.sent([sms.outbox_id for sms in taken], self.gateway.office)}
        now = self.gateway.office.now()
        for sms in taken:
            row, answers = rows[sms.outbox_id], rows[sms.outbox_id].answers is not None
            common = (sms.outbox_id, sms.recipient, row.kind, sms.text, row.ticket_id)
            self.ring(Heard(*common, answers, row.segments, now))

    def _report(self, taken: Collection[OutboundSms]) -> None:
        found = [receipt for sms in taken for receipt in self._receipts(sms)]
        self.receipts += len(found)
        if found:
            receipts.record_all(found, self.gateway.office)

    def _receipts(self, sms: OutboundSms) -> list[Receipt]:
        """Mostly one; sometimes none, sometimes two the wrong way round."""
        chance = self.random.random()
        delivered = ReceiptState.DELIVERED
        states = [] if chance < _NO_RECEIPT else [delivered]
        if chance > 1 - _TWO_RECEIPTS:
            states.append(ReceiptState.SENT)
        ref = f"SIM{sms.outbox_id}"
        return [Receipt(CARRIER, ref, state, str(state), sms.outbox_id) for state in states]
