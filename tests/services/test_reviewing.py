"""People decide on messages no rule could read: claimed, accepted, attached, dismissed, undone."""

from datetime import timedelta

import pytest

from sms_gateway.domain.permissions import AccountRole
from sms_gateway.domain.reviewing import Fix, Outcome, Reason, Undo
from sms_gateway.services import accounts, audit, delivery, moves, review_item, review_queue, review_texts
from sms_gateway.services.office import Office
from sms_gateway.services.review_acts import Accept, Attach, Dismiss, Refusal, What
from sms_gateway.services.review_decisions import Result, decide
from sms_gateway.services.review_undo import undo
from sms_gateway.services.snapshot import snapshot
from sms_gateway.settings import Settings
from sms_gateway.settings.model import Limits
from sms_gateway.storage.schema import (
    cases,
    corrections,
    events,
    messages,
    outbox,
    questions,
    review_decisions,
    review_items,
    senders,
    tickets,
)
from tests.builders import (
    CITIZEN,
    OTHER_CITIZEN,
    ROAD,
    Chance,
    expire_leases,
    opened,
    rows,
    sql,
    store,
    work,
)
from tests.conftest import HandClock, OfficeMaker

ONE, TWO, THREE = "24183567", "24183617", "24170025"
UNCLEAR = "sdh 3 hari begini terus"
FIX = Fix("listrik", "33.74.08")
FEW = 3


@pytest.fixture
def office(make_office: OfficeMaker) -> Office:
    return make_office(rand=Chance(ONE, TWO, THREE, references=("88213", "88214", "88215")))


@pytest.fixture
def ani(office: Office) -> int:
    return accounts.add("ani", AccountRole.REVIEWER, None, "cli:test", office).account.id


@pytest.fixture
def budi(office: Office) -> int:
    return accounts.add("budi", AccountRole.REVIEWER, None, "cli:test", office).account.id


def unread(office: Office, *texts: str, sender: str = CITIZEN) -> list[int]:
    """*texts* as items of the queue; returns their ids."""
    store(office, *(texts or (UNCLEAR,)), sender=sender)
    work(office)
    return [row.id for row in rows(office, review_items) if row.closed_at is None]


def whole(office: Office) -> None:
    assert set(snapshot(office).invariants.values()) == {0}


def sent(office: Office) -> list[str]:
    """What was promised and not taken back, in order."""
    return [opened(office, row) for row in rows(office, outbox) if row.reason != "undone"]


def test_accepted_it_is_a_ticket_as_triage_opens_one(office: Office, ani: int) -> None:
    [item] = unread(office)
    done = decide([item], Accept(FIX), ani, office)
    assert [(each.outcome, each.number, each.told) for each in done.decided] == [(Outcome.TICKET, ONE, 1)]
    case, ticket = rows(office, cases)[0], rows(office, tickets)[0]
    assert (case.topic, case.region, case.problem) == ("listrik", "33.74.08", "listrik")
    assert case.agency is not None
    assert case.agency.startswith("pln")
    assert (ticket.message_id, ticket.sender_id) == (1, 1)
    assert rows(office, messages)[0].state == "ticket"
    assert rows(office, review_items)[0].outcome == "ticket"
    assert sent(office)[-1].startswith(f"LAPOR!: Laporan diterima, No {ONE} (listrik, Kota Semarang).")
    assert [(row.kind, row.actor) for row in rows(office, events)] == [
        ("opened", "sender:1"),
        ("reviewed", f"account:{ani}"),
    ]
    assert audit.listed(office)[-1].entry.action == "review-decided"
    whole(office)


def test_the_sms_leaves_after_the_undo_window(office: Office, ani: int, clock: HandClock) -> None:
    [item] = unread(office)
    decide([item], Accept(FIX), ani, office)
    work(office)
    assert rows(office, outbox)[-1].state == "queued"
    clock.forward(seconds=10)
    work(office)
    assert rows(office, outbox)[-1].state == "accepted"
    whole(office)


