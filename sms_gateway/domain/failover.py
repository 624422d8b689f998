"""By which carrier an SMS leaves: its own while that works, else another; one that may have left, never."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from sms_gateway.domain.pace import Candidate

Order = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Shut:
    """What cannot leave now: SMS bound to *carriers*, and SMS that may move but were meant for *homes*."""

    carriers: frozenset[str] = frozenset()
    homes: frozenset[str] = frozenset()


NOTHING_SHUT: Final = Shut()


@dataclass(frozen=True, slots=True)
class Ways:
    """How carriers are: *room* of those that are not closed, *unsettled* ones, and those switched *off*.

    *order*: who stands in for whom.
    """

    room: Mapping[str, float] = field(default_factory=dict)
    unsettled: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()
    order: Order = field(default_factory=dict)

    def stand_in(self, home: str) -> str | None:
        """Who sends for *home* now; None when it sends itself, or nobody else can."""
        if home not in self.unsettled and home not in self.off:
            return None
        others = [name for name in self.order.get(home, ()) if name not in self.room and name not in self.off]
        return next((name for name in others if name not in self.unsettled), next(iter(others), None))

    def open_to(self, carrier: str) -> bool:
        """Whether *carrier* may be handed an SMS now."""
        return self.room.get(carrier, 1) > 0

    def shut(self, full: Collection[str], names: Iterable[str]) -> Shut:
        """What of the carriers *names* cannot leave, when those in *full* have to wait as well."""
        closed = frozenset(full) | {name for name in self.room if not self.open_to(name)}
        homes = {name for name in names if (self.stand_in(name) or name) in closed}
        return Shut(closed, frozenset(homes))


def by_their_ways(candidates: Iterable[Candidate], ways: Ways) -> Iterator[Candidate]:
    """Those of *candidates* that have a way, in their order, each with the carrier it leaves by.

    A carrier that is half-open gets one, and no emergency where another carrier could take it.
    """
    left = dict(ways.room)
    for each in candidates:
        if each.look:
            yield each
            continue
        by = _way(each, ways, left)
        if by is not None:
            if by in left:
                left[by] -= 1
            yield replace(each, carrier=by)


def _way(each: Candidate, ways: Ways, left: Mapping[str, float]) -> str | None:
    own = each.home if each.movable else each.carrier
    may_own = left.get(own, 1) > 0
    if not each.movable:
        return own if may_own else None
    other = ways.stand_in(own)
    if other is None:
        return own if may_own else None
    on_trial = own in left and own not in ways.off and may_own and not each.free
    return own if on_trial else other
