"""Officers are found by phone, number and agency; on duty is who is active and not on leave."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from sms_gateway.domain.officers import OfficerState
from sms_gateway.services.office import Office
from sms_gateway.storage import leaves, officers, schema
from tests.builders import RUBBISH, sql, store, work
from tests.conftest import NOW

ROADS, WATER = "pupr@33.74", "pdam@33.74"
TODAY, MONDAY, FRIDAY = date(2026, 11, 10), date(2026, 11, 9), date(2026, 11, 13)


def enrolled(office: Office, *names: str, agency: str = ROADS, **others: Any) -> list[int]:
    """One active officer for each of *names*."""
    ids = []
    for name in names:
        with office.sessions.begin() as session:
            phone = insert(schema.senders).values(
                uuid=f"{agency}-{name}", kind="mobile", replyable=True, created_at=NOW
            )
            sender_id = session.execute(phone.returning(schema.senders.c.id)).scalar_one()
            moments = {"added_at": NOW, "state_since": NOW}
            values = {"sender_id": sender_id, "agency": agency, "name": name, "added_by": "cli", **moments}
            ids.append(officers.add(session, {"state": OfficerState.ACTIVE, **values, **others}))
    return ids


def on_duty(office: Office, day: date = TODAY) -> list[str]:
    with office.sessions.read() as session:
        return [each.name for each in officers.on_duty(session, ROADS, day)]


def test_one_is_found_by_phone_and_by_number(office: Office) -> None:
    (number,) = enrolled(office, "Budi S")
    with office.sessions.begin() as session:
        found = officers.get(session, number)
        assert found is not None
        assert officers.of_sender(session, found.sender_id) == found == officers.lock(session, number)
        assert (found.name, found.state, found.admin) == ("Budi S", OfficerState.ACTIVE, False)
        assert officers.of_sender(session, 999) is None
        assert officers.get(session, 999) is None


def test_a_phone_is_one_officer(office: Office) -> None:
    enrolled(office, "Budi S")
    with pytest.raises(IntegrityError):
        enrolled(office, "Ani R", sender_id=1)


def test_only_the_active_of_the_agency_are_on_duty(office: Office) -> None:
    enrolled(office, "Budi S", "Ani R")
    enrolled(office, "Citra", agency=WATER)
    for state in set(OfficerState) - {OfficerState.ACTIVE}:
        enrolled(office, f"not {state}", state=state)
    assert on_duty(office) == ["Budi S", "Ani R"]


def test_who_waited_longest_is_first(office: Office) -> None:
    budi, ani, _ = enrolled(office, "Budi S", "Ani R", "Citra")
    with office.sessions.begin() as session:
        officers.change(session, budi, assigned_at=NOW)
        officers.change(session, ani, assigned_at=NOW - timedelta(hours=1))
    assert on_duty(office) == ["Citra", "Ani R", "Budi S"]


@pytest.mark.parametrize(
    ("day", "away"), [(date(2026, 11, 8), False), (MONDAY, True), (FRIDAY, True), (date(2026, 11, 14), False)]
)
def test_leave_counts_from_its_first_to_its_last_day(office: Office, day: date, away: bool) -> None:
    budi, ani = enrolled(office, "Budi S", "Ani R")
    with office.sessions.begin() as session:
        leave = leaves.add(session, budi, MONDAY, FRIDAY, ani, NOW)
    assert on_duty(office, day) == (["Ani R"] if away else ["Budi S", "Ani R"])
    with office.sessions.read() as session:
        expected = leaves.LeaveRow(leave, budi, MONDAY, FRIDAY, ani) if away else None
        assert leaves.current(session, budi, day) == expected
        assert leaves.on(session, day) == ({budi: expected} if away else {})


def test_who_is_back_is_on_duty_and_a_new_leave_replaces_the_old(office: Office) -> None:
    (budi,) = enrolled(office, "Budi S")
    with office.sessions.begin() as session:
        leaves.add(session, budi, MONDAY, FRIDAY, None, NOW)
        leaves.add(session, budi, FRIDAY, FRIDAY, None, NOW)
    assert (on_duty(office), on_duty(office, FRIDAY)) == (["Budi S"], [])
    with office.sessions.begin() as session:
        assert leaves.end(session, budi, NOW)
        assert not leaves.end(session, budi, NOW)
    assert on_duty(office, FRIDAY) == ["Budi S"]


def test_the_admins_of_an_agency_are_its_active_ones(office: Office) -> None:
    enrolled(office, "Budi S", admin=True)
    enrolled(office, "Ani R", admin=True, state=OfficerState.DISABLED)
    enrolled(office, "Citra", agency=WATER, admin=True)
    enrolled(office, "Dedi")
    with office.sessions.read() as session:
        assert [each.name for each in officers.admins(session, ROADS)] == ["Budi S"]


def test_an_agency_with_a_case_and_nobody_active_is_unserved(office: Office) -> None:
    store(office, RUBBISH)
    work(office)
    sql(office, "UPDATE cases SET agency = 'dlh@33.19'")
    (budi,) = enrolled(office, "Budi S", agency="dlh@33.19", state=OfficerState.INVITED)

    def unserved() -> list[str]:
        with office.sessions.read() as session:
            return officers.unserved(session)

    assert unserved() == ["dlh@33.19"]
    with office.sessions.begin() as session:
        officers.set_state(session, budi, OfficerState.ACTIVE, NOW)
    assert unserved() == []
    sql(office, "UPDATE officers SET state = 'disabled'")
    sql(office, "UPDATE cases SET state = 'done', closed_at = opened_at")
    assert unserved() == []


def test_they_are_listed_by_agency_and_name_and_by_state(office: Office) -> None:
    enrolled(office, "Budi S", "Ani R")
    enrolled(office, "Citra", agency=WATER, state=OfficerState.ON_HOLD)
    with office.sessions.read() as session:
        assert [each.name for each in officers.listed(session)] == ["Citra", "Ani R", "Budi S"]
        assert [each.name for each in officers.listed(session, ROADS)] == ["Ani R", "Budi S"]
        assert [each.name for each in officers.in_state(session, OfficerState.ON_HOLD)] == ["Citra"]
        assert officers.any_known(session)


def test_the_carrier_of_a_phone_is_that_of_its_last_message(office: Office) -> None:
    store(office, RUBBISH)
    with office.sessions.read() as session:
        assert officers.carrier_of(session, 1) == "simulator"
        assert officers.carrier_of(session, 2) is None