def test_what_was_corrected_is_kept_as_values(office: Office, ani: int) -> None:
    [item] = unread(office)
    decide([item], Accept(FIX), ani, office)
    kept = [(row.field, row.before, row.after, row.account_id) for row in rows(office, corrections)]
    assert kept[0] == ("kind", "not_a_report:unclear", "report", ani)
    assert ("place", "", "33.74.08", ani) in kept
    assert "topic" in [row[0] for row in kept]
    row = rows(office, review_decisions)[0]
    assert row.parse["kind"] == "not_a_report:unclear"
    assert row.parse["version"] == rows(office, corrections)[0].knowledge_version != ""
    assert "begini" not in str(row.parse)


def test_without_a_place_the_sender_is_asked_as_ever(office: Office, ani: int) -> None:
    [item] = unread(office)
    decide([item], Accept(Fix("listrik")), ani, office)
    assert rows(office, cases)[0].state == "asking"
    assert rows(office, questions)[0].kind == "place"
    whole(office)


def test_undone_everything_is_as_before_and_nothing_leaves(
    office: Office, ani: int, clock: HandClock
) -> None:
    [item] = unread(office)
    for fix in (FIX, Fix("listrik")):
        before = rows(office, messages)[0]
        done = decide([item], Accept(fix), ani, office)
        clock.forward(seconds=9)
        assert undo(done.batch, ani, office) == (Undo.POSSIBLE, item)
        after = rows(office, messages)[0]
        assert (after.state, after.reason) == (before.state, before.reason)
        assert rows(office, review_items)[0].closed_at is None
        assert all(row.message_id is None and row.sender_id is None for row in rows(office, tickets))
        assert {row.state for row in rows(office, cases)} == {"cancelled"}
        assert all(row.undone_at for row in rows(office, corrections))
        assert all(row.closed_at for row in rows(office, questions))
        whole(office)
    clock.forward(minutes=10)
    work(office)
    assert len(sent(office)) == 1  # that it came, and was not read
    assert undo(done.batch, ani, office)[0] is Undo.DONE
    again = decide([item], Accept(FIX), ani, office)
    assert again.decided[0].number == THREE
    whole(office)


def test_what_has_left_cannot_be_undone(office: Office, ani: int, clock: HandClock) -> None:
    [item] = unread(office)
    done = decide([item], Accept(FIX), ani, office)
    clock.forward(seconds=10)
    delivery.drain(office, 60)
    assert undo(done.batch, ani, office) == (Undo.LEFT, None)
    assert rows(office, messages)[0].state == "ticket"
    whole(office)


def test_what_others_went_on_with_cannot_be_undone(office: Office, ani: int) -> None:
    [item] = unread(office)
    done = decide([item], Accept(FIX), ani, office)
    moves.forward(ONE, "cli:test", office)
    assert undo(done.batch, ani, office)[0] is Undo.MOVED


def test_only_who_decided_can_undo(office: Office, ani: int, budi: int) -> None:
    [item] = unread(office)
    done = decide([item], Accept(FIX), ani, office)
    assert undo(done.batch, budi, office) == (Undo.DONE, None)
    assert undo("nothing", ani, office) == (Undo.DONE, None)


def test_one_works_on_an_item_and_others_see_it(office: Office, ani: int, budi: int) -> None:
    [item] = unread(office)
    assert review_queue.claim(item, ani, office)
    assert not review_queue.claim(item, budi, office)
    line = review_queue.listed(office, budi).lines[0]
    assert (line.claimer, line.mine) == ("ani", False)
    assert decide([item], Accept(FIX), budi, office).refused == ((item, Refusal.CLAIMED),)
    assert rows(office, tickets) == []
    expire_leases(office, review_items)
    assert review_queue.listed(office, budi).lines[0].claimer is None
    assert review_queue.claim(item, budi, office)
    assert decide([item], Accept(FIX), budi, office).decided


