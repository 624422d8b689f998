"""SMS that wait for a person: sent again once and only when asked for, given up for good, always noted."""

from datetime import timedelta

import pytest

from sms_gateway.domain.dead_letters import Against, DropReason, Waiting
from sms_gateway.domain.messages import (
    LookupOutcome,
    LookupState,
    OutboxState,
    Receipt,
    ReceiptState,
    SendOutcome,
)
from sms_gateway.domain.work import Queue
from sms_gateway.services import audit, dead_letters, delivery, triage
from sms_gateway.services.attempts import Attempt
from sms_gateway.services.dead_letters import OutboxRefused, Which
from sms_gateway.services.office import Office
from sms_gateway.services.receipts import record
from sms_gateway.storage.schema import events, outbox, tickets
from tests.builders import CITIZEN, OTHER_CITIZEN, ROAD, WATER, FakeCarrier, expire_leases, rows, sql, store
from tests.conftest import Ears, HandClock, OfficeMaker

HELD = Which([Waiting.HELD])
BY = "cli:ani"


@pytest.fixture
def carrier() -> FakeCarrier:
    return FakeCarrier()


@pytest.fixture
def office(make_office: OfficeMaker, carrier: FakeCarrier) -> Office:
    office = make_office(carriers={"simulator": carrier})
    store(office, ROAD)
    store(office, WATER, sender=OTHER_CITIZEN)
    triage.drain(office, 60)
    return office


def put(office: Office, state: str, reason: str | None, looks: int = 0, which: int | None = None) -> None:
    statement = "UPDATE outbox SET state = :state, reason = :reason, looks = :looks"
    where = " WHERE id = :which" if which else ""
    sql(
        office,
        statement + where,
        state=state,
        reason=reason,
        looks=looks,
        **({"which": which} if which else {}),
    )


def refused(call: object, *arguments: object) -> OutboxRefused:
    with pytest.raises(OutboxRefused) as caught:
        call(*arguments)  # type: ignore[operator]
    return caught.value


def states(office: Office) -> list[str]:
    return [row.state for row in rows(office, outbox)]


def chain(office: Office) -> list[tuple[str, str, object, object]]:
    told = [row.entry for row in audit.listed(office)]
    return [(each.actor, each.action, each.detail["sms"], each.detail["was"]) for each in told]


def test_a_held_one_is_sent_again_and_reaches_its_citizen(
    office: Office, carrier: FakeCarrier, ears: Ears
) -> None:
    put(office, "held", "not-taken-in-time")
    ears.heard.clear()
    assert dead_letters.retry({1, 2}, False, BY, office).sent == 2
    assert ears.heard == [Queue.OUTBOX]
    delivery.drain(office, 60)
    assert states(office) == ["accepted", "accepted"]
    assert sorted(sms.outbox_id for sms in carrier.sent) == [1, 2]
    assert chain(office) == [(BY, "sms-retried", 1, "held"), (BY, "sms-retried", 2, "held")]
    assert audit.verify(office).broken is None


def test_one_of_unknown_fate_is_sent_again_only_by_whoever_says_it_may_be_the_second(
    office: Office, carrier: FakeCarrier
) -> None:
    carrier.outcomes = [SendOutcome.unknown("time-out"), SendOutcome.unknown("time-out")]
    delivery.drain(office, 60)
    fault = refused(dead_letters.retry, {1}, False, BY, office)
    assert fault.code == "may-be-second"
    assert "may be the second" in str(fault)
    assert "--may-be-second" in str(fault)
    assert states(office) == ["unknown", "unknown"]
    dead_letters.retry({1}, True, BY, office)
    delivery.drain(office, 60)
    assert (states(office), len(carrier.sent)) == (["accepted", "unknown"], 3)


def test_one_that_a_record_could_not_settle_counts_as_unknown(
    office: Office, carrier: FakeCarrier, clock: HandClock
) -> None:
    carrier.outcomes = [SendOutcome.unknown("time-out"), SendOutcome.unknown("time-out")]
    carrier.looks = [LookupOutcome(LookupState.AMBIGUOUS)] * 2
    delivery.drain(office, 60)
    clock.forward(seconds=20)
    delivery.drain(office, 60)
    assert states(office) == ["held", "held"]
    assert refused(dead_letters.retry, {1}, False, BY, office).code == "may-be-second"


