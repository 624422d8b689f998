"""Twilio forms as the real one posts them, signed by the official library, and their requests."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from sms_gateway.carriers.base import WebhookRequest
from sms_gateway.carriers.twilio import Twilio, TwilioSettings
from sms_gateway.simulators.twilio import TwilioSimulator

PUBLIC_URL = "https://sms.example.id"
TOKEN = "trial-token-one"
INBOUND = "/webhooks/twilio/inbound"

Post = Callable[..., WebhookRequest]


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def settings() -> TwilioSettings:
    return TwilioSettings(account_sid="AC" + "0" * 32, auth_tokens=(TOKEN,), public_url=PUBLIC_URL)


@pytest.fixture
def twilio(settings: TwilioSettings) -> Twilio:
    return Twilio(settings)


@pytest.fixture
def form() -> dict[str, str]:
    sid = "SM" + "a1" * 16
    return {
        "ToCountry": "ID",
        "ToState": "",
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "SmsSid": sid,
        "SmsStatus": "received",
        "Body": "Lampu jalan mati di Sukamaju RT 03",
        "To": "1708",
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": "AC" + "0" * 32,
        "From": "+6281200000001",
        "ApiVersion": "2010-04-01",
    }


@pytest.fixture
def post() -> Post:
    """A signed call; `signature=None` leaves the header out."""

    def build(
        fields: Mapping[str, str],
        *,
        path: str = INBOUND,
        query: str = "",
        token: str = TOKEN,
        url: str = PUBLIC_URL,
        algorithm: str | None = None,
        **changes: object,
    ) -> WebhookRequest:
        signed = url + path + (f"?{query}" if query else "")
        signature = RequestValidator(token).compute_signature(signed, fields, algorithm)
        values: dict[str, object] = {
            "method": "POST",
            "path": path,
            "query": query,
            "headers": {"x-twilio-signature": signature, "host": "other.example.org"},
            "form": dict(fields),
            "body": urlencode(fields).encode(),
            "remote_addr": "203.0.113.7",
            **changes,
        }
        return WebhookRequest(**values)  # type: ignore[arg-type]

    return build


@pytest.fixture
def loopback() -> Iterator[TwilioSimulator]:
    with TwilioSimulator(account_sid="AC" + "0" * 32, auth_token=TOKEN) as simulator:
        yield simulator


@pytest.fixture
def sender(settings: TwilioSettings, loopback: TwilioSimulator) -> Twilio:
    """The carrier, pointed at the loopback Twilio."""
    return Twilio(replace(settings, base_url=loopback.url, timeout=2))
