"""The simulator: a carrier without a company, for handsets on this machine; it never loses an SMS."""

from collections.abc import Callable
from datetime import datetime
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from sms_gateway.carriers.base import Answer, Refusal, Refused, WebhookRequest
from sms_gateway.domain.messages import (
    InboundSms,
    LookupOutcome,
    LookupState,
    OutboundSms,
    Receipt,
    SendOutcome,
)

DEFAULT_RECEIVER = "1708"

Fault = Callable[[OutboundSms], SendOutcome | None]


class Simulator:
    """The carrier `simulator`: takes a form from this machine only; handsets read the outbox."""

    name = "simulator"
    methods = frozenset({"POST"})
    secret: str | None = None
    success = Answer('{"ok":true}', "application/json")

    def __init__(self, new_ref: Callable[[], str], fault: Fault | None = None) -> None:
        """*new_ref* names a message that came without an id; *fault* may decide the outcome of a sending."""
        self._new_ref = new_ref
        self._fault = fault

    def read_inbound(self, request: WebhookRequest, now: datetime) -> InboundSms | Refused:
        """Read `from,to,text,id` posted from this machine."""
        if not _from_this_machine(request.remote_addr):
            return Refused(Refusal.FORBIDDEN, "the simulator serves this machine only")
        if not all(is_local(request.headers.get(name)) for name in ("host", "origin")):
            return Refused(Refusal.FORBIDDEN, "the simulator serves pages of this machine only")
        if not request.form_ok:
            return Refused(Refusal.UNREADABLE, "the body is not a form")
        sender = request.form.get("from", "").strip()
        if not sender:
            return Refused(Refusal.UNREADABLE, "the form has no from")
        return InboundSms(
            carrier=self.name,
            carrier_ref=request.form.get("id", "").strip() or self._new_ref(),
            sender=sender,
            receiver=request.form.get("to", "").strip() or DEFAULT_RECEIVER,
            text=request.form.get("text", ""),
            received_at=now,
        )

    def read_receipt(self, request: WebhookRequest, now: datetime) -> Receipt | Refused:
        """Always refused: what the simulator accepts is delivered."""
        if not _from_this_machine(request.remote_addr):
            return Refused(Refusal.FORBIDDEN, "the simulator serves this machine only")
        return Refused(Refusal.UNREADABLE, "the simulator sends no receipts")

    def send(self, sms: OutboundSms) -> SendOutcome:
        """Accept *sms*, unless the fault that was asked for decides otherwise."""
        forced = self._fault(sms) if self._fault else None
        return forced or SendOutcome.accepted(_ref(sms))

    def find(self, sms: OutboundSms, known_refs: frozenset[str], now: datetime) -> LookupOutcome:
        """Always found: the outbox row is the delivery, so a second sending would be the same one."""
        return LookupOutcome(LookupState.FOUND, _ref(sms))

    def list_inbound(self, since: datetime) -> tuple[InboundSms, ...]:
        """Nothing: the simulator keeps no record."""
        return ()

    def check(self) -> str | None:
        """None: there is nothing that could fail."""
        return None


def is_local(address: str | None) -> bool:
    """Whether a Host or Origin header names this machine, or is absent: a foreign page must not post here."""
    if not address:
        return True
    name = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    return name == "localhost" or _from_this_machine(name)


def _ref(sms: OutboundSms) -> str:
    return f"SIM{sms.outbox_id}"


def _from_this_machine(remote_addr: str) -> bool:
    try:
        address = ip_address(remote_addr)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return address.is_loopback
