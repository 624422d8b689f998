"""Opens Redis by its address: one server, or whichever of several a Sentinel says is the master now."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from redis.sentinel import Sentinel

from sms_gateway.settings.model import SENTINEL_SCHEME

PORT: Final = 26379  # where Sentinels listen


@dataclass(frozen=True, slots=True)
class Watched:
    """What a `redis+sentinel://` address says."""

    sentinels: tuple[tuple[str, int], ...]
    name: str
    database: int
    username: str | None
    password: str | None


def connect(url: str, timeout: float, connect_timeout: float, retries: int) -> redis.Redis:
    """A client of the Redis at *url*; seconds a call or a connection may take, and how often it is repeated.

    Of a `redis+sentinel://` address every new connection asks the Sentinels, in turn, who is the master.
    """
    waits: dict[str, Any] = {"socket_timeout": timeout, "socket_connect_timeout": connect_timeout}
    if not url.startswith(SENTINEL_SCHEME):
        return redis.Redis.from_url(url, retry=Retry(NoBackoff(), retries), **waits)
    watched = read_watched(url)
    asking: dict[str, Any] = {"socket_timeout": connect_timeout, "socket_connect_timeout": connect_timeout}
    asking["retry"] = Retry(NoBackoff(), 0)
    sentinels = Sentinel(watched.sentinels, sentinel_kwargs=asking)  # type: ignore[no-untyped-call]
    found: redis.Redis = sentinels.master_for(  # type: ignore[no-untyped-call]
        watched.name,
        db=watched.database,
        username=watched.username,
        password=watched.password,
        retry=Retry(NoBackoff(), retries),
        **waits,
    )
    return found


def read_watched(url: str) -> Watched:
    """The parts of `redis+sentinel://[user:password@]host[:port],host[:port]/NAME[/DB]`."""
    parts = urlsplit(url)
    credentials, _, hosts = parts.netloc.rpartition("@")
    username, _, password = credentials.partition(":")
    name, _, database = parts.path.strip("/").partition("/")
    return Watched(
        tuple(_place(each) for each in hosts.split(",")),
        unquote(name),
        int(database or 0),
        unquote(username) or None,
        unquote(password) or None,
    )


def _place(host: str) -> tuple[str, int]:
    found: SplitResult = urlsplit(f"//{host}")
    return found.hostname or "", found.port or PORT
