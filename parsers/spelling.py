"""SMS spelling to plain Indonesian words; numbers and what the list does not know stay as they were typed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parsers.normalize import Clean
from parsers.phrases import Word, keys
from parsers.remembering import remembered

_TOKEN = re.compile("[a-z0-9\u00e0-\u024f]+(?:'[a-z]+)?")
_DIGIT_LETTERS = str.maketrans("013457", "oieast")
_LEET = re.compile(r"[a-z]+[013457][a-z]+(?:[013457][a-z]+)?")
_DOUBLED = re.compile(r"([a-z]{2,})2(nya|an|kan)?")
_STRETCHED = re.compile("|".join(3 * letter for letter in "abcdefghijklmnopqrstuvwxyz"))
_VOWELS = frozenset("aiueo")
_MAX_WORD = 40


@dataclass(frozen=True, slots=True)
class Sense:
    """One reading of a short form, taken when a neighbour allows it; all three sets empty: always."""

    plain: tuple[str, ...]
    previous: frozenset[str] = frozenset()
    following: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()

    def fits(self, tokens: Sequence[str], position: int) -> bool:
        """Whether the neighbours of `tokens[position]` allow this reading."""
        if not (self.previous or self.following or self.near):
            return True
        if self.previous and _is_in(tokens, position - 1, self.previous):
            return True
        if self.following and _is_in(tokens, position + 1, self.following):
            return True
        around = range(max(0, position - 4), min(len(tokens), position + 5))
        return any(place != position and tokens[place] in self.near for place in around)


Slang = Mapping[str, tuple[Sense, ...]]


def _is_in(tokens: Sequence[str], position: int, words: frozenset[str]) -> bool:
    if not 0 <= position < len(tokens):
        return False
    return tokens[position] in words or ("#" in words and tokens[position][:1] in _DIGITS)


_DIGITS = frozenset("0123456789")


def spell(clean: Clean, slang: Slang) -> tuple[Word, ...]:
    """The plain words of *clean*, with offsets into `clean.text`. Linear in its length."""
    found = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(clean.text)]
    found = _join_doubled(found, clean.text)
    tokens = [_token(form, slang) for form, _, _ in found]
    words: list[Word] = []
    for position, (_, start, end) in enumerate(found):
        form = tokens[position]
        if form in slang:
            words += [Word(plain, start, end, keys(plain)) for plain in _plain(tokens, position, slang)]
        else:
            plain = form + "a" if form.endswith("ny") and len(form) > 4 else form
            words.append(Word(plain, start, end, keys(plain)))
    return tuple(words)


def _join_doubled(found: list[tuple[str, int, int]], text: str) -> list[tuple[str, int, int]]:
    """Make one token of a doubled word ("anak-anak")."""
    joined: list[tuple[str, int, int]] = []
    for form, start, end in found:
        doubled = joined and start - joined[-1][2] == 1 and text[start - 1] == "-" and len(form) > 2
        if doubled and form.startswith(joined[-1][0]):
            joined[-1] = (f"{joined[-1][0]}-{form}", joined[-1][1], end)
        else:
            joined.append((form, start, end))
    return joined


def _token(form: str, slang: Slang) -> str:
    if form in slang or len(form) > _MAX_WORD or _stands(form):
        return form
    if form.isalpha():
        return squeeze(form, slang)
    doubled = _DOUBLED.fullmatch(form)
    if doubled:
        base = _known(doubled.group(1), slang)
        return f"{base}-{base}{doubled.group(2) or ''}"
    if len(form) > 4 and _LEET.fullmatch(form):
        return form.translate(_DIGIT_LETTERS)
    return squeeze(form, slang)


@remembered(8192)
def _stands(form: str) -> bool:
    """Whether *form* is spelled right as far as its letters tell, whatever the list knows."""
    return form[0] in _DIGITS or (form.isalpha() and _unstretched(form))


def _unstretched(form: str) -> bool:
    return form[-2:-1] != form[-1:] and form.isascii() and not _STRETCHED.search(form)


def _known(form: str, slang: Slang) -> str:
    senses = slang.get(form, ())
    return senses[-1].plain[0] if len(senses) == 1 and len(senses[0].plain) == 1 else form


def squeeze(form: str, slang: Slang) -> str:
    """Take stretched letters back ("tolooong" -> "tolong"); two equal letters stay ("maaf", "google")."""
    if _unstretched(form):
        return form
    if not _VOWELS.intersection(form):
        return form  # PPPK and WWW are spelled like that
    squeezed: list[str] = []
    stretched = False
    for index, letter in enumerate(form):
        run = index >= 2 and form[index - 1] == letter and form[index - 2] == letter
        stretched = stretched or run
        if not run:
            squeezed.append(letter)
    if not stretched and form[-2:-1] != form[-1:]:
        return form
    kept = "".join(squeezed)
    if not stretched and (kept in slang or form[-1] not in _VOWELS or len(form) < 5):
        return kept
    return _single(kept)


def _single(form: str) -> str:
    letters = [letter for index, letter in enumerate(form) if index == 0 or form[index - 1] != letter]
    return "".join(letters)


def _plain(tokens: Sequence[str], position: int, slang: Slang) -> tuple[str, ...]:
    """What a listed short form stands for here: the first sense its neighbours allow, or itself."""
    form = tokens[position]
    for sense in slang[form]:
        if sense.fits(tokens, position):
            return sense.plain
    return (form,)
