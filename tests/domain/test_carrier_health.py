"""A carrier opens once it fails, proves itself on trial, and does not flap: a table and what always holds."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.carrier_health import (
    LEAST,
    WINDOW,
    Health,
    Mode,
    Rules,
    Sign,
    after,
    awake,
    on_trial,
    sign_of,
)
from sms_gateway.domain.messages import SendOutcome
from tests.conftest import NOW

RULES = Rules()
PATIENCE = timedelta(seconds=30)
WORKS, FAILS, NOTHING = Sign.WORKS, Sign.FAILS, Sign.NOTHING
SIGNS = st.sampled_from([WORKS, FAILS, NOTHING])


def heard(health: Health, *signs: Sign, now: datetime = NOW) -> Health:
    for sign in signs:
        health = after(health, sign, now, RULES)
    return health


def opened(now: datetime = NOW) -> Health:
    return heard(Health(), *[FAILS] * RULES.failures, now=now)


def tried(health: Health, sign: Sign, now: datetime) -> Health:
    return after(on_trial(awake(health, now), now, PATIENCE), sign, now, RULES)


def closed_again(health: Health) -> Health:
    assert health.until is not None
    now = health.until
    for _ in range(RULES.successes):
        health = tried(health, WORKS, now)
    return health


@pytest.mark.parametrize(
    ("outcome", "sign"),
    [
        (SendOutcome.accepted("ref"), WORKS),
        (SendOutcome.refused("twilio-21211"), WORKS),
        (SendOutcome.refused("twilio-21610", opted_out=True), WORKS),
        (SendOutcome.retry("connect"), FAILS),
        (SendOutcome.retry("kannel-credentials", 60), FAILS),
        (SendOutcome.unknown("twilio-503"), FAILS),
        (SendOutcome.unknown("kannel-no-answer"), FAILS),
        (SendOutcome.retry("twilio-429", 3, busy=True), NOTHING),
    ],
)
def test_what_an_outcome_says_of_the_carrier(outcome: SendOutcome, sign: Sign) -> None:
    assert sign_of(outcome) is sign


@pytest.mark.parametrize(
    ("signs", "mode"),
    [
        ([FAILS] * 4, Mode.CLOSED),
        ([FAILS] * 5, Mode.OPEN),
        ([FAILS, FAILS, FAILS, FAILS, WORKS, FAILS], Mode.CLOSED),
        ([FAILS, FAILS, NOTHING, FAILS, FAILS, FAILS], Mode.OPEN),
        ([FAILS, WORKS] * (LEAST // 2 - 1) + [FAILS], Mode.CLOSED),
        ([FAILS, WORKS] * (LEAST // 2) + [FAILS], Mode.OPEN),
        ([FAILS, WORKS, WORKS] * LEAST, Mode.CLOSED),
    ],
)
def test_a_carrier_opens_by_failures_in_a_row_or_by_their_share(signs: list[Sign], mode: Mode) -> None:
    assert heard(Health(), *signs).mode is mode


def test_the_share_is_that_of_a_window() -> None:
    health = heard(Health(), *[FAILS, WORKS] * (LEAST // 2 - 1))
    assert heard(health, FAILS, WORKS, FAILS, now=NOW + WINDOW).mode is Mode.CLOSED
    assert heard(health, WORKS, now=NOW + WINDOW).spotless


def test_successes_of_a_carrier_in_health_change_nothing() -> None:
    fresh = Health()
    assert heard(fresh, WORKS, NOTHING, WORKS) is fresh


def test_after_a_pause_one_at_a_time_proves_it() -> None:
    health = opened()
    assert (health.room, awake(health, NOW + RULES.pause / 2).room) == (0, 0)
    now = NOW + RULES.pause
    for _ in range(RULES.successes):
        health = awake(health, now)
        assert (health.mode, health.room) == (Mode.HALF_OPEN, 1)
        health = on_trial(health, now, PATIENCE)
        assert health.room == 0
        health = after(health, WORKS, now, RULES)
    assert health.mode is Mode.CLOSED
    assert [health.settled(now + each, RULES) for each in (timedelta(0), RULES.settled)] == [False, True]


def test_a_trial_nobody_hears_of_is_given_up() -> None:
    now = NOW + RULES.pause
    health = on_trial(awake(opened(), now), now, PATIENCE)
    assert awake(health, now + PATIENCE / 2).room == 0
    assert awake(health, now + PATIENCE).room == 1


def test_failed_trials_double_the_pause_up_to_a_cap() -> None:
    health, pauses = opened(), []
    for _ in range(7):
        pauses.append(health.pause.total_seconds())
        assert health.until is not None
        health = tried(health, FAILS, health.until)
    assert pauses == [30, 60, 120, 240, 480, 900, 900]


def test_one_that_opens_again_soon_waits_longer_and_a_settled_one_does_not() -> None:
    health = closed_again(opened())
    assert health.since is not None
    soon, late = health.since + RULES.settled / 2, health.since + RULES.settled
    pauses = [heard(health, *[FAILS] * 5, now=now).pause for now in (soon, late)]
    assert pauses == [2 * RULES.pause, RULES.pause]


def test_what_was_under_way_when_it_opened_changes_nothing() -> None:
    health = opened()
    assert heard(health, WORKS, FAILS, NOTHING) == health


def test_a_trial_that_says_nothing_is_followed_by_a_pause() -> None:
    now = NOW + RULES.pause
    health = tried(opened(), NOTHING, now)
    assert (health.mode, health.room, awake(health, now + RULES.pause).room) == (Mode.HALF_OPEN, 0, 1)


def test_a_clock_that_was_set_back_does_not_prolong_a_pause() -> None:
    assert awake(opened(), NOW - timedelta(days=1)).mode is Mode.HALF_OPEN


@given(st.lists(st.tuples(SIGNS, st.floats(0, 400)), max_size=120))
def test_whatever_is_heard_it_never_flaps(story: list[tuple[Sign, float]]) -> None:
    """It opens only by a failure, closes only by trials that passed, no pause is shorter than the first."""
    health, now, passed = Health(), NOW, 0
    for sign, seconds in story:
        now += timedelta(seconds=seconds)
        before = awake(health, now)
        if before.mode is not Mode.OPEN:
            before = on_trial(before, now, PATIENCE)
        health = after(before, sign, now, RULES)
        if before.mode is Mode.HALF_OPEN:
            passed = passed + 1 if sign is WORKS else passed if sign is NOTHING else 0
        if health.mode is Mode.OPEN and before.mode is not Mode.OPEN:
            assert sign is FAILS
            assert health.until is not None
            assert RULES.pause <= health.until - now <= RULES.longest
            passed = 0
        if health.mode is Mode.CLOSED and before.mode is not Mode.CLOSED:
            assert passed >= RULES.successes
            passed = 0
        assert health.room in (0, 1, float("inf"))


@given(st.lists(SIGNS, max_size=60))
def test_any_carrier_that_works_again_is_closed_in_the_end(story: list[Sign]) -> None:
    health, now = heard(Health(), *story), NOW
    for _ in range(RULES.successes + 1):
        now += RULES.longest
        health = tried(health, WORKS, now)
    assert health.mode is Mode.CLOSED
    assert heard(replace(health), WORKS, now=now + WINDOW).spotless
