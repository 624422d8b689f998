"""An SMS leaves once: what is not known is looked up, and nothing is sent on a guess."""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from sms_gateway.domain.messages import LookupOutcome, LookupState, OutboundSms, OutboxState, SendOutcome
from sms_gateway.services import delivery, triage
from sms_gateway.services.attempts import Attempt
from sms_gateway.services.office import Office
from sms_gateway.settings import Settings
from sms_gateway.settings.model import Replies
from sms_gateway.storage import outbox as outbox_rows
from sms_gateway.storage.engine import open_sessions
from sms_gateway.storage.outbox_claims import orphans_become_unknown
from sms_gateway.storage.schema import outbox, senders
from sms_gateway.storage.senders import lock as lock_sender
from tests.builders import (
    CITIZEN,
    OTHER_CITIZEN,
    ROAD,
    FakeCarrier,
    expire_leases,
    opened,
    rows,
    sql,
    store,
)
from tests.conftest import HandClock, OfficeMaker

FOUND = LookupOutcome(LookupState.FOUND, "C-found")
NOT_FOUND = LookupOutcome(LookupState.NOT_FOUND)
UNAVAILABLE = LookupOutcome(LookupState.UNAVAILABLE, code="list-down")
UNKNOWN = SendOutcome.unknown("no-answer")


@pytest.fixture
def carrier() -> FakeCarrier:
    return FakeCarrier()


@pytest.fixture
def office(make_office: OfficeMaker, carrier: FakeCarrier) -> Office:
    return make_office(carriers={"simulator": carrier})


def _promise(office: Office, *bodies: str, sender: str = CITIZEN) -> None:
    """Put the answers to *bodies* into the outbox."""
    store(office, *(bodies or (ROAD,)), sender=sender)
    triage.drain(office, 60)


def _deliver(office: Office) -> None:
    delivery.drain(office, 60)


def _row(office: Office) -> tuple[str, str | None]:
    row = rows(office, outbox)[0]
    return row.state, row.reason


def test_an_accepted_sms_is_done_and_carries_the_carriers_id(office: Office, carrier: FakeCarrier) -> None:
    _promise(office)
    _deliver(office)
    row = rows(office, outbox)[0]
    assert (row.state, row.carrier_ref, row.attempts) == (OutboxState.ACCEPTED, "C1", 1)
    assert (row.lease, row.finished_at) == (None, office.now())


def test_the_carrier_gets_number_text_and_our_id(office: Office, carrier: FakeCarrier) -> None:
    _promise(office)
    _deliver(office)
    text = opened(office, rows(office, outbox)[0])
    assert carrier.sent == [OutboundSms(1, CITIZEN, text, office.now())]


def test_a_refused_sms_is_not_tried_again(office: Office, carrier: FakeCarrier, clock: HandClock) -> None:
    carrier.outcomes = [SendOutcome.refused("opted-out")]
    _promise(office)
    _deliver(office)
    clock.forward(days=1)
    _deliver(office)
    assert (_row(office), len(carrier.sent)) == (("refused", "opted-out"), 1)


def test_a_retry_waits_as_long_as_the_carrier_asks(
    office: Office, carrier: FakeCarrier, clock: HandClock
) -> None:
    carrier.outcomes = [SendOutcome.retry("slow-down", retry_after=90)]
    _promise(office)
    _deliver(office)
    clock.forward(seconds=89)
    _deliver(office)
    assert (_row(office), len(carrier.sent)) == (("retry", "slow-down"), 1)
    clock.forward(seconds=1)
    _deliver(office)
    assert (_row(office)[0], len(carrier.sent)) == ("accepted", 2)


def test_attempts_that_never_succeed_end_with_a_person(
    office: Office, carrier: FakeCarrier, clock: HandClock
) -> None:
    carrier.outcomes = [SendOutcome.retry("down")] * 50
    _promise(office)
    for _ in range(24):
        _deliver(office)
        clock.forward(hours=1)
    assert _row(office) == ("retry", "down")
    clock.forward(minutes=1)
    _deliver(office)
    assert (_row(office), len(carrier.sent)) == (("held", "not-taken-in-time"), 25)


