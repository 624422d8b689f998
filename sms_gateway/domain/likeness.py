"""Whether two names, two streets or two texts are the same but for how they are spelled."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import Indel, Levenshtein

from parsers import is_everyday
from parsers.stems import stems
from parsers.wordlist import wordset
from sms_gateway.domain.matters import matter_of

SIDES: Final = wordset(
    "utara selatan barat timur tengah dalam luar atas bawah lama baru kulon wetan lor kidul",
)
_OF_TWO_WORDS: Final = frozenset(
    {"estate", "masjid", "musholla", "company", "univ", "park", "cluster", "clinic"}
)
TITLES: Final = wordset(
    "raya poros kampung desa dusun utama lingkungan kh haji h dr ir jend jenderal letjen mayjen prof",
    "pangeran kapten raden",
)
_TAILS: Final = wordset(
    "di ke dari dekat depan dpn belakang samping sebelah arah menuju kota kab kabupaten kec kecamatan",
    "kel kelurahan desa no nomor rt rw gang gg blok km yang tidak sudah belum katanya ada banyak sangat",
    "sekali menolak pasien tolong mohon makan buat tempat simpang warung ruko toko kantor sampai malam",
)
FILLERS: Final = wordset(
    "assalamualaikum assalamu alaikum wr wb selamat pagi siang sore malam permisi maaf salam halo hallo",
    "pak bapak bu ibu bang min admin yth kepada tolong mohon minta bantu dibantu segera sgr agar supaya",
    "untuk terima kasih terimakasih trims makasih ya yah dong nih sih deh lah kok kan saja aja juga",
    "yang di ke dari dan dengan ini itu nya sangat sekali banget saya kami kita lapor laporan",
    "melaporkan adalah pada karena sudah telah jl jln kecamatan kec kelurahan kel desa ds kabupaten kab",
    "kota dusun nomor no gang gg rt rw provinsi depan dpn padahal pdhl setiap tiap katanya alasan",
    "hormat mhn mau ingin tanya kenapa mengapa bagaimana gimana wassalam ditindaklanjuti perhatian",
)


class Street(StrEnum):
    """What two street names are to one another."""

    SAME = "same"
    UNSURE = "unsure"  # "mangga" and "mangga 2"
    OTHER = "other"


def same_name(kind: str, a: str, b: str) -> bool:
    """Whether two names of one or two words, given to the same *kind* of thing, are one.

    A second word may be the sentence that goes on, unless the kind's names have two.
    """
    left, right = a.split(" "), b.split(" ")
    if a == b or _alike("".join(left), "".join(right)):
        return True
    if not _alike(left[0], right[0]):
        return False
    if len(left) == 1 or len(right) == 1 or _alike(left[1], right[1]):
        return True
    return kind not in _OF_TWO_WORDS and not all(_is_name(word) for word in (left[1], right[1]))


def _is_name(word: str) -> bool:
    return word in SIDES or not is_everyday(word)


def same_word(a: str, b: str) -> bool:
    """Whether two words are one in another form or spelling: "berlubang" and "lubang", "parah" and "prah".

    Letters left out or changed about are a spelling; another letter ("sukamaju", "sukamaja") is another name.
    """
    return a == b or bool(set(stems(a)) & set(stems(b))) or _misspelt(a, b)


def _misspelt(a: str, b: str) -> bool:
    if min(len(a), len(b)) < 4 or a[0] != b[0] or not (a.isalpha() and b.isalpha()):
        return False
    if len(a) == len(b):
        return sorted(a) == sorted(b)
    most = 2 if min(len(a), len(b)) >= 8 else 1
    return Indel.distance(a, b, score_cutoff=most) <= most and len(a) != len(b)


def compare_streets(a: str, b: str) -> Street:
    """Both without "jl", as typed; what the text says behind the name may still hang on them."""
    left, right = ([word for word in each.split() if word not in TITLES] for each in (a, b))
    if not left or not right or not _alike(left[0], right[0]):
        return Street.SAME if sorted(left) == sorted(right) else Street.OTHER
    place = next(
        (place for place, pair in enumerate(zip(left, right, strict=False)) if not _alike(*pair)),
        min(len(left), len(right)),
    )
    rest = left[place : place + 1], right[place : place + 1]
    return _by_rest(*rest, place == 1 and not is_everyday(left[0]))


def _by_rest(left: list[str], right: list[str], named: bool) -> Street:
    """By the first words in which two names that begin alike differ; *named*: they begin with a rare word."""
    telling = [word for word in (*left, *right) if _tells(word)]
    if not telling:
        return Street.SAME
    if left and right and len(telling) == 2:
        plain = left[0].isalpha() and right[0].isalpha() and not {*left, *right} <= SIDES
        return Street.UNSURE if named and plain else Street.OTHER
    return Street.UNSURE if any(word in SIDES or not word.isalpha() for word in telling) else Street.SAME


def _tells(word: str) -> bool:
    """Whether this word can belong to a street's name instead of the sentence behind it."""
    return word in SIDES or not (word in _TAILS or matter_of((word,)))


