"""Tickets a person should look at come to the review queue, and are decided without another ticket."""

from datetime import timedelta

import pytest

from sms_gateway.domain.permissions import AccountRole
from sms_gateway.domain.reviewing import Fix, Opened, Outcome, Reason, Undo, why_looked_at
from sms_gateway.services import accounts, deadlines, moves, review_item, review_lessons, review_queue
from sms_gateway.services.office import Office
from sms_gateway.services.review_acts import Accept, Dismiss, Refusal, What
from sms_gateway.services.review_decisions import decide
from sms_gateway.services.review_undo import undo
from sms_gateway.services.silence import give_up_waiting
from sms_gateway.services.snapshot import snapshot
from sms_gateway.storage.schema import (
    cases,
    corrections,
    events,
    lexicon_rules,
    messages,
    outbox,
    questions,
    review_items,
    tickets,
)
from tests.builders import OTHER_CITIZEN, ROAD, Chance, rows, sql, store, work
from tests.conftest import HandClock, OfficeMaker

ONE, TWO = "24183567", "24183617"
NOWHERE = "air pdam mati sudah 4 hari tolong pak"
UNSURE = "cublekan kok gitu di kota lunpia"
FAMILY = "mantan suami sy tidak kasih nafkah"
SECRET = f"RAHASIA {ROAD}"
PLACE = "32.01.06"


@pytest.fixture
def office(make_office: OfficeMaker) -> Office:
    return make_office(rand=Chance(ONE, TWO, references=("88213", "88214", "88215")))


@pytest.fixture
def ani(office: Office) -> int:
    return accounts.add("ani", AccountRole.REVIEWER, None, "cli:test", office).account.id


def filed(office: Office, text: str, clock: HandClock | None = None) -> int:
    """A ticket of these words, and its item in the queue; with *clock* 48 hours of silence pass."""
    store(office, text)
    work(office)
    if clock is not None:
        clock.forward(hours=48)
        assert give_up_waiting(office) == 1
        clock.forward(hours=9)  # what was said waits for the morning
        work(office)
    [item] = rows(office, review_items)
    assert item.ticket_id == rows(office, tickets)[0].id
    return int(item.id)


def whole(office: Office) -> None:
    assert set(snapshot(office).invariants.values()) == {0}


def case(office: Office) -> object:
    return rows(office, cases)[0]


@pytest.mark.parametrize(
    ("private", "confidential", "confidence", "why"),
    [
        (True, True, 0.1, Opened.PRIVATE),
        (False, True, 0.1, Opened.CONFIDENTIAL),
        (False, False, 0.39, Opened.UNSURE),
        (False, False, 0.4, None),
    ],
)
def test_why_a_new_ticket_is_looked_at(
    private: bool, confidential: bool, confidence: float, why: Opened | None
) -> None:
    found = why_looked_at(private=private, confidential=confidential, confidence=confidence, enough=0.4)
    assert found is why


@pytest.mark.parametrize(
    ("text", "why"),
    [(UNSURE, Opened.UNSURE), (FAMILY, Opened.PRIVATE), (SECRET, Opened.CONFIDENTIAL)],
)
def test_a_ticket_comes_to_the_queue_with_its_reason(office: Office, text: str, why: Opened) -> None:
    filed(office, text)
    line = review_queue.listed(office, None).lines[0]
    assert (line.row.reason, line.row.number) == (why, ONE)
    assert rows(office, messages)[0].state == "ticket"
    whole(office)


def test_a_sure_ticket_does_not_come_to_the_queue(office: Office) -> None:
    store(office, ROAD, NOWHERE)
    work(office)
    assert rows(office, review_items) == []


def test_silence_about_the_place_comes_to_the_queue_once(office: Office, clock: HandClock) -> None:
    filed(office, NOWHERE, clock)
    assert rows(office, review_items)[0].reason == Opened.SILENCE
    assert give_up_waiting(office) == 0
    whole(office)


def test_kept_with_a_place_the_ticket_goes_on_and_undone_it_stands_as_before(
    office: Office, ani: int, clock: HandClock
) -> None:
    item = filed(office, NOWHERE, clock)
    before, sms = case(office), len(rows(office, outbox))
    done = decide([item], Accept(Fix(place=PLACE)), ani, office)
    assert [(each.outcome, each.number, each.told) for each in done.decided] == [(Outcome.KEPT, ONE, 0)]
    after = rows(office, cases)[0]
    assert (after.region, after.state, len(rows(office, tickets))) == (PLACE, "unverified", 1)
    assert after.agency is not None
    assert [(row.field, row.before, row.after) for row in rows(office, corrections)] == [("place", "", PLACE)]
    assert len(rows(office, outbox)) == sms
    whole(office)
    assert undo(done.batch, ani, office) == (Undo.POSSIBLE, item)
    assert case(office) == before
    assert rows(office, review_items)[0].closed_at is None
    assert rows(office, messages)[0].state == "ticket"
    whole(office)
    again = decide([item], Accept(Fix(place=PLACE)), ani, office)
    clock.forward(seconds=10)
    assert undo(again.batch, ani, office)[0] is Undo.OVER
    whole(office)


