"""Writes the packaged model from the packaged texts and word lists; equal input gives equal bytes.

Run `python -m parsers.train` after a change of data/corpus or of the topic lists (needs the `train` extra).
Only texts of the split "train" are learned from. This is a build tool: nothing imports it at run time.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.svm import LinearSVC

from parsers.lexicon import Lexicon, listed_terms, read_lexicon
from parsers.model import FILE, WHOLE, Model, pack, shares, softmax
from parsers.ngrams import cut
from parsers.normalize import clean
from parsers.spelling import spell
from parsers.topic import listen

DATA = Path(__file__).parent / "data"
BITS = 17
BLEND = 0.08
FOLDS = 5
TERM = 0.002  # what a listed term counts as an example, per unit of its weight, beside a text's 1
_PENALTY = 0.04
_TEMPERATURES = tuple(step / 100 for step in range(10, 101))
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """The words the model weighs, what the word lists say of them, the topic, and how much it counts."""

    forms: tuple[str, ...]
    totals: dict[str, float]
    topic: str
    weight: float = 1.0


def texts(folder: Path, split: str) -> Iterator[tuple[str, str]]:
    """(text, topic) of each line of *split* in *folder*, by file name and line."""
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["split"] == split:
                yield row["text"], row["topic"]


def example(text: str, topic: str, lexicon: Lexicon) -> Example:
    """*text* as the lists and the model read it; place names are not taken out, so they need not be known."""
    cleaned = clean(text)
    words = spell(cleaned, lexicon.slang)
    said = listen(words, cleaned, lexicon, frozenset())
    return Example(tuple(word.form for word in words), dict(said.totals), topic)


def terms() -> Iterator[Example]:
    """Each term of the topic lists as a short text of its own, so that what it looks like is learned too."""
    for term, topic, weight in listed_terms():
        forms = tuple(term.replace("~", "").split())
        yield Example(forms, {topic: weight}, topic, TERM * weight)


@dataclass(frozen=True, slots=True)
class Table:
    """Examples as numbers: pieces and totals side by side, one row each."""

    pieces: csr_matrix
    totals: Floats
    topics: NDArray[np.intp]
    weights: Floats

    def rows(self, chosen: NDArray[np.bool_]) -> "Table":
        return Table(self.pieces[chosen], self.totals[chosen], self.topics[chosen], self.weights[chosen])


def table(examples: Sequence[Example], names: Sequence[str]) -> Table:
    starts, buckets, counts = [0], [], []
    for one in examples:
        pieces = cut(one.forms, BITS)
        found: dict[int, float] = {}
        for index, bucket in enumerate(pieces.buckets.tolist()):
            found[bucket] = found.get(bucket, 0.0) + (1.0 if index < pieces.inner else WHOLE)
        size = math.sqrt(max(len(pieces.buckets), 1))
        buckets += sorted(found)
        counts += [found[bucket] / size for bucket in sorted(found)]
        starts.append(len(buckets))
    return Table(
        csr_matrix((counts, buckets, starts), shape=(len(examples), 1 << BITS)),
        np.array([[one.totals.get(name, 0.0) for name in names] for one in examples]),
        np.array([names.index(one.topic) for one in examples]),
        np.array([one.weight for one in examples]),
    )


def rarity(known: Table) -> Floats:
    """How much a piece counts: more when few texts have it, nothing when none has."""
    texts_with = np.bincount(known.pieces.indices, minlength=1 << BITS).tolist()
    rows = known.pieces.shape[0]
    return np.array([math.log((1 + rows) / (1 + count)) + 1 if count else 0.0 for count in texts_with])


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights of pieces (buckets by topics) and of the lists' totals (topics by topics), and biases."""

    pieces: Floats
    listed: Floats
    biases: Floats

    def margins(self, known: Table) -> Floats:
        found: Floats = known.pieces @ self.pieces + np.sqrt(known.totals) @ self.listed + self.biases
        return found + BLEND * shares(known.totals)


def fit(known: Table, rare: Floats) -> Fit:
    """One linear classifier per topic, by coordinate descent in a fixed order: no threads, no chance."""
    columns = hstack([known.pieces.multiply(rare), csr_matrix(np.sqrt(known.totals))]).tocsr()
    machine = LinearSVC(C=_PENALTY, random_state=1708, tol=1e-4, max_iter=4000)
    machine.fit(columns, known.topics, sample_weight=known.weights)
    weights = machine.coef_.T
    return Fit(weights[: 1 << BITS] * rare[:, None], weights[1 << BITS :], machine.intercept_)


def temperature(examples: Table, extra: Table, both: Table, rare: Floats) -> float:
    """What turns margins into probabilities of being right, from texts each judged by a fit without them."""
    rows = examples.pieces.shape[0]
    margins = np.zeros((rows, examples.totals.shape[1]))
    fold = np.arange(rows + extra.pieces.shape[0]) % FOLDS
    fold[rows:] = FOLDS  # listed terms are in every fit
    for held in range(FOLDS):
        chosen = fold == held
        margins[chosen[:rows]] = fit(both.rows(~chosen), rare).margins(both.rows(chosen))
    right = examples.topics[:, None]
    losses = [
        -float(np.log(np.take_along_axis(softmax(margins / heat), right, axis=1)).sum())
        for heat in _TEMPERATURES
    ]
    return _TEMPERATURES[losses.index(min(losses))]


def train(folder: Path = DATA / "corpus") -> Model:
    """The model for the texts in *folder*."""
    lexicon = read_lexicon()
    names = tuple(lexicon.topics)
    learned = [example(text, topic, lexicon) for text, topic in texts(folder, "train")]
    listed = list(terms())
    own, extra, both = (table(part, names) for part in (learned, listed, [*learned, *listed]))
    rare = rarity(own)
    heat = temperature(own, extra, both, rare)
    found = fit(both, rare)
    scales = np.abs(found.pieces).max(axis=0) / 127
    return Model(
        version="",
        topics=names,
        weights=np.rint(found.pieces / scales).astype(np.int8),
        scales=scales.astype(np.float32),
        biases=np.round(found.biases, 6),
        listed=np.round(found.listed, 6),
        blend=BLEND,
        temperature=heat,
    )


def main() -> None:
    data = pack(train())
    (DATA / FILE).write_bytes(data)
    print(f"{DATA / FILE}: {len(data):,} bytes")


if __name__ == "__main__":
    main()
