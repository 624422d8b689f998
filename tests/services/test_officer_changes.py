"""What the desk changes about an officer: within its scope, noted, and told to the phone where it must be."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from sms_gateway.domain.enrolment import Candidate
from sms_gateway.domain.permissions import NATIONWIDE, Scope
from sms_gateway.domain.zones import day_of_agency
from sms_gateway.services import audit, officer_changes, officer_list, officers
from sms_gateway.services.office import Office
from sms_gateway.services.officer_changes import Absence, Details
from sms_gateway.services.officer_hold import OfficerRefused
from sms_gateway.storage import schema
from tests.builders import ROAD, enrol, give_task, opened, rows, store, work

AGENCY, OTHER = "pupr@33.74", "pdam@33.74"
OWN = Scope(AGENCY)
DETAILS = Details("Budi Santoso", None, admin=True)


@pytest.fixture
def budi(office: Office) -> int:
    return enrol(office, "+6281234567801", AGENCY, "Budi S")


@pytest.fixture
def eka(office: Office) -> int:
    return enrol(office, "+6281234567802", AGENCY, "Eka P")


@pytest.fixture
def stranger(office: Office) -> int:
    return enrol(office, "+6281234567803", OTHER, "Citra")


def today(office: Office) -> date:
    return day_of_agency(AGENCY, office.now())


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(OfficerRefused) as refused:
        act()
    return refused.value.code


def test_another_agency_s_officer_is_refused_like_none_at_all(office: Office, stranger: int) -> None:
    which, day = str(stranger), today(office)
    acts: list[Callable[[], object]] = [
        lambda: officer_changes.alter(which, DETAILS, "account:1", office, OWN),
        lambda: officer_changes.send_on_leave(which, Absence(day, day, None), "account:1", office, OWN),
        lambda: officer_changes.call_back(which, "account:1", office, OWN),
        lambda: officers.disable(which, "account:1", office, OWN),
        lambda: officers.resend(which, "account:1", office, OWN),
        lambda: officers.enable(which, "account:1", office, OWN),
        lambda: officers.release(which, "account:1", office, OWN),
    ]
    before, noted = rows(office, schema.officers), len(audit.listed(office))
    assert [refusal(act) for act in acts] == ["no-officer"] * len(acts)
    elsewhere = Candidate("081234567899", OTHER, "Dewi")
    assert refusal(lambda: officers.add(elsewhere, "account:1", office, scope=OWN)) == "no-agency"
    assert rows(office, schema.officers) == before
    assert len(audit.listed(office)) == noted


def test_details_are_changed_and_noted_in_one(office: Office, budi: int, eka: int, stranger: int) -> None:
    wanted = replace(DETAILS, stand_in=str(eka))
    done = officer_changes.alter(str(budi), wanted, "account:1", office, OWN)
    assert (done.name, done.stand_in_id, done.admin) == ("Budi Santoso", eka, True)
    entry = audit.listed(office)[0].entry
    assert (entry.actor, entry.action, entry.detail["renamed"]) == ("account:1", "officer-changed", True)
    for instead in (str(budi), str(stranger)):
        wanted = replace(DETAILS, stand_in=instead)
        assert refusal(lambda: officer_changes.alter(str(budi), wanted, "account:1", office)) == "stand-in"  # noqa: B023
    assert (
        refusal(lambda: officer_changes.alter(str(budi), replace(DETAILS, name="7"), "a", office))
        == "bad-name"
    )


def test_a_leave_is_told_and_the_next_one_takes_its_place(office: Office, budi: int, eka: int) -> None:
    first = today(office) + timedelta(days=3)
    for length in (1, 2):
        wanted = Absence(first, first + timedelta(days=length), str(eka))
        officer_changes.send_on_leave(str(budi), wanted, "account:1", office, OWN)
    noted = rows(office, schema.leaves)
    assert [row.ended_at is None for row in noted] == [False, True]
    assert "Eka P" in opened(office, rows(office, schema.outbox)[-1])
    shown = officer_list.find(budi, OWN, office)
    assert shown is not None
    assert (shown.on_leave, shown.leave and shown.leave.last_day) == (False, first + timedelta(days=2))
    officer_changes.call_back(str(budi), "account:1", office, OWN)
    after = officer_list.find(budi, OWN, office)
    assert after is not None
    assert after.leave is None
    assert refusal(lambda: officer_changes.call_back(str(budi), "account:1", office)) == "no-leave"


@pytest.mark.parametrize("days", [(-2, -1), (2, 1), (0, 400), (400, 401), (date.max, date.max)])
def test_days_that_are_no_leave_are_refused(
    days: tuple[int | date, int | date], office: Office, budi: int
) -> None:
    first, last = (each if isinstance(each, date) else today(office) + timedelta(days=each) for each in days)
    wanted = Absence(first, last, None)
    assert refusal(lambda: officer_changes.send_on_leave(str(budi), wanted, "a", office)) == "leave-days"
    assert rows(office, schema.leaves) == []


def test_a_list_has_tasks_and_leave_of_everybody(office: Office, budi: int, eka: int, stranger: int) -> None:
    store(office, ROAD)
    work(office)
    give_task(office, budi, rows(office, schema.tickets)[0].number)
    officer_changes.send_on_leave(str(eka), Absence(today(office), today(office), None), "a", office)
    page = officer_list.page(NATIONWIDE, None, None, 0, office)
    assert [(each.officer.id, each.tasks, each.on_leave) for each in page.rows] == [
        (budi, 1, False),
        (eka, 0, True),
        (stranger, 0, False),
    ]
    assert [each.officer.id for each in officer_list.page(OWN, None, None, budi, office).rows] == [eka]
    assert officer_list.unattended([AGENCY, OTHER, "dlh@33.74"], office) == ["dlh@33.74"]
    assert officer_list.show(stranger, OWN, office) is None
