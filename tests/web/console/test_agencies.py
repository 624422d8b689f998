"""Agencies in the console: found, explained, and changed elsewhere, which the pages say."""

import pytest

from sms_gateway.cli.route import WHY as OF_THE_DESK
from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services.agency_list import Which
from sms_gateway.services.office import Office
from tests.builders import enrol
from tests.web.console.conftest import AGENCY, SignIn
from tests.web.console.test_texts import TEXTS

NATIONAL, OWN = AccountRole.NATIONAL_ADMIN, AccountRole.AGENCY_ADMIN
WHY = "/console/agencies/why"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "%",
    "_",
    "\\",
    "\u202eabc",
    "x" * 10_000,
)


def test_every_choice_and_every_reason_of_the_desk_has_its_text() -> None:
    assert set(TEXTS) >= {f"agencies.which.{each}" for each in Which}
    assert set(TEXTS) >= {f"agencies.desk.{why}" for why in OF_THE_DESK}


def test_an_agency_is_found_with_its_officers_and_rules(sign_in: SignIn, office: Office) -> None:
    enrol(office, "+6281234567801", AGENCY, "Budi S", admin=True)
    person = sign_in(NATIONAL)
    listed = person.get("/console/agencies?q=pupr+kota+semarang").text
    assert f"/console/agencies/{AGENCY}" in listed
    page = person.get(f"/console/agencies/{AGENCY}").text
    assert "Budi S" in page
    assert "6281234567801"[3:] not in page
    assert f"sms-gateway agencies set {AGENCY} --off" in page
    assert "sms-gateway routing check" in page


def test_an_admin_of_an_agency_sees_the_own_one_only(sign_in: SignIn) -> None:
    person = sign_in(OWN)
    page = person.get("/console/agencies?q=dlh&which=unserved").text
    assert "dlh@" not in page
    assert AGENCY in person.get("/console/agencies").text
    assert person.get("/console/agencies/dlh@33.74").status_code == 404
    assert person.get(f"/console/agencies/{AGENCY}").status_code == 200
    found = person.post(WHY, WHY, topic="sampah", place="33.74").text
    assert "/console/agencies/dlh@33.74" not in found


@pytest.mark.parametrize("code", ["nothing@33.74", "pupr@99.99", "pupr", "@", "%", "x" * 500, "pupr@33.74@"])
def test_what_is_no_agency_is_not_found(code: str, sign_in: SignIn) -> None:
    assert sign_in(NATIONAL).get(f"/console/agencies/{code}").status_code == 404


def test_why_a_report_goes_there_is_told(sign_in: SignIn) -> None:
    person = sign_in(AccountRole.AUDITOR)
    found = person.post(WHY, WHY, topic="jalan_jembatan", place="33.74").text
    assert f"/console/agencies/{AGENCY}" in found
    desk = person.post(WHY, WHY, topic="jalan_jembatan").text
    assert TEXTS["agencies.desk.desk.no-region"] in desk
    for form, key in (
        ({}, "agencies.why.nothing"),
        ({"topic": "sampah", "place": "zzz"}, "tickets.no_place"),
    ):
        answer = person.post(WHY, WHY, **form)
        assert answer.status_code == 422
        assert TEXTS[key] in answer.text


def test_what_is_typed_is_text(sign_in: SignIn) -> None:
    person = sign_in(NATIONAL)
    for each in HOSTILE:
        listed = person.client.get(
            "/console/agencies", query_string={"q": each, "which": each, "after": each}
        )
        assert listed.status_code == 200
        tried = person.post(WHY, WHY, topic=each[:50], place=each, words=each)
        assert tried.status_code in (200, 422)
        for page in (listed.text, tried.text):
            assert "<script>alert" not in page
            assert "<img" not in page
