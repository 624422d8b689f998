"""The front of the web part: a call gets a thread only once it is here whole, and only in its turn.

Reading is done by the event loop, so a client that sends one byte a second holds a connection and no thread.
"""

import asyncio
import io
import threading
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from granian.rsgi import ProtocolClosed, ProtocolError  # type: ignore[attr-defined]  # not said to be exported

from sms_gateway import logs
from sms_gateway.web.callers import Proxies, household, peer_of
from sms_gateway.web.turns import Turns

log = logs.get("front")
RETRY_SECONDS = "5"
OTHER = "other"  # the turn of what is for no carrier
Header = tuple[str, str]
Environ = dict[str, Any]
Wsgi = Callable[[Environ, Any], Iterable[bytes]]


class Headers(Protocol):
    """The headers of a call, names in lower case."""

    def get(self, key: str, default: str | None = None) -> str | None: ...

    def items(self) -> list[Header]: ...


class Scope(Protocol):
    """What granian says of a call: https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md"""

    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    headers: Headers


class Wire(Protocol):
    """How granian hands over the body, and takes the answer."""

    async def __call__(self) -> bytes: ...

    def __aiter__(self) -> AsyncIterator[bytes]: ...

    def response_bytes(self, status: int, headers: list[Header], body: bytes) -> None: ...


@dataclass(frozen=True, slots=True)
class Bounds:
    """*read_seconds* for the body, *turn_seconds* until a thread is free; *waiting* calls of one caller."""

    threads: int
    body_bytes: int
    read_seconds: float
    turn_seconds: float
    waiting: int
    waiting_in_all: int


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    headers: list[Header]
    body: bytes


@dataclass(frozen=True, slots=True)
class _Job:
    environ: Environ
    reply: "asyncio.Future[Reply]"
    until: float


SLOW = Reply(408, [("connection", "close"), ("content-type", "text/plain")], b"the call came too slowly\n")
BUSY = Reply(
    503,
    [("retry-after", RETRY_SECONDS), ("content-type", "text/plain")],
    b"too many calls are waiting, try again\n",
)


class Front:
    """An RSGI application around the WSGI application *app*.

    *carriers* have turns of their own; *refused* is told the carrier and the reason of what *app* never saw.
    *ended* is called when the process is to end, which granian's do without Python's own farewell.
    """

    def __init__(
        self,
        app: Wsgi,
        bounds: Bounds,
        proxies: Proxies,
        carriers: Collection[str],
        refused: Callable[[str, str], None],
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        self._app = app
        self._bounds = bounds
        self._proxies = proxies
        self._carriers = carriers
        self._refused = refused
        self._ended = ended
        self._turns: Turns[_Job] = Turns(bounds.waiting, bounds.waiting_in_all)

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start the threads; they answer through *loop*."""
        for number in range(self._bounds.threads):
            threading.Thread(target=self._work, args=(loop,), name=f"web-{number}", daemon=True).start()

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._turns.close()
        self._ended()

    async def __rsgi__(self, scope: Scope, wire: Wire) -> None:
        """Answer one call. Never raises: granian would write a stack trace for each caller that hangs up."""
        try:
            reply = await self._reply(scope, wire, self._carrier(scope.path))
            wire.response_bytes(reply.status, reply.headers, reply.body)
        except (ProtocolClosed, ProtocolError):
            return
        except Exception as error:
            log.error("the front failed", **logs.fault(error))
            wire.response_bytes(BUSY.status, BUSY.headers, BUSY.body)

    async def _reply(self, scope: Scope, wire: Wire, carrier: str) -> Reply:
        try:
            async with asyncio.timeout(self._bounds.read_seconds):
                body = await self._body(scope, wire)
        except TimeoutError:
            self._refuse(carrier, "slow")
            return SLOW
        return await self._turn(scope, carrier, body)

    async def _body(self, scope: Scope, wire: Wire) -> bytes:
        """The body; of one that is too large no more than shows that it is."""
        most = self._bounds.body_bytes
        length = scope.headers.get("content-length")
        if length is not None:
            return await wire() if int(length) <= most else b""
        if scope.headers.get("transfer-encoding") is None:
            return b""
        body = bytearray()
        async for piece in wire:
            body += piece
            if len(body) > most:
                break
        return bytes(body[: most + 1])

    async def _turn(self, scope: Scope, carrier: str, body: bytes) -> Reply:
        address = self._proxies.caller(peer_of(scope.client), _values(scope.headers, "x-forwarded-for"))
        reply = asyncio.get_running_loop().create_future()
        until = time.monotonic() + self._bounds.turn_seconds
        job = _Job(_environ(scope, address, body), reply, until)
        found = await reply if self._turns.put(carrier, household(address), job) else BUSY
        if found is BUSY:
            self._refuse(carrier, "busy")
        return found

    def _carrier(self, path: str) -> str:
        pieces = path.split("/", 3)
        named = pieces[2] if len(pieces) > 3 and pieces[1] == "webhooks" else OTHER
        return named if named in self._carriers else OTHER

    def _refuse(self, carrier: str, reason: str) -> None:
        self._refused(carrier, reason)
        log.warning("refused at the front", carrier=carrier, reason=reason)

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        """One thread: one call after another, until nothing is taken any more."""
        while (job := self._turns.take()) is not None:
            reply = BUSY if job.until < time.monotonic() else _answered(self._app, job.environ)
            try:
                loop.call_soon_threadsafe(_hand_over, job.reply, reply)
            except RuntimeError:  # the loop is closed: nobody waits any more
                return


def _hand_over(waiting: "asyncio.Future[Reply]", reply: Reply) -> None:
    if not waiting.done():
        waiting.set_result(reply)


def _answered(app: Wsgi, environ: Environ) -> Reply:
    """What *app* says. Never raises."""
    started: list[tuple[str, list[Header]]] = []

    def start_response(status: str, headers: list[Header], exc_info: object = None) -> None:
        started[:] = [(status, headers)]

    try:
        pieces = app(environ, start_response)
        try:
            body = b"".join(pieces)
        finally:
            getattr(pieces, "close", lambda: None)()
        status, headers = started[0]
        return Reply(int(status[:3]), headers, body)
    except Exception as error:
        log.error("no answer", **logs.fault(error))
        return BUSY


def _environ(scope: Scope, address: str, body: bytes) -> Environ:
    """The call as WSGI has it (PEP 3333). *address* is the caller's."""
    host, _, port = scope.server.rpartition(":")
    return {
        **_header_fields(scope.headers),
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "surrogatepass").decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "REMOTE_ADDR": address,
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }


def _header_fields(headers: Headers) -> Mapping[str, str]:
    """HTTP_NAME for each header. A name with a low line could pass for another one and is left out."""
    fields: dict[str, str] = {}
    for name, value in headers.items():
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        fields[key] = f"{fields[key]},{value}" if key in fields else value
    return fields


def _values(headers: Headers, name: str) -> list[str]:
    return [value for each, value in headers.items() if each == name]