def test_skipped_it_is_given_back_and_the_next_one_opens(office: Office, ani: int, budi: int) -> None:
    first, second = unread(office, UNCLEAR, "zzz qqq www")
    assert review_queue.claim_next(ani, office) == first
    assert review_queue.claim_next(budi, office) == second
    assert review_queue.skip(first, ani, office) is None  # the other one is taken
    review_queue.skip(second, budi, office)
    assert review_queue.claim_next(ani, office) in (first, second)


def test_the_most_urgent_comes_first_and_of_equals_the_oldest(office: Office, ani: int) -> None:
    ids = unread(office, UNCLEAR, "zzz qqq www", "kok gitu")
    sql(office, "UPDATE review_items SET priority = 0 WHERE id = :id", id=ids[2])
    page = review_queue.listed(office, ani, limit=2)
    assert [line.row.id for line in page.lines] == [ids[2], ids[0]]
    assert page.waiting == 3
    rest = review_queue.listed(office, ani, page.after, limit=2)
    assert ([line.row.id for line in rest.lines], rest.after) == ([ids[1]], None)


def test_attached_its_words_are_the_tickets(office: Office, ani: int) -> None:
    store(office, ROAD)
    work(office)
    store(office, "TAMBAH 99999999 lubangnya makin besar")
    work(office)
    item = rows(office, review_items)[0].id
    assert [row.number for row in review_item.look(item, Fix(), office).own] == [ONE]  # type: ignore[union-attr]
    done = decide([item], Attach(ONE), ani, office)
    assert done.decided[0].outcome is Outcome.ATTACHED
    assert rows(office, messages)[-1].state == "attached"
    assert ONE in sent(office)[-1]
    whole(office)
    assert undo(done.batch, ani, office)[0] is Undo.POSSIBLE
    assert rows(office, messages)[-1].state == "review"
    assert rows(office, cases)[0].state == "unverified"
    whole(office)


def test_of_another_phones_ticket_it_shares_the_case(office: Office, ani: int) -> None:
    store(office, ROAD, sender=OTHER_CITIZEN)
    work(office)
    [item] = unread(office)
    assert decide([item], Attach(ONE), ani, office).refused == ((item, Refusal.NO_TICKET),)
    done = decide([item], Accept(Fix("jalan_jembatan"), onto=ONE), ani, office)
    assert done.decided[0].number == TWO
    assert {row.case_id for row in rows(office, tickets)} == {1}
    assert TWO in sent(office)[-1]
    whole(office)
    assert undo(done.batch, ani, office)[0] is Undo.POSSIBLE
    assert [row.state for row in rows(office, cases)] == ["unverified", "cancelled"]
    whole(office)


REASONS = [(Reason.UNREADABLE, "belum kami pahami"), (Reason.GREETING, "Ada yang ingin"), (Reason.SPAM, None)]


@pytest.mark.parametrize(("reason", "told"), REASONS)
def test_no_report_is_answered_by_its_reason(
    reason: Reason, told: str | None, office: Office, ani: int, clock: HandClock
) -> None:
    [item] = unread(office)
    before = len(sent(office))
    done = decide([item], Dismiss(reason), ani, office)
    message = rows(office, messages)[0]
    assert (message.state, message.reason) == ("ignored", f"review-{reason}")
    assert [told in text for text in sent(office)[before:] if told] == ([True] if told else [])
    whole(office)
    assert undo(done.batch, ani, office)[0] is Undo.POSSIBLE
    assert len(sent(office)) == before
    decide([item], Dismiss(reason), ani, office)
    assert len(sent(office)) == before + bool(told)
    clock.forward(seconds=10)
    assert undo(done.batch, ani, office)[0] is Undo.DONE
    whole(office)


def _few_answers(settings: Settings) -> Settings:
    return settings.model_copy(update={"limits": Limits(replies_per_hour=FEW)})


