"""What is right about a list of (expected, found) pairs: shares, F1, confusion, reliability, intervals."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Pairs = Sequence[tuple[str, str]]
ENOUGH = 10  # rows of a class from which its F1 says something


@dataclass(frozen=True, slots=True)
class Quality:
    """How one class is found: *rows* expected and *found*, *precision*, *recall* and *f1* in 0..1."""

    rows: int
    found: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows whose score is at least *low*: how many, their mean score, and the share that is right."""

    low: float
    rows: int
    score: float
    right: float


def share(hits: Sequence[bool]) -> float:
    """The share of true ones; 0.0 of nothing."""
    return sum(hits) / len(hits) if hits else 0.0


def quality(pairs: Pairs) -> dict[str, Quality]:
    """Each class that is expected or found, by name."""
    expected = Counter(right for right, _ in pairs)
    found = Counter(guess for _, guess in pairs)
    both = Counter(right for right, guess in pairs if right == guess)
    return {
        name: _quality(expected[name], found[name], both[name])
        for name in sorted(expected.keys() | found.keys())
    }


def _quality(rows: int, found: int, both: int) -> Quality:
    precision = both / found if found else 0.0
    recall = both / rows if rows else 0.0
    total = precision + recall
    return Quality(rows, found, precision, recall, 2 * precision * recall / total if total else 0.0)


def macro_f1(pairs: Pairs, least: int = 1) -> float:
    """The mean F1 of the classes with at least *least* expected rows."""
    found = [each.f1 for each in quality(pairs).values() if each.rows >= least]
    return sum(found) / len(found) if found else 0.0


def confusions(pairs: Pairs, most: int = 20) -> list[tuple[str, str, int]]:
    """(expected, found, rows) of the usual mistakes, the most frequent first."""
    wrong = Counter(pair for pair in pairs if pair[0] != pair[1])
    ranked = sorted(wrong.items(), key=lambda item: (-item[1], item[0]))
    return [(right, guess, rows) for (right, guess), rows in ranked[:most]]


def reliability(scores: Sequence[float], hits: Sequence[bool], bins: int = 10) -> list[Bin]:
    """Rows by score in equal steps; a score of 1 belongs to the last."""
    found: list[Bin] = []
    for step in range(bins):
        inside = [
            (score, hit)
            for score, hit in zip(scores, hits, strict=True)
            if min(int(score * bins), bins - 1) == step
        ]
        if inside:
            mean = sum(score for score, _ in inside) / len(inside)
            found.append(Bin(step / bins, len(inside), mean, share([hit for _, hit in inside])))
    return found


def coverage(scores: Sequence[float], hits: Sequence[bool], least: float) -> tuple[float, float]:
    """The share of rows with a score of at least *least*, and the share of those that is right."""
    kept = [hit for score, hit in zip(scores, hits, strict=True) if score >= least]
    return (len(kept) / len(hits) if hits else 0.0), share(kept)


def interval(hits: Sequence[bool], draws: int = 2000, seed: int = 1708) -> tuple[float, float]:
    """The 95% bootstrap interval of the share of true ones; the same for the same *hits*."""
    if not hits:
        return 0.0, 0.0
    drawn = np.random.default_rng(seed).binomial(len(hits), share(hits), size=draws) / len(hits)
    low, high = np.percentile(drawn, (2.5, 97.5))
    return float(low), float(high)