def test_an_unknown_fate_is_looked_up_and_found(
    office: Office, carrier: FakeCarrier, clock: HandClock
) -> None:
    carrier.outcomes, carrier.looks = [UNKNOWN], [FOUND]
    _promise(office)
    _deliver(office)
    assert _row(office) == ("unknown", "no-answer")
    clock.forward(seconds=15)
    _deliver(office)
    row = rows(office, outbox)[0]
    assert (row.state, row.carrier_ref, len(carrier.sent)) == ("accepted", "C-found", 1)


def test_not_found_once_permits_nothing(office: Office, carrier: FakeCarrier, clock: HandClock) -> None:
    carrier.outcomes, carrier.looks = [UNKNOWN], [NOT_FOUND, NOT_FOUND]
    _promise(office)
    _deliver(office)
    clock.forward(seconds=15)
    _deliver(office)
    clock.forward(seconds=59)
    _deliver(office)
    assert (_row(office)[0], len(carrier.sent), len(carrier.looked)) == ("unknown", 1, 1)


def test_not_found_twice_a_minute_apart_permits_one_more_try(
    office: Office, carrier: FakeCarrier, clock: HandClock
) -> None:
    carrier.outcomes, carrier.looks = [UNKNOWN], [NOT_FOUND, NOT_FOUND]
    _promise(office)
    _deliver(office)
    for seconds in (15, 60):
        clock.forward(seconds=seconds)
        _deliver(office)
    assert (_row(office)[0], len(carrier.sent), len(carrier.looked)) == ("accepted", 2, 2)


def test_a_second_unknown_fate_needs_two_looks_of_its_own(
    office: Office, carrier: FakeCarrier, clock: HandClock
) -> None:
    carrier.outcomes, carrier.looks = [UNKNOWN, UNKNOWN], [NOT_FOUND, NOT_FOUND, NOT_FOUND, FOUND]
    _promise(office)
    _deliver(office)
    for seconds in (15, 60, 15):
        clock.forward(seconds=seconds)
        _deliver(office)
    assert (_row(office)[0], len(carrier.sent), len(carrier.looked)) == ("unknown", 2, 3)
    clock.forward(seconds=60)
    _deliver(office)
    assert (_row(office)[0], len(carrier.sent)) == ("accepted", 2)


def test_two_records_that_fit_are_for_a_person(
    office: Office, carrier: FakeCarrier, clock: HandClock
) -> None:
    carrier.outcomes, carrier.looks = [UNKNOWN], [LookupOutcome(LookupState.AMBIGUOUS, code="2-alike")]
    _promise(office)
    _deliver(office)
    clock.forward(seconds=15)
    _deliver(office)
    assert (_row(office), len(carrier.sent)) == (("held", "lookup-ambiguous"), 1)


def test_a_carrier_without_a_record_leaves_it_to_a_person(
    office: Office, carrier: FakeCarrier, clock: HandClock
) -> None:
    carrier.outcomes, carrier.looks = [UNKNOWN], [LookupOutcome(LookupState.IMPOSSIBLE)]
    _promise(office)
    _deliver(office)
    clock.forward(seconds=15)
    _deliver(office)
    assert (_row(office), len(carrier.sent)) == (("held", "lookup-impossible"), 1)


def test_looks_that_never_succeed_end_with_a_person(
    office: Office, carrier: FakeCarrier, clock: HandClock
) -> None:
    carrier.outcomes, carrier.looks = [UNKNOWN], [UNAVAILABLE] * 50
    _promise(office)
    for _ in range(24):
        _deliver(office)
        clock.forward(hours=1)
    assert _row(office)[0] == "unknown"
    clock.forward(minutes=1)
    _deliver(office)
    assert (_row(office), len(carrier.looked)) == (("held", "not-found-in-time"), 24)


def test_what_a_dead_worker_claimed_is_looked_up_and_not_sent_again(
    office: Office, carrier: FakeCarrier
) -> None:
    carrier.looks = [FOUND]
    _promise(office)
    delivery.claim(office)
    expire_leases(office, outbox)
    _deliver(office)
    assert (_row(office)[0], carrier.sent, len(carrier.looked)) == ("accepted", [], 1)


