"""Posts prepared calls over loopback, as fast as answers come or at a pace; it costs a few dozen us a call.

At a pace the seconds of an answer count from when its call was due: a server that falls behind is seen to.
"""

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from urllib.parse import urlencode

from tests.survival.texts import complaints

PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Said:
    """One SMS of a phone that nobody else uses."""

    id: str
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The seconds from the first call to the last answer, those of each, and when each call was due."""

    seconds: float
    waits: list[float]
    due: list[float]


def sayings(run: str, count: int, phones: int) -> list[Said]:
    """*count* different reports by *phones* phones in turn; ids begin with *run*, texts follow from it."""
    words = complaints(Random(run))
    return [
        Said(f"{run}-{number:06d}", f"+62812{number % phones:07d}", next(words)) for number in range(count)
    ]


def calls(path: str, said: Sequence[Said]) -> list[bytes]:
    """The HTTP requests that deliver *said* to *path*."""
    return [_call(path, sms) for sms in said]


def _call(path: str, sms: Said) -> bytes:
    form = {"id": sms.id, "from": sms.number, "to": "1708", "text": sms.text}
    body = urlencode(form).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


class _Line:
    """One kept connection and the call it waits for."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.number = -1
        self._got = b""

    def send(self, number: int, call: bytes) -> None:
        self.number, self._got = number, b""
        self.socket.sendall(call)

    def answered(self) -> bool:
        """Read what has come; True once the answer is whole. Any but a 200 ends the run."""
        more = self.socket.recv(65536)
        self._got += more
        assert more, "the server closed the connection"
        head, ended, body = self._got.partition(b"\r\n\r\n")
        if not ended:
            return False
        assert head.startswith(b"HTTP/1.1 200"), head
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0]
        return len(body) >= int(length)


def post(port: int, requests: Sequence[bytes], connections: int, pace: float | None = None) -> Answered:
    """Post all *requests*, each once, over *connections*; with *pace* so many a second."""
    free = [_Line(port) for _ in range(min(connections, len(requests)))]
    began = time.perf_counter()
    due = [began + number / pace if pace else 0.0 for number in range(len(requests))]
    waits = [0.0] * len(requests)
    sent = done = 0
    with selectors.DefaultSelector() as selector:
        for line in free:
            selector.register(line.socket, selectors.EVENT_READ, line)
        while done < len(requests):
            while free and sent < len(requests) and due[sent] <= time.perf_counter():
                if not pace:
                    due[sent] = time.perf_counter()
                free[-1].send(sent, requests[sent])
                free.pop()
                sent += 1
            pause = due[sent] - time.perf_counter() if pace and sent < len(requests) and free else PATIENCE
            ready = selector.select(max(pause, 0))
            assert ready or pause < PATIENCE, f"no answer in {PATIENCE:.0f} s"
            for key, _ in ready:
                if key.data.answered():
                    waits[key.data.number] = time.perf_counter() - due[key.data.number]
                    free.append(key.data)
                    done += 1
    seconds = time.perf_counter() - began
    for line in free:
        line.socket.close()
    return Answered(seconds, waits, due)
