"""One data directory belongs to one gateway of one user: private, locked, with a short socket path."""

import fcntl
import hashlib
import os
import stat
import tempfile
from pathlib import Path
from types import TracebackType

from sms_gateway.errors import DataDirBusy, GatewayError

SOCKET_BYTES = 100  # Valkey refuses 108 and more on Linux, macOS 104 (sun_path of the two systems)


def private_directory(path: Path) -> Path:
    """Make *path* (mode 0700) unless it is there; refuse one that another user owns or can write to."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    check_private(path)
    return path


def check_private(path: Path) -> None:
    """Raise GatewayError when *path* is a link, belongs to another user or others may write to it."""
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise GatewayError(
            f"{path} is not a directory that only this user can write to.",
            f"Remove it, or `chmod go-w {path}` and let the user of the gateway own it.",
        )


def socket_path(data_dir: Path) -> Path:
    """Where the embedded Valkey of *data_dir* listens; elsewhere, privately, when the path is too long.

    The second kind lies in the system's temporary directory, where anybody may have put one: it is checked.
    """
    whole = data_dir.absolute()
    path = whole / "run" / "valkey.sock"
    if len(os.fsencode(path)) < SOCKET_BYTES:
        return path
    digest = hashlib.sha256(os.fsencode(whole)).hexdigest()[:12]
    short = Path(tempfile.gettempdir()) / f"smsgw-{os.getuid()}-{digest}"
    if os.path.lexists(short):
        check_private(short)
    return short / "valkey.sock"


class DataDirLock:
    """Held by the one gateway that runs on a data directory; the system lets go when the process dies."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "gateway.lock"
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock or raise DataDirBusy naming the process that has it."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode(errors="replace").strip() or "unknown"
            os.close(descriptor)
            raise DataDirBusy(
                f"{self._path.parent} is in use by another gateway (process {holder}).",
                f"Stop that one (`kill {holder}`) or start this one with another `--data-dir`.",
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self._descriptor = descriptor

    def release(self) -> None:
        """Let go; the file stays, for removing it would let two processes hold two locks."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> "DataDirLock":
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
