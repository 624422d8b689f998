"""Finds regions by the beginning of their name, as somebody types it: "jong", "sukamaju jonggol"."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from parsers.gazetteer import Gazetteer, name_key

_LONGEST: Final = 80  # characters of a query that are looked at
_LOOKED_AT: Final = 2_000  # names with that beginning
_SHORTEST: Final = 2


@dataclass(frozen=True, slots=True)
class Found:
    """A region, and what it lies in, the nearest first: "Sukamaju" within ("Jonggol", "Kab Bogor")."""

    code: str
    name: str
    within: tuple[str, ...]

    @property
    def full(self) -> str:
        """All of it in one line."""
        return ", ".join((self.name, *self.within))


class PlaceIndex:
    """The names of a gazetteer in order of their letters; built once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._names = sorted((name_key(name), code) for code, (name, _) in gazetteer.regions.items())

    def search(self, typed: str, limit: int) -> list[Found]:
        """Regions whose name begins so, the larger first; words behind the name say what it lies in."""
        words = typed[:_LONGEST].split()
        codes: dict[str, None] = {}
        for split in range(len(words), 0, -1):
            key, rest = name_key("".join(words[:split])), [name_key(word) for word in words[split:]]
            if len(key) < _SHORTEST:
                break
            hits = [hit for hit in self._beginning(key) if self._lies_in(hit[1], rest)]
            hits.sort(key=lambda hit: (hit[0] != key, len(hit[1]), hit[0], hit[1]))
            codes |= dict.fromkeys(code for _, code in hits)
            if len(codes) >= limit:
                break
        return [self.found(code) for code in list(codes)[:limit]]

    def found(self, code: str) -> Found:
        """The region *code*. Raises KeyError."""
        within = tuple(self._gazetteer.region_name(each) for each in self._above(code))
        return Found(code, self._gazetteer.region_name(code), within)

    def __contains__(self, code: object) -> bool:
        return code in self._gazetteer

    def _beginning(self, key: str) -> list[tuple[str, str]]:
        first = bisect_left(self._names, (key, ""))
        last = bisect_left(self._names, (f"{key}\U0010ffff", ""))
        return self._names[first : min(last, first + _LOOKED_AT)]

    def _lies_in(self, code: str, words: list[str]) -> bool:
        names = [name_key(self._gazetteer.region_name(each)) for each in self._above(code)]
        return all(any(word in name for name in names) for word in words)

    def _above(self, code: str) -> Iterator[str]:
        parent = self._gazetteer.parent(code)
        while parent is not None:
            yield parent
            parent = self._gazetteer.parent(parent)
