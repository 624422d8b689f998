"""The one place that knows OpenTelemetry: spans go to an OTLP collector, in the background, or are dropped.

A collector that is slow, refuses or is gone costs a bounded queue and one try in a while, never an SMS.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)

from sms_gateway import logs
from sms_gateway.tracing.spans import Kind, Laps, Moment, Span

QUEUE: Final = 2048  # spans, about two hundred SMS; what comes on top is dropped
BATCH: Final = 512
EVERY: Final = 1.0  # seconds between two deliveries
PATIENCE: Final = 2.0  # seconds a delivery, or the last ones at the end, may take
PAUSE, LONGEST_PAUSE = 5.0, 60.0  # after a failed delivery, and after many
_LIBRARY: Final = "opentelemetry"
_NOBODY: Final = logging.CRITICAL + 1
_SAMPLED: Final = TraceFlags(TraceFlags.SAMPLED)
_KINDS: Final[Mapping[Kind, SpanKind]] = {
    Kind.SERVER: SpanKind.SERVER,
    Kind.CONSUMER: SpanKind.CONSUMER,
    Kind.CLIENT: SpanKind.CLIENT,
    Kind.INTERNAL: SpanKind.INTERNAL,
}
log = logs.get("tracing")


class OtlpTracer:
    """Keeps the share *ratio* of all traces and hands them to *exporter*. Thread-safe.

    Which traces are kept follows from their ids, so that every process keeps or drops the same SMS.
    """

    on = True

    def __init__(
        self,
        exporter: "Sparing",
        about: Mapping[str, str],
        ratio: float,
        now: Moment,
        patience: float = PATIENCE,
    ) -> None:
        self._now = now
        self._patience = patience
        self._exporter = exporter
        self._below = round(ratio * 2**64)
        self._ids = _Ids()
        self._processor = BatchSpanProcessor(
            exporter,
            max_queue_size=QUEUE,
            max_export_batch_size=BATCH,
            schedule_delay_millis=1000 * EVERY,
            export_timeout_millis=1000 * patience,
        )
        provider = TracerProvider(
            ALWAYS_ON, Resource.create(dict(about)), shutdown_on_exit=False, id_generator=self._ids
        )
        provider.add_span_processor(self._processor)
        self._tracer = provider.get_tracer("sms_gateway")

    def laps(self) -> Laps:
        return Laps(self._now)

    def keep(self, spans: Iterable[Span]) -> None:
        if self._exporter.resting:
            return
        for span in spans:
            if span.trace_id % 2**64 < self._below:
                self._keep(span)

    def close(self) -> None:
        """The library would wait for half a minute; its thread ends with the process."""
        ending = threading.Thread(target=self._processor.shutdown, name="last-spans", daemon=True)
        ending.start()
        ending.join(self._patience)

    def _keep(self, span: Span) -> None:
        self._ids.tell(span)
        parent = Context()
        if span.parent_id is not None:
            parent = set_span_in_context(NonRecordingSpan(_context(span.trace_id, span.parent_id)), parent)
        made = self._tracer.start_span(
            span.name,
            parent,
            _KINDS[span.kind],
            dict(span.what),
            links=[Link(_context(*span.follows))] if span.follows else None,
            start_time=span.began,
        )
        if span.failed:
            made.set_status(StatusCode.ERROR)
        made.end(max(span.began, span.ended))  # a clock may be set back in between


def open_tracer(
    endpoint: str,
    about: Mapping[str, str],
    ratio: float,
    now: Moment,
    counter: Callable[[], float],
    patience: float = PATIENCE,
) -> OtlpTracer:
    """A tracer for the collector at *endpoint*, whose default path is /v1/traces."""
    return OtlpTracer(Sparing(_exporter(endpoint, patience), counter), about, ratio, now, patience)


def takes(endpoint: str, patience: float = PATIENCE) -> bool:
    """Whether the collector at *endpoint* takes what is handed to it now; it is handed no span."""
    exporter = _exporter(endpoint, patience)
    try:
        return exporter.export([]) is SpanExportResult.SUCCESS
    finally:
        exporter.shutdown()  # type: ignore[no-untyped-call]


def _exporter(endpoint: str, patience: float) -> OTLPSpanExporter:
    # What the library says of a collector that is away, it says each time, and with the address.
    logging.getLogger(_LIBRARY).setLevel(_NOBODY)
    scheme, _, rest = endpoint.partition("://")
    url = endpoint if "/" in rest else f"{scheme}://{rest}/v1/traces"
    return OTLPSpanExporter(url, timeout=patience)


class Sparing(SpanExporter):
    """Leaves a collector that failed alone for a while; says once that it failed, and once that it works."""

    def __init__(self, exporter: SpanExporter, counter: Callable[[], float]) -> None:
        self._exporter = exporter
        self._counter = counter
        self._failures = 0
        self._not_before = counter()

    @property
    def resting(self) -> bool:
        """Whether nothing would be delivered now: then nothing need be made for it."""
        return self._failures > 0 and self._counter() < self._not_before

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        if self.resting:
            return SpanExportResult.FAILURE
        done = self._exporter.export(spans)
        if done is SpanExportResult.SUCCESS:
            self._well()
        else:
            self._ill()
        return done

    def shutdown(self) -> None:
        self._exporter.shutdown()

    def _well(self) -> None:
        if self._failures:
            log.info("traces are taken again")
        self._failures = 0

    def _ill(self) -> None:
        if not self._failures:
            log.warning("traces are not taken, dropping them")
        self._not_before = self._counter() + min(LONGEST_PAUSE, PAUSE * 2 ** min(self._failures, 10))
        self._failures += 1


class _Ids(IdGenerator):
    """The ids of the next span of this thread: they follow from what it is about, nothing is drawn."""

    def __init__(self) -> None:
        self._next = threading.local()

    def tell(self, span: Span) -> None:
        self._next.span = span

    def generate_span_id(self) -> int:
        return int(self._next.span.span_id)

    def generate_trace_id(self) -> int:
        return int(self._next.span.trace_id)


def _context(trace_id: int, span_id: int) -> SpanContext:
    return SpanContext(trace_id, span_id, is_remote=True, trace_flags=_SAMPLED)
