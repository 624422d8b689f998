"""What SMS cost by day, carrier and kind, and how much of the budget is used: the breaker's own count."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from sms_gateway.domain.costs import Day, days_until, priced
from sms_gateway.services.office import Office
from sms_gateway.storage import outbox_budget, tallies


@dataclass(frozen=True, slots=True)
class Bill:
    """The *days*, the newest first; *last_24_hours* is what the breaker counts, *most* what it allows."""

    currency: str
    days: Sequence[Day]
    last_24_hours: int
    most: int


def bill(days: int, office: Office) -> Bill:
    """The last *days* days of the configured zone, at the prices of today."""
    now, settings = office.now(), office.settings
    most, prices = settings.limits.segments_per_day, settings.carriers.prices
    with office.sessions.read() as session:
        found = [
            priced(day, tallies.spent(session, begins, ends), prices, most)
            for day, begins, ends in days_until(now, days, settings.calendar.clock)
        ]
        lately = outbox_budget.segments_between(session, now - timedelta(days=1))
    return Bill(settings.carriers.currency, found, lately, most)


def segments_today(session: Session, office: Office) -> dict[str, int]:
    """The segments that left today, or were tried, by carrier; 0 for an enabled one without any."""
    ((_, begins, ends),) = days_until(office.now(), 1, office.settings.calendar.clock)
    found = dict.fromkeys(office.carriers, 0)
    for each in tallies.spent(session, begins, ends):
        found[each.carrier] = found.get(each.carrier, 0) + each.segments
    return found
