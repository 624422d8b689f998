"""Knows a database again: one that was copied here, or set back to an earlier state, sends nothing by itself.

How far the database was is noted in the data directory. A copy made by hand is further behind than the note,
or of another life; a copy on another server says it is not where it was.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from sms_gateway import logs
from sms_gateway.domain.holds import Mark, Why, is_another
from sms_gateway.errors import GatewayError
from sms_gateway.services.returned import come_back
from sms_gateway.storage import holds, operations
from sms_gateway.storage.dialect import lock_keys, place
from sms_gateway.storage.engine import Sessions

NOTE: Final = "lineage.json"
OFTEN, SELDOM = 0.9, 2.0  # seconds; a worker without work drains every second
_ONE_AT_A_TIME: Final = 1709
_MARGIN: Final = timedelta(minutes=1)
_UNKNOWN: Final = timedelta(days=1)  # a copy without a sign of life is taken to be so old
log = logs.get("lineage")


def begin(sessions: Sessions, data_dir: Path, epoch: str, now: datetime) -> None:
    """Name the life of a database that has none yet, and note it in *data_dir*."""
    with sessions.begin() as session:
        found = holds.mark(session)
        if found is not None:
            return
        holds.begin_life(session, epoch, now)
        _note_place(session, now)
        found = holds.mark(session)
    _write(data_dir, found)


class Guard:
    """Looks at the database about once a second of sending, and after each fault: it may be another then."""

    def __init__(self, look: Callable[[], object], monotonic: Callable[[], float]) -> None:
        self._look = look
        self._monotonic = monotonic
        self._looked_at: float | None = None

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Around a drain: looked at before it when that is long ago, else after it, when no SMS waits.

        Raises StoreUnavailable.
        """
        self._look_after(SELDOM)
        try:
            yield
        except BaseException:
            self._looked_at = None
            raise
        self._look_after(OFTEN)

    def end(self) -> None:
        """A last look of who has looked before, so that what left since is noted. Raises nothing."""
        if self._looked_at is not None:
            with suppress(GatewayError):
                self._look()

    def _look_after(self, seconds: float) -> None:
        now = self._monotonic()
        if self._looked_at is None or now - self._looked_at >= seconds:
            self._looked_at = None
            self._look()
            self._looked_at = now


def look(sessions: Sessions, data_dir: Path, new_epoch: Callable[[], str], now: datetime) -> bool:
    """Hold the sending when this is not the database that was seen from *data_dir*; True when it is.

    What is found is noted, for the next look. Raises StoreUnavailable.
    """
    seen = _read(data_dir)
    with sessions.read() as session:
        same, found = _is_same(session, seen), holds.mark(session)
    if not same:
        with sessions.begin() as session:
            lock_keys(session, [_ONE_AT_A_TIME])
            same = _is_same(session, seen)  # another part may have dealt with it
            if not same:
                count = come_back(session, Why.COPIED, new_epoch(), _copied_at(session, now), now)
                _note_place(session, now)
                log.warning("another database, sending is held", in_doubt=count)
            found = holds.mark(session)
    if found is not None and found != seen:
        _make_durable(sessions, found, now)
        _write(data_dir, found)
    return same


def _make_durable(sessions: Sessions, found: Mark, now: datetime) -> None:
    """What was read may be committed and not on the disk yet; a COMMIT that waits takes it there.

    A note ahead of a database that lost its last moment would hold the sending.
    """
    with sessions.begin() as session:
        operations.note(session, holds.NOTED, str(found.outbox_id), now)


def is_known(sessions: Sessions, data_dir: Path) -> bool:
    """What `look` would find; nothing is changed."""
    with sessions.read() as session:
        return _is_same(session, _read(data_dir))


def note(sessions: Sessions, data_dir: Path) -> None:
    """This is the database that belongs to *data_dir* from now on."""
    with sessions.read() as session:
        found = holds.mark(session)
    _write(data_dir, found)


def _is_same(session: Session, seen: Mark | None) -> bool:
    """A life that came out of the one seen has its hold already; a new host joins a database in its place."""
    found = holds.mark(session)
    if found is None:
        return True
    if seen is None:
        where = place(session)
        return where is not None and where == operations.recall(session, holds.PLACE)
    if seen.epoch in holds.earlier_lives(session):
        return True
    return not is_another(seen, found)


def _copied_at(session: Session, now: datetime) -> datetime:
    alive = holds.last_sign_of_life(session)
    return min(alive, now) - _MARGIN if alive is not None else now - _UNKNOWN


def _note_place(session: Session, now: datetime) -> None:
    if (where := place(session)) is not None:
        operations.note(session, holds.PLACE, where, now)


def _read(data_dir: Path) -> Mark | None:
    """A note that cannot be read is none: then the database must say that it is where it was."""
    try:
        found = json.loads((data_dir / NOTE).read_text(encoding="ascii"))
        sent_at = found["sent_at"] and datetime.fromisoformat(found["sent_at"])
        return Mark(str(found["epoch"]), sent_at, int(found["outbox_id"]), int(found["message_id"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(data_dir: Path, mark: Mark | None) -> None:
    """Whole or not at all, and on the disk before anything more is sent."""
    if mark is None:
        return
    plain = asdict(mark) | {"sent_at": mark.sent_at.isoformat() if mark.sent_at else None}
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = data_dir / f".{NOTE}.{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(json.dumps(plain) + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(data_dir / NOTE)
