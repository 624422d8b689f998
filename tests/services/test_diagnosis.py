"""Doctor finds each fault, names its remedy, and counts broken promises by SQL."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from sms_gateway.domain.enrolment import Candidate
from sms_gateway.domain.messages import SendOutcome
from sms_gateway.services import officers, triage
from sms_gateway.services.diagnosis import PARTS, diagnose
from sms_gateway.services.finding import Finding
from sms_gateway.services.office import Office
from sms_gateway.services.snapshot import snapshot
from sms_gateway.settings import Settings
from sms_gateway.storage import operations
from sms_gateway.storage.engine import open_sessions
from sms_gateway.storage.schema import cases, inbound_parts, messages, outbox
from tests.builders import ROAD, FakeCarrier, rows, sql, store, work
from tests.conftest import NOW, HandClock, OfficeMaker


def _beat(office: Office, *parts: str) -> None:
    with office.sessions.begin() as session:
        for part in parts or PARTS:
            operations.beat(session, f"{part}@host:1", office.now())


def _find(office: Office, check: str, queue_fault: str | None = None) -> Finding:
    return next(finding for finding in diagnose(office, queue_fault) if finding.check == check)


@pytest.fixture
def well(office: Office, clock: HandClock) -> Office:
    """A gateway in use; the clock of the database decides, so business time is set to it."""
    with office.sessions.read() as session:
        clock.at += timedelta(seconds=operations.database_epoch(session) - clock.at.timestamp())
    _beat(office)
    store(office, ROAD)
    with office.sessions.begin() as session:
        for table in (messages, inbound_parts):
            session.execute(update(table).values(received_at=clock.at))
    work(office)
    return office


def test_a_healthy_gateway_has_no_fault(well: Office) -> None:
    assert [finding for finding in diagnose(well, None) if finding.ok is False] == []


def test_every_fault_has_a_remedy(well: Office, make_office: OfficeMaker, clock: HandClock) -> None:
    clock.forward(hours=2)
    broken = replace(well, carriers={"simulator": _broken()})
    findings = diagnose(broken, "Redis does not answer.")
    faults = [finding for finding in findings if finding.ok is False]
    assert len(faults) >= 7
    assert [finding.check for finding in faults if not finding.remedy] == []


def _broken() -> FakeCarrier:
    carrier = FakeCarrier()
    carrier.fault = "The carrier refused our credentials: correct them."
    return carrier


def test_a_database_that_is_away_is_the_last_finding(make_office: OfficeMaker) -> None:
    office = make_office(sessions=open_sessions("postgresql+psycopg://smsgw@127.0.0.1:1/none"))
    last = diagnose(office, None)[-1]
    assert (last.check, last.ok) == ("database", False)
    assert "database.url" in last.remedy


def test_a_database_without_a_schema_is_told_to_migrate(make_office: OfficeMaker, tmp_path: object) -> None:
    office = make_office(sessions=open_sessions(f"sqlite:///{tmp_path}/empty.db"))
    finding = _find(office, "migrations")
    assert (finding.ok, finding.remedy) == (False, "Run `sms-gateway migrate`.")
    assert finding.detail.startswith("none of ")


def test_a_clock_that_is_wrong_is_a_fault(well: Office, clock: HandClock) -> None:
    clock.forward(seconds=60)
    finding = _find(well, "clock")
    assert (finding.ok, "NTP" in finding.remedy) == (False, True)


def test_redis_that_is_away_is_a_fault_with_a_remedy(well: Office) -> None:
    finding = _find(well, "queue", "Redis does not answer (ConnectionError).")
    assert (finding.ok, "redis.url" in finding.remedy) == (False, True)


def test_a_carrier_that_cannot_be_used_says_why(well: Office) -> None:
    finding = _find(replace(well, carriers={"simulator": _broken()}), "carrier simulator")
    assert (finding.ok, finding.remedy) == (False, _broken().fault)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_silent_is_a_fault(well: Office, clock: HandClock, part: str) -> None:
    clock.forward(seconds=31)
    _beat(well, *(other for other in PARTS if other != part))
    silent = {finding.check for finding in diagnose(well, None) if finding.ok is False} - {"clock"}
    assert silent == {f"part {part}"}


def test_what_a_dead_worker_claimed_and_nobody_took_up_is_a_fault(well: Office) -> None:
    assert _find(well, "claims").ok is True
    store(well, ROAD)
    sql(well, "UPDATE messages SET lease = 'gone', lease_until = 1.0 WHERE state = 'new'")
    finding = _find(well, "claims")
    assert (finding.ok, "1 messages and 0 SMS" in finding.detail) == (False, True)
    assert finding.remedy.startswith("Start `sms-gateway-worker inbox`, or `sms-gateway up`.")
    triage.drain(well, 60)
    assert _find(well, "claims").ok is True


def test_the_address_carriers_call_is_named_as_what_it_is(well: Office) -> None:
    assert _find(well, "configuration").detail == "env development, public_url http://127.0.0.1:1708"


def test_a_full_disk_is_a_fault(well: Office, settings: Settings) -> None:
    greedy = settings.model_copy(
        update={"limits": settings.limits.model_copy(update={"min_free_disk_mb": 10**9})}
    )
    assert _find(replace(well, settings=greedy), "disk").ok is False


def test_a_data_directory_that_is_not_there_yet_is_no_full_disk(well: Office, settings: Settings) -> None:
    absent = settings.model_copy(update={"data_dir": settings.data_dir / "not" / "yet"})
    assert _find(replace(well, settings=absent), "disk").ok is True


@pytest.mark.parametrize(("refused", "ok"), [(1, None), (2, False)])
def test_more_calls_refused_than_taken_is_a_fault_and_fewer_a_note(
    well: Office, refused: int, ok: bool | None
) -> None:
    with well.sessions.begin() as session:
        operations.count_signature_failures(session, "simulator", well.now(), refused)
    finding = _find(well, "signatures simulator")
    assert (finding.ok, finding.detail) == (ok, f"{refused} calls refused and 1 taken in the last hour")
    assert "public_url" in finding.remedy


def test_refused_calls_of_yesterday_are_not_shown(well: Office, clock: HandClock) -> None:
    with well.sessions.begin() as session:
        operations.count_signature_failures(session, "simulator", well.now(), 9)
    clock.forward(hours=2)
    assert snapshot(well).signature_failures == {}


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
    finding = _find(well, promise)
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


def test_what_waits_for_a_person_too_long_is_a_note(well: Office, clock: HandClock) -> None:
    store(well, "asdkj 88 trs pak ny gmn sdh 2x")
    work(well)
    sql(well, "UPDATE outbox SET state = 'held'")
    clock.forward(days=4)
    notes = {finding.check: finding.ok for finding in diagnose(well, None) if "person" in finding.check}
    assert notes == {"waiting for a person: review": None, "waiting for a person: held": None}


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


def _enrolled(office: Office, state: str, agency: str = "dlh@33.19") -> None:
    officers.add(Candidate("+6281200009999", agency, "Budi S"), "cli:ani", office)
    sql(office, "UPDATE officers SET state = :state", state=state)


def test_a_phone_on_hold_is_a_fault_until_it_is_released(well: Office) -> None:
    assert _find(well, "officers on hold").ok is True
    _enrolled(well, "on_hold")
    found = _find(well, "officers on hold")
    assert (found.ok, found.detail) == (False, "officer 1")
    officers.release("1", "cli:ani", well)
    assert _find(well, "officers on hold").ok is True


def test_an_agency_with_cases_and_nobody_is_worth_knowing_once_there_are_officers(well: Office) -> None:
    sql(well, "UPDATE cases SET agency = 'pupr@33.74'")

    def unserved() -> list[Finding]:
        return [each for each in diagnose(well, None) if each.check == "agencies without officers"]

    assert unserved() == []
    _enrolled(well, "active")
    assert [(each.ok, each.detail) for each in unserved()] == [(None, "1 with open cases: pupr@33.74")]
    sql(well, "UPDATE officers SET agency = 'pupr@33.74'")
    assert unserved() == []


def test_a_forged_audit_row_is_a_fault(well: Office) -> None:
    _enrolled(well, "active")
    assert (_find(well, "audit").ok, _find(well, "audit").detail) == (True, "the newest 2 rows are whole")
    sql(well, "UPDATE audit_head SET hash = :forged", forged="0" * 64)
    found = _find(well, "audit")
    assert (found.ok, found.detail) == (False, "broken at 3 (end-forged)")
    assert "docs/runbooks/officers.md" in found.remedy


def test_a_country_that_the_carrier_may_not_send_to_is_a_fault_for_a_day(
    office: Office, clock: HandClock
) -> None:
    refusing = replace(office, carriers={"simulator": FakeCarrier(SendOutcome.refused("twilio-21408"))})
    store(refusing, ROAD)
    work(refusing)
    finding = _find(refusing, "countries")
    assert (finding.ok, finding.detail[:5]) == (False, "1 SMS")
    assert "Geo permissions" in finding.remedy
    clock.forward(hours=25)
    assert "countries" not in {each.check for each in diagnose(refusing, None)}
