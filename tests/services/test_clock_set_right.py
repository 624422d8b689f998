"""What a clock that was ahead wrote down keeps nobody waiting, and proves nothing, once it is right."""

from datetime import timedelta

import pytest

from sms_gateway.domain.messages import OutboxState, SendOutcome
from sms_gateway.services import delivery, intake, parts, triage
from sms_gateway.services.believed import Belief
from sms_gateway.services.office import Office
from sms_gateway.settings import Settings
from sms_gateway.storage import console_sessions, operations
from sms_gateway.storage.schema import messages, outbox
from tests.builders import ROAD, WATER, FakeCarrier, rows, sql, store, work
from tests.conftest import HandClock, OfficeMaker
from tests.services.long_sms import later, long_sms

MONTH = timedelta(days=30)


def test_an_sms_that_says_nothing_any_more_holds_back_no_later_one(
    make_office: OfficeMaker, clock: HandClock
) -> None:
    carrier = FakeCarrier(SendOutcome.retry("503"))
    office = make_office(carriers={"simulator": carrier})
    store(office, ROAD)
    work(office)
    sql(office, "UPDATE outbox SET expires_at = :at", at=str(clock.at.replace(tzinfo=None)))
    clock.forward(minutes=1)
    store(office, "BANTUAN")
    work(office)
    assert [row.state for row in rows(office, outbox)] == [OutboxState.RETRY, OutboxState.ACCEPTED]


def test_what_was_held_by_a_clock_that_was_ahead_holds_back_no_later_one(
    make_office: OfficeMaker, clock: HandClock
) -> None:
    carrier = FakeCarrier(SendOutcome.unknown("timeout"))
    office = make_office(carriers={"simulator": carrier})
    clock.at += MONTH
    store(office, ROAD)
    work(office)
    sql(office, "UPDATE outbox SET state = 'held', reason = 'lookup-ambiguous', lease = NULL")
    clock.at -= MONTH
    store(office, "BANTUAN")
    work(office)
    assert rows(office, outbox)[-1].state == OutboxState.ACCEPTED


def test_not_found_twice_proves_nothing_while_the_clock_is_in_doubt(
    make_office: OfficeMaker, clock: HandClock
) -> None:
    carrier = FakeCarrier(SendOutcome.unknown("timeout"))
    office = make_office(carriers={"simulator": carrier})
    store(office, ROAD)
    work(office)  # sent, nobody knows whether it left
    clock.forward(minutes=2)
    delivery.drain(office, 60, believed=lambda: False)  # the first look
    clock.forward(minutes=5)
    delivery.drain(office, 60, believed=lambda: False)
    assert (len(carrier.sent), rows(office, outbox)[0].state) == (1, OutboxState.UNKNOWN)
    clock.forward(minutes=5)
    delivery.drain(office, 60)
    clock.forward(minutes=1)
    delivery.drain(office, 60)
    assert len(carrier.sent) == 2


def test_segments_of_a_clock_that_was_ahead_use_up_no_budget(
    make_office: OfficeMaker, clock: HandClock
) -> None:
    carrier = FakeCarrier()
    office = make_office(carriers={"simulator": carrier}, settings=Settings(limits={"segments_per_hour": 1}))
    clock.at += MONTH
    store(office, ROAD)
    work(office)
    clock.at -= MONTH
    store(office, "BANTUAN")
    work(office)
    assert len(carrier.sent) == 2


def test_a_phone_is_not_silent_until_a_time_a_clock_that_was_ahead_named(
    make_office: OfficeMaker, clock: HandClock
) -> None:
    carrier = FakeCarrier()
    office = make_office(carriers={"simulator": carrier}, settings=Settings(limits={"idle_replies": 1}))
    clock.at += MONTH
    store(office, "BANTUAN", "BANTUAN", "BANTUAN")
    work(office)
    told = len(carrier.sent)
    clock.at -= MONTH
    sql(office, "UPDATE senders SET unanswered_until = :at", at=str((clock.at + MONTH).replace(tzinfo=None)))
    store(office, WATER)
    work(office)
    assert len(carrier.sent) == told + 1


def test_a_part_taken_by_a_clock_that_was_ahead_is_released(office: Office, clock: HandClock) -> None:
    clock.at += MONTH
    intake.accept([later(long_sms(ROAD)[0], days=30)], office)
    clock.at -= MONTH
    parts.release(office)
    assert len(rows(office, messages)) == 1


def test_tries_of_a_clock_that_was_ahead_lock_nobody_out(office: Office, clock: HandClock) -> None:
    since = clock.at - timedelta(minutes=15)
    with office.sessions.begin() as session:
        console_sessions.add_tries(session, ["key"], clock.at + MONTH)
        console_sessions.add_tries(session, ["key"], clock.at)
        assert console_sessions.tries(session, "key", since, clock.at) == 1


@pytest.mark.parametrize(("ahead", "believes"), [(timedelta(0), True), (timedelta(minutes=5), False)])
def test_a_part_that_is_started_anew_knows_of_a_jump_that_is_not_over(
    office: Office, clock: HandClock, ahead: timedelta, believes: bool
) -> None:
    with office.sessions.begin() as session:
        clock.at = clock.at.fromtimestamp(operations.database_epoch(session), clock.at.tzinfo)
        if ahead:
            operations.set_position(session, "clock-jumped", clock.at - ahead)
    assert Belief(office, lambda: 0.0)() is believes


def test_a_suspect_message_has_its_turn_however_long_the_fresh_ones_take(office: Office) -> None:
    store(office, ROAD)
    sql(office, "UPDATE messages SET lease = 'dead', lease_until = 1.0")
    for number in range(3):
        store(office, WATER, sender=f"+628120000{number:04}")
    time = iter([0.0, 0.0, *[0.0] * 4, 100.0, *[100.0] * 50])
    triage.drain(office, 1.0, lambda: next(time))
    assert rows(office, messages)[0].lease is None