def test_one_in_a_workers_hands_is_left_to_it(office: Office, carrier: FakeCarrier) -> None:
    carrier.outcomes = [SendOutcome.unknown("time-out"), SendOutcome.unknown("time-out")]
    delivery.drain(office, 60)
    sql(office, "UPDATE outbox SET due_at = NULL")
    delivery.claim(office)
    assert refused(dead_letters.retry, {1}, True, BY, office).code == "at-work"
    assert refused(dead_letters.drop, {1}, DropReason.TOO_LATE, BY, office).code == "at-work"
    expire_leases(office, outbox)
    assert dead_letters.drop({1}, DropReason.TOO_LATE, BY, office) == 1


def test_a_late_result_of_an_earlier_try_changes_nothing_any_more(office: Office) -> None:
    claimed = delivery.claim(office)[0]
    expire_leases(office, outbox)
    delivery.claim(office)  # the dead one becomes unknown, and is looked up at once
    expire_leases(office, outbox)
    dead_letters.drop({claimed.id}, DropReason.ARRIVED, BY, office)
    delivery.settle([Attempt(claimed, OutboxState.ACCEPTED, "")], office)
    assert rows(office, outbox, id=claimed.id)[0].state == "expired"


def test_when_one_of_many_cannot_be_sent_none_is(office: Office, carrier: FakeCarrier) -> None:
    put(office, "held", "not-taken-in-time")
    put(office, "unknown", "time-out", which=2)
    fault = refused(dead_letters.retry, {1, 2}, False, BY, office)
    assert "SMS 2 may have" in str(fault)
    assert (states(office), chain(office)) == (["held", "unknown"], [])


def test_an_sms_that_does_not_exist_is_named(office: Office) -> None:
    put(office, "held", "not-taken-in-time")
    assert "There is no SMS 77, 78." in str(refused(dead_letters.retry, {1, 77, 78}, False, BY, office))
    assert refused(dead_letters.one, 77, office).code == "no-sms"
    assert states(office) == ["held", "held"]


@pytest.mark.parametrize("by", ["", "Ani Rahma", "081234567890", "x" * 65])
def test_who_does_it_is_an_account_and_no_person(office: Office, by: str) -> None:
    put(office, "held", "not-taken-in-time")
    assert refused(dead_letters.retry, {1}, False, by, office).code == "actor"
    assert refused(dead_letters.drop, {1}, DropReason.TEST, by, office).code == "actor"
    assert refused(dead_letters.retry_next, HELD, 0, False, by, office).code == "actor"


def test_a_dropped_one_stays_with_its_reason_and_is_in_the_timeline(
    office: Office, carrier: FakeCarrier, clock: HandClock
) -> None:
    put(office, "held", "not-taken-in-time")
    dead_letters.drop({1}, DropReason.TOLD_OTHERWISE, BY, office)
    row = rows(office, outbox, id=1)[0]
    assert (row.state, row.reason, row.finished_at) == ("expired", "dropped-told-otherwise", clock())
    event = rows(office, events, kind="sms-dropped")[0]
    ticket = rows(office, tickets, id=row.ticket_id)[0]
    assert (event.ticket_id, event.case_id, event.actor) == (ticket.id, ticket.case_id, BY)
    assert event.detail == {"sms": 1, "kind": "ack", "was": "held", "reason": "told-otherwise"}
    assert chain(office) == [(BY, "sms-dropped", 1, "held")]
    clock.forward(days=2)
    delivery.drain(office, 60)
    assert carrier.sent == []


def test_a_dropped_one_cannot_be_brought_back(office: Office) -> None:
    put(office, "held", "not-taken-in-time")
    dead_letters.drop({1}, DropReason.TEST, BY, office)
    assert refused(dead_letters.retry, {1}, True, BY, office).code == "not-waiting"
    assert refused(dead_letters.drop, {1}, DropReason.TEST, BY, office).code == "not-waiting"


def test_a_failed_one_is_sent_again_and_its_new_report_counts(office: Office, carrier: FakeCarrier) -> None:
    delivery.drain(office, 60)
    record(Receipt("simulator", "C1", ReceiptState.FAILED, "failed", 1, error_code="30003"), office)
    assert refused(dead_letters.retry, {1}, False, BY, office).code == "may-be-second"
    dead_letters.retry({1}, True, BY, office)
    carrier.outcomes = [SendOutcome.accepted("D1")]
    delivery.drain(office, 60)
    assert record(Receipt("simulator", "D1", ReceiptState.DELIVERED, "delivered", 1), office)
    row = rows(office, outbox, id=1)[0]
    assert (row.state, row.receipt, row.carrier_ref) == ("delivered", "delivered", "D1")


