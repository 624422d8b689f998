"""One spelling of characters for all matching; every cleaned character knows its raw offset."""

import unicodedata
from dataclasses import dataclass

_MAX_MARKS = 8  # canonical reordering is quadratic in the marks on one letter, so a pile of marks is cut
_DROPPED = frozenset({"Cf", "Cn", "Co"})
_VARIATION_SELECTORS = frozenset(chr(code) for code in range(0xFE00, 0xFE10))


@dataclass(frozen=True, slots=True)
class Clean:
    """Lower-case NFKC text without invisible characters.

    `offsets[i]` is the raw index of `text[i]`; `offsets[len(text)]` is the length of the raw text.
    """

    text: str
    offsets: tuple[int, ...]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw half-open span behind `text[start:end]`, with its marks and invisible characters."""
        if end <= start:
            return self.offsets[start], self.offsets[start]
        return self.offsets[start], max(self.offsets[end], self.offsets[end - 1] + 1)


def clean(text: str) -> Clean:
    """Clean *text*: NFKC, lower case, every blank but newline a space; nulls, bidi and zero-width out.

    Never raises; lone surrogates become U+FFFD. Linear in the length of *text*.
    """
    if text.isascii():
        return _clean_ascii(text)
    pieces: list[str] = []
    offsets: list[int] = []
    for start, cluster in _clusters(text):
        spelled = _spell(cluster)
        pieces.append(spelled)
        offsets.extend([start] * len(spelled))
    offsets.append(len(text))
    return Clean("".join(pieces), tuple(offsets))


def _clean_ascii(text: str) -> Clean:
    lowered = text.lower().translate(_ASCII)
    if len(lowered) == len(text):
        return Clean(lowered, tuple(range(len(text) + 1)))
    kept = [index for index, character in enumerate(text) if _ASCII.get(ord(character), " ") is not None]
    return Clean(lowered, (*kept, len(text)))


_ASCII: dict[int, str | None] = {code: None for code in range(32)}
_ASCII |= {127: None, 9: " ", 10: "\n", 11: " ", 12: " ", 13: " "}


def _clusters(text: str) -> list[tuple[int, str]]:
    """Letters with the marks that follow them, so that composing them cannot cross a cluster."""
    starts: list[int] = []
    for index, character in enumerate(text):
        marks = bool(starts) and unicodedata.combining(character) != 0
        if not marks or index - starts[-1] >= _MAX_MARKS:
            starts.append(index)
    return [(start, text[start:end]) for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _spell(cluster: str) -> str:
    if cluster.isascii():
        return cluster.lower().translate(_ASCII)
    composed = unicodedata.normalize("NFKC", cluster).lower()
    return "".join(_keep(character) for character in composed)


def _keep(character: str) -> str:
    code = ord(character)
    if code < 128:
        return _ASCII.get(code, character) or ""
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    if character in _VARIATION_SELECTORS or unicodedata.category(character) in _DROPPED or code < 160:
        return ""
    return " " if character.isspace() else character
