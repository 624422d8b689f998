"""Twilio: proves and reads its webhooks, sends by its official client, looks up its record."""

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sms_gateway.carriers.base import Answer, Refusal, Refused, WebhookRequest
from sms_gateway.carriers.twilio_form import OUTBOX_FIELD, Form, fields_of, first_values, outbox_id
from sms_gateway.carriers.twilio_http import AnswerError, NotSentError, TwilioApi, TwilioRecord, WireError
from sms_gateway.carriers.twilio_outcomes import CREDENTIAL_WAIT, outcome_of
from sms_gateway.carriers.twilio_signature import Algorithm, Verifier
from sms_gateway.domain.messages import (
    InboundSms,
    LookupOutcome,
    LookupState,
    OutboundSms,
    Receipt,
    ReceiptState,
    SendOutcome,
    SendState,
)
from sms_gateway.errors import GatewayError

SIGNATURE_HEADER = "x-twilio-signature"
STATUS_PATH = "/webhooks/twilio/status"
MAX_LISTED = 50_000
MAX_LOOKED_AT = 1_000
LOOKUP_MARGIN = timedelta(seconds=120)
CLOCK_WRONG = timedelta(days=2)  # so far off the same text may be ours, sent by a clock that was wrong
FIRST_TRY_UNKNOWN = timedelta(days=1)
# Twilio puts this before every SMS of a trial account; the rest is our text.
TRIAL_PREFIX = "Sent from your Twilio trial account - "

# https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
RECEIPT_STATES = {
    "accepted": ReceiptState.QUEUED,
    "scheduled": ReceiptState.QUEUED,
    "queued": ReceiptState.QUEUED,
    "sending": ReceiptState.QUEUED,
    "sent": ReceiptState.SENT,
    "partially_delivered": ReceiptState.SENT,
    "delivered": ReceiptState.DELIVERED,
    "read": ReceiptState.DELIVERED,
    "undelivered": ReceiptState.FAILED,
    "failed": ReceiptState.FAILED,
    "canceled": ReceiptState.FAILED,
}

_SMALL_NUMBER = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True, slots=True)
class TwilioSettings:
    """What an operator decides. The first of *auth_tokens* sends, every one proves; *timeout* is in seconds.

    *public_url* is the address Twilio calls, without a path of ours; *base_url* replaces api.twilio.com.
    """

    account_sid: str
    auth_tokens: tuple[str, ...] = field(repr=False)
    public_url: str
    base_url: str | None = None
    sender: str = "1708"
    messaging_service_sid: str | None = None
    timeout: float = 10
    signature_algorithm: Algorithm = "sha1"
    status_callback: bool = True


