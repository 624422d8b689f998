"""Every place in a text where a region's name is written, with what the words around it say of it.

A mention is only a possibility: `parsers.place` weighs them against one another.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.address import Named as Street
from parsers.gazetteer import OPENING, Gazetteer, Need, RegionKind
from parsers.place_tokens import Token
from parsers.place_words import (
    ABBREVIATIONS,
    AGENCY,
    COMPANY,
    COMPANY_TAIL,
    COMPARED,
    COMPASS,
    DIRECTION,
    GENERIC,
    LIVING,
    LOCATIVE,
    MARKERS,
    MOVES,
    PERSON,
    SELF,
    STOP,
    Marker,
)

_LONGEST = 5
MARKED, HOME, SAID, BARE, WEAK = 3.0, 2.6, 2.0, 1.0, 0.2
_GLUED = {"pemkot": Marker.CITY, "pemkab": Marker.REGENCY, "kab": Marker.REGENCY, "di": None}
_GLUES = tuple(_GLUED)
_NO_NAMES = COMPANY | LOCATIVE | PERSON | GENERIC
_UPPER_MARKERS = {Marker.PROVINCE, Marker.REGENCY, Marker.CITY}
_KIND_OF = {Marker.REGENCY: RegionKind.REGENCY, Marker.CITY: RegionKind.CITY}


@dataclass(frozen=True, slots=True)
class Mention:
    """Words [first, last) as a name; *start* is the first word with its markers.

    *upper* are provinces and regencies it may mean (the usual one first), *lower* districts and villages.
    *strength* is how surely it says where: MARKED, SAID ("di", "warga"), BARE or WEAK ("ke", "dari").
    *linked* asks for a neighbour in the same address. A marker without a known name has neither codes.
    """

    start: int
    first: int
    last: int
    marker: Marker | None
    upper: tuple[str, ...] = ()
    lower: tuple[str, ...] = ()
    strength: float = BARE
    linked: bool = False

    @property
    def unknown(self) -> bool:
        return not self.upper and not self.lower


@dataclass(frozen=True, slots=True)
class _Context:
    strength: float
    refused: bool = False


@dataclass(slots=True)
class Scan:
    """Reads mentions off *words* once; *streets* are kept from naming a region."""

    words: Sequence[Token]
    gazetteer: Gazetteer
    streets: Sequence[Street]
    _read: int = 0  # the end of the last name: what lies before it is no context for the next
    _refused: int = -1  # the end of the last name that was a company's, a person's or a route's
    _texts: list[str] = field(default_factory=list)
    _spelled: list[str] = field(default_factory=list)  # the same with short words spelled out

    def __post_init__(self) -> None:
        self._texts = [word.text for word in self.words]
        self._spelled = [ABBREVIATIONS.get(text, text) for text in self._texts]

    def mentions(self) -> list[Mention]:
        """Left to right, the longest name first, never overlapping. Linear in the number of words."""
        found: list[Mention] = []
        closed = self._closed()
        index = 0
        while index < len(self.words):
            mention = None if index in closed else self._at(index)
            if mention and not (closed & {mention.first}):
                found.append(mention)
                self._read = mention.last
            index = mention.last if mention else index + 1
        return found

    def _closed(self) -> set[int]:
        """Words that are surely a street's name: all of it when it is a town's road ("jl raya bogor")."""
        closed: set[int] = set()
        for street in self.streets:
            size, upper, _ = self._name(street.fixed - 1)
            town = size if upper else 0
            joined = street.fixed < street.last and "-" in self.words[street.fixed].gap
            route = town > 0 and (joined or street.fixed - street.marker > 2)
            end = street.last if route else max(street.fixed, street.fixed - 1 + town)
            closed.update(range(street.marker, end))
        return closed

    def _at(self, index: int) -> Mention | None:
        marker = MARKERS.get(self.words[index].text)
        if marker is None:
            return self._unmarked(index)
        first = index + 1
        if first >= len(self.words) or not self.words[first].chains:
            return None
        return self._marked(index, first, marker) or self._unmarked(index)

    def _marked(self, start: int, first: int, marker: Marker) -> Mention | None:
        following = MARKERS.get(self.words[first].text)
        size, upper, lower = self._name(first, marker)
        if not size:
            if following or self.words[first].text in STOP or self.words[first].numeric:
                return None
            return Mention(start, first, first + 1, marker, strength=MARKED)
        if marker is Marker.HAMLET:
            return Mention(start, first, first + size, marker)
        if marker is Marker.KAMPUNG:
            lower = self.gazetteer.lower.get("kampung" + self._key(first, size), ()) + lower
        context = self._context(start, first, marker)
        if context.refused:
            return Mention(start, first, first + size, Marker.HAMLET)
        return Mention(start, first, first + size, marker, upper, lower, context.strength)

    def _unmarked(self, index: int) -> Mention | None:
        size, upper, lower = self._name(index)
        if not size:
            return self._glued(index)
        size, upper, lower = self._quarter(index, size, upper, lower)
        context = self._context(index, index, None)
        goes_on = self._refused == index and self.words[index].joins
        if context.refused or goes_on or self._company_tail(index + size):
            self._refused = index + size if upper else self._refused
            return Mention(index, index, index + size, Marker.HAMLET)
        named = self.gazetteer.upper.get(self._key(index, size)) if upper else None
        if lower and not upper and self._before(index)[:1] in (["pasar"], ["psr"]):
            return Mention(index, index, index + size, Marker.HAMLET)
        need = named.need if named else Need.BARE
        opens = not self._before(index) and self.words[index].end - self.words[index].start >= 5
        linked = need is Need.MARKER or (need is Need.LOCATIVE and context.strength < SAID and not opens)
        strength = max(context.strength, SAID) if self._alone(index, index + size) else context.strength
        return Mention(index, index, index + size, None, upper, lower, strength, linked)

    def _alone(self, first: int, last: int) -> bool:
        """Whether the text is nothing but this name, or begins with it and a comma: an answer to "where?"."""
        return first == 0 and (last == len(self.words) or self.words[last].gap.lstrip().startswith(","))

    def _quarter(
        self, index: int, size: int, upper: tuple[str, ...], lower: tuple[str, ...]
    ) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
        """Read "banjarmasin barat" as that town's district, or as the town where it has no such district."""
        if upper or size < 2 or self.words[index + size - 1].text not in COMPASS:
            return size, upper, lower
        town = self.gazetteer.upper.get(self._key(index, size - 1))
        if town is None:
            return size, upper, lower
        inside = tuple(code for code in lower if code[:5] in town.codes and len(code) == 8)
        return (size, (), inside) if inside else (size - 1, town.codes, ())

    def _glued(self, index: int) -> Mention | None:
        """A preposition or office written together with the town: "disemarang", "pemkotsemarang"."""
        text = self.words[index].text
        if not text.startswith(_GLUES):
            return None
        for prefix, marker in _GLUED.items():
            named = self.gazetteer.upper.get(text.removeprefix(prefix)) if text.startswith(prefix) else None
            if named and len(text) - len(prefix) >= 5:
                codes = self._of_kind(named.codes, marker)
                return Mention(index, index, index + 1, marker, codes, strength=MARKED if marker else SAID)
        return None

    def _name(self, first: int, marker: Marker | None = None) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
        """The longest name at *first* that *marker* allows: how many words, upper codes, lower codes."""
        for size in range(self._limit(first), 0, -1):
            key = self._key(first, size)
            if key in self.gazetteer.upper or key in self.gazetteer.lower:
                upper, lower = self._codes(first, size, key, marker)
                if upper or lower:
                    return size, upper, lower
        return 0, (), ()

    def _limit(self, first: int) -> int:
        """How many words a name that begins at *first* can have."""
        text = self._texts[first]
        if (
            text == self._spelled[first]
            and len(text) >= OPENING
            and text[:OPENING] not in self.gazetteer.openings
        ):
            return 0
        end = first + _LONGEST
        heads = ("".join(self._texts[first:end])[:OPENING], "".join(self._spelled[first:end])[:OPENING])
        named = not self.gazetteer.openings.isdisjoint(heads)
        limit = 0
        letters = 0
        for index in range(first, min(end, len(self.words))):
            letters += len(self._texts[index])
            if (limit and not self._joined(index)) or not (named or letters < OPENING):
                break
            limit += 1
        return limit

    def _joined(self, index: int) -> bool:
        word = self.words[index]
        return word.joins or (word.gap in {".", ". "} and self.words[index - 1].text in ABBREVIATIONS)

    def _key(self, first: int, size: int) -> str:
        """The key of these words as written, or with short words spelled out when only that is a name."""
        written = "".join(self._texts[first : first + size])
        if size == 1 or written in self.gazetteer.upper or written in self.gazetteer.lower:
            return written
        return "".join(self._spelled[first : first + size])

    def _codes(
        self, first: int, size: int, key: str, marker: Marker | None
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        named = self.gazetteer.upper.get(key)
        lower = self.gazetteer.lower.get(key, ())
        if marker is None:
            return (named.codes if named else ()), (lower if self._tellable(first, size, key) else ())
        if marker in _UPPER_MARKERS:
            return (self._of_kind(named.codes, marker) if named else ()), ()
        if marker is Marker.DISTRICT:
            return (), tuple(code for code in lower if len(code) == 8)
        return (), tuple(code for code in lower if len(code) == 13) or lower

    def _tellable(self, first: int, size: int, key: str) -> bool:
        """Whether a district or village name without a marker is more than everyday words."""
        word = self.words[first].text
        if len(key) < 4 or size > 4 or word in STOP or self.words[first].numeric:
            return False
        return size > 1 or word not in _NO_NAMES

    def _of_kind(self, codes: tuple[str, ...], marker: Marker | None) -> tuple[str, ...]:
        if marker is Marker.PROVINCE:
            return tuple(code for code in codes if len(code) == 2)
        if marker is None:
            return codes
        exact = tuple(code for code in codes if self.gazetteer.kind(code) == _KIND_OF[marker])
        return exact or codes

    def _context(self, start: int, first: int, marker: Marker | None) -> _Context:
        before = self._before(start)
        if not before:
            return _Context(MARKED if marker else BARE)
        nearest = before[0]
        if nearest in COMPARED or (len(before) > 1 and nearest in LOCATIVE and before[1] in COMPARED):
            return _Context(0.0, refused=True)
        if marker is None and (nearest in COMPANY or nearest in PERSON):
            return _Context(0.0, refused=True)
        if nearest in DIRECTION:
            return _Context(self._from(nearest, before[1:], marker))
        if marker:
            return _Context(MARKED)
        if nearest in LIVING or (nearest in {"di", "d"} and before[1:2] and before[1] in LIVING):
            return _Context(HOME)
        agency = any(word in AGENCY for word in before)
        return _Context(SAID if nearest in LOCATIVE or agency else BARE)

    def _from(self, nearest: str, earlier: Sequence[str], marker: Marker | None) -> float:
        """Tell "saya dari garut", which says where, from "pindah dari garut" and "arah garut"."""
        if nearest not in {"dari", "dr"} or any(word in MOVES for word in earlier[:2]):
            return WEAK
        if any(word in SELF for word in earlier[:2]):
            return SAID
        return SAID if marker in _UPPER_MARKERS else WEAK

    def _before(self, index: int) -> list[str]:
        """Up to four words before *index* in the same clause, the nearest first."""
        found: list[str] = []
        while index > self._read and len(found) < 4 and self._same_clause(index):
            index -= 1
            found.append(self.words[index].text)
        return found

    def _same_clause(self, index: int) -> bool:
        word = self.words[index]
        return word.joins or (
            word.gap in {".", ". ", ":", ": ", " : "} and len(self.words[index - 1].text) <= 4
        )

    def _company_tail(self, index: int) -> bool:
        return index < len(self.words) and self.words[index].joins and self.words[index].text in COMPANY_TAIL
