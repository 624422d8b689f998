"""Every place in a text where a region's name is written, with what the words around it say of it.

A mention is only a possibility: `parsers.place` weighs them against one another.
"""

from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from parsers.address import Named as Street
from parsers.gazetteer import Gazetteer, Need
from parsers.place_everyday import CLOSING, GLUED_VERBS, LINES, SENSES, SPOTS, TRAVEL, URBAN_SPOTS, VEHICLES
from parsers.place_names import Name, Names
from parsers.place_tokens import Token
from parsers.place_words import (
    AGENCY,
    COMPANY,
    COMPANY_TAIL,
    COMPARED,
    COMPASS,
    DIRECTION,
    ESTATE,
    LIVING,
    LOCATIVE,
    MARKERS,
    MOVES,
    PERSON,
    SELF,
    STOP,
    Marker,
)

MARKED, HOME, SAID, FROM, BARE, FAINT, WEAK = 3.0, 2.6, 2.0, 1.8, 1.0, 0.5, 0.2
_GLUED = {"pemkot": Marker.CITY, "pemkab": Marker.REGENCY, "kab": Marker.REGENCY, "di": None}
_GLUES = tuple(_GLUED)
_GLUED_TOWN = 5  # letters of a town that is read though something is glued to it
_GLUED_SHORTEST = _GLUED_TOWN + min(map(len, _GLUES))
_UNNAMED = STOP | LOCATIVE | DIRECTION  # words that are no part of a name
_CARRIERS = LINES | VEHICLES
_UPPER_MARKERS = {Marker.PROVINCE, Marker.REGENCY, Marker.CITY}
_RESIDENT = LIVING | {"masyarakat", "masy", "kami"}


