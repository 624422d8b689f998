"""A granian of our own with the front and an application that says what it saw. argv: port, metrics file."""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server import Server

from sms_gateway.web.callers import Proxies
from sms_gateway.web.front import Bounds, Front

BOUNDS = Bounds(threads=2, body_bytes=1000, read_seconds=1.0, turn_seconds=1.5, waiting=4, waiting_in_all=40)
CARRIERS = ("twilio", "kannel")
NAP = 0.3


def app(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    path = environ["PATH_INFO"]
    body = environ["wsgi.input"].read()
    if path.endswith("/nap"):
        time.sleep(NAP)
    if path.endswith("/fault"):
        raise ArithmeticError("on purpose")
    names = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "REMOTE_ADDR", "HTTP_X_A", "CONTENT_LENGTH")
    said = "\n".join(f"{name}={environ.get(name)}" for name in names) + f"\nbody={len(body)}\n"
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [said.encode("latin-1")]


def main() -> None:
    refused: Counter[str] = Counter()
    notes = Path(sys.argv[2])

    def note(carrier: str, reason: str) -> None:
        refused[f"{carrier} {reason}"] += 1
        notes.write_text("\n".join(f"{each} {count}" for each, count in sorted(refused.items())))

    Server(
        "unused",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.RSGI,
        websockets=False,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=1000),
    ).serve(
        target_loader=lambda *_, **__: Front(
            app, BOUNDS, Proxies(("127.0.0.1",)), CARRIERS, note, notes.with_suffix(".ended").touch
        ),
        wrap_loader=False,
    )


if __name__ == "__main__":
    main()
