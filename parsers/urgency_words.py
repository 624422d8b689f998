"""The words urgency is read from in one spelling: typed short, stretched, misspelt or in a regional voice."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from parsers.everyday_words import EVERYDAY
from parsers.lexicon import urgency_phrases, urgency_spellings
from parsers.remembering import remembered
from parsers.stems import stems
from parsers.wordlist import wordset

_PASSIVE = ("di", "ter", "ke", "ka", "ta")
_ENDINGS = ("", "in", "i", "kan", "an", "na", "e", "nya", "keun")
_NASALS = {
    "p": ("m", 1), "t": ("n", 1), "s": ("ny", 1), "k": ("ng", 1), "b": ("m", 0), "c": ("n", 0), "d": ("n", 0),
    "j": ("n", 0), "l": ("", 0), "r": ("", 0),
}  # fmt: skip
_ACTIVE = ("", "me", "nge", "ma")
_CLITICS = ("nya", "lah", "kah", "ku", "mu", "e", "ne", "na")
_SHORTEST = 3  # letters left of a clitic
_TYPED = 8  # letters from which one wrong letter is forgiven
_LONGEST = 24
_GLUED = wordset(  # where somebody is, written in one word with "di": "didalem", "dijalan"
    "dalam dalem dlm jero njero bawah atas atap genteng loteng plafon jalan rumah mobil kamar sungai laut",
    "pantai jurang sumur kolam lift tol hutan gunung pohon tiang sekolah pasar kos toilet gudang",
)
_OVER = "usai"  # "sudah padam", "udh dievakuasi": that something is done with
_GRAVE = frozenset({"trapped", "dire", "casualty", "event", "blaze", "attack"})


def plain(words: Sequence[str]) -> list[str]:
    """*words* in one spelling, without the small ones."""
    return [word for word in map(_folded, words) if word != "-"]


def is_small(word: str) -> bool:
    """Whether `plain` leaves *word* out."""
    return _folded(word) == "-"


def _voices(root: str) -> Iterator[tuple[str, str]]:
    """(form, plain form) of who suffers and who does what *root* says: "ketusuk", "nusuk"."""
    nasal, dropped = _NASALS.get(root[0], ("ng", 0))
    doing = nasal + root[dropped:]
    for ending in _ENDINGS:
        yield from ((f"{prefix}{root}{ending}", f"di{root}") for prefix in _PASSIVE)
        yield from ((f"{prefix}{doing}{ending}", f"me{doing}") for prefix in _ACTIVE if prefix or nasal)


def _squeezed(word: str) -> str:
    return "".join(letter for letter, _ in groupby(word))


def _shorter(word: str) -> Iterator[str]:
    """*word* with one letter left out; the first stays."""
    return (word[:place] + word[place + 1 :] for place in range(1, len(word)))


def _spellings() -> dict[str, str]:
    found: dict[str, str] = {}
    roots: list[str] = []
    for typed, word in urgency_spellings():
        if word == "~":
            roots.append(typed)
        else:
            found[typed] = word
    for root in roots:
        for form, word in _voices(root):
            if form not in _LISTED:
                found.setdefault(form, word)
    return found


_LISTED = frozenset(word for phrase, _ in urgency_phrases() for word in phrase.split())
_SPELLINGS = _spellings()
_STRETCHED = {_squeezed(word): word for word in (*_SPELLINGS, *_LISTED) if len(word) > _SHORTEST}
_CORE = frozenset(
    phrase
    for phrase, kind in urgency_phrases()
    if kind in _GRAVE and len(phrase) >= _TYPED and " " not in phrase
)
_NEARLY = {shorter: word for word in _CORE for shorter in _shorter(word)}


@remembered(8192)
def _folded(word: str) -> str:
    """The plain word; "-" for one that is left out."""
    if " " in word:
        return _SPELLINGS.get(word, _OVER)
    if word in _LISTED or len(word) > _LONGEST:
        return _SPELLINGS.get(word, word)
    for form in (word, *_without_clitic(word), _relaxed(word), _unglued(word)):
        if form in _SPELLINGS:
            return _SPELLINGS[form]
        if form in _LISTED:
            return form
    return _mistyped(word) or word


def _relaxed(word: str) -> str:
    """The word that *word* is when its doubled and stretched letters are written once."""
    squeezed = _squeezed(word)
    return _STRETCHED.get(squeezed, "") if squeezed != word else ""


def _unglued(word: str) -> str:
    """The place that *word* names behind a "di" without its space; "" for any other word."""
    return word[2:] if word[:2] == "di" and word[2:] in _GLUED else ""


def _without_clitic(word: str) -> list[str]:
    return [
        word[: -len(clitic)]
        for clitic in _CLITICS
        if word.endswith(clitic)
        and len(word) - len(clitic) >= (_SHORTEST if clitic == "nya" else _SHORTEST + 1)
    ]


def _mistyped(word: str) -> str:
    """The grave word *word* differs from in one letter, unless it is a word of its own; "" for none."""
    if len(word) < _TYPED - 1:
        return ""
    forms = _shorter(word)
    meant = _NEARLY.get(word) or next(
        (form if form in _CORE else _NEARLY[form] for form in forms if form in _CORE or form in _NEARLY), ""
    )
    return "" if any(stem in EVERYDAY for stem in stems(word)) else meant
