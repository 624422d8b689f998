"""The keys under which a report is looked for: region, topic and a rare word, so that no region is a heap.

Two reports that `dedupe.compare` calls duplicates share at least one key, but for misspelt names. A report of
an unknown region is found by its rare words alone.
"""

from collections.abc import Iterator
from typing import Final

from sms_gateway.domain.likeness import TITLES, content
from sms_gateway.domain.prints import Print

MOST: Final = 16
_ANCHORS: Final = 4
_SURE: Final = 2  # anchors that find a report whatever its topic was taken for
_TOPICS: Final = 2
_SPEAKING: Final = 0.25  # score from which a second topic may be the first of a reworded report


def keys(print_: Print) -> tuple[str, ...]:
    """At most MOST keys, the most particular first; none for a report without words."""
    topics = [topic for topic, score in print_.topics[:_TOPICS] if score >= _SPEAKING]
    topics = topics or [topic for topic, _ in print_.topics[:1]]
    found = dict.fromkeys(_text_key(print_))
    if print_.regency:
        found |= dict.fromkeys(f"{print_.regency}|{anchor}" for anchor in list(_anchors(print_))[:_SURE])
    found |= dict.fromkeys(f"{place}|{topic}" for topic in topics for place in _places(print_))
    return tuple(found)[:MOST]


def _text_key(print_: Print) -> Iterator[str]:
    """The same words in any order, whoever sends them."""
    words = sorted(set(content(print_.words)))
    if words:
        yield "text|" + " ".join(words)


def _places(print_: Print) -> Iterator[str]:
    anchors = list(dict.fromkeys(_anchors(print_)))[:_ANCHORS]
    region = print_.regency
    if print_.village:
        yield f"village|{print_.village}"
    if region:
        yield from (f"{region}|{anchor}" for anchor in anchors)
    yield from (f"*|{anchor}" for anchor in anchors[: _ANCHORS - 1])
    if print_.district:
        yield f"district|{print_.district}"
    if region:
        yield f"{region}|{print_.problem}"


def _anchors(print_: Print) -> Iterator[str]:
    """Words that name the place: of streets, of named things, then rare ones, then a number."""
    for street in print_.streets:
        yield from [word for word in street.split() if word not in TITLES][:1]
    for kind in sorted(print_.names):
        if kind != "district":
            yield from sorted(name.split(" ")[0] for name in print_.names[kind])
    yield from sorted(print_.rare, key=lambda word: (-len(word), word))
    yield from sorted(print_.named - print_.around - print_.rare)
    for label in sorted(print_.numbers):
        yield from (f"{label} {value}" for value in sorted(print_.numbers[label]))
