"""Learns the hidden layer of the topic classifier by gradient descent; equal input gives equal weights.

A build tool of `parsers.train`. Every chance is drawn from one seed, and all sums are of 64 bits, so that
what another processor rounds otherwise is lost when the weights are rounded to 8 bits.
"""

import math
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from parsers.model import softmax

HIDDEN = 64
EPOCHS, BATCH, RATE = 12, 128, 0.004
_SEED = 1708
_DROPPED, _UNHEARD, _UNLISTED = 0.3, 0.15, 0.3  # hidden cells, pieces, and texts whose lists are not seen
_SMOOTHED = 0.05  # the share of belief kept for every other topic
_MEAN, _SQUARE = 0.9, 0.99  # how slowly the running means of the slope and of its square change
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Layer:
    """Weights into the hidden cells (of *pieces* and of what is *listed*) and out of them (*answers*).

    *direct* is what the lists say straight for each topic; *thresholds* and *offsets* are what is added.
    """

    pieces: Floats
    listed: Floats
    thresholds: Floats
    answers: Floats
    direct: Floats
    offsets: Floats

    def margins(self, pieces: csr_matrix, listed: Floats) -> Floats:
        hidden = np.maximum(pieces @ self.pieces + listed @ self.listed + self.thresholds, 0.0)
        found: Floats = hidden @ self.answers + listed @ self.direct + self.offsets
        return found


def learn(pieces: csr_matrix, listed: Floats, topics: NDArray[np.intp], count: int) -> Layer:
    """The layer that tells *topics* (numbers below *count*) from the rows of *pieces* and *listed*."""
    chance = np.random.default_rng(_SEED)
    layer = _start(pieces.shape[1], listed.shape[1], count, chance)
    means, squares = _zeros(layer), _zeros(layer)
    rows = pieces.shape[0]
    steps = EPOCHS * math.ceil(rows / BATCH)
    step = 0
    for _ in range(EPOCHS):
        order = chance.permutation(rows)
        for first in range(0, rows, BATCH):
            step += 1
            some = order[first : first + BATCH]
            seen = pieces[some]
            seen.data = seen.data * (chance.random(seen.data.size) > _UNHEARD) / (1 - _UNHEARD)
            said = listed[some] * (chance.random((len(some), 1)) > _UNLISTED)
            slopes = _slopes(layer, seen, said, topics[some], chance)
            rate = RATE * (1 - step / (steps + 1)) * math.sqrt(1 - _SQUARE**step) / (1 - _MEAN**step)
            _move(layer, slopes, means, squares, rate)
    return layer


def _start(pieces: int, lists: int, count: int, chance: np.random.Generator) -> Layer:
    return Layer(
        pieces=chance.normal(0, 0.03, (pieces, HIDDEN)),
        listed=chance.normal(0, 0.1, (lists, HIDDEN)),
        thresholds=np.zeros(HIDDEN),
        answers=chance.normal(0, 0.1, (HIDDEN, count)),
        direct=np.zeros((lists, count)),
        offsets=np.zeros(count),
    )


def _arrays(layer: Layer) -> tuple[Floats, ...]:
    return tuple(getattr(layer, field.name) for field in fields(layer))


def _zeros(layer: Layer) -> tuple[Floats, ...]:
    return tuple(np.zeros_like(array) for array in _arrays(layer))


def _slopes(
    layer: Layer, pieces: csr_matrix, listed: Floats, topics: NDArray[np.intp], chance: np.random.Generator
) -> Layer:
    """How the error over these rows changes with each weight, some hidden cells left out by chance."""
    sums = pieces @ layer.pieces + listed @ layer.listed + layer.thresholds
    open_cells = (chance.random(sums.shape) > _DROPPED) * (sums > 0) / (1 - _DROPPED)
    hidden = sums * open_cells
    wrong = softmax(hidden @ layer.answers + listed @ layer.direct + layer.offsets)
    wrong -= _SMOOTHED / wrong.shape[1]
    wrong[np.arange(len(topics)), topics] -= 1 - _SMOOTHED
    wrong /= len(topics)
    behind = (wrong @ layer.answers.T) * open_cells
    return Layer(
        pieces=pieces.T @ behind,
        listed=listed.T @ behind,
        thresholds=behind.sum(axis=0),
        answers=hidden.T @ wrong,
        direct=listed.T @ wrong,
        offsets=wrong.sum(axis=0),
    )


def _move(
    layer: Layer, slopes: Layer, means: tuple[Floats, ...], squares: tuple[Floats, ...], rate: float
) -> None:
    """One step of Adam, in place."""
    for weight, slope, mean, square in zip(_arrays(layer), _arrays(slopes), means, squares, strict=True):
        mean *= _MEAN
        mean += (1 - _MEAN) * slope
        square *= _SQUARE
        square += (1 - _SQUARE) * slope * slope
        weight -= rate * mean / (np.sqrt(square) + 1e-6)
