"""What crosses the edges: the SMS that came in, the SMS that goes out, and what became of each."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum


class Priority(IntEnum):
    """Claims order by (priority, id): the smaller number goes first."""

    EMERGENCY = 0
    ACKNOWLEDGEMENT = 10
    NORMAL = 20
    BULK = 30


@dataclass(frozen=True, slots=True)
class SmsPart:
    """One part of a long SMS that the carrier did not join, as the air interface had it.

    Parts of one message share *ref*, *total*, sender and receiver; *number* runs from 1. *body* is without
    *udh*, in *charset* (a Python codec): parts are joined first and decoded then, a character may be cut.
    """

    ref: int
    total: int
    number: int
    body: bytes
    charset: str
    udh: bytes


@dataclass(frozen=True, slots=True)
class InboundSms:
    """One delivery of a carrier. *carrier_ref* is the carrier's own id, unique for ever with *carrier*."""

    carrier: str
    carrier_ref: str
    sender: str
    receiver: str
    text: str
    received_at: datetime
    media_count: int = 0
    opt_out: str | None = None
    fault: str | None = None  # why the form was refused (400) although a sender and a text could be read
    part: SmsPart | None = None  # what *text* is a part of, when the carrier did not join it


class MessageState(StrEnum):
    """The closed list of I1: NEW and RETRY are unfinished, every other value is the one outcome."""

    NEW = "new"
    RETRY = "retry"
    TICKET = "ticket"
    REPEAT = "repeat"
    ATTACHED = "attached"
    COMMAND = "command"
    REVIEW = "review"
    IGNORED = "ignored"


UNFINISHED = (MessageState.NEW, MessageState.RETRY)


class OutboxState(StrEnum):
    """The life of one outgoing SMS; see `delivery.FORWARD` for the permitted moves."""

    QUEUED = "queued"
    SENDING = "sending"
    RETRY = "retry"
    UNKNOWN = "unknown"
    HELD = "held"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    REFUSED = "refused"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class OutboundSms:
    """One SMS to hand to a carrier. *outbox_id* is our idempotency key; *recipient* is E.164 (+62...)."""

    outbox_id: int
    recipient: str
    text: str
    first_tried_at: datetime | None = None


class SendState(StrEnum):
    """The four ends of one attempt to send."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    RETRY = "retry"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """What one attempt came to. *retry_after* is in seconds; *code* is a stable word for logs and metrics."""

    state: SendState
    code: str = ""
    carrier_ref: str | None = None
    retry_after: float | None = None
    opted_out: bool = False  # the recipient told the carrier that nothing more is wanted
    busy: bool = False  # the carrier works, and wants to be fed slower

    @classmethod
    def accepted(cls, carrier_ref: str | None) -> "SendOutcome":
        return cls(SendState.ACCEPTED, carrier_ref=carrier_ref)

    @classmethod
    def refused(cls, code: str, *, opted_out: bool = False) -> "SendOutcome":
        return cls(SendState.REFUSED, code, opted_out=opted_out)

    @classmethod
    def retry(cls, code: str, retry_after: float | None = None, *, busy: bool = False) -> "SendOutcome":
        return cls(SendState.RETRY, code, retry_after=retry_after, busy=busy)

    @classmethod
    def unknown(cls, code: str) -> "SendOutcome":
        return cls(SendState.UNKNOWN, code)


class LookupState(StrEnum):
    """What a carrier's own record says about an SMS whose fate we do not know."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    UNAVAILABLE = "unavailable"  # could not look now; look again later
    IMPOSSIBLE = "impossible"  # this carrier keeps no record: a person decides


@dataclass(frozen=True, slots=True)
class LookupOutcome:
    """The result of one look; *carrier_ref* only when FOUND."""

    state: LookupState
    carrier_ref: str | None = None
    code: str = ""


class ReceiptState(StrEnum):
    """Delivery states in our words, in the order they may advance; UNKNOWN is recorded and moves nothing."""

    UNKNOWN = "unknown"
    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One status report of a carrier. *outbox_id* is ours when the carrier carried it back."""

    carrier: str
    carrier_ref: str
    state: ReceiptState
    raw_state: str
    outbox_id: int | None = None
    error_code: str | None = None
