"""The pages of the review queue: decide without a script, see what may be seen, break with no text."""

import re

import pytest

from sms_gateway.domain.permissions import AccountRole
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import outbox, review_items, tickets
from tests.builders import OTHER_CITIZEN, ROAD, rows, sql, store, work
from tests.web.console.conftest import Person, SignIn

UNCLEAR = "sdh 3 hari begini terus"
REVIEWER, AUDITOR = AccountRole.REVIEWER, AccountRole.AUDITOR
LIST, ONE = "/console/reviews", "/console/reviews/1"


@pytest.fixture
def ani(sign_in: SignIn) -> Person:
    return sign_in(REVIEWER, "ani")


def unread(office: Office, *texts: str, sender: str = "+6281234567890") -> None:
    store(office, *(texts or (UNCLEAR,)), sender=sender)
    work(office)


def text_of(person: Person, path: str) -> str:
    return person.get(path).get_data(as_text=True)


def test_from_the_list_to_a_ticket_and_back(ani: Person, office: Office) -> None:
    unread(office)
    unread(office, "kok gitu")
    assert "2 pesan menunggu" in text_of(ani, LIST)
    assert ani.post("/console/reviews/next", LIST).location == ONE
    assert "oleh Anda" in text_of(ani, LIST)
    corrected = f"{ONE}?topic=listrik&place=33.74.08"
    assert "PLN" in text_of(ani, corrected)
    done = ani.post(f"{ONE}/accept", corrected, topic="listrik", place="33.74.08")
    assert done.location == "/console/reviews/2"
    number = rows(office, tickets)[0].number
    page = text_of(ani, "/console/reviews/2")
    assert f"menjadi tiket {number}. SMS berangkat 10 detik lagi." in page
    undo = re.search(r'action="(/console/reviews/undo/[^"]+)"', page)
    assert undo
    assert ani.post(undo[1]).location == ONE
    assert "diurungkan" in text_of(ani, ONE)
    assert {row.state for row in rows(office, outbox) if row.ticket_id} == {"expired"}


def test_what_the_citizen_would_get_is_shown_before(ani: Person, office: Office) -> None:
    unread(office)
    page = text_of(ani, f"{ONE}/dismiss")
    reference = rows(office, review_items)[0].reference
    assert f"Pesan Anda (ref P-{reference}) sudah dibaca petugas" in page
    assert "Warga tidak mendapat SMS." in page
    assert ani.post(f"{ONE}/dismiss").status_code == 422
    assert ani.post(f"{ONE}/dismiss", reason="unreadable").location == LIST
    assert "ditutup" in text_of(ani, LIST)


def test_merged_into_a_ticket_of_the_same_sender(ani: Person, office: Office) -> None:
    store(office, ROAD, "TAMBAH 99999999 makin lebar", sender="+6281234567890")
    work(office)
    number = rows(office, tickets)[0].number
    assert number in text_of(ani, f"{ONE}/merge")
    assert ani.post(f"{ONE}/merge", number="12").status_code == 422
    assert ani.post(f"{ONE}/merge", number="24180009").location == ONE
    assert "Tiket itu tidak ada" in text_of(ani, ONE)
    assert ani.post(f"{ONE}/merge", number=number).location == LIST
    assert rows(office, review_items)[0].outcome == "attached"


def test_one_that_somebody_works_on_is_shown_and_kept(ani: Person, office: Office, sign_in: SignIn) -> None:
    unread(office)
    budi = sign_in(REVIEWER, "budi")
    ani.post(f"{ONE}/claim", LIST)
    assert "sedang dikerjakan ani" in text_of(budi, LIST)
    assert "/accept" not in text_of(budi, ONE)
    assert budi.post(f"{ONE}/accept", topic="listrik").location == LIST
    assert "dikerjakan orang lain" in text_of(budi, LIST)
    assert budi.post(f"{ONE}/claim").location == LIST
    assert ani.post(f"{ONE}/skip").location == LIST  # there is no other
    assert budi.post(f"{ONE}/claim").location == ONE


def test_only_what_says_the_same_is_decided_along(ani: Person, office: Office) -> None:
    unread(office)
    unread(office, UNCLEAR, sender=OTHER_CITIZEN)
    unread(office, "kok gitu", sender=OTHER_CITIZEN)
    assert "1 pesan lain berisi sama" in text_of(ani, f"{ONE}/dismiss")
    body = {"csrf": "", "reason": "spam", "also": ["2", "3", "x", "9" * 30]}
    body["csrf"] = re.findall(r'name="csrf" value="([0-9a-f]+)"', text_of(ani, ONE))[0]
    assert ani.client.post(f"{ONE}/dismiss", data=body).location == "/console/reviews/3"
    assert [row.outcome for row in rows(office, review_items)] == ["dismissed", "dismissed", None]
    assert "2 pesan diputuskan" in text_of(ani, LIST)


