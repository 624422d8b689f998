"""The learned half of the topic classifier: letters, words and roots of a message weighed in one pass."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from parsers.ngrams import cut, fits, pair_buckets, word_hash

FILE = "model.bin"
WHOLE = 3.0  # how much more a whole word, a pair or a root counts than letters inside a word
SHARPNESS = 1.6  # of the word lists' totals, when they are read as shares
SHARE = 0.2  # how loud the lists' shares are beside the roots of their totals
_DOUBT, _FLOOR = 1.2, 0.05
_REMEMBERED, _LONGEST = 8192, 40  # words whose weights are kept, and their letters


@dataclass(frozen=True, slots=True)
class Model:
    """Weights of hashed pieces and of the word lists' totals, for *topics* in this order.

    *weights* holds one row of int8 per bucket, to be multiplied by *scales*; *listed* one row per number of
    `lists`. The first columns of both speak for a topic each, the others open the hidden cells, which speak
    by *answers*. *temperature* makes the scores probabilities of being right.
    """

    version: str
    topics: tuple[str, ...]
    weights: NDArray[np.int8]
    scales: NDArray[np.float32]
    biases: NDArray[np.float64]
    listed: NDArray[np.float64]
    answers: NDArray[np.float64]
    temperature: float
    _heard: dict[str, bytes] = field(init=False, repr=False, compare=False, default_factory=dict)

    @property
    def bits(self) -> int:
        return int(self.weights.shape[0]).bit_length() - 1

    def judge(self, forms: Sequence[str], totals: Mapping[str, float]) -> NDArray[np.float64]:
        """How likely each topic is for the words *forms*, of which the word lists say *totals* (above 0)."""
        said = np.array([totals.get(topic, 0.0) for topic in self.topics])
        sums = self.sums(forms) + lists(said) @ self.listed
        return softmax(answered(sums, self.answers) / self.temperature)

    def sums(self, forms: Sequence[str]) -> NDArray[np.float64]:
        """What the pieces of *forms* alone say for each topic and each hidden cell, with the biases."""
        sums, count = self._summed(forms) if forms and fits(forms) else self._cut(forms)
        found: NDArray[np.float64] = sums * self.scales / max(count, 1) ** 0.5 + self.biases
        return found

    def _cut(self, forms: Sequence[str]) -> tuple[NDArray[np.float64], int]:
        """The summed weights of the pieces of *forms*, and how many pieces they are."""
        pieces = cut(forms, self.bits)
        rows = self.weights.take(pieces.buckets, axis=0)
        inner = rows[: pieces.inner].sum(
            axis=0, dtype=np.int32
        )  # no BLAS: its threads cost more than they save
        return inner + WHOLE * rows[pieces.inner :].sum(axis=0, dtype=np.int32), len(rows)

    def _summed(self, forms: Sequence[str]) -> tuple[NDArray[np.float64], int]:
        """The same from the remembered weights of each word, and the weights of each pair of neighbours."""
        heard = self._heard
        known = b"".join([heard.get(form) or self._hear(form) for form in forms])
        rows = np.frombuffer(known, dtype=np.int32).reshape(len(forms), -1)
        sums = rows.sum(axis=0)
        buckets = pair_buckets(rows[:, -1].view(np.uint32), rows[:, -2], self.bits)
        pairs = self.weights.take(buckets, axis=0).sum(axis=0, dtype=np.int32)
        return sums[:-3] + WHOLE * pairs, int(sums[-3]) + len(forms) - 1

    def _hear(self, form: str) -> bytes:
        """The summed weights of a word's own pieces, their number, the word's length and its hash."""
        pieces = cut([form], self.bits)
        rows = self.weights.take(pieces.buckets, axis=0)
        sums = rows[: pieces.inner].sum(axis=0, dtype=np.int32)
        sums += int(WHOLE) * rows[pieces.inner :].sum(axis=0, dtype=np.int32)
        ends = np.array([len(rows), len(form), word_hash(form)], dtype=np.uint32).view(np.int32)
        found = np.concatenate((sums, ends)).tobytes()
        if len(form) <= _LONGEST:
            if len(self._heard) >= _REMEMBERED:
                self._heard.clear()
            self._heard[form] = found
        return found

    def speaking(self, forms: Sequence[str], topic: str, most: int = 3) -> tuple[int, ...]:
        """The indices of the words that say most for *topic*, at most *most*, the strongest first."""
        pieces = cut(forms, self.bits)
        column = self.weights[pieces.buckets, self.topics.index(topic)].astype(np.float64)
        column[pieces.inner :] *= WHOLE
        added = np.bincount(pieces.words, weights=column)
        order = np.argsort(-added, kind="stable")[:most]
        return tuple(int(index) for index in order if added[index] > added[order[0]] / 3 > 0)


def lists(totals: NDArray[np.float64]) -> NDArray[np.float64]:
    """The word lists' *totals* (topics last) as numbers to weigh, all 0 when no word speaks.

    First the root of each total, then each topic's share on the scale of its logarithm.
    """
    loud = SHARE * (shares(totals) - _silence(totals.shape[-1]))
    return np.concatenate((np.sqrt(totals), loud), axis=-1)


def answered(sums: NDArray[np.float64], answers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Margins from the *sums* of each topic and, behind them, of each hidden cell that may open."""
    straight = answers.shape[1]
    found: NDArray[np.float64] = sums[..., :straight] + np.maximum(sums[..., straight:], 0.0) @ answers
    return found


