"""What doctor finds about traces: whether who asked for them gets any. No SMS depends on it."""

from collections.abc import Iterator
from typing import Final

from sms_gateway.services.finding import Finding
from sms_gateway.services.office import Office

INSTALL: Final = (
    "Install the extra `otel` (see docs/tracing.md) and restart the gateway, or leave tracing.endpoint empty."
)
START: Final = (
    "Start the collector, or correct tracing.endpoint or OTEL_EXPORTER_OTLP_HEADERS; no SMS waits for it. "
    "See docs/tracing.md."
)


def traces(office: Office) -> Iterator[Finding]:
    """Nothing where nobody asked for traces. Waits up to two seconds for the collector."""
    endpoint = office.settings.tracing.endpoint
    if endpoint is None:
        return
    try:
        from sms_gateway.tracing import otlp  # loads a library that nobody needs without traces
    except ImportError:
        yield Finding("traces", False, "tracing.endpoint is set, but tracing is not installed", INSTALL)
        return
    if otlp.takes(endpoint):
        yield Finding("traces", True, "the collector takes them")
    else:
        yield Finding("traces", None, "the collector does not take them now: they are dropped", START)
