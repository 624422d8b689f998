"""The audit chain as a person reads it: newest first, by who, what and when; checked while they read on."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sms_gateway import logs
from sms_gateway.domain.audit_chain import Row
from sms_gateway.services import audit
from sms_gateway.services.actors import ACCOUNT, names_of
from sms_gateway.services.audit import Verdict
from sms_gateway.services.office import Office
from sms_gateway.storage import accounts
from sms_gateway.storage import audit as rows
from sms_gateway.storage.audit import Filter

PAGE = 50
log = logs.get("audit")

__all__ = ["ChainCheck", "Checked", "Filter", "Page", "page"]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of entries; *before* is where the next begins, None on the last; *names* of actors."""

    rows: tuple[Row, ...]
    before: int | None
    names: Mapping[str, str]
    end: str  # the anchor of the newest row of all, "" in an empty chain


def page(which: Filter, before: int | None, office: Office, limit: int = PAGE) -> Page:
    """The entries of *which* below number *before*; its actor may be the name of an account."""
    with office.sessions.read() as session:
        account = accounts.named(session, which.actor) if which.actor else None
        actor = f"{ACCOUNT}{account.id}" if account else which.actor
        chosen = replace(which, actor=actor)
        found = rows.newest_first(session, chosen, before, limit + 1)
        last = rows.newest_first(session, Filter(), None, 1)
        shown = tuple(found[:limit])
        names = names_of((row.entry.actor for row in shown), session)
    end = f"{last[0].seq}:{last[0].hash[:16]}" if last else ""
    more = shown[-1].seq if len(found) > limit else None
    return Page(shown, more, names, end)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a whole reading found, and when it ended; *verdict* None: it came to no end."""

    at: datetime
    verdict: Verdict | None


class ChainCheck:
    """Reads the whole chain behind the pages, once at a time; what it found last is kept."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.since: datetime | None = None  # set while it reads
        self.last: Checked | None = None

    def start(self, anchor: tuple[int, str] | None = None) -> bool:
        """Begin to read; False while it still does."""
        with self._lock:
            if self.since is not None:
                return False
            self.since = self._office.now()
            self._thread = threading.Thread(target=self._read, args=(anchor,), daemon=True)
            self._thread.start()
        return True

    def wait(self, seconds: float) -> None:
        """Until it has ended, but no longer than that: a short chain is read at once."""
        if self._thread is not None:
            self._thread.join(seconds)

    def _read(self, anchor: tuple[int, str] | None) -> None:
        verdict = None
        try:
            verdict = audit.verify(self._office, anchor=anchor)
        except Exception as error:  # a thread has nobody above it; the page says that it came to no end
            log.error("audit chain not read", **logs.fault(error))
        with self._lock:
            self.last, self.since = Checked(self._office.now(), verdict), None
