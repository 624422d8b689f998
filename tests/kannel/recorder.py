"""What stands in the gateway's place while Kannel is looked at alone: records each call, answers as told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sms_gateway.carriers.base import WebhookRequest
from tests.survival.processes import until


@dataclass
class Recorder:
    """*status* answers every call; *calls* are as the web layer would hand them over."""

    port: int = 0
    status: int = 200
    calls: list[WebhookRequest] = field(default_factory=list)

    def next_call(self, seconds: float = 10) -> WebhookRequest:
        """The oldest call, taken off; fails when none comes."""
        until(lambda: self.calls, seconds, "Kannel calls")
        return self.calls.pop(0)


@contextmanager
def running_recorder() -> Iterator[Recorder]:
    recorder = Recorder()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path, _, query = self.path.partition("?")
            headers = {name.lower(): value for name, value in self.headers.items()}
            form_ok = self.command == "GET"
            recorder.calls.append(
                WebhookRequest(self.command, path, query, headers, {}, body, "127.0.0.1", form_ok)
            )
            self.send_response(recorder.status)
            self.send_header("Content-Type", "text/plain")
            self.end_headers()

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    recorder.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield recorder
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
