"""What granian says of a call and takes for an answer, and the call as WSGI has it."""

import io
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

RETRY_SECONDS: Final = "5"
Header = tuple[str, str]
Environ = dict[str, Any]


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
class Reply:
    status: int
    headers: list[Header]
    body: bytes


SLOW: Final = Reply(
    408, [("connection", "close"), ("content-type", "text/plain")], b"the call came too slowly\n"
)
BUSY: Final = Reply(
    503,
    [("retry-after", RETRY_SECONDS), ("content-type", "text/plain")],
    b"too many calls are waiting, try again\n",
)


def fields_of(headers: Headers) -> dict[str, str]:
    """The headers by name. A name with a low line could pass in WSGI for another one and is left out."""
    fields: dict[str, str] = {}
    for name, value in headers.items():
        if "_" not in name:
            fields[name] = f"{fields[name]},{value}" if name in fields else value
    return fields


def environ_of(scope: Scope, address: str, body: bytes) -> Environ:
    """The call as WSGI has it (PEP 3333). *address* is the caller's."""
    host, _, port = scope.server.rpartition(":")
    return {
        **_environ_fields(fields_of(scope.headers)),
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


def _environ_fields(headers: Mapping[str, str]) -> dict[str, str]:
    keys = {name: name.upper().replace("-", "_") for name in headers}
    plain = ("CONTENT_TYPE", "CONTENT_LENGTH")
    return {
        keys[name] if keys[name] in plain else f"HTTP_{keys[name]}": value for name, value in headers.items()
    }
