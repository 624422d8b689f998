"""Status reports move an SMS forward only, in whatever order they come, and settle one of unknown fate."""

from itertools import permutations

import pytest

from sms_gateway.domain.messages import OutboxState, Receipt, ReceiptState, SendOutcome
from sms_gateway.services import delivery, triage
from sms_gateway.services.attempts import Attempt
from sms_gateway.services.office import Office
from sms_gateway.services.receipts import record, record_all
from sms_gateway.storage.schema import delivery_receipts, outbox
from tests.builders import OTHER_CITIZEN, ROAD, FakeCarrier, expire_leases, rows, sql, store
from tests.conftest import HandClock, OfficeMaker

SENT, DELIVERED, FAILED = ReceiptState.SENT, ReceiptState.DELIVERED, ReceiptState.FAILED


@pytest.fixture
def carrier() -> FakeCarrier:
    return FakeCarrier()


@pytest.fixture
def office(make_office: OfficeMaker, carrier: FakeCarrier) -> Office:
    office = make_office(carriers={"simulator": carrier})
    store(office, ROAD)
    triage.drain(office, 60)
    return office


def _receipt(state: ReceiptState, ref: str = "C1", outbox_id: int | None = 1, **parts: str) -> Receipt:
    return Receipt("simulator", ref, state, parts.pop("raw", str(state)), outbox_id, **parts)


def _states(office: Office) -> tuple[str, str]:
    row = rows(office, outbox)[0]
    return row.state, row.receipt


@pytest.mark.parametrize("order", permutations([ReceiptState.QUEUED, SENT, DELIVERED]))
def test_any_order_ends_with_the_furthest(office: Office, order: tuple[ReceiptState, ...]) -> None:
    delivery.drain(office, 60)
    for state in order:
        assert record(_receipt(state), office)
    assert _states(office) == ("delivered", "delivered")


@pytest.mark.parametrize(("first", "second"), [(DELIVERED, FAILED), (FAILED, DELIVERED)])
def test_the_first_final_state_stays(office: Office, first: ReceiptState, second: ReceiptState) -> None:
    delivery.drain(office, 60)
    record(_receipt(first), office)
    record(_receipt(second), office)
    assert _states(office)[1] == first


def test_a_failure_is_kept_with_its_code(office: Office) -> None:
    delivery.drain(office, 60)
    record(_receipt(FAILED, error_code="30003"), office)
    row = rows(office, outbox)[0]
    assert (row.state, row.reason, row.finished_at) == ("refused", "receipt-30003", office.now())


def test_a_repeated_receipt_is_one_row(office: Office) -> None:
    delivery.drain(office, 60)
    for _ in range(3):
        record(_receipt(SENT), office)
    assert len(rows(office, delivery_receipts)) == 1


def test_a_state_nobody_listed_is_kept_and_moves_nothing(office: Office) -> None:
    delivery.drain(office, 60)
    record(_receipt(ReceiptState.UNKNOWN, raw="teleported"), office)
    assert _states(office) == ("accepted", "unknown")
    assert [row.raw_state for row in rows(office, delivery_receipts)] == ["teleported"]


def test_a_receipt_without_our_id_is_matched_by_the_carriers(office: Office) -> None:
    delivery.drain(office, 60)
    assert record(_receipt(DELIVERED, outbox_id=None), office)
    assert _states(office)[0] == "delivered"


@pytest.mark.parametrize("outbox_id", [None, 999, 10**18 - 1])
def test_a_receipt_of_an_unknown_sms_is_recorded(office: Office, outbox_id: int | None) -> None:
    assert not record(_receipt(SENT, ref="stranger", outbox_id=outbox_id), office)
    assert [row.outbox_id for row in rows(office, delivery_receipts)] == [None]


def test_a_receipt_of_another_carrier_touches_nothing(office: Office) -> None:
    delivery.drain(office, 60)
    assert not record(Receipt("twilio", "C1", DELIVERED, "delivered", 1), office)
    assert _states(office) == ("accepted", "unknown")


