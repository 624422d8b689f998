"""Quiet hours end in the morning of whoever receives the SMS."""

from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.quiet import Quiet, leaves_at
from sms_gateway.domain.zones import WIB, WIT, WITA

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
NIGHT = Quiet(time(21), time(6))
TIMES = st.times().map(lambda found: found.replace(tzinfo=None))
MOMENTS = st.integers(0, 2 * 365 * 24 * 3600).map(lambda past: BEGIN + timedelta(seconds=past))


@pytest.mark.parametrize(
    ("local", "leaves"),
    [
        ("2026-11-10 20:59:59", None),
        ("2026-11-10 21:00", "2026-11-11 06:00"),
        ("2026-11-10 23:59:59", "2026-11-11 06:00"),
        ("2026-11-11 00:00", "2026-11-11 06:00"),
        ("2026-11-11 05:59:59", "2026-11-11 06:00"),
        ("2026-11-11 06:00", None),
        ("2026-11-11 12:00", None),
    ],
)
@pytest.mark.parametrize("zone", [WIB, WITA, WIT], ids=str)
def test_what_can_wait_leaves_in_the_morning(local: str, leaves: str | None, zone: timezone) -> None:
    def there(told: str) -> datetime:
        return datetime.fromisoformat(told).replace(tzinfo=zone)

    assert leaves_at(there(local), zone, NIGHT) == (there(leaves) if leaves else None)


def test_the_same_moment_is_night_in_jayapura_and_evening_in_jakarta() -> None:
    now = datetime(2026, 11, 10, 12, 30, tzinfo=UTC)
    assert leaves_at(now, WIB, NIGHT) is None
    assert leaves_at(now, WIT, NIGHT) == datetime(2026, 11, 10, 21, 0, tzinfo=UTC)


def test_quiet_hours_within_one_day() -> None:
    siesta = Quiet(time(12), time(13))
    assert leaves_at(datetime(2026, 11, 10, 12, 30, tzinfo=WIB), WIB, siesta) == datetime(
        2026, 11, 10, 13, 0, tzinfo=WIB
    )
    assert leaves_at(datetime(2026, 11, 10, 13, 0, tzinfo=WIB), WIB, siesta) is None


@given(MOMENTS, TIMES)
def test_hours_that_end_when_they_start_never_hold(now: datetime, hour: time) -> None:
    assert leaves_at(now, WIB, Quiet(hour, hour)) is None


@given(MOMENTS, TIMES, TIMES, st.sampled_from([WIB, WITA, WIT]))
def test_nothing_waits_longer_than_a_day_and_it_leaves_at_a_loud_hour(
    now: datetime, starts: time, ends: time, zone: timezone
) -> None:
    quiet = Quiet(starts, ends)
    at = leaves_at(now, zone, quiet)
    if at is not None:
        assert now < at <= now + timedelta(days=1)
        assert leaves_at(at, zone, quiet) is None
