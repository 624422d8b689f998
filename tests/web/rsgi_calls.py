"""Calls as granian hands them to the front, and its answers, without sockets or a server."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import unquote

from sms_gateway.web.rsgi import Header
from tests.carriers.dialects import Wire

T = TypeVar("T")


def run(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """What *main* finds in a loop of its own; the thread of the tests may have Playwright's already."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(main())).result()


@dataclass(frozen=True)
class Headers:
    pairs: Sequence[Header]

    def get(self, key: str, default: str | None = None) -> str | None:
        return next((value for name, value in self.pairs if name == key), default)

    def items(self) -> list[Header]:
        return list(self.pairs)


@dataclass(frozen=True)
class Call:
    """Scope and wire in one."""

    method: str
    path: str
    query_string: str
    headers: Headers
    body: bytes = b""
    client: str = "127.0.0.1:5"
    http_version: str = "1.1"
    server: str = "127.0.0.1:1708"
    scheme: str = "http"
    answers: "list[Answer]" = field(default_factory=list)

    async def __call__(self) -> bytes:
        return self.body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.body

    def response_bytes(self, status: int, headers: list[Header], body: bytes) -> None:
        self.answers.append(Answer(status, {name.lower(): value for name, value in headers}, body.decode()))


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str


def call_of(wire: Wire) -> Call:
    """The call of *wire* with its length, as a client sends it."""
    path, _, query = wire.target.partition("?")
    headers = [(name.lower(), value) for name, value in ({"Host": "localhost", **wire.headers}).items()]
    if wire.body or wire.method == "POST":
        headers.append(("content-length", str(len(wire.body))))
    return Call(
        wire.method, unquote(path), query, Headers(headers), wire.body, client=f"{wire.remote_addr}:5"
    )


async def answered(front: object, calls: Sequence[Call]) -> list[Answer]:
    """What *front* says to *calls* at once."""
    await asyncio.gather(*(front.__rsgi__(call, call) for call in calls))  # type: ignore[attr-defined]
    return [answer for call in calls for answer in call.answers]
