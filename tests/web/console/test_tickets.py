"""The desk finds, reads and moves tickets in the browser; of another agency's there is no trace."""

import re

import pytest

from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services import moves
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import cases, outbox, reveals, tickets
from tests.builders import CITIZEN, OTHER_CITIZEN, ROAD, RUBBISH, rows, sql, store, work
from tests.conftest import HandClock
from tests.web.console.conftest import Person, SignIn

ADMIN, AGENCY, AUDITOR = AccountRole.NATIONAL_ADMIN, AccountRole.AGENCY_ADMIN, AccountRole.AUDITOR
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "%",
    "_",
    "\\",
    "' OR 1=1 --",
    "\u202eabc",
    "x" * 10_000,
)


@pytest.fixture
def numbers(office: Office) -> list[str]:
    store(office, ROAD)
    store(office, RUBBISH, sender=OTHER_CITIZEN)
    work(office)
    return [row.number for row in rows(office, tickets)]


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return found[1]


def _act(person: Person, number: str, act: str, **form: str) -> str:
    """Fill in the form, and confirm what is shown; returns what was shown."""
    path = f"/console/tickets/{number}/do/{act}"
    shown = person.post(path, **form).get_data(as_text=True)
    done = person.post(path, seen=_hidden(shown, "seen"), **form)
    assert done.status_code == 303, done.get_data(as_text=True)
    return shown


def test_a_ticket_is_found_and_read(numbers: list[str], sign_in: SignIn) -> None:
    person = sign_in(ADMIN)
    page = person.get("/console/tickets?words=sampah").get_data(as_text=True)
    assert numbers[1] in page
    assert numbers[0] not in page
    story = person.get(f"/console/tickets/{numbers[1]}").get_data(as_text=True)
    assert RUBBISH in story
    assert OTHER_CITIZEN[1:] not in story


FIELDS = ("work", "words", "number", "place", "agency", "state", "since", "sender", "after")


def test_what_is_typed_is_never_markup_nor_a_query(numbers: list[str], sign_in: SignIn) -> None:
    person = sign_in(ADMIN)
    for field in FIELDS:
        for text in HOSTILE:
            answer = person.client.get("/console/tickets", query_string={field: text})
            page = answer.get_data(as_text=True)
            assert answer.status_code in (200, 422), (field, text)
            assert "<script>alert" not in page
            assert "<img" not in page


def test_a_report_is_never_markup(office: Office, sign_in: SignIn) -> None:
    store(office, f"jalan rusak di semarang {HOSTILE[0]} {HOSTILE[1]} \u202e{'x' * 2000}")
    work(office)
    number, person = rows(office, tickets)[0].number, sign_in(ADMIN)
    for path in ("/console/tickets", f"/console/tickets/{number}", "/console/triage"):
        page = person.get(path).get_data(as_text=True)
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "<bdi" in page


def test_what_is_confirmed_is_what_leaves_and_undo_takes_it_back(
    numbers: list[str], office: Office, sign_in: SignIn, clock: HandClock
) -> None:
    person = sign_in(ADMIN)
    shown = _act(person, numbers[0], "forward")
    assert "1 pelapor, masing-masing 1 segmen" in shown
    assert rows(office, cases)[0].state == "routed"
    notice = person.get(f"/console/tickets/{numbers[0]}").get_data(as_text=True)
    undo = re.search(r'action="(/console/undo/[0-9]+)"', notice)
    assert undo
    person.post(undo[1])
    assert rows(office, cases)[0].state == "unverified"
    assert rows(office, outbox)[-1].state == "expired"


ACTS = {
    "answer": {"text": "sudah ditambal"},
    "ask": {"text": "di depan nomor berapa"},
    "extend": {"text": "menunggu alat"},
    "return": {"text": "jalan nasional"},
    "archive": {"code": "hoax"},
    "link": {"reference": "LMW-77", "filed": "2026-11-09"},
    "accept": {},
    "delay": {},
}


@pytest.mark.parametrize("act", ACTS)
def test_every_act_has_its_form_and_its_confirm(
    act: str, numbers: list[str], office: Office, sign_in: SignIn
) -> None:
    moves.forward(numbers[0], "operator", office)
    person = sign_in(ADMIN)
    assert person.get(f"/console/tickets/{numbers[0]}/do/{act}").status_code == 200
    _act(person, numbers[0], act, **ACTS[act])


@pytest.mark.parametrize(
    ("act", "form", "told"),
    [
        ("answer", {"text": ""}, "wajib"),
        ("answer", {"text": "hubungi 081234567890"}, "data pribadi"),
        ("archive", {"code": "no"}, "Pilih salah satu"),
        ("finish", {}, "tidak memungkinkan"),
        ("forward", {"agency": "nobody@33.74"}, "Tidak ada instansi"),
        ("link", {"reference": "x", "filed": "kemarin"}, "Tulis tanggal seperti 28/11/2026"),
    ],
)
def test_a_refusal_says_why(
    act: str, form: dict[str, str], told: str, numbers: list[str], sign_in: SignIn
) -> None:
    answer = sign_in(ADMIN).post(f"/console/tickets/{numbers[0]}/do/{act}", **form)
    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)


