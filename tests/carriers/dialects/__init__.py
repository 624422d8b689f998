"""Carriers as the conformance tests see them: calls as they were on the wire, and what changes them."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from urllib.parse import parse_qsl, urlencode

from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from sms_gateway.carriers.base import Carrier, WebhookRequest

WIRE = Path(__file__).parents[1] / "wire"
SECRET = "a-secret-of-the-tests"
PUBLIC_URL = "https://sms.example.id"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Wire:
    """One call, as bytes."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    remote_addr: str = "127.0.0.1"

    @classmethod
    def read(cls, path: Path) -> "Wire":
        """A file holds the request line, headers, an empty line and the body; its last newline is no body."""
        head, _, body = path.read_bytes().partition(b"\n\n")
        line, *headers = head.decode().splitlines()
        method, target, _ = line.split(" ")
        return cls(method, target, dict(each.split(": ", 1) for each in headers), body.removesuffix(b"\n"))

    @property
    def environ(self) -> EnvironBuilder:
        """As a WSGI server hands it over."""
        path, _, query = self.target.partition("?")
        return EnvironBuilder(
            path,
            method=self.method,
            query_string=query,
            headers=dict(self.headers),
            data=self.body,
            environ_base={"REMOTE_ADDR": self.remote_addr},
        )

    @property
    def call(self) -> WebhookRequest:
        """As the web part hands it to a carrier."""
        request = Request(self.environ.get_environ())
        body = request.get_data(cache=True, parse_form_data=False)
        return WebhookRequest(
            method=request.method,
            path=request.path,
            query=request.query_string.decode("latin-1"),
            headers={name.lower(): value for name, value in request.headers.items()},
            form=request.values.to_dict(flat=True),
            body=body,
            remote_addr=self.remote_addr,
            form_ok=request.method == "GET" or request.mimetype == FORM,
        )

    def saying(self, changes: Mapping[str, str]) -> "Wire":
        """The same call with fields changed or added, wherever this call has its fields."""
        path, mark, query = self.target.partition("?")
        if mark:
            return replace(self, target=f"{path}?{_changed(query, changes)}")
        if self.headers["Content-Type"] == FORM:
            return replace(self, body=_changed(self.body.decode(), changes).encode())
        value = json.loads(self.body)
        for dotted, text in changes.items():
            *parents, last = dotted.split(".")
            reduce(lambda part, step: part[step], parents, value)[last] = text
        return replace(self, body=json.dumps(value).encode())


def _changed(fields: str, changes: Mapping[str, str]) -> str:
    return urlencode({**dict(parse_qsl(fields, keep_blank_values=True)), **changes})


def unchanged(wire: Wire) -> Wire:
    """For a carrier whose calls are proven by where they come from."""
    return wire


def from_elsewhere(wire: Wire) -> Wire:
    return replace(wire, remote_addr="203.0.113.7")


def with_another_secret(wire: Wire) -> Wire:
    return replace(wire, target=wire.target.replace(SECRET, "a-secret-of-others"))


def without_a_secret(wire: Wire) -> Wire:
    return replace(wire, target=wire.target.replace(f"/{SECRET}", ""))


@dataclass(frozen=True)
class Dialect:
    """How one carrier says the same things. *folder* of tests/carriers/wire holds its calls, one a file."""

    folder: str
    make: Callable[[], Carrier]
    ref: str  # the carrier's names of these three
    sender: str
    text: str
    methods: frozenset[str] = frozenset({"POST"})
    secret: str | None = None
    prove: Callable[[Wire], Wire] = unchanged  # what the carrier adds last, over everything else
    forgeries: tuple[Callable[[Wire], Wire], ...] = (from_elsewhere,)
    spell: Callable[[str], Mapping[str, str]] | None = field(default=None)  # a text that is not one field
    has_receipts: bool = True

    def __str__(self) -> str:
        return self.folder

    def wire(self, name: str, **ours: str) -> Wire:
        """The call of file *name*, proven; *ours* (ref, sender, text) replaces what stands there."""
        wire = Wire.read(WIRE / self.folder / f"{name}.http")
        changes = {getattr(self, key): value for key, value in ours.items() if key != "text"}
        if "text" in ours:
            changes |= self.spell(ours["text"]) if self.spell else {self.text: ours["text"]}
        return self.prove(wire.saying(changes) if changes else wire)


def every() -> Iterator[Dialect]:
    """The dialects of all modules beside this one: a new carrier is a new file."""
    for module in iter_modules(__path__, f"{__name__}."):
        yield from import_module(module.name).DIALECTS
