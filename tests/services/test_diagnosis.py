"""Doctor finds each fault, names its remedy, and counts broken promises by SQL."""

from dataclasses import replace

import pytest

from sms_gateway.services import triage
from sms_gateway.services.diagnosis import PARTS, diagnose, unready
from sms_gateway.services.office import Office
from sms_gateway.settings import Settings
from sms_gateway.storage.engine import open_sessions
from tests.builders import ROAD, sql, store, work
from tests.conftest import HandClock, OfficeMaker
from tests.services.doctor_part import beat, find, refused_carrier


def test_a_healthy_gateway_has_no_fault(well: Office) -> None:
    assert [finding for finding in diagnose(well, None) if finding.ok is False] == []


def test_every_fault_has_a_remedy(well: Office, make_office: OfficeMaker, clock: HandClock) -> None:
    clock.forward(hours=2)
    broken = replace(well, carriers={"simulator": refused_carrier()})
    findings = diagnose(broken, "Redis does not answer.")
    faults = [finding for finding in findings if finding.ok is False]
    assert len(faults) >= 7
    assert [finding.check for finding in faults if not finding.remedy] == []


def test_a_database_that_is_away_is_the_last_finding(make_office: OfficeMaker) -> None:
    office = make_office(sessions=open_sessions("postgresql+psycopg://smsgw@127.0.0.1:1/none"))
    last = diagnose(office, None)[-1]
    assert (last.check, last.ok) == ("database", False)
    assert "database.url" in last.remedy


def test_a_database_without_a_schema_is_told_to_migrate(make_office: OfficeMaker, tmp_path: object) -> None:
    office = make_office(sessions=open_sessions(f"sqlite:///{tmp_path}/empty.db"))
    finding = find(office, "migrations")
    assert (finding.ok, finding.remedy) == (False, "Run `sms-gateway migrate`.")
    assert finding.detail.startswith("none of ")


def test_a_clock_that_is_wrong_is_a_fault(well: Office, clock: HandClock) -> None:
    clock.forward(seconds=60)
    finding = find(well, "clock")
    assert (finding.ok, "NTP" in finding.remedy) == (False, True)


def test_redis_that_is_away_is_a_fault_with_a_remedy(well: Office) -> None:
    finding = find(well, "queue", "Redis does not answer (ConnectionError).")
    assert (finding.ok, "redis.url" in finding.remedy) == (False, True)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_silent_is_a_fault(well: Office, clock: HandClock, part: str) -> None:
    clock.forward(seconds=31)
    beat(well, *(other for other in PARTS if other != part))
    silent = {finding.check for finding in diagnose(well, None) if finding.ok is False} - {"clock"}
    assert silent == {f"part {part}"}


def test_what_a_dead_worker_claimed_and_nobody_took_up_is_a_fault(well: Office) -> None:
    assert find(well, "claims").ok is True
    store(well, ROAD)
    sql(well, "UPDATE messages SET lease = 'gone', lease_until = 1.0 WHERE state = 'new'")
    finding = find(well, "claims")
    assert (finding.ok, "1 messages and 0 SMS" in finding.detail) == (False, True)
    assert finding.remedy.startswith("Start `sms-gateway-worker inbox`, or `sms-gateway up`.")
    triage.drain(well, 60)
    assert find(well, "claims").ok is True


def test_the_address_carriers_call_is_named_as_what_it_is(well: Office) -> None:
    assert find(well, "configuration").detail == "env development, public_url http://127.0.0.1:1708"


def test_a_full_disk_is_a_fault(well: Office, settings: Settings) -> None:
    greedy = settings.model_copy(
        update={"limits": settings.limits.model_copy(update={"min_free_disk_mb": 10**9})}
    )
    poor = replace(well, settings=greedy)
    assert find(poor, "disk").ok is False
    lacks = unready(poor)
    assert lacks is None if settings.database.url else "limits.min_free_disk_mb, 1000000000." in str(lacks)


def test_a_data_directory_that_is_not_there_yet_is_no_full_disk(well: Office, settings: Settings) -> None:
    absent = settings.model_copy(update={"data_dir": settings.data_dir / "not" / "yet"})
    assert find(replace(well, settings=absent), "disk").ok is True


def test_what_waits_for_a_person_too_long_is_a_note(well: Office, clock: HandClock) -> None:
    store(well, "asdkj 88 trs pak ny gmn sdh 2x")
    work(well)
    sql(well, "UPDATE outbox SET state = 'held'")
    clock.forward(days=4)
    notes = {finding.check: finding.ok for finding in diagnose(well, None) if "person" in finding.check}
    assert notes == {"waiting for a person: review": None, "waiting for a person: held": None}