class Mention(NamedTuple):
    """Words [first, last) as a name; *start* is the first word with its markers.

    *upper* are provinces and regencies it may mean (the usual one first), *lower* districts and villages.
    *strength* is how surely it says where: MARKED, SAID ("di", "warga"), BARE, FAINT ("ke", "komplek": only
    when the text names nothing else) or WEAK ("arah").
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


class _Context(NamedTuple):
    strength: float
    refused: bool = False


class Scan:
    """Reads mentions off *words* once; *streets* are kept from naming a region."""

    __slots__ = ("_gazetteer", "_names", "_read", "_refused", "_streets", "_words")

    def __init__(self, words: Sequence[Token], gazetteer: Gazetteer, streets: Sequence[Street]) -> None:
        self._words = words
        self._gazetteer = gazetteer
        self._streets = streets
        self._names = Names(words, gazetteer)
        self._read = 0  # the end of the last name: what lies before it is no context for the next
        self._refused = -1  # the end of the last name that was a company's, a person's or a route's

    def mentions(self) -> list[Mention]:
        """Left to right, the longest name first, never overlapping. Linear in the number of words."""
        found: list[Mention] = []
        closed = self._closed()
        done = 0
        for index in self._beginnings():
            mention = None if index < done or index in closed else self._at(index)
            if mention and mention.first not in closed:
                found.append(mention)
                self._read = mention.last
            done = mention.last if mention else done
        return found

    def _beginnings(self) -> list[int]:
        """The words at which a mention may begin: a name's, a marker, or a town with what is glued to it."""
        opened = self._names.opened
        return [
            index
            for index, text in enumerate(self._names.texts)
            if index in opened
            or text in MARKERS
            or (len(text) >= _GLUED_SHORTEST and text.startswith(_GLUES))
        ]

    def _closed(self) -> set[int]:
        """Words that are surely a street's name: all of it when it is a town's road ("jl raya bogor")."""
        closed: set[int] = set()
        for street in self._streets:
            if self._words[street.marker].text in ESTATE:
                continue
            name = self._names.at(street.fixed - 1)
            town = name.size if name.upper else 0
            joined = street.fixed < street.last and "-" in self._words[street.fixed].gap
            route = town > 0 and (joined or street.fixed - street.marker > 2)
            end = street.last if route else max(street.fixed, street.fixed - 1 + town)
            closed.update(range(street.marker, end))
        return closed

    def _at(self, index: int) -> Mention | None:
        marker = MARKERS.get(self._words[index].text)
        if marker is None:
            return self._unmarked(index)
        first = index + 1
        if first >= len(self._words) or not self._opens(first):
            return self._unmarked(index)
        marked = self._marked(index, first, marker)
        if marked and not marked.unknown:
            return marked
        nickname = self._names.at(index).upper  # "kota pahlawan" is one, "kota" no marker then
        return (self._unmarked(index) if nickname else None) or marked or self._unmarked(index)

    def _opens(self, first: int) -> bool:
        """Whether a name can follow its marker here: after a full stop only when the marker is shortened."""
        word = self._words[first]
        return word.chains and ("." not in word.gap or len(self._words[first - 1].text) <= 5)

    def _marked(self, start: int, first: int, marker: Marker) -> Mention | None:
        following = MARKERS.get(self._words[first].text)
        size, upper, lower = self._names.at(first, marker)
        if not size:
            if following or self._words[first].text in STOP or self._words[first].numeric:
                return None
            return Mention(start, first, first + 1, marker, strength=MARKED)
        if marker is Marker.HAMLET:
            return Mention(start, first, first + size, marker)
        if marker is Marker.KAMPUNG:
            lower = self._gazetteer.lower.get("kampung" + self._names.key(first, size), ()) + lower
        context = self._context(self._before(start), marker)
        if context.refused:
            return Mention(start, first, first + size, Marker.HAMLET)
        return Mention(start, first, first + size, marker, upper, lower, context.strength)

    def _unmarked(self, index: int) -> Mention | None:
        name = self._names.at(index)
        if not name.size:
            return self._glued(index)
        name = self._quarter(index, name) if name.size > 1 else name
        size, upper, lower = name
        if upper and self._everyday(index, size):
            return None
        before = self._before(index)
        context = self._context(before, None)
        goes_on = self._refused == index and self._words[index].joins
        tail = self._company_tail(index + size)
        if tail and upper and context.strength == FAINT:
            return Mention(index, index, index + size, None, upper, strength=FAINT)
        if context.refused or goes_on or tail:
            self._refused = index + size if upper else self._refused
            return Mention(index, index, index + size, Marker.HAMLET)
        if lower and not upper and before[:1] in (["pasar"], ["psr"]):
            return Mention(index, index, index + size, Marker.HAMLET)
        return self._weighed(index, name, context.strength, bool(before))

    def _weighed(self, index: int, name: Name, strength: float, led: bool) -> Mention:
        named = self._names.town(index, name.size) if name.upper else None
        need = named.need if named else Need.BARE
        last = index + name.size
        closes = last == len(self._words) and self._words[index].text in CLOSING
        clear = closes or (not led and self._words[index].end - self._words[index].start >= 5)
        linked = need is Need.MARKER or (need is Need.LOCATIVE and strength < SAID and not clear)
        upper = self._city(index, name.upper) if len(name.upper) > 1 else name.upper
        said = max(strength, SAID) if self._alone(index, last) else strength
        return Mention(index, index, last, None, upper, name.lower, said, linked)

    def _city(self, index: int, upper: tuple[str, ...]) -> tuple[str, ...]:
        """Of a province and its capital of one name the capital, behind a market or a street."""
        if len(upper[0]) > 2:
            return upper
        near = {word.text for word in self._words[max(0, index - 4) : index]}
        return tuple(code for code in upper if len(code) == 5) if near & URBAN_SPOTS else upper

    def _everyday(self, index: int, size: int) -> bool:
        """Whether the words beside a town's name show that it is used as an everyday word."""
        sense = SENSES.get(self._words[index].text) if size == 1 else None
        if sense is None:
            return False
        before = self._words[index - 1].text if index and self._words[index].joins else None
        last = index + size
        after = self._words[last].text if last < len(self._words) and self._words[last].joins else None
        return sense.shown(before, after)

    def _alone(self, first: int, last: int) -> bool:
        """Whether the text is nothing but this name, or begins with it and a comma: an answer to "where?"."""
        return first == 0 and (last == len(self._words) or self._words[last].gap.lstrip().startswith(","))

    def _quarter(self, index: int, name: Name) -> Name:
        """Read "banjarmasin barat" as that town's district, or as the town where it has no such district."""
        size, upper, lower = name
        if upper or self._words[index + size - 1].text not in COMPASS:
            return name
        town = self._names.town(index, size - 1)
        if town is None:
            return name
        inside = tuple(code for code in lower if code[:5] in town.codes and len(code) == 8)
        return Name(size, (), inside) if inside else Name(size - 1, town.codes, ())

    def _glued(self, index: int) -> Mention | None:
        """A preposition or office written together with the town: "disemarang", "pemkotsemarang"."""
        text = self._words[index].text
        if not text.startswith(_GLUES) or text in GLUED_VERBS:
            return None
        for prefix, marker in _GLUED.items():
            named = self._gazetteer.upper.get(text.removeprefix(prefix)) if text.startswith(prefix) else None
            if named and len(text) - len(prefix) >= _GLUED_TOWN:
                codes = self._names.of_kind(named.codes, marker)
                return Mention(index, index, index + 1, marker, codes, strength=MARKED if marker else SAID)
        return None

    def _context(self, before: Sequence[str], marker: Marker | None) -> _Context:
        if not before:
            return _Context(MARKED if marker else BARE)
        nearest = before[0]
        if nearest in COMPARED or (len(before) > 1 and nearest in LOCATIVE and before[1] in COMPARED):
            return _Context(0.0, refused=True)
        called = self._called_after(before) if marker is None else None
        if called:
            return called
        if nearest in DIRECTION:
            return _Context(self._from(nearest, before[1:], marker))
        if marker:
            return _Context(MARKED + 0.1 if nearest in _RESIDENT else MARKED)
        if self._at_home(before):
            return _Context(HOME)
        told = nearest in LOCATIVE or not (AGENCY.isdisjoint(before) and SPOTS.isdisjoint(before[:3]))
        return _Context(SAID if told else BARE)

    def _called_after(self, before: Sequence[str]) -> _Context | None:
        """What a name says that is part of another: an estate's, a firm's, a person's, a bus's."""
        if before[0] in ESTATE:
            return _Context(FAINT)
        if before[0] in COMPANY or before[0] in PERSON:
            return _Context(0.0, refused=True)
        if _CARRIERS.isdisjoint(before[:3]):
            return None
        name = list(takewhile(lambda word: word not in _UNNAMED, before[:3]))
        if LINES.intersection(name):
            return _Context(WEAK)
        return _Context(FAINT) if VEHICLES.intersection(name) else None

    def _at_home(self, before: Sequence[str]) -> bool:
        """Whether the writer lives here: "warga X", "saya tinggal di X", not "guru2 tinggal di X"."""
        said = before[1:] if before[0] in {"di", "d"} else before
        if not said or said[0] not in LIVING:
            return False
        return said[0] != "tinggal" or len(said) == 1 or any(word in SELF for word in said[1:])

    def _from(self, nearest: str, earlier: Sequence[str], marker: Marker | None) -> float:
        """Tell "saya dari garut", which says where, from "pindah dari garut" and "arah garut"."""
        if nearest not in {"dari", "dr", "ke"} or any(word in MOVES for word in earlier[:2]):
            return WEAK
        if nearest == "ke":
            return FAINT if marker or not any(word in TRAVEL for word in earlier) else WEAK
        if any(word in SELF for word in earlier[:2]):
            return FROM
        if marker in _UPPER_MARKERS:
            return FROM
        return FAINT if not any(word in TRAVEL for word in earlier) else WEAK

    def _before(self, index: int) -> list[str]:
        """Up to four words before *index* in the same clause, the nearest first."""
        words, first = self._words, max(self._read, index - 4)
        nearest = index
        while nearest > first and (words[nearest].gap == " " or self._same_clause(nearest)):
            nearest -= 1
        return [word.text for word in reversed(words[nearest:index])]

    def _same_clause(self, index: int) -> bool:
        word = self._words[index]
        return word.joins or (
            word.gap in {".", ". ", ":", ": ", " : "} and len(self._words[index - 1].text) <= 4
        )

    def _company_tail(self, index: int) -> bool:
        words = self._words
        return index < len(words) and words[index].text in COMPANY_TAIL and words[index].joins
