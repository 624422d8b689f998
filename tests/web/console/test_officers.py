"""Officers in the console: an agency's admin sees and changes the own ones only, and nobody a number."""

import pytest

from sms_gateway.domain.enrolment import Candidate
from sms_gateway.domain.officers import OfficerState
from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services import audit, officers
from sms_gateway.services.office import Office
from sms_gateway.storage import schema
from sms_gateway.web.console.pages.officers import ACTS
from tests.builders import CITIZEN, OTHER_CITIZEN, rows, sql
from tests.web.console.conftest import AGENCY, SignIn
from tests.web.console.test_texts import TEXTS

OTHER_AGENCY = "pdam@33.74"


@pytest.fixture(autouse=True)
def budi_and_another(office: Office) -> None:
    officers.add(Candidate(CITIZEN, AGENCY, "Budi S"), "cli:test", office)
    officers.add(Candidate(OTHER_CITIZEN, AGENCY, "Citra"), "cli:test", office)
    sql(office, "UPDATE officers SET agency = :agency WHERE id = 2", agency=OTHER_AGENCY)


def states(office: Office) -> list[str]:
    return [row.state for row in rows(office, schema.officers)]


def test_every_act_and_state_has_its_texts() -> None:
    keys = {f"{act}.{part}" for act in ACTS for part in ("link", "title", "explain", "submit")}
    assert set(TEXTS) >= {f"officers.{key}" for key in {*keys, *OfficerState}}


def test_an_admin_of_an_agency_sees_its_officers_only(sign_in: SignIn, office: Office) -> None:
    person = sign_in(AccountRole.AGENCY_ADMIN)
    for query in ("", f"?agency={AGENCY}"):
        page = person.get(f"/console/officers{query}").text
        assert "Budi S" in page
        assert "Citra" not in page
        assert CITIZEN.removeprefix("+62") not in page
    for query in (f"?agency={OTHER_AGENCY}", "?agency=%25", "?agency=_%5C", "?agency=" + "x" * 10_000):
        assert TEXTS["officers.nobody"] in person.get(f"/console/officers{query}").text
    for act in ACTS:
        assert person.get(f"/console/officers/2/{act}").status_code == 404
        assert person.post(f"/console/officers/2/{act}").status_code == 404
    assert states(office) == ["invited", "invited"]


def test_an_officer_is_disabled_and_enabled_again(sign_in: SignIn, office: Office) -> None:
    person = sign_in(AccountRole.AGENCY_ADMIN)
    for act, state in (("disable", "disabled"), ("enable", "invited"), ("resend", "invited")):
        page = f"/console/officers/1/{act}"
        assert person.post(page, page).status_code == 303
        assert states(office) == [state, "invited"]
    told = [row.entry for row in audit.listed(office, actor="account:1")]
    assert {"officer-disabled", "officer-enabled"} <= {each.action for each in told}
    person.post("/console/officers/1/release")
    assert TEXTS["officers.refused"] in person.get("/console/officers").text


def test_what_is_not_there_is_not_found(sign_in: SignIn) -> None:
    person = sign_in(AccountRole.NATIONAL_ADMIN)
    for path in ("1/erase", "99/disable", f"{2**63}/disable"):
        assert person.get(f"/console/officers/{path}").status_code == 404
    for after in ("x", "-1", "9" * 400, "%C2%B2"):
        assert "Citra" in person.get(f"/console/officers?after={after}").text


def test_a_name_is_text(sign_in: SignIn, office: Office) -> None:
    sql(office, "UPDATE officers SET name = :name WHERE id = 1", name='<script>alert(1)</script>"><img>')
    person = sign_in(AccountRole.AUDITOR)
    page = person.get("/console/officers").text
    assert "<script>alert" not in page
    assert "/officers/1/disable" not in page
