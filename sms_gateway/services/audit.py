"""Notes who did what, in the transaction that does it; and proves that nobody changed the notes since."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from sms_gateway.domain.audit_actions import Action
from sms_gateway.domain.audit_chain import (
    EMPTY,
    Break,
    Detail,
    Entry,
    Keyed,
    Row,
    end_behind,
    first_break,
    link,
)
from sms_gateway.services.office import Office
from sms_gateway.storage import accounts, audit, officers

OPERATOR, CLOCK = "operator", "clock"
KEY_CHANGED: Final = "index-key-changed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look found: *rows* read, the last is *anchor* ("120:5f2c..."), *broken* is the first bad one."""

    rows: int
    anchor: str
    broken: Break | None


def officer(officer_id: int) -> str:
    """An officer as the actor of an entry."""
    return f"officer:{officer_id}"


def note(
    session: Session, office: Office, actor: str, action: Action, now: datetime, **detail: Detail
) -> int:
    """Add to the chain in the caller's transaction, as its last lock; returns the number of the row.

    *detail* holds ids, codes and salted digests; what is None is left out. ValueError for words and numbers.
    """
    return note_under(office.vault.link, session, actor, action, now, **detail)


def note_under(
    keyed: Keyed, session: Session, actor: str, action: Action, now: datetime, **detail: Detail
) -> int:
    """`note` for who has no office, only the keys."""
    told: Mapping[str, Detail] = {name: value for name, value in detail.items() if value is not None}
    end = audit.lock_end(session)
    row, end = link(end, Entry(now, actor, action, told), keyed)
    audit.add(session, row, end)
    return row.seq


def verify(office: Office, last: int | None = None, anchor: tuple[int, str] | None = None) -> Verdict:
    """Read the chain, or only its *last* rows, and find the first that is not as it was written.

    *anchor*: the number of a row and how its hash began when somebody noted it outside the database.
    """
    keyed = office.vault.link
    with office.sessions.read() as session:
        after = max(audit.newest(session) - last, 0) if last else 0
        change = audit.newest_of(session, KEY_CHANGED)
        older = change is not None and change.seq > after + 1
        after = change.seq - 1 if change is not None and older else after
        before = end_behind(after, audit.hash_of(session, after) or "", keyed) if after else EMPTY
        rows, end = audit.chain(session, after)
        counted = _Counted(rows)
        broken = first_break(counted, end, keyed, before)
        broken = broken or _unlike(anchor, session) or _emptied(counted.rows + after, session)
        if change is not None and older and last is None:
            broken = broken or _older_changed(change, session, keyed)
    return Verdict(counted.rows, counted.anchor, broken)


def change_key(session: Session, keyed: Keyed, by: str, now: datetime) -> None:
    """From here on the chain is written under another key, which vouches for what is there as it is.

    Nobody can tell any more who wrote the older rows; that they change no more is still proven.
    """
    rows = audit.newest(session)
    if rows:
        end = end_behind(rows, audit.hash_of(session, rows) or "", keyed)
        audit.set_end(session, end)
    note_under(keyed, session, by, KEY_CHANGED, now, rows=rows, digest=_digest_of(rows, session, keyed))


def _older_changed(change: Row, session: Session, keyed: Keyed) -> Break | None:
    rows = change.seq - 1
    if change.entry.detail.get("digest") == _digest_of(rows, session, keyed):
        return None
    return Break(rows, "older-changed")


def _digest_of(rows: int, session: Session, keyed: Keyed) -> str:
    """One digest over every row up to the number *rows*, as it stands there."""
    found = hashlib.sha256()
    for row in audit.up_to(session, rows):
        found.update(repr((row.seq, row.entry.at, row.entry.actor, row.entry.action, row.hash)).encode())
        found.update(json.dumps(dict(row.entry.detail), sort_keys=True).encode())
    return keyed(f"older|{found.hexdigest()}")


def listed(
    office: Office, since: datetime | None = None, actor: str | None = None, limit: int = 1000
) -> list[Row]:
    """The newest entries, oldest first."""
    with office.sessions.read() as session:
        return audit.listed(session, since, actor, limit)


class _Counted:
    """Rows on their way through: how many there were, and the last of them."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self.rows = 0
        self.anchor = ""

    def __iter__(self) -> "_Counted":
        return self

    def __next__(self) -> Row:
        row = next(self._rows)
        self.rows += 1
        self.anchor = f"{row.seq}:{row.hash[:16]}"
        return row


def _unlike(anchor: tuple[int, str] | None, session: Session) -> Break | None:
    if anchor is None:
        return None
    seq, begins = anchor
    found = audit.hash_of(session, seq)
    if found is None:
        return Break(seq, "missing")
    return None if begins and found.startswith(begins) else Break(seq, "not-the-noted-one")


def _emptied(rows: int, session: Session) -> Break | None:
    """Nobody becomes an officer or gets an account without an entry: a chain without any was emptied."""
    known = rows == 0 and (officers.any_known(session) or accounts.any_known(session))
    return Break(1, "missing") if known else None
