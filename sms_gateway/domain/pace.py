"""How fast a carrier may be fed: a bucket of segments that fills evenly and holds what one second allows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sms_gateway.domain.clock_jumps import CLOCKS_APART


@dataclass(frozen=True, slots=True)
class Bucket:
    """What may leave: *tokens* segments at *at*; below zero after an SMS longer than the bucket is deep."""

    tokens: float
    at: datetime


def depth(per_second: float) -> float:
    """The most segments that may leave at once: those of one second, and always one."""
    return max(1.0, per_second)


def filled(bucket: Bucket | None, per_second: float, now: datetime) -> Bucket:
    """*bucket* as it is at *now*; a full one when there was none.

    A clock behind another's fills nothing. One that was set back by more begins anew with what is there.
    """
    most = depth(per_second)
    if bucket is None:
        return Bucket(most, now)
    if now < bucket.at - CLOCKS_APART:
        return Bucket(min(most, bucket.tokens), now)
    passed = max(0.0, (now - bucket.at).total_seconds())
    return Bucket(min(most, bucket.tokens + passed * per_second), max(now, bucket.at))


def take(bucket: Bucket, segments: int, per_second: float) -> Bucket | None:
    """*bucket* after *segments* left; None when they must wait; one too long for it waits for a full one."""
    if bucket.tokens < min(segments, depth(per_second)):
        return None
    return replace(bucket, tokens=bucket.tokens - segments)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An SMS that could be claimed. *free*: no budget holds it back; *look*: it is looked up, not sent.

    *home*: the carrier it was meant for; *movable*: surely no carrier has taken it, so any may.
    """

    id: int
    carrier: str
    segments: int
    free: bool
    look: bool
    home: str = ""
    movable: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What to claim, the *buckets* after that, and the carriers that have to wait."""

    chosen: tuple[Candidate, ...]
    buckets: Mapping[str, Bucket]
    waiting: frozenset[str]

    @property
    def ids(self) -> tuple[int, ...]:
        """Their numbers."""
        return tuple(each.id for each in self.chosen)


def choose(
    candidates: Iterable[Candidate],
    segments: float,
    buckets: Mapping[str, Bucket],
    per_second: Mapping[str, float],
) -> Choice:
    """Those of *candidates* that may leave, in their order.

    What is no emergency leaves until *segments* are used up; the last may exceed them. Once a carrier has no
    room for one, its later ones wait as well: a short reminder must not overtake a long answer for ever.
    """
    chosen, left, waiting = list[Candidate](), dict(buckets), set[str]()
    for each in candidates:
        if not each.free and segments <= 0:
            continue
        if not each.look and each.carrier in per_second:
            rest = None
            if each.carrier not in waiting:
                rest = take(left[each.carrier], each.segments, per_second[each.carrier])
            if rest is None:
                waiting.add(each.carrier)
                continue
            left[each.carrier] = rest
        chosen.append(each)
        segments -= 0 if each.free else each.segments
    return Choice(tuple(chosen), left, frozenset(waiting))