def test_another_agencys_ticket_is_not_there(numbers: list[str], office: Office, sign_in: SignIn) -> None:
    person = sign_in(AGENCY)
    paths = ("", "/do/answer", "/number")
    for number in (numbers[0], "99999999"):
        assert {person.get(f"/console/tickets/{number}{path}").status_code for path in paths} == {404}
        assert person.post(f"/console/tickets/{number}/do/answer", text="a").status_code == 404
    moves.forward(numbers[0], "operator", office)
    assert {person.get(f"/console/tickets/{numbers[0]}{path}").status_code for path in paths} == {200}
    page = person.get("/console/tickets").get_data(as_text=True)
    assert numbers[0] in page
    assert numbers[1] not in page


def test_a_number_is_seen_for_a_reason_only(numbers: list[str], office: Office, sign_in: SignIn) -> None:
    person, path = sign_in(ADMIN), f"/console/tickets/{numbers[0]}/number"
    assert person.get(path).status_code == 200
    assert person.post(path).status_code == 422
    assert rows(office, reveals) == []
    assert CITIZEN in person.post(path, reason="call_back").get_data(as_text=True)
    assert rows(office, reveals)[0].reason == "call_back"
    assert sign_in(AUDITOR).get(path).status_code == 403


def test_a_sender_is_searched_without_the_number_in_an_address(numbers: list[str], sign_in: SignIn) -> None:
    person = sign_in(ADMIN)
    done = person.post("/console/tickets/sender", phone=CITIZEN, reason="citizen_asked")
    assert re.fullmatch(r"/console/tickets\?sender=[0-9]+", done.location)
    page = person.get(done.location).get_data(as_text=True)
    assert numbers[0] in page
    assert numbers[1] not in page
    assert sign_in(AccountRole.REVIEWER).get(done.location).status_code == 422


def test_two_reports_are_compared_merged_and_taken_apart(
    numbers: list[str], office: Office, sign_in: SignIn
) -> None:
    person, path = sign_in(ADMIN), f"/console/tickets/{numbers[0]}/merge"
    page = person.get(f"{path}?other={numbers[1]}").get_data(as_text=True)
    assert RUBBISH in page
    assert "badge bad" in page  # what speaks against it
    person.post(path, act="merge", other=numbers[1])
    assert len({row.case_id for row in rows(office, tickets)}) == 1
    person.post(path, act="unmerge")
    assert len({row.case_id for row in rows(office, tickets)}) == 2
    assert person.post(path, act="merge", other="99999999").status_code == 422


def test_a_new_place_shows_its_agency_before_it_is_kept(
    numbers: list[str], office: Office, sign_in: SignIn
) -> None:
    person, path = sign_in(ADMIN), f"/console/tickets/{numbers[0]}/file"
    form = {"topic": "jalan_jembatan", "place": "kota kudus"}
    assert "pupr@33.19" in person.post(path, **form).get_data(as_text=True)
    assert rows(office, cases)[0].region != "33.19"
    person.post(path, sure="1", **form)
    row = rows(office, cases)[0]
    assert (row.region, row.agency) == ("33.19", "pupr@33.19")
    assert person.post(path, place="zzz qqq").status_code == 422


def test_several_are_forwarded_at_once_after_their_sms_were_seen(
    numbers: list[str], office: Office, sign_in: SignIn
) -> None:
    person = sign_in(ADMIN)
    page = person.get("/console/triage").get_data(as_text=True)
    assert all(number in page for number in numbers)
    data = {"csrf": _hidden(page, "csrf"), "numbers": numbers}
    shown = person.client.post("/console/triage/forward", data=data).get_data(as_text=True)
    assert "2 SMS akan dikirim" in shown
    seen = re.findall(r'name="seen" value="([^"]*)"', shown)
    person.client.post("/console/triage/forward", data={**data, "seen": seen, "sure": "1"})
    assert [row.state for row in rows(office, cases)] == ["routed", "routed"]
    undo = re.search(
        r'action="(/console/undo/[0-9-]+)"', person.get("/console/triage").get_data(as_text=True)
    )
    assert undo
    person.post(undo[1])
    assert [row.state for row in rows(office, cases)] == ["unverified", "unverified"]


def test_what_is_past_its_limit_at_an_agency_is_in_the_other_queue(
    numbers: list[str], office: Office, sign_in: SignIn, clock: HandClock
) -> None:
    moves.forward(numbers[0], "operator", office)
    clock.forward(days=30)
    page = sign_in(ADMIN).get("/console/triage?queue=late").get_data(as_text=True)
    assert numbers[0] in page
    assert "lewat batas" in page
    assert numbers[1] not in page


