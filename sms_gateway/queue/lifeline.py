"""When a process has to end: it was told to, or the process that started it is gone."""

import os
import select
import signal
import socket
import threading
import time
from types import FrameType

INSIST_AFTER = 0.5  # `timeout` and some process managers deliver one signal twice at once


class StopSign:
    """SIGTERM, SIGINT and SIGHUP as a flag that can be waited for; make and install it in the main thread.

    A self-pipe instead of threading.Event: setting an Event inside a signal handler can deadlock.
    """

    def __init__(self) -> None:
        self._asked_at: list[float] = []
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)

    @property
    def requested(self) -> bool:
        """True once somebody asked this process to stop."""
        return bool(self._asked_at)

    @property
    def insisted(self) -> bool:
        """True once it was asked a second time, at least half a second after the first."""
        return bool(self._asked_at) and self._asked_at[-1] - self._asked_at[0] >= INSIST_AFTER

    def request(self) -> None:
        """Ask this process to stop, as a signal would."""
        self._asked_at.append(time.monotonic())
        self._nudge()

    def wait(self, seconds: float) -> None:
        """Sleep up to *seconds*; any handled signal or `request` ends it early."""
        ready, _, _ = select.select([self._reader], [], [], max(0.0, seconds))
        if ready:
            self._reader.recv(4096)

    def install(self, grace: float | None = None) -> "StopSign":
        """Listen to the signals. *grace*: seconds after the first one when the process ends, ready or not."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._on_signal)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # started by nohup: stay
            signal.signal(signal.SIGHUP, self._on_signal)
        if grace is not None:
            self._arm(grace)
        return self

    def wake_on_child(self) -> None:
        """Let the death of a child process end `wait` early too."""
        signal.signal(signal.SIGCHLD, lambda *_: self._nudge())

    def close(self) -> None:
        """Give the two descriptors back; the sign cannot be used afterwards."""
        self._reader.close()
        self._writer.close()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.request()

    def _nudge(self) -> None:
        try:
            self._writer.send(b"!")
        except OSError:
            return  # full: the reader has enough to wake up for; closed: nobody waits

    def _arm(self, grace: float) -> None:
        def watch() -> None:
            while not self.requested:
                time.sleep(0.2)
            time.sleep(max(0.0, grace - 0.2))
            os._exit(0)  # what was in hand is leased and comes back; a hung server must not hold the stop

        threading.Thread(target=watch, name="stop-grace", daemon=True).start()


def exit_with_parent(parent_pid: int, poll: float = 0.5, grace: float = 5.0) -> None:
    """End this process when *parent_pid* is not its parent any more: SIGTERM, after *grace* seconds for good.

    Starts a daemon thread that asks every *poll* seconds (Linux and macOS; PR_SET_PDEATHSIG is Linux only).
    """

    def watch() -> None:
        while os.getppid() == parent_pid:
            time.sleep(poll)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(grace)
        os._exit(1)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()
