"""Which days CUTI means."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.leave_days import Leave, read_leave, spell

TODAY = date(2026, 11, 10)


@pytest.mark.parametrize(
    ("text", "leave"),
    [
        ("20/11 24/11 ani", Leave(date(2026, 11, 20), date(2026, 11, 24), "ani")),
        ("20/11-24/11 pengganti Ani R", Leave(date(2026, 11, 20), date(2026, 11, 24), "Ani R")),
        ("20-24/11 ani", Leave(date(2026, 11, 20), date(2026, 11, 24), "ani")),
        ("tgl 20/11 sd 24/11", Leave(date(2026, 11, 20), date(2026, 11, 24), "")),
        ("20/11", Leave(date(2026, 11, 20), date(2026, 11, 20), "")),
        ("20/11, diganti oleh ani", Leave(date(2026, 11, 20), date(2026, 11, 20), "oleh ani")),
        ("28/12 2/1 ani", Leave(date(2026, 12, 28), date(2027, 1, 2), "ani")),
        ("2/1 3/1/2027", Leave(date(2027, 1, 2), date(2027, 1, 3), "")),
        ("9/11 11/11", Leave(date(2026, 11, 9), date(2026, 11, 11), "")),
        ("24/11 20/11 ani", None),
        ("1/11 5/11", None),
        ("31/2 1/3", None),
        ("20/13", None),
        ("ani", None),
        ("", None),
    ],
)
def test_days_are_read_as_officers_write_them(text: str, leave: Leave | None) -> None:
    assert read_leave(text, TODAY) == leave


@given(st.text(max_size=30), st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_a_leave_that_is_read_lies_ahead_and_in_order(text: str, today: date) -> None:
    read = read_leave(text, today)
    assert read is None or (today <= read.last and read.first <= read.last)


@given(st.dates(date(2026, 11, 10), date(2027, 9, 1)), st.integers(0, 30))
def test_days_that_were_spelled_are_read_again(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    assert read_leave(spell(first, last), TODAY) == Leave(first, last, "")
