"""Names a typing error or two away from a known one: only long names, only one best match, never a guess."""

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from parsers.gazetteer import Gazetteer, name_key
from parsers.place_tokens import Token

SHORTEST = 5  # letters of a name that may be misspelt; behind a word such as "kec" one less
_TWO_ERRORS = 9  # letters from which two letters may be wrong
_WIDEST = 4  # words of a misspelt name
_VERB_ENDS = ("kan", "nya")  # "pak bupati pasangkan lampu": no town is meant


def names_of(codes: Iterable[str], gazetteer: Gazetteer) -> dict[str, tuple[str, ...]]:
    """The codes of each name among *codes*, by key."""
    names: dict[str, tuple[str, ...]] = {}
    for code in codes:
        key = name_key(gazetteer.name(code))
        names[key] = (*names.get(key, ()), code)
    return names


def misspelt(
    key: str, names: Mapping[str, tuple[str, ...]], shortest: int = SHORTEST, errors: int = 2
) -> tuple[str, ...]:
    """The codes of the one name closest to *key*; () when none is close, or two are equally close.

    One letter may differ, in a name of nine letters or more two, but then not the first.
    """
    if len(key) < shortest or len(key) > 40:
        return ()
    allowed = min(errors, 2 if len(key) >= _TWO_ERRORS else 1)
    close = extract(key, list(names), scorer=OSA.distance, score_cutoff=allowed, limit=2, processor=None)
    if not close or (len(close) == 2 and close[0][1] == close[1][1]):
        return ()
    name, distance, _ = close[0]
    return names[name] if distance < 2 or name[0] == key[0] else ()


def windows(words: Sequence[Token], first: int) -> Iterable[tuple[int, str]]:
    """The end and the key of the longest to the shortest run of joined words from *first* on."""
    last = first + 1
    while last < len(words) and last - first < _WIDEST and words[last].joins:
        last += 1
    for end in range(last, first, -1):
        yield end, "".join(word.text for word in words[first:end])


def misspelt_at(
    words: Sequence[Token], first: int, names: Mapping[str, tuple[str, ...]], shortest: int = SHORTEST - 1
) -> tuple[str, ...]:
    """The codes of the name among *names* that the words at *first* misspell."""
    for _, key in windows(words, first):
        codes = misspelt(key, names, shortest)
        if codes:
            return codes
    return ()


def misspelt_town(
    words: Sequence[Token], first: int, gazetteer: Gazetteer
) -> tuple[int, tuple[str, ...]] | None:
    """The end and the codes of a misspelt province's, regency's or city's name that begins at *first*."""
    for end, key in windows(words, first):
        if end == first + 1 and (gazetteer.ordinary([key]) or key.endswith(_VERB_ENDS)):
            continue
        codes = misspelt(key, gazetteer.towns)
        if codes:
            return end, codes
    return None


def misspelt_district(words: Sequence[Token], first: int, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The districts of all Indonesia that the words at *first* misspell; () when two names are close."""
    for end, key in windows(words, first):
        if len(key) < SHORTEST + 1 or (end == first + 1 and gazetteer.ordinary([key])):
            continue
        near = gazetteer.districts.get(key[0], {})
        pool = {
            name: codes for length in (-1, 0, 1) for name, codes in near.get(len(key) + length, {}).items()
        }
        codes = misspelt(key, pool, errors=1) if pool else ()
        if codes:
            return codes
    return ()