def test_a_live_claim_is_left_alone(office: Office, carrier: FakeCarrier) -> None:
    _promise(office)
    delivery.claim(office)
    _deliver(office)
    assert (_row(office)[0], carrier.sent, carrier.looked) == ("sending", [], [])


def test_a_fault_of_ours_in_the_middle_of_sending_is_not_sent_again(
    office: Office, carrier: FakeCarrier
) -> None:
    carrier.outcomes, carrier.looks = [ZeroDivisionError()], [FOUND]
    _promise(office)
    _deliver(office)
    expire_leases(office, outbox)
    _deliver(office)
    assert (_row(office)[0], len(carrier.sent)) == ("accepted", 1)


def test_the_fault_of_one_does_not_touch_the_others(office: Office, carrier: FakeCarrier) -> None:
    carrier.outcomes = [ZeroDivisionError()]
    for number in range(5):
        _promise(office, "BANTUAN", sender=f"+62812000{number:05}")
    _deliver(office)
    states = sorted(row.state for row in rows(office, outbox))
    assert states == ["accepted"] * 4 + ["sending"]


def test_ids_of_our_other_sms_are_not_taken_for_the_lost_one(
    office: Office, carrier: FakeCarrier, clock: HandClock
) -> None:
    carrier.outcomes = [SendOutcome.accepted("C-first"), UNKNOWN]
    _promise(office, "BANTUAN", "BANTUAN")
    _deliver(office)
    clock.forward(seconds=15)
    _deliver(office)
    assert carrier.known == [frozenset({"C-first"})]


def test_one_recipients_sms_leave_in_order(office: Office, carrier: FakeCarrier) -> None:
    _promise(office, ROAD, "STATUS", "BANTUAN", "BATAL")
    _promise(office, ROAD, "BANTUAN", sender=OTHER_CITIZEN)
    _deliver(office)
    for number, ids in ((CITIZEN, [1, 2, 3, 4]), (OTHER_CITIZEN, [5, 6])):
        assert [sms.outbox_id for sms in carrier.sent if sms.recipient == number] == ids


def test_an_sms_that_waits_for_a_retry_holds_back_only_its_own_recipient(
    office: Office, carrier: FakeCarrier, clock: HandClock
) -> None:
    carrier.outcomes = [SendOutcome.retry("down", retry_after=600)]
    _promise(office, "BANTUAN", "STATUS")
    _promise(office, "BANTUAN", sender=OTHER_CITIZEN)
    _deliver(office)
    assert [row.state for row in rows(office, outbox)] == ["retry", "queued", "accepted"]
    clock.forward(seconds=600)
    _deliver(office)
    assert [sms.outbox_id for sms in carrier.sent] == [1, 3, 1, 2]


@pytest.mark.parametrize(
    ("outcome", "look"), [(UNKNOWN, UNAVAILABLE), (UNKNOWN, LookupOutcome(LookupState.IMPOSSIBLE))]
)
def test_an_unknown_or_held_sms_stops_holding_back_others_after_a_minute(
    office: Office, carrier: FakeCarrier, clock: HandClock, outcome: SendOutcome, look: LookupOutcome
) -> None:
    carrier.outcomes, carrier.looks = [outcome], [look] * 20
    _promise(office, "BANTUAN", "STATUS")
    _deliver(office)
    clock.forward(seconds=15)
    _deliver(office)
    assert [sms.outbox_id for sms in carrier.sent] == [1]
    for _ in range(2):
        clock.forward(seconds=31)
        _deliver(office)
    assert [sms.outbox_id for sms in carrier.sent] == [1, 2]


def test_looking_again_and_again_does_not_lengthen_the_minute(
    office: Office, carrier: FakeCarrier, clock: HandClock
) -> None:
    carrier.outcomes, carrier.looks = [UNKNOWN], [UNAVAILABLE] * 20
    _promise(office, "BANTUAN", "STATUS")
    for _ in range(4):
        _deliver(office)
        clock.forward(seconds=20)
    _deliver(office)
    assert len(carrier.looked) >= 2
    assert [sms.outbox_id for sms in carrier.sent] == [1, 2]


