"""Working days: weekends, national holidays and joint leave do not count."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.sla import (
    JAKARTA,
    add_working_days,
    due,
    is_working_day,
    national_holidays,
    working_days_between,
)

HOLIDAYS = national_holidays([2026, 2027])
DAYS = st.dates(date(2026, 1, 1), date(2027, 6, 30))


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 11, 10), 5, date(2026, 11, 17)),  # over one weekend
        (date(2026, 11, 13), 1, date(2026, 11, 16)),  # Friday to Monday
        (date(2026, 11, 14), 1, date(2026, 11, 16)),  # filed on a Saturday
        (date(2026, 8, 14), 1, date(2026, 8, 18)),  # over Independence Day
        (date(2026, 3, 17), 1, date(2026, 3, 25)),  # over Nyepi, Eid and their joint leave
        (date(2026, 11, 10), 0, date(2026, 11, 10)),
        (date(2026, 11, 14), 0, date(2026, 11, 16)),
    ],
)
def test_working_days_skip_weekends_and_holidays(start: date, days: int, end: date) -> None:
    assert add_working_days(start, days, HOLIDAYS) == end


def test_joint_leave_can_be_left_out() -> None:
    christmas_eve = date(2026, 12, 24)
    assert christmas_eve in national_holidays([2026])
    assert christmas_eve not in national_holidays([2026], joint_leave=False)
    assert date(2026, 12, 25) in national_holidays([2026], joint_leave=False)


@given(DAYS, st.integers(1, 60))
def test_adding_and_counting_agree(start: date, days: int) -> None:
    end = add_working_days(start, days, HOLIDAYS)
    assert is_working_day(end, HOLIDAYS)
    assert working_days_between(start, end, HOLIDAYS) == days
    assert working_days_between(end, start, HOLIDAYS) == -days


@given(DAYS, st.integers(1, 59))
def test_one_more_working_day_is_always_later(start: date, days: int) -> None:
    assert add_working_days(start, days, HOLIDAYS) < add_working_days(start, days + 1, HOLIDAYS)


@pytest.mark.parametrize(
    ("opened_at", "expected"),
    [
        (datetime(2026, 11, 10, 2, 0, tzinfo=UTC), datetime(2026, 11, 17, 16, 59, 59, tzinfo=UTC)),
        # 23:30 UTC on the 9th is already the 10th in Jakarta.
        (datetime(2026, 11, 9, 23, 30, tzinfo=UTC), datetime(2026, 11, 17, 16, 59, 59, tzinfo=UTC)),
        (datetime(2026, 11, 10, 23, 59, tzinfo=JAKARTA), datetime(2026, 11, 17, 16, 59, 59, tzinfo=UTC)),
    ],
)
def test_an_answer_is_due_at_the_end_of_the_day_in_jakarta(opened_at: datetime, expected: datetime) -> None:
    assert due(opened_at, 5, HOLIDAYS) == expected
    assert due(opened_at, 5, HOLIDAYS).tzinfo is UTC
