"""A long SMS put together from its parts: in any order, gaps marked, repeats and late parts told apart."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import groupby
from typing import Final

GAP: Final = "[...]"  # for a person to see; to the parser it is no word
# So long a part is a repeat, or late, of what came before: one byte of reference comes round again.
KEPT: Final = timedelta(hours=24)
# Parts that say emergency wait so long for the rest.
EMERGENCY_WAIT: Final = timedelta(seconds=15)
_WIDE: Final = "utf-16-be"
_FRAYED: Final = "\ufffd "  # half a character, and blanks


@dataclass(frozen=True, slots=True)
class Piece:
    """What one part holds: *number* runs from 1, *charset* is a Python codec."""

    number: int
    body: bytes
    charset: str


class Fate(StrEnum):
    """What a part is to the long SMS that are known under its reference."""

    BEGINS = "begins"
    JOINS = "joins"
    REPEATS = "repeats"
    LATE = "late"  # its message was made without it


@dataclass(frozen=True, slots=True)
class Known:
    """A part that came before. *long*: the long SMS it belongs to; *made*: that is a message by now."""

    long: str
    number: int
    digest: str
    made: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """*long* is None for a part that begins a long SMS."""

    fate: Fate
    long: str | None = None


def place(number: int, digest: str, known: Sequence[Known]) -> Placed:
    """Where a part belongs among those *known* under its reference, the oldest first.

    The same number with the same content is a repeat. With another content it is of another SMS: the phone
    has used its reference again. What nobody lacks begins a new one; the newest that lacks it gets it.
    """
    for part in known:
        if (part.number, part.digest) == (number, digest):
            return Placed(Fate.REPEATS, part.long)
    longs = {part.long: part.made for part in known}
    for long, made in reversed(longs.items()):
        if all(part.number != number for part in known if part.long == long):
            return Placed(Fate.LATE if made else Fate.JOINS, long)
    return Placed(Fate.BEGINS)


def is_whole(pieces: Iterable[Piece], total: int) -> bool:
    """Whether every part is there."""
    return len(_in_order(pieces, total)) == total


def arrived(pieces: Iterable[Piece], total: int) -> int:
    """How many of the parts are there."""
    return len(_in_order(pieces, total))


def join(pieces: Iterable[Piece], total: int) -> str:
    """The text of a long SMS of *total* parts, with GAP for what is missing. Never raises.

    Bytes are joined before they are read: a character may be cut between two parts. Of a part that is there
    twice the first counts.
    """
    found = _in_order(pieces, total)
    if not found:
        return GAP
    size = _size(found, total)
    shown = [GAP] if found[0].number > 1 else []
    for run in _runs(found):
        shown += [_read(run, total, size), *([GAP] if run[-1].number < total else [])]
    return " ".join(text for text, _ in groupby(filter(None, shown)))


def filled(text: str, late: Sequence[str]) -> str:
    """*text* of `join` with what came *late*, in the order of its parts: in the gap when there is one."""
    if text.count(GAP) != 1:
        return " ".join((text, *late))
    before, after = text.split(GAP)
    return before.removesuffix(" ") + "".join(late) + after.removeprefix(" ")


def alone(piece: Piece, total: int) -> str:
    """The text of one part, without what is only half of a character."""
    return _read([piece], total, None)


def begins(text: str) -> bool:
    """Whether what `join` made begins as its sender began."""
    return not text.startswith(GAP)


def recoded(piece: Piece, text: str) -> Piece:
    """*piece* with *text* in the place of its own."""
    return Piece(piece.number, text.encode(_codec(piece.charset), "replace"), piece.charset)


def _in_order(pieces: Iterable[Piece], total: int) -> list[Piece]:
    """The first of each number, by number."""
    first: dict[int, Piece] = {}
    for piece in pieces:
        if 1 <= piece.number <= total:
            first.setdefault(piece.number, piece)
    return [first[number] for number in sorted(first)]


def _runs(found: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Neighbours: between two runs a part is missing."""
    for _, run in groupby(enumerate(found), key=lambda each: each[1].number - each[0]):
        yield [piece for _, piece in run]


def _size(found: Sequence[Piece], total: int) -> int | None:
    """The octets of every part but the last, which may be shorter; None when only the last is there."""
    return max((len(piece.body) for piece in found if piece.number < total), default=None)


def _read(run: Sequence[Piece], total: int, size: int | None) -> str:
    """The text of neighbours; half a character at a gap is left out."""
    spans = [(charset, b"".join(piece.body for piece in span)) for charset, span in groupby(run, _charset)]
    after_gap, before_gap = run[0].number > 1, run[-1].number < total
    if after_gap and spans[0][0] == _WIDE:
        before = len(spans[0][1]) if size is None else (run[0].number - 1) * size
        spans[0] = (_WIDE, spans[0][1][before % 2 :])
    text = "".join(data.decode(_codec(charset), "replace") for charset, data in spans)
    text = text.lstrip(_FRAYED) if after_gap else text
    return text.rstrip(_FRAYED) if before_gap else text


def _charset(piece: Piece) -> str:
    return piece.charset


def _codec(charset: str) -> str:
    """A charset nobody knows must not keep a text from being read."""
    try:
        "".encode(charset)
    except (LookupError, ValueError):
        return "utf-8"
    return charset
