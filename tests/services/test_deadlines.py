"""What time does to cases: each case once, late or twice started, and without a flood after an outage."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from sms_gateway.domain.cases import ArchiveCode, CaseState
from sms_gateway.services import deadlines, duplicates, moves
from sms_gateway.services.office import Office
from sms_gateway.services.silence import give_up_waiting
from sms_gateway.services.snapshot import snapshot
from sms_gateway.settings import Settings
from sms_gateway.storage.schema import cases, events, outbox, tickets
from tests.builders import ROAD, RUBBISH, Chance, opened, rows, sql, store, work
from tests.conftest import HandClock, OfficeMaker

ONE, TWO = "24183567", "24183617"
STAFF = "staff:budi"


@pytest.fixture
def office(make_office: OfficeMaker) -> Office:
    office = make_office(rand=Chance(ONE, TWO))
    store(office, ROAD)
    work(office)
    return office


def _forwarding(make_office: OfficeMaker, settings: Settings, least: float | None) -> Office:
    routing = settings.routing.model_copy(update={"forward": least})
    return make_office(settings=settings.model_copy(update={"routing": routing}))


def _kinds(office: Office) -> list[str]:
    return [row.kind for row in rows(office, events)]


def _told(office: Office) -> list[str]:
    return [row.kind for row in rows(office, outbox) if row.message_id is None]


def test_nothing_is_due_before_its_time(office: Office, clock: HandClock) -> None:
    clock.forward(days=3, hours=14, minutes=59)  # the last minute of Friday in Jakarta
    assert deadlines.run(office) == 0


def test_a_passed_deadline_is_an_event_that_says_who_was_reminded(office: Office, clock: HandClock) -> None:
    moves.forward(ONE, STAFF, office)
    clock.forward(days=8)
    assert deadlines.run(office) == 1
    event = rows(office, events)[-1]
    assert (event.kind, event.actor) == ("overdue", "clock")
    assert event.detail == {"due": "2026-11-17T16:59:59+00:00", "reminded": "pupr@33.74", "state": "routed"}
    assert rows(office, cases)[0].overdue_told_at == office.now()


def test_it_is_told_once_however_often_the_round_runs(office: Office, clock: HandClock) -> None:
    clock.forward(days=4)
    assert [deadlines.run(office) for _ in range(3)] == [1, 0, 0]
    clock.forward(days=30)
    assert deadlines.run(office) == 0


def test_a_new_deadline_can_pass_anew(office: Office, clock: HandClock) -> None:
    clock.forward(days=4)
    deadlines.run(office)
    clock.forward(days=3)
    moves.forward(ONE, STAFF, office)
    clock.forward(days=9)
    deadlines.run(office)
    assert _told(office) == ["overdue", "forwarded", "overdue"]


def test_the_earlier_of_two_clocks_is_the_one_that_passes(office: Office, clock: HandClock) -> None:
    moves.forward(ONE, STAFF, office)
    sql(office, "UPDATE cases SET other_due_at = '2026-11-12 16:59:59+00:00'")
    clock.forward(days=3)
    assert deadlines.run(office) == 1
    clock.forward(days=8)
    assert deadlines.run(office) == 0  # they know


def test_a_delayed_case_waits_for_nobody(office: Office, clock: HandClock) -> None:
    moves.forward(ONE, STAFF, office)
    moves.delay(ONE, STAFF, office)
    clock.forward(days=50)
    assert deadlines.call_late(office) == 0


def test_ten_working_days_of_silence_close(office: Office, clock: HandClock) -> None:
    moves.answer(ONE, "sudah ditambal", STAFF, office)
    clock.forward(days=15)
    assert deadlines.run(office) == 1
    case = rows(office, cases)[0]
    assert (case.state, case.closed_at, case.due_at) == (CaseState.DONE, office.now(), None)
    assert opened(office, rows(office, outbox)[-1]).startswith(f"LAPOR!: No {ONE} ditutup: 10 hari kerja")


def test_the_days_of_silence_begin_with_the_last_word(office: Office, clock: HandClock) -> None:
    moves.answer(ONE, "sudah ditambal", STAFF, office)
    clock.forward(days=7)
    store(office, f"TAMBAH {ONE} belum rata pak")
    work(office)
    clock.forward(days=8)
    deadlines.run(office)
    case = rows(office, cases)[0]
    assert (case.state, f"{case.due_at:%d/%m}") == (CaseState.ANSWERED, "01/12")
    clock.forward(days=7)
    deadlines.run(office)
    assert rows(office, cases)[0].state == CaseState.DONE


def test_sixty_days_are_an_alarm_for_staff_and_no_sms(office: Office, clock: HandClock) -> None:
    moves.forward(ONE, STAFF, office)
    moves.delay(ONE, STAFF, office)
    clock.forward(days=61)
    before = _told(office)
    assert [deadlines.run(office), deadlines.run(office)] == [1, 0]
    assert (_kinds(office)[-1], _told(office)) == ("final-limit", before)


def test_doctor_counts_what_is_late_and_what_is_beyond_the_law(office: Office, clock: HandClock) -> None:
    assert snapshot(office).overdue["case"] == 0
    clock.forward(days=61)
    assert {name: snapshot(office).overdue[name] for name in ("case", "final")} == {
        "case": 1,
        "final": 1,
    }
    moves.archive(ONE, ArchiveCode.UNCLEAR, STAFF, office)
    assert snapshot(office).overdue["final"] == 0


def test_a_merged_case_that_rests_has_no_clock(office: Office, clock: HandClock) -> None:
    store(office, RUBBISH)
    work(office)
    duplicates.merge(TWO, ONE, "same", STAFF, office)
    clock.forward(days=70)
    deadlines.run(office)
    assert Counter(row.case_id for row in rows(office, events) if row.actor == "clock") == {1: 2}


def test_without_a_score_nothing_is_forwarded_by_itself(office: Office, clock: HandClock) -> None:
    clock.forward(hours=2)
    assert deadlines.forward_sure(office) == 0


def test_what_is_sure_enough_is_forwarded_when_it_was_left_alone(
    office: Office, make_office: OfficeMaker, settings: Settings, clock: HandClock
) -> None:
    sure = _forwarding(make_office, settings, 0.3)
    clock.forward(minutes=14)
    assert deadlines.run(sure) == 0
    clock.forward(minutes=1)
    assert deadlines.run(sure) == 1
    assert (rows(office, cases)[0].state, rows(office, events)[-1].actor) == ("routed", "clock")
    assert _told(office) == ["forwarded"]


UNSURE = {
    "less sure": "UPDATE cases SET route_confidence = 0.29",
    "of no agency": "UPDATE cases SET agency = NULL",
    "confidential": "UPDATE tickets SET confidential = true",
}


@pytest.mark.parametrize("statement", UNSURE.values(), ids=UNSURE.keys())
def test_a_person_forwards_what_is_not_sure(
    office: Office, make_office: OfficeMaker, settings: Settings, clock: HandClock, statement: str
) -> None:
    sql(office, statement)
    clock.forward(hours=1)
    assert deadlines.run(_forwarding(make_office, settings, 0.3)) == 0


def test_what_an_agency_sent_back_a_person_forwards(
    office: Office, make_office: OfficeMaker, settings: Settings, clock: HandClock
) -> None:
    moves.forward(ONE, STAFF, office)
    moves.return_to_desk(ONE, "jalan nasional", STAFF, office)
    sql(office, "UPDATE cases SET agency = 'pupr@33.74'")
    clock.forward(hours=1)
    assert deadlines.forward_sure(_forwarding(make_office, settings, 0.3)) == 0


def _many(office: Office, count: int) -> None:
    """Reports of other phones, every second one on a case of its own."""
    for number in range(count):
        store(office, RUBBISH, sender=f"+62812100{number:05}")
    work(office)
    for ticket in rows(office, tickets)[2::2]:
        duplicates.unmerge(ticket.number, STAFF, office)


@pytest.mark.parametrize("least", [None, 0.0], ids=["verified by a person", "forwarded by the clock"])
def test_a_day_without_schedule_is_made_up_for_with_one_sms_a_ticket(
    office: Office, make_office: OfficeMaker, settings: Settings, clock: HandClock, least: float | None
) -> None:
    """Some late, some silent, some both due to be forwarded and late: everybody hears one thing."""
    _many(office, 8)
    moves.answer(ONE, "sudah ditambal", STAFF, office)
    clock.forward(days=20)
    late = _forwarding(make_office, settings, least)
    while deadlines.run(late):
        pass
    told = Counter(row.ticket_id for row in rows(office, outbox) if row.created_at == office.now())
    assert (len(told), set(told.values())) == (9, {1})


def test_who_never_said_where_hears_that_and_not_also_that_it_is_late(
    make_office: OfficeMaker, clock: HandClock
) -> None:
    office = make_office(rand=Chance(ONE))
    store(office, "air pdam mati sudah 4 hari tolong pak")
    work(office)
    clock.forward(days=20)
    give_up_waiting(office)
    while deadlines.run(office):
        pass
    assert _told(office) == ["silence"]
    assert _kinds(office)[-2:] == ["silence", "overdue"]


def test_reminders_found_at_night_leave_in_the_morning(office: Office, clock: HandClock) -> None:
    clock.forward(days=4, hours=15)  # midnight
    deadlines.run(office)
    assert all(row.due_at > office.now() for row in rows(office, outbox, kind="overdue"))


def test_two_rounds_at_once_say_everything_once(
    office: Office, make_office: OfficeMaker, clock: HandClock
) -> None:
    clock.forward(days=4)
    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(deadlines.run, [office, make_office()]))
    assert sum(counts) == 1
    assert _told(office) == ["overdue"]


def test_a_case_that_cannot_be_worked_does_not_keep_the_others_from_it(
    office: Office, clock: HandClock
) -> None:
    store(office, RUBBISH, sender="+6281200002222")
    work(office)
    sql(office, "UPDATE senders SET data_key_enc = :broken WHERE id = 1", broken=b"broken")
    clock.forward(days=4)
    assert deadlines.run(office) == 1
    assert [row.sender_id for row in rows(office, outbox, kind="overdue")] == [2]


def test_a_round_that_lost_its_turn_stops(office: Office, clock: HandClock) -> None:
    store(office, RUBBISH, sender="+6281200002222")
    work(office)
    clock.forward(days=4)
    turns = iter([True, False])
    assert deadlines.call_late(office, lambda: next(turns)) == 1
