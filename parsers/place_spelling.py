"""Names one typing error away from a known one: only long names, only one match, never a guess."""

from collections.abc import Iterable

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from parsers.gazetteer import Gazetteer, name_key

SHORTEST = 7


def misspelt(key: str, codes: Iterable[str], gazetteer: Gazetteer) -> tuple[str, ...]:
    """The codes among *codes* whose common name is one letter from *key*; () when none or two fit."""
    if len(key) < SHORTEST:
        return ()
    names: dict[str, list[str]] = {}
    for code in codes:
        names.setdefault(name_key(gazetteer.name(code)), []).append(code)
    close = extract(key, list(names), scorer=OSA.distance, score_cutoff=1, limit=2, processor=None)
    return tuple(names[close[0][0]]) if len(close) == 1 else ()
