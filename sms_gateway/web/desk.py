"""What becomes of a webhook call, whoever brings it: proof, reading, COMMIT, and only then 200."""

import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from sms_gateway import logs
from sms_gateway.bootstrap import Gateway
from sms_gateway.carriers.base import Carrier, Refusal, Refused, WebhookRequest
from sms_gateway.domain.messages import InboundSms, Receipt
from sms_gateway.errors import StoreUnavailable
from sms_gateway.services import traces
from sms_gateway.services.group_commit import IntakeWriter, ReceiptWriter, Told
from sms_gateway.services.signatures import SignatureFailures
from sms_gateway.tracing import Laps

log = logs.get("webhooks")
RETRY_SECONDS: Final = "5"
PLAIN: Final = "text/plain; charset=utf-8"
Kind = Literal["inbound", "status"]


@dataclass(frozen=True, slots=True)
class Errand:
    """For whom a call is, and the secret in its path."""

    carrier: Carrier
    kind: Kind
    secret: str | None


@dataclass(frozen=True, slots=True)
class Said:
    """An answer."""

    status: int
    body: str
    content_type: str = PLAIN
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opened:
    """A call that was read at *started*: *item* is committed first, then *refused* decides what is said."""

    item: InboundSms | Receipt | None
    refused: Refused | None
    started: float


class Desk:
    """What every webhook call has in common. Thread-safe."""

    def __init__(
        self, gateway: Gateway, writer: IntakeWriter, receipts: ReceiptWriter, failures: SignatureFailures
    ) -> None:
        self._gateway = gateway
        self._writer = writer
        self._receipts = receipts
        self._failures = failures
        self.commit_seconds = gateway.settings.web.commit_seconds
        self.body_bytes = gateway.settings.limits.body_bytes

    def carrier(self, name: str) -> Carrier | None:
        """The carrier of that name, if it is enabled."""
        return self._gateway.office.carriers.get(name)

    @property
    def followed(self) -> bool:
        """Whether somebody follows calls; that may look into the database, so it is left to threads."""
        return self._gateway.office.tracer.on

    def take(self, errand: Errand, call: WebhookRequest) -> Said:
        """The answer to *call*, after waiting for the COMMIT if there is something to store."""
        laps = self._gateway.office.tracer.laps()
        try:
            with laps.lap("verify"):
                opened = self.open(errand, call)
            self._commit(errand, opened.item, laps)
        except StoreUnavailable as error:
            return self.unavailable(errand, error)
        return self.settled(errand, opened)

    def _commit(self, errand: Errand, item: InboundSms | Receipt | None, laps: Laps) -> None:
        office = self._gateway.office
        if isinstance(item, InboundSms):
            with laps.lap("commit"):
                stored = self._writer.accept(item, self.commit_seconds)
            laps.of(stored.message)
            traces.called(laps, office, errand.carrier.name, new=stored.new)
        elif item is not None:
            with laps.lap("commit"):
                outbox_id = self._receipts.accept(item, self.commit_seconds)
            traces.reported(laps, office, outbox_id, item)

    def open(self, errand: Errand, call: WebhookRequest) -> Opened:
        """Prove and read *call*; an unreadable delivery is stored too, when it could be salvaged."""
        now = self._gateway.office.now()
        started = time.perf_counter()
        if not _secret_fits(errand):
            wrong = Refused(Refusal.FORBIDDEN, "the path does not hold the right secret")
            return Opened(None, wrong, started)
        carrier = errand.carrier
        inbound = errand.kind == "inbound"
        read = carrier.read_inbound(call, now) if inbound else carrier.read_receipt(call, now)
        if isinstance(read, Refused):
            return Opened(read.salvage if inbound else None, read, started)
        return Opened(read, None, started)

    def hand(self, item: InboundSms | Receipt, told: Told) -> None:
        """Have *item* committed; *told* is called from another thread. Raises StoreUnavailable."""
        if isinstance(item, InboundSms):
            self._writer.hand(item, told)
        else:
            self._receipts.hand(item, told)

    def settled(self, errand: Errand, opened: Opened) -> Said:
        """The answer once what *opened* holds is committed."""
        if isinstance(opened.item, InboundSms):
            self._gateway.metrics.ack_seconds.observe(time.perf_counter() - opened.started)
        if opened.refused is not None:
            return self._refuse(opened.refused, errand)
        success = errand.carrier.success
        return self._counted(errand, Said(200, success.body, success.content_type))

    def unavailable(self, errand: Errand, error: StoreUnavailable) -> Said:
        """The answer to a call that was not stored."""
        log.error("store unavailable", carrier=errand.carrier.name, kind=errand.kind, **logs.fault(error))
        again = {"Retry-After": RETRY_SECONDS}
        return self._counted(errand, Said(503, "the message was not stored, try again\n", headers=again))

    def too_large(self, errand: Errand) -> Said:
        """The answer to a body over the limit."""
        reason = f"body larger than limits.body_bytes ({self.body_bytes})"
        return self._counted(errand, Said(400, f"{reason}\n"))

    def _refuse(self, refused: Refused, errand: Errand) -> Said:
        name, forbidden = errand.carrier.name, refused.refusal is Refusal.FORBIDDEN
        if forbidden:
            self._failures.note(name)
        log.warning("refused", carrier=name, refusal=str(refused.refusal), reason=refused.reason)
        return self._counted(errand, Said(403 if forbidden else 400, f"{refused.reason}\n"))

    def _counted(self, errand: Errand, said: Said) -> Said:
        self._gateway.metrics.webhooks.labels(errand.carrier.name, errand.kind, str(said.status)).inc()
        return said


def _secret_fits(errand: Errand) -> bool:
    """A carrier without a signature carries a secret in the path; the others must not have one there."""
    right, given = errand.carrier.secret, errand.secret
    if right is None:
        return given is None
    return hmac.compare_digest((given or "").encode(), right.encode())
