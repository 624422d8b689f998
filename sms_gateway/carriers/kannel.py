"""Kannel: takes MO and delivery reports of its smsbox, sends by its sendsms interface."""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

import requests

from sms_gateway.carriers.base import Answer, Refused, WebhookRequest, WithoutRecord
from sms_gateway.carriers.calls import Calls, word
from sms_gateway.carriers.kannel_answers import (
    NO_RECEIVER,
    RECEIPT_STATES,
    WRONG_CREDENTIALS,
    error_code,
    outcome_of,
)
from sms_gateway.carriers.kannel_text import codec, decode, part
from sms_gateway.carriers.wire import FAULTS, exchange, never_left
from sms_gateway.domain.gsm7 import is_gsm7
from sms_gateway.domain.messages import (
    InboundSms,
    OutboundSms,
    Receipt,
    ReceiptState,
    SendOutcome,
)

INBOUND_FIELDS = frozenset({"text", "id", "from", "to", "at", "smsc", "udh", "coding", "charset"})
STATUS_FIELDS = frozenset({"outbox", "ref", "status", "answer"})
DLR_MASK = "31"  # every report: delivered, failed, buffered, accepted and rejected by the SMSC
CODING_GSM, CODING_UCS2 = "0", "2"

_SHAPES = {
    "at": re.compile(r"[0-9]{0,12}"),
    "coding": re.compile(r"-1|[0-2]?"),
    "ref": re.compile(r"[0-9a-f]{32}"),
    "status": re.compile(r"[0-9]{1,3}"),
}


@dataclass(frozen=True, slots=True)
class KannelSettings:
    """What an operator decides. *secret* is what the path of our webhooks holds; *timeout* is in seconds.

    *callback_url* is the address under which Kannel reaches us, *addresses* are those it calls from.
    """

    sendsms_url: str
    username: str
    password: str = field(repr=False)
    secret: str = field(repr=False)
    callback_url: str
    addresses: tuple[str, ...] = ("127.0.0.1", "::1")
    sender: str = "1708"
    timeout: float = 10


class Kannel(WithoutRecord):
    """The carrier `kannel`. Safe to share between threads."""

    name = "kannel"
    methods = frozenset({"GET", "POST"})
    success = Answer("ok\n", "text/plain; charset=utf-8")

    def __init__(self, settings: KannelSettings, new_session: Callable[[], requests.Session]) -> None:
        """*new_session* opens the wire for one call.

        Raises ValueError without a secret, or for an address that is none: nothing could be proven.
        """
        if not settings.secret:
            raise ValueError("a secret for the path is needed")
        self.secret: str | None = settings.secret
        self._settings = settings
        self._new_session = new_session
        self._calls = Calls(self.name, settings.addresses, _SHAPES, may_be_blank="text")

    def read_inbound(self, request: WebhookRequest, now: datetime) -> InboundSms | Refused:
        """Read one MO from a known address.

        Kannel's `post-url` has the fields in the query, and the bare text once more as the body.
        """
        fields = self._calls.fields(request, INBOUND_FIELDS, ("text", "id", "from"))
        if isinstance(fields, Refused):
            return fields
        body = fields["text"]
        charset = codec(word(fields, "coding"), word(fields, "charset"))
        return InboundSms(
            carrier=self.name,
            carrier_ref=word(fields, "id"),
            sender=word(fields, "from").strip(),
            receiver=word(fields, "to").strip() or self._settings.sender,
            text=decode(body, charset),
            received_at=now,
            part=part(fields.get("udh", b""), body, charset),
        )

    def read_receipt(self, request: WebhookRequest, now: datetime) -> Receipt | Refused:
        """Read one delivery report that carries our own id; a state nobody listed is UNKNOWN."""
        fields = self._calls.fields(request, STATUS_FIELDS, ("outbox", "ref", "status"))
        if isinstance(fields, Refused):
            return fields
        raw = word(fields, "status")
        return Receipt(
            carrier=self.name,
            carrier_ref=word(fields, "ref"),
            state=RECEIPT_STATES.get(raw, ReceiptState.UNKNOWN),
            raw_state=raw,
            outbox_id=int(word(fields, "outbox")),
            error_code=error_code(word(fields, "answer")),
        )

    def send(self, sms: OutboundSms) -> SendOutcome:
        """Hand *sms* over once. Only an answer that proves it was not taken allows a second try."""
        ref = self._ref(sms)
        try:
            answer = self._get(self._request(sms, ref))
            return outcome_of(answer.status_code, answer.text, ref)
        except FAULTS as error:
            return (
                SendOutcome.retry("connect") if never_left(error) else SendOutcome.unknown("kannel-no-answer")
            )

    def check(self) -> str | None:
        """Ask smsbox to send to nobody: proves address, user and password, and sends nothing."""
        try:
            answer = self._get(self._credentials())
        except FAULTS:
            return "Kannel's smsbox did not answer: start it, or correct carriers.kannel.sendsms_url."
        if answer.status_code == 400 and answer.text.startswith(NO_RECEIVER):
            return None
        if answer.text.startswith(WRONG_CREDENTIALS):
            return (
                "Kannel refused our credentials: correct SMSGW_KANNEL_PASSWORD or carriers.kannel.username."
            )
        return f"Kannel's smsbox answered {answer.status_code}: check carriers.kannel.sendsms_url."

    def _get(self, fields: Mapping[str, str]) -> requests.Response:
        return exchange(
            self._new_session, "GET", self._settings.sendsms_url, self._settings.timeout, params=fields
        )

    def _credentials(self) -> dict[str, str]:
        return {"username": self._settings.username, "password": self._settings.password}

    def _request(self, sms: OutboundSms, ref: str) -> dict[str, str]:
        return {
            **self._credentials(),
            "from": self._settings.sender,
            "to": sms.recipient,
            "text": sms.text.encode("utf-8", "replace").decode(),  # half a character would stop the request
            "charset": "UTF-8",
            "coding": CODING_GSM if is_gsm7(sms.text) else CODING_UCS2,
            "dlr-mask": DLR_MASK,
            "dlr-url": self._dlr_url(sms.outbox_id, ref),
        }

    def _dlr_url(self, outbox_id: int, ref: str) -> str:
        """Kannel replaces %d by the state and %A by the SMSC's answer, escaped."""
        secret = quote(self._settings.secret, safe="")
        path = f"{self._settings.callback_url}/webhooks/{self.name}/{secret}/status"
        return f"{path}?outbox={outbox_id}&ref={ref}&status=%d&answer=%A"

    def _ref(self, sms: OutboundSms) -> str:
        """What Kannel does not give: a name for this SMS, the same on every try, of no use to others.

        A report of another SMS that once had the same row id (a restored database) does not fit it.
        """
        key = self._settings.secret.encode()
        said = f"{sms.outbox_id}\0{sms.recipient}\0{sms.text}"
        return hmac.new(key, said.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]