def test_all_of_a_state_leave_in_steps_and_the_rest_is_counted(office: Office, carrier: FakeCarrier) -> None:
    put(office, "held", "not-taken-in-time")
    put(office, "held", "lookup-ambiguous", looks=1, which=2)
    step = dead_letters.retry_next(HELD, 0, False, BY, office)
    assert (step.sent, dict(step.left), step.last) == (1, {Against.MAY_BE_SECOND: 1}, None)
    assert states(office) == ["retry", "held"]
    assert dead_letters.retry_next(HELD, 2, True, BY, office).sent == 0
    assert dead_letters.retry_next(HELD, 0, True, BY, office).sent == 1


def test_who_is_forgotten_or_wants_no_news_gets_nothing_again(office: Office) -> None:
    put(office, "held", "not-taken-in-time")
    sql(office, "UPDATE outbox SET kind = 'forwarded'")
    sql(office, "UPDATE senders SET stopped_at = :now WHERE id = 1", now=office.now())
    sql(office, "UPDATE senders SET msisdn_enc = NULL WHERE id = 2")
    assert refused(dead_letters.retry, {1}, True, BY, office).code == "stopped"
    assert refused(dead_letters.retry, {2}, True, BY, office).code == "erased"
    assert [each.phone for each in dead_letters.listed(HELD, 9, office)] == ["0812xxxx1111", "-"]


def test_a_list_is_chosen_by_state_carrier_and_time_the_longest_wait_first(
    office: Office, clock: HandClock
) -> None:
    put(office, "held", "not-taken-in-time")
    sql(office, "UPDATE outbox SET carrier = 'kannel', state_since = :at WHERE id = 2",
        at=clock() - timedelta(days=1))  # fmt: skip
    assert [each.row.id for each in dead_letters.listed(HELD, 9, office)] == [2, 1]
    assert [each.row.id for each in dead_letters.listed(HELD, 1, office)] == [2]
    assert dead_letters.count(HELD, office) == 2
    assert [each.row.id for each in dead_letters.listed(Which([Waiting.HELD], "kannel"), 9, office)] == [2]
    recent = Which([Waiting.HELD], None, clock() - timedelta(hours=1))
    assert [each.row.id for each in dead_letters.listed(recent, 9, office)] == [1]
    assert dead_letters.listed(Which([Waiting.UNKNOWN]), 9, office) == []


def test_what_is_shown_has_the_ticket_and_the_reports_and_neither_text_nor_number(office: Office) -> None:
    delivery.drain(office, 60)
    record(Receipt("simulator", "C1", ReceiptState.FAILED, "failed", 1, error_code="30003"), office)
    shown = dead_letters.one(1, office)
    assert shown.row.number == rows(office, tickets, id=1)[0].number
    assert [(each.raw_state, each.error_code) for each in shown.receipts] == [("failed", "30003")]
    assert CITIZEN.removeprefix("+62") not in repr(shown)
    assert not hasattr(shown.row, "body")


@pytest.mark.parametrize(
    ("kind", "priority", "region", "hours"),
    [
        ("forwarded", 20, "33.74", 8),  # 22.00 in WIB: until 06.00
        ("task-remind", 30, None, 8),
        ("forwarded", 20, "91.71", 6),  # midnight in WIT
        ("forwarded", 0, "33.74", 0),
        ("ack", 10, "33.74", 0),
        ("officer-code", 20, "33.74", 0),
    ],
)
def test_what_can_wait_is_not_sent_again_at_night(
    office: Office, clock: HandClock, kind: str, priority: int, region: str | None, hours: int
) -> None:
    clock.forward(hours=13)
    put(office, "held", "not-taken-in-time")
    sql(office, "UPDATE outbox SET kind = :kind, priority = :priority", kind=kind, priority=priority)
    sql(office, "UPDATE cases SET region = :region", region=region)
    assert dead_letters.retry({1}, False, BY, office).waiting == bool(hours)
    assert dead_letters.retry({2}, False, BY, office, at_once=True).waiting == 0
    due = [row.due_at - clock.at for row in rows(office, outbox)]
    assert due == [timedelta(hours=hours), timedelta(0)]


def test_all_that_can_wait_is_counted(office: Office, clock: HandClock) -> None:
    clock.forward(hours=13)
    put(office, "held", "not-taken-in-time")
    sql(office, "UPDATE outbox SET kind = 'forwarded' WHERE id = 1")
    step = dead_letters.retry_next(HELD, 0, False, BY, office)
    assert (step.sent, step.waiting) == (2, 1)
