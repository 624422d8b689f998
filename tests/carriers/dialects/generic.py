"""An aggregator that posts signed JSON as docs/carriers/generic.md describes, and one that calls by GET."""

import hashlib
import hmac
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from sms_gateway.carriers.base import Carrier
from sms_gateway.carriers.generic import Generic
from sms_gateway.carriers.generic_described import described
from sms_gateway.carriers.wire import new_session
from sms_gateway.settings.generic import GenericSection
from tests.carriers.dialects import (
    PUBLIC_URL,
    SECRET,
    Dialect,
    Wire,
    from_elsewhere,
    with_another_secret,
    without_a_secret,
)

GUIDE = Path(__file__).parents[3] / "docs" / "carriers" / "generic.md"
BY_FORM: Mapping[str, Any] = {
    "send_url": "http://127.0.0.1:1/send",
    "accepted": {"statuses": [200], "pattern": "^OK "},
    "id_pattern": "^OK ([0-9]+)$",
    "states": {"DELIVRD": "delivered"},
}


def example() -> str:
    """The YAML of the guide."""
    return re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[0]


def as_in_the_guide() -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(example())["carriers"]["generic"]
    return found


def make(section: Mapping[str, Any], **changes: Any) -> Carrier:
    found = described(
        GenericSection(**{**section, **changes}), password="pw", secret=SECRET, public_url=PUBLIC_URL
    )
    return Generic(found, partial(new_session, found.send_url))


def _signed(wire: Wire) -> Wire:
    signature = hmac.new(SECRET.encode(), wire.body, hashlib.sha256).hexdigest()
    return replace(wire, headers={**wire.headers, "X-Hub-Signature-256": f"sha256={signature}"})


def _unsigned(wire: Wire) -> Wire:
    return replace(wire, headers={"Content-Type": wire.headers["Content-Type"]})


def _with_another_body(wire: Wire) -> Wire:
    return replace(wire, body=wire.body.replace(b"}", b', "lain": 1}', 1))


def _with_the_secret_in_the_path(wire: Wire) -> Wire:
    return replace(wire, target=wire.target.replace("/generic/", f"/generic/{SECRET}/"))


def _basic(password: str) -> Callable[[Wire], Wire]:
    token = b64encode(f"smsgw:{password}".encode()).decode()

    def with_basic(wire: Wire) -> Wire:
        return replace(wire, headers={**wire.headers, "Authorization": f"Basic {token}"})

    return with_basic


_METHODS = frozenset({"GET", "POST"})
DIALECTS = (
    Dialect(
        folder="generic-json",
        make=lambda: make(as_in_the_guide()),
        ref="event.id",
        sender="event.from",
        text="event.message",
        methods=_METHODS,
        prove=_signed,
        forgeries=(from_elsewhere, _unsigned, _with_another_body, _with_the_secret_in_the_path),
    ),
    Dialect(
        folder="generic-get",
        make=lambda: make(BY_FORM),
        ref="id",
        sender="from",
        text="text",
        methods=_METHODS,
        secret=SECRET,
        forgeries=(from_elsewhere, with_another_secret, without_a_secret),
    ),
    Dialect(
        folder="generic-form",
        make=lambda: make(BY_FORM, proof="basic"),
        ref="id",
        sender="from",
        text="text",
        methods=_METHODS,
        prove=_basic(SECRET),
        forgeries=(from_elsewhere, _basic("wrong"), _unsigned),
    ),
)
