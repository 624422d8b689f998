"""The story of a ticket holds everything that happened to it, in order, and no personal data."""

import pytest

from sms_gateway.domain.cases import ArchiveCode, CaseState
from sms_gateway.services import duplicates, moves, story
from sms_gateway.services.duplicates import NoSuchTicket
from sms_gateway.services.office import Office
from sms_gateway.services.story import Way
from tests.builders import OTHER_CITIZEN, RUBBISH, Chance, sql, store, work
from tests.conftest import HandClock, OfficeMaker

ONE, TWO = "24183567", "24183617"
STAFF = "staff:budi"
REPORT = (
    "jalan berlubang parah di jl kelud raya gajahmungkur semarang, nama saya Budi Santoso nik "
    "3374012345678901 hp 081200009999 plat H 1234 AB"
)


@pytest.fixture
def office(make_office: OfficeMaker) -> Office:
    office = make_office(rand=Chance(ONE, TWO))
    store(office, REPORT)
    work(office)
    return office


def _lines(number: str, office: Office) -> list[str]:
    found = story.tell(number, office).entries
    return [f"{entry.way} {entry.what}: {entry.text[:26]}".rstrip(": ") for entry in found]


def test_both_ways_and_every_move_in_the_order_they_happened(office: Office, clock: HandClock) -> None:
    clock.forward(hours=1)
    moves.forward(ONE, STAFF, office)
    clock.forward(hours=1)
    store(office, f"TAMBAH {ONE} dekat indomaret")
    work(office)
    clock.forward(hours=1)
    moves.answer(ONE, "lubang sudah ditambal", STAFF, office)
    sql(office, "UPDATE messages SET received_at = '2026-11-10 04:00:00+00:00' WHERE id = 2")
    assert _lines(ONE, office) == [
        "in sms: jalan berlubang parah di j",
        "done opened: rule jalan",
        "out ack: LAPOR!: Laporan diterima,",
        "done forwarded: agency pupr@33.74",
        "out forwarded: LAPOR!: No 24183567 diteru",
        "in sms: TAMBAH 24183567 dekat indo",
        "done added",
        "out added: LAPOR!: Info tambahan masu",
        "said answer: lubang sudah ditambal",
        "done answered",
        "out answered: LAPOR!: No 24183567 dijawa",
    ]


@pytest.mark.parametrize(
    "secret", ["Budi", "Santoso", "3374012345678901", "81200009999", "1234 AB", "+62812"]
)
def test_no_personal_data_are_in_it(office: Office, secret: str) -> None:
    assert secret not in str(story.tell(ONE, office))


def test_it_says_where_the_ticket_stands_and_why_that_agency(office: Office, clock: HandClock) -> None:
    found = story.tell(ONE, office)
    assert (found.state, found.agency, found.agency_name) == (
        CaseState.UNVERIFIED,
        "pupr@33.74",
        "Dinas PU Kota Semarang",
    )
    assert (found.place, found.late, found.rule) == ("Gajahmungkur", False, "jalan")
    assert any("topic" in reason for reason in found.reasons)
    clock.forward(days=4)
    assert story.tell(ONE, office).late


def test_who_else_reports_it_is_a_number_and_nothing_of_theirs_is_shown(office: Office) -> None:
    store(office, f"{RUBBISH}, bau busuk", sender=OTHER_CITIZEN)
    work(office)
    duplicates.merge(TWO, ONE, "same", STAFF, office)
    moves.ask(TWO, "di blok berapa", STAFF, office)
    moves.answer(ONE, "sudah diangkut", STAFF, office)
    of_one, of_two = str(story.tell(ONE, office)), str(story.tell(TWO, office))
    assert "others=1" in of_one
    assert "busuk" not in of_one
    assert "di blok berapa" not in of_one
    assert "di blok berapa" in of_two
    assert ("sudah diangkut" in of_one, "sudah diangkut" in of_two) == (True, True)


def test_an_erased_reporter_leaves_a_story_without_words(office: Office) -> None:
    sql(office, "UPDATE senders SET data_key_enc = NULL, erased_at = '2026-11-10 03:00:00+00:00'")
    found = story.tell(ONE, office)
    assert found.flags == ("erased",)
    assert [entry.text for entry in found.entries if entry.way is Way.OUT] == [story.GONE]


def test_the_flags_of_a_ticket(office: Office) -> None:
    sql(office, "UPDATE tickets SET anonymous = true, confidential = true, stopped = true, rating = 4")
    assert story.tell(ONE, office).flags == ("anonymous", "confidential", "wants no news", "rated 4")


def test_a_number_nobody_has_is_no_ticket(office: Office) -> None:
    with pytest.raises(NoSuchTicket, match="There is no ticket 24183994"):
        story.tell("24183994", office)


def test_open_cases_are_listed_by_their_deadline(office: Office, clock: HandClock) -> None:
    store(office, RUBBISH, sender=OTHER_CITIZEN)
    work(office)
    moves.forward(ONE, STAFF, office)
    assert [row.number for row in story.open_cases(office, [], 9)] == [TWO, ONE]
    assert [row.number for row in story.open_cases(office, [CaseState.ROUTED], 9)] == [ONE]
    moves.archive(TWO, ArchiveCode.HOAX, STAFF, office)
    assert [row.number for row in story.open_cases(office, [], 9)] == [ONE]
