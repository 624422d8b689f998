"""Tickets are found by what one knows of them, page by page, and never beyond what one may see."""

import pytest

from sms_gateway.domain.permissions import NATIONWIDE, AccountRole, Scope
from sms_gateway.services import accounts, audit, moves, reveals, ticket_search
from sms_gateway.services.duplicates import NoSuchTicket
from sms_gateway.services.office import Office
from sms_gateway.services.reveals import Looker, NotShown, RevealReason
from sms_gateway.services.review_acts import Attach
from sms_gateway.services.review_decisions import decide
from sms_gateway.services.review_undo import undo
from sms_gateway.services.ticket_search import Wanted
from sms_gateway.storage import search
from sms_gateway.storage.schema import reveals as reveal_rows
from sms_gateway.storage.schema import review_items, tickets
from tests.builders import CITIZEN, OTHER_CITIZEN, ROAD, RUBBISH, WATER, Chance, rows, sql, store, work
from tests.conftest import NOW, HandClock, OfficeMaker

ONE, TWO, THREE = "24183567", "24183617", "24183740"
PUPR = Scope("pupr@33.74")


@pytest.fixture
def office(make_office: OfficeMaker, clock: HandClock) -> Office:
    office = make_office(rand=Chance(ONE, TWO, THREE, *range(300)))
    for body, sender in ((ROAD, CITIZEN), (RUBBISH, OTHER_CITIZEN), (WATER, CITIZEN)):
        store(office, body, sender=sender)
        work(office)
        clock.forward(days=1)
    return office


@pytest.fixture
def looker(office: Office) -> Looker:
    invited = accounts.add("ani", AccountRole.NATIONAL_ADMIN, None, "cli:test", office)
    return Looker(invited.account.id, NATIONWIDE)


def _numbers(office: Office, scope: Scope = NATIONWIDE, **wanted: object) -> list[str]:
    page = ticket_search.find(Wanted(**wanted), "", scope, office)  # type: ignore[arg-type]
    return [row.number for row in page.rows]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, [THREE, TWO, ONE]),
        ({"number": TWO}, [TWO]),
        ({"words": "sampah pasar"}, [TWO]),
        ({"words": "KELUD raya"}, [ONE]),
        ({"words": "sampah pdam"}, []),
        ({"region": "33"}, [TWO, ONE]),
        ({"region": "33.74"}, [ONE]),
        ({"region": "32.01"}, [THREE]),
        ({"region": "33.7"}, []),
        ({"agency": "pupr@33.74"}, [ONE]),
        ({"state": "routed"}, []),
        ({"since": NOW.replace(day=11)}, [THREE, TWO]),
        ({"until": NOW.replace(day=11)}, [ONE]),
        ({"region": "33", "words": "jl"}, [ONE]),
    ],
)
def test_a_ticket_is_found(office: Office, wanted: dict[str, object], found: list[str]) -> None:
    assert _numbers(office, **wanted) == found


@pytest.mark.parametrize("words", ["indomaret tergenang", "INDOMARET"])
def test_a_ticket_is_found_by_what_was_added_to_it(office: Office, words: str) -> None:
    store(office, f"TAMBAH {THREE} patokannya dpn indomaret yg tergenang")
    work(office)
    page = ticket_search.find(Wanted(words=words), "", NATIONWIDE, office)
    assert [(row.number, row.later) for row in page.rows] == [(THREE, True)]
    assert _numbers(office, words="indomaret", state="routed") == []


