"""What routing looks at of a parsed report: plain words without place names, who is named, what is near."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from parsers import Evidence, Knowledge, Missing, Parsed, plain_words
from parsers.wordlist import wordset
from sms_gateway.domain.rulebook import BARRIER

_NEAR: Final = wordset("depan dpn dekat dkt deket samping smping sebelah belakang blkg seberang sebrang")
_HOUSES: Final = wordset(
    "kantor gedung gerbang pagar pintu halaman toko pasar rumah masuk gardu kompleks komplek sekolah"
)
_MARKS: Final = wordset(
    "kec kecamatan kab kabupaten kota desa ds kel kelurahan prov provinsi propinsi kampung kp dusun "
    "gampong nagari pekon jorong korong bandara pelabuhan stasiun terminal"
)
_REGIONS: Final = ("place.province", "place.regency", "place.district", "place.village")
_WORD: Final = re.compile(r"[0-9A-Za-z]+")
_GUESSED: Final = 0.5
_LONGEST: Final = 3_200  # characters that are weighed, as the parser does


@dataclass(frozen=True, slots=True)
class Understood:
    """*words* are plain words with BARRIER where a place name or landmark stood; *region* the finest code.

    *agencies* are those the text speaks of, *landmarks* those it only stands in front of (slugs).
    """

    topics: tuple[tuple[str, float], ...]
    words: tuple[str, ...] = ()
    region: str | None = None
    agencies: tuple[str, ...] = ()
    landmarks: tuple[str, ...] = ()


def understand(text: str, parsed: Parsed, knowledge: Knowledge, region: str | None = None) -> Understood:
    """*parsed* must come from *text*. *region* is what is known when the text does not say. Never raises.

    A village the text names beyond *region*, without its regency, is taken for a word that is also a name.
    """
    spans = [told for told in parsed.evidence if told.end <= _LONGEST]
    pieces = list(_pieces(text[:_LONGEST], spans))
    words: list[str] = []
    for piece in pieces:
        words += [BARRIER] * bool(words)
        words += plain_words(piece, knowledge=knowledge)
    near = _landmarks(text, spans)
    named = tuple(slug for slug in parsed.agencies if slug not in near)
    here = parsed.place.code or region or _province(parsed.place.candidates)
    if region and here and _beyond(here, region) and not _regency_said(spans):
        here = region
    return Understood(_topics(parsed), tuple(_without_landmarks(words)), here, named, tuple(near))


def _topics(parsed: Parsed) -> tuple[tuple[str, float], ...]:
    """The three best; where the parser heard no problem at all a score is half a guess."""
    share = _GUESSED if Missing.PROBLEM in parsed.missing else 1.0
    return tuple((topic, score * share) for topic, score in parsed.topics[:3])


def _beyond(here: str, region: str) -> bool:
    """Whether *here* lies outside *region* and does not hold it."""
    return not f"{here}.".startswith(f"{region}.") and not f"{region}.".startswith(f"{here}.")


def _regency_said(spans: Sequence[Evidence]) -> bool:
    """Whether the text itself names a regency or province: not only by a village or district inside it."""
    upper, lower = (
        {(told.start, told.end) for told in spans if told.field == "place" and told.rule.startswith(levels)}
        for levels in (_REGIONS[:2], _REGIONS[2:])
    )
    return not upper <= lower


def _province(candidates: Sequence[str]) -> str | None:
    """The province that every place the text may mean lies in."""
    found = {code.partition(".")[0] for code in candidates}
    return found.pop() if len(found) == 1 else None


def _pieces(text: str, spans: Sequence[Evidence]) -> Iterator[str]:
    """What is left of *text* between the names of its regions; "desa" and "kota" themselves stay."""
    done = 0
    for told in sorted(spans, key=lambda told: told.start):
        if told.field != "place" or not told.rule.startswith(_REGIONS) or told.start < done:
            continue
        name = _WORD.search(text, told.start, told.end)
        if name and name.group().lower() in _MARKS:
            yield text[done : name.end()]
        else:
            yield text[done : told.start]
        done = told.end
    yield text[done:]


def _without_landmarks(words: Sequence[str]) -> Iterator[str]:
    """*words* with a BARRIER for the thing something is in front of: "depan kantor pln" says only where."""
    hidden = 0
    for word in words:
        if word in _NEAR:
            hidden = 2
        elif hidden and word in _HOUSES:
            word = BARRIER
        elif hidden:
            hidden, word = 0, BARRIER
        yield word


def _landmarks(text: str, spans: Sequence[Evidence]) -> dict[str, None]:
    """The slugs that are only named as the place something is at."""
    found: dict[str, None] = {}
    spoken: set[str] = set()
    for told in spans:
        if told.field != "agencies":
            continue
        before = [word.lower() for word in _WORD.findall(text[max(0, told.start - 40) : told.start])]
        while before and before[-1] in _HOUSES:
            before.pop()
        if before and before[-1] in _NEAR:
            found[told.rule] = None
        else:
            spoken.add(told.rule)
    return {slug: None for slug in found if slug not in spoken}
