"""What every answer of the web part has: a line in the log without a word of the call, and one header."""

import time
from typing import Final

from sms_gateway import logs

log = logs.get("web")
NO_SNIFFING: Final = ("X-Content-Type-Options", "nosniff")
_LOOKS: Final = ("/livez", "/readyz")  # whoever watches looks every second, for years
FAULT_TEXT: Final = "internal fault, try again\n"


def note(route: str, method: str, status: int, started: float) -> None:
    """The access log goes by route pattern: a path or a query may hold a number."""
    millis = round(1000 * (time.perf_counter() - started), 1)
    if route in _LOOKS:
        log.debug("looked at", route=route, method=method, status=status, ms=millis)
        return
    log.info("request", route=route, method=method, status=status, ms=millis)


def note_fault(error: Exception) -> None:
    """A surprise is logged by its place, never by its message."""
    log.error("request failed", **logs.fault(error))
