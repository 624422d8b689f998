"""An aggregator with an HTTP interface of its own, described by names and rules in the configuration."""

import hashlib
import hmac
import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import requests

from sms_gateway.carriers.base import Answer, Refusal, Refused, WebhookRequest, WithoutRecord
from sms_gateway.carriers.calls import Callers
from sms_gateway.carriers.generic_answers import Answers
from sms_gateway.carriers.generic_fields import FORM, JSON_TYPE, of_call
from sms_gateway.carriers.wire import FAULTS, exchange, never_left
from sms_gateway.domain.messages import (
    InboundSms,
    OutboundSms,
    Receipt,
    ReceiptState,
    SendOutcome,
)

_SHAPES = {
    "id": re.compile(r"[!-~]{1,128}"),
    "sender": re.compile(r"[^\x00-\x1f\x7f]{1,64}"),
    "receiver": re.compile(r"[^\x00-\x1f\x7f]{0,64}"),
    "state": re.compile(r"[^\x00-\x1f\x7f]{1,32}"),
    "reference": re.compile(r"[0-9]{1,18}"),
}
_ERROR = re.compile(r"[0-9A-Za-z_.-]{1,16}")


@dataclass(frozen=True, slots=True)
class GenericSettings:
    """What an operator decides. *inbound* and *receipt* name fields of its calls, *outbound* those of ours.

    *proof* says how its calls are proven beside *addresses*, *auth* how ours are. *constants* are sent with
    every SMS; *states* gives its delivery states in our words.
    """

    send_url: str
    username: str
    password: str = field(repr=False)
    secret: str = field(repr=False)
    callback_url: str
    answers: Answers
    inbound: Mapping[str, str]
    receipt: Mapping[str, str]
    outbound: Mapping[str, str]
    states: Mapping[str, ReceiptState]
    constants: Mapping[str, str] = field(default_factory=dict)
    method: Literal["get", "form", "json"] = "form"
    proof: Literal["secret", "hmac", "basic"] = "secret"
    signature_header: str = "X-Signature"
    auth: Literal["none", "basic", "bearer"] = "none"
    plus: bool = True
    success: str = "OK"
    addresses: tuple[str, ...] = ("127.0.0.1", "::1")
    sender: str = "1708"
    timeout: float = 10


