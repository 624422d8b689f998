"""The pieces of a message's words (runs of letters, words, pairs, roots) as numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parsers.phrases import keys
from parsers.remembering import remembered

SHORTEST, LONGEST = 2, 5  # letters of a piece inside a word; the blank around a word counts as one
_ROOTED = 4  # letters from which a root is believed before a longer one
_LIMIT = 4096  # characters that are cut into pieces
_BLANK = 32
_BASE = 0x01000193
_MIX = np.uint32(0x9E3779B1)
_WHOLE = np.uint32(0x5BD1E995)
_ROOT = np.uint32(0x85EBCA6B)
_MODULUS = 1 << 32


def _powers(base: int) -> NDArray[np.uint32]:
    found = [1]
    for _ in range(_LIMIT):
        found.append(found[-1] * base % _MODULUS)
    return np.array(found, dtype=np.uint32)


_POWERS = _powers(_BASE)
_INVERSES = _powers(pow(_BASE, -1, _MODULUS))


@dataclass(frozen=True, slots=True)
class Pieces:
    """One entry per piece: its *buckets* number below 2**bits, and the index of the *words* it begins in.

    The first *inner* pieces are letters inside a word, the others whole words, pairs of neighbours and roots.
    """

    buckets: NDArray[np.intp]
    words: NDArray[np.intp]
    inner: int


def cut(forms: Sequence[str], bits: int) -> Pieces:
    """The pieces of the words *forms*, hashed into 2**bits buckets; the first 4,096 letters count."""
    spaced = "".join((" ", *(f"{form} " for form in forms)))
    text = np.frombuffer(spaced.encode("latin-1", "replace")[:_LIMIT], dtype=np.uint8)
    sums = np.zeros(len(text) + 1, dtype=np.uint32)
    np.cumsum(text * _POWERS[: len(text)], dtype=np.uint32, out=sums[1:])
    blank = text == _BLANK
    before = np.cumsum(blank)
    starts, ends = _inside(before)
    inner = len(starts)
    edges = np.flatnonzero(blank)
    first, last = edges[:-1] + 1, edges[1:]
    starts = np.concatenate((starts, first, first[:-1]))
    hashes = (sums[np.concatenate((ends, last, last[1:]))] - sums[starts]) * _INVERSES[starts]
    hashes[inner:] ^= _WHOLE
    roots = np.array([root_hash(form) for form in forms[: len(first)]], dtype=np.uint32) ^ _ROOT
    buckets = _bucketed(np.concatenate((hashes, roots)), bits).astype(np.intp)
    return Pieces(buckets, np.concatenate((before[starts] - 1, np.arange(len(first)))), inner)


def fits(forms: Sequence[str]) -> bool:
    """Whether all of *forms* are cut into pieces, not only the first ones."""
    return sum(map(len, forms)) + len(forms) < _LIMIT


@remembered(8192)
def root_hash(form: str) -> int:
    """The hash of the shortest root *form* may come from, so that affixed forms of a root are one piece."""
    return word_hash(min((key.removeprefix("~") for key in keys(form)), key=_shortest))


def _shortest(root: str) -> tuple[bool, int]:
    return len(root) < _ROOTED, len(root)


def word_hash(form: str) -> int:
    """What the hash of a pair with *form* is made of, below 2**32."""
    letters = np.frombuffer(form.encode("latin-1", "replace")[:_LIMIT], dtype=np.uint8)
    return int((letters * _POWERS[: len(letters)]).sum(dtype=np.uint32))


def pair_buckets(hashes: NDArray[np.uint32], lengths: NDArray[np.int32], bits: int) -> NDArray[np.uint32]:
    """The buckets of each pair of neighbours among words with these `word_hash`es and lengths."""
    shifts = _POWERS.take(lengths[:-1])
    found = hashes[:-1] + shifts * (hashes[1:] * _POWERS[1] + np.uint32(_BLANK))
    return _bucketed(found ^ _WHOLE, bits)


def _bucketed(hashes: NDArray[np.uint32], bits: int) -> NDArray[np.uint32]:
    mixed: NDArray[np.uint32] = ((hashes ^ (hashes >> np.uint32(15))) * _MIX) >> np.uint32(32 - bits)
    return mixed


def _inside(before: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Starts and ends of every run of letters without a blank inside; *before* counts blanks so far."""
    none = np.zeros(0, dtype=np.intp)
    starts, ends = [none], [none]
    for size in range(SHORTEST, LONGEST + 1):
        last = len(before) - size + 1
        if last < 1:
            break
        found = np.flatnonzero(before[size - 2 : size - 2 + last] == before[:last])
        starts.append(found)
        ends.append(found + size)
    return np.concatenate(starts), np.concatenate(ends)