@pytest.mark.parametrize("what", [Accept(FIX), Dismiss(Reason.UNREADABLE), Dismiss(Reason.GREETING)])
def test_what_is_told_waits_for_a_phone_that_was_answered_too_often(
    what: What, make_office: OfficeMaker, settings: Settings, ani: int, clock: HandClock
) -> None:
    office = make_office(settings=_few_answers(settings))
    [item] = unread(office)
    for _ in range(FEW):
        clock.forward(seconds=1)
        store(office, "BANTUAN")
    work(office)
    assert [row.kind for row in rows(office, outbox)][-1] == "too-many"
    silent_until = rows(office, senders)[0].unanswered_until
    done = decide([item], what, ani, office)
    assert done.decided[0].told == 1
    assert rows(office, outbox)[-1].due_at == silent_until
    clock.forward(hours=3)
    work(office)
    assert rows(office, outbox)[-1].state == "queued"
    assert undo(done.batch, ani, office)[0] is Undo.POSSIBLE  # nothing has left
    decide([item], what, ani, office)
    clock.forward(hours=21)
    work(office)
    assert rows(office, outbox)[-1].state == "accepted"
    whole(office)


def test_a_full_hour_delays_what_is_told_until_it_has_room(
    make_office: OfficeMaker, settings: Settings, ani: int, clock: HandClock
) -> None:
    office = make_office(settings=_few_answers(settings))
    [item] = unread(office)
    begun = clock()
    for _ in range(FEW - 1):
        clock.forward(seconds=1)
        store(office, "BANTUAN")
    work(office)
    decide([item], Accept(FIX), ani, office)
    assert rows(office, outbox)[-1].due_at == begun + timedelta(hours=1)


def test_who_wants_no_news_still_gets_the_number(office: Office, ani: int) -> None:
    [item] = unread(office)
    store(office, "STOP")
    work(office)
    assert decide([item], Accept(FIX), ani, office).decided[0].told == 1  # as triage answers them


def test_what_says_the_same_is_decided_once(office: Office, ani: int, budi: int) -> None:
    unread(office)
    items = unread(office, UNCLEAR, sender=OTHER_CITIZEN)
    unread(office, "kok gitu", sender="+6281200003333")
    found = review_item.look(items[0], Fix(), office)
    assert found is not None
    assert [each.id for each in found.alike] == [items[1]]
    done = decide(items, Accept(FIX), ani, office)
    assert len(done.decided) == 2
    whole(office)
    assert undo(done.batch, ani, office) == (Undo.POSSIBLE, items[0])
    assert [row.closed_at for row in rows(office, review_items)] == [None, None, None]
    whole(office)


def test_one_that_is_taken_does_not_stop_the_others(office: Office, ani: int, budi: int) -> None:
    unread(office)
    items = unread(office, UNCLEAR, sender=OTHER_CITIZEN)
    review_queue.claim(items[1], budi, office)
    done: Result = decide(items, Dismiss(Reason.SPAM), ani, office)
    assert [each.review_id for each in done.decided] == [items[0]]
    assert done.refused == ((items[1], Refusal.CLAIMED),)


def test_of_several_all_are_undone_or_none(office: Office, ani: int, clock: HandClock) -> None:
    unread(office)
    items = unread(office, UNCLEAR, sender=OTHER_CITIZEN)
    done = decide(items, Accept(FIX), ani, office)
    clock.forward(seconds=10)
    sql(office, "UPDATE outbox SET first_tried_at = created_at WHERE ticket_id = 2")
    assert undo(done.batch, ani, office)[0] is Undo.LEFT
    assert [row.outcome for row in rows(office, review_items)] == ["ticket", "ticket"]


def test_erased_words_can_only_be_dismissed_and_nobody_is_told(office: Office, ani: int) -> None:
    [item] = unread(office)
    sql(office, "UPDATE senders SET data_key_enc = NULL, msisdn_enc = NULL, replyable = false")
    assert review_item.look(item, Fix(), office).words is None  # type: ignore[union-attr]
    assert decide([item], Accept(FIX), ani, office).refused == ((item, Refusal.ERASED),)
    assert decide([item], Dismiss(Reason.UNREADABLE), ani, office).decided[0].told == 0
    whole(office)


