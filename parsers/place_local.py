"""Which district and village the mentions of a text agree on below a known region, or which they may mean."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parsers.gazetteer import Gazetteer, RegionKind
from parsers.mentions import SAID, WEAK, Mention
from parsers.place_regency import Reading, marked
from parsers.place_spelling import misspelt
from parsers.place_words import COMPASS, Marker

CANDIDATES = 8
_JAVA = frozenset({"31", "32", "33", "34", "35", "36"})
_MARKED, _LINKED, _SAID, _BARE, _NOT = 4, 3, 2, 1, 0


@dataclass(frozen=True, slots=True)
class Sighting:
    """A mention read as one level: its codes there, and how well it stands (a rank)."""

    mention: Mention
    codes: tuple[str, ...]
    rank: int


@dataclass(frozen=True, slots=True)
class Local:
    """What was found below a region, with the mentions that said so; *undecided* when a name has several."""

    district: str | None = None
    village: str | None = None
    district_by: Mention | None = None
    village_by: Mention | None = None
    undecided: tuple[str, ...] = ()


def within(reading: Reading, root: str) -> Local:
    """District and village under *root* (a province or regency code)."""
    districts = [_repaired(reading, each, root) for each in _sightings(reading, root, 8)]
    villages = list(_sightings(reading, root, 13))
    chosen = _district(reading, [each for each in districts if each.codes], villages)
    if chosen is None:
        return _village_alone(villages)
    code, by = chosen
    inside = [
        _repaired(reading, each, code) for each in villages if each.mention is not by and each.rank >= _SAID
    ]
    fitting = [(each, hits) for each in inside if (hits := _under(each.codes, code))]
    best = max(fitting, key=lambda pair: pair[0].rank, default=None)
    if best is None or len(best[1]) > 1:
        return Local(district=code, district_by=by)
    return Local(code, best[1][0], by, best[0].mention)


def _under(codes: Iterable[str], root: str) -> tuple[str, ...]:
    return tuple(code for code in codes if code.startswith(root + "."))


def _sightings(reading: Reading, root: str, length: int) -> Iterator[Sighting]:
    for index, mention in enumerate(reading.mentions):
        codes = tuple(code for code in _under(mention.lower, root) if len(code) == length)
        rank = _rank(reading, index, length)
        if rank and (codes or mention.marker):
            yield Sighting(mention, codes, rank)


def _rank(reading: Reading, index: int, length: int) -> int:
    mention = reading.mentions[index]
    if mention.strength <= WEAK or mention.upper or mention.marker is Marker.HAMLET:
        return _NOT
    if mention.marker is Marker.KAMPUNG:
        return _SAID if length == 13 else _NOT
    if mention.marker:
        return _MARKED if (mention.marker is Marker.DISTRICT) == (length == 8) else _NOT
    near = reading.neighbours(index)
    if _quarter(reading, mention):
        return _LINKED if near else _SAID
    if _everyday(reading, mention):
        return _LINKED if near and _firm(reading, index, length) else _NOT
    return _LINKED if near else _SAID if mention.strength >= SAID else _BARE


def _quarter(reading: Reading, mention: Mention) -> bool:
    """Whether this is a district called after its own town, as "banjarmasin barat" is."""
    words = [word.text for word in reading.words[mention.first : mention.last]]
    town = reading.gazetteer.upper.get("".join(words[:-1])) if words[-1] in COMPASS else None
    return town is not None and all(code[:5] in town.codes for code in mention.lower)


def _firm(reading: Reading, index: int, length: int) -> bool:
    """Whether an everyday word beside a region's name is a name too, as a district is before its regency."""
    mention = reading.mentions[index]
    near = reading.neighbours(index)
    if any(each.marker for each in near):
        return True
    if mention.strength >= SAID or (length == 8 and near[-1].upper):
        return True
    return any(_nested(mention.lower, each.lower) for each in near)


def _everyday(reading: Reading, mention: Mention) -> bool:
    return reading.gazetteer.ordinary(word.text for word in reading.words[mention.first : mention.last])


def _repaired(reading: Reading, seen: Sighting, root: str) -> Sighting:
    """*seen* with the codes of a name one typing error away, when it was marked and nothing fits."""
    if _under(seen.codes, root) or seen.rank != _MARKED:
        return seen
    mention = seen.mention
    pool = _below(reading.gazetteer, root, mention.marker)
    for last in (mention.first + 2, mention.first + 1):
        key = "".join(word.text for word in reading.words[mention.first : last])
        codes = misspelt(key, pool, reading.gazetteer)
        if codes:
            return Sighting(mention, codes, seen.rank)
    return seen


def _below(gazetteer: Gazetteer, root: str, marker: Marker | None) -> tuple[str, ...]:
    pool = gazetteer.children(root)
    if marker is Marker.DISTRICT or len(root) == 8:
        return pool if len(root) > 2 else ()
    return tuple(village for district in pool for village in gazetteer.children(district))


