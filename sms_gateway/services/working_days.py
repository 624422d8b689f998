"""The working days of a region: weekends, public holidays, joint leave, its own clock."""

from datetime import date, datetime
from functools import cache

from sms_gateway.domain import sla
from sms_gateway.domain.sla import WorkCalendar
from sms_gateway.domain.standing import Days
from sms_gateway.domain.zones import zone_of
from sms_gateway.services.office import Office


def calendar_of(region: str | None, now: datetime, office: Office) -> WorkCalendar:
    """The calendar of a Kemendagri code, around the year of *now*."""
    return WorkCalendar(_holidays(now.year, office.settings.calendar.joint_leave), zone_of(region))


def days_of(office: Office) -> Days:
    """The limits in force."""
    limits = office.settings.limits
    return Days(
        limits.verify_working_days,
        limits.answer_working_days,
        limits.close_working_days,
        limits.extend_working_days,
    )


@cache
def _holidays(year: int, joint_leave: tuple[date, ...]) -> frozenset[date]:
    return sla.national_holidays((year - 1, year, year + 1)) | frozenset(joint_leave)
