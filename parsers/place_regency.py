"""Which regency or city the mentions of a text agree on, and which they cannot decide between."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.gazetteer import Gazetteer, RegionKind, name_key
from parsers.mentions import BARE, FAINT, MARKED, SAID, WEAK, Mention
from parsers.place_near import Ground
from parsers.place_spelling import misspelt_at
from parsers.place_tokens import Token
from parsers.place_words import ABBREVIATIONS, RURAL, URBAN, Marker

_EVEN = 0.05  # two regencies this close in score are undecided
_AGAIN = 0.2  # what naming it once more adds
_BETWEEN = frozenset(["di", "d", "rt", "rw", "no", "wilayah", "daerah", "pada", "dan"])


@dataclass(frozen=True, slots=True)
class Reading:
    """The mentions of one text, in order, with what connects them; *streets* are the words of its streets."""

    words: Sequence[Token]
    mentions: tuple[Mention, ...]
    gazetteer: Gazetteer
    streets: frozenset[int] = frozenset()

    def spelled(self, mention: Mention) -> list[str]:
        """The words of its name with short ones spelled out."""
        return [ABBREVIATIONS.get(word.text, word.text) for word in self.words[mention.first : mention.last]]

    def everyday(self, mention: Mention) -> bool:
        """Whether its name consists of everyday words."""
        return self.gazetteer.ordinary(self.spelled(mention))

    def ground(self) -> Ground:
        """The words that belong to no street and to no name read so far."""
        known = [each for each in self.mentions if not each.unknown]
        taken = {index for each in known for index in range(each.start, each.last)}
        return Ground(self.words, self.streets | taken, self.gazetteer)

    def chained(self, index: int) -> bool:
        """Whether mention *index* continues the address of the mention before it."""
        if index <= 0 or index >= len(self.mentions):
            return False
        first, last = self.mentions[index - 1].last, self.mentions[index].start
        if last - first > 5:
            return False
        between = self.words[first:last]
        loose = all(word.text in _BETWEEN or word.numeric for word in between)
        return loose and all(word.chains for word in self.words[first : last + 1])

    def beside(self, index: int) -> tuple[Mention, ...]:
        """The known mentions of the same address directly before and after mention *index*."""
        before = (self.mentions[index - 1],) if self.chained(index) else ()
        after = (self.mentions[index + 1],) if self.chained(index + 1) else ()
        return tuple(each for each in before + after if not each.unknown)

    def neighbours(self, index: int) -> tuple[Mention, ...]:
        """Those of `beside` that say where it happens, not where something goes."""
        return tuple(each for each in self.beside(index) if each.strength > WEAK)


def settle(reading: Reading) -> Reading:
    """*reading* without names that lack the context they need, and with towns read as part of a larger town.

    A town right after a street's name is where the street is.
    """
    kept = tuple(
        stays
        for index, mention in enumerate(reading.mentions)
        if (stays := _linked(reading, index, mention.start - 1 in reading.streets))
    )
    settled = replace(reading, mentions=kept)
    settled = replace(settled, mentions=tuple(_in_context(settled, index) for index in range(len(kept))))
    return replace(settled, mentions=tuple(_continued(settled, index) for index in range(len(kept))))


def _linked(reading: Reading, index: int, behind_street: bool) -> Mention | None:
    """The mention when it has the context it needs; faintly, when its name is no everyday word."""
    mention = reading.mentions[index]
    if not mention.linked or behind_street or _anchored(reading, index):
        return mention
    words = [word.text for word in reading.words[mention.first : mention.last]]
    official = any(name_key(reading.gazetteer.name(code)) == "".join(words) for code in mention.upper)
    return mention._replace(strength=FAINT) if official and not reading.gazetteer.ordinary(words) else None


def _continued(reading: Reading, index: int) -> Mention:
    """A town that continues an address stands as well as the address: "di siborongborong taput"."""
    mention = reading.mentions[index]
    before = reading.mentions[index - 1] if reading.chained(index) else None
    if before is None or not mention.upper or not before.lower or mention.strength >= before.strength:
        return mention
    if not any(_under(code, wider) for code in before.lower for wider in mention.upper):
        return mention
    return mention._replace(strength=min(before.strength, SAID))


def _anchored(reading: Reading, index: int) -> bool:
    """Whether a neighbour lies in the region mention *index* may mean, or around it."""
    mention = reading.mentions[index]
    near = any(
        _under(code, wider) or _under(wider, code)
        for other in reading.beside(index)
        for code in other.lower + other.upper
        for wider in mention.upper
    )
    return near or any(_lies_in(reading, other, mention.upper) for other in reading.mentions)


def _lies_in(reading: Reading, mention: Mention, uppers: tuple[str, ...]) -> bool:
    """Whether its name is that of places in one of *uppers* and of no others."""
    if not mention.lower or mention.upper or mention.strength <= WEAK or reading.everyday(mention):
        return False
    return any(all(_under(code, upper) for code in mention.lower) for upper in uppers)


def _in_context(reading: Reading, index: int) -> Mention:
    mention = reading.mentions[index]
    if mention.marker or not mention.upper:
        return mention
    after = reading.mentions[index + 1] if reading.chained(index + 1) else None
    if after is None or not after.upper:
        return _route(reading, index)
    regencies = [code for code in after.upper if len(code) == 5]
    inside = tuple(code for code in mention.lower if any(_under(code, regency) for regency in regencies))
    related = any(_under(code, wider) for code in mention.upper for wider in after.upper)
    if inside and not related:
        return mention._replace(upper=(), lower=inside)
    return mention if related else _route(reading, index)


def _route(reading: Reading, index: int) -> Mention:
    """A town joined to another by a hyphen ("semarang-boja") is a road, not a place."""
    mention, before = reading.mentions[index], reading.mentions[index - 1]
    if reading.chained(index) and _both_towns(reading, index) and _passes(before, mention):
        return mention._replace(strength=min(mention.strength, WEAK))
    for first in (index, index + 1):
        if reading.chained(first) and _hyphen(reading, first) and _both_towns(reading, first):
            return mention._replace(strength=min(mention.strength, WEAK))
    return mention


def _hyphen(reading: Reading, index: int) -> bool:
    return "-" in reading.words[reading.mentions[index].start].gap


def _passes(before: Mention, mention: Mention) -> bool:
    """Whether *mention* is the next of several towns on a way ("jurusan solo semarang")."""
    return before.strength == WEAK and not set(before.upper) & set(mention.upper)


def _both_towns(reading: Reading, index: int) -> bool:
    first, second = reading.mentions[index - 1], reading.mentions[index]
    unrelated = not any(_under(a, b) for a in first.upper for b in second.upper)
    return bool(first.upper and second.upper) and unrelated and not (first.marker or second.marker)


def _under(code: str, wider: str) -> bool:
    return code.startswith(wider + ".")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The regency and the mention that named it, or the regencies left undecided and their first mention."""

    regency: str | None = None
    mention: Mention | None = None
    undecided: tuple[str, ...] = ()