def test_our_id_with_the_wrong_carrier_id_touches_nothing(office: Office) -> None:
    delivery.drain(office, 60)
    assert not record(_receipt(DELIVERED, ref="of-an-earlier-try"), office)
    assert _states(office) == ("accepted", "unknown")


def test_a_receipt_may_come_before_the_result_of_sending(office: Office) -> None:
    claimed = delivery.claim(office)[0]
    record(_receipt(SENT), office)
    assert _states(office) == ("accepted", "sent")
    delivery.settle([Attempt(claimed, OutboxState.ACCEPTED, "", {"carrier_ref": "C1"})], office)
    row = rows(office, outbox)[0]
    assert (row.state, row.receipt, row.carrier_ref) == ("accepted", "sent", "C1")


def test_a_delivered_sms_stays_so_when_its_result_comes_late(office: Office) -> None:
    claimed = delivery.claim(office)[0]
    record(_receipt(DELIVERED), office)
    delivery.settle([Attempt(claimed, OutboxState.UNKNOWN, "time-out")], office)
    assert _states(office) == ("delivered", "delivered")


def test_a_receipt_settles_an_unknown_fate_without_a_look(
    office: Office, carrier: FakeCarrier, clock: HandClock
) -> None:
    carrier.outcomes = [SendOutcome.unknown("no-answer")]
    delivery.drain(office, 60)
    record(_receipt(SENT), office)
    clock.forward(minutes=5)
    delivery.drain(office, 60)
    assert (_states(office)[0], len(carrier.sent), carrier.looked) == ("accepted", 1, [])


def test_a_receipt_settles_what_a_dead_worker_left(office: Office, carrier: FakeCarrier) -> None:
    delivery.claim(office)
    expire_leases(office, outbox)
    record(_receipt(DELIVERED), office)
    delivery.drain(office, 60)
    assert (_states(office)[0], carrier.sent, carrier.looked) == ("delivered", [], [])


@pytest.mark.parametrize("state", ["refused", "expired"])
def test_a_finished_sms_is_not_taken_up_again(office: Office, state: str) -> None:
    sql(office, "UPDATE outbox SET state = :state", state=state)
    record(_receipt(SENT), office)
    assert _states(office)[0] == state


def test_an_sms_that_was_never_claimed_is_still_sent(office: Office, carrier: FakeCarrier) -> None:
    record(_receipt(SENT), office)
    delivery.drain(office, 60)
    assert len(carrier.sent) == 1


STRANGE = {
    "null in the state": {"raw": "sent\0"},
    "long state": {"raw": "x" * 500},
    "null in the code": {"error_code": "30\0"},
    "half a character": {"error_code": "\ud800", "raw": "\udfff"},
    "long code": {"error_code": "9" * 500},
    "long id": {"ref": "x" * 500},
    "null in the id": {"ref": "C\0"},
}


@pytest.mark.parametrize("parts", STRANGE.values(), ids=STRANGE.keys())
@pytest.mark.parametrize("state", [SENT, FAILED])
def test_a_strange_receipt_is_recorded(office: Office, parts: dict[str, str], state: ReceiptState) -> None:
    delivery.drain(office, 60)
    sql(office, "UPDATE outbox SET carrier_ref = NULL")
    assert record(_receipt(state, **parts), office)
    assert len(rows(office, delivery_receipts)) == 1


def test_two_sms_with_one_carrier_id_are_no_fault(office: Office) -> None:
    store(office, ROAD, sender=OTHER_CITIZEN)
    triage.drain(office, 60)
    delivery.drain(office, 60)
    sql(office, "UPDATE outbox SET carrier_ref = 'same'")
    assert record(_receipt(DELIVERED, ref="same", outbox_id=None), office)


def test_a_group_of_receipts_is_stored_in_the_order_of_each_sms(office: Office) -> None:
    delivery.drain(office, 60)
    found = record_all([_receipt(DELIVERED), _receipt(SENT), _receipt(SENT, "other", 77)], office)
    assert (found, _states(office)) == (2, ("delivered", "delivered"))
