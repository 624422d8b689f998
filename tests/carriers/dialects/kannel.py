"""Kannel's `get-url`, and a bridge that posts the same fields as a form."""

from dataclasses import replace
from functools import partial

from sms_gateway.carriers.base import Carrier
from sms_gateway.carriers.kannel import Kannel, KannelSettings
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
    url = "http://127.0.0.1:1/cgi-bin/sendsms"
    settings = KannelSettings(url, "smsgw", "password", SECRET, PUBLIC_URL, addresses=("127.0.0.1",))
    return Kannel(settings, partial(new_session, url))


_BY_GET = Dialect(
    folder="kannel-get",
    make=_make,
    ref="id",
    sender="from",
    text="text",
    methods=frozenset({"GET", "POST"}),
    secret=SECRET,
    forgeries=(from_elsewhere, with_another_secret, without_a_secret),
)
DIALECTS = (_BY_GET, replace(_BY_GET, folder="kannel-post"))
