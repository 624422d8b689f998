"""Whether a carrier is fed: closed while it works, open once it fails, half-open while it proves itself.

Nothing flaps: a pause doubles each time a trial fails or the carrier opens again soon, and one that closed
counts as settled only after a while.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from sms_gateway.domain.clock_jumps import CLOCKS_APART
from sms_gateway.domain.messages import SendOutcome, SendState

WINDOW: Final = timedelta(seconds=60)  # begins with a failure; what is handed over within it is counted
LEAST: Final = 20  # so few handovers of a window say nothing of a share
SHARE: Final = 0.5
_NONE: Final = timedelta(0)


class Mode(StrEnum):
    """Closed: everything leaves. Open: nothing does. Half-open: one SMS at a time, on trial."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


class Sign(StrEnum):
    """What one handover says of its carrier."""

    WORKS = "works"
    FAILS = "fails"
    NOTHING = "nothing"


_SIGNS: Final = MappingProxyType(
    {
        SendState.ACCEPTED: Sign.WORKS,
        SendState.REFUSED: Sign.WORKS,  # it said no to one number or text, as a carrier in health does
        SendState.RETRY: Sign.FAILS,
        SendState.UNKNOWN: Sign.FAILS,
    }
)


@dataclass(frozen=True, slots=True)
class Rules:
    """Opens after *failures* in a row; is tried after *pause*, doubled up to *longest*.

    It closes after *successes* in a row, and is *settled* so long after that.
    """

    failures: int = 5
    pause: timedelta = timedelta(seconds=30)
    longest: timedelta = timedelta(seconds=900)
    successes: int = 3
    settled: timedelta = timedelta(seconds=300)


@dataclass(frozen=True, slots=True)
class Health:
    """What is known of a carrier; as it is made: nothing against it.

    *since*: when it came into *mode*, None when it never left it. *until*: the end of the pause, or how long
    an SMS may be out on trial. *passed*: trials in a row that went well.
    """

    mode: Mode = Mode.CLOSED
    since: datetime | None = None
    in_a_row: int = 0
    counted_from: datetime | None = None
    counted: int = 0
    failed: int = 0
    pause: timedelta = _NONE
    until: datetime | None = None
    passed: int = 0

    @property
    def spotless(self) -> bool:
        """Whether another success would teach nothing."""
        return self.mode is Mode.CLOSED and self.counted_from is None and self.in_a_row == 0

    @property
    def room(self) -> float:
        """How many SMS may be handed over before something is heard of one."""
        if self.mode is Mode.CLOSED:
            return float("inf")
        return 1 if self.mode is Mode.HALF_OPEN and self.until is None else 0

    def settled(self, now: datetime, rules: Rules) -> bool:
        """Whether it is closed, and has been for long enough to come back to."""
        if self.mode is not Mode.CLOSED:
            return False
        return self.since is None or not self.since <= now < self.since + rules.settled


def sign_of(outcome: SendOutcome) -> Sign:
    """What *outcome* says of the carrier; one that is only fed too fast is not ill."""
    return Sign.NOTHING if outcome.busy else _SIGNS[outcome.state]


def awake(health: Health, now: datetime) -> Health:
    """*health* once time has done its part: a pause ends, an SMS on trial that nobody heard of is given up.

    A clock that was set back does not prolong a pause.
    """
    if health.until is None or (health.until > now and not _set_back(health, now)):
        return health
    if health.mode is Mode.OPEN:
        return replace(health, mode=Mode.HALF_OPEN, since=now, until=None, passed=0)
    return replace(health, until=None)


def on_trial(health: Health, now: datetime, patience: timedelta) -> Health:
    """*health* once an SMS was claimed for it: when it is half-open, no other until its end is known."""
    return replace(health, until=now + patience) if health.mode is Mode.HALF_OPEN else health


def after(health: Health, sign: Sign, now: datetime, rules: Rules) -> Health:
    """*health* after one more handover. What was under way when it opened changes nothing."""
    if health.mode is Mode.OPEN:
        return health
    if health.mode is Mode.HALF_OPEN:
        return _after_trial(health, sign, now, rules)
    if sign is Sign.NOTHING or (sign is Sign.WORKS and health.spotless):
        return health
    return _counted(health, sign is Sign.FAILS, now, rules)


def _after_trial(health: Health, sign: Sign, now: datetime, rules: Rules) -> Health:
    if sign is Sign.FAILS:
        return _opened(health, now, rules)
    if sign is Sign.NOTHING:
        return replace(health, until=now + rules.pause)
    passed = health.passed + 1
    if passed < rules.successes:
        return replace(health, passed=passed, until=None)
    return Health(since=now, pause=health.pause)


def _counted(health: Health, failed: bool, now: datetime, rules: Rules) -> Health:
    begun = health.counted_from
    if begun is None or not begun - CLOCKS_APART <= now < begun + WINDOW:
        health = replace(health, counted_from=now if failed else None, counted=0, failed=0)
    if health.counted_from is not None:
        health = replace(health, counted=health.counted + 1, failed=health.failed + failed)
    health = replace(health, in_a_row=health.in_a_row + 1 if failed else 0)
    too_many = health.counted >= LEAST and health.failed >= SHARE * health.counted
    if failed and (too_many or health.in_a_row >= rules.failures):
        return _opened(health, now, rules)
    return health


def _opened(health: Health, now: datetime, rules: Rules) -> Health:
    pause = rules.pause if health.settled(now, rules) else max(rules.pause, 2 * health.pause)
    pause = min(pause, rules.longest)
    return Health(Mode.OPEN, since=now, pause=pause, until=now + pause)


def _set_back(health: Health, now: datetime) -> bool:
    return health.since is not None and now < health.since - CLOCKS_APART
