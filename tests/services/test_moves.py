"""Staff move cases: who, when and why are kept, words are sealed, and what is not allowed leaves no trace."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from sms_gateway.domain.cases import ArchiveCode, CaseState
from sms_gateway.errors import GatewayError
from sms_gateway.services import deadlines, duplicates, moves, other_doors, triage
from sms_gateway.services.duplicates import NoSuchTicket
from sms_gateway.services.moves import Done, MoveRefused
from sms_gateway.services.office import Office
from sms_gateway.services.said import TextRefused
from sms_gateway.storage.schema import cases, events, outbox, questions, statements, tickets
from tests.builders import CITIZEN, OTHER_CITIZEN, ROAD, RUBBISH, Chance, opened, rows, sql, store, work
from tests.conftest import NOW, HandClock, OfficeMaker

ONE, TWO = "24183567", "24183617"
STAFF = "staff:budi"
ANSWER = "lubang sudah ditambal 12/11"


@pytest.fixture
def office(make_office: OfficeMaker) -> Office:
    office = make_office(rand=Chance(ONE, TWO))
    store(office, ROAD)
    work(office)
    return office


def _case(office: Office) -> tuple[str, str | None]:
    row = rows(office, cases)[0]
    return row.state, row.due_at and f"{row.due_at:%d/%m}"


def _kinds(office: Office) -> list[str]:
    return [row.kind for row in rows(office, events)]


def _texts(office: Office) -> list[str]:
    return [opened(office, row) for row in rows(office, outbox)]


def test_forwarded_it_has_its_agency_five_working_days_and_an_sms(office: Office) -> None:
    done = moves.forward(ONE, STAFF, office)
    assert (done.state, done.told, _case(office)) == (CaseState.ROUTED, 1, ("routed", "17/11"))
    assert _texts(office)[-1] == done.text
    event = rows(office, events)[-1]
    assert (event.kind, event.actor, event.detail) == ("forwarded", STAFF, {"agency": "pupr@33.74"})


def test_forwarded_elsewhere_it_is_that_agencys(office: Office) -> None:
    moves.forward(ONE, STAFF, office, "dishub@33.74")
    assert rows(office, cases)[0].agency == "dishub@33.74"
    assert rows(office, events)[-1].detail == {"agency": "dishub@33.74", "before": "pupr@33.74"}
    assert "diteruskan ke Dinas Perhubungan Kota Semarang" in _texts(office)[-1]


def test_passed_on_it_keeps_the_deadline_it_was_told(office: Office, clock: HandClock) -> None:
    moves.forward(ONE, STAFF, office)
    clock.forward(days=2)
    moves.forward(ONE, STAFF, office, "dishub@33.74")
    assert _case(office) == ("routed", "17/11")
    assert "Tindak lanjut maks 3 hari kerja (s.d. 17/11)" in _texts(office)[-1]


WALKS: dict[str, tuple[list[Callable[[Office], Done]], tuple[str, str | None]]] = {
    "accepted": ([lambda o: moves.accept(ONE, STAFF, o)], ("working", "17/11")),
    "answered": ([lambda o: moves.answer(ONE, ANSWER, STAFF, o)], ("answered", "24/11")),
    "asked": ([lambda o: moves.ask(ONE, "di mana", STAFF, o)], ("asking", "17/11")),
    "delayed": ([lambda o: moves.delay(ONE, STAFF, o, "menunggu alat")], ("delayed", None)),
    "resumed": (
        [lambda o: moves.delay(ONE, STAFF, o), lambda o: moves.resume(ONE, STAFF, o)],
        ("working", "17/11"),
    ),
    "returned": ([lambda o: moves.return_to_desk(ONE, "jalan nasional", STAFF, o)], ("unverified", "17/11")),
    "extended": ([lambda o: moves.extend(ONE, "menunggu alat", STAFF, o)], ("working", "24/11")),
    "archived": ([lambda o: moves.archive(ONE, ArchiveCode.HOAX, STAFF, o)], ("archived", None)),
    "finished": (
        [lambda o: moves.answer(ONE, ANSWER, STAFF, o), lambda o: moves.finish(ONE, STAFF, o)],
        ("done", None),
    ),
    "reopened": (
        [lambda o: moves.archive(ONE, ArchiveCode.UNCLEAR, STAFF, o), lambda o: moves.reopen(ONE, STAFF, o)],
        ("unverified", "13/11"),
    ),
}


@pytest.mark.parametrize("name", WALKS)
def test_a_move_leads_where_the_lifecycle_says_and_is_an_event(office: Office, name: str) -> None:
    walk, stands = WALKS[name]
    moves.forward(ONE, STAFF, office)
    for step in walk:
        step(office)
    assert (_case(office), _kinds(office)[-1]) == (stands, name)
    assert rows(office, events)[-1].actor == STAFF


def test_a_delay_gives_its_days_back(office: Office, clock: HandClock) -> None:
    moves.forward(ONE, STAFF, office)
    clock.forward(days=2)
    moves.delay(ONE, STAFF, office)
    clock.forward(days=28)
    moves.resume(ONE, STAFF, office)
    assert _case(office) == ("working", "15/12")  # three working days after the 10th of December


def test_more_days_are_given_once_and_the_citizen_hears_of_them(office: Office) -> None:
    moves.forward(ONE, STAFF, office)
    done = moves.extend(ONE, "menunggu alat", STAFF, office)
    assert (done.told, "batas jawab 24/11" in str(done.text)) == (1, True)
    with pytest.raises(MoveRefused, match="got more days already, on 10/11") as refused:
        moves.extend(ONE, "masih menunggu", STAFF, office)
    assert (refused.value.code, _case(office)) == ("once", ("working", "24/11"))


def test_sent_back_by_one_agency_it_has_no_new_clock_at_the_next(office: Office, clock: HandClock) -> None:
    moves.forward(ONE, STAFF, office)
    clock.forward(days=2)
    moves.return_to_desk(ONE, "jalan nasional", STAFF, office)
    moves.forward(ONE, STAFF, office, "bbpjn@id")
    assert (_case(office), rows(office, cases)[0].returns) == (("routed", "17/11"), 1)


def test_given_back_it_is_nobodys_until_the_desk_decides(office: Office) -> None:
    moves.forward(ONE, STAFF, office)
    moves.return_to_desk(ONE, "jalan nasional, wewenang BBPJN", STAFF, office)
    assert rows(office, cases)[0].agency is None
    with pytest.raises(MoveRefused, match="Name one by its code") as refused:
        moves.forward(ONE, STAFF, office)
    assert refused.value.code == "no-agency"


def test_words_of_staff_are_sealed_and_open_under_the_field_keys(office: Office) -> None:
    moves.answer(ONE, ANSWER, STAFF, office)
    row = rows(office, statements)[0]
    assert (row.kind, row.actor, row.at) == ("answer", STAFF, NOW)
    assert ANSWER.encode() not in row.body
    assert office.vault.open(row.uuid, row.body) == ANSWER
    assert ANSWER not in str([tuple(event) for event in rows(office, events)])


PERSONAL = [
    "hubungi 081200009999 ya",
    "hub 0812-0000-9999",
    "wa +62 812 0000 9999",
    "pelapor nik 3319012345678901 sudah didata",
    "kirim ke budi@example.id",
]


@pytest.mark.parametrize("text", PERSONAL)
@pytest.mark.parametrize("say", [moves.answer, moves.ask, moves.return_to_desk], ids=lambda it: it.__name__)
def test_a_text_with_personal_data_is_refused_and_leaves_nothing(
    office: Office, text: str, say: Callable[[str, str, str, Office], Done]
) -> None:
    moves.forward(ONE, STAFF, office)
    before = (_case(office), len(rows(office, events)), len(rows(office, outbox)))
    with pytest.raises(TextRefused, match="Take the numbers and addresses out") as refused:
        say(ONE, text, STAFF, office)
    assert refused.value.code == "personal-data"
    assert (_case(office), len(rows(office, events)), len(rows(office, outbox))) == before
    assert rows(office, statements) == []


@pytest.mark.parametrize(("text", "code"), [("  \u200b ", "empty"), ("a " * 1500, "too-long")])
def test_a_text_nobody_could_use_is_refused(office: Office, text: str, code: str) -> None:
    with pytest.raises(TextRefused) as refused:
        moves.answer(ONE, text, STAFF, office)
    assert refused.value.code == code


def test_a_long_answer_stays_within_its_segments(office: Office) -> None:
    done = moves.answer(ONE, "sudah ditambal oleh tim " * 40, STAFF, office)
    assert rows(office, outbox)[-1].segments == 3
    assert str(done.text).endswith(f"Belum beres? Balas BELUM {ONE} alasan")


REFUSED: list[tuple[Callable[[Office], Done], str]] = [
    (lambda o: moves.accept(ONE, STAFF, o), "24183567 is unverified, accept is not possible"),
    (lambda o: moves.resume(ONE, STAFF, o), "resume is not possible"),
    (lambda o: moves.finish(ONE, STAFF, o), "finish is not possible"),
    (lambda o: moves.reopen(ONE, STAFF, o), "Possible now: ask, forward, answer, archive"),
    (lambda o: moves.forward(ONE, STAFF, o, "pupr@99"), "There is no agency pupr@99"),
]


@pytest.mark.parametrize(("move", "why"), REFUSED)
def test_what_is_not_allowed_now_is_refused_with_what_is(
    office: Office, move: Callable[[Office], Done], why: str
) -> None:
    before = (_case(office), _kinds(office))
    with pytest.raises(MoveRefused, match=why):
        move(office)
    assert (_case(office), _kinds(office)) == before


def test_a_number_nobody_has_is_no_ticket(office: Office) -> None:
    with pytest.raises(NoSuchTicket, match="There is no ticket 24183994"):
        moves.accept("24183994", STAFF, office)


def test_every_refusal_names_its_remedy(office: Office) -> None:
    for move in (lambda: moves.accept("24183994", STAFF, office), lambda: moves.finish(ONE, STAFF, office)):
        with pytest.raises(GatewayError) as refused:
            move()
        assert refused.value.remedy


def test_a_reporter_who_wants_no_sms_cannot_be_asked(office: Office) -> None:
    store(office, "STOP")
    work(office)
    with pytest.raises(MoveRefused, match="wants our SMS"):
        moves.ask(ONE, "di mana", STAFF, office)
    assert _case(office)[0] == "unverified"


def test_an_answer_may_be_rated_until_the_case_closes(office: Office) -> None:
    moves.answer(ONE, ANSWER, STAFF, office)
    asked = rows(office, questions)[-1]
    assert (asked.kind, asked.ticket_ids, asked.expires_at) == ("rating", [1], rows(office, cases)[0].due_at)


def test_a_confirmation_that_is_open_is_not_replaced_by_a_rating(office: Office) -> None:
    store(office, f"BATAL {ONE}")
    work(office)
    moves.answer(ONE, ANSWER, STAFF, office)
    asked = [(row.kind, row.waiting) for row in rows(office, questions) if row.closed_at is None]
    assert asked == [("cancel", False), ("rating", True)]


def test_an_agency_that_has_the_case_does_not_get_it_again(office: Office) -> None:
    moves.forward(ONE, STAFF, office)
    with pytest.raises(moves.MoveRefused, match="already"):
        moves.forward(ONE, STAFF, office)
    assert len(rows(office, outbox, kind="forwarded")) == 1


def test_children_follow_their_parent(office: Office) -> None:
    store(office, RUBBISH, sender=OTHER_CITIZEN)
    work(office)
    duplicates.merge(TWO, ONE, "same", STAFF, office)
    assert moves.forward(TWO, STAFF, office).told == 2
    assert {row.sender_id for row in rows(office, outbox, kind="forwarded")} == {1, 2}


def _linked(office: Office) -> Done:
    filed_at = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
    return other_doors.link_wapres(ONE, "LMW-118", filed_at, STAFF, office)


def test_a_link_puts_the_other_complaint_on_the_same_case_with_its_own_clock(office: Office) -> None:
    moves.forward(ONE, STAFF, office)
    assert _linked(office).told == 1
    other = rows(office, tickets)[-1]
    assert (other.case_id, other.source, other.external_ref, other.sender_id) == (
        1,
        "wapres",
        "LMW-118",
        None,
    )
    case = rows(office, cases)[0]
    assert f"{case.other_due_at:%d/%m}" == "20/11"  # 14 working days after the 2nd
    assert moves.answer(ONE, ANSWER, STAFF, office).told == 1


def test_the_citizen_is_shown_the_earlier_clock(office: Office) -> None:
    moves.forward(ONE, STAFF, office)
    _linked(office)
    sql(office, "UPDATE cases SET other_due_at = '2026-11-12 16:59:59+00:00'")
    store(office, f"STATUS {ONE}")
    work(office)
    assert "batas jawab 12/11" in _texts(office)[-1]
    sql(office, "UPDATE cases SET other_due_at = '2026-11-20 16:59:59+00:00'")
    store(office, f"STATUS {ONE}")
    work(office)
    assert "batas jawab 17/11" in _texts(office)[-1]


def test_forwarded_later_it_is_told_the_earlier_clock(office: Office) -> None:
    _linked(office)
    sql(office, "UPDATE cases SET other_due_at = '2026-11-12 16:59:59+00:00'")
    assert "maks 2 hari kerja (s.d. 12/11)" in str(moves.forward(ONE, STAFF, office).text)


def test_an_answer_ends_the_clock_of_the_other_door(office: Office) -> None:
    _linked(office)
    moves.answer(ONE, ANSWER, STAFF, office)
    assert rows(office, cases)[0].other_due_at is None


def test_a_clock_of_the_other_door_that_ran_out_does_not_count_again(
    office: Office, clock: HandClock
) -> None:
    _linked(office)
    clock.forward(days=20)
    deadlines.run(office)
    moves.forward(ONE, STAFF, office)
    assert rows(office, cases)[0].other_due_at is None
    assert deadlines.run(office) == 0


def test_the_desk_does_not_speak_in_the_name_of_an_agency(office: Office) -> None:
    assert str(moves.ask(ONE, "di mana", STAFF, office).text).startswith("LAPOR!: Petugas bertanya")
    assert f"No {ONE} dijawab: sudah" in str(moves.answer(ONE, "sudah ditambal", STAFF, office).text)


def test_a_complaint_is_linked_once(office: Office) -> None:
    _linked(office)
    with pytest.raises(MoveRefused, match="LMW-118 is linked already"):
        _linked(office)


def test_moves_and_messages_about_one_case_never_wait_in_a_circle(office: Office) -> None:
    """Two phones text about the case they share while staff move it: all of it is done."""
    store(office, RUBBISH, sender=OTHER_CITIZEN)
    work(office)
    duplicates.merge(TWO, ONE, "same", STAFF, office)
    for turn in range(6):
        store(office, f"TAMBAH {ONE} lagi {turn}", sender=CITIZEN)
        store(office, f"ANONIM {TWO}" if turn == 3 else f"TAMBAH {TWO} juga {turn}", sender=OTHER_CITIZEN)
    with ThreadPoolExecutor(4) as pool:
        answers = [pool.submit(moves.answer, ONE, f"jawaban {turn}", STAFF, office) for turn in range(6)]
        drains = [pool.submit(triage.drain, office, 20) for _ in range(2)]
        for task in [*answers, *drains]:
            task.result(60)
    assert _kinds(office).count("answered") == 6
    assert _kinds(office).count("added") == 11
