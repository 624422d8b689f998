"""Faults on purpose: a script of them first, then seeded chance; the same seed gives the same faults."""

import random
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from threading import Lock

from pydantic import TypeAdapter

MAX_SLOW_SECONDS = 30.0
MAX_LAG_SECONDS = 86_400
MAX_SCRIPT = 10_000


class Fault(StrEnum):
    """What may happen to one request; `none` is for scripts, `list-503` strikes look-ups only."""

    NONE = "none"
    RATE_LIMIT = "429"
    UNAVAILABLE = "503"
    ERROR_AFTER = "500-after"
    SLOW = "slow"
    RESET_BEFORE = "reset-before"
    RESET_AFTER = "reset-after"
    GARBAGE = "garbage"
    LIST_UNAVAILABLE = "list-503"


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """Rates are shares of 1; seconds are seconds; numbers are E.164.

    *script* strikes the next sendings one by one and goes before *rates*. *lookup_lag* hides a new message
    from lists. A number of *opted_out* is refused with 21610, one of *undeliverable* ends in 30003.
    """

    rates: Mapping[Fault, float] = field(default_factory=dict)
    script: tuple[Fault, ...] = ()
    retry_after: int = 1
    slow_seconds: float = 1.0
    lookup_lag: float = 0.0
    opted_out: frozenset[str] = frozenset()
    undeliverable: frozenset[str] = frozenset()
    repeat_callbacks: float = 0.0
    shuffle_callbacks: float = 0.0
    lose_callbacks: float = 0.0

    def __post_init__(self) -> None:
        """Raises ValueError for a value out of its bounds."""
        shares = [*self.rates.values(), self.repeat_callbacks, self.shuffle_callbacks, self.lose_callbacks]
        if any(not 0 <= share <= 1 for share in shares):
            raise ValueError("a rate is a share between 0 and 1")
        if not 0 <= self.slow_seconds <= MAX_SLOW_SECONDS:
            raise ValueError(f"slow_seconds is between 0 and {MAX_SLOW_SECONDS:.0f}")
        if not 0 <= self.lookup_lag <= MAX_LAG_SECONDS or self.retry_after < 0:
            raise ValueError("lookup_lag is between 0 and 86400; retry_after is not negative")
        if len(self.script) > MAX_SCRIPT:
            raise ValueError(f"script is at most {MAX_SCRIPT} long")


def changed(plan: FaultPlan, wish: object) -> FaultPlan:
    """*plan* with what a JSON object asks for. Raises ValueError naming what cannot be understood."""
    if not isinstance(wish, dict):
        raise ValueError("a JSON object is needed")
    known = {item.name for item in fields(FaultPlan)}
    unknown = sorted(str(name) for name in wish if name not in known)
    if unknown:
        raise ValueError(f"unknown: {', '.join(unknown)}; known: {', '.join(sorted(known))}")
    now = {name: getattr(plan, name) for name in known}
    return _PLANS.validate_python({**now, **wish})


_PLANS = TypeAdapter(FaultPlan)


class Faults:
    """Draws the faults of a plan; the plan may be changed while requests run."""

    def __init__(self, plan: FaultPlan | None = None, seed: int = 1) -> None:
        self._lock = Lock()
        self._random = random.Random(seed)
        self._plan = plan or FaultPlan()
        self._script = deque(self._plan.script)

    @property
    def plan(self) -> FaultPlan:
        """The plan in force, with what is left of its script."""
        with self._lock:
            return replace(self._plan, script=tuple(self._script))

    def change(self, plan: FaultPlan) -> None:
        """Follow *plan* from now on, its script from the beginning."""
        with self._lock:
            self._script = deque(plan.script)
            self._plan = plan

    def of_sending(self) -> Fault:
        """The fault of the next sending."""
        with self._lock:
            if self._script:
                return self._script.popleft()
            rates = {fault: share for fault, share in self._plan.rates.items() if share > 0}
            drawn = self._random.random()
        for fault, share in sorted(rates.items()):
            if fault is Fault.LIST_UNAVAILABLE:
                continue
            if drawn < share:
                return fault
            drawn -= share
        return Fault.NONE

    def strikes_a_list(self) -> bool:
        """Whether the next look-up fails."""
        with self._lock:
            return self._random.random() < self._plan.rates.get(Fault.LIST_UNAVAILABLE, 0.0)

    def callbacks(self, states: Sequence[str]) -> list[str]:
        """*states* as they will be reported: some lost, some twice, perhaps in another order."""
        with self._lock:
            plan, chance = self._plan, self._random.random
            told = [state for state in states if not chance() < plan.lose_callbacks]
            told = [copy for state in told for copy in [state] * (1 + (chance() < plan.repeat_callbacks))]
            if chance() < plan.shuffle_callbacks:
                self._random.shuffle(told)
        return told
