"""Passes bytes from an address to the first of several others that answers: a front, as nginx is one."""

import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count

Place = tuple[str, int]


class Relay:
    """Listens where it is made, for as long as it is open; *places* are tried in turn."""

    def __init__(self, at: Place, places: Callable[[], Sequence[Place]], timeout: float = 20.0) -> None:
        self._places, self._timeout = places, timeout
        self._turns = count()
        self._door = socket.create_server(at, backlog=128)
        self.port = int(self._door.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _serve(self) -> None:
        while True:
            try:
                caller, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(caller,), daemon=True).start()

    def _connect(self, caller: socket.socket) -> None:
        places = self._places()
        turn = next(self._turns)
        for number in range(len(places)):
            try:
                called = socket.create_connection(places[(turn + number) % len(places)], timeout=1.0)
            except OSError:
                continue
            for each in (caller, called):
                each.settimeout(self._timeout)
            threading.Thread(target=_pass, args=(called, caller), daemon=True).start()
            _pass(caller, called)
            return
        caller.close()


def _pass(source: socket.socket, target: socket.socket) -> None:
    """Until one end is closed; then both are."""
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
        return
    for each in (source, target):
        with suppress(OSError):
            each.close()
