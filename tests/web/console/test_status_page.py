"""The state of the system in the console: what doctor finds, faults first with their remedies."""

from html import unescape

from sms_gateway.catalog.console_texts import packaged_console_texts
from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services.diagnosis import Finding, diagnose
from sms_gateway.services.office import Office
from sms_gateway.web.console.pages.status import said
from tests.web.console.conftest import SignIn


def test_a_part_that_does_not_run_is_a_fault_with_its_remedy(sign_in: SignIn) -> None:
    answer = sign_in(AccountRole.AUDITOR).get("/console/status")
    page = unescape(answer.get_data(as_text=True))
    assert answer.status_code == 200
    assert "Gangguan:" in page
    faults = page.partition('id="group-fault"')[2].partition("</section>")[0]
    assert "Proses inbox" in faults
    assert "Tidak berjalan." in faults
    assert "sms-gateway-worker inbox" in faults
    well = page.partition('id="group-well"')[2]
    assert "open the canary" in well
    assert page.index('id="group-fault"') < page.index('id="group-note"') < page.index('id="group-well"')


def test_every_check_there_is_has_a_name_and_a_meaning(office: Office) -> None:
    texts = packaged_console_texts()["id"]
    for finding in diagnose(office, None):
        told = said(finding, texts)
        assert told.meaning, finding.check
        assert told.name != finding.check
    later = said(Finding("something of later", False, "detail"), texts)
    assert (later.name, later.meaning) == ("something of later", "")


def test_what_waits_for_a_person_is_said_in_words() -> None:
    texts = packaged_console_texts()["id"]
    names = [
        said(Finding(f"waiting for a person: {kind}", None, "3 past their time"), texts).name
        for kind in ("review", "held", "case", "final", "later")
    ]
    assert names == [
        "Menunggu orang: peninjauan",
        "Menunggu orang: SMS tertahan",
        "Menunggu orang: laporan lewat batas jawab",
        "Menunggu orang: laporan lewat batas akhir",
        "Menunggu orang: later",
    ]


def test_an_agency_admin_and_a_reviewer_do_not_see_it(sign_in: SignIn) -> None:
    for role in (AccountRole.AGENCY_ADMIN, AccountRole.REVIEWER):
        assert sign_in(role).get("/console/status").status_code == 403
