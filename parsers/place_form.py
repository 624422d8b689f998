"""The form taught for rice aid, `Raskin #PROV#KAB#KEC#DESA#text`: regions by their order between hashes.

Source: the campaign format of LAPOR! 1708. A level may be misspelt, shortened or left out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parsers.gazetteer import Gazetteer
from parsers.mentions import MARKED, Mention
from parsers.place_spelling import misspelt, names_of
from parsers.place_tokens import Token
from parsers.place_words import ABBREVIATIONS, MARKERS

_LEAST = 3  # hashes of a form
_LONGEST = 6  # words of a field


@dataclass(frozen=True, slots=True)
class Form:
    """The narrowest region a form names, with the mention of each level from the province down."""

    code: str
    by: tuple[Mention | None, ...]


@dataclass(frozen=True, slots=True)
class _Field:
    """Words [first, last) between two hashes; *start* is the first of them with its "kab" or "kec"."""

    start: int
    first: int
    last: int
    key: str
    kind: str


def find_form(words: Sequence[Token], gazetteer: Gazetteer) -> Form | None:
    """The regions of a form of at least three hashes, None when it names no regency."""
    fields = list(_fields(words))
    if len(fields) < _LEAST:
        return None
    province = _province(fields[0], gazetteer)
    pool = gazetteer.children(province) if province else gazetteer.regencies
    rest = fields[1:] if province else fields
    towns = gazetteer.towns if not province else names_of(pool, gazetteer)
    regency = _regency(rest[0], frozenset(pool), towns, gazetteer)
    if regency is None:
        return None
    by: list[Mention | None] = [_mention(fields[0], province or regency), _mention(rest[0], regency)]
    code = regency
    for field in rest[1:3]:
        found = _named(field, names_of(gazetteer.children(code), gazetteer))
        if found is None:
            break
        code = found
        by.append(_mention(field, code))
    return Form(code, tuple(by))


def _fields(words: Sequence[Token]) -> Iterator[_Field]:
    """The first fields behind hashes that are short enough for a name."""
    marks = [index for index, word in enumerate(words) if "#" in word.gap][:5]
    ends = [*marks[1:], len(words)]
    for start, end in zip(marks, ends, strict=False):
        first = start + 1 if words[start].text in MARKERS and end - start > 1 else start
        last = min(end, first + _LONGEST)
        key = "".join(ABBREVIATIONS.get(word.text, word.text) for word in words[first:last])
        yield _Field(start, first, last, key, words[start].text if first > start else "")


def _mention(field: _Field, code: str) -> Mention:
    upper, lower = ((code,), ()) if len(code) <= 5 else ((), (code,))
    return Mention(field.start, field.first, field.last, None, upper, lower, MARKED)


def _province(field: _Field, gazetteer: Gazetteer) -> str | None:
    known = gazetteer.upper.get(field.key)
    if known:
        return next((code for code in known.codes if len(code) == 2), None)
    codes = misspelt(field.key, names_of(gazetteer.children(), gazetteer))
    return codes[0] if len(codes) == 1 else None


def _regency(
    field: _Field, pool: frozenset[str], towns: Mapping[str, tuple[str, ...]], gazetteer: Gazetteer
) -> str | None:
    known = gazetteer.upper.get(field.key)
    codes = tuple(code for code in known.codes if code in pool) if known else ()
    codes = codes or misspelt(field.key, towns, 4)
    if len(codes) < 2:
        return codes[0] if codes else None
    city = field.kind.startswith("kot")
    regency = [code for code in codes if (int(code[3:]) > 70) == city]
    return regency[0] if len(regency) == 1 else None


def _named(field: _Field, names: Mapping[str, tuple[str, ...]]) -> str | None:
    codes = names.get(field.key) or misspelt(field.key, names, 4)
    return codes[0] if len(codes) == 1 else None
