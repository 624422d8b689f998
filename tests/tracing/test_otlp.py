"""Spans reach a real OTLP collector; one that is away, slow or full costs neither time nor memory."""

import threading
import time
from collections.abc import Sequence
from itertools import count

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
from structlog.testing import capture_logs

from sms_gateway.tracing import Kind, Span
from sms_gateway.tracing.otlp import BATCH, QUEUE, OtlpTracer, Sparing, open_tracer, takes
from tests.collector import collecting
from tests.survival.processes import until

NOBODY = "http://127.0.0.1:1"
OK, FAILED = SpanExportResult.SUCCESS, SpanExportResult.FAILURE


def span(trace_id: int = 7, span_id: int = 8, **parts: object) -> Span:
    usual = {"name": "send", "parent_id": None, "began": 5, "ended": 9}
    return Span(**usual | parts, trace_id=trace_id, span_id=span_id)  # type: ignore[arg-type]


def tracer_for(url: str, ratio: float = 1.0, patience: float = 20.0) -> OtlpTracer:
    return open_tracer(url, {"service.name": "test"}, ratio, time.time_ns, time.monotonic, patience)


class Scripted(SpanExporter):
    """Answers as it was told, then well."""

    def __init__(self, *answers: SpanExportResult) -> None:
        self.answers = list(answers)
        self.calls = 0

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.calls += 1
        return self.answers.pop(0) if self.answers else OK

    def shutdown(self) -> None:
        return


@pytest.mark.parametrize("path", ["", "/v1/traces"])
def test_a_span_arrives_as_it_was_told(path: str) -> None:
    with collecting() as collector:
        tracer = tracer_for(collector.url + path)
        told = {"smsgw.outbox_id": 3, "smsgw.carrier": "kannel", "smsgw.repeated": False}
        tracer.keep(
            [span(2**127, 2**63, parent_id=6, kind=Kind.CLIENT, what=told, follows=(1, 2), failed=True)]
        )
        tracer.close()
    (got,) = collector.spans
    assert (got.name, got.kind, got.status.code) == (
        "send",
        got.SPAN_KIND_CLIENT,
        got.status.STATUS_CODE_ERROR,
    )
    assert (got.trace_id.hex(), got.span_id.hex()) == (f"{2**127:032x}", f"{2**63:016x}")
    assert (got.parent_span_id.hex(), got.start_time_unix_nano, got.end_time_unix_nano) == (f"{6:016x}", 5, 9)
    assert [(link.trace_id.hex(), link.span_id.hex()) for link in got.links] == [(f"{1:032x}", f"{2:016x}")]
    assert {each.key for each in got.attributes} == told.keys()


def test_every_part_keeps_the_same_share_of_the_traces() -> None:
    kept = []
    with collecting() as collector:
        for _ in range(2):
            tracer, trace_ids = (
                tracer_for(collector.url, 0.5),
                (n * 0x9E3779B97F4A7C15 % 2**128 for n in count(1)),
            )
            tracer.keep([span(next(trace_ids)) for _ in range(200)])
            tracer.close()
            kept.append(sorted(each.trace_id for each in collector.spans))
            collector.bodies.clear()
    assert kept[0] == kept[1]
    assert 80 < len(kept[0]) < 120


def test_nobody_waits_for_a_collector_that_hangs_and_what_is_too_much_is_dropped() -> None:
    with collecting() as collector:
        collector.hangs.set()
        tracer = tracer_for(collector.url, patience=0.3)
        started = time.monotonic()
        tracer.keep(span(n, n) for n in range(1, 3 * QUEUE))
        tracer.close()
        took = time.monotonic() - started
        collector.let_go.set()
    assert took < 5  # the library would give it thirty
    assert len(collector.spans) <= QUEUE + 2 * BATCH


def test_a_dead_collector_is_named_once_and_hardly_asked() -> None:
    with capture_logs() as said:
        tracer = tracer_for(NOBODY, patience=0.3)
        tracer.keep(span(1, n) for n in range(1, BATCH + 1))
        until(lambda: said, 20, "the log says it")
        tracer.keep(span(2, n) for n in range(1, BATCH + 1))
        tracer.close()
    assert [(each["event"], each["log_level"]) for each in said] == [
        ("traces are not taken, dropping them", "warning")
    ]


def test_the_pause_doubles_to_a_minute_and_ends_with_the_first_delivery() -> None:
    now = 0.0
    exporter = Scripted(*[FAILED] * 6)
    sparing = Sparing(exporter, lambda: now)
    tried = []
    with capture_logs() as said:
        for second in range(200):
            now = float(second)
            rested, before = sparing.resting, exporter.calls
            sparing.export([])
            assert rested is (exporter.calls == before)
            if not rested:
                tried.append(second)
    assert tried[:8] == [0, 5, 15, 35, 75, 135, 195, 196]
    assert [each["event"] for each in said] == [
        "traces are not taken, dropping them",
        "traces are taken again",
    ]


def test_nothing_is_made_for_a_collector_that_is_left_alone() -> None:
    sparing = Sparing(Scripted(FAILED), lambda: 0.0)
    sparing.export([])
    tracer = OtlpTracer(sparing, {}, 1.0, time.time_ns)
    asked: list[Span] = []
    tracer.keep(asked.append(each) or each for each in [span()])  # type: ignore[func-returns-value]
    tracer.close()
    assert asked == []


def test_threads_do_not_mix_up_the_ids_of_their_spans() -> None:
    with collecting() as collector:
        tracer = tracer_for(collector.url)
        told = [[span(trace, trace + n) for n in range(1, 40)] for trace in (1000, 2000, 3000, 4000)]
        threads = [threading.Thread(target=tracer.keep, args=(each,)) for each in told]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        tracer.close()
    got = {
        (int.from_bytes(each.trace_id, "big"), int.from_bytes(each.span_id, "big"))
        for each in collector.spans
    }
    assert got == {(each.trace_id, each.span_id) for spans in told for each in spans}


def test_who_asks_whether_the_collector_takes_spans_hands_it_none() -> None:
    with collecting() as collector:
        assert takes(collector.url)
        collector.status = 503
        assert not takes(collector.url, patience=0.2)
    assert collector.spans == []


def test_who_asks_does_not_wait_for_a_collector_that_is_away_or_hangs() -> None:
    with collecting() as collector:
        collector.hangs.set()
        for address in (NOBODY, collector.url):
            began = time.monotonic()
            assert not takes(address, patience=0.2)
            assert time.monotonic() - began < 5
