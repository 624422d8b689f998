"""A network of its own: hosts are namespaces at one switch, cables can be pulled, nothing leaves it."""

import ctypes
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

from tests.conftest import in_ci

T = TypeVar("T")
NEW_NETWORK = 0x40000000  # CLONE_NEWNET of setns(2)
NET = "10.77.8"
SWITCH = "switch"


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, timeout=10)
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr}"


@dataclass
class Network:
    """Hosts by their short names, in the order of their addresses."""

    prefix: str
    hosts: list[str] = field(default_factory=list)

    def space(self, host: str) -> str:
        return f"{self.prefix}-{host}"

    def address(self, host: str) -> str:
        return f"{NET}.{self.hosts.index(host) + 1}"

    def add(self, host: str) -> None:
        self.hosts.append(host)
        space, switch = self.space(host), self.space(SWITCH)
        _ip("netns", "add", space)
        _ip("link", "add", f"to-{host}", "netns", switch, "type", "veth", "peer", "eth0", "netns", space)
        _ip("-n", switch, "link", "set", f"to-{host}", "master", "br0", "up")
        _ip("-n", space, "address", "add", f"{self.address(host)}/24", "dev", "eth0")
        for device in ("lo", "eth0"):
            _ip("-n", space, "link", "set", device, "up")

    def cut(self, host: str) -> None:
        """Pull the cable of *host*: nobody is told."""
        _ip("-n", self.space(SWITCH), "link", "set", f"to-{host}", "nomaster")

    def heal(self, host: str) -> None:
        _ip("-n", self.space(SWITCH), "link", "set", f"to-{host}", "master", "br0")

    def on(self, host: str, *command: str, **how: object) -> "subprocess.Popen[bytes]":
        """Start *command* there, in a process group of its own."""
        words = ["ip", "netns", "exec", self.space(host), *command]
        return subprocess.Popen(words, stdin=subprocess.DEVNULL, process_group=0, **how)  # type: ignore[call-overload,no-any-return]

    def stay(self, host: str, work: Callable[[], T]) -> T:
        """What *work* returns, done by a thread there; the threads and processes it starts are there too."""
        done: list[T] = []
        failed: list[BaseException] = []

        def there() -> None:
            try:
                with Path(f"/run/netns/{self.space(host)}").open("rb") as space:
                    libc = ctypes.CDLL(None, use_errno=True)
                    if libc.setns(space.fileno(), NEW_NETWORK):
                        raise OSError(ctypes.get_errno(), "setns")
                done.append(work())
            except BaseException as error:  # told to who waits
                failed.append(error)

        thread = threading.Thread(target=there)
        thread.start()
        thread.join()
        if failed:
            raise failed[0]
        return done[0]


@contextmanager
def new_network(*hosts: str) -> Iterator[Network]:
    """A switch and *hosts*; a machine that does not allow it skips the test, in CI that is a failure."""
    network = Network(f"smsgw{os.getpid()}")
    try:
        _begin(network)
        for host in hosts:
            network.add(host)
        yield network
    finally:
        for host in (*network.hosts, SWITCH):
            subprocess.run(["ip", "netns", "del", network.space(host)], capture_output=True, timeout=10)


def _begin(network: Network) -> None:
    if shutil.which("ip") is None:
        _refuse("iproute2 is not installed")
    switch = network.space(SWITCH)
    try:
        _ip("netns", "add", switch)
        _ip("-n", switch, "link", "add", "br0", "type", "bridge", "forward_delay", "0")
        _ip("-n", switch, "link", "set", "br0", "up")
    except AssertionError as error:
        _refuse(f"network namespaces are refused here ({error})")


def _refuse(reason: str) -> None:
    pytest.fail(reason) if in_ci() else pytest.skip(reason)
