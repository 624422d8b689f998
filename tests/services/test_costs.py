"""What SMS cost by the day of the configured zone agrees with what the breaker of the line counts."""

from decimal import Decimal

from sms_gateway.domain.messages import SendOutcome
from sms_gateway.services import breaker, costs, delivery, triage
from sms_gateway.services.office import Office
from sms_gateway.settings import Settings
from sms_gateway.settings.carriers import Carriers, SimulatorSection
from sms_gateway.settings.hours import Calendar
from sms_gateway.storage.schema import outbox
from tests.builders import CITIZEN, OTHER_CITIZEN, ROAD, FakeCarrier, rows, store
from tests.conftest import HandClock, OfficeMaker


def office_of(make_office: OfficeMaker, settings: Settings, price: Decimal | None, zone: str) -> Office:
    calendar = Calendar(zone=zone)  # type: ignore[arg-type]
    limits = settings.limits.model_copy(update={"segments_per_day": 10})
    carriers = Carriers(simulator=SimulatorSection(price=price))
    parts = {"carriers": carriers, "calendar": calendar, "limits": limits}
    carrier = FakeCarrier(SendOutcome.refused("no"))
    return make_office(settings=settings.model_copy(update=parts), carriers={"simulator": carrier})


def send(office: Office, body: str, sender: str = CITIZEN) -> int:
    store(office, body, sender=sender)
    triage.drain(office, 60)
    delivery.drain(office, 60)
    return int(rows(office, outbox)[-1].segments)


def test_a_day_is_that_of_the_zone_and_its_segments_are_priced(
    make_office: OfficeMaker, settings: Settings, clock: HandClock
) -> None:
    office = office_of(make_office, settings, Decimal("350.5"), "WIT")
    first = send(office, ROAD)
    clock.forward(hours=12, minutes=59)  # 23.59 in WIT, 21.59 in WIB
    second = send(office, "BANTUAN", OTHER_CITIZEN)
    clock.forward(minutes=2)
    third = send(office, "BANTUAN", "+6281200003333")
    newest, before = costs.bill(2, office).days
    assert [str(each.day) for each in (newest, before)] == ["2026-11-11", "2026-11-10"]
    assert (newest.segments, before.segments) == (third, first + second)
    assert [(line.counted.kind, line.counted.sms) for line in before.lines] == [("ack", 1), ("help", 1)]
    assert before.cost == Decimal("350.5") * (first + second)
    assert before.used == (first + second) / 10


def test_it_agrees_with_the_breaker(make_office: OfficeMaker, settings: Settings, clock: HandClock) -> None:
    office = office_of(make_office, settings, None, "WIB")
    sent = send(office, ROAD) + send(office, "BANTUAN", OTHER_CITIZEN)
    found = costs.bill(1, office)
    with office.sessions.read() as session:
        assert costs.segments_today(session, office) == {"simulator": sent}
    assert (found.last_24_hours, found.days[0].segments) == (sent, sent)
    assert found.days[0].cost is None
    clock.forward(minutes=2)
    assert breaker.room(office).segments == 10 - sent