def test_while_the_place_is_asked_for_its_question_comes_and_goes_with_the_decision(
    office: Office, ani: int
) -> None:
    item = filed(office, f"RAHASIA {NOWHERE}")
    assert case(office).state == "asking"  # type: ignore[attr-defined]
    done = decide([item], Accept(Fix(place=PLACE)), ani, office)
    assert case(office).state == "unverified"  # type: ignore[attr-defined]
    assert rows(office, questions)[0].closed_at is not None
    undo(done.batch, ani, office)
    assert case(office).state == "asking"  # type: ignore[attr-defined]
    assert rows(office, questions)[0].closed_at is None
    whole(office)


def test_archived_the_citizen_is_told_after_the_undo_window(
    office: Office, ani: int, clock: HandClock
) -> None:
    item = filed(office, FAMILY)
    before = case(office)
    for undone in (True, False):
        done = decide([item], Dismiss(Reason.WRONG_ADDRESS), ani, office)
        assert [(each.outcome, each.told) for each in done.decided] == [(Outcome.ARCHIVED, 1)]
        assert case(office).state == "archived"  # type: ignore[attr-defined]
        work(office)
        assert rows(office, outbox)[-1].state == "queued"
        if undone:
            assert undo(done.batch, ani, office)[0] is Undo.POSSIBLE
            assert case(office) == before
            assert rows(office, outbox)[-1].state == "expired"
        whole(office)
    clock.forward(hours=12)
    work(office)
    assert rows(office, outbox)[-1].state == "accepted"
    assert undo(done.batch, ani, office)[0] is Undo.LEFT
    whole(office)


@pytest.mark.parametrize("what", [Accept(), Dismiss(Reason.HANDLED)])
def test_left_as_it_is_nothing_changes_but_the_item(office: Office, ani: int, what: What) -> None:
    item = filed(office, FAMILY)
    before = case(office)
    assert decide([item], what, ani, office).decided[0].outcome is Outcome.KEPT
    assert case(office) == before
    assert rows(office, review_items)[0].outcome == "kept"
    assert rows(office, events)[-1].kind == "reviewed"
    assert rows(office, corrections) == []


@pytest.mark.parametrize("urgency", ["normal", "emergency"])
def test_joined_to_the_case_of_another_and_taken_apart(office: Office, ani: int, urgency: str) -> None:
    item = filed(office, UNSURE)
    sql(office, "UPDATE cases SET urgency = :urgency", urgency=urgency)
    store(office, ROAD, sender=OTHER_CITIZEN)
    work(office)
    before = rows(office, cases)
    done = decide([item], Accept(Fix("jalan_jembatan"), onto=TWO), ani, office)
    assert done.decided
    assert {row.case_id for row in rows(office, tickets)} == {2}
    assert (rows(office, cases)[1].urgency, len(rows(office, events, kind="joined"))) == (
        urgency,
        urgency == "emergency",
    )
    assert undo(done.batch, ani, office)[0] is Undo.POSSIBLE
    assert [row.case_id for row in rows(office, tickets)] == [1, 2]
    assert rows(office, cases)[0] == before[0]
    assert rows(office, cases)[1].urgency == "normal"
    whole(office)


def test_what_others_went_on_with_is_neither_decided_nor_left_in_the_queue(office: Office, ani: int) -> None:
    item = filed(office, SECRET)
    moves.forward(ONE, "cli:test", office)
    assert decide([item], Accept(), ani, office).refused == ((item, Refusal.MOVED),)
    deadlines.run(office)
    assert rows(office, review_items)[0].outcome == "settled"
    assert review_queue.listed(office, ani).waiting == 0


def test_a_place_that_was_told_meanwhile_settles_the_silence(office: Office, clock: HandClock) -> None:
    filed(office, NOWHERE, clock)
    store(office, f"LOKASI {ONE} kp cibogo ds sukamaju kec jonggol bogor")
    work(office)
    deadlines.run(office)
    assert rows(office, review_items)[0].outcome == "settled"
    whole(office)


def test_a_decision_whose_ticket_came_back_is_not_undone_behind_it(
    office: Office, ani: int, clock: HandClock
) -> None:
    store(office, "sdh 3 hari begini terus")
    work(office)
    item = rows(office, review_items)[0].id
    first = decide([item], Accept(Fix("air_bersih")), ani, office)
    clock.forward(hours=49)
    assert give_up_waiting(office) == 1
    [row] = rows(office, review_items)
    assert (row.id, row.reason, row.closed_at) == (item, Opened.SILENCE, None)
    assert undo(first.batch, ani, office)[0] is Undo.MOVED


def test_the_page_shows_what_the_ticket_says_now(office: Office, clock: HandClock) -> None:
    item = filed(office, NOWHERE, clock)
    found = review_item.look(item, Fix(), office)
    assert found is not None
    assert found.words is not None
    assert (found.row.number, found.words.topic, found.own) == (ONE, "air_bersih", ())


def test_a_corrected_ticket_teaches_a_name_of_a_place(office: Office, ani: int, clock: HandClock) -> None:
    item = filed(office, UNSURE)
    decide([item], Accept(Fix("sampah", "33.74")), ani, office)
    clock.forward(seconds=10)
    assert review_lessons.learn(office) == 1
    found = sorted((row.kind, row.term, row.value) for row in rows(office, lexicon_rules))
    assert found == [("place", "kota lunpia", "33.74"), ("topic", "cublekan", "sampah")]


def test_an_item_about_a_ticket_is_late_after_its_days(office: Office, clock: HandClock) -> None:
    filed(office, FAMILY)
    due = rows(office, review_items)[0].due_at
    assert due == clock() + timedelta(days=office.settings.limits.review_days)
