"""Officers in the console: an agency's admin sees and changes the own ones only, and nobody a number."""

from datetime import date

import pytest

from sms_gateway.domain.enrolment import Candidate
from sms_gateway.domain.officers import OfficerState
from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services import audit, officers
from sms_gateway.services.office import Office
from sms_gateway.storage import schema
from sms_gateway.web.console.pages.officers import ACTS, POSSIBLE, REFUSALS
from tests.builders import CITIZEN, OTHER_CITIZEN, ROAD, enrol, give_task, rows, sql, store, work
from tests.conftest import HandClock
from tests.web.console.conftest import AGENCY, SignIn
from tests.web.console.test_texts import TEXTS

NATIONAL, OWN = AccountRole.NATIONAL_ADMIN, AccountRole.AGENCY_ADMIN
OTHER_AGENCY = "pdam@33.74"
PHONE = "081234567890"
FORMS = ("edit", "leave", *ACTS)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "%",
    "_",
    "\\",
    "\u202eabc",
    "x" * 10_000,
)


@pytest.fixture(autouse=True)
def budi_and_another(office: Office) -> None:
    officers.add(Candidate(CITIZEN, AGENCY, "Budi S"), "cli:test", office)
    officers.add(Candidate(OTHER_CITIZEN, AGENCY, "Citra"), "cli:test", office)
    sql(office, "UPDATE officers SET agency = :agency WHERE id = 2", agency=OTHER_AGENCY)


def states(office: Office) -> list[str]:
    return [row.state for row in rows(office, schema.officers)]


def test_every_act_state_and_refusal_has_its_texts() -> None:
    keys = {f"{act}.{part}" for act in ACTS for part in ("link", "title", "explain", "submit", "done")}
    keys |= {f"refused.{code}" for code in (*REFUSALS, "other")}
    keys |= {f"means.{state}" for state in OfficerState if state is not OfficerState.ACTIVE}
    assert set(TEXTS) >= {f"officers.{key}" for key in {*keys, *OfficerState}}
    assert set(POSSIBLE) == set(OfficerState)


def test_an_admin_of_an_agency_sees_its_officers_only(sign_in: SignIn, office: Office) -> None:
    person = sign_in(OWN)
    for query in ("", f"?agency={AGENCY}", "?state=invited", "?state=nonsense"):
        page = person.get(f"/console/officers{query}").text
        assert "Budi S" in page
        assert "Citra" not in page
        assert CITIZEN.removeprefix("+62") not in page
    for query in (f"?agency={OTHER_AGENCY}", "?agency=%25", "?agency=_%5C", "?agency=" + "x" * 10_000):
        assert TEXTS["officers.nobody"] in person.get(f"/console/officers{query}").text
    assert TEXTS["officers.nobody"] in person.get("/console/officers?state=active").text
    assert person.get("/console/officers/2").status_code == 404
    for act in FORMS:
        assert person.get(f"/console/officers/2/{act}").status_code == 404
        assert person.post(f"/console/officers/2/{act}", name="Lain").status_code == 404
    assert states(office) == ["invited", "invited"]


def test_an_officer_is_disabled_and_enabled_again(sign_in: SignIn, office: Office) -> None:
    person = sign_in(OWN)
    for act, state in (("disable", "disabled"), ("enable", "invited"), ("resend", "invited")):
        page = f"/console/officers/1/{act}"
        assert person.post(page, page).status_code == 303
        assert states(office) == [state, "invited"]
    told = [row.entry for row in audit.listed(office, actor="account:1")]
    assert {"officer-disabled", "officer-enabled"} <= {each.action for each in told}
    person.post("/console/officers/1/release")
    assert TEXTS["officers.refused.is-invited"] in person.get("/console/officers").text


def test_a_phone_is_enrolled_for_the_own_agency_whatever_the_form_says(
    sign_in: SignIn, office: Office
) -> None:
    person, page = sign_in(OWN), "/console/officers/add"
    done = person.post(page, page, phone=PHONE, name="Dewi L", agency=OTHER_AGENCY, admin="on")
    assert done.location == "/console/officers/3"
    added = rows(office, schema.officers)[-1]
    assert (added.name, added.agency, added.admin, added.state, added.added_by) == (
        "Dewi L", AGENCY, True, "invited", "account:1",
    )  # fmt: skip
    shown = person.get("/console/officers/3").text
    assert PHONE[1:] not in shown
    assert rows(office, schema.outbox)[-1].kind == "officer-code"


@pytest.mark.parametrize(
    ("form", "key"),
    [
        ({"phone": "12", "name": "Dewi"}, "officers.refused.no-mobile"),
        ({"phone": PHONE, "name": "<b>"}, "officers.refused.bad-name"),
        ({"phone": PHONE, "name": "x" * 10_000}, "officers.refused.bad-name"),
        ({"phone": CITIZEN, "name": "Dewi"}, "officers.refused.already"),
        ({"phone": OTHER_CITIZEN, "name": "Dewi"}, "officers.refused.already"),
        ({"phone": PHONE, "name": "Dewi", "agency": "nothing@33"}, "officers.refused.no-agency"),
        ({"phone": "", "name": ""}, "error.required"),
    ],
)
def test_what_cannot_be_enrolled_says_why(
    form: dict[str, str], key: str, sign_in: SignIn, office: Office
) -> None:
    person, page = sign_in(NATIONAL), "/console/officers/add"
    answer = person.post(page, page, **({"agency": AGENCY} | form))
    assert answer.status_code == 422
    assert TEXTS[key] in answer.text
    assert len(rows(office, schema.officers)) == 2


