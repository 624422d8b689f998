"""Runs gateways as real processes: `up` under its own supervisor, or single parts under ours."""

import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from sms_gateway.errors import StoreUnavailable
from sms_gateway.storage.engine import Sessions
from tests.survival.ledger import Ledger, Posted, read, unfinished
from tests.survival.processes import Process, Seen, below, until
from tests.survival.site import Premises, Site

READY_SECONDS = 60.0
TRIES = 16


class Up:
    """`sms-gateway up` on a site, with every process it ever had."""

    def __init__(self, site: Premises, **testing: str) -> None:
        self.site = site
        self.config = site.config(**testing)
        self.seen = Seen()
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> float:
        """Start it and wait for `ready`; the seconds that took."""
        started = time.monotonic()
        command = ("sms_gateway", "up", "--port", str(self.site.port))
        self.process = self.site.run(*command, config=self.config)
        self.seen.note([self.process.pid])
        assert self.process.stdout is not None
        line = _line_of(self.process, READY_SECONDS)
        assert line == f"ready http://127.0.0.1:{self.site.port}", (
            line,
            self.site.stderr.read_text()[-3000:],
        )
        self.parts()
        return time.monotonic() - started

    def parts(self) -> list[Process]:
        """Its live processes, remembered."""
        assert self.process is not None
        found = below(self.process.pid)
        self.seen.note(process.pid for process in found)
        return found

    def kill(self, name: str) -> bool:
        """kill -9 the part *name*; False when it is not running now."""
        pids = [process.pid for process in self.parts() if process.name == name]
        return bool(pids) and self.seen.kill(pids[0])

    def kill_everything(self) -> int:
        """kill -9 the supervisor and all it started, the supervisor first; returns how many."""
        assert self.process is not None
        pids = [self.process.pid, *(process.pid for process in self.parts())]
        killed = sum(self.seen.kill(pid) for pid in pids)
        self.process.wait(10)
        return killed

    def stop(self, seconds: float = 30.0) -> None:
        """SIGTERM: exit code 0 within *seconds*, nothing left."""
        assert self.process is not None
        if self.process.poll() is None:
            self.parts()
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(seconds)
        self.seen.all_gone(2.0)
        assert code == 0, self.site.stderr.read_text()[-3000:]

    def end(self) -> None:
        """Whatever happened: none of its processes runs any more."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.parts()
        for pid in list(self.seen.known):
            self.seen.kill(pid)
        self.process.wait(10)
        if self.process.stdout:
            self.process.stdout.close()


@contextmanager
def running_up(site: Premises, **testing: str) -> Iterator[Up]:
    """`up`, ready; ended whatever happens."""
    gateway = Up(site, **testing)
    try:
        gateway.start()
        yield gateway
    finally:
        gateway.end()


class Part:
    """One part started by hand, and started again by a thread of ours as often as it dies."""

    def __init__(self, site: Premises, name: str, command: tuple[str, ...]) -> None:
        self.site, self.name, self.command = site, name, command
        self.config = site.config(name)
        self.seen = Seen()
        self.deaths = 0
        self._wanted = threading.Event()
        self._wanted.set()
        self._start()
        self._tender = threading.Thread(target=self._tend, daemon=True)
        self._tender.start()

    def plant(self, **testing: str) -> None:
        """Go on with these faults in the configuration: what serves is killed and starts anew."""
        self.site.config(self.name, **testing)
        self.seen.kill(self.pids()[-1])

    def pids(self) -> list[int]:
        """Its processes, the one that serves last: the web server's own child."""
        pids = [self._process.pid, *(process.pid for process in below(self._process.pid))]
        self.seen.note(pids)
        return pids

    def ask(self) -> None:
        """Start it no more, and SIGTERM."""
        self._wanted.clear()
        self._tender.join(5)
        self.pids()
        self._process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """Wait for its end; after that nothing of it runs."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(15)
        for pid in list(self.seen.known):
            self.seen.kill(pid)
        if self._process.stdout:
            self._process.stdout.close()

    def _start(self) -> None:
        self._process = self.site.run(*self.command, config=self.config)
        self.seen.note([self._process.pid])

    def _tend(self) -> None:
        while self._wanted.is_set():
            if self._process.poll() is not None:
                self.deaths += 1
                assert self._process.stdout is not None
                self._process.stdout.close()
                self._start()
            time.sleep(0.02)


@dataclass
class Fleet:
    """The parts of a gateway one by one, as systemd or containers run them."""

    site: Premises
    parts: dict[str, Part] = field(default_factory=dict)

    def start(self, inboxes: int = 1) -> None:
        code, _ = self.site.finished("sms_gateway", "migrate", config=self.site.config())
        assert code == 0, self.site.stderr.read_text()
        serve = ("sms_gateway", "serve", "--port", str(self.site.port))
        self.add("web", *serve)
        for number in range(inboxes):
            self.add(f"inbox{number or ''}", "workers.main", "inbox")
        self.add("outbox", "workers.main", "outbox")
        self.wait_ready()

    def add(self, name: str, *command: str) -> None:
        self.parts[name] = Part(self.site, name, command)

    def wait_ready(self) -> None:
        until(lambda: self.site.get("/readyz")[0] == 200, READY_SECONDS, "it is ready")

    def stop(self) -> None:
        for part in self.parts.values():
            part.ask()
        for part in self.parts.values():
            part.stop()


@contextmanager
def running_fleet(site: Premises, inboxes: int = 1) -> Iterator[Fleet]:
    fleet = Fleet(site)
    try:
        fleet.start(inboxes)
        yield fleet
    finally:
        fleet.stop()


def deliver(site: Site, posted: Posted, sid: str, kind: str, sender: str, text: str) -> bool:
    """Deliver like a carrier: again until it is acknowledged, some times; True when it was."""
    for attempt in range(TRIES):
        status = site.post(sid, sender, text)
        posted.note(sid, kind, status)
        if status == 200:
            return True
        time.sleep(min(2.0, 0.25 * 2**attempt))
    return False


def settle(site: Site, posted: Posted, seconds: float) -> Ledger:
    """Open the books when nothing is left to do, or after *seconds*: what is left shows in its faults."""
    deadline = time.monotonic() + seconds
    with site.books() as sessions:
        while _busy(sessions) and time.monotonic() < deadline:
            time.sleep(0.1)
        site.twilio.settle(5)
        return read(posted, sessions, site.twilio.log)


def _busy(sessions: Sessions) -> bool:
    try:
        return unfinished(sessions) > 0
    except StoreUnavailable:
        return True


def _line_of(process: subprocess.Popen[str], seconds: float) -> str:
    """The first line of its stdout, or an empty one when it ends or *seconds* pass without."""
    assert process.stdout is not None
    found: list[str] = []
    reader = threading.Thread(target=lambda: found.append(process.stdout.readline()), daemon=True)
    reader.start()
    reader.join(seconds)
    return found[0].strip() if found else ""
