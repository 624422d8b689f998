"""The privacy desk in the browser: retention, who looked, the breach pack, erasure by letter, legal holds."""

import re

import pytest

from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services import audit
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import erasures, legal_holds, reveals, tickets
from tests.builders import CITIZEN, OTHER_CITIZEN, ROAD, WATER, rows, store, work
from tests.conftest import HandClock
from tests.web.console.conftest import Person, SignIn
from tests.web.console.test_tickets import HOSTILE

ADMIN, AUDITOR = AccountRole.NATIONAL_ADMIN, AccountRole.AUDITOR
HOME = "/console/privacy"


@pytest.fixture
def numbers(office: Office) -> list[str]:
    store(office, ROAD)
    store(office, WATER, sender=OTHER_CITIZEN)
    work(office)
    return [row.number for row in rows(office, tickets)]


def text_of(person: Person, path: str) -> str:
    return person.get(path).get_data(as_text=True)


def test_retention_is_shown_before_it_happens(
    numbers: list[str], office: Office, sign_in: SignIn, clock: HandClock
) -> None:
    clock.forward(days=400)
    page = text_of(sign_in(AUDITOR), HOME)
    assert "365 hari" in page
    assert page.count("10/11/2026") >= 2  # the oldest words, and the oldest number


def test_who_looked_is_found_by_number_and_never_shows_it(
    numbers: list[str], office: Office, sign_in: SignIn
) -> None:
    ani = sign_in(ADMIN, "ani")
    ani.get(f"/console/tickets/{numbers[0]}")
    auditor = sign_in(AUDITOR)
    assert "Cari dengan nomor yang persis" in text_of(auditor, f"{HOME}/lookers")
    assert auditor.post(f"{HOME}/lookers", phone="x", reason="legal").status_code == 422
    assert auditor.post(f"{HOME}/lookers", phone=CITIZEN).status_code == 422
    found = auditor.post(f"{HOME}/lookers", phone=CITIZEN, reason="legal")
    page = text_of(auditor, found.location)
    assert "ani" in page
    assert numbers[0] in page
    assert CITIZEN[3:] not in page
    assert CITIZEN[3:] not in found.location
    assert ani.get(found.location).status_code == 404  # the search of somebody else
    assert [row.entry.action for row in audit.listed(office)][-1] == "lookers-shown"


def test_a_pack_is_counted_first_and_taken_as_csv_or_json(
    numbers: list[str], office: Office, sign_in: SignIn, clock: HandClock
) -> None:
    ani = sign_in(ADMIN, "ani")
    ani.get("/console/tickets")
    ani.get("/console/dashboard/counts.csv")
    clock.forward(minutes=1)
    auditor = sign_in(AUDITOR)
    asked = f"{HOME}/breach?user=ani&since=2026-11-10"
    page = text_of(auditor, asked)
    assert "Yang dilihat akun ani" in page
    assert re.search(r"<dt>Orang</dt><dd>2</dd>", page)
    assert re.search(r"<dt>Berkas yang diambil</dt><dd>1</dd>", page)
    csv = auditor.post(f"{HOME}/breach", user="ani", since="2026-11-10", shape="csv")
    assert csv.mimetype == "text/csv"
    assert 'filename="lapor-1708-breach-ani-20261110.csv"' in csv.headers["Content-Disposition"]
    lines = csv.get_data(as_text=True).splitlines()
    assert lines[0].startswith("way,what,ticket,")
    assert {number in csv.get_data(as_text=True) for number in numbers} == {True}
    assert CITIZEN[1:] not in csv.get_data(as_text=True)
    json = auditor.post(f"{HOME}/breach", user="ani", since="2026-11-10", shape="json")
    assert json.get_json()["counts"]["people"] == 2
    assert [row.entry.action for row in audit.listed(office)][-1] == "breach-pack"
    for user, since in (("nobody", "2026-11-10"), ("ani", "kemarin"), ("", "2026-11-10")):
        assert auditor.get(f"{HOME}/breach?user={user}&since={since}").status_code == 422
        assert auditor.post(f"{HOME}/breach", user=user, since=since).status_code == 422


