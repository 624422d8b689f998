"""An HTTP/1.1 server on 127.0.0.1: keeps connections alive, breaks one on purpose, stops at once."""

import os
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sms_gateway.simulators.twilio_api import Reply

HOST = "127.0.0.1"
MAX_CONNECTIONS = 512
MAX_BODY_BYTES = 1_000_000
IDLE_SECONDS = 60.0
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One HTTP request: method, path, decoded query, headers by lower-case name, raw body."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


Respond = Callable[[Exchange], Reply]


class LoopbackServer(ThreadingHTTPServer):
    """Hands every request to *respond*; *wait* sleeps for a slow reply and ends early on stop."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, port: int, respond: Respond) -> None:
        super().__init__((HOST, port), _Handler)
        self.respond = respond
        self.stopping = threading.Event()
        self._slots = threading.BoundedSemaphore(MAX_CONNECTIONS)
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        self._loop = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)

    def server_bind(self) -> None:
        """Bind without asking a name server for our name, as the base class would."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def start(self) -> None:
        self._loop.start()

    def stop(self) -> None:
        """Close the door and every connection."""
        self.stopping.set()
        if self._loop.is_alive():
            self.shutdown()
        self.server_close()
        with self._open_lock:
            left = list(self._open)
        for connection in left:
            _hang_up(connection)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Give the connection a thread, or close it when there are too many."""
        if not self._slots.acquire(blocking=False):
            self.shutdown_request(request)
            return
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._open_lock:
                self._open.discard(request)
            self._slots.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is no news, and a traceback could show a number."""


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "loopback"
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    wbufsize = 65_536
    server: LoopbackServer

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a request line of a look-up holds a number."""

    def _serve(self) -> None:
        length = self.headers.get("Content-Length", "0")
        size = int(length) if length.isascii() and length.isdigit() and len(length) < 10 else -1
        if not 0 <= size <= MAX_BODY_BYTES or self.headers.get("Transfer-Encoding"):
            self.close_connection = True
            self._send(Reply(413, "{}"))
            return
        self._send(self.server.respond(self._exchange(self.rfile.read(size))))

    def _exchange(self, body: bytes) -> Exchange:
        url = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        return Exchange(self.command, url.path, query, headers, body)

    def _send(self, reply: Reply) -> None:
        if reply.delay:
            self.server.stopping.wait(reply.delay)
        if reply.reset:
            self._reset()
            return
        body = reply.body.encode()
        self.send_response(reply.status)
        for name, value in (("Content-Type", JSON), ("Content-Length", str(len(body))), *reply.headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _reset(self) -> None:
        """Answer with a TCP reset: no lingering, and the descriptor closed under the library."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())
