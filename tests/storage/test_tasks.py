"""A task is found by the number an officer types while a late reply may mean it; a case by what it lacks."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.officers import TaskState, is_task
from sms_gateway.services.office import Office
from sms_gateway.storage import cases, tasks
from tests.builders import OTHER_CITIZEN, ROAD, RUBBISH, WATER, Chance, sql, store, work
from tests.conftest import NOW, OfficeMaker
from tests.storage.test_officers import enrolled

ONE = "24183567"
ROADS = "pupr@33.74"


@pytest.fixture
def office(make_office: OfficeMaker) -> Office:
    """Cases 1, 2 and 3 of one phone are with the roads of Semarang; officers are 1 and 2."""
    office = make_office(rand=Chance(ONE))
    store(office, ROAD, WATER, RUBBISH)
    work(office)
    sql(office, "UPDATE cases SET state = 'routed', agency = :agency", agency=ROADS)
    enrolled(office, "Budi S", "Ani R")
    return office


def opened(office: Office, case_id: int, number: int, officer_id: int = 1) -> int:
    with office.sessions.begin() as session:
        return tasks.open_one(session, case_id, officer_id, number, None, NOW)


def ended(office: Office, task_id: int, days: float = 0) -> bool:
    with office.sessions.begin() as session:
        return tasks.end(session, task_id, TaskState.GONE, NOW + timedelta(days=days))


def test_a_task_says_what_its_case_says(office: Office) -> None:
    task_id = opened(office, 1, 3)
    with office.sessions.read() as session:
        row = tasks.get(session, task_id)
        assert row is not None
        assert tasks.open_of_case(session, 1) == row
        assert tasks.open_of_case(session, 2) is None
    assert (row.number, row.officer_id, row.state, row.opened_at) == (3, 1, TaskState.OPEN, NOW)
    assert (row.case_state, row.before_asking, row.agency, row.region) == ("routed", None, ROADS, "33.74.09")
    assert (row.ticket, row.problem, row.reporters, row.told_at) == (ONE, "jalan rusak", 1, None)


def test_people_count_not_their_tickets(office: Office) -> None:
    store(office, "jalan rusak parah di jl melati kec gajahmungkur semarang", sender=OTHER_CITIZEN)
    work(office)
    sql(office, "UPDATE tickets SET case_id = 1")
    task_id = opened(office, 1, 1)
    with office.sessions.read() as session:
        row = tasks.get(session, task_id)
        assert row is not None
        assert (row.reporters, row.ticket) == (2, ONE)
        assert tasks.get(session, task_id + 1) is None


def test_a_case_is_one_open_task_and_a_number_one_open_task_of_a_phone(office: Office) -> None:
    first = opened(office, 1, 1)
    with pytest.raises(IntegrityError):
        opened(office, 1, 2)
    with pytest.raises(IntegrityError):
        opened(office, 2, 1)
    assert ended(office, first)
    assert not ended(office, first)
    opened(office, 1, 1)


def test_a_number_means_the_open_task_then_the_newest_that_ended(office: Office) -> None:
    old = opened(office, 1, 3)
    ended(office, old)
    newer = opened(office, 2, 3)
    with office.sessions.read() as session:
        meant = tasks.by_number(session, 1, 3, NOW)
        assert meant is not None
        assert meant.id == newer
        assert [row.id for row in tasks.of_officer(session, 1, NOW)] == [newer, old]
        assert tasks.by_number(session, 2, 3, NOW) is None
    ended(office, newer)
    with office.sessions.read() as session:
        meant = tasks.by_number(session, 1, 3, NOW)
    assert meant is not None
    assert (meant.id, meant.state, meant.ended_at) == (newer, TaskState.GONE, NOW)


@pytest.mark.parametrize(("days", "bound"), [(0, True), (6.9, True), (7, False), (60, False)])
def test_a_number_is_bound_for_a_week_after_the_end(office: Office, days: float, bound: bool) -> None:
    ended(office, opened(office, 1, 1))
    opened(office, 2, 2)
    now = NOW + timedelta(days=days)
    with office.sessions.read() as session:
        assert tasks.bound_numbers(session, 1, now) == ({1, 2} if bound else {2})
        assert (tasks.by_number(session, 1, 1, now) is not None) == bound


def unassigned(office: Office, after: int = 0, limit: int = 10) -> list[int]:
    with office.sessions.read() as session:
        return [each.case_id for each in tasks.unassigned(session, after, limit)]


def test_unassigned_are_cases_of_a_served_agency_without_a_task(office: Office) -> None:
    assert unassigned(office) == [1, 2, 3]
    assert (unassigned(office, after=1), unassigned(office, limit=1)) == ([2, 3], [1])
    task_id = opened(office, 1, 1)
    assert unassigned(office) == [2, 3]
    sql(office, "UPDATE cases SET agency = 'dishub@33.74' WHERE id = 2")
    assert unassigned(office) == [3]
    sql(office, "UPDATE officers SET state = 'on_hold'")
    assert unassigned(office) == []
    sql(office, "UPDATE officers SET state = 'active' WHERE id = 2")
    ended(office, task_id)
    assert unassigned(office) == [1, 3]


@pytest.mark.parametrize("before", [None, *CaseState])
@pytest.mark.parametrize("state", CaseState)
def test_the_database_knows_a_task_as_the_rules_do(
    office: Office, state: CaseState, before: CaseState | None
) -> None:
    sql(office, "UPDATE cases SET state = :state, before_asking = :before", state=state, before=before)
    sql(office, "UPDATE cases SET agency = NULL WHERE id = 2")
    expected = [
        each for each, agency in ((1, ROADS), (2, None), (3, ROADS)) if is_task(state, before, agency)
    ]
    assert unassigned(office) == expected
    with office.sessions.read() as session:
        assert [each for each in (1, 2, 3) if tasks.is_task(session, each)] == expected


UNFIT = {
    "the desk has the case": "UPDATE cases SET state = 'unverified' WHERE id = 1",
    "another agency has it": "UPDATE cases SET agency = 'dishub@33.74' WHERE id = 1",
    "it is closed": "UPDATE cases SET state = 'done' WHERE id = 1",
    "it was merged away": "UPDATE tickets SET case_id = 2 WHERE case_id = 1",
    "the officer is on hold": "UPDATE officers SET state = 'on_hold' WHERE id = 1",
    "the officer changed the agency": "UPDATE officers SET agency = 'dishub@33.74' WHERE id = 1",
    "the officer reported it": "UPDATE tickets SET sender_id = (SELECT sender_id FROM officers WHERE id = 1)"
    " WHERE case_id = 1",
}


@pytest.mark.parametrize("why", UNFIT)
def test_a_task_is_stale_when(office: Office, why: str) -> None:
    task_id, other = opened(office, 1, 1), opened(office, 2, 1, officer_id=2)
    with office.sessions.read() as session:
        assert tasks.stale(session, 10) == []
    sql(office, UNFIT[why])
    with office.sessions.read() as session:
        assert tasks.stale(session, 10) == [1]
        assert (tasks.fits(session, task_id), tasks.fits(session, other)) == (False, True)
    ended(office, task_id)
    with office.sessions.read() as session:
        assert tasks.stale(session, 10) == []


def test_tasks_of_who_is_on_leave_are_found_behind_an_id(office: Office) -> None:
    opened(office, 1, 1)
    opened(office, 2, 1, officer_id=2)
    opened(office, 3, 2)
    with office.sessions.read() as session:
        assert tasks.on_leave(session, [1], 0, 10) == [1, 3]
        assert tasks.on_leave(session, [1], 1, 10) == [3]
        assert tasks.on_leave(session, [1, 2], 0, 2) == [1, 2]
        assert tasks.on_leave(session, [], 0, 10) == []


def test_the_text_of_a_report_is_masked(office: Office) -> None:
    sql(office, "UPDATE messages SET body_masked = 'lampu mati, hubungi [HP]' WHERE id = 1")
    with office.sessions.read() as session:
        assert tasks.text_of(session, ONE) == "lampu mati, hubungi [HP]"
        assert tasks.text_of(session, "24183576") == ""


def test_unserved_are_cases_whose_agency_has_nobody(office: Office) -> None:
    def unserved() -> list[int]:
        with office.sessions.read() as session:
            return tasks.unserved(session, 10)

    assert unserved() == []
    sql(office, "UPDATE cases SET agency = 'dishub@33.74' WHERE id = 2")
    assert unserved() == [2]
    with office.sessions.begin() as session:
        cases.record(session, tasks.NO_OFFICER, "clock", NOW, case_id=2)
    assert unserved() == []
