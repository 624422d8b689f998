"""Posts signed forms to this machine only, from a few threads and a bounded queue."""

import base64
import hashlib
import hmac
import http.client
import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from time import monotonic
from urllib.parse import urlencode, urlsplit

TIMEOUT_SECONDS = (
    15.0  # Twilio's own: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
)
POLL_SECONDS = 0.1

Job = Callable[[], None]


class NotLoopbackError(ValueError):
    """A target that is not this machine: simulators never leave it."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a form goes: a loopback host, its port, and the path with the query."""

    host: str
    port: int
    path: str


def target_of(url: str, deliver_to: str | None) -> Target:
    """Where a form for *url* is posted: the same path at *deliver_to*, or *url* itself.

    Raises NotLoopbackError when that is not a loopback address.
    """
    wanted = urlsplit(url)
    place = urlsplit(deliver_to) if deliver_to else wanted
    host = "127.0.0.1" if place.hostname == "localhost" else place.hostname or ""
    if place.scheme != "http" or not _is_loopback(host):
        raise NotLoopbackError("a target is http on a loopback address")
    path = (wanted.path or "/") + (f"?{wanted.query}" if wanted.query else "")
    return Target(host, place.port or 80, path)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def signature(token: str, url: str, form: Mapping[str, str]) -> str:
    """X-Twilio-Signature as Twilio computes it: https://www.twilio.com/docs/usage/security"""
    signed = url + "".join(name + form[name] for name in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


class Webhooks:
    """The threads that post. A full queue drops the job and counts it."""

    def __init__(self, token: str, deliver_to: str | None, *, threads: int = 4, depth: int = 20_000) -> None:
        if deliver_to:
            target_of("/", deliver_to)
        self._token = token
        self._deliver_to = deliver_to
        self._jobs: queue.Queue[Job] = queue.Queue(maxsize=depth)
        self._stopped = threading.Event()
        self._local = threading.local()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(threads)]
        self._count = threading.Lock()
        self.dropped = 0
        self.failed = 0

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Take no more jobs; a post that runs ends by its own time-out in a daemon thread."""
        self._stopped.set()

    def submit(self, job: Job) -> None:
        """Do *job* soon, or drop it when too many wait."""
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            with self._count:
                self.dropped += 1

    def settle(self, seconds: float) -> bool:
        """Wait until nothing waits or runs; False when *seconds* were not enough."""
        until = monotonic() + seconds
        with self._jobs.all_tasks_done:
            while self._jobs.unfinished_tasks:
                if not self._jobs.all_tasks_done.wait(max(0.0, until - monotonic())) and monotonic() >= until:
                    return False
        return True

    def pause(self, seconds: float) -> None:
        """Wait between two posts of one job, unless we are stopping."""
        self._stopped.wait(seconds)

    def post(self, url: str, form: Mapping[str, str]) -> int | None:
        """Post *form*, signed for *url*; the status, or None when nobody answered in two attempts."""
        try:
            target = target_of(url, self._deliver_to)
        except NotLoopbackError:
            self._fail()
            return None
        body = urlencode(form).encode()
        headers = {
            "Host": urlsplit(url).netloc,
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": signature(self._token, url, form),
            "User-Agent": "TwilioProxy/1.1",
            "I-Twilio-Idempotency-Token": hashlib.sha256(body).hexdigest()[:32],
        }
        for _ in range(2):  # one retry on a connection failure, as Twilio does
            status = self._exchange(target, body, headers)
            if status is not None:
                return status
        self._fail()
        return None

    def _exchange(self, target: Target, body: bytes, headers: Mapping[str, str]) -> int | None:
        connection = self._connection(target)
        try:
            connection.request("POST", target.path, body, dict(headers))
            answer = connection.getresponse()
            answer.read(65_536)
        except (OSError, http.client.HTTPException):
            connection.close()
            return None
        if not answer.isclosed():  # an answer longer than we read would be taken for the next one
            connection.close()
        return answer.status

    def _connection(self, target: Target) -> http.client.HTTPConnection:
        """The connection of this thread to *target*; one is kept, http.client reopens it when closed."""
        place = (target.host, target.port)
        if getattr(self._local, "place", None) != place:
            self._local.place = place
            self._local.connection = http.client.HTTPConnection(*place, timeout=TIMEOUT_SECONDS)
        connection: http.client.HTTPConnection = self._local.connection
        return connection

    def _fail(self) -> None:
        with self._count:
            self.failed += 1

    def _work(self) -> None:
        while not self._stopped.is_set():
            try:
                job = self._jobs.get(timeout=POLL_SECONDS)
            except queue.Empty:
                continue
            try:
                job()
            finally:
                self._jobs.task_done()
