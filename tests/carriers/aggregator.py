"""An HTTP end on a loopback port that answers as it is told, and remembers what it was asked."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

RESET = (0, "")  # reads the request, then hangs up


@dataclass(frozen=True)
class Asked:
    """One request: *fields* are those of its query and its form or JSON body."""

    method: str
    path: str
    headers: dict[str, str]
    fields: dict[str, str]


@dataclass
class Aggregator:
    """*answer* is (status, body); *wait* seconds pass before it."""

    url: str
    answer: tuple[int, str] = (200, "")
    wait: float = 0.0
    asked: list[Asked] = field(default_factory=list)


def _fields(query: str, body: bytes, content_type: str) -> dict[str, str]:
    fields = dict(parse_qsl(query, keep_blank_values=True))
    if content_type.startswith("application/json"):
        return {**fields, **json.loads(body)}
    return {**fields, **dict(parse_qsl(body.decode(), keep_blank_values=True))}


class Server(ThreadingHTTPServer):
    """Eight threads send at once; a full line would look like a carrier that hangs."""

    request_queue_size = 64


@contextmanager
def running_aggregator() -> Iterator[Aggregator]:
    end = Aggregator("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            fields = _fields(parts.query, body, headers.get("content-type", ""))
            end.asked.append(Asked(self.command, parts.path, headers, fields))
            time.sleep(end.wait)
            status, said = end.answer
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(said.encode())))
            self.end_headers()
            self.wfile.write(said.encode())

        do_GET = do_POST  # noqa: N815 - the name the base class calls

        def log_message(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    end.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield end
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