class Twilio:
    """The carrier `twilio`. Safe to share between threads."""

    name = "twilio"
    methods = frozenset({"POST"})
    secret: str | None = None
    success = Answer('<?xml version="1.0" encoding="UTF-8"?><Response/>', "text/xml")

    def __init__(self, settings: TwilioSettings) -> None:
        """Raises ValueError without an auth token: nothing could be proven or sent."""
        if not settings.auth_tokens:
            raise ValueError("at least one auth token is needed")
        self._settings = settings
        self._public_url = settings.public_url.rstrip("/")
        self._verifier = Verifier(self._public_url, settings.auth_tokens, settings.signature_algorithm)
        self._api = TwilioApi(
            settings.account_sid, settings.auth_tokens[0], settings.base_url, settings.timeout
        )

    def read_inbound(self, request: WebhookRequest, now: datetime) -> InboundSms | Refused:
        """Prove and read one delivery; a proven form without sender or id is refused with what it held."""
        form = self._proven_form(request)
        if isinstance(form, Refused):
            return form
        fields = first_values(form)
        sms = self._inbound(fields, form, now)
        missing = [name for name in ("From", "MessageSid") if not fields.get(name, "").strip()]
        if not missing:
            return sms
        reason = f"the form has no {' and no '.join(missing)}"
        salvage = _with_fault(sms, reason) if sms.sender and "Body" in fields else None
        return Refused(Refusal.UNREADABLE, reason, salvage)

    def read_receipt(self, request: WebhookRequest, now: datetime) -> Receipt | Refused:
        """Prove and read one status report; a state nobody listed is UNKNOWN and keeps its name."""
        form = self._proven_form(request)
        if isinstance(form, Refused):
            return form
        fields = first_values(form)
        ref = fields.get("MessageSid") or fields.get("SmsSid") or ""
        raw = fields.get("MessageStatus") or fields.get("SmsStatus") or ""
        if not ref or not raw:
            return Refused(Refusal.UNREADABLE, "the form has no MessageSid or no MessageStatus")
        return Receipt(
            carrier=self.name,
            carrier_ref=ref,
            state=RECEIPT_STATES.get(raw.lower(), ReceiptState.UNKNOWN),
            raw_state=raw,
            outbox_id=outbox_id(request.query),
            error_code=fields.get("ErrorCode") or None,
        )

    def send(self, sms: OutboundSms) -> SendOutcome:
        """Hand *sms* over once. Only an answer that proves it was not taken allows a second try."""
        service = self._settings.messaging_service_sid
        try:
            sid = self._api.create(
                to=sms.recipient,
                body=sms.text,
                sender=None if service else self._settings.sender,
                service=service,
                callback=self._callback(sms.outbox_id),
            )
        except NotSentError:
            return SendOutcome.retry("connect")
        except AnswerError as fault:
            return outcome_of(fault.status, fault.code, fault.retry_after)
        except WireError:
            return SendOutcome.unknown("twilio-no-answer")
        return SendOutcome.accepted(sid)

    def find(self, sms: OutboundSms, known_refs: frozenset[str], now: datetime) -> LookupOutcome:
        """Look for *sms* by recipient, exact text and time of creation.

        No date is asked for: an SMS that still waits at Twilio has no date of sending and would be missed.
        """
        start = (sms.first_tried_at or now - FIRST_TRY_UNKNOWN) - LOOKUP_MARGIN
        end = now + LOOKUP_MARGIN
        refs: list[str] = []
        elsewhere, oldest, looked_at = 0, end, 0
        try:
            for record in self._api.messages(to=sms.recipient, limit=MAX_LOOKED_AT):
                looked_at += 1
                oldest = min(oldest, record.created_at or end)
                if record.sid in known_refs or not _is_same(record, sms):
                    continue
                if _between(start, record, end):
                    refs.append(record.sid)
                elif _between(start - CLOCK_WRONG, record, end + CLOCK_WRONG):
                    elsewhere += 1
        except WireError as fault:
            return LookupOutcome(LookupState.UNAVAILABLE, code=_code(fault))
        if looked_at >= MAX_LOOKED_AT and oldest >= start:
            return LookupOutcome(LookupState.UNAVAILABLE, code="twilio-list-too-long")
        if not refs and elsewhere:  # one of the clocks was wrong, or it is a stranger's: nobody can tell
            return LookupOutcome(LookupState.AMBIGUOUS, code="twilio-other-time")
        return _looked_up(refs)

    def list_inbound(self, since: datetime) -> Iterator[InboundSms]:
        """What was sent to us since then, newest first, page by page. Raises GatewayError for the wire."""
        read = 0
        try:
            for record in self._api.messages(to=self._settings.sender, since=since, limit=MAX_LISTED):
                read += 1
                if record.direction == "inbound" and record.sid and record.sender:
                    yield self._from_record(record, since)
        except WireError as fault:
            raise GatewayError("The list of inbound messages cannot be read.", _remedy(fault)) from None
        if read >= MAX_LISTED:
            raise GatewayError(
                f"The list of inbound messages is longer than {MAX_LISTED}.",
                "What was read is stored; the rest is older: ask Twilio's support for an export.",
            )

    def check(self) -> str | None:
        """List one message: proves address, credentials and the right to look up."""
        try:
            next(self._api.messages(to=self._settings.sender, limit=1), None)
        except WireError as fault:
            return _remedy(fault)
        return None

    def _proven_form(self, request: WebhookRequest) -> Form | Refused:
        """The fields of the body, once the signature over them and over our public address fits."""
        signature = request.headers.get(SIGNATURE_HEADER, "").strip()
        if not signature:
            return Refused(Refusal.FORBIDDEN, "the signature is missing")
        form = fields_of(request.body) if request.form_ok else None
        if form is None:
            return Refused(Refusal.UNREADABLE, "the body is not a form")
        target = request.path + (f"?{request.query}" if request.query else "")
        if not self._verifier.proven(target, form, signature):
            return Refused(Refusal.FORBIDDEN, "the signature does not fit")
        return form

    def _inbound(self, fields: Mapping[str, str], form: Form, now: datetime) -> InboundSms:
        media = fields.get("NumMedia", "")
        named = (fields.get(name, "").strip() for name in ("MessageSid", "SmsSid", "SmsMessageSid"))
        return InboundSms(
            carrier=self.name,
            carrier_ref=next((ref for ref in named if ref), "") or self._digest(form),
            sender=fields.get("From", "").strip(),
            receiver=fields.get("To", "") or self._settings.sender,
            text=fields.get("Body", ""),
            received_at=now,
            media_count=int(media) if _SMALL_NUMBER.fullmatch(media) else 0,
            opt_out=fields.get("OptOutType") or None,
        )

    def _digest(self, form: Form) -> str:
        """An id for a form without one, the same on every retry; keyed, so that it betrays no number."""
        text = "\0".join(f"{name}\0{value}" for name, value in sorted(form))
        key = self._settings.auth_tokens[0].encode()
        return "form-" + hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:40]

    def _callback(self, outbox_id: int) -> str | None:
        if not self._settings.status_callback:
            return None
        return f"{self._public_url}{STATUS_PATH}?{OUTBOX_FIELD}={outbox_id}"

    def _from_record(self, record: TwilioRecord, since: datetime) -> InboundSms:
        return InboundSms(
            carrier=self.name,
            carrier_ref=record.sid,
            sender=record.sender,
            receiver=record.recipient,
            text=record.body,
            received_at=record.at or since,
            media_count=record.media_count,
        )


