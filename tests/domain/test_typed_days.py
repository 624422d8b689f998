"""A day is read as the pages show it and as a browser sends it."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.typed_days import day_of, start_of
from sms_gateway.domain.zones import WIB


@given(st.dates())
def test_every_day_is_read_in_both_forms(day: date) -> None:
    shown = f"{day.day:02d}/{day.month:02d}/{day.year:04d}"
    assert day_of(shown) == day_of(day.isoformat()) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (" 1/2/2026 ", date(2026, 2, 1)),
        ("28.11.2026", date(2026, 11, 28)),
        ("29/02/2026", None),
        ("2026-13-01", None),
        ("0000-01-01", None),
        ("28/11/26", None),
        ("kemarin", None),
        ("", None),
    ],
)
def test_what_is_no_day_is_none(text: str, day: date | None) -> None:
    assert day_of(text) == day


def test_a_day_begins_at_midnight_of_its_zone() -> None:
    assert start_of("28/11/2026", WIB) == datetime(2026, 11, 28, tzinfo=WIB)
    assert start_of("kemarin", WIB) is None
