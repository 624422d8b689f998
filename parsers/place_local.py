"""Which district and village the mentions of a text agree on below a known region, or which they may mean."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parsers.gazetteer import Gazetteer, name_key
from parsers.mentions import SAID, WEAK, Mention
from parsers.place_near import beside, misspelt_inside
from parsers.place_regency import Reading, marked
from parsers.place_spelling import misspelt_at, misspelt_district, names_of
from parsers.place_words import COMPASS, Marker

_MARKED, _LINKED, _SAID, _BARE, _NOT = 4, 3, 2, 1, 0
_LONG = 8  # letters of a district's name that is telling by itself
_REPAIRS = 4  # marked names that are compared with all names of a region


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
    districts = _repaired(reading, _sightings(reading, root, 8), root)
    villages = list(_sightings(reading, root, 13))
    chosen = _district([each for each in districts if each.codes], villages)
    alone = Local() if chosen else _village_alone(villages)
    if alone != Local():
        return alone
    chosen = chosen or _unread_district(reading, root)
    if chosen is None:
        return _village_alone(_repaired(reading, villages, root))
    code, by = chosen
    village = _village(reading, [each for each in villages if each.mention is not by], code)
    if village is None:
        village = beside(reading.ground(), by, reading.gazetteer.named_in(code))
    return Local(code, village[0], by, village[1]) if village else Local(code, None, by)


def _village(reading: Reading, seen: list[Sighting], district: str) -> tuple[str, Mention] | None:
    inside = _repaired(reading, (each for each in seen if each.rank >= _SAID), district)
    fitting = [(each, hits) for each in inside if (hits := _under(each.codes, district))]
    best = max(fitting, key=lambda pair: pair[0].rank, default=None)
    return (best[1][0], best[0].mention) if best and len(best[1]) == 1 else None


def _unread_district(reading: Reading, root: str) -> tuple[str, Mention] | None:
    """A district beside its regency that is no name elsewhere, or one that the text misspells."""
    names, ground = reading.gazetteer.named_in(root), reading.ground()
    towns = [each for each in reading.mentions if root in each.upper and each.strength > WEAK]
    for town in towns[:2]:
        found = beside(ground, town, names)
        if found:
            return found
    edges = frozenset(at for town in towns for at in (town.start, town.last))
    return misspelt_inside(ground, names, edges)


def _under(codes: Iterable[str], root: str) -> tuple[str, ...]:
    below = root + "."
    return tuple([code for code in codes if code.startswith(below)])


def _sightings(reading: Reading, root: str, length: int) -> Iterator[Sighting]:
    for index, mention in enumerate(reading.mentions):
        codes = tuple(code for code in _under(mention.lower, root) if len(code) == length)
        if not codes and not mention.marker:
            continue
        rank = _rank(reading, index, length) or (_inside_rank(reading, index, root) if codes else _NOT)
        if rank:
            yield Sighting(mention, codes, rank)


def _inside_rank(reading: Reading, index: int, root: str) -> int:
    """How well a name stands that is only one inside *root*: a town's, or of everyday words."""
    mention = reading.mentions[index]
    if mention.strength <= WEAK or mention.marker:
        return _NOT
    if not mention.upper:
        return _SAID if mention.strength >= SAID and mention.last - mention.first > 1 else _NOT
    if not any(root in other.upper for other in reading.mentions if other is not mention):
        return _NOT
    if "".join(reading.spelled(mention)) == name_key(reading.gazetteer.name(root)):
        return _NOT
    near = any(root in each.upper or _under(each.lower, root) for each in reading.neighbours(index))
    return _SAID if near or (root in mention.upper and mention.strength >= SAID) else _NOT


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
    if reading.everyday(mention):
        return _LINKED if near and _firm(reading, index, length) else _NOT
    return _LINKED if near else _SAID if mention.strength >= SAID else _BARE


def _quarter(reading: Reading, mention: Mention) -> bool:
    """Whether this is a district called after its own town, as "banjarmasin barat" is."""
    words = reading.spelled(mention)
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


def _repaired(reading: Reading, seen: Iterable[Sighting], root: str) -> list[Sighting]:
    """*seen*, where a name that was marked and does not fit has the codes of the one it misspells."""
    found: list[Sighting] = []
    left = _REPAIRS
    for each in seen:
        repaired = each
        if left and each.rank == _MARKED and not _under(each.codes, root):
            left -= 1
            pool = _below(reading.gazetteer, root, each.mention.marker)
            codes = misspelt_at(reading.words, each.mention.first, names_of(pool, reading.gazetteer))
            repaired = Sighting(each.mention, codes or each.codes, each.rank)
        found.append(repaired)
    return found


def _below(gazetteer: Gazetteer, root: str, marker: Marker | None) -> tuple[str, ...]:
    pool = gazetteer.children(root)
    if marker is Marker.DISTRICT or len(root) == 8:
        return pool if len(root) > 2 else ()
    return tuple(village for district in pool for village in gazetteer.children(district))


def _district(seen: list[Sighting], villages: list[Sighting]) -> tuple[str, Mention] | None:
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
        if rank <= standing or not mention.lower or (rank == _BARE and not _telling(reading, mention)):
            continue
        guess = _guess(reading, index, rank, roots)
        if guess.codes and (guess.sure or rank > _BARE):
            standing, best = rank, guess
    return best if best.codes else _misspelt(reading, roots)


def _telling(reading: Reading, mention: Mention) -> bool:
    """Whether a name that nothing marks can only be that of one place: long, and of one regency."""
    if len({code[:5] for code in mention.lower}) > 1 or reading.everyday(mention):
        return False
    if mention.last - mention.first == 1 and mention.first in reading.streets:
        return False
    return len(mention.lower[0]) == 8 and _length(reading, mention) >= _LONG


def _misspelt(reading: Reading, roots: tuple[str, ...]) -> Guess:
    """The districts that the first misspelt name behind "kec" may mean."""
    unknown = [each for each in reading.mentions if each.unknown and each.marker is Marker.DISTRICT]
    for mention in unknown[:2]:
        codes = misspelt_district(reading.words, mention.first, reading.gazetteer)
        inside = tuple(code for code in codes if any(code.startswith(root + ".") for root in roots))
        if codes:
            return Guess(inside or codes, mention, sure=True)
    return Guess()


def _guess(reading: Reading, index: int, rank: int, roots: tuple[str, ...]) -> Guess:
    mention = reading.mentions[index]
    codes = mention.lower
    narrowed = False
    if not mention.marker and reading.everyday(mention):
        return Guess()
    near = reading.neighbours(index)
    for other in reading.mentions:
        if other is mention or other.strength <= WEAK:
            continue
        nested = _nested(codes, other.lower)
        loose = not marked(other) and other not in near
        if nested and not (loose and (len(nested) > 1 or reading.everyday(other))):
            codes, narrowed = nested, True
    inside = tuple(code for code in codes if any(code.startswith(root + ".") for root in roots))
    if inside:
        codes, narrowed = inside, True
    long_district = len(codes[0]) == 8 and not reading.everyday(mention) and _length(reading, mention) >= 6
    sure = rank == _MARKED or narrowed or (rank >= _SAID and long_district) or _telling(reading, mention)
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