def test_what_cannot_be_is_refused(office: Office, ani: int) -> None:
    [item] = unread(office)
    for what, why in (
        (Accept(Fix("nonsense")), Refusal.NO_TOPIC),
        (Accept(Fix("listrik", "99.99")), Refusal.NO_PLACE),
        (Accept(FIX, onto="24180000"), Refusal.NO_TICKET),
        (Attach("24180000"), Refusal.NO_TICKET),
    ):
        assert decide([item], what, ani, office).refused == ((item, why),), what
    assert decide([999], Accept(FIX), ani, office).refused == ((999, Refusal.GONE),)
    assert rows(office, review_decisions) == []
    decide([item], Accept(FIX), ani, office)
    assert decide([item], Accept(FIX), ani, office).refused == ((item, Refusal.CLOSED),)


def test_the_page_says_why_and_where_it_would_go(office: Office) -> None:
    [item] = unread(office, "kok gitu hub 081234567890")
    plain, fixed = review_item.look(item, Fix(), office), review_item.look(item, FIX, office)
    assert plain is not None
    assert plain.words is not None
    assert fixed is not None
    assert fixed.words is not None
    assert "081234567890" not in "".join(piece.text for piece in plain.pieces)
    assert fixed.words.goes_to.agency != plain.words.goes_to.agency
    assert fixed.words.place is not None
    assert fixed.words.place.full == "Candisari, Kota Semarang, Jawa Tengah"
    assert (fixed.words.anonymous, len(plain.words.choices)) == (False, 5)
    assert review_item.look(999, Fix(), office) is None


def test_protection_that_was_asked_for_is_kept(office: Office) -> None:
    for text, flags in (
        ("ANONIM kok gitu", (True, False)),
        ("rahasia: anonim kok gitu", (True, True)),
        ("kok gitu, identitas saya rahasiakan", (True, False)),
    ):
        found = review_texts.read(text, office.now(), office)
        assert (found.anonymous, found.confidential) == flags, text
        assert text[found.offset :] == found.body


@pytest.mark.parametrize(
    ("before", "hours", "protected"),
    [
        (("RAHASIA",), 0, (False, True)),
        (("ANONIM",), 0, (True, False)),
        (("rahasia anonim",), 0, (True, True)),
        (("RAHASIA", "begini terus kok gitu"), 47, (False, True)),
        (("RAHASIA",), 48, (False, False)),
        (("ANONIM", ROAD), 0, (False, False)),  # that was the report it was for
    ],
)
def test_what_was_asked_for_the_next_report_holds_for_one_a_person_reads_later(
    before: tuple[str, ...],
    hours: int,
    protected: tuple[bool, bool],
    office: Office,
    ani: int,
    clock: HandClock,
) -> None:
    store(office, *before)
    work(office)
    clock.forward(hours=hours)
    item = unread(office, UNCLEAR)[-1]
    clock.forward(hours=72)  # the question is long over when somebody reads it
    seen = review_item.look(item, FIX, office)
    assert seen is not None
    assert seen.words is not None
    assert (seen.words.anonymous, seen.words.confidential) == protected
    decide([item], Accept(FIX), ani, office)
    opened_now = rows(office, tickets)[-1]
    assert (opened_now.anonymous, opened_now.confidential) == protected


def test_the_page_of_a_ticket_shows_the_protection_that_was_asked_for_before_its_report(
    make_office: OfficeMaker, settings: Settings
) -> None:
    office = make_office(settings=settings)
    store(office, "RAHASIA", ROAD)
    work(office)
    item = rows(office, review_items)[0]
    seen = review_item.look(item.id, Fix(), office)
    assert (item.ticket_id, item.reason) == (1, "confidential")
    assert seen is not None
    assert seen.words is not None
    assert seen.words.confidential
