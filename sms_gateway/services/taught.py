"""What parsing knows in this process, with what people taught: swapped between batches, never within one."""

from collections.abc import Callable
from threading import Lock

from parsers import Knowledge
from parsers.overlay import with_overlay
from sms_gateway import logs
from sms_gateway.errors import StoreUnavailable
from sms_gateway.storage import learning
from sms_gateway.storage.engine import Sessions

LOOK_SECONDS = 2.0
log = logs.get("knowledge")


class KnowledgeBook:
    """The knowledge in force in this process.

    A call never reads once there is one: a transaction may be open. `look` takes over a new version,
    between batches, and asks the database at most every LOOK_SECONDS.
    """

    def __init__(
        self, sessions: Sessions, base: Callable[[], Knowledge], monotonic: Callable[[], float]
    ) -> None:
        self._sessions = sessions
        self._base = base
        self._monotonic = monotonic
        self._lock = Lock()
        self._known: Knowledge | None = None
        self._revision = 0
        self._look_at = 0.0

    def __call__(self) -> Knowledge:
        """The knowledge in force. Raises StoreUnavailable, but only when there is none yet."""
        with self._lock:
            if self._known is None:
                self._known = self._newer(self._base())
                self._look_at = self._monotonic() + LOOK_SECONDS
            return self._known

    def look(self) -> None:
        """Take over a version that was made since; without a database everything stays."""
        with self._lock:
            known = self._known
            if known is None or self._monotonic() < self._look_at:
                return
            self._look_at = self._monotonic() + LOOK_SECONDS
            try:
                self._known = self._newer(known)
            except StoreUnavailable:
                return
        if self._known is not known:
            log.info("knowledge changed", before=known.version, knowledge_version=self._known.version)

    def _newer(self, known: Knowledge) -> Knowledge:
        with self._sessions.read() as session:
            revision = learning.revision(session)
            if revision == self._revision:
                return known
            found = learning.version(session, revision)
        laid = with_overlay(self._base(), [rule for _, rule in found.rules] if found else [])
        for each in laid.refused:
            log.warning("a taught rule is not in force", kind=each.rule.kind.value, why=each.why.value)
        self._revision = revision
        return laid.knowledge
