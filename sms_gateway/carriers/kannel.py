"""Kannel: takes MO and delivery reports of its smsbox, sends by its sendsms interface."""

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import quote

import requests

from sms_gateway.carriers.base import Answer, Refusal, Refused, WebhookRequest
from sms_gateway.carriers.kannel_answers import (
    NO_RECEIVER,
    RECEIPT_STATES,
    WRONG_CREDENTIALS,
    error_code,
    outcome_of,
)
from sms_gateway.carriers.kannel_text import codec, decode, pairs, part
from sms_gateway.carriers.wire import FAULTS, never_left, within
from sms_gateway.domain.gsm7 import is_gsm7
from sms_gateway.domain.messages import (
    InboundSms,
    LookupOutcome,
    LookupState,
    OutboundSms,
    Receipt,
    ReceiptState,
    SendOutcome,
)

INBOUND_FIELDS = frozenset({"text", "id", "from", "to", "at", "smsc", "udh", "coding", "charset"})
STATUS_FIELDS = frozenset({"outbox", "ref", "status", "answer"})
DLR_MASK = "31"  # every report: delivered, failed, buffered, accepted and rejected by the SMSC
CODING_GSM, CODING_UCS2 = "0", "2"
FORM = "application/x-www-form-urlencoded"

_SHAPES = {
    "id": re.compile(r"[!-~]{1,128}"),
    "from": re.compile(r"[^\x00-\x1f\x7f]{1,64}"),
    "to": re.compile(r"[^\x00-\x1f\x7f]{0,64}"),
    "at": re.compile(r"[0-9]{0,12}"),
    "coding": re.compile(r"-1|[0-2]?"),
    "outbox": re.compile(r"[0-9]{1,18}"),
    "ref": re.compile(r"[0-9a-f]{32}"),
    "status": re.compile(r"[0-9]{1,3}"),
}

Network = IPv4Network | IPv6Network


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


class Kannel:
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
        self._networks: tuple[Network, ...] = tuple(ip_network(each) for each in settings.addresses)

    def read_inbound(self, request: WebhookRequest, now: datetime) -> InboundSms | Refused:
        """Read one MO from a known address; the web layer has compared the secret in the path before."""
        fields = self._fields(request, INBOUND_FIELDS, ("text", "id", "from"))
        if isinstance(fields, Refused):
            return fields
        body = fields["text"]
        charset = codec(_word(fields, "coding"), _word(fields, "charset"))
        return InboundSms(
            carrier=self.name,
            carrier_ref=_word(fields, "id"),
            sender=_word(fields, "from").strip(),
            receiver=_word(fields, "to").strip() or self._settings.sender,
            text=decode(body, charset),
            received_at=now,
            part=part(fields.get("udh", b""), body, charset),
        )

    def read_receipt(self, request: WebhookRequest, now: datetime) -> Receipt | Refused:
        """Read one delivery report that carries our own id; a state nobody listed is UNKNOWN."""
        fields = self._fields(request, STATUS_FIELDS, ("outbox", "ref", "status"))
        if isinstance(fields, Refused):
            return fields
        raw = _word(fields, "status")
        return Receipt(
            carrier=self.name,
            carrier_ref=_word(fields, "ref"),
            state=RECEIPT_STATES.get(raw, ReceiptState.UNKNOWN),
            raw_state=raw,
            outbox_id=int(_word(fields, "outbox")),
            error_code=error_code(_word(fields, "answer")),
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

    def find(self, sms: OutboundSms, known_refs: frozenset[str], now: datetime) -> LookupOutcome:
        """Impossible: Kannel keeps no record to ask. A delivery report with our id still settles it."""
        return LookupOutcome(LookupState.IMPOSSIBLE)

    def list_inbound(self, since: datetime) -> tuple[InboundSms, ...]:
        """Nothing: Kannel keeps no record; it repeats what was not taken by itself (`http-request-retry`)."""
        return ()

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

    def _fields(
        self, request: WebhookRequest, known: frozenset[str], needed: tuple[str, ...]
    ) -> dict[str, bytes] | Refused:
        """The *known* fields of a call from a known address, each at most once and of its shape.

        Kannel's `post-url` has them in the query, and the bare text once more as the body.
        """
        if not self._is_known(request.remote_addr):
            return Refused(Refusal.FORBIDDEN, "the address is not in carriers.kannel.addresses")
        found = pairs(request.query)
        if request.method == "POST" and request.headers.get("content-type", "").startswith(FORM):
            found += pairs(request.body.decode("latin-1")) if request.form_ok else []
        named = [(name, value) for name, value in found if name in known]
        fields = dict(named)
        if len(fields) != len(named):
            return Refused(Refusal.UNREADABLE, "a field is there twice")
        missing = [
            name for name in needed if name not in fields or (name != "text" and not fields[name].strip())
        ]
        if missing:
            return Refused(Refusal.UNREADABLE, f"the call has no {' and no '.join(missing)}")
        wrong = [name for name in fields if not _has_shape(name, _word(fields, name))]
        return Refused(Refusal.UNREADABLE, f"not readable: {', '.join(sorted(wrong))}") if wrong else fields

    def _is_known(self, remote_addr: str) -> bool:
        try:
            address = ip_address(remote_addr)
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        return any(address in network for network in self._networks)

    def _get(self, fields: Mapping[str, str]) -> requests.Response:
        """One GET on a connection of its own.

        One kept open may be closed by smsbox just as the request leaves, and nobody could tell whether the
        SMS was taken.
        """
        with self._new_session() as session:
            return session.get(
                self._settings.sendsms_url,
                params=fields,
                headers={"Connection": "close"},
                timeout=within(self._settings.timeout),  # type: ignore[arg-type]
                allow_redirects=False,
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


def _word(fields: Mapping[str, bytes], name: str) -> str:
    return fields.get(name, b"").decode("utf-8", "replace")


def _has_shape(name: str, value: str) -> bool:
    shape = _SHAPES.get(name)
    return shape is None or shape.fullmatch(value) is not None
