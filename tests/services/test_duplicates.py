"""Reports about one case come together, and each way of coming apart gives everything back."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from sms_gateway.domain.messages import MessageState
from sms_gateway.services import duplicates, intake, other_doors, triage
from sms_gateway.services.duplicates import NoSuchTicket
from sms_gateway.services.office import Office
from sms_gateway.storage import inbox
from sms_gateway.storage import merges as merging
from sms_gateway.storage.engine import Sessions
from sms_gateway.storage.schema import (
    cases,
    links,
    merges,
    messages,
    outbox,
    print_keys,
    prints,
    resting_cases,
    tickets,
)
from tests.builders import CITIZEN, OTHER_CITIZEN, Chance, inbound, opened, rows, store, work
from tests.conftest import HandClock, OfficeMaker

ROAD = "jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur semarang, byk motor jatuh"
ROAD_OF_ANOTHER = "jl kelud raya semarang dekat kantor pdam bolong besar, bahaya kalo malam"
ROAD_ELSEWHERE = ROAD.replace("kelud raya", "sisingamangaraja")
VAGUE = "listrik mati terus tolong pln"
BRIBE = "petugas samsat kota semarang minta uang pungli 300 ribu untuk balik nama di loket 2"
THIRD = "+6281200003333"
NUMBERS = ("24183567", "24183994", "24184021", "24184037")


@pytest.fixture
def office(make_office: OfficeMaker) -> Office:
    return make_office(rand=Chance(*NUMBERS))


def sends(office: Office, body: str, sender: str = CITIZEN) -> list[str]:
    """Every SMS that *body* is answered with."""
    seen = len(rows(office, outbox))
    store(office, body, sender=sender)
    work(office)
    return [opened(office, row) for row in rows(office, outbox)[seen:]]


def case_ids(office: Office) -> list[int]:
    """The case of each ticket, in the order they were opened."""
    return [row.case_id for row in rows(office, tickets)]


def case_of(office: Office, number: str) -> object:
    (ticket,) = rows(office, tickets, number=number)
    return rows(office, cases, id=ticket.case_id)[0]


# Others about the same thing


def test_the_same_words_from_two_phones_are_two_cases_while_neither_says_where(office: Office) -> None:
    words = (
        "bantuan bedah rumah orang tua saya sudah disurvei dua kali tapi tidak pernah cair sampai sekarang"
    )
    sends(office, words)
    sends(office, words, OTHER_CITIZEN)
    first, second = case_ids(office)
    assert first != second
    assert [(row.ticket_id, row.other_id) for row in rows(office, links)] == [(2, 1)]


def test_c5_the_report_of_another_joins_the_first(office: Office) -> None:
    sends(office, ROAD)
    assert sends(office, ROAD_OF_ANOTHER, OTHER_CITIZEN) == [
        "LAPOR!: No 24183994 diterima. Laporan serupa sudah ada (jalan rusak, Jl Kelud Raya), Anda "
        "pelapor ke-2 dan ikut dikabari. Beda? Balas BEDA 24183994"
    ]
    first, second = case_ids(office)
    assert first == second


def test_a_merged_report_keeps_its_own_number_and_its_case_rests(office: Office) -> None:
    sends(office, ROAD)
    sends(office, ROAD_OF_ANOTHER, OTHER_CITIZEN)
    (rest,) = rows(office, resting_cases)
    assert rest.due_at is not None
    assert rows(office, cases, id=rest.case_id)[0].due_at is None
    assert [row.number for row in rows(office, tickets)] == ["24183567", "24183994"]


def test_c5_beda_gives_a_report_its_own_case_back(office: Office, clock: HandClock) -> None:
    sends(office, ROAD)
    sends(office, ROAD_OF_ANOTHER, OTHER_CITIZEN)
    clock.forward(days=7)
    assert sends(office, "BEDA 24183994", OTHER_CITIZEN) == [
        "LAPOR!: No 24183994 dipisah jadi laporan sendiri. Verifikasi maks 3 hari kerja. Cek: STATUS 24183994"
    ]
    case = case_of(office, "24183994")
    assert case.due_at > clock()  # type: ignore[attr-defined]
    assert rows(office, resting_cases) == []
    assert rows(office, merges)[0].undone_at == clock()


def test_beda_of_a_report_that_shares_nothing_shows_its_status(office: Office) -> None:
    sends(office, ROAD)
    (answer,) = sends(office, "BEDA 24183567")
    assert "24183567" in answer
    assert rows(office, merges) == []


def test_another_street_is_another_case(office: Office) -> None:
    sends(office, ROAD)
    sends(office, ROAD_ELSEWHERE, OTHER_CITIZEN)
    assert len(set(case_ids(office))) == 2
    assert rows(office, links) == []


def test_what_may_be_the_same_is_linked_for_a_person(office: Office) -> None:
    sends(office, VAGUE)
    sends(office, VAGUE + " pak", OTHER_CITIZEN)
    assert len(set(case_ids(office))) == 2
    (found,) = duplicates.possible(office)
    assert (found.number, found.other_number) == ("24183994", "24183567")


@pytest.mark.parametrize("body", [f"RAHASIA {ROAD_OF_ANOTHER}", f"ANONIM {ROAD_OF_ANOTHER}"])
def test_a_protected_report_is_only_linked(office: Office, body: str) -> None:
    sends(office, ROAD)
    sends(office, body, OTHER_CITIZEN)
    assert len(set(case_ids(office))) == 2
    assert len(duplicates.possible(office)) == 1


def test_nothing_joins_a_protected_report(office: Office) -> None:
    sends(office, f"RAHASIA {ROAD}")
    sends(office, ROAD_OF_ANOTHER, OTHER_CITIZEN)
    assert len(set(case_ids(office))) == 2


def test_a_report_about_officials_is_only_linked(office: Office) -> None:
    sends(office, BRIBE)
    sends(office, BRIBE, OTHER_CITIZEN)
    assert len(set(case_ids(office))) == 2
    assert len(duplicates.possible(office)) == 1


def test_a_closed_case_takes_no_new_reporter(office: Office) -> None:
    sends(office, ROAD)
    sends(office, "BATAL 24183567")
    sends(office, "YA")
    sends(office, ROAD_OF_ANOTHER, OTHER_CITIZEN)
    assert len(set(case_ids(office))) == 2


def test_what_one_reporter_adds_is_said_to_nobody_else(office: Office) -> None:
    sends(office, ROAD)
    sends(office, ROAD_OF_ANOTHER, OTHER_CITIZEN)
    seen = len(rows(office, outbox))
    sends(office, "TAMBAH 24183567 sebelah warung bu tini")
    assert {row.sender_id for row in rows(office, outbox)[seen:]} == {rows(office, tickets)[0].sender_id}


# Coming apart


@pytest.mark.parametrize(("number", "sender"), [("24183567", CITIZEN), ("24183994", OTHER_CITIZEN)])
def test_one_reporter_who_cancels_leaves_the_case_to_the_others(
    office: Office, number: str, sender: str
) -> None:
    sends(office, ROAD)
    sends(office, ROAD_OF_ANOTHER, OTHER_CITIZEN)
    sends(office, f"BATAL {number}", sender)
    sends(office, "YA", sender)
    states = {row.number: rows(office, cases, id=row.case_id)[0].state for row in rows(office, tickets)}
    assert states.pop(number) == "cancelled"
    assert set(states.values()) == {"unverified"}


@pytest.mark.parametrize(("number", "sender"), [("24183567", CITIZEN), ("24183994", OTHER_CITIZEN)])
def test_turning_confidential_separates_the_ticket(office: Office, number: str, sender: str) -> None:
    sends(office, ROAD)
    sends(office, ROAD_OF_ANOTHER, OTHER_CITIZEN)
    (answer,) = sends(office, f"RAHASIA {number}", sender)
    assert answer.startswith(f"LAPOR!: No {number} kini RAHASIA")
    assert len(set(case_ids(office))) == 2
    assert rows(office, tickets, number=number)[0].confidential is True


def test_a_person_merges_and_everything_comes_back(office: Office) -> None:
    sends(office, ROAD)
    sends(office, ROAD_ELSEWHERE, OTHER_CITIZEN)
    before = {row.id: row for row in rows(office, cases)}
    homes = case_ids(office)
    assert duplicates.merge("24183994", "24183567", "the same hole", "user:1", office) == 2
    assert len(set(case_ids(office))) == 1
    duplicates.unmerge("24183994", "user:1", office)
    assert case_ids(office) == homes
    assert {row.id: row for row in rows(office, cases)} == before


def test_a_case_of_several_is_merged_whole_and_one_of_them_may_leave(office: Office) -> None:
    sends(office, ROAD)
    sends(office, ROAD_OF_ANOTHER, OTHER_CITIZEN)
    sends(office, ROAD_ELSEWHERE, THIRD)
    assert duplicates.merge("24183567", "24184021", "one road works", "user:1", office) == 3
    sends(office, "BEDA 24183994", OTHER_CITIZEN)
    with office.sessions.read() as session:
        assert merging.people(session, rows(office, tickets)[2].case_id) == 2


def test_of_a_case_people_are_counted_and_not_their_tickets(office: Office) -> None:
    sends(office, ROAD)
    sends(office, ROAD_ELSEWHERE)
    other_doors.link_wapres("24183567", "LMW-118", office.now(), "user:1", office)
    assert duplicates.merge("24183994", "24183567", "one road works", "user:1", office) == 1
    assert "Anda pelapor ke-2" in sends(office, ROAD_OF_ANOTHER, OTHER_CITIZEN)[0]


def test_who_alone_reports_a_case_takes_back_the_complaint_of_the_other_door_with_it(office: Office) -> None:
    sends(office, ROAD)
    other_doors.link_wapres("24183567", "LMW-118", office.now(), "user:1", office)
    sends(office, "BATAL 24183567")
    sends(office, "YA")
    assert [row.state for row in rows(office, cases)] == ["cancelled"]


def test_of_two_reports_of_one_person_on_a_case_one_is_taken_back_alone(office: Office) -> None:
    sends(office, ROAD)
    sends(office, ROAD_ELSEWHERE)
    duplicates.merge("24183994", "24183567", "one road works", "user:1", office)
    sends(office, "BATAL 24183994")
    sends(office, "YA")
    assert (case_of(office, "24183567").state, case_of(office, "24183994").state) == (
        "unverified",
        "cancelled",
    )


@pytest.mark.parametrize(("a", "b"), [("24183567", "99999999"), ("24183567", "24183567")])
def test_a_merge_of_nothing_is_refused(office: Office, a: str, b: str) -> None:
    sends(office, ROAD)
    with pytest.raises(NoSuchTicket):
        duplicates.merge(a, b, "x", "user:1", office)


def test_a_ticket_that_shares_nothing_cannot_be_unmerged(office: Office) -> None:
    sends(office, ROAD)
    with pytest.raises(NoSuchTicket):
        duplicates.unmerge("24183567", "user:1", office)


def test_an_erasure_leaves_nothing_to_compare(office: Office) -> None:
    sends(office, VAGUE)
    sends(office, VAGUE + " pak", OTHER_CITIZEN)
    with office.sessions.begin() as session:
        duplicates.forget(session, [rows(office, tickets)[0].id])
    kept = rows(office, tickets)[1].id
    assert {row.ticket_id for row in rows(office, prints)} == {kept}
    assert {row.ticket_id for row in rows(office, print_keys)} == {kept}
    assert rows(office, links) == []


# The same person again


@pytest.mark.parametrize(
    "again", [ROAD.upper() + "!!", ROAD.replace("byk", "bnyk"), "tolong " + ROAD + " pak"]
)
def test_nearly_the_same_words_of_one_phone_are_one_report(office: Office, again: str) -> None:
    sends(office, ROAD)
    assert sends(office, again) == [
        "LAPOR!: Pesan ini sama dgn laporan Anda No 24183567 (verifikasi), jadi tidak dibuat baru. "
        "Kejadian lain? Balas BARU"
    ]
    assert rows(office, messages)[-1].state == MessageState.REPEAT


@pytest.mark.parametrize("other", [ROAD_ELSEWHERE, ROAD + " no 45", ROAD.replace("semarang", "salatiga")])
def test_another_place_or_number_of_one_phone_is_a_new_report(office: Office, other: str) -> None:
    sends(office, ROAD)
    sends(office, other)
    assert len(set(case_ids(office))) == 2


def test_after_the_configured_time_the_same_words_are_a_new_report(office: Office, clock: HandClock) -> None:
    sends(office, ROAD)
    clock.forward(hours=office.settings.limits.repeat_hours + 1)
    store_at(office, ROAD + " pak", clock)
    assert len(case_ids(office)) == 2


def store_at(office: Office, body: str, clock: HandClock) -> None:
    intake.accept([inbound(body, received_at=clock())], office)
    work(office)


def test_c5_baru_opens_what_was_taken_for_a_repeat(office: Office) -> None:
    sends(office, ROAD)
    sends(office, ROAD + " pak")
    (answer,) = sends(office, "BARU")
    assert answer.startswith("LAPOR!: Laporan diterima, No 24183994")
    assert [row.state for row in rows(office, messages)] == [
        MessageState.TICKET,
        MessageState.TICKET,
        MessageState.COMMAND,
    ]
    assert len(set(case_ids(office))) == 2


def test_baru_without_a_repeat_opens_nothing(office: Office) -> None:
    sends(office, ROAD)
    sends(office, "BARU")
    assert len(case_ids(office)) == 1


def test_a_repeat_does_not_push_aside_a_confirmation(office: Office) -> None:
    sends(office, ROAD)
    sends(office, "BATAL 24183567")
    sends(office, ROAD + " pak")
    sends(office, "YA")
    assert case_of(office, "24183567").state == "cancelled"  # type: ignore[attr-defined]


# At once


def test_sixteen_reporters_at_once_have_one_case(sessions: Sessions, make_office: OfficeMaker) -> None:
    """Each worker holds one message of its own, so that look-up and merge really meet."""
    office = make_office()
    for number, body in enumerate([ROAD, ROAD_OF_ANOTHER] * 8):
        store(office, body, sender=f"+62812000{number:05}")
    with sessions.begin() as session:
        claims = inbox.claim(session, 16, "lease-of-a-test", 60.0, office.now())
    together = Barrier(len(claims))

    def worker(claim: inbox.Claim) -> MessageState | None:
        together.wait(20)
        return triage.handle(claim, office)

    with ThreadPoolExecutor(len(claims)) as threads:
        states = list(threads.map(worker, claims))
    assert states == [MessageState.TICKET] * 16
    assert len(set(case_ids(office))) == 1
    assert len(rows(office, merges)) == 15
    assert len(rows(office, resting_cases)) == 15
