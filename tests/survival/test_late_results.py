"""A result that comes after its time never moves an SMS that somebody else works on by now."""

import pytest

from sms_gateway.domain.messages import OutboxState
from sms_gateway.services import delivery, triage
from sms_gateway.services.office import Office
from sms_gateway.storage import outbox_claims
from sms_gateway.storage.outbox_claims import Claim
from sms_gateway.storage.schema import outbox as table
from tests.builders import FakeCarrier, expire_leases, rows, store
from tests.conftest import OfficeMaker


def claimed(office: Office) -> Claim:
    """The next claim on the one SMS; a lease of before has ended."""
    expire_leases(office, table)
    found = delivery.claim(office)
    assert len(found) == 1
    return found[0]


def settle(office: Office, claim: Claim, state: OutboxState, **values: object) -> bool:
    with office.sessions.begin() as session:
        return outbox_claims.settle(session, claim, office.now(), state, reason="late", **values)


@pytest.fixture
def one_sms(office: Office) -> Office:
    store(office, "jalan berlubang di jl kelud raya kota semarang")
    triage.drain(office, 60)
    return office


def test_a_look_that_ends_while_the_sms_is_sent_again_does_not_release_it_once_more(one_sms: Office) -> None:
    untried, look = claimed(one_sms), claimed(one_sms)
    assert (untried.unknown, look.unknown) == (False, True)
    assert settle(one_sms, untried, OutboxState.RETRY, attempts=untried.attempts - 1, due_at=None)
    again = claimed(one_sms)
    assert not again.unknown
    assert not settle(one_sms, look, OutboxState.RETRY)
    assert rows(one_sms, table)[0].state == OutboxState.SENDING


def test_a_look_that_outlived_its_lease_does_not_speak_for_the_next_one(one_sms: Office) -> None:
    claimed(one_sms)
    late, current = claimed(one_sms), claimed(one_sms)
    assert (late.looks, current.looks) == (1, 2)
    assert not settle(one_sms, late, OutboxState.RETRY)
    assert settle(one_sms, current, OutboxState.ACCEPTED)


def test_a_sending_that_is_told_late_is_still_a_fact(one_sms: Office) -> None:
    sending, look = claimed(one_sms), claimed(one_sms)
    assert settle(one_sms, sending, OutboxState.ACCEPTED, carrier_ref="C-late")
    assert not settle(one_sms, look, OutboxState.RETRY)


def test_the_time_to_start_counts_from_before_the_claim(make_office: OfficeMaker) -> None:
    """Whoever is put to sleep between its claim and its first send has no time left when it wakes."""
    carrier = FakeCarrier()
    office = make_office(carriers={"simulator": carrier})
    store(office, "jalan berlubang di jl kelud raya kota semarang")
    triage.drain(office, 60)
    asleep = office.settings.limits.outbox_lease_seconds
    moments = iter(
        (0.0, 0.0)
    )  # the drain begins, then claims; every later look at the clock is after the sleep
    delivery.drain(office, asleep, lambda: next(moments, asleep))
    assert carrier.sent == []