def _district(reading: Reading, seen: list[Sighting], villages: list[Sighting]) -> tuple[str, Mention] | None:
    """The best-standing district; one with a named village inside wins among equals."""
    ranked: list[tuple[int, int, str, Mention]] = []
    for each in seen:
        for code in each.codes:
            inside = sum(
                1
                for village in villages
                if village.mention is not each.mention and _under(village.codes, code)
            )
            ranked.append((each.rank, inside, code, each.mention))
    if not ranked:
        return None
    rank, inside, code, by = max(ranked, key=lambda row: row[:2])
    rivals = {row[2] for row in ranked if row[:2] == (rank, inside)}
    if len(rivals) > 1 and rank == _BARE:
        return None
    same = {row[2] for row in ranked if row[3] is by and row[:2] == (rank, inside)}
    return (code, by) if len(same) == 1 else None


def _village_alone(villages: list[Sighting]) -> Local:
    named = [each for each in villages if each.rank >= _SAID and each.codes]
    if not named:
        return Local()
    best = max(named, key=lambda each: each.rank)
    if len(best.codes) == 1:
        village = best.codes[0]
        return Local(village.rpartition(".")[0], village, best.mention, best.mention)
    return Local(undecided=best.codes)


@dataclass(frozen=True, slots=True)
class Guess:
    """What district and village names say when no regency is named: one code, or several."""

    codes: tuple[str, ...] = ()
    mention: Mention | None = None
    sure: bool = False


def without_regency(reading: Reading, roots: tuple[str, ...]) -> Guess:
    """The regions the best-standing names may mean together, kept to *roots* where any lies there.

    Sure only of a name that exists once and was marked, or said of a place, or narrowed by its neighbour.
    """
    best = Guess()
    standing = _NOT
    for index, mention in enumerate(reading.mentions):
        rank = max(_rank(reading, index, 8), _rank(reading, index, 13))
        if rank <= max(standing, _BARE) or not mention.lower:
            continue
        guess = _guess(reading, index, rank, roots)
        if guess.codes:
            standing, best = rank, guess
    return best


def _guess(reading: Reading, index: int, rank: int, roots: tuple[str, ...]) -> Guess:
    mention = reading.mentions[index]
    codes = mention.lower
    narrowed = False
    if not mention.marker and _everyday(reading, mention):
        return Guess()
    for other in reading.mentions:
        if (
            other is mention
            or other.strength <= WEAK
            or not (marked(other) or other in reading.neighbours(index))
        ):
            continue
        nested = _nested(codes, other.lower)
        if nested:
            codes, narrowed = nested, True
    inside = tuple(code for code in codes if any(code.startswith(root + ".") for root in roots))
    if inside:
        codes, narrowed = inside, True
    long_district = (
        len(codes[0]) == 8 and mention.last - mention.first > 0 and not _everyday(reading, mention)
    )
    sure = rank == _MARKED or narrowed or (rank >= _SAID and long_district and _length(reading, mention) >= 6)
    return Guess(codes, mention, sure)


def _length(reading: Reading, mention: Mention) -> int:
    return sum(len(word.text) for word in reading.words[mention.first : mention.last])


def _nested(codes: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """The codes that lie in, or around, one of *others*."""
    parents = {code for code in others if len(code) == 8}
    around = {code[:8] for code in others if len(code) == 13}
    return tuple(
        code
        for code in codes
        if (code[:8] in parents if len(code) == 13 else code in around) and code not in others
    )


def common(codes: tuple[str, ...]) -> str | None:
    """The narrowest region that holds all of *codes*, or None when no province does."""
    parts = [code.split(".") for code in codes]
    shared: list[str] = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return ".".join(shared) or None


def plausible(codes: Iterable[str], gazetteer: Gazetteer) -> tuple[str, ...]:
    """At most CANDIDATES regions, one per regency, where most people live in a place of that name first.

    People are estimated by kind: a district as 8 villages, a kelurahan as 3, twice that on Java.
    A regency with several such places stands for itself: which of them is not known.
    """
    by_regency: dict[str, list[str]] = {}
    for code in codes:
        by_regency.setdefault(code[:5], []).append(code)
    weights = {key: sum(_people(code, gazetteer) for code in held) for key, held in by_regency.items()}
    order = sorted(by_regency, key=lambda key: (-weights[key], key))[:CANDIDATES]
    return tuple(common(tuple(by_regency[key])) or key for key in order)


def _people(code: str, gazetteer: Gazetteer) -> int:
    kind = gazetteer.kind(code)
    size = 8 if len(code) == 8 else 3 if kind is RegionKind.URBAN_VILLAGE else 1
    return size * (2 if code[:2] in _JAVA else 1)