def test_a_disabled_carrier_keeps_its_sms_for_later(
    office: Office, make_office: OfficeMaker, carrier: FakeCarrier, clock: HandClock
) -> None:
    _promise(office)
    _deliver(make_office(carriers={}))
    assert _row(office) == ("retry", "carrier-disabled")
    clock.forward(seconds=60)
    _deliver(office)
    assert (_row(office)[0], len(carrier.sent)) == ("accepted", 1)


def test_the_fate_of_an_sms_of_a_disabled_carrier_is_for_a_person(
    office: Office, make_office: OfficeMaker, carrier: FakeCarrier, clock: HandClock
) -> None:
    carrier.outcomes = [UNKNOWN]
    _promise(office)
    _deliver(office)
    clock.forward(seconds=15)
    _deliver(make_office(carriers={}))
    assert _row(office)[0] == "held"


def test_an_erased_recipient_gets_nothing(office: Office, carrier: FakeCarrier) -> None:
    _promise(office)
    sql(office, "UPDATE senders SET msisdn_enc = NULL, data_key_enc = NULL, blind_index = NULL")
    _deliver(office)
    assert (_row(office), carrier.sent) == (("expired", "recipient-erased"), [])


def test_a_text_that_does_not_open_is_for_a_person(office: Office, carrier: FakeCarrier) -> None:
    _promise(office)
    sql(office, "UPDATE outbox SET uuid = 'another'")
    _deliver(office)
    assert (_row(office), carrier.sent) == (("held", "seal-broken"), [])


def test_a_slow_attempt_may_still_say_how_it_ended(office: Office, carrier: FakeCarrier) -> None:
    _promise(office)
    slow = delivery.claim(office)[0]
    expire_leases(office, outbox)
    with office.sessions.begin() as session:
        orphans_become_unknown(session, office.now())
    delivery.settle([Attempt(slow, OutboxState.ACCEPTED, "", {"carrier_ref": "late"})], office)
    assert rows(office, outbox)[0].carrier_ref == "late"


def test_a_late_result_of_an_earlier_attempt_changes_nothing(
    office: Office, carrier: FakeCarrier, clock: HandClock
) -> None:
    carrier.looks = [NOT_FOUND, NOT_FOUND]
    _promise(office)
    slow = delivery.claim(office)[0]
    expire_leases(office, outbox)
    _deliver(office)
    clock.forward(seconds=60)
    _deliver(office)
    delivery.settle([Attempt(slow, OutboxState.REFUSED, "late")], office)
    assert (_row(office)[0], len(carrier.sent)) == ("accepted", 1)


def test_a_strange_id_of_the_carrier_spoils_nothing(office: Office, carrier: FakeCarrier) -> None:
    carrier.outcomes = [SendOutcome.accepted("x" * 500 + "\0")]
    _promise(office)
    _promise(office, "BANTUAN", sender=OTHER_CITIZEN)
    _deliver(office)
    assert [row.state for row in rows(office, outbox)] == ["accepted", "accepted"]


def test_four_workers_send_each_sms_once_and_in_order(office: Office, carrier: FakeCarrier) -> None:
    for number in range(10):
        _promise(office, ROAD, "STATUS", "BANTUAN", sender=f"+62812000{number:05}")
    _at_once(4, lambda: delivery.drain(office, 60))
    _deliver(office)
    assert len(carrier.sent) == 30
    for number in {sms.recipient for sms in carrier.sent}:
        ids = [sms.outbox_id for sms in carrier.sent if sms.recipient == number]
        assert ids == sorted(set(ids))


def _at_once(how_many: int, call: Callable[[], object]) -> None:
    with ThreadPoolExecutor(how_many) as pool:
        for done in [pool.submit(call) for _ in range(how_many)]:
            done.result(120)


