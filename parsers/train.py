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
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.svm import LinearSVC

from parsers.lexicon import Lexicon, listed_terms, read_lexicon
from parsers.model import FILE, SHARE, WHOLE, Model, answered, lists, pack, softmax
from parsers.ngrams import cut
from parsers.normalize import clean
from parsers.spelling import spell
from parsers.topic import listen
from parsers.train_layer import learn

DATA = Path(__file__).parent / "data"
BITS = 15
BLEND = 0.08  # how much the word lists' own ranking counts beside the linear classifier
LAYER = 0.8  # how much the hidden layer counts beside the linear classifier
JUDGED = 5  # every so manieth text is judged by a fit without it, for the temperature
LOUDNESS = 0.15  # of a text's pieces for the hidden layer
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

    def beside(self, other: "Table") -> "Table":
        """The rows of both."""
        return Table(
            vstack([self.pieces, other.pieces]).tocsr(),
            np.vstack([self.totals, other.totals]),
            np.concatenate([self.topics, other.topics]),
            np.concatenate([self.weights, other.weights]),
        )


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
    """Weights of pieces (buckets by columns) and of what the lists say (numbers by columns), and biases.

    The columns are the topics, then the hidden cells, which speak for each topic by *answers*.
    """

    pieces: Floats
    listed: Floats
    biases: Floats
    answers: Floats

    def margins(self, known: Table) -> Floats:
        sums = known.pieces @ self.pieces + lists(known.totals) @ self.listed + self.biases
        return answered(sums, self.answers)


def fit(own: Table, extra: Table, rare: Floats) -> Fit:
    """One linear classifier per topic, and a hidden layer beside it, whose own biases are added to theirs.

    The linear one learns by coordinate descent in a fixed order and hears *extra* too: no threads, no chance.
    """
    known = own.beside(extra)
    columns = hstack([known.pieces.multiply(rare), csr_matrix(np.sqrt(known.totals))]).tocsr()
    machine = LinearSVC(C=_PENALTY, random_state=1708, tol=1e-4, max_iter=4000)
    machine.fit(columns, known.topics, sample_weight=known.weights)
    weights = machine.coef_.T
    loud = rare * LOUDNESS
    count = own.totals.shape[1]
    layer = learn(own.pieces.multiply(loud).tocsr(), lists(own.totals), own.topics, count)
    straight = np.vstack([weights[1 << BITS :], np.eye(count) * BLEND / SHARE])
    return Fit(
        np.hstack([weights[: 1 << BITS] * rare[:, None], layer.pieces * loud[:, None]]),
        np.hstack([straight + LAYER * layer.direct, layer.listed]),
        np.concatenate([machine.intercept_ + LAYER * layer.offsets, layer.thresholds]),
        LAYER * layer.answers,
    )


def temperature(own: Table, extra: Table, rare: Floats) -> float:
    """What turns margins into probabilities of being right, from texts judged by a fit without them."""
    judged = np.arange(own.pieces.shape[0]) % JUDGED == 0
    margins = fit(own.rows(~judged), extra, rare).margins(own.rows(judged))
    right = own.topics[judged][:, None]
    losses = [
        -float(np.log(np.take_along_axis(softmax(margins / heat), right, axis=1)).sum())
        for heat in _TEMPERATURES
    ]
    return _TEMPERATURES[losses.index(min(losses))]


def train(folder: Path = DATA / "corpus") -> Model:
    """The model for the texts in *folder*."""
    lexicon = read_lexicon()
    names = tuple(lexicon.topics)
    own = table([example(text, topic, lexicon) for text, topic in texts(folder, "train")], names)
    extra = table(list(terms()), names)
    rare = rarity(own)
    heat = temperature(own, extra, rare)
    found = fit(own, extra, rare)
    scales = np.abs(found.pieces).max(axis=0) / 127
    return Model(
        version="",
        topics=names,
        weights=np.rint(found.pieces / scales).astype(np.int8),
        scales=scales.astype(np.float32),
        biases=np.round(found.biases, 6),
        listed=np.round(found.listed, 6),
        answers=np.round(found.answers, 6),
        temperature=heat,
    )


def main() -> None:
    data = pack(train())
    (DATA / FILE).write_bytes(data)
    print(f"{DATA / FILE}: {len(data):,} bytes")


if __name__ == "__main__":
    main()
