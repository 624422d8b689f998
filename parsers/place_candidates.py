"""Which of several regions a text may mean, the likeliest first."""

from collections.abc import Iterable

from parsers.gazetteer import Gazetteer, RegionKind

CANDIDATES = 8
_JAVA = frozenset({"31", "32", "33", "34", "35", "36"})


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
