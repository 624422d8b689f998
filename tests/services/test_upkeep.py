"""What time alone brings: reconciling, re-ringing, forgetting, counting forgeries."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from sms_gateway.domain.messages import InboundSms, SendOutcome
from sms_gateway.domain.work import Queue
from sms_gateway.errors import GatewayError, StoreUnavailable
from sms_gateway.services import intake, triage, upkeep
from sms_gateway.services.office import Office
from sms_gateway.services.reconcile import reconcile
from sms_gateway.services.signatures import SignatureFailures
from sms_gateway.storage import inbox, operations
from sms_gateway.storage import questions as question_rows
from sms_gateway.storage.engine import open_sessions
from sms_gateway.storage.schema import (
    cursors,
    heartbeats,
    inbound_parts,
    messages,
    questions,
    signature_failures,
)
from tests.builders import CITIZEN, ROAD, FakeCarrier, inbound, opened, rows, store, work
from tests.conftest import NOW, HandClock, OfficeMaker


@pytest.fixture
def carrier() -> FakeCarrier:
    return FakeCarrier(name="twilio")


@pytest.fixture
def office(make_office: OfficeMaker, carrier: FakeCarrier) -> Office:
    return make_office(carriers={"twilio": carrier})


def _sms(body: str, ref: str, seconds: int = 0) -> InboundSms:
    return inbound(body, ref=ref, carrier="twilio", received_at=NOW + timedelta(seconds=seconds))


def _bodies(office: Office) -> list[str]:
    return [opened(office, row) for row in rows(office, messages)]


def test_what_never_arrived_is_fetched(office: Office, carrier: FakeCarrier) -> None:
    carrier.record = lambda since: [_sms("satu", "SM1"), _sms("dua", "SM2")]
    assert reconcile(office, "twilio") == 2
    assert sorted(_bodies(office)) == ["dua", "satu"]


def test_what_arrived_is_not_doubled(office: Office, carrier: FakeCarrier) -> None:
    intake.accept([_sms("satu", "SM1")], office)
    carrier.record = lambda since: [_sms("dua", "SM2"), _sms("satu", "SM1")]
    assert [reconcile(office, "twilio"), reconcile(office, "twilio")] == [1, 0]
    assert len(rows(office, inbound_parts)) == 2


def test_a_list_that_starts_with_the_newest_is_stored_in_the_order_of_arrival(
    office: Office, carrier: FakeCarrier
) -> None:
    said = [_sms(f"pesan {number}", f"SM{number}", number // 2) for number in range(250)]
    carrier.record = lambda since: reversed(said)
    reconcile(office, "twilio")
    assert _bodies(office) == [sms.text for sms in said]


def test_a_report_and_its_cancelling_fetched_late_mean_what_they_meant(
    office: Office, carrier: FakeCarrier
) -> None:
    carrier.record = lambda since: [_sms("YA", "3", 2), _sms("BATAL", "2", 1), _sms(ROAD, "1", 0)]
    reconcile(office, "twilio")
    work(office)
    assert [row.state for row in rows(office, messages)] == ["ticket", "command", "command"]


def test_the_first_reading_looks_back_by_the_overlap(office: Office, carrier: FakeCarrier) -> None:
    reconcile(office, "twilio")
    assert carrier.asked_since == [NOW - timedelta(hours=1)]


def test_it_reads_on_where_it_stopped_less_the_overlap(
    office: Office, carrier: FakeCarrier, clock: HandClock
) -> None:
    reconcile(office, "twilio")
    clock.forward(hours=5)
    reconcile(office, "twilio")
    clock.forward(minutes=5)
    reconcile(office, "twilio")
    assert carrier.asked_since[2] == NOW + timedelta(hours=4)
    assert carrier.asked_since[1] == NOW - timedelta(hours=1)


def test_a_given_start_is_obeyed(office: Office, carrier: FakeCarrier) -> None:
    reconcile(office, "twilio", NOW - timedelta(days=3))
    assert carrier.asked_since == [NOW - timedelta(days=3)]


def test_a_list_that_breaks_off_is_read_again_and_what_came_is_kept(
    office: Office, carrier: FakeCarrier, clock: HandClock
) -> None:
    def breaking(since: datetime) -> Iterator[InboundSms]:
        yield _sms("satu", "SM1")
        raise GatewayError("The list cannot be read.", "Try again.")

    carrier.record = breaking
    with pytest.raises(GatewayError, match="list"):
        reconcile(office, "twilio")
    assert (_bodies(office), rows(office, cursors)) == (["satu"], [])


def test_a_carrier_whose_list_fails_does_not_keep_the_others_from_theirs(
    make_office: OfficeMaker,
) -> None:
    def failing(since: datetime) -> Iterator[InboundSms]:
        raise GatewayError("The list cannot be read.", "Try again.")

    first, second = FakeCarrier(name="a"), FakeCarrier(name="twilio")
    first.record, second.record = failing, lambda since: [_sms("satu", "SM1")]
    office = make_office(carriers={"a": first, "twilio": second})
    with pytest.raises(GatewayError, match="list"):
        upkeep.reconcile_all(office)
    assert _bodies(office) == ["satu"]


def _sweep(office: Office) -> list[Queue]:
    rung: list[Queue] = []

    def ring(queue: Queue) -> bool:
        rung.append(queue)
        return True

    upkeep.sweep(office, ring)
    return rung


def test_a_sweep_rings_only_for_queues_with_work(office: Office) -> None:
    assert _sweep(office) == []
    store(office, ROAD)
    assert _sweep(office) == [Queue.INBOX]
    triage.drain(office, 60)
    assert _sweep(office) == [Queue.OUTBOX]
    work(office)


def test_a_sweep_is_quiet_about_what_waits_for_its_time(make_office: OfficeMaker, clock: HandClock) -> None:
    slow = FakeCarrier(SendOutcome.retry("down", 600))
    office = make_office(carriers={"simulator": slow})
    store(office, ROAD)
    work(office)
    assert _sweep(office) == []
    clock.forward(seconds=600)
    assert _sweep(office) == [Queue.OUTBOX]


def test_a_sweep_is_quiet_about_what_somebody_works_on(office: Office) -> None:
    store(office, ROAD)
    with office.sessions.begin() as session:
        inbox.claim(session, 5, "held", 10, office.now())
    assert _sweep(office) == []


def test_forgetting_drops_what_is_old_and_keeps_the_rest(office: Office, clock: HandClock) -> None:
    def note(part: str) -> None:
        with office.sessions.begin() as session:
            operations.beat(session, part, office.now())
            operations.count_signature_failures(session, part, office.now(), 1)

    note("old")
    clock.forward(days=8)
    note("new")
    upkeep.forget(office)
    assert [row.part for row in rows(office, heartbeats)] == ["new"]
    assert [row.carrier for row in rows(office, signature_failures)] == ["new"]


def test_questions_past_their_time_are_closed(office: Office, clock: HandClock) -> None:
    store(office, "BANTUAN")
    with office.sessions.begin() as session:
        question_rows.ask(session, 1, "cancel", [1], office.now(), office.now() + timedelta(hours=24))
    upkeep.forget(office)
    assert [row.closed_at for row in rows(office, questions)] == [None]
    clock.forward(hours=25)
    upkeep.forget(office)
    assert [row.closed_at for row in rows(office, questions)] == [office.now()]


def test_refused_calls_are_counted_by_carrier_and_minute(office: Office, clock: HandClock) -> None:
    failures = SignatureFailures(office, pause=0.01)
    for _ in range(50):
        failures.note("twilio")
    clock.forward(minutes=1)
    failures.note("twilio")
    _until(lambda: sum(row.count for row in rows(office, signature_failures)) == 51)
    assert [row.count for row in rows(office, signature_failures)] == [50, 1]


def test_refused_calls_are_counted_after_the_database_is_back(
    office: Office, make_office: OfficeMaker
) -> None:
    nowhere = make_office(sessions=open_sessions("postgresql+psycopg://smsgw@127.0.0.1:1/none"))
    failures = SignatureFailures(nowhere, pause=60)
    failures._counts["twilio", NOW] = 3
    with pytest.raises(StoreUnavailable):
        failures.flush()
    assert failures._counts["twilio", NOW] == 3


def _until(condition: object, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_a_number_in_the_carriers_list_is_sealed_like_any_other(office: Office, carrier: FakeCarrier) -> None:
    carrier.record = lambda since: [_sms("satu", "SM1")]
    reconcile(office, "twilio")
    assert CITIZEN[3:] not in str([tuple(row) for row in rows(office, messages)])
