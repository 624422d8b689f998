"""A text as the plain words it is spelled with, and its streets, for comparing what two people wrote."""

import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.address import alleys, piece, streets
from parsers.everyday_words import EVERYDAY
from parsers.knowledge import Knowledge
from parsers.normalize import Clean, clean
from parsers.phrases import Word
from parsers.place_tokens import tokens
from parsers.spelling import spell
from parsers.stems import stems

_LIMIT = 3_200  # characters, twenty SMS
_ROMAN = {
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12",
    "xiii": "13", "xiv": "14",
}  # fmt: skip
_ROMANS = re.compile(r"\b(?:" + "|".join(sorted(_ROMAN, key=len, reverse=True)) + r")\b")
_MOST = 8  # streets; an SMS names one or two


def plain_words(
    text: str, *, knowledge: Knowledge, without: Sequence[tuple[int, int]] = ()
) -> tuple[str, ...]:
    """The words of *text* in plain Indonesian, lower case, without punctuation;
    doubled ones once, Roman numbers in figures.

    Words in a raw span of *without* are left out. Never raises; linear in the length read.
    """
    cleaned = _counted(clean(text[:_LIMIT]))
    words = spell(cleaned, knowledge.lexicon.slang)
    hidden = [_cleaned(span, cleaned.offsets) for span in without]
    return tuple(word.form.partition("-")[0] for word in words if not _inside(word, hidden))


def _counted(cleaned: Clean) -> Clean:
    """*cleaned* with Roman numbers in figures of the same width: spelling would make "i" of "iii"."""
    return replace(
        cleaned,
        text=_ROMANS.sub(lambda found: _ROMAN[found.group()].ljust(len(found.group())), cleaned.text),
    )


def _cleaned(span: tuple[int, int], offsets: Sequence[int]) -> tuple[int, int]:
    """The raw *span* in characters of the cleaned text; empty when it lies behind what was read."""
    start = next((place for place, raw in enumerate(offsets) if raw >= span[0]), len(offsets))
    end = next((place for place, raw in enumerate(offsets) if raw >= span[1]), len(offsets))
    return start, end


def _inside(word: Word, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < word.end and word.start < end for start, end in spans)


def named_streets(text: str) -> tuple[str, ...]:
    """Every street and alley with a name, as typed behind "jl" or "gg": "jl kelud raya". Linear."""
    words = tokens(_counted(clean(text[:_LIMIT])).text)
    found = [piece(words, each, "jl").value for each in streets(words)]
    found += [piece(words, each, "gg").value for each in alleys(words)]
    return tuple(dict.fromkeys(found))[:_MOST]


def is_everyday(word: str) -> bool:
    """Whether *word* is one that complaints are written with, in any of its forms; a name mostly is not."""
    return any(stem in EVERYDAY for stem in stems(word))
