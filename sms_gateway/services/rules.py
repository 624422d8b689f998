"""The routing rules in force: read when they are first asked for, and again when their file has changed."""

from collections.abc import Callable
from pathlib import Path
from threading import Lock

from sms_gateway import logs
from sms_gateway.catalog.faults import CatalogFault, Fault
from sms_gateway.catalog.offices import packaged_offices
from sms_gateway.catalog.rules import packaged_rules, rules_file
from sms_gateway.domain.rulebook import RuleBook
from sms_gateway.errors import GatewayError

LOOK_SECONDS = 1.0
log = logs.get("rules")


class RulesFile:
    """The rules of a file a person may change while the gateway runs.

    A call yields the rules in force and looks at the file at most every LOOK_SECONDS. A changed file that
    has faults is logged once and changes nothing.
    """

    def __init__(self, path: Path, monotonic: Callable[[], float]) -> None:
        self._path = path
        self._monotonic = monotonic
        self._lock = Lock()
        self._book: RuleBook | None = None
        self._seen: tuple[int, int] | None = None
        self._look_at = 0.0

    def __call__(self) -> RuleBook:
        """The rules in force. Raises CatalogFault, but only when there are none yet."""
        with self._lock:
            if self._book is None or self._monotonic() >= self._look_at:
                self._look_at = self._monotonic() + LOOK_SECONDS
                self._book = self._looked()
            return self._book

    def _looked(self) -> RuleBook:
        stamp = _stamp(self._path)
        if self._book is not None and stamp == self._seen:
            return self._book
        try:
            book = read_file(self._path)
        except CatalogFault as fault:
            if self._book is None:
                raise
            self._seen = stamp
            log.error("new routing rules refused", faults=len(fault.faults), rules_version=self._book.version)
            return self._book
        if self._book is not None:
            log.info("routing rules changed", before=self._book.version, rules_version=book.version)
        self._seen = stamp
        return book


def packaged() -> RuleBook:
    """The rules that come with the program."""
    return packaged_rules(packaged_offices())


def read_file(path: Path) -> RuleBook:
    """The rules of *path*. Raises CatalogFault with every fault, a missing file being one."""
    try:
        return rules_file(path, packaged_offices())
    except OSError as error:
        told = Fault(
            str(path), 1, f"cannot be read: {error.strerror}", "Correct routing.rules in config.yaml."
        )
        raise CatalogFault([told]) from None


def fault_of(rules: Callable[[], RuleBook], path: Path | None) -> GatewayError | None:
    """Why the file that is configured cannot be used now, whatever is in force; None when it can."""
    try:
        rules() if path is None else read_file(path)
    except CatalogFault as fault:
        return fault
    return None


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
