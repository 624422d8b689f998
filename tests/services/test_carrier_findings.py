"""Doctor finds a carrier that cannot be used, refuses us, or is called by forgers, and names the remedy."""

from dataclasses import replace

import pytest

from sms_gateway.domain.messages import SendOutcome
from sms_gateway.services.diagnosis import diagnose
from sms_gateway.services.office import Office
from sms_gateway.storage import operations
from tests.builders import CITIZEN, ROAD, FakeCarrier, store, work
from tests.conftest import HandClock
from tests.services.doctor_part import find, refused_carrier


def test_a_carrier_that_cannot_be_used_says_why(well: Office) -> None:
    finding = find(replace(well, carriers={"simulator": refused_carrier()}), "carrier simulator")
    assert (finding.ok, finding.remedy) == (False, refused_carrier().fault)


@pytest.mark.parametrize(("refused", "ok"), [(1, None), (2, False)])
def test_more_calls_refused_than_taken_is_a_fault_and_fewer_a_note(
    well: Office, refused: int, ok: bool | None
) -> None:
    with well.sessions.begin() as session:
        operations.count_signature_failures(session, "simulator", well.now(), refused)
    finding = find(well, "signatures simulator")
    assert (finding.ok, finding.detail) == (ok, f"{refused} calls refused and 1 taken in the last hour")
    assert "public_url" in finding.remedy


def test_a_country_that_the_carrier_may_not_send_to_is_a_fault_for_a_day(
    office: Office, clock: HandClock
) -> None:
    refusing = replace(office, carriers={"simulator": FakeCarrier(SendOutcome.refused("twilio-21408"))})
    store(refusing, ROAD)
    work(refusing)
    finding = find(refusing, "countries")
    assert (finding.ok, finding.detail[:5]) == (False, "1 SMS")
    assert "Geo permissions" in finding.remedy
    clock.forward(hours=25)
    assert "countries" not in {each.check for each in diagnose(refusing, None)}


def test_phones_of_a_country_that_is_not_answered_are_a_note_for_an_hour(
    office: Office, clock: HandClock
) -> None:
    for sender in ("+447400123456", "+447700900123", "+6591234567", "TELKOMSEL", CITIZEN):
        store(office, ROAD, sender=sender)
    finding = find(office, "not answered")
    assert (finding.ok, finding.detail[:8]) == (None, "2 phones")
    assert finding.detail.endswith("none of +62")
    assert "replies.countries" in finding.remedy
    clock.forward(hours=2)
    assert "not answered" not in {each.check for each in diagnose(office, None)}
