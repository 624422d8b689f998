"""Twilio, its forms signed by the official library."""

from dataclasses import replace
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator

from sms_gateway.carriers.base import Carrier
from sms_gateway.carriers.twilio import Twilio, TwilioSettings
from tests.carriers.dialects import PUBLIC_URL, Dialect, Wire

TOKEN = "trial-token-one"


def _make() -> Carrier:
    return Twilio(TwilioSettings("AC" + "0" * 32, (TOKEN,), PUBLIC_URL))


def _signed(wire: Wire) -> Wire:
    fields = dict(parse_qsl(wire.body.decode(), keep_blank_values=True))
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC_URL + wire.target, fields)
    return replace(wire, headers={**wire.headers, "X-Twilio-Signature": signature})


def _with_another_signature(wire: Wire) -> Wire:
    return replace(wire, headers={**wire.headers, "X-Twilio-Signature": "Zm9yZ2Vk"})


def _unsigned(wire: Wire) -> Wire:
    return replace(wire, headers={"Content-Type": wire.headers["Content-Type"]})


def _with_another_text(wire: Wire) -> Wire:
    return wire.saying({"Body": "Yang lain", "MessageStatus": "failed"})


DIALECTS = (
    Dialect(
        folder="twilio",
        make=_make,
        ref="MessageSid",
        sender="From",
        text="Body",
        prove=_signed,
        forgeries=(_with_another_signature, _unsigned, _with_another_text),
    ),
)
