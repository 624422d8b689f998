"""How tests make a long SMS arrive in parts, and look at what became of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count

from sms_gateway.domain.messages import InboundSms, SmsPart
from sms_gateway.services import intake, parts
from sms_gateway.services.office import Office
from sms_gateway.services.snapshot import snapshot
from sms_gateway.storage.schema import (
    messages,
    outbox,
)
from tests.builders import inbound, opened, rows, work
from tests.conftest import HandClock

LONG = (
    "Yth bapak ibu, jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur kota semarang sudah 3 "
    "minggu tidak diperbaiki, kalau hujan lubangnya tidak kelihatan sama sekali dan banyak motor jatuh, "
    "terakhir seorang ibu dengan anaknya tadi pagi, mohon segera ditambal sebelum ada korban lagi"
)
_calls = count(1)


def cut(text: str, into: int, charset: str = "utf-8") -> list[tuple[int, bytes]]:
    data = text.encode(charset)
    size = -(-len(data) // into)
    return [(number + 1, data[number * size : (number + 1) * size]) for number in range(into)]


def long_sms(
    text: str, total: int = 3, ref: int = 7, charset: str = "utf-8", **parts_: object
) -> list[InboundSms]:
    """*text* as deliveries of its parts, each with an id of its own."""
    return [
        inbound(
            body.decode(charset, "replace"),
            ref=f"part-{next(_calls)}",
            part=SmsPart(ref, total, number, body, charset, b""),
            **parts_,
        )
        for number, body in cut(text, total, charset)
    ]


def again(sms: InboundSms) -> InboundSms:
    """The same part under another id of the carrier."""
    return replace(sms, carrier_ref=f"again-{next(_calls)}")


def later(sms: InboundSms, **span: float) -> InboundSms:
    return replace(sms, received_at=sms.received_at + timedelta(**span))


def texts(office: Office) -> list[str]:
    return [opened(office, row) for row in rows(office, messages)]


def promises(office: Office) -> set[int]:
    return set(snapshot(office).invariants.values())


def incomplete(office: Office, clock: HandClock, sms: Sequence[InboundSms]) -> None:
    intake.accept(sms, office)
    clock.forward(seconds=120)
    parts.release(office)
    work(office)


def sent(office: Office) -> list[str]:
    return [opened(office, row) for row in rows(office, outbox)]
