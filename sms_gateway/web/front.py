"""The front of the web part: a call gets a thread only once it is here whole, and only in its turn.

Reading is done by the event loop, so a client that sends one byte a second holds a connection and no thread.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from granian.rsgi import ProtocolClosed, ProtocolError  # type: ignore[attr-defined]  # not said to be exported

from sms_gateway import logs
from sms_gateway.web.callers import Proxies, household, peer_of
from sms_gateway.web.desk import Desk
from sms_gateway.web.direct import Direct
from sms_gateway.web.rsgi import BUSY, SLOW, Environ, Header, Headers, Reply, Scope, Wire, environ_of
from sms_gateway.web.turns import Turns

log = logs.get("front")
OTHER = "other"  # the turn of what is for no carrier
Wsgi = Callable[[Environ, Any], Iterable[bytes]]


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
class _Job:
    environ: Environ
    reply: "asyncio.Future[Reply]"
    until: float


class Front:
    """An RSGI application around the WSGI application *app*, past which plain webhook calls go to *desk*.

    *carriers* have turns of their own; *refused* is told the carrier and the reason of what was not worked.
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
        desk: Desk | None = None,
    ) -> None:
        self._app = app
        self._bounds = bounds
        self._proxies = proxies
        self._carriers = carriers
        self._refused = refused
        self._ended = ended
        self._turns: Turns[_Job] = Turns(bounds.waiting, bounds.waiting_in_all)
        self._direct = (
            Direct(desk, bounds.threads, Turns(bounds.waiting, bounds.waiting_in_all)) if desk else None
        )

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start the threads; they answer through *loop*."""
        if self._direct is not None:
            self._direct.start(loop)
        for number in range(self._bounds.threads):
            threading.Thread(target=self._work, args=(loop,), name=f"web-{number}", daemon=True).start()

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._turns.close()
        if self._direct is not None:
            self._direct.close()
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
        until = time.monotonic() + self._bounds.turn_seconds
        waiting = self._wait(scope, carrier, body, address, until)
        found = await waiting if waiting is not None else BUSY
        if found is BUSY:
            self._refuse(carrier, "busy")
        return found

    def _wait(
        self, scope: Scope, carrier: str, body: bytes, address: str, until: float
    ) -> "asyncio.Future[Reply] | None":
        """The answer to come; None when too much of this caller waits."""
        caller = household(address)
        errand = self._direct.errand(scope) if self._direct is not None else None
        if self._direct is not None and errand is not None:
            return self._direct.put(errand, scope, body, address, caller, until)
        reply: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        job = _Job(environ_of(scope, address, body), reply, until)
        return reply if self._turns.put(carrier, caller, job) else None

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


def _values(headers: Headers, name: str) -> list[str]:
    return [value for each, value in headers.items() if each == name]
