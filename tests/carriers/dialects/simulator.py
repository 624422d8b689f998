"""The handset of this machine."""

from dataclasses import replace

from sms_gateway.carriers.simulator import Simulator
from tests.carriers.dialects import Dialect, Wire, from_elsewhere


def _from_a_foreign_page(wire: Wire) -> Wire:
    return replace(wire, headers={**wire.headers, "Origin": "https://other.example.org"})


DIALECTS = (
    Dialect(
        folder="simulator",
        make=lambda: Simulator(new_ref=lambda: "made-up"),
        ref="id",
        sender="from",
        text="text",
        forgeries=(from_elsewhere, _from_a_foreign_page),
        has_receipts=False,
    ),
)
