"""What every carrier offers: how its webhooks are read and proven, and how an SMS leaves by it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sms_gateway.domain.messages import (
    InboundSms,
    LookupOutcome,
    LookupState,
    OutboundSms,
    Receipt,
    SendOutcome,
)


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """An HTTP call as the web layer hands it over. *form* holds the decoded fields of body and query.

    *path* and *query* are those of the request line; *headers* have lower-case names;
    *form_ok* is False when the body was not a form that could be decoded.
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    form: Mapping[str, str]
    body: bytes
    remote_addr: str
    form_ok: bool = True


class Refusal(StrEnum):
    """Why a webhook call was not taken; the web layer turns it into a status."""

    FORBIDDEN = "forbidden"  # 403: not proven to come from the carrier
    UNREADABLE = "unreadable"  # 400: proven, but the fields are not there


@dataclass(frozen=True, slots=True)
class Refused:
    """A refused call. *reason* is a short stable sentence without personal data.

    *salvage* is what could still be read of a bad form: it is stored with its fault, then 400 is answered.
    """

    refusal: Refusal
    reason: str
    salvage: InboundSms | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A success body as the carrier wants it."""

    body: str
    content_type: str


class Carrier(Protocol):
    """One way in and out. Reading never raises; sending returns an outcome, never raises for the wire."""

    name: str
    methods: frozenset[str]
    secret: str | None  # what the path must hold; None for a carrier that signs its calls
    success: Answer

    def read_inbound(self, request: WebhookRequest, now: datetime) -> InboundSms | Refused:
        """Prove and read one delivery."""

    def read_receipt(self, request: WebhookRequest, now: datetime) -> Receipt | Refused:
        """Prove and read one status report."""

    def send(self, sms: OutboundSms) -> SendOutcome:
        """Hand *sms* to the carrier once, within the configured time-out."""

    def find(self, sms: OutboundSms, known_refs: frozenset[str], now: datetime) -> LookupOutcome:
        """Look *sms* up in the carrier's own record, ignoring *known_refs* of other SMS of ours."""

    def list_inbound(self, since: datetime) -> Iterable[InboundSms]:
        """The carrier's own record of what was sent to us since then; empty when it keeps none."""

    def check(self) -> str | None:
        """None when the carrier can be used, else one sentence naming the fault and its remedy."""


class WithoutRecord:
    """What a carrier that cannot be asked has in common; a report with our id still settles an SMS."""

    def find(self, sms: OutboundSms, known_refs: frozenset[str], now: datetime) -> LookupOutcome:
        """Impossible: a person decides."""
        return LookupOutcome(LookupState.IMPOSSIBLE)

    def list_inbound(self, since: datetime) -> tuple[InboundSms, ...]:
        """Nothing: it repeats by itself what was not acknowledged, if it is told to."""
        return ()
