"""A loopback SMSC: takes transceiver binds, delivers MO, records MT, answers with receipts."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from tests.kannel.pdu import HEADER, RECEIPT, RESPONSE, Command, Pdu, Sm, cstring, sm

T = TypeVar("T")
STAT_ERRORS = {"DELIVRD": "000", "UNDELIV": "001", "REJECTD": "002"}


@dataclass(frozen=True, slots=True)
class Taken:
    """One submit_sm and the id it was answered with."""

    id: str
    sm: Sm


class Smsc:
    """Serves on *port* from a thread of its own. *stat*: what receipts report; *reject*: a status."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.taken: list[Taken] = []
        self.stat: str | None = "DELIVRD"  # None: no receipt
        self.reject = 0
        self._numbers, self._sequences = count(1), count(1)
        self.open()

    def open(self) -> None:
        """Serve; after `close` again, with what was taken before."""
        self._waiting: dict[int, asyncio.Future[int]] = {}
        self._bound: list[asyncio.StreamWriter] = []
        self._tasks: set[asyncio.Task[object]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="smsc", daemon=True)
        self._thread.start()
        self._server = self._call(asyncio.start_server(self._serve, "127.0.0.1", self.port)).result(5)

    @property
    def bound(self) -> int:
        return len(self._bound)

    def deliver(self, message: Sm, seconds: float = 10) -> bool:
        """Deliver one MO; True once the ESME took it, False when it refused or nobody answered."""
        return self.start(message, seconds).result(seconds + 5)

    def start(self, message: Sm, seconds: float = 30) -> "Future[bool]":
        """Deliver one MO without waiting."""
        return self._call(self._deliver(message, seconds))

    def close(self) -> None:
        """Serve no more, as an SMSC that is away."""
        if self._loop.is_closed():
            return
        self._call(self._shut()).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _call(self, work: Coroutine[object, object, T]) -> "Future[T]":
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _shut(self) -> None:
        self._server.close()
        for writer in [*self._bound]:
            writer.close()
        for task in [*self._tasks]:
            task.cancel()
        await asyncio.sleep(0.05)

    async def _deliver(self, message: Sm, seconds: float) -> bool:
        if not self._bound:
            return False
        sequence = next(self._sequences)
        answer = self._loop.create_future()
        self._waiting[sequence] = answer
        self._bound[-1].write(Pdu(Command.DELIVER_SM, 0, sequence, message.packed()).packed())
        try:
            return await asyncio.wait_for(answer, seconds) == 0
        except (TimeoutError, ConnectionError):
            return False
        finally:
            self._waiting.pop(sequence, None)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                length, command, status, sequence = HEADER.unpack(await reader.readexactly(HEADER.size))
                body = await reader.readexactly(length - HEADER.size)
                self._answer(Pdu(command, status, sequence, body), writer)
                await writer.drain()
        if writer in self._bound:
            self._bound.remove(writer)
        writer.close()

    def _answer(self, pdu: Pdu, writer: asyncio.StreamWriter) -> None:
        if pdu.command & RESPONSE:
            waiting = self._waiting.get(pdu.sequence)
            if waiting is not None and not waiting.done():
                waiting.set_result(pdu.status)
            return
        status, body = 0, b""
        if pdu.command == Command.BIND_TRANSCEIVER:
            self._bound.append(writer)
            body = cstring("smsc")
        elif pdu.command == Command.SUBMIT_SM:
            status, body = self._take(sm(pdu.body))
        writer.write(Pdu(pdu.command | RESPONSE, status, pdu.sequence, body).packed())

    def _take(self, message: Sm) -> tuple[int, bytes]:
        if self.reject:
            return self.reject, b""
        taken = Taken(f"{next(self._numbers):08x}", message)
        self.taken.append(taken)
        if message.wants_receipt and self.stat:
            self._keep(self._deliver(receipt(taken, self.stat), 30))
        return 0, cstring(taken.id)

    def _keep(self, work: Coroutine[object, object, bool]) -> None:
        task = self._loop.create_task(self._soon(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @staticmethod
    async def _soon(work: Coroutine[object, object, bool]) -> bool:
        await asyncio.sleep(0.05)
        return await work


def receipt(taken: Taken, stat: str) -> Sm:
    """A delivery receipt in the usual text form (SMPP 3.4, appendix B)."""
    text = f"id:{taken.id} sub:001 dlvrd:001 submit date:2611240300 done date:2611240300 stat:{stat} "
    text += f"err:{STAT_ERRORS.get(stat, '009')} text:"
    return Sm(taken.sm.destination, taken.sm.source, text.encode(), esm_class=RECEIPT)