def test_an_auditor_reads_and_decides_nothing(office: Office, sign_in: SignIn) -> None:
    unread(office)
    auditor = sign_in(AUDITOR)
    for path in (LIST, ONE):
        page = text_of(auditor, path)
        assert "/accept" not in page
        assert "/claim" not in page
    assert auditor.post(f"{ONE}/accept", topic="listrik").status_code == 403
    assert auditor.get(f"{ONE}/dismiss").status_code == 403


NASTY = (
    "<script>alert(1)</script> kok gitu",
    'kok gitu "><img src=x onerror=alert(1)>',
    "k" * 10_000,
    "kok gitu \u202eabc\u202c \u05e9\u05dc\u05d5\u05dd",
    "kok gitu hub 081234567890 ya",
    "kok gitu {{ 7*7 }} {name} %s",
)


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_no_text_breaks_a_page(text: str, ani: Person, office: Office) -> None:
    unread(office, "kok gitu")
    sql(office, "UPDATE messages SET body_masked = :text", text=text)
    for path in (LIST, ONE, f"{ONE}/dismiss", f"{ONE}/merge"):
        page = ani.get(path)
        assert page.status_code == 200, path
        body = page.get_data(as_text=True)
        assert "<script>alert" not in body
        assert "<img" not in body
        assert "081234567890" not in body


ODD = ("%", "_", "\\", "'", "<b>", "q" * 5_000, "\u0000", "33.74' OR 1=1")


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_no_query_breaks_a_page(odd: str, ani: Person, office: Office) -> None:
    unread(office)
    for name in ("q", "topic", "place"):
        answer = ani.client.get(ONE, query_string={name: odd})
        assert answer.status_code == 200, name
    assert ani.client.get(LIST, query_string={"after": odd}).status_code == 200
    assert ani.get("/console/reviews/99999999999999999999").status_code == 404


def test_a_thousand_items_come_in_pages(ani: Person, office: Office) -> None:
    unread(office, *(f"kok gitu {'x' * (number % 7)}" for number in range(4)))
    with office.sessions.begin() as session:
        session.connection().exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) "
            "INSERT INTO messages (uuid, sender_id, carrier, receiver, body_masked, text_digest, priority, "
            "state, received_at) SELECT 'm' || i, sender_id, carrier, receiver, 'kok gitu ' || i, '', 20, "
            "'review', received_at FROM n, messages WHERE messages.id = 1"
        )
        session.connection().exec_driver_sql(
            "INSERT INTO review_items (reference, message_id, reason, priority, opened_at, due_at) "
            "SELECT 'x' || id, id, 'unclear', 20, received_at, received_at FROM messages WHERE id > 4"
        )
    assert "1004 pesan menunggu" in text_of(ani, LIST)
    seen, path = set(), LIST
    for _ in range(60):
        page = text_of(ani, path)
        seen |= set(re.findall(r'href="/console/reviews/([0-9]+)"', page))
        following = re.search(r'href="([^"]+)" rel="next"', page)
        if following is None:
            break
        path = following[1]
    assert len(seen) == 1004
    assert ani.get(ONE).status_code == 200


def test_shortcuts_can_be_switched_off(ani: Person, office: Office) -> None:
    unread(office)
    assert 'data-shortcuts="on"' in text_of(ani, ONE)
    assert "<kbd aria" in text_of(ani, ONE)
    assert ani.post("/console/account/shortcuts", ONE, keys="off", next=ONE).location == ONE
    assert 'data-shortcuts="off"' in text_of(ani, ONE)
    assert "<kbd aria" not in text_of(ani, ONE)


def test_a_place_is_found_by_its_beginning_and_kept_with_the_topic(ani: Person, office: Office) -> None:
    unread(office)
    page = text_of(ani, f"{ONE}?topic=listrik&q=jonggol")
    assert "Jonggol, Kab Bogor, Jawa Barat" in page
    assert "topic=listrik&amp;place=32.01.06" in page
    assert "Tidak ada wilayah" in text_of(ani, f"{ONE}?q=zzzzz")