def _alike(a: str, b: str) -> bool:
    if not (a.isalpha() and b.isalpha()):
        return a.lstrip("0") == b.lstrip("0")
    return a == b or _misspelt(a, b)


@dataclass(frozen=True, slots=True)
class Difference:
    """How two texts differ: the words of each alone, wherever they stand, and those in another's place.

    *near*: the share of words in common in any order, *aligned*: in the same order; 0..1.
    """

    near: float
    aligned: float
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    swapped: tuple[tuple[str, str], ...]


def difference(a: Sequence[str], b: Sequence[str]) -> Difference:
    """Compare two texts without greetings and fillers; other forms and spellings of a word are the same."""
    left, right = content(a), content(b)
    if not left or not right:
        return Difference(0.0, 0.0, left, right, ())
    right = _respelled(left, right)
    codes = [code for code in Levenshtein.opcodes(left, right) if code.tag != "equal"]
    longest = max(len(left), len(right))
    changed = sum(max(code.src_end - code.src_start, code.dest_end - code.dest_start) for code in codes)
    if "".join(left) == "".join(right):  # only the blanks differ
        return Difference(1.0, 1.0, (), (), ())
    only_a, only_b = _alone(left, right), _alone(right, left)
    swapped = tuple(
        (" ".join(left[code.src_start : code.src_end]), " ".join(right[code.dest_start : code.dest_end]))
        for code in codes
        if code.tag == "replace"
    )
    near = 1 - max(len(only_a), len(only_b)) / longest
    return Difference(near, max(0.0, 1 - changed / longest), only_a, only_b, _told_apart(swapped))


def _respelled(left: Sequence[str], right: Sequence[str]) -> tuple[str, ...]:
    """*right* with the words that are one of *left* in another form written as there."""
    by_word, by_stem, by_letter = _index(tuple(left))
    return tuple(word if word in by_word else _as_in(left, word, by_stem, by_letter) for word in right)


def _as_in(
    left: Sequence[str], word: str, by_stem: Mapping[str, int], by_letter: Mapping[str, Sequence[int]]
) -> str:
    """The first of *left* that is `same_word`, else *word* itself."""
    end = len(left)
    place = min((by_stem.get(stem, end) for stem in stems(word)), default=end)
    for other in by_letter.get(word[:1], ()):
        if other >= place:
            break
        if _misspelt(word, left[other]):
            return left[other]
    return left[place] if place < end else word


@lru_cache(16)
def _index(words: tuple[str, ...]) -> tuple[frozenset[str], Mapping[str, int], Mapping[str, Sequence[int]]]:
    """*words*, the first place of each of their stems, and the places of each first letter.

    One report is compared to many.
    """
    by_stem: dict[str, int] = {}
    by_letter: dict[str, list[int]] = {}
    for place, word in enumerate(words):
        by_letter.setdefault(word[:1], []).append(place)
        for stem in stems(word):
            by_stem.setdefault(stem, place)
    return frozenset(words), by_stem, by_letter


def _alone(words: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    """What is left of *words* when each of *others* takes one equal word away."""
    left = list(words)
    for other in others:
        if other in left:
            left.remove(other)
    return tuple(left)


def _told_apart(swapped: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in swapped if pair[0].replace(" ", "") != pair[1].replace(" ", ""))


def content(words: Iterable[str]) -> tuple[str, ...]:
    """*words* without greetings, pleas and fillers."""
    return tuple(word for word in words if word not in FILLERS)


def overlap(a: Iterable[str], b: Iterable[str]) -> float:
    """The share of the shorter text's words that stand in the other too."""
    left, right = set(content(a)), set(content(b))
    if not left or not right:
        return 0.0
    shorter, longer = sorted((left, right), key=lambda words: (len(words), sorted(words)))
    known = {stem for word in longer for stem in stems(word)}
    return sum(1 for word in shorter if known & set(stems(word))) / len(shorter)
