"""The numbers of the store: broken promises, what is late, what carriers refused, each counted by SQL."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from sms_gateway.domain.messages import SendOutcome
from sms_gateway.services.office import Office
from sms_gateway.services.snapshot import snapshot
from sms_gateway.storage import operations
from sms_gateway.storage.schema import cases, messages, outbox
from tests.builders import ROAD, FakeCarrier, rows, sql, store, work
from tests.conftest import NOW, HandClock
from tests.services.doctor_part import find

BREAK: dict[str, tuple[str, Callable[[Office], None]]] = {
    "a part of no message": (
        "I1",
        lambda office: sql(
            office,
            "INSERT INTO inbound_parts (carrier, carrier_ref, sender_id, uuid, received_at) "
            "SELECT 'x', 'x', sender_id, 'x', received_at FROM messages",
        ),
    ),
    "a ticket outcome without a ticket": (
        "I1",
        lambda office: sql(office, "UPDATE tickets SET message_id = NULL"),
    ),
    "a ticket of a message with another outcome": (
        "I1",
        lambda office: sql(office, "UPDATE messages SET state = 'command'"),
    ),
    "a review outcome without a review item": (
        "I1",
        lambda office: sql(office, "UPDATE messages SET state = 'review'"),
    ),
    "ignored without a reason": (
        "I1",
        lambda office: sql(office, "UPDATE messages SET state = 'ignored', reason = NULL"),
    ),
    "two acknowledgements of one ticket": (
        "I2",
        lambda office: sql(
            office,
            "INSERT INTO outbox (uuid, sender_id, carrier, kind, once, ticket_id, segments, priority, "
            "created_at, state_since) SELECT 'x', sender_id, carrier, kind, 'another', ticket_id, segments, "
            "priority, created_at, state_since FROM outbox",
        ),
    ),
    "a message nobody works": (
        "I3",
        lambda office: sql(
            office, "UPDATE messages SET state = 'new', received_at = '2026-01-01 00:00:00+00:00'"
        ),
    ),
    "an SMS nobody sends": (
        "I3",
        lambda office: sql(
            office,
            "UPDATE outbox SET state = 'queued', due_at = NULL, state_since = '2026-01-01 00:00:00+00:00'",
        ),
    ),
    "a part nobody releases": (
        "I3",
        lambda office: sql(
            office,
            "INSERT INTO inbound_parts (carrier, carrier_ref, sender_id, uuid, received_at, due_at) "
            "SELECT 'x', 'x', sender_id, 'x', received_at, '2026-01-01 00:00:00+00:00' FROM messages",
        ),
    ),
    "a message made of nothing": ("I4", lambda office: sql(office, "DELETE FROM inbound_parts")),
}


@pytest.mark.parametrize(("promise", "breach"), BREAK.values(), ids=BREAK.keys())
def test_a_broken_promise_is_counted_and_a_fault(
    well: Office, promise: str, breach: Callable[[Office], None]
) -> None:
    assert set(snapshot(well).invariants.values()) == {0}
    breach(well)
    assert snapshot(well).invariants[promise] == 1
    finding = find(well, promise)
    assert (finding.ok, bool(finding.remedy)) == (False, True)


DEADLINES = [
    ("messages", "new", 15),
    ("messages", "retry", 15),
    ("outbox", "queued", 30),
    ("outbox", "sending", 5),
    ("outbox", "retry", 30),
    ("outbox", "unknown", 30),
]


@pytest.mark.parametrize(("table", "state", "minutes"), DEADLINES)
def test_a_deadline_is_kept_to_the_minute(
    well: Office, clock: HandClock, table: str, state: str, minutes: int
) -> None:
    if table == "messages":
        sql(well, "UPDATE messages SET state = :state", state=state)
    else:
        sql(well, "UPDATE outbox SET state = :state, due_at = NULL", state=state)
    start = rows(well, messages)[0].received_at if table == "messages" else rows(well, outbox)[0].state_since
    clock.at = start + timedelta(minutes=minutes)
    assert snapshot(well).invariants["I3"] == 0
    clock.forward(seconds=1)
    assert snapshot(well).invariants["I3"] == 1


@pytest.mark.parametrize("state", ["held", "accepted", "delivered", "refused", "expired"])
def test_what_belongs_to_a_person_or_to_nobody_is_no_violation(
    well: Office, clock: HandClock, state: str
) -> None:
    sql(well, "UPDATE outbox SET state = :state", state=state)
    clock.forward(days=30)
    assert snapshot(well).invariants["I3"] == 0


def test_refused_calls_of_yesterday_are_not_shown(well: Office, clock: HandClock) -> None:
    with well.sessions.begin() as session:
        operations.count_signature_failures(session, "simulator", well.now(), 9)
    clock.forward(hours=2)
    assert snapshot(well).signature_failures == {}


def test_the_age_of_the_oldest_unfinished_message_is_shown(office: Office, clock: HandClock) -> None:
    store(office, ROAD)
    clock.forward(minutes=3)
    assert (snapshot(office).oldest_unfinished, clock() - NOW) == (180.0, timedelta(minutes=3))


def test_the_age_of_the_oldest_sms_that_should_have_left_is_shown(well: Office, clock: HandClock) -> None:
    assert snapshot(well).oldest_unsent == 0
    start = rows(well, outbox)[0].created_at
    sql(well, "UPDATE outbox SET state = 'queued', first_tried_at = NULL, due_at = NULL")
    clock.at = start + timedelta(minutes=3)
    assert snapshot(well).oldest_unsent == 180


def test_an_sms_that_waits_for_its_hour_is_not_late(well: Office, clock: HandClock) -> None:
    with well.sessions.begin() as session:
        later = clock.at + timedelta(hours=5)
        session.execute(update(outbox).values(state="queued", first_tried_at=None, due_at=later))
    clock.forward(hours=4)
    assert snapshot(well).oldest_unsent == 0
    clock.forward(hours=2)
    assert snapshot(well).oldest_unsent == 3600


def test_what_a_carrier_did_not_take_is_counted_by_its_code_for_an_hour(
    office: Office, clock: HandClock
) -> None:
    refusing = replace(office, carriers={"simulator": FakeCarrier(SendOutcome.refused("twilio-21408"))})
    store(refusing, ROAD)
    work(refusing)
    assert snapshot(refusing).troubles == {("simulator", "twilio-21408"): 1}
    clock.forward(minutes=61)
    assert snapshot(refusing).troubles == {}


@pytest.mark.parametrize(("confidence", "band"), [(0.29, "unsure"), (0.3, "fair"), (0.9, "sure")])
def test_cases_are_counted_by_how_sure_their_routing_was(
    well: Office, clock: HandClock, confidence: float, band: str
) -> None:
    with well.sessions.begin() as session:
        session.execute(update(cases).values(route_confidence=confidence))
    assert snapshot(well).sureness == {"unsure": 0, "fair": 0, "sure": 0} | {band: 1}
    clock.forward(hours=25)
    assert sum(snapshot(well).sureness.values()) == 0


def test_a_whole_conversation_breaks_no_promise(office: Office) -> None:
    store(
        office,
        ROAD,
        ROAD,
        "STATUS",
        "BATAL",
        "YA",
        "p",
        "asdkj 88 trs pak ny gmn sdh 2x",
        "TAMBAH 24183994 a",
    )
    store(office, "REG 3273012345678901#3273019876543210#", "STOP", "ANONIM", "", sender="+6281200003333")
    store(office, ROAD, "BANTUAN", sender="1708")
    for _ in range(3):
        work(office)
    assert set(snapshot(office).invariants.values()) == {0}
