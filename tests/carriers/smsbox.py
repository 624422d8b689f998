"""A sendsms interface on a loopback port that answers as it is told, and remembers what it was asked."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

ACCEPTED = (202, "0: Accepted for delivery")
RESET = (0, "")  # reads the request, then hangs up


@dataclass
class Smsbox:
    """*answer* is (status, body); *wait* seconds pass before it."""

    url: str
    answer: tuple[int, str] = ACCEPTED
    wait: float = 0.0
    asked: list[dict[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


class Server(ThreadingHTTPServer):
    """Eight threads send at once; a full line would look like a carrier that hangs."""

    request_queue_size = 64


@contextmanager
def running_smsbox() -> Iterator[Smsbox]:
    box = Smsbox("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            query = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
            box.asked.append({name: values[-1] for name, values in query.items()})
            box.headers.append({name.lower(): value for name, value in self.headers.items()})
            time.sleep(box.wait)
            status, body = box.answer
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    box.url = f"http://127.0.0.1:{server.server_port}/cgi-bin/sendsms"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
