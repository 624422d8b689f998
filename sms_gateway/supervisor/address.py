"""The address the gateway will answer at: free before the start, ready after it."""

import errno
import http.client
import json
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from sms_gateway.errors import GatewayError

PATIENCE = 3.0  # a web server orphaned by a kill -9 lets go of its port within this time
WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - a reading of what was asked for


@dataclass(frozen=True, slots=True)
class Unready:
    """Why no SMS can be taken yet. *answers*: the gateway lives, and says itself what it lacks."""

    reason: str
    remedy: str = ""
    answers: bool = False


def free_port(host: str, port: int, patience: float = PATIENCE) -> int:
    """*port* when a server can listen there, any free one for 0; GatewayError naming `--port` or `--host`."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return _try_to_bind(host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise _refused(host, port, error) from None
        if time.monotonic() >= deadline:
            raise GatewayError(
                f"Port {port} on {host} is taken by another program.", "Choose another with `--port`."
            )
        time.sleep(0.1)


def url(host: str, port: int) -> str:
    """The address as a person types it."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def readiness(host: str, port: int, timeout: float = 1.0) -> Callable[[], Unready | None]:
    """A question to GET /readyz: None when it answers 200, else why not, in a few words."""
    there = WILDCARDS.get(host, host)

    def ask() -> Unready | None:
        connection = http.client.HTTPConnection(there, port, timeout=timeout)
        try:
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            status, body = answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            return Unready(f"{url(there, port)}/readyz does not answer ({type(error).__name__})")
        finally:
            connection.close()
        return None if status == http.client.OK else _said(f"{url(there, port)}/readyz", status, body)

    return ask


def _said(address: str, status: int, body: bytes) -> Unready:
    """What our own web part answers; of another program on that port only its status is known."""
    try:
        said = json.loads(body)
        return Unready(str(said["database"]), str(said["remedy"]), answers=True)
    except (ValueError, LookupError, TypeError):
        return Unready(f"{address} answers {status}")


def _try_to_bind(host: str, port: int) -> int:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        return int(probe.getsockname()[1])


def _refused(host: str, port: int, error: OSError) -> GatewayError:
    if error.errno == errno.EACCES:
        return GatewayError(
            f"This user may not listen on port {port}.", "Choose a port above 1023 with `--port`."
        )
    return GatewayError(f"{host} is not an address of this machine.", "Choose one with `--host`.")
