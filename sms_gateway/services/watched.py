"""A file a person may change while the gateway runs: taken over when it is whole, refused when it is not."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Generic, Protocol, TypeVar

from sms_gateway import logs
from sms_gateway.catalog.faults import CatalogFault, Fault

LOOK_SECONDS = 1.0
log = logs.get("files")


class Versioned(Protocol):
    """A value made from a file."""

    @property
    def version(self) -> str:
        """Same content, same version."""
        ...


Made = TypeVar("Made", bound=Versioned)


class WatchedFile(Generic[Made]):
    """What *read* makes of the file at *path*; *what* is its name in the log.

    A call yields the value in force and looks at the file at most every LOOK_SECONDS. A changed file that
    has faults is logged once and changes nothing.
    """

    def __init__(
        self, path: Path, read: Callable[[Path], Made], what: str, monotonic: Callable[[], float]
    ) -> None:
        self._path = path
        self._read = read
        self._what = what
        self._monotonic = monotonic
        self._lock = Lock()
        self._value: Made | None = None
        self._seen: tuple[int, int] | None = None
        self._look_at = 0.0

    def __call__(self) -> Made:
        """The value in force. Raises CatalogFault, but only when there is none yet."""
        with self._lock:
            if self._value is None or self._monotonic() >= self._look_at:
                self._look_at = self._monotonic() + LOOK_SECONDS
                self._value = self._looked()
            return self._value

    def _looked(self) -> Made:
        stamp = _stamp(self._path)
        if self._value is not None and stamp == self._seen:
            return self._value
        try:
            value = self._read(self._path)
        except CatalogFault as fault:
            if self._value is None:
                raise
            self._seen = stamp
            log.error(f"new {self._what} refused", faults=len(fault.faults), version=self._value.version)
            return self._value
        if self._value is not None:
            log.info(f"{self._what} changed", before=self._value.version, version=value.version)
        self._seen = stamp
        return value


def read_whole(path: Path, read: Callable[[Path], Made], key: str) -> Made:
    """*read* of *path*, which the configuration names at *key*. Raises CatalogFault, without it too."""
    try:
        return read(path)
    except OSError as error:
        told = Fault(str(path), 1, f"cannot be read: {error.strerror}", f"Correct {key} in config.yaml.")
        raise CatalogFault([told]) from None


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
