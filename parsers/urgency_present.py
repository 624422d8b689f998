"""Whether a text speaks of what happens now, or tells of it and complains; linear in the words."""

from collections.abc import Sequence

from parsers.urgency_signs import Signs
from parsers.wordlist import wordset

_CRY, _SHORT = 6, 12  # words, without the small ones: a cry has no room for a story
_PLAIN = 5  # points from which a short text needs no sign that it goes on
_LONG = 30  # words from which a text is a letter
_OPENING, _CLOSING = 3, 4  # words at either end in which help is cried for
_CRIES = wordset("tolong cepat segera awas mayday sos help buru bantu")
_ASKS = wordset("tolong mohon minta harap")  # before work that is asked for
_INSIDE = ("trapped", "dire", "depth", "notout", "unreturned", "lost_child")  # somebody is in it
_PERSONS = frozenset({"person", "self", "vehicle"})
_LASTS = wordset("belum masih dalam lagi sedang")
_LASTING = ("smell", "notout", "within", "spreading")
_STATES = (("fumes", "sickened"), ("casualty", "ill"))  # what befell somebody, and how they are
_MOST_TOLD = 3
_WEIGHT = 2  # of a sign; a word of a story weighs one
_ENOUGH = 2


def is_present(words: Sequence[str], found: Signs, *, now: bool, points: int) -> bool:
    """Whether plain *words* outweigh as a cry of now what they tell, ask and demand.

    A sign of now, a cry at either end or a text too short for a story each suffices alone; every word of a
    story, a procedure or a demand takes from it, and so does the length of a letter.
    """
    cries, short = _cries(words, found), _is_short_cry(words, found, points)
    inside = any(kind in found for kind in _INSIDE)
    told = _told(words, found) + (not (short or cries or _somebody(found)))
    told += told > 1 and not cries and not inside
    return _WEIGHT * sum((now, cries, short, inside and (cries or "now" in found))) - told >= _ENOUGH


def _told(words: Sequence[str], found: Signs) -> int:
    """How much of a story, a procedure or a demand *words* are."""
    told = min(len(found.get("told", ())), _MOST_TOLD) + (len(words) > _LONG)
    told += any(words[place - 1] in _ASKS for place in found.get("work", ()) if place)
    return told + _WEIGHT * ("goods" in found and not _PERSONS & found.keys())


def _somebody(found: Signs) -> bool:
    return "person" in found or "self" in found or "blaze" in found


def _is_short_cry(words: Sequence[str], found: Signs, points: int) -> bool:
    """Whether *words* are too few for a story, and as grave or as lasting as their number asks."""
    if len(words) <= _CRY or len(words) > _SHORT:
        return len(words) <= _CRY
    lasts = any(word in _LASTS for word in words) or any(kind in found for kind in _LASTING)
    return points >= _PLAIN or lasts or _suffers(found) or ("blaze" in found and "person" in found)


def _suffers(found: Signs) -> bool:
    """Whether two words tell what befell somebody and how they are."""
    return any(
        set(found[one]) != set(found[other]) for one, other in _STATES if one in found and other in found
    )


def _cries(words: Sequence[str], found: Signs) -> bool:
    """Whether help is cried for at an end of *words*, and no work is asked for there."""
    asked = {*found.get("request", ()), *(place - 1 for place in found.get("work", ()))}
    ends = {*range(min(_OPENING, len(words))), *range(max(len(words) - _CLOSING, 0), len(words))}
    return any(words[place] in _CRIES and place not in asked for place in ends)
