"""A report before it is understood: its text without keywords, its words, which only say where."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.command_tokens import tokens
from parsers.complaint import Evidence
from parsers.gazetteer import Gazetteer
from parsers.lexicon import Lexicon
from parsers.normalize import Clean
from parsers.notice import loud
from parsers.phrases import Hit, Word
from parsers.place import PlaceFinding, find_place
from parsers.spelling import spell

WEIGHED = 3_200  # characters weighed for topic and place, twenty SMS; personal data are sought in all


@dataclass(frozen=True, slots=True)
class Reading:
    """*body* is the text behind its keywords, *muted* the indices of words that say nothing of a problem."""

    body: Clean
    keyword: tuple[Evidence, ...]
    words: tuple[Word, ...]
    place: PlaceFinding
    notices: tuple[Hit[str], ...]
    muted: frozenset[int]


def read(raw: str, cleaned: Clean, lexicon: Lexicon, gazetteer: Gazetteer, region: str | None) -> Reading:
    """Words, place and notices of a report. Linear in its length; only its first WEIGHED characters count."""
    behind, keyword = behind_keyword(raw, cleaned, lexicon)
    body = Clean(behind.text[:WEIGHED], behind.offsets[: WEIGHED + 1])
    words = spell(body, lexicon.slang)
    place = _placed_by(keyword, find_place(body, gazetteer, _region(keyword, gazetteer) or region), gazetteer)
    notices = tuple(lexicon.notices.find(words))
    muted = placing(words, body, place.evidence) | loud(notices)
    return Reading(body, keyword, words, place, notices, muted)


def _region(keyword: Sequence[Evidence], gazetteer: Gazetteer) -> str | None:
    """The code of the one regency a region keyword stands for."""
    named = gazetteer.upper.get(keyword[0].rule) if keyword else None
    return named.codes[0] if named and len(named.codes) == 1 else None


def _placed_by(keyword: Sequence[Evidence], found: PlaceFinding, gazetteer: Gazetteer) -> PlaceFinding:
    """*found*, where the region of the keyword stands in for one that the text does not name."""
    code = _region(keyword, gazetteer)
    place = found.place
    if code is None or place.regency or place.province not in {None, code[:2]}:
        return found
    told = Evidence("place.regency", keyword[0].start, keyword[0].end, "place.regency.keyword")
    said = replace(place, province=code[:2], regency=code, candidates=())
    return PlaceFinding(said, (told, *found.evidence))


def behind_keyword(raw: str, cleaned: Clean, lexicon: Lexicon) -> tuple[Clean, tuple[Evidence, ...]]:
    """*cleaned* behind LAPOR and region keywords, or *cleaned* itself when none stands in front of a text."""
    end = 0
    region: tuple[Evidence, ...] = ()
    for token in tokens(cleaned.text, 2):
        use = lexicon.keywords.get(token.form)
        shouted = raw[cleaned.offsets[token.start]].isupper()
        if use != "strip" and not (use == "region" and shouted):
            break
        end = token.end
        if use == "region":
            region = (Evidence("keyword", *cleaned.raw_span(token.start, token.end), token.form),)
    rest = cleaned.text[end:].lstrip(" \n.,:;#!-")
    if not end or not rest:
        return cleaned, ()
    return Clean(rest, cleaned.offsets[len(cleaned.text) - len(rest) :]), region


def placing(words: Sequence[Word], body: Clean, evidence: Sequence[Evidence]) -> frozenset[int]:
    """The indices of the words that only say where."""
    spans = [(told.start, told.end) for told in evidence if told.field.startswith("place")]
    if not spans:
        return frozenset()
    first, last = min(spans)[0], max(end for _, end in spans)
    where = [body.offsets[word.start] for word in words]
    return frozenset(
        index
        for index, at in enumerate(where)
        if first <= at < last and any(start <= at < end for start, end in spans)
    )