@pytest.mark.parametrize("depths", [(1, 1 << 62), (1, 2, 3, 1 << 62), (1 << 62,)])
def test_what_was_added_long_ago_is_found_behind_what_is_newer(
    depths: tuple[int, ...], office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_DEPTHS", depths)
    store(office, f"TAMBAH {THREE} patokannya dpn indomaret")
    store(office, f"TAMBAH {ONE} tlg segera diperbaiki")
    work(office)
    assert _numbers(office, words="indomaret") == [THREE]


def test_a_ticket_whose_first_words_and_added_ones_match_is_listed_once(office: Office) -> None:
    for _ in range(2):
        store(office, f"TAMBAH {ONE} masih berlubang di jl kelud raya")
        work(office)
    page = ticket_search.find(Wanted(words="kelud"), "", NATIONWIDE, office)
    assert [(row.number, row.later) for row in page.rows] == [(ONE, False)]


def test_pages_of_first_and_added_words_follow_one_another(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticket_search, "PAGE", 1)
    store(office, f"TAMBAH {THREE} jl kelud raya juga")
    work(office)
    first = ticket_search.find(Wanted(words="kelud"), "", NATIONWIDE, office)
    rest = ticket_search.find(Wanted(words="kelud"), first.after, NATIONWIDE, office)
    assert [row.number for row in (*first.rows, *rest.rows)] == [THREE, ONE]
    assert rest.after == ""


def test_words_a_reviewer_took_away_again_find_nothing(office: Office) -> None:
    ani = accounts.add("sari", AccountRole.REVIEWER, None, "cli:test", office).account.id
    store(office, "TAMBAH 99999999 ada indomaret di sebelahnya")
    work(office)
    [item] = [row.id for row in rows(office, review_items)]
    done = decide([item], Attach(ONE), ani, office)
    assert _numbers(office, words="indomaret") == [ONE]
    undo(done.batch, ani, office)
    assert _numbers(office, words="indomaret") == []


@pytest.mark.parametrize("words", ["%", "_", "\\", "' OR 1=1 --", "& | !", ":*", "x" * 10_000, "\u202eabc"])
def test_signs_of_a_query_language_find_nothing_of_their_own(office: Office, words: str) -> None:
    found = _numbers(office, words=words)
    assert found == [] or not any(sign.isalnum() for sign in words)


def test_pages_follow_one_another_without_gap_or_repeat(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticket_search, "PAGE", 1)
    after, seen = "", []
    for _ in range(3):
        page = ticket_search.find(Wanted(), after, NATIONWIDE, office)
        seen += [row.number for row in page.rows]
        after = page.after
    assert (seen, after) == ([THREE, TWO, ONE], "")


@pytest.mark.parametrize("after", ["x", "2026-11-10_1_1", "2026-11-10T00:00:00+00:00_x_1", "_" * 50])
def test_a_place_nobody_made_begins_anew(office: Office, after: str) -> None:
    assert len(ticket_search.find(Wanted(), after, NATIONWIDE, office).rows) == 3


def test_an_agency_finds_what_was_handed_to_it_and_nothing_else(office: Office) -> None:
    assert _numbers(office, PUPR) == _numbers(office, PUPR, number=ONE) == []
    moves.forward(ONE, "operator", office)
    assert _numbers(office, PUPR) == [ONE]
    assert _numbers(office, PUPR, agency="dlh@33.19") == []


def test_a_list_shows_no_personal_data(office: Office) -> None:
    store(office, "jalan rusak di semarang nama saya Siti Aminah hubungi 081234567890")
    work(office)
    texts = " ".join(row.text or "" for row in ticket_search.find(Wanted(), "", NATIONWIDE, office).rows)
    assert "081234567890" not in texts
    assert "Siti" not in texts


def test_a_number_is_shown_for_a_reason_that_is_kept(office: Office, looker: Looker) -> None:
    assert reveals.reveal(ONE, RevealReason.CALL_BACK, "alamat kurang", looker, office) == CITIZEN
    row, sender = rows(office, reveal_rows)[0], rows(office, tickets, number=ONE)[0].sender_id
    assert (row.account_id, row.sender_id, row.reason) == (looker.account_id, sender, "call_back")
    assert office.vault.open(row.uuid, row.words) == "alamat kurang"
    entry = audit.listed(office)[-1].entry
    assert (entry.action, entry.detail["sender"]) == ("number-shown", sender)


def test_an_erased_or_protected_number_is_not_shown_nor_noted(office: Office, looker: Looker) -> None:
    moves.forward(ONE, "operator", office)
    sql(office, "UPDATE tickets SET anonymous = true WHERE number = :number", number=ONE)
    mine = Looker(looker.account_id, PUPR)
    assert reveals.reveal(ONE, RevealReason.LEGAL, "", mine, office) is NotShown.PROTECTED
    sql(office, "UPDATE senders SET msisdn_enc = NULL")
    assert reveals.reveal(ONE, RevealReason.LEGAL, "", looker, office) is NotShown.ERASED
    assert rows(office, reveal_rows) == []


def test_the_number_of_another_agencys_ticket_does_not_exist(office: Office, looker: Looker) -> None:
    with pytest.raises(NoSuchTicket):
        reveals.reveal(TWO, RevealReason.LEGAL, "", Looker(looker.account_id, PUPR), office)


@pytest.mark.parametrize("spelled", [CITIZEN, "0812-0000-1111", "6281200001111"])
def test_a_sender_is_found_by_the_exact_number_however_it_is_spelled(
    spelled: str, office: Office, looker: Looker, clock: HandClock
) -> None:
    search = reveals.search(spelled, RevealReason.CITIZEN_ASKED, "", looker, office)
    assert search is not None
    sender = reveals.found_by(search, looker.account_id, office)
    assert _numbers(office, sender_id=sender) == [THREE, ONE]
    assert audit.listed(office)[-1].entry.action == "number-searched"
    assert reveals.found_by(search, looker.account_id + 1, office) is None
    clock.forward(minutes=31)
    assert reveals.found_by(search, looker.account_id, office) is None


def test_an_unknown_number_is_noted_too_and_finds_nothing(office: Office, looker: Looker) -> None:
    search = reveals.search("081234567890", RevealReason.ABUSE, "", looker, office)
    assert search is not None
    assert reveals.found_by(search, looker.account_id, office) == 0
    assert _numbers(office, sender_id=0) == []
    assert reveals.search("bukan nomor", RevealReason.ABUSE, "", looker, office) is None
