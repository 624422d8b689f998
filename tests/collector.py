"""An OTLP/HTTP collector on loopback: it takes what is sent to it, and can fail or hang when told to."""

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import ResourceSpans, Span


@dataclass
class Collector:
    """What came, as bytes and as spans, and how the next calls are answered."""

    url: str
    status: int = 200
    bodies: list[bytes] = field(default_factory=list)
    hangs: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)

    @property
    def resources(self) -> list[ResourceSpans]:
        calls = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return [resource for call in calls for resource in call.resource_spans]

    @property
    def spans(self) -> list[Span]:
        return [span for each in self.resources for scope in each.scope_spans for span in scope.spans]

    @property
    def services(self) -> set[str]:
        """Who sent."""
        named = (tag for each in self.resources for tag in each.resource.attributes)
        return {tag.value.string_value for tag in named if tag.key == "service.name"}

    def traces(self, *names: str) -> list[set[str]]:
        """Of each trace, which of *names* it has."""
        found: dict[bytes, set[str]] = defaultdict(set)
        for span in self.spans:
            found[span.trace_id].add(span.name)
        return [each & set(names) for each in found.values()]

    def tree(self, parent: bytes = b"", depth: int = 0) -> Iterator[str]:
        """The names of all spans, each below its parent, in the order they began."""
        below = [span for span in self.spans if span.parent_span_id == parent]
        for span in sorted(below, key=lambda each: (each.start_time_unix_nano, -each.end_time_unix_nano)):
            yield "  " * depth + span.name
            yield from self.tree(span.span_id, depth + 1)


@contextmanager
def collecting(status: int = 200) -> Iterator[Collector]:
    """A collector that listens."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if collector.hangs.is_set():
                collector.let_go.wait(30)
            if self.path == "/v1/traces" and collector.status == 200:
                collector.bodies.append(body)
            self.send_response(collector.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    collector = Collector(f"http://127.0.0.1:{server.server_port}", status)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield collector
    finally:
        collector.let_go.set()
        server.shutdown()
        server.server_close()
