"""Deadlines follow the region's clock and the days off that are configured."""

from datetime import UTC, date, datetime

import pytest

from sms_gateway.services import moves
from sms_gateway.services.office import Office
from sms_gateway.services.working_days import calendar_of
from sms_gateway.settings import Settings
from sms_gateway.storage.schema import cases
from tests.builders import ROAD, Chance, rows, store, work
from tests.conftest import NOW, OfficeMaker

ONE = "24183567"


@pytest.fixture
def with_leave(make_office: OfficeMaker, settings: Settings) -> Office:
    """Monday the 16th of November is joint leave by a decree the packaged calendar does not know."""
    calendar = settings.calendar.model_copy(update={"joint_leave": (date(2026, 11, 16),)})
    return make_office(settings=settings.model_copy(update={"calendar": calendar}), rand=Chance(ONE))


def test_configured_joint_leave_moves_a_deadline(with_leave: Office) -> None:
    store(with_leave, ROAD)
    work(with_leave)
    done = moves.forward(ONE, "staff", with_leave)
    assert done.due_at == datetime(2026, 11, 18, 16, 59, 59, tzinfo=UTC)
    assert "(s.d. 18/11)" in str(done.text)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("jalan rusak parah di kota semarang jawa tengah", 16),
        ("jalan rusak parah di kota makassar sulawesi selatan", 15),
        ("jalan rusak parah di kota jayapura papua", 14),
    ],
)
def test_a_report_is_due_at_midnight_where_it_is(office: Office, text: str, hour: int) -> None:
    store(office, text)
    work(office)
    assert rows(office, cases)[0].due_at == datetime(2026, 11, 13, hour, 59, 59, tzinfo=UTC)


def test_the_days_off_of_the_year_before_and_after_are_known(office: Office) -> None:
    off = calendar_of("33", NOW, office).holidays
    assert {date(2025, 12, 25), date(2026, 12, 25), date(2027, 1, 1)} <= off