def test_a_letter_is_confirmed_on_a_page_of_its_own(
    numbers: list[str], office: Office, sign_in: SignIn
) -> None:
    admin = sign_in(ADMIN)
    new = f"{HOME}/erasures/new"
    assert admin.post(new, phone=CITIZEN).status_code == 422
    assert admin.post(new, phone="x", reason="letter").status_code == 422
    assert admin.post(new, phone=CITIZEN, reason="letter", received="2027-01-01").status_code == 422
    asked = admin.post(new, phone=CITIZEN, reason="letter", received="2026-11-09")
    assert CITIZEN[3:] not in asked.location
    page = text_of(admin, asked.location)
    assert "tidak dapat diurungkan" in page
    assert CITIZEN[3:] not in page
    assert rows(office, erasures) == []
    path = asked.location.partition("?")[0]
    form = {"reason": "letter", "received": "2026-11-09"}
    assert admin.post(path, **form).status_code == 422
    assert admin.post(path, **form, sure="yes").status_code == 303
    (wish,) = rows(office, erasures)
    listed = text_of(admin, f"{HOME}/erasures")
    assert f"H-{wish.reference}" in listed
    assert "12/11/2026 00.00" in listed  # three days from the day it came
    assert "menunggu" in listed
    again = admin.post(new, phone=CITIZEN, reason="letter")
    assert admin.get(again.location).status_code == 303
    assert "sudah diminta" in text_of(admin, f"{HOME}/erasures")
    unknown = admin.post(new, phone="081234567890", reason="email")
    admin.get(unknown.location)
    assert "Tidak ada data dari nomor itu" in text_of(admin, f"{HOME}/erasures")


def test_a_search_of_somebody_else_erases_nobody(numbers: list[str], office: Office, sign_in: SignIn) -> None:
    mine = sign_in(ADMIN, "ani").post(f"{HOME}/erasures/new", phone=CITIZEN, reason="letter")
    other = sign_in(ADMIN, "budi")
    path = mine.location.partition("?")[0]
    assert other.post(path, reason="letter", sure="yes").status_code == 303
    assert rows(office, erasures) == []


def test_a_hold_is_put_listed_and_lifted(numbers: list[str], office: Office, sign_in: SignIn) -> None:
    admin = sign_in(ADMIN)
    new = f"{HOME}/holds/new"
    assert admin.post(new, number="1", reason="court", reference="B/1").status_code == 422
    assert admin.post(new, number=numbers[0], reason="court", reference="surat Budi").status_code == 422
    assert admin.post(new, number=numbers[0], reason="no", reference="B/12").status_code == 422
    admin.post(new, number=numbers[0], reason="court", reference="B/12/2026")
    page = text_of(admin, f"{HOME}/holds")
    assert "B/12/2026" in page
    lift = f"{HOME}/holds/1/lift"
    assert "Cabut wajib simpan" in text_of(admin, lift)
    assert admin.post(lift).status_code == 303
    assert rows(office, legal_holds)[0].lifted_at is not None
    assert admin.get(lift).status_code == 404


def test_the_auditor_only_reads(numbers: list[str], sign_in: SignIn) -> None:
    auditor = sign_in(AUDITOR)
    for path in ("erasures/new", "erasures/new/1", "holds/new", "holds/1/lift"):
        assert auditor.get(f"{HOME}/{path}").status_code == 403
    for path in ("erasures", "holds", "lookers", "breach"):
        page = text_of(auditor, f"{HOME}/{path}")
        assert f"{HOME}/erasures/new" not in page
    for role in (AccountRole.REVIEWER, AccountRole.AGENCY_ADMIN):
        assert sign_in(role).get(HOME).status_code == 403


def test_what_is_typed_is_never_markup(numbers: list[str], office: Office, sign_in: SignIn) -> None:
    person = sign_in(ADMIN)
    for text in HOSTILE:
        answers = [
            person.client.get(f"{HOME}/breach", query_string={"user": text, "since": text}),
            person.client.get(f"{HOME}/erasures", query_string={"before": text}),
            person.client.get(f"{HOME}/holds", query_string={"before": text}),
            person.post(f"{HOME}/holds/new", number=text, reason="court", reference=text),
            person.post(f"{HOME}/lookers", phone=text, reason="legal", text=text),
            person.post(f"{HOME}/erasures/new", phone=text, reason="letter", text=text),
        ]
        for answer in answers:
            page = answer.get_data(as_text=True)
            assert answer.status_code in (200, 422)
            assert "<script>alert" not in page
            assert "<img" not in page
    assert rows(office, reveals) == []
