"""The far end of both sides: takes every SMS with a 200 and notes when the first came to a phone."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from urllib.parse import parse_qs

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nid=%010d"


class Sink(asyncio.Protocol):
    """One connection; *came* is shared by all."""

    came: dict[str, float]
    ids = count(1)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._got = transport, b""

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, ended, body = self._got.partition(b"\r\n\r\n")
        if not ended:
            return
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        if len(body) < length:
            return
        at, self._got = time.perf_counter(), body[length:]
        number = parse_qs(body[:length].decode())["to"][0]
        self.came.setdefault(number, at)
        self._transport.write(ANSWER % next(self.ids))


@contextmanager
def listening() -> Iterator[tuple[int, dict[str, float]]]:
    """Its port, and what came when by `time.perf_counter`."""
    came: dict[str, float] = {}
    kind = type("SharedSink", (Sink,), {"came": came})
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="sink", daemon=True)
    thread.start()
    starting = asyncio.run_coroutine_threadsafe(loop.create_server(kind, "127.0.0.1", 0), loop)
    server = starting.result(5)
    try:
        yield server.sockets[0].getsockname()[1], came
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()