def provinces(reading: Reading) -> tuple[tuple[str, Mention], ...]:
    """Provinces named as such, in order."""
    return tuple(
        (mention.upper[0], mention)
        for mention in reading.mentions
        if mention.upper and len(mention.upper[0]) == 2 and mention.strength > WEAK
    )


def faintest(reading: Reading) -> tuple[str, Mention] | None:
    """The one regency a text names only in passing ("ke anambas"), when it names no other."""
    towns = [each for each in reading.mentions if each.upper and len(each.upper[0]) == 5]
    named = {each.upper[0]: each for each in reversed(towns)}
    if len(named) != 1:
        return None
    code, mention = next(iter(named.items()))
    return (code, mention) if mention.strength == FAINT else None


def choose_regency(reading: Reading, region: str | None) -> Verdict:
    """The regency with the most agreeing words; *region* only tips the balance between those named."""
    scores: dict[str, float] = {}
    named_by: dict[str, Mention] = {}
    for index, mention in enumerate(reading.mentions):
        for code in mention.upper:
            if len(code) == 5 and (len(mention.upper[0]) == 5 or len(mention.upper) == 1):
                said = max(_standing(reading, index), scores.get(code, 0.0)) + (
                    _AGAIN if code in scores else 0.0
                )
                scores[code] = said
                named_by.setdefault(code, mention)
    for code in scores:
        scores[code] += _agreement(reading, code, named_by[code], region)
    likely = sorted((code for code in scores if scores[code] >= BARE), key=lambda code: (-scores[code], code))
    if not likely:
        return Verdict()
    best = [code for code in likely if scores[likely[0]] - scores[code] < _EVEN]
    if len(best) > 1:
        return Verdict(None, named_by[best[0]], tuple(best))
    return Verdict(best[0], named_by[best[0]])


