"""Figures of several rounds and what they say beside one another."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Goal:
    """Ours over theirs: at least, or with *at_most* at most, this ratio."""

    title: str
    ours: str
    theirs: str
    ratio: float
    at_most: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """A goal beside what was measured; the ratio is the median of each round's own."""

    goal: Goal
    ours: float
    theirs: float
    ratio: float

    @property
    def met(self) -> bool:
        return self.ratio <= self.goal.ratio if self.goal.at_most else self.ratio >= self.goal.ratio


@dataclass
class Figures:
    """By name one figure a round, with its unit."""

    rounds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    units: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, value: float, unit: str) -> None:
        self.rounds[name].append(value)
        self.units[name] = unit

    def add_waits(self, name: str, waits: Sequence[float]) -> None:
        """The median and the 99th percentile of *waits*, as milliseconds."""
        self.add(f"{name} p50", 1000 * median(waits), "ms")
        self.add(f"{name} p99", 1000 * quantiles(waits, n=100)[98], "ms")

    def shown(self, name: str) -> str:
        """The median with its unit."""
        value = median(self.rounds[name])
        return f"{value:,.{0 if value >= 100 else 1}f} {self.units[name]}"

    def verdict(self, goal: Goal) -> Verdict:
        ours, theirs = self.rounds[goal.ours], self.rounds[goal.theirs]
        ratio = median(mine / other for mine, other in zip(ours, theirs, strict=True))
        return Verdict(goal, median(ours), median(theirs), ratio)
