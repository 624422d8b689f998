"""Jasmin: takes MO and delivery reports of its HTTP throwers, sends by its HTTP API."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

import requests

from sms_gateway.carriers.base import Answer, Refusal, Refused, WebhookRequest, WithoutRecord
from sms_gateway.carriers.calls import Calls, word
from sms_gateway.carriers.jasmin_answers import WRONG_CREDENTIALS, error_code, outcome_of, state_of
from sms_gateway.carriers.jasmin_text import Alphabet, decode
from sms_gateway.carriers.wire import FAULTS, exchange, never_left
from sms_gateway.domain.gsm7 import is_gsm7
from sms_gateway.domain.messages import (
    InboundSms,
    OutboundSms,
    Receipt,
    SendOutcome,
)

INBOUND_FIELDS = frozenset(
    {"id", "from", "to", "origin-connector", "content", "binary", "priority", "coding"}
)
STATUS_FIELDS = frozenset({"outbox", "id", "message_status", "level", "err"})
DLR_LEVEL = "3"  # the SMSC's answer and the phone's
CODING_GSM, CODING_UCS2 = "0", "8"

_SHAPES = {
    "binary": re.compile(r"(?:[0-9A-Fa-f]{2})*"),
    "coding": re.compile(r"[0-9]{0,3}"),
    "message_status": re.compile(r"[A-Z_0-9]{1,32}"),
    "level": re.compile(r"[1-3]"),
}


@dataclass(frozen=True, slots=True)
class JasminSettings:
    """What an operator decides. *url* is Jasmin's HTTP API without a path; *timeout* is in seconds.

    *callback_url* is the address under which Jasmin reaches us, *addresses* are those it calls from;
    *alphabet* is what the SMSC means by data coding 0.
    """

    url: str
    username: str
    password: str = field(repr=False)
    secret: str = field(repr=False)
    callback_url: str
    addresses: tuple[str, ...] = ("127.0.0.1", "::1")
    sender: str = "1708"
    alphabet: Alphabet = "gsm7"
    timeout: float = 10


class Jasmin(WithoutRecord):
    """The carrier `jasmin`. Safe to share between threads."""

    name = "jasmin"
    methods = frozenset({"GET", "POST"})
    success = Answer("ACK/Jasmin", "text/plain; charset=utf-8")  # these ten characters, or it comes again

    def __init__(self, settings: JasminSettings, new_session: Callable[[], requests.Session]) -> None:
        """*new_session* opens the wire for one call.

        Raises ValueError without a secret, or for an address that is none: nothing could be proven.
        """
        if not settings.secret:
            raise ValueError("a secret for the path is needed")
        self.secret: str | None = settings.secret
        self._settings = settings
        self._new_session = new_session
        self._calls = Calls(self.name, settings.addresses, _SHAPES, may_be_blank="content")

    def read_inbound(self, request: WebhookRequest, now: datetime) -> InboundSms | Refused:
        """Read one MO from a known address.

        Jasmin joins the parts of a long SMS by itself. `binary` holds the very bytes; `content` is read when
        an older Jasmin gives no `binary`.
        """
        fields = self._calls.fields(request, INBOUND_FIELDS, ("id", "from"))
        if isinstance(fields, Refused):
            return fields
        if not fields.keys() & {"content", "binary"}:
            return Refused(Refusal.UNREADABLE, "the call has no content and no binary")
        data = bytes.fromhex(word(fields, "binary")) or fields.get("content", b"")
        return InboundSms(
            carrier=self.name,
            carrier_ref=word(fields, "id"),
            sender=word(fields, "from").strip(),
            receiver=word(fields, "to").strip() or self._settings.sender,
            text=decode(data, word(fields, "coding"), self._settings.alphabet),
            received_at=now,
        )

    def read_receipt(self, request: WebhookRequest, now: datetime) -> Receipt | Refused:
        """Read one delivery report that carries our own id; a state nobody listed is UNKNOWN.

        A posted one has our id in the query of the address that we gave, and the rest as a form.
        """
        fields = self._calls.fields(request, STATUS_FIELDS, ("outbox", "id", "message_status"))
        if isinstance(fields, Refused):
            return fields
        raw = word(fields, "message_status")
        return Receipt(
            carrier=self.name,
            carrier_ref=word(fields, "id"),
            state=state_of(raw),
            raw_state=raw,
            outbox_id=int(word(fields, "outbox")),
            error_code=error_code(raw, word(fields, "err")),
        )

    def send(self, sms: OutboundSms) -> SendOutcome:
        """Hand *sms* over once. Only an answer that proves it was not taken allows a second try."""
        try:
            answer = self._exchange("POST", "/send", data=self._request(sms))
            return outcome_of(answer.status_code, answer.text)
        except FAULTS as error:
            return (
                SendOutcome.retry("connect") if never_left(error) else SendOutcome.unknown("jasmin-no-answer")
            )

    def check(self) -> str | None:
        """Ask for our balance: proves address, user and password, and sends nothing."""
        try:
            answer = self._exchange("GET", "/balance", params=self._credentials())
        except FAULTS:
            return "Jasmin's HTTP API did not answer: start it, or correct carriers.jasmin.url."
        if answer.status_code == 200:
            return None
        if answer.status_code == 403 and WRONG_CREDENTIALS.removeprefix('Error "') in answer.text:
            return (
                "Jasmin refused our credentials: correct SMSGW_JASMIN_PASSWORD or carriers.jasmin.username."
            )
        return f"Jasmin's HTTP API answered {answer.status_code}: check carriers.jasmin.url."

    def _exchange(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
    ) -> requests.Response:
        url, seconds = self._settings.url + path, self._settings.timeout
        return exchange(self._new_session, method, url, seconds, params=params, data=data)

    def _credentials(self) -> dict[str, str]:
        return {"username": self._settings.username, "password": self._settings.password}

    def _request(self, sms: OutboundSms) -> dict[str, str]:
        return {
            **self._credentials(),
            "from": self._settings.sender,
            "to": sms.recipient,
            **_content(sms.text),
            "dlr": "yes",
            "dlr-url": self._dlr_url(sms.outbox_id),
            "dlr-level": DLR_LEVEL,
            "dlr-method": "POST",  # by GET Jasmin would put a second ? behind our own query
        }

    def _dlr_url(self, outbox_id: int) -> str:
        secret = quote(self._settings.secret, safe="")
        return f"{self._settings.callback_url}/webhooks/{self.name}/{secret}/status?outbox={outbox_id}"


def _content(text: str) -> dict[str, str]:
    """A text as /send takes it: in GSM 03.38 Jasmin encodes it, in UCS-2 it wants the bytes."""
    if is_gsm7(text):
        return {"content": text, "coding": CODING_GSM}
    return {"hex-content": text.encode("utf-16-be", "surrogatepass").hex(), "coding": CODING_UCS2}