class Generic(WithoutRecord):
    """The carrier `generic`. Safe to share between threads."""

    name = "generic"
    methods = frozenset({"GET", "POST"})

    def __init__(self, settings: GenericSettings, new_session: Callable[[], requests.Session]) -> None:
        """*new_session* opens the wire for one call.

        Raises ValueError without a secret, or for an address that is none: nothing could be proven.
        """
        if not settings.secret:
            raise ValueError("a secret is needed")
        self.secret = settings.secret if settings.proof == "secret" else None
        kind = JSON_TYPE if settings.success.startswith("{") else "text/plain; charset=utf-8"
        self.success = Answer(settings.success, kind)
        self._settings = settings
        self._new_session = new_session
        self._callers = Callers(settings.addresses)

    def read_inbound(self, request: WebhookRequest, now: datetime) -> InboundSms | Refused:
        """Read one MO. With `proof: secret` the web layer has compared the path before."""
        fields = self._fields(request, self._settings.inbound, ("id", "sender", "text"))
        if isinstance(fields, Refused):
            return fields
        return InboundSms(
            carrier=self.name,
            carrier_ref=fields["id"],
            sender=fields["sender"].strip(),
            receiver=fields.get("receiver", "").strip() or self._settings.sender,
            text=fields["text"],
            received_at=now,
        )

    def read_receipt(self, request: WebhookRequest, now: datetime) -> Receipt | Refused:
        """Read one delivery report; a state the configuration does not list is UNKNOWN."""
        fields = self._fields(request, self._settings.receipt, ("id", "state"))
        if isinstance(fields, Refused):
            return fields
        error = fields.get("error", "")
        return Receipt(
            carrier=self.name,
            carrier_ref=fields["id"],
            state=self._settings.states.get(fields["state"], ReceiptState.UNKNOWN),
            raw_state=fields["state"],
            outbox_id=int(fields["reference"]) if "reference" in fields else None,
            error_code=error if _ERROR.fullmatch(error) and error.strip("0") else None,
        )

    def send(self, sms: OutboundSms) -> SendOutcome:
        """Hand *sms* over once. Only what a rule calls refused or retry is no longer under way."""
        try:
            answer = self._exchange(self._request(sms))
            return self._settings.answers.outcome_of(answer.status_code, answer.text)
        except FAULTS as error:
            return (
                SendOutcome.retry("connect")
                if never_left(error)
                else SendOutcome.unknown("generic-no-answer")
            )

    def check(self) -> str | None:
        """None: there is no question that every aggregator answers without sending something."""
        return None

    def _fields(
        self, request: WebhookRequest, names: Mapping[str, str], needed: tuple[str, ...]
    ) -> dict[str, str] | Refused:
        """The fields of a proven call by our names, each of its shape."""
        if not self._callers.know(request.remote_addr):
            return Refused(Refusal.FORBIDDEN, "the address is not in carriers.generic.addresses")
        if not self._proven(request):
            return Refused(Refusal.FORBIDDEN, f"no valid {self._settings.proof}")
        fields = of_call(request, names)
        if isinstance(fields, Refused):
            return fields
        missing = [name for name in needed if not fields.get(name, "").strip() and name != "text"]
        missing += ["text"] if "text" in needed and "text" not in fields else []
        if missing:
            return Refused(Refusal.UNREADABLE, f"the call has no {' and no '.join(missing)}")
        wrong = [name for name in fields if name in _SHAPES and not _SHAPES[name].fullmatch(fields[name])]
        return Refused(Refusal.UNREADABLE, f"not readable: {', '.join(sorted(wrong))}") if wrong else fields

    def _proven(self, request: WebhookRequest) -> bool:
        secret = self._settings.secret
        if self._settings.proof == "secret":
            return True
        if self._settings.proof == "basic":
            right = "Basic " + b64encode(f"{self._settings.username}:{secret}".encode()).decode()
            return _same(request.headers.get("authorization", ""), right)
        signed = request.body if request.method == "POST" else request.query.encode("latin-1", "replace")
        right = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        given = request.headers.get(self._settings.signature_header.lower(), "")
        return _same(given.removeprefix("sha256=").lower(), right)

    def _request(self, sms: OutboundSms) -> dict[str, str]:
        settings = self._settings
        ours = {
            "recipient": sms.recipient if settings.plus else sms.recipient.removeprefix("+"),
            "text": sms.text.encode("utf-8", "replace").decode(),  # half a character would stop the request
            "sender": settings.sender,
            "reference": str(sms.outbox_id),
            "callback": self._callback(),
            "username": settings.username,
            "password": settings.password,
        }
        return {**settings.constants, **{theirs: ours[name] for name, theirs in settings.outbound.items()}}

    def _callback(self) -> str:
        path = f"/{self.secret}" if self.secret else ""
        return f"{self._settings.callback_url}/webhooks/{self.name}{path}/status"

    def _exchange(self, fields: Mapping[str, str]) -> requests.Response:
        settings = self._settings
        kind = {"form": FORM, "json": JSON_TYPE}
        headers = {"Content-Type": kind[settings.method]} if settings.method in kind else {}
        if settings.auth == "bearer":
            headers["Authorization"] = f"Bearer {settings.password}"
        return exchange(
            self._new_session,
            "GET" if settings.method == "get" else "POST",
            settings.send_url,
            settings.timeout,
            params=fields if settings.method == "get" else None,
            data=None if settings.method == "get" else _body(settings.method, fields),
            headers=headers,
            auth=(settings.username, settings.password) if settings.auth == "basic" else None,
        )


def _body(method: str, fields: Mapping[str, str]) -> Mapping[str, str] | bytes:
    return json.dumps(fields).encode() if method == "json" else fields


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())