def test_an_opt_out_met_when_sending_waits_for_its_phone_and_holds_none_of_its_sms(
    office: Office, carrier: FakeCarrier, clock: HandClock
) -> None:
    """The worst order: a message of the phone has it locked, and then hurries the SMS that are settled."""
    carrier.outcomes = [UNKNOWN]
    _promise(office, ROAD, "STATUS")
    _deliver(office)
    clock.forward(seconds=61)
    looked, sent = sorted(delivery.claim(office), key=lambda each: each.id)
    attempts = [
        Attempt(looked, OutboxState.ACCEPTED, "", {"carrier_ref": "C-found"}),
        Attempt(sent, OutboxState.REFUSED, "twilio-21610", opted_out=True),
    ]
    hurried = rows(office, outbox)[0]._asdict() | {"id": 9, "uuid": "9", "once": "9", "priority": 0}
    with ThreadPoolExecutor(1) as pool:
        with office.sessions.begin() as session:
            lock_sender(session, 1)
            settling = pool.submit(delivery.settle, attempts, office)
            _until_it_waits(office, settling)
            outbox_rows.add(session, hurried)
        settling.result(30)
    assert [row.state for row in rows(office, outbox)][:2] == ["accepted", "refused"]
    assert rows(office, senders)[0].stopped_at == office.now()


def _until_it_waits(office: Office, settling: "Future[None]") -> None:
    """PostgreSQL says that a transaction waits for a lock; SQLite lets no second one write at all."""
    deadline = time.monotonic() + 10
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while office.sessions.engine.dialect.name == "postgresql" and not settling.done():
        with office.sessions.read() as session:
            if session.scalar(waiting):
                return
        assert time.monotonic() < deadline, "nothing waits"
        time.sleep(0.01)


def test_no_transaction_is_open_while_the_carrier_is_called(
    make_office: OfficeMaker, office: Office, carrier: FakeCarrier
) -> None:
    open_connections: list[int] = []

    class Watching(FakeCarrier):
        def send(self, sms: OutboundSms) -> SendOutcome:
            open_connections.append(office.sessions.engine.pool.checkedout())  # type: ignore[attr-defined]
            return super().send(sms)

    office = make_office(carriers={"simulator": Watching()})
    _promise(office)
    _deliver(office)
    assert open_connections == [0]


def test_without_a_database_nothing_is_sent(make_office: OfficeMaker, carrier: FakeCarrier) -> None:
    nowhere = open_sessions("postgresql+psycopg://smsgw@127.0.0.1:1/none")
    with pytest.raises(Exception, match="database"):
        _deliver(make_office(sessions=nowhere, carriers={"simulator": carrier}))
    assert carrier.sent == []


def test_a_retry_that_is_tried_again_is_not_late_because_of_its_old_date(
    office: Office, carrier: FakeCarrier, clock: HandClock
) -> None:
    carrier.outcomes = [SendOutcome.retry("down")]
    _promise(office)
    _deliver(office)
    clock.forward(hours=1)
    delivery.claim(office)
    row = rows(office, outbox)[0]
    assert (row.state, row.due_at, clock() - row.state_since) == ("sending", None, timedelta(0))


@pytest.mark.parametrize("number", ["+60123456789", "+14155552671"])
def test_no_sms_is_handed_over_to_a_country_that_is_not_answered(
    make_office: OfficeMaker, carrier: FakeCarrier, settings: Settings, number: str
) -> None:
    """Promised while the country was allowed, or by a mistake of ours: a person decides."""
    wide = settings.model_copy(update={"replies": Replies(countries=("62", "60", "1"))})
    office = make_office(carriers={"simulator": carrier}, settings=wide)
    _promise(office, sender=number)
    _deliver(replace(office, settings=settings))
    assert (carrier.sent, _row(office)) == ([], ("held", "country-not-allowed"))


def test_what_is_known_to_have_been_tried_abroad_is_still_looked_up(
    make_office: OfficeMaker, carrier: FakeCarrier, settings: Settings
) -> None:
    wide = settings.model_copy(update={"replies": Replies(countries=("62", "60"))})
    office = make_office(carriers={"simulator": carrier}, settings=wide)
    carrier.outcomes, carrier.looks = [UNKNOWN], [FOUND]
    _promise(office, sender="+60123456789")
    _deliver(office)
    office.clock.forward(seconds=20)  # type: ignore[attr-defined]
    _deliver(replace(office, settings=settings))
    assert _row(office)[0] == "accepted"
