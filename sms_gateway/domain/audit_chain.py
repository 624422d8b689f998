"""The chained record of who did what: each row's hash covers the one before, so that no change goes unseen.

The hashes are keyed: whoever has only the database can neither write a row nor set the end of the chain
back to one he has not seen.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest
from typing import Final

Detail = str | int | bool | None | Sequence[int]
Keyed = Callable[[str], str]

ACTOR_LENGTH: Final = 64
ACTION_LENGTH: Final = 32
START: Final = ""  # the end of a chain without rows
# Ids and codes: erasure cannot take back what was chained, so words and numbers must never come in.
_CODE: Final = re.compile(r"[A-Za-z0-9_.:@+-]*")
_PHONE: Final = re.compile(r"[+]?[0-9]{9,}")


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what, when; *detail* holds ids, codes and salted digests."""

    at: datetime
    actor: str
    action: str
    detail: Mapping[str, Detail]


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in its place."""

    seq: int
    entry: Entry
    hash: str


@dataclass(frozen=True, slots=True)
class End:
    """The end of the chain: the number of its last row and the seal over that row."""

    seq: int
    seal: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first row, by its number, that is not as it was written."""

    seq: int
    why: str


EMPTY: Final = End(0, START)


def is_code(text: str) -> bool:
    """Whether *text* may stand in the chain: an id or a code, no word of a person and no phone number."""
    return _CODE.fullmatch(text) is not None and _PHONE.fullmatch(text) is None


def link(end: End, entry: Entry, keyed: Keyed) -> tuple[Row, End]:
    """The row for *entry* behind *end*, and the new end. ValueError for an entry with words or numbers."""
    _refuse_words(entry)
    seq = end.seq + 1
    row = Row(seq, entry, _hash(end.seal, seq, entry, keyed))
    return row, End(seq, _seal(row, keyed))


def first_break(rows: Iterable[Row], end: End | None, keyed: Keyed, before: End = EMPTY) -> Break | None:
    """The first row of *rows*, in order behind *before*, that is not as written; None: the chain is whole."""
    for row in rows:
        if row.seq != before.seq + 1:
            return Break(before.seq + 1, "missing")
        if not compare_digest(row.hash, _hash(before.seal, row.seq, row.entry, keyed)):
            return Break(row.seq, "changed")
        before = End(row.seq, _seal(row, keyed))
    return _broken_end(before, end)


def end_behind(seq: int, row_hash: str, keyed: Keyed) -> End:
    """The end of the chain when the row *seq* was its last."""
    return End(seq, keyed(_plain("end", seq, row_hash)))


def _broken_end(found: End, told: End | None) -> Break | None:
    if told is None:
        return Break(found.seq + 1, "end-missing")
    if told.seq > found.seq:
        return Break(found.seq + 1, "missing")
    if told.seq < found.seq:
        return Break(told.seq + 1, "inserted")
    if not compare_digest(told.seal, found.seal):
        return Break(found.seq + 1, "end-forged")
    return None


def _hash(before: str, seq: int, entry: Entry, keyed: Keyed) -> str:
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return keyed(_plain("row", before, seq, at, entry.actor, entry.action, entry.detail))


def _seal(row: Row, keyed: Keyed) -> str:
    return end_behind(row.seq, row.hash, keyed).seal


def _plain(*parts: object) -> str:
    """One spelling for the same values, and never the same for others."""
    return json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _refuse_words(entry: Entry) -> None:
    told = [entry.actor, entry.action, *entry.detail]
    told += [value for value in entry.detail.values() if isinstance(value, str)]
    if not all(is_code(each) for each in told):
        raise ValueError(f"the audit entry {entry.action!r} holds more than ids and codes")
    if not 0 < len(entry.actor) <= ACTOR_LENGTH or not 0 < len(entry.action) <= ACTION_LENGTH:
        raise ValueError(f"the audit entry {entry.action!r} names nobody or nothing, or is too long")
