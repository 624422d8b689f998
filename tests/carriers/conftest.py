"""Twilio forms signed by the official library, Kannel's calls, and the loopback ends both send to."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from sms_gateway.carriers.base import WebhookRequest
from sms_gateway.carriers.kannel import Kannel, KannelSettings
from sms_gateway.carriers.twilio import Twilio, TwilioSettings
from sms_gateway.carriers.wire import new_session
from sms_gateway.simulators.twilio import TwilioSimulator
from tests.carriers.smsbox import Smsbox, running_smsbox

PUBLIC_URL = "https://sms.example.id"
TOKEN = "trial-token-one"
INBOUND = "/webhooks/twilio/inbound"

Post = Callable[..., WebhookRequest]


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


@pytest.fixture
def twilio_settings() -> TwilioSettings:
    return TwilioSettings(account_sid="AC" + "0" * 32, auth_tokens=(TOKEN,), public_url=PUBLIC_URL)


@pytest.fixture
def twilio(twilio_settings: TwilioSettings) -> Twilio:
    return Twilio(twilio_settings)


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
def sender(twilio_settings: TwilioSettings, loopback: TwilioSimulator) -> Twilio:
    """The carrier, pointed at the loopback Twilio."""
    return Twilio(replace(twilio_settings, base_url=loopback.url, timeout=2))


KANNEL_SECRET = "a-secret-of-the-tests"
KANNEL_INBOUND = f"/webhooks/kannel/{KANNEL_SECRET}/inbound"


@pytest.fixture
def smsbox() -> Iterator[Smsbox]:
    with running_smsbox() as box:
        yield box


@pytest.fixture
def kannel_settings() -> KannelSettings:
    return KannelSettings(
        sendsms_url="http://127.0.0.1:1/cgi-bin/sendsms",
        username="smsgw",
        password="pass word&",
        secret=KANNEL_SECRET,
        callback_url=PUBLIC_URL,
        addresses=("127.0.0.1", "10.17.0.0/28"),
        timeout=2,
    )


@pytest.fixture
def kannel(kannel_settings: KannelSettings) -> Kannel:
    return Kannel(kannel_settings, partial(new_session, kannel_settings.sendsms_url))


@pytest.fixture
def kannel_sender(kannel_settings: KannelSettings, smsbox: Smsbox) -> Kannel:
    """The carrier, pointed at the loopback smsbox."""
    return Kannel(replace(kannel_settings, sendsms_url=smsbox.url), partial(new_session, smsbox.url))


@pytest.fixture
def mo() -> dict[str, str]:
    """What Kannel 1.4.5 puts into the query of docs/carriers/kannel.md for a plain SMS."""
    return {
        "text": "Lampu jalan mati di Sukamaju RT 03",
        "id": "16859767-dced-4e77-8237-f642472702c2",
        "from": "+6281200000001",
        "to": "1708",
        "at": "1795823291",
        "smsc": "op-a",
        "udh": "",
        "coding": "0",
        "charset": "UTF-8",
    }


@pytest.fixture
def get() -> Post:
    """A GET of Kannel; values may be text or bytes."""

    def build(
        fields: Mapping[str, str | bytes], *, path: str = KANNEL_INBOUND, **changes: object
    ) -> WebhookRequest:
        values: dict[str, object] = {
            "method": "GET",
            "path": path,
            "query": urlencode(fields),
            "headers": {"host": "127.0.0.1:1708", "user-agent": "Kannel/1.4.5"},
            "form": {},
            "body": b"",
            "remote_addr": "127.0.0.1",
            **changes,
        }
        return WebhookRequest(**values)  # type: ignore[arg-type]

    return build
