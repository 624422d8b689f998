"""The texts in force in this process, those of the files with the console's over them, without a restart."""

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Final

from sms_gateway import logs
from sms_gateway.catalog.wording_overlay import Laid, Texts, lay
from sms_gateway.domain.wording import Wording
from sms_gateway.errors import StoreUnavailable
from sms_gateway.storage import rewordings
from sms_gateway.storage.engine import Sessions

LOOK_SECONDS: Final = 2.0
log = logs.get("sentences")


class WordingBook:
    """The texts in force.

    A call takes over a changed file at once, but reads the database only at the first: a transaction may be
    open. `look` takes over a new version, between batches, and asks at most every LOOK_SECONDS.
    """

    def __init__(
        self,
        sessions: Sessions,
        files: Callable[[], Wording],
        segments: int,
        monotonic: Callable[[], float],
    ) -> None:
        self._sessions, self._files, self._segments = sessions, files, segments
        self._monotonic = monotonic
        self._lock = Lock()
        self._known: Wording | None = None
        self._base = ""
        self._overlay: dict[str, Texts] = {}
        self._revision = 0
        self._look_at = 0.0

    def __call__(self) -> Wording:
        """The texts in force. Raises CatalogFault and StoreUnavailable, but only when there are none yet."""
        with self._lock:
            base = self._files()
            if self._known is None:
                self._read(base)
                self._look_at = self._monotonic() + LOOK_SECONDS
            if self._known is None or base.version != self._base:
                self._known = self._laid(base)
            return self._known

    def look(self) -> None:
        """Take over a version that was made since; without a database everything stays."""
        with self._lock:
            if self._known is None or self._monotonic() < self._look_at:
                return
            self._look_at = self._monotonic() + LOOK_SECONDS
            try:
                base = self._files()
                if not self._read(base):
                    return
            except StoreUnavailable:
                return
            before = self._known.version
            self._known = self._laid(base)
        log.info("sentences changed", before=before, version=self._known.version, console=self._revision)

    def _read(self, base: Wording) -> bool:
        """Whether there is another version than the one this process knows, which it knows then."""
        with self._sessions.read() as session:
            revision = rewordings.revision(session, base.language)
            if revision == self._revision:
                return False
            self._overlay = dict(rewordings.in_force(session, base.language))
        self._revision = revision
        return True

    def _laid(self, base: Wording) -> Wording:
        self._base = base.version
        laid = lay_version(base, self._overlay, self._segments, self._revision)
        for key in laid.refused:
            log.warning("a sentence of the console is not in force", sentence=key)
        return laid.wording


def lay_version(base: Wording, overlay: Mapping[str, Texts], segments: int, revision: int) -> Laid:
    """The texts of the files with those of that version over them."""
    return lay(base, overlay, segments, f"{base.source}, version {revision} of the console")
