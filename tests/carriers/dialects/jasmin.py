"""Jasmin's HTTP thrower, by POST with `binary` and, as older ones, by GET without."""

from dataclasses import replace
from functools import partial

from sms_gateway.carriers.base import Carrier
from sms_gateway.carriers.jasmin import Jasmin, JasminSettings
from sms_gateway.carriers.wire import new_session
from tests.carriers.dialects import (
    PUBLIC_URL,
    SECRET,
    Dialect,
    from_elsewhere,
    with_another_secret,
    without_a_secret,
)


def _make() -> Carrier:
    url = "http://127.0.0.1:1"
    settings = JasminSettings(url, "smsgw", "password", SECRET, PUBLIC_URL, addresses=("127.0.0.1",))
    return Jasmin(settings, partial(new_session, url))


def _in_ucs2(text: str) -> dict[str, str]:
    return {"content": "?" if text else "", "binary": text.encode("utf-16-be").hex(), "coding": "8"}


_BY_POST = Dialect(
    folder="jasmin",
    make=_make,
    ref="id",
    sender="from",
    text="content",
    methods=frozenset({"GET", "POST"}),
    secret=SECRET,
    forgeries=(from_elsewhere, with_another_secret, without_a_secret),
    spell=_in_ucs2,
)
DIALECTS = (
    _BY_POST,
    replace(_BY_POST, folder="jasmin-get", spell=lambda text: {"content": text, "coding": "4"}),
)