def _standing(reading: Reading, index: int) -> float:
    """The strength of a mention; of two towns side by side the second is the wider, as addresses go."""
    mention = reading.mentions[index]
    beside = reading.chained(index + 1) and reading.words[reading.mentions[index + 1].start].gap == " "
    if mention.marker or not beside or not reading.mentions[index + 1].upper:
        return mention.strength
    return mention.strength - 0.3 if mention.strength == BARE else mention.strength


def _agreement(reading: Reading, code: str, named_by: Mention, region: str | None) -> float:
    score = _usual(reading, code, named_by)
    for index, mention in enumerate(reading.mentions):
        if mention is named_by or mention.strength <= WEAK:
            continue
        score += _misspelt_weight(reading, mention, code, named_by)
        if any(len(wider) == 2 and _under(code, wider) for wider in mention.upper):
            score += 1.5
        inside = [lower for lower in mention.lower if _under(lower, code)]
        if inside and not mention.upper:
            score += _lower_weight(reading, index, inside[0])
    if region and (region == code or _under(region, code)):
        return score + 0.8
    return score + (0.3 if region and _under(code, region) else 0.0)


def _misspelt_weight(reading: Reading, mention: Mention, code: str, named_by: Mention) -> float:
    """Of two regencies of one name that which has the misspelt district gains."""
    if not mention.unknown or mention.marker is not Marker.DISTRICT or len(named_by.upper) < 2:
        return 0.0
    names = reading.gazetteer.named_in(code)
    return 2.0 if misspelt_at(reading.words, mention.first, names) else 0.0


def _lower_weight(reading: Reading, index: int, code: str) -> float:
    mention = reading.mentions[index]
    if mention.marker:
        return 2.0
    near = bool(reading.neighbours(index))
    if reading.everyday(mention):
        return 0.6 if near else 0.0
    if near or mention.strength >= SAID:
        return 1.0 if near else 0.6
    return 0.4 if len(code) == 8 else 0.0


def _usual(reading: Reading, code: str, named_by: Mention) -> float:
    """Of a city and a regency of one name the city is meant, unless the text speaks of desa or bupati."""
    twins = [each for each in named_by.upper if each != code and each[:2] == code[:2] and len(each) == 5]
    if not twins:
        return 0.0
    spoken = {word.text for word in reading.words}
    rural, urban = bool(spoken & RURAL), bool(spoken & URBAN)
    if reading.gazetteer.kind(code) is RegionKind.CITY:
        return 0.3 if urban or not rural else 0.0
    return 0.3 if rural and not urban else 0.0


def marked(mention: Mention) -> bool:
    """Whether a word of address ("kec", "desa") stands before the name."""
    return mention.marker in {Marker.DISTRICT, Marker.VILLAGE} and mention.strength >= MARKED
