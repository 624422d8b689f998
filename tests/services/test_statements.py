"""How often the database is asked for one SMS, so that what was saved does not creep back."""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event

from sms_gateway.services import delivery, triage
from sms_gateway.services.breaker import Rooms
from sms_gateway.services.office import Office
from tests.builders import ROAD, RUBBISH, WATER, store

REPORTS = 30
Drain = Callable[[Office, float], int]


def _asked(office: Office, drain: Drain, times: int) -> float:
    """Statements an SMS, each row of one that is run for many rows being one."""
    seen = Counter[str]()

    def note(_: Any, __: Any, statement: str, rows: Any, ___: Any, many: bool) -> None:
        seen["statements"] += len(rows) if many and isinstance(rows, list) else 1

    engine = office.sessions.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert drain(office, 60) == times
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return seen["statements"] / times


def _reports(office: Office, count: int) -> None:
    for number in range(count):
        store(office, (ROAD, RUBBISH, WATER)[number % 3], sender=f"+62812000{number:05}")


@pytest.mark.parametrize(
    ("drain", "first", "most"), [(triage.drain, None, 18.5), (delivery.drain, triage.drain, 1.6)]
)
def test_one_of_many_sms_costs_few_statements(
    office: Office, drain: Drain, first: Drain | None, most: float
) -> None:
    _reports(office, REPORTS)
    if first is not None:
        first(office, 60)
    assert _asked(office, drain, REPORTS) <= most


def test_an_sms_that_comes_alone_costs_not_many_more(office: Office) -> None:
    _reports(office, 1)
    assert _asked(office, triage.drain, 1) <= 17
    assert _asked(office, delivery.drain, 1) <= 15
    store(office, ROAD)
    rooms = Rooms(office, lambda: 0.0)
    rooms()
    triage.drain(office, 60)
    assert _asked(office, partial(delivery.drain, rooms=rooms), 1) <= 11
