"""What is wrong with one text of a sentence: its fields, brackets, letters, beginning, links or length."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sms_gateway.domain import gsm7
from sms_gateway.domain.rendering import bare
from sms_gateway.domain.sentences import BRANDS, Sentence
from sms_gateway.domain.specimens import render_variant
from sms_gateway.domain.wording import Wording

SITE: Final = "lapor.go.id"
# What a text can be, as whoever says it in another language knows it.
CODES: Final = (
    *("letter", "spaces", "brackets", "open", "braces", "part", "field"),
    *("bracketed", "missing", "last", "brand", "link", "length"),
)
_LINK: Final = re.compile(r"(?:[a-z]+://)?(?:[a-z0-9_-]+\.)+[a-z]{2,}|[a-z]+://[^ ]*", re.IGNORECASE)
_SCHEMES: Final = ("http://", "https://")
_FIELD: Final = re.compile(r"\{[^{}]*\}")
_BRACKETS: Final = re.compile(r"[\[\]]")


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing wrong with a text; *remedy* is one sentence in English.

    *code* and what it is *about* are for whoever says it in another language.
    """

    code: str
    reason: str
    remedy: str
    about: str = ""


def wrong_with(
    variant: str, sentence: Sentence, wording: Wording, segments: int, *, last: bool
) -> Iterator[Wrong]:
    """Everything wrong with *variant* of *sentence* as a text of *wording*.

    A text that quotes may take *segments*. The *last* one must do without what may be unknown.
    """
    faults = [*_form(variant)] or [*_values(variant, sentence, last=last)]
    faults += [*letters(variant), *_beginning(variant, sentence), *_links(variant)]
    yield from faults
    if not faults:
        yield from _length(variant, sentence, wording, segments)


def letters(text: str) -> Iterator[Wrong]:
    """Each character of *text* that would double the price of its SMS, and blanks nobody sees."""
    for char in dict.fromkeys(text):
        if not gsm7.is_gsm7(char):
            name = unicodedata.name(char, "unnamed")
            told = f"{char} (U+{ord(char):04X}, {name})"
            yield Wrong("letter", f"{told} is not GSM-7", "Write it with plain letters.", told)
    if text != " ".join(text.split()):
        told = "it has a line break, or a space too many"
        yield Wrong("spaces", told, "Write it on one line with single spaces.")


def _form(variant: str) -> Iterator[Wrong]:
    """Brackets that do not come in pairs, and braces that are no fields."""
    depth = 0
    for bracket in _BRACKETS.findall(variant):
        depth += 1 if bracket == "[" else -1
        if depth not in (0, 1):
            told = "the brackets [ ] are not in pairs"
            yield Wrong("brackets", told, "Close each part before the next one opens.")
            return
    if depth:
        yield Wrong("open", "a [ is not closed", "Add the ] at the end of the part.")
        return
    rest = _FIELD.sub("", variant)
    if "{" in rest or "}" in rest:
        yield Wrong("braces", "the braces { } are not in pairs", "Write each field like {number}.")
        return
    for part in re.findall(r"\[([^\]]*)\]", variant):
        if not _FIELD.search(part):
            told = f"the part [{part}] holds no field"
            yield Wrong("part", told, "Write it without the brackets.", part)


def _values(variant: str, sentence: Sentence, *, last: bool) -> Iterator[Wrong]:
    written, shown = _fields(variant), _fields(bare(variant))
    for field in sorted(written - sentence.fields):
        told = f"there is no {{{field}}} here"
        yield Wrong("field", told, f"It may hold {_named(sentence.fields)}.", f"{{{field}}}")
    for field in sorted(sentence.must - shown):
        inside = field in written
        yield Wrong(
            "bracketed" if inside else "missing",
            f"{{{field}}} {'may not stand in [ ]' if inside else 'is missing'}",
            "Without it nobody knows what to do.",
            f"{{{field}}}",
        )
    needed = shown & sentence.may
    if last and needed:
        yield Wrong(
            "last",
            f"the last text needs {_named(needed)}, which may be unknown",
            "Put it into [ ], or add a text without it below.",
            _named(needed),
        )


def _beginning(variant: str, sentence: Sentence) -> Iterator[Wrong]:
    brands = BRANDS[sentence.audience]
    if not variant.startswith(brands):
        told = " or ".join(brands)
        yield Wrong("brand", "it does not say who writes", f"Begin it with {told}", " / ".join(brands))


def _links(variant: str) -> Iterator[Wrong]:
    for found in _LINK.findall(_FIELD.sub("0", variant)):
        host = found.lower()
        for scheme in _SCHEMES:
            host = host.removeprefix(scheme)
        if host.split("/")[0] != SITE:
            told = f"The only one is {SITE}; put a space behind a full stop."
            yield Wrong("link", f"{found} reads as a link", told, found)


def _length(variant: str, sentence: Sentence, wording: Wording, segments: int) -> Iterator[Wrong]:
    over = render_variant(wording, sentence, variant, segments).over
    if over:
        room = f"{segments} segments" if "answer" in sentence.fields else f"{gsm7.SINGLE_UNITS} units"
        yield Wrong(
            "length",
            f"{over} units too long for {room} with the longest values, its parts in [ ] left out",
            "Shorten it, or put into [ ] what can be left out.",
            str(over),
        )


def _fields(text: str) -> frozenset[str]:
    return frozenset(written[1:-1] for written in _FIELD.findall(text))


def _named(names: frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "no field"
