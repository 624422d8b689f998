"""Which question to a phone is open and which waits: a table; at most one is open, and none past its time."""

from collections.abc import Iterable
from datetime import datetime
from enum import IntEnum
from typing import Final, Protocol, TypeVar

from sms_gateway.domain.context import QuestionKind


class Rank(IntEnum):
    """What goes first to the phone: the higher."""

    RATING = 0
    CHOICE = 1
    PLACE = 2
    CONFIRMATION = 3


_K = QuestionKind
RANKS: Final = {
    _K.RATING: Rank.RATING,
    _K.STATUS_LIST: Rank.CHOICE,
    _K.REPEAT: Rank.CHOICE,
    _K.HIDDEN: Rank.CHOICE,
    _K.PLACE: Rank.PLACE,
    _K.PLACE_CHOICE: Rank.PLACE,
}
_STAYS: Final = frozenset({_K.RATING, _K.PLACE, _K.PLACE_CHOICE, _K.HIDDEN})  # until it is answered


class Asked(Protocol):
    """A question that nobody has answered yet."""

    @property
    def id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def expires_at(self) -> datetime: ...


A = TypeVar("A", bound=Asked)


def rank(kind: str) -> Rank:
    """What needs a YA, TIDAK or a code goes before all else."""
    return RANKS.get(QuestionKind(kind), Rank.CONFIRMATION)


def waits(new: str, open_one: str) -> bool:
    """Whether a *new* question waits behind the open one; else it takes its place."""
    return rank(new) < rank(open_one)


def stays(replaced: str) -> bool:
    """Whether a question whose place was taken waits for its turn; else it is over."""
    return QuestionKind(replaced) in _STAYS


def in_line(asked: Iterable[A], now: datetime) -> list[A]:
    """Those still in time, the one to be open first: by rank, of one rank the newest."""
    alive = [each for each in asked if now < each.expires_at]
    return sorted(alive, key=lambda each: (-rank(each.kind), -each.id))
