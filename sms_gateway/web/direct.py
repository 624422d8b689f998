"""Answers plain webhook calls in the event loop: no thread waits for their COMMIT, and Flask sees none.

What is out of the ordinary (another method, a body without a length, a form in parts, an unknown carrier) is
left to the routes of Flask. Both ask the same `Desk`, and the tests hold each to the other.
"""

import asyncio
import io
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Final

from werkzeug.wrappers import Request

from sms_gateway.carriers.base import WebhookRequest
from sms_gateway.errors import StoreUnavailable
from sms_gateway.services.group_commit import too_late
from sms_gateway.web import access
from sms_gateway.web.desk import Desk, Errand, Kind, Opened, Said
from sms_gateway.web.lane import Lane, News
from sms_gateway.web.rsgi import BUSY, Reply, Scope, fields_of
from sms_gateway.web.turns import Turns

FORM: Final = "application/x-www-form-urlencoded"
IN_PARTS: Final = "multipart/form-data"
KINDS: Final[Mapping[str, Kind]] = {"inbound": "inbound", "status": "status"}


@dataclass(slots=True, eq=False)
class Task:
    """One call on its way to its answer."""

    errand: Errand
    call: WebhookRequest
    until: float  # its turn must have come by then
    reply: "asyncio.Future[Reply]"
    started: float = 0.0
    opened: Opened | None = None
    timer: asyncio.TimerHandle | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What the writer says of a task."""

    task: Task
    error: Exception | None


class Direct:
    """Works calls of one loop, as many at a time as there would be threads."""

    def __init__(self, desk: Desk, most: int, turns: Turns[Task]) -> None:
        self._desk = desk
        self._turns = turns
        self._lane: Lane[Task] = Lane(most, turns, self._begin)
        self._news: News[Told] = News(self._hear)

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """The writer's thread answers through *loop*."""
        self._news.begin(loop)

    def close(self) -> None:
        """Take nothing more in; what waits is still worked."""
        self._turns.close()

    def errand(self, scope: Scope) -> Errand | None:
        """For whom a call is; None for one that is left to Flask."""
        place = None if self._desk.followed else _place(scope.path)
        carrier = self._desk.carrier(place[0]) if place is not None else None
        if place is None or carrier is None or scope.method not in carrier.methods:
            return None
        return Errand(carrier, place[1], place[2]) if self._is_plain(scope) else None

    def put(
        self, errand: Errand, scope: Scope, body: bytes, address: str, caller: str, until: float
    ) -> "asyncio.Future[Reply] | None":
        """Let the call wait for its turn; None when too much of *caller* waits already."""
        reply: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        task = Task(errand, call_of(scope, body, address), until, reply)
        return reply if self._lane.put(errand.carrier.name, caller, task) else None

    def _is_plain(self, scope: Scope) -> bool:
        length = scope.headers.get("content-length")
        if length is None:
            return scope.method == "GET" and scope.headers.get("transfer-encoding") is None
        in_parts = _mimetype(scope.headers.get("content-type") or "") == IN_PARTS
        return int(length) <= self._desk.body_bytes and not in_parts

    def _begin(self, task: Task) -> None:
        """Read the call, and hand over what is to be stored; it is answered at once if nothing is."""
        if task.until < time.monotonic():
            self._reply(task, BUSY)
            return
        task.started = time.perf_counter()
        try:
            task.opened = self._desk.open(task.errand, task.call)
            item = task.opened.item
            if item is None:
                self._say(task, self._desk.settled(task.errand, task.opened))
                return
            self._desk.hand(item, partial(self._tell, task))
        except Exception as error:
            self._fail(task, error)
            return
        task.timer = task.reply.get_loop().call_later(self._desk.commit_seconds, self._late, task)

    def _late(self, task: Task) -> None:
        self._fail(task, too_late())

    def _tell(self, task: Task, error: Exception | None) -> None:
        self._news.tell(Told(task, error))

    def _hear(self, told: Told) -> None:
        task = told.task
        if task.ended or task.opened is None:
            return  # it was answered that the COMMIT came too late
        if told.error is not None:
            self._fail(task, told.error)
            return
        try:
            self._say(task, self._desk.settled(task.errand, task.opened))
        except Exception as error:
            self._fail(task, error)

    def _fail(self, task: Task, error: Exception) -> None:
        if isinstance(error, StoreUnavailable):
            self._say(task, self._desk.unavailable(task.errand, error))
        else:
            access.note_fault(error)
            self._say(task, Said(503, access.FAULT_TEXT, "text/plain"))

    def _say(self, task: Task, said: Said) -> None:
        errand = task.errand
        secret = "" if errand.secret is None else "<secret>/"
        route = f"/webhooks/<carrier>/{secret}{errand.kind}"
        access.note(route, task.call.method, said.status, task.started)
        self._reply(task, reply_of(said))

    def _reply(self, task: Task, reply: Reply) -> None:
        if task.timer is not None:
            task.timer.cancel()
        task.ended = True
        if not task.reply.done():  # else its caller is gone
            task.reply.set_result(reply)
        self._lane.ended()


def call_of(scope: Scope, body: bytes, address: str) -> WebhookRequest:
    """The call as values, as the routes of Flask read it."""
    headers = fields_of(scope.headers)
    kind = headers.get("content-type", "")
    return WebhookRequest(
        method=scope.method,
        path=scope.path,
        query=scope.query_string,
        headers=headers,
        form=_Form(scope.method, scope.query_string, kind, body),
        body=body,
        remote_addr=address,
        form_ok=scope.method == "GET" or _mimetype(kind) == FORM,
    )


class _Form(Mapping[str, str]):
    """The fields of query and body, read by Werkzeug when somebody asks: hardly any carrier does."""

    def __init__(self, method: str, query: str, kind: str, body: bytes) -> None:
        self._environ = {
            "REQUEST_METHOD": method,
            "QUERY_STRING": query,
            "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
        }

    @cached_property
    def _fields(self) -> Mapping[str, str]:
        request = Request(self._environ)
        request.max_form_memory_size = None  # the front has not read more than limits.body_bytes
        return request.values.to_dict(flat=True)

    def __getitem__(self, name: str) -> str:
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


def reply_of(said: Said) -> Reply:
    """An answer as granian takes it."""
    headers = [("content-type", said.content_type), access.NO_SNIFFING, *said.headers.items()]
    return Reply(said.status, headers, said.body.encode())


def _place(path: str) -> tuple[str, Kind, str | None] | None:
    """Carrier, kind and secret of the path of a webhook; None for another one, or one that reads oddly."""
    root, *pieces = path.split("/")
    if root or len(pieces) not in (3, 4) or pieces[0] != "webhooks" or not path.isascii():
        return None
    kind = KINDS.get(pieces[-1])
    if kind is None or not all(pieces):
        return None
    return pieces[1], kind, pieces[2] if len(pieces) == 4 else None


def _mimetype(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()
