"""What waited too long is not sent, ends with its reason, and takes nothing with it that may have left."""

from sms_gateway.domain.dead_letters import Against
from sms_gateway.domain.messages import SendOutcome
from sms_gateway.services import dead_letters, delivery, triage
from sms_gateway.services.expiry import end_pointless
from sms_gateway.storage.schema import outbox
from tests.builders import CITIZEN, OTHER_CITIZEN, ROAD, FakeCarrier, rows, sql, store
from tests.conftest import HandClock, OfficeMaker


def test_a_status_of_yesterday_is_not_sent_and_a_ticket_number_is(
    make_office: OfficeMaker, clock: HandClock
) -> None:
    carrier = FakeCarrier()
    office = make_office(carriers={"simulator": carrier})
    store(office, ROAD, sender=CITIZEN)
    store(office, "STATUS", sender=OTHER_CITIZEN)
    triage.drain(office, 60)
    clock.forward(hours=24)
    delivery.drain(office, 60)  # the schedule has not come by yet
    assert [sms.recipient for sms in carrier.sent] == [CITIZEN]
    assert end_pointless(office) == 1
    assert [(row.kind, row.state) for row in rows(office, outbox)] == [
        ("ack", "accepted"),
        ("status", "expired"),
    ]
    assert rows(office, outbox)[1].reason == "out-of-date"


def test_one_of_unknown_fate_is_looked_up_however_old(make_office: OfficeMaker, clock: HandClock) -> None:
    carrier = FakeCarrier(SendOutcome.unknown("no-answer"))
    office = make_office(carriers={"simulator": carrier})
    store(office, "STATUS")
    triage.drain(office, 60)
    delivery.drain(office, 60)
    clock.forward(hours=23.99)
    sql(office, "UPDATE outbox SET expires_at = created_at")
    assert end_pointless(office) == 0
    delivery.drain(office, 60)
    assert len(carrier.looked) == 1
    assert rows(office, outbox)[0].state == "unknown"


def test_what_a_person_holds_stays_and_is_not_sent_again(make_office: OfficeMaker, clock: HandClock) -> None:
    office = make_office()
    store(office, "STATUS")
    triage.drain(office, 60)
    sql(office, "UPDATE outbox SET state = 'held', reason = 'not-taken-in-time'")
    clock.forward(hours=25)
    assert end_pointless(office) == 0
    assert dead_letters.one(1, office).against is Against.POINTLESS
    sql(office, "UPDATE outbox SET reason = 'budget'")
    assert end_pointless(office) == 1