def test_name_stand_in_and_recap_are_changed(sign_in: SignIn, office: Office) -> None:
    colleague = enrol(office, "+6281234567801", name="Eka P")
    person, page = sign_in(OWN), "/console/officers/1/edit"
    assert 'value="Budi S"' in person.get(page).text
    assert "Citra" not in person.get(page).text  # of another agency
    assert (
        person.post(page, page, name="Budi Santoso", stand_in=str(colleague), admin="on").status_code == 303
    )
    row = rows(office, schema.officers)[0]
    assert (row.name, row.stand_in_id, row.admin) == ("Budi Santoso", colleague, True)
    assert "Eka P" in person.get("/console/officers/1").text
    for other in ("2", "1", "99", "x"):  # another agency's, himself, nobody: as if none was chosen
        assert person.post(page, page, name="Budi", stand_in=other).status_code == 303
        assert rows(office, schema.officers)[0].stand_in_id is None
    assert person.post(page, page, name=" ").status_code == 422


def test_a_leave_is_noted_told_and_ended(sign_in: SignIn, office: Office, clock: HandClock) -> None:
    one, other = enrol(office, "+6281234567801", name="Eka P"), enrol(office, "+6281234567802", name="Fitri")
    person, page = sign_in(OWN), f"/console/officers/{one}/leave"
    today = clock().date()
    assert person.post(page, page, first="x", last="").status_code == 422
    assert person.post(page, page, first="2026-01-02", last="2026-01-03").status_code == 422
    done = person.post(page, page, first=str(today), last=str(today), stand_in=str(other))
    assert done.status_code == 303
    leave = rows(office, schema.leaves)[0]
    assert (leave.first_day, leave.last_day, leave.stand_in_id) == (today, today, other)
    shown = person.get(f"/console/officers/{one}").text
    assert "digantikan Fitri" in shown
    assert TEXTS["officers.on_leave"] in person.get("/console/officers").text
    assert rows(office, schema.outbox)[-1].kind == "officer-reply"
    back = f"/console/officers/{one}/back"
    assert person.post(back, back).status_code == 303
    assert rows(office, schema.leaves)[0].ended_at is not None
    person.post(back, back)
    assert TEXTS["officers.refused.no-leave"] in person.get("/console/").text


def test_open_tasks_are_shown_with_their_tickets(sign_in: SignIn, office: Office) -> None:
    store(office, ROAD, sender="+6281234567803")
    work(office)
    ticket = rows(office, schema.tickets)[0].number
    one = enrol(office, "+6281234567801", name="Eka P")
    give_task(office, one, ticket)
    person = sign_in(NATIONAL)
    assert f"/console/tickets/{ticket}" in person.get(f"/console/officers/{one}").text
    assert "Tugas terbuka yang dialihkan: 1." in person.get(f"/console/officers/{one}/disable").text


def test_what_is_not_there_is_not_found(sign_in: SignIn) -> None:
    person = sign_in(NATIONAL)
    for path in ("1/erase", "99/disable", f"{2**63}/disable", "99", "x"):
        assert person.get(f"/console/officers/{path}").status_code == 404
    for after in ("x", "-1", "9" * 400, "%C2%B2"):
        assert "Citra" in person.get(f"/console/officers?after={after}").text


def test_what_is_typed_is_text(sign_in: SignIn, office: Office) -> None:
    sql(office, "UPDATE officers SET name = :name WHERE id = 1", name='<script>alert(1)</script>"><img>')
    person = sign_in(NATIONAL)
    pages = [
        "/console/officers",
        "/console/officers/1",
        "/console/officers/1/disable",
        f"/console/agencies/{AGENCY}",
    ]
    answers = [person.get(path).text for path in pages]
    add = "/console/officers/add"
    answers += [person.post(add, add, phone=each, name=each, agency=each).text for each in HOSTILE]
    for page in answers:
        assert "<script>alert" not in page
        assert "<img" not in page


def test_an_auditor_changes_nothing(sign_in: SignIn) -> None:
    page = sign_in(AccountRole.AUDITOR).get("/console/officers/1").text
    assert "/officers/1/disable" not in page
    assert "/officers/1/edit" not in page


def test_a_day_of_leave_is_a_day(sign_in: SignIn, office: Office) -> None:
    one = enrol(office, "+6281234567801", name="Eka P")
    person, page = sign_in(OWN), f"/console/officers/{one}/leave"
    for first, last in (
        ("2026-13-01", "2026-13-02"),
        ("0000-00-00", "x" * 10_000),
        (str(date.max), str(date.max)),
    ):
        answer = person.post(page, page, first=first, last=last)
        assert answer.status_code in (303, 422)
    assert person.get(f"/console/officers/{one}").status_code == 200