def shares(totals: NDArray[np.float64]) -> NDArray[np.float64]:
    """The logarithm of each topic's share in the word lists' *totals* (topics last); doubt takes a part."""
    powers = totals**SHARPNESS
    whole = powers.sum(axis=-1, keepdims=True) + _DOUBT**SHARPNESS
    found: NDArray[np.float64] = np.log((powers + _FLOOR) / whole)
    return found


@cache
def _silence(count: int) -> NDArray[np.float64]:
    """The shares of *count* topics when no word speaks."""
    return shares(np.zeros(count))


def softmax(margins: NDArray[np.float64]) -> NDArray[np.float64]:
    """Margins as probabilities that add up to 1 (topics last)."""
    raised = np.exp(margins - margins.max(axis=-1, keepdims=True))
    found: NDArray[np.float64] = raised / raised.sum(axis=-1, keepdims=True)
    return found


def pack(model: Model) -> bytes:
    """One file: a line of JSON, then the weights row by row. Equal models give equal bytes."""
    head = {
        "topics": model.topics,
        "bits": model.bits,
        "temperature": model.temperature,
        "scales": [float(scale) for scale in model.scales],
        "biases": [float(bias) for bias in model.biases],
        "listed": [[float(weight) for weight in row] for row in model.listed],
        "answers": [[float(weight) for weight in row] for row in model.answers],
    }
    return json.dumps(head).encode("ascii") + b"\n" + model.weights.tobytes()


def unpack(data: bytes) -> Model:
    """The model in the bytes that `pack` gave. Raises ValueError when they are cut short."""
    line, _, body = data.partition(b"\n")
    head = json.loads(line)
    topics, biases = tuple(head["topics"]), np.array(head["biases"])
    return Model(
        version=f"{zlib.crc32(data):08x}",
        topics=topics,
        weights=np.frombuffer(body, dtype=np.int8).reshape(1 << head["bits"], len(biases)),
        scales=np.array(head["scales"], dtype=np.float32),
        biases=biases,
        listed=np.array(head["listed"]),
        answers=np.array(head["answers"]),
        temperature=head["temperature"],
    )


@cache
def load_model() -> Model:
    """The packaged model; the first call reads it, later calls return the same value."""
    return unpack(files("parsers").joinpath("data", FILE).read_bytes())
