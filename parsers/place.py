"""Where a text says it happens: region codes that nest, or the regions it may mean; never raises."""

from dataclasses import dataclass

from parsers.address import (
    Piece,
    alleys,
    estates,
    house_number,
    landmark_piece,
    street_piece,
    streets,
)
from parsers.complaint import Evidence, Place
from parsers.gazetteer import Gazetteer, RegionKind
from parsers.mentions import MARKED, Mention, Scan
from parsers.neighbourhood import neighbourhood
from parsers.normalize import Clean
from parsers.place_candidates import CANDIDATES, common, plausible
from parsers.place_form import find_form
from parsers.place_local import within, without_regency
from parsers.place_regency import Reading, choose_regency, faintest, provinces, settle
from parsers.place_spelling import misspelt_town
from parsers.place_tokens import Token, tokens
from parsers.place_words import NUMBERING, Marker

_MENTIONS = 64  # an SMS names a handful; a longer list is not an address
_REPAIRS = 3  # misspelt towns that are looked up


@dataclass(frozen=True, slots=True)
class PlaceFinding:
    """The place, and for each of its fields the words (raw offsets) that said so."""

    place: Place
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """Codes below one another, and the mention that named each level."""

    code: str | None = None
    by: tuple[Mention | None, ...] = ()
    candidates: tuple[str, ...] = ()
    hint: Mention | None = None


def find_place(clean: Clean, gazetteer: Gazetteer, region: str | None) -> PlaceFinding:
    """The place *clean* names. Linear in its length up to a bound on the names weighed.

    *region* is a code known from before: it decides between regions the text leaves open and never
    overrides a regency the text names. A text that names no region gets none, even with *region*.
    """
    words = tokens(clean.text)
    named = (*streets(words), *alleys(words), *estates(words))
    mentions = _corrected(words, Scan(words, gazetteer, named).mentions()[:_MENTIONS], gazetteer)
    tails = frozenset(
        index for street in named for index in range(street.marker, _house_end(words, street.last))
    )
    reading = settle(Reading(words, mentions, gazetteer, tails))
    form = find_form(words, gazetteer) if "#" in clean.text else None
    found = _Found(form.code, form.by) if form else _locate(reading, region if region in gazetteer else None)
    address = _address(clean, words, _stops(reading, found))
    return _finding(clean, words, found, address)


def _house_end(words: tuple[Token, ...], index: int) -> int:
    """The end of the numbers after a street's name: a town after them is where the street is."""
    last = index
    while last < len(words) and last - index < 6 and (words[last].numeric or words[last].text in NUMBERING):
        last += 1
    return last


def _corrected(
    words: tuple[Token, ...], mentions: list[Mention], gazetteer: Gazetteer
) -> tuple[Mention, ...]:
    """*mentions*, where the first misspelt regencies after "kab" or "kota" have their codes."""
    found: list[Mention] = []
    left = _REPAIRS
    for mention in mentions:
        if found and mention.start < found[-1].last:
            continue
        if left and mention.unknown and mention.marker in {Marker.REGENCY, Marker.CITY}:
            left -= 1
            found.append(_respelled(words, mention, gazetteer))
        else:
            found.append(mention)
    return tuple(found)


def _respelled(words: tuple[Token, ...], mention: Mention, gazetteer: Gazetteer) -> Mention:
    town = misspelt_town(words, mention.first, gazetteer)
    if town is None:
        return mention
    last, codes = town
    city = mention.marker is Marker.CITY
    exact = tuple(code for code in codes if (gazetteer.kind(code) is RegionKind.CITY) == city)
    return mention._replace(last=last, upper=exact or codes)


def _locate(reading: Reading, region: str | None) -> _Found:
    verdict = choose_regency(reading, region)
    if verdict.regency:
        return _inside(reading, verdict.regency, verdict.mention)
    if verdict.undecided:
        return _Found(common(verdict.undecided), (), verdict.undecided[:CANDIDATES], verdict.mention)
    named = provinces(reading)
    roots = tuple(code for code, _ in named) or ((region,) if region else ())
    guess = without_regency(reading, roots)
    if guess.sure and (regency := common(tuple(code[:5] for code in guess.codes))) and len(regency) == 5:
        return _inside(reading, regency, guess.mention)
    if region and len(region) >= 5 and not named and within(reading, region[:5]).district:
        return _inside(reading, region[:5], None)
    faint = faintest(reading)
    if faint and not guess.codes and (not named or faint[0].startswith(named[0][0])):
        return _inside(reading, *faint)
    codes = guess.codes
    province = named[0] if named else (None, None)
    if named:
        codes = tuple(code for code in codes if code.startswith(f"{province[0]}."))
    return _Found(province[0], (province[1],), plausible(codes, reading.gazetteer), guess.mention)


def _inside(reading: Reading, regency: str, by: Mention | None) -> _Found:
    local = within(reading, regency)
    province = next((mention for code, mention in provinces(reading) if code == regency[:2]), by)
    by = by or local.district_by or local.village_by
    code = local.village or local.district or regency
    return _Found(
        code, (province or by, by, local.district_by, local.village_by), local.undecided[:CANDIDATES], by
    )


def _stops(reading: Reading, found: _Found) -> list[int]:
    """Where accepted region names begin: there a street's name ends."""
    accepted = {id(mention) for mention in found.by if mention}
    return [
        mention.start
        for mention in reading.mentions
        if id(mention) in accepted or (mention.marker and mention.strength >= MARKED and mention.lower)
    ]


def _address(clean: Clean, words: tuple[Token, ...], stops: list[int]) -> dict[str, Piece]:
    street = street_piece(words, stops)
    rt, rw = neighbourhood(clean.text)
    pieces = {
        "street": street,
        "number": house_number(words, street),
        "rt": rt,
        "rw": rw,
        "landmark": landmark_piece(words, stops),
    }
    return {field: piece for field, piece in pieces.items() if piece}


_LEVELS = ("province", "regency", "district", "village")


def _finding(
    clean: Clean, words: tuple[Token, ...], found: _Found, address: dict[str, Piece]
) -> PlaceFinding:
    parts = found.code.split(".") if found.code else []
    codes = {level: ".".join(parts[: depth + 1]) for depth, level in enumerate(_LEVELS[: len(parts)])}
    evidence = [
        _evidence(clean, level, _span(words, mention), f"place.{level}.{_rule(mention)}")
        for level, mention in zip(codes, (*found.by, *([found.hint] * 4)), strict=False)
        if mention
    ]
    if found.candidates and found.hint:
        evidence.append(_evidence(clean, "candidates", _span(words, found.hint), "place.candidates"))
    evidence += [
        _evidence(clean, field, (piece.start, piece.end), f"place.{field}")
        for field, piece in address.items()
    ]
    values = {field: piece.value for field, piece in address.items()}
    return PlaceFinding(Place(**codes, **values, candidates=found.candidates), tuple(evidence))


def _rule(mention: Mention) -> str:
    return "marked" if mention.marker else "name"


def _span(words: tuple[Token, ...], mention: Mention) -> tuple[int, int]:
    return words[mention.start].start, words[mention.last - 1].end


def _evidence(clean: Clean, field: str, span: tuple[int, int], rule: str) -> Evidence:
    start, end = clean.raw_span(*span)
    return Evidence(f"place.{field}", start, end, rule)
