"""Doctor finds officers on hold, agencies without any, and a forged audit row."""

from sms_gateway.domain.enrolment import Candidate
from sms_gateway.services import officers
from sms_gateway.services.diagnosis import diagnose
from sms_gateway.services.finding import Finding
from sms_gateway.services.office import Office
from tests.builders import sql
from tests.services.doctor_part import find


def _enrolled(office: Office, state: str, agency: str = "dlh@33.19") -> None:
    officers.add(Candidate("+6281200009999", agency, "Budi S"), "cli:ani", office)
    sql(office, "UPDATE officers SET state = :state", state=state)


def test_a_phone_on_hold_is_a_fault_until_it_is_released(well: Office) -> None:
    assert find(well, "officers on hold").ok is True
    _enrolled(well, "on_hold")
    found = find(well, "officers on hold")
    assert (found.ok, found.detail) == (False, "officer 1")
    officers.release("1", "cli:ani", well)
    assert find(well, "officers on hold").ok is True


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
    assert (find(well, "audit").ok, find(well, "audit").detail) == (True, "the newest 2 rows are whole")
    sql(well, "UPDATE audit_head SET hash = :forged", forged="0" * 64)
    found = find(well, "audit")
    assert (found.ok, found.detail) == (False, "broken at 3 (end-forged)")
    assert "docs/runbooks/officers.md" in found.remedy
