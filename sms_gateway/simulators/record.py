"""A carrier's own record of messages: bounded, safe between threads, listed newest first in stable pages."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock

ADVANCE = ("accepted", "queued", "sending", "sent", "delivered", "undelivered", "failed")


@dataclass(frozen=True, slots=True)
class Message:
    """One SMS as the carrier keeps it; *order* grows with each message."""

    sid: str
    order: int
    direction: str
    sender: str
    recipient: str
    body: str
    status: str
    created_at: datetime
    sent_at: datetime | None = None
    callback: str = ""
    service: str | None = None
    error_code: int | None = None

    @property
    def segments(self) -> int:
        """How many SMS the text takes: 160 or 153 of a plain text, 70 or 67 units of another."""
        units = len(self.body.encode("utf-16-be", "surrogatepass")) // 2
        one, each = (160, 153) if self.body.isascii() else (70, 67)
        return 1 if units <= one else -(-units // each)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is asked for; None asks for everything. Times include their ends, as Twilio's do."""

    recipient: str | None = None
    sender: str | None = None
    sent_from: datetime | None = None
    sent_until: datetime | None = None
    created_until: datetime | None = None
    below: int | None = None

    def fits(self, message: Message) -> bool:
        return (
            self.sender in (None, message.sender)
            and (self.below is None or message.order < self.below)
            and (self.created_until is None or message.created_at <= self.created_until)
            and self._sent_in_time(message.sent_at)
        )

    def _sent_in_time(self, sent_at: datetime | None) -> bool:
        """A message not sent yet has no date, so no list by date shows it."""
        if sent_at is None:
            return self.sent_from is None and self.sent_until is None
        early = self.sent_from is not None and sent_at < self.sent_from
        late = self.sent_until is not None and sent_at > self.sent_until
        return not early and not late


class Record:
    """The last *limit* messages; older ones are dropped and counted."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._lock = Lock()
        self._messages: dict[str, Message] = {}
        self._by_recipient: dict[str, deque[str]] = {}
        self._order = 0
        self.dropped = 0

    def add(self, message: Message) -> Message:
        """Keep *message*, given the next order."""
        with self._lock:
            self._order += 1
            kept = replace(message, order=self._order)
            self._messages[kept.sid] = kept
            self._by_recipient.setdefault(kept.recipient, deque()).append(kept.sid)
            if len(self._messages) > self._limit:
                self._drop_oldest()
        return kept

    def advance(self, sid: str, status: str, at: datetime, error_code: int | None = None) -> None:
        """Move a message forward; a state it has passed, or a message that was dropped, changes nothing."""
        with self._lock:
            message = self._messages.get(sid)
            if message is None or ADVANCE.index(status) <= ADVANCE.index(message.status):
                return
            sent_at = message.sent_at or (at if status not in ("queued", "sending") else None)
            self._messages[sid] = replace(message, status=status, sent_at=sent_at, error_code=error_code)

    def get(self, sid: str) -> Message | None:
        with self._lock:
            return self._messages.get(sid)

    def all(self) -> tuple[Message, ...]:
        """Every message kept, oldest first."""
        with self._lock:
            return tuple(self._messages.values())

    def page(self, wanted: Wanted, size: int) -> tuple[list[Message], bool]:
        """Up to *size* messages, newest first, and whether there are more."""
        found: list[Message] = []
        with self._lock:
            for message in self._newest_first(wanted.recipient):
                if wanted.fits(message):
                    found.append(message)
                if len(found) > size:
                    break
        return found[:size], len(found) > size

    def _newest_first(self, recipient: str | None) -> Iterator[Message]:
        if recipient is None:
            return reversed(self._messages.values())
        return (self._messages[sid] for sid in reversed(self._by_recipient.get(recipient, ())))

    def _drop_oldest(self) -> None:
        sid = next(iter(self._messages))
        recipient = self._messages.pop(sid).recipient
        sids = self._by_recipient[recipient]
        sids.popleft()
        if not sids:
            del self._by_recipient[recipient]
        self.dropped += 1
