"""Slips of the finger: two letters swapped, one left out, doubled, or hit beside its key."""

from rapidfuzz.distance import OSA

from parsers.remembering import remembered

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_LONG = 5  # letters from which any single slip still leaves the word recognisable
_VERY_LONG = 7  # and from which two do, where something else confirms it


def _beside() -> dict[str, frozenset[str]]:
    keys = {key: (row, place) for row, line in enumerate(_ROWS) for place, key in enumerate(line)}
    return {
        key: frozenset(
            other
            for other, (line, column) in keys.items()
            if other != key
            and (line, column - place)
            in {(row, -1), (row, 1), (row + 1, -1), (row + 1, 0), (row - 1, 0), (row - 1, 1)}
        )
        for key, (row, place) in keys.items()
    }


_BESIDE = _beside()


@remembered(4096)
def single(word: str) -> str:
    """*word* with every run of one letter reduced to one: "yaaa", "stoppp"."""
    return "".join(letter for place, letter in enumerate(word) if place == 0 or word[place - 1] != letter)


def swapped(word: str, known: str) -> bool:
    """Whether *word* is *known* with two neighbouring letters swapped."""
    wrong = [place for place, (one, other) in enumerate(zip(word, known, strict=False)) if one != other]
    return (
        len(word) == len(known)
        and len(wrong) == 2
        and wrong[1] - wrong[0] == 1
        and word[wrong[0]] == known[wrong[1]]
        and word[wrong[1]] == known[wrong[0]]
    )


def mistyped(word: str, known: str) -> bool:
    """Whether *word* is *known* with a swap, a key beside the right one, or a key hit twice."""
    if len(word) == len(known):
        wrong = [(one, other) for one, other in zip(word, known, strict=True) if one != other]
        return swapped(word, known) or (len(wrong) == 1 and wrong[0][1] in _BESIDE.get(wrong[0][0], ()))
    return len(word) == len(known) + 1 and any(
        word[:place] + word[place + 1 :] == known
        for place in range(1, len(word))
        if word[place] == word[place - 1] or word[place] in _BESIDE.get(word[place - 1], ())
    )


def shortened(word: str, known: str) -> bool:
    """Whether *word* is *known* without one of its letters."""
    return len(word) + 1 == len(known) and any(
        known[:place] + known[place + 1 :] == word for place in range(len(known))
    )


def slipped(word: str, known: str, confirmed: bool = False) -> bool:
    """Whether *word* is a slip of *known*; more is forgiven where a ticket number stands beside it."""
    if confirmed and len(known) >= _VERY_LONG:
        return OSA.distance(word, known, score_cutoff=2) <= 2
    if len(known) >= _LONG:
        return OSA.distance(word, known, score_cutoff=1) <= 1
    return mistyped(word, known) or (confirmed and len(known) > 3 and shortened(word, known))