def _with_fault(sms: InboundSms, fault: str) -> InboundSms:
    return replace(sms, fault=fault)


def _is_same(record: TwilioRecord, sms: OutboundSms) -> bool:
    return (
        record.recipient == sms.recipient
        and record.body in (sms.text, TRIAL_PREFIX + sms.text)
        and record.direction.startswith("outbound")
    )


def _between(start: datetime, record: TwilioRecord, end: datetime) -> bool:
    return record.created_at is not None and start <= record.created_at <= end


def _looked_up(refs: list[str]) -> LookupOutcome:
    if not refs:
        return LookupOutcome(LookupState.NOT_FOUND)
    if len(refs) > 1:
        return LookupOutcome(LookupState.AMBIGUOUS, code=f"twilio-{len(refs)}-alike")
    return LookupOutcome(LookupState.FOUND, refs[0])


def _code(fault: WireError) -> str:
    if isinstance(fault, AnswerError):
        return f"twilio-{fault.code or fault.status}"
    return "connect" if isinstance(fault, NotSentError) else "twilio-no-answer"


def _remedy(fault: WireError) -> str:
    if not isinstance(fault, AnswerError):
        return "Twilio did not answer: check the network and carriers.twilio.base_url."
    outcome = outcome_of(fault.status, fault.code, fault.retry_after)
    if outcome == SendOutcome.retry("twilio-credentials", CREDENTIAL_WAIT):
        return "Twilio refused our credentials: correct SMSGW_TWILIO_AUTH_TOKENS or SMSGW_TWILIO_ACCOUNT_SID."
    if outcome.state is SendState.RETRY and fault.status == 429:
        return "Twilio asks us to slow down: try again in a minute."
    return f"Twilio answered {fault.status}: try again, then check carriers.twilio.base_url."