def test_what_is_open_or_late_is_found_and_the_start_page_leads_there(
    numbers: list[str], office: Office, sign_in: SignIn, clock: HandClock
) -> None:
    moves.forward(numbers[0], "operator", office)
    person = sign_in(ADMIN)
    late = "/console/tickets?work=late"
    assert numbers[0] not in person.get(late).text
    clock.forward(minutes=5)
    assert all(each in person.get("/console/tickets?work=open").text for each in numbers)
    agency = rows(office, cases)[1].agency
    assert numbers[1] in person.get(f"/console/tickets?agency={agency}").text
    # What was not handed on is not open at the agency it may go to.
    assert numbers[1] not in person.get(f"/console/tickets?agency={agency}&work=open").text
    sql(office, "UPDATE cases SET due_at = opened_at")
    home = person.get("/console/").text
    for way in ("/console/reviews", "/console/triage", late, "/console/outbox?state=held"):
        assert f'href="{way}"' in home
    assert all(each in person.get(late).text for each in numbers)
    sql(office, "UPDATE cases SET closed_at = opened_at, state = 'done'")
    assert numbers[0] not in person.get(late).text


def test_an_agency_counts_as_late_only_what_it_may_see(
    numbers: list[str], office: Office, sign_in: SignIn
) -> None:
    person = sign_in(AGENCY)
    sql(office, "UPDATE cases SET due_at = opened_at, agency = 'pupr@33.74'")
    assert '<p class="count">0</p>' in person.get("/console/").text
    moves.forward(numbers[0], "operator", office)
    sql(office, "UPDATE cases SET due_at = opened_at")
    assert '<p class="count">1</p>' in person.get("/console/").text


def test_who_did_it_is_called_by_name(numbers: list[str], sign_in: SignIn) -> None:
    person = sign_in(ADMIN, "ani")
    _act(person, numbers[0], "forward")
    story = person.get(f"/console/tickets/{numbers[0]}").text
    assert "account:" not in story
    assert re.search(r'class="by">[^<]* ani ', story)


def test_words_that_are_gone_are_told_so_in_the_language_of_the_page(
    numbers: list[str], sign_in: SignIn, office: Office
) -> None:
    sql(office, "UPDATE outbox SET body = NULL")
    page = sign_in(ADMIN).get(f"/console/tickets/{numbers[0]}").text
    assert "Isinya sudah dihapus." in page
    assert "(erased)" not in page


@pytest.mark.parametrize("day", ["10/11/2026", "2026-11-10"])
def test_a_day_is_typed_as_pages_show_it(day: str, numbers: list[str], sign_in: SignIn) -> None:
    person = sign_in(ADMIN)
    assert numbers[0] in person.get(f"/console/tickets?since={day}&until={day}").text
    shown = person.post(f"/console/tickets/{numbers[0]}/do/link", reference="LMW-1", filed=day).text
    assert _hidden(shown, "filed") == day


def test_an_agency_is_named_as_officers_name_it(numbers: list[str], sign_in: SignIn, office: Office) -> None:
    sql(office, "UPDATE cases SET region = NULL, agency = NULL, route_candidates = '[]' WHERE id = 1")
    person, path = sign_in(ADMIN), f"/console/tickets/{numbers[0]}/do/forward"
    shown = person.post(path, agency="Damkar kota semarang").text
    assert _hidden(shown, "agency") == "damkar@33.74"
    assert "Instansi tujuan: <b>Damkar Kota Semarang</b>" in shown
    for nothing in ("damkar", "pak budi saja"):
        page = person.post(path, agency=nothing)
        assert page.status_code == 422
        assert "Tidak ada instansi yang cocok" in page.text


def test_of_several_agencies_of_a_name_one_is_chosen(
    numbers: list[str], sign_in: SignIn, office: Office
) -> None:
    person, path = sign_in(ADMIN), f"/console/tickets/{numbers[0]}/do/forward"
    page = person.post(path, agency="damkar semarang")
    assert page.status_code == 422
    assert re.findall(r'name="chosen" value="([^"]+)"', page.text) == ["damkar@33.74", "damkar@33.22"]
    asked = _hidden(page.text, "asked")
    other = person.post(path, agency="dishub kota semarang", asked=asked, chosen="damkar@33.22").text
    assert _hidden(other, "agency") == "dishub@33.74"  # written anew after the choice
    shown = person.post(path, agency="damkar semarang", asked=asked, chosen="damkar@33.22").text
    code = _hidden(shown, "agency")
    assert code == "damkar@33.22"
    assert person.post(path, agency=code, seen=_hidden(shown, "seen")).status_code == 303
    assert rows(office, cases)[0].agency == "damkar@33.22"


def test_an_agency_without_officers_is_called_by_its_name(numbers: list[str], sign_in: SignIn) -> None:
    page = sign_in(ADMIN).post(f"/console/tickets/{numbers[0]}/do/forward").text
    assert "Tidak ada petugas Dinas PU Kota Semarang yang bertugas" in page
