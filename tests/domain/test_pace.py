"""The bucket of a carrier: never more than agreed in any stretch of time, and nothing waits for ever."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.pace import Bucket, Candidate, choose, depth, filled, take

NOW = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
RATES = st.floats(0.05, 500)
# Seconds since the call before, by clocks up to a minute apart, and the segments asked for.
CALLS = st.lists(st.tuples(st.floats(0, 3), st.floats(0, 60), st.integers(1, 4)), max_size=25)


@given(RATES, CALLS)
def test_no_stretch_of_time_sees_more_than_its_seconds_and_one_more_allow(
    rate: float, calls: list[tuple[float, float, int]]
) -> None:
    """By the foremost clock; an SMS longer than the bucket is deep may exceed it, and is paid back."""
    bucket, now, left = None, 0.0, list[tuple[float, int]]()
    foremost = 0.0
    for passed, behind, segments in calls:
        now += passed
        own = max(0.0, now - behind)
        foremost = max(foremost, own)
        bucket = filled(bucket, rate, NOW + timedelta(seconds=own))
        rest = take(bucket, segments, rate)
        if rest is not None:
            bucket = rest
            left.append((foremost, segments))
    over = max(0.0, 4 - depth(rate))
    for (first, _), (last, _) in combinations(left, 2):
        sent = sum(segments for at, segments in left if first <= at <= last)
        assert sent <= (last - first) * rate + depth(rate) + over + 1e-3


@given(RATES, st.floats(-10, 500), st.integers(1, 4))
def test_nothing_waits_longer_than_the_bucket_takes_to_fill(
    rate: float, tokens: float, segments: int
) -> None:
    bucket = Bucket(tokens, NOW)
    seconds = (depth(rate) + max(0.0, -tokens)) / rate
    full = filled(bucket, rate, NOW + timedelta(seconds=seconds + 0.001))
    assert take(full, segments, rate) is not None


@pytest.mark.parametrize(
    ("rate", "seconds", "tokens"),
    [(10, 0, 2), (10, 0.5, 7), (10, 60, 10), (0.5, 60, 2), (10, -30, 2), (10, -3600, 2)],
)
def test_it_fills_evenly_to_what_one_second_allows(rate: float, seconds: float, tokens: float) -> None:
    most = min(tokens, depth(rate))
    assert filled(Bucket(2, NOW), rate, NOW + timedelta(seconds=seconds)).tokens == pytest.approx(most)


def test_a_clock_that_was_set_back_stops_nothing_for_longer_than_a_second() -> None:
    ahead = Bucket(0, NOW + timedelta(hours=5))
    assert filled(ahead, 10, NOW) == Bucket(0, NOW)
    behind = filled(Bucket(0, NOW), 10, NOW - timedelta(seconds=30))
    assert behind == Bucket(0, NOW)


@pytest.mark.parametrize(
    ("tokens", "segments", "rest"), [(3, 3, 0), (2.9, 3, None), (1, 2, None), (0, 1, None)]
)
def test_what_does_not_fit_waits(tokens: float, segments: int, rest: float | None) -> None:
    found = take(Bucket(tokens, NOW), segments, 10)
    assert (found and found.tokens) == rest


def test_an_sms_longer_than_a_second_allows_leaves_from_a_full_bucket_and_is_paid_back() -> None:
    assert take(Bucket(0.9, NOW), 3, 0.5) is None
    assert take(Bucket(1, NOW), 3, 0.5) == Bucket(-2, NOW)


SMS = Candidate(1, "twilio", 1, free=False, look=False)
RATE = {"twilio": 3.0}
FULL = {"twilio": Bucket(3, NOW)}


def test_they_leave_in_their_order_until_one_does_not_fit() -> None:
    """A short reminder does not overtake a long answer for ever."""
    line = [replace(SMS, id=1, segments=2), replace(SMS, id=2, segments=2), replace(SMS, id=3, segments=1)]
    choice = choose(line, 99, FULL, RATE)
    assert (choice.ids, choice.waiting) == ((1,), {"twilio"})
    assert choice.buckets["twilio"].tokens == 1


def test_a_carrier_that_waits_holds_back_no_other_and_no_look() -> None:
    empty = {"twilio": Bucket(0, NOW)}
    line = [SMS, replace(SMS, id=2, carrier="kannel"), replace(SMS, id=3, free=True, look=True)]
    assert choose(line, 99, empty, RATE).ids == (2, 3)


def test_an_emergency_passes_a_spent_budget_and_not_the_pace() -> None:
    emergency = replace(SMS, id=2, free=True)
    assert choose([SMS, emergency], 0, FULL, RATE).ids == (2,)
    assert choose([emergency], 0, {"twilio": Bucket(0, NOW)}, RATE).ids == ()


def test_without_a_pace_only_the_budget_counts() -> None:
    line = [replace(SMS, id=number, segments=2) for number in (1, 2, 3)]
    assert choose(line, 3, {}, {}).ids == (1, 2)
