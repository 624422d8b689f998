"""The privacy desk: who looked at whom, what an account saw, what the law keeps, and erasure by letter."""

import csv
import io
import json
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from sms_gateway.domain.permissions import NATIONWIDE, AccountRole
from sms_gateway.domain.privacy import EraseReason, HoldReason, NotErased, is_reference
from sms_gateway.services import (
    accounts,
    audit,
    breach,
    erasure,
    erasure_desk,
    legal_holds,
    lookers,
    reveals,
    viewing,
)
from sms_gateway.services.erasure_desk import Accepted, Wish
from sms_gateway.services.legal_holds import Told
from sms_gateway.services.office import Office
from sms_gateway.services.reveals import Looker, RevealReason
from sms_gateway.storage.schema import erasures, outbox, review_items, senders, tickets
from sms_gateway.storage.senders import lock as lock_phone
from tests.builders import CITIZEN, OTHER_CITIZEN, ROAD, WATER, enrol, opened, rows, sql, store, work
from tests.conftest import NOW, HandClock

UNCLEAR = "sdh 3 hari begini terus"


@pytest.fixture
def numbers(office: Office) -> list[str]:
    """A ticket of one phone; a ticket and a message nobody could read of another."""
    store(office, ROAD)
    store(office, WATER, UNCLEAR, sender=OTHER_CITIZEN)
    work(office)
    return [row.number for row in rows(office, tickets)]


@pytest.fixture
def ani(office: Office) -> Looker:
    invited = accounts.add("ani", AccountRole.NATIONAL_ADMIN, None, "cli:test", office)
    return Looker(invited.account.id, NATIONWIDE)


def searched(phone: str, by: Looker, office: Office) -> int:
    found = reveals.search(phone, RevealReason.CITIZEN_ASKED, "", by, office)
    assert found is not None
    return found


def looked(numbers: list[str], ani: Looker, office: Office, clock: HandClock) -> None:
    """Ani opens a list, then one ticket twice, then a message, then a number."""
    viewing.shown(numbers, "tickets", ani.account_id, office)
    clock.forward(minutes=1)
    viewing.shown(numbers[1:], "ticket", ani.account_id, office)
    clock.forward(minutes=1)
    viewing.shown(numbers[1:], "ticket", ani.account_id, office)
    review = rows(office, review_items)[0]
    viewing.shown([], "review", ani.account_id, office, [review.message_id])
    reveals.reveal(numbers[1], RevealReason.EMERGENCY, "", ani, office)


def test_who_looked_at_a_number_is_told_newest_first_and_noted(
    office: Office, numbers: list[str], ani: Looker, clock: HandClock
) -> None:
    looked(numbers, ani, office, clock)
    clock.forward(minutes=1)
    search = searched(OTHER_CITIZEN, ani, office)
    found = lookers.found(search, ani.account_id, "", office)
    assert found is not None
    reference = rows(office, review_items)[0].reference
    assert [(row.way, row.what, row.number, row.reference) for row in found.rows] == [
        ("searched", "citizen_asked", None, None),
        ("page", "ticket", numbers[1], None),
        ("page", "review", None, reference),
        ("shown", "emergency", numbers[1], None),
        ("page", "ticket", numbers[1], None),
        ("page", "tickets", numbers[1], None),
    ]
    assert set(found.names.values()) == {"ani"}
    assert [row.entry.action for row in audit.listed(office)][-1] == "lookers-shown"


def test_who_looked_is_turned_page_by_page_without_a_gap(
    office: Office, numbers: list[str], ani: Looker, clock: HandClock
) -> None:
    for _ in range(40):  # of one moment: three notes each
        viewing.shown(numbers, "tickets", ani.account_id, office, [3])
    search, behind, seen = searched(OTHER_CITIZEN, ani, office), "", []
    for _ in range(4):
        found = lookers.found(search, ani.account_id, behind, office)
        assert found is not None
        seen += [row.place for row in found.rows]
        behind = found.behind
        if not behind:
            break
    assert len(seen) == len(set(seen)) == 40 + 40 + 1
    assert seen == sorted(seen, key=lambda place: (-place[0].timestamp(), place[1], -place[2]))


def test_a_search_is_good_for_who_made_it_and_for_half_an_hour(
    office: Office, ani: Looker, clock: HandClock
) -> None:
    search = searched("081234567890", ani, office)
    found = lookers.found(search, ani.account_id, "x_y_z", office)
    assert found is not None
    assert found.rows == ()  # as if nobody had looked: whether somebody wrote is not told
    assert lookers.found(search, ani.account_id + 1, "", office) is None
    clock.forward(minutes=31)
    assert lookers.found(search, ani.account_id, "", office) is None


def test_a_pack_names_everybody_an_account_saw_and_is_noted(
    office: Office, numbers: list[str], ani: Looker, clock: HandClock
) -> None:
    looked(numbers, ani, office, clock)
    searched(CITIZEN, ani, office)
    clock.forward(minutes=1)
    audit_note = breach.take("ani", NOW - timedelta(days=1), "account:1", office)
    assert audit_note is not None
    clock.forward(minutes=1)
    pack = breach.collect(" ANI", NOW, office)
    assert pack is not None
    assert pack.counts == {
        "people": 2,
        "tickets": 2,
        "messages": 1,
        "numbers": 1,
        "searches": 1,
        "exports": 1,
    }
    twice = next(row for row in pack.rows if row.what == "ticket")
    assert (twice.number, twice.times, (twice.last_at - twice.first_at).seconds) == (numbers[1], 2, 60)
    later = breach.collect("ani", office.now(), office)
    assert later is not None
    assert later.rows == ()
    assert breach.collect("nobody", NOW, office) is None
    assert breach.take("nobody", NOW, "account:1", office) is None
    noted = [row.entry for row in audit.listed(office) if row.entry.action == "breach-pack"]
    assert [(entry.detail["rows"], entry.detail["phones"]) for entry in noted] == [(6, False)]


def test_a_pack_holds_a_number_only_when_it_is_asked_for_and_no_formula(
    office: Office, numbers: list[str], ani: Looker, clock: HandClock
) -> None:
    viewing.shown(numbers, "=cmd()", ani.account_id, office)
    clock.forward(seconds=1)
    plain = breach.take("ani", NOW, "account:1", office)
    full = breach.take("ani", NOW, "cli:test", office, phones=True)
    assert plain is not None
    assert full is not None
    assert CITIZEN[1:] not in "".join(breach.csv(plain)) + breach.as_json(plain)
    found = list(csv.DictReader(io.StringIO("".join(breach.csv(full)))))
    assert [row["phone"] for row in found] == [CITIZEN[1:], OTHER_CITIZEN[1:]]
    assert {row["what"] for row in found} == {"'=cmd()"}
    told = json.loads(breach.as_json(full))
    assert (told["account"], told["counts"]["people"], len(told["rows"])) == ("ani", 2, 2)


def received(office: Office) -> Accepted | NotErased:
    by = accounts.find("ani", office)
    assert by is not None
    search = searched(OTHER_CITIZEN, Looker(by.id, NATIONWIDE), office)
    return erasure_desk.accept(search, by.id, EraseReason.LETTER, NOW - timedelta(days=1), office)


def test_a_letter_is_confirmed_then_carried_out_in_the_time_that_counts_from_when_it_came(
    office: Office, numbers: list[str], ani: Looker
) -> None:
    search = searched(OTHER_CITIZEN, ani, office)
    assert erasure_desk.look(search, ani.account_id, office) == Wish(1, 1, held=False)
    done = received(office)
    assert isinstance(done, Accepted)
    assert done.due_at == NOW + timedelta(days=2)
    told = rows(office, outbox)[-1]
    assert f"H-{done.reference}" in opened(office, told)
    waiting = erasure_desk.listed(None, office)
    assert [(row.reference, row.reason, row.held) for row in waiting.waiting] == [
        (done.reference, "letter", False)
    ]
    assert waiting.names == {f"account:{ani.account_id}": "ani"}
    assert received(office) is NotErased.WAITING
    review = rows(office, review_items)[0]
    assert review.closed_at is None
    assert erasure.carry_out_wishes(office) == 0  # the last SMS has not left
    work(office)
    assert erasure.carry_out_wishes(office) == 1
    assert rows(office, senders)[1].msisdn_enc is None
    assert erasure_desk.look(search, ani.account_id, office) is NotErased.UNKNOWN
    listed = erasure_desk.listed(None, office)
    assert ([row.reference for row in listed.done], listed.waiting) == ([done.reference], ())
    assert "erasure-by-hand" in {row.entry.action for row in audit.listed(office)}


def test_who_cannot_be_forgotten_is_said(office: Office, ani: Looker, clock: HandClock) -> None:
    unknown = searched("081234567899", ani, office)
    assert erasure_desk.look(unknown, ani.account_id, office) is NotErased.UNKNOWN
    assert erasure_desk.look(unknown, ani.account_id + 1, office) is NotErased.OVER
    enrol(office, OTHER_CITIZEN)
    assert received(office) is NotErased.OFFICER
    old = searched(OTHER_CITIZEN, ani, office)
    clock.forward(minutes=31)
    late = erasure_desk.accept(old, ani.account_id, EraseReason.EMAIL, NOW, office)
    assert late is NotErased.OVER
    assert rows(office, erasures) == []


def test_a_letter_of_days_ago_still_warns_its_owner_before_anything_goes(
    office: Office, numbers: list[str], ani: Looker, clock: HandClock
) -> None:
    search = searched(OTHER_CITIZEN, ani, office)
    erasure_desk.accept(search, ani.account_id, EraseReason.LETTER, NOW - timedelta(days=9), office)
    clock.forward(hours=11)
    assert erasure.carry_out_wishes(office) == 0  # no carrier has taken the last SMS
    clock.forward(hours=2)
    assert erasure.carry_out_wishes(office) == 1


def test_an_order_to_keep_holds_up_an_erasure_until_it_is_lifted(
    office: Office, numbers: list[str], ani: Looker
) -> None:
    by = f"account:{ani.account_id}"
    assert legal_holds.put(numbers[1], HoldReason.COURT, "12/Pid/2026", by, office) is Told.DONE
    assert legal_holds.put(numbers[1], HoldReason.COURT, "13/Pid/2026", by, office) is Told.KEPT
    received(office)
    work(office)
    assert erasure.carry_out_wishes(office) == 0
    assert [row.held for row in erasure_desk.listed(None, office).waiting] == [True]
    (hold,) = legal_holds.listed(None, office).rows
    assert (hold.number, hold.reference, hold.lifted_at) == (numbers[1], "12/Pid/2026", None)
    assert legal_holds.lift(hold.id, by, office) is Told.DONE
    assert legal_holds.lift(hold.id, by, office) is Told.LIFTED
    assert erasure.carry_out_wishes(office) == 1
    assert [row.entry.action for row in audit.listed(office)][-2:] == [
        "erasure-by-hand",
        "legal-hold-lifted",
    ]


def test_a_hold_waits_for_what_is_done_to_any_reporter_of_the_case(
    office: Office, numbers: list[str], ani: Looker
) -> None:
    sql(office, "UPDATE tickets SET case_id = 1")
    other = rows(office, tickets, number=numbers[1])[0].sender_id
    with ThreadPoolExecutor(1) as pool:
        with office.sessions.begin() as session:
            lock_phone(session, other)  # an erasure would
            putting = pool.submit(legal_holds.put, numbers[0], HoldReason.COURT, "B/1", "account:1", office)
            _until_it_waits(office, putting)
        assert putting.result(30) is Told.DONE


def _until_it_waits(office: Office, putting: "Future[Told]") -> None:
    """PostgreSQL says that a transaction waits for a lock; SQLite lets no second one write at all."""
    deadline = time.monotonic() + 10
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while office.sessions.engine.dialect.name == "postgresql":
        with office.sessions.read() as session:
            if session.scalar(waiting):
                return
        assert not putting.done(), "it did not wait"
        assert time.monotonic() < deadline, "nothing waits"
        time.sleep(0.01)


def test_a_hold_needs_a_ticket_and_the_number_of_an_order(
    office: Office, numbers: list[str], ani: Looker
) -> None:
    assert legal_holds.put("00000000", HoldReason.POLICE, "B/1", "account:1", office) is Told.NO_TICKET
    assert legal_holds.put(numbers[0], HoldReason.POLICE, "Budi", "account:1", office) is Told.REFERENCE


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("B/123/XI/2026", True),
        ("12.Pid_7-2026", True),
        ("surat Budi 12", False),
        ("081234567890", False),
        ("abc", False),
        ("<1>", False),
        ("1" * 65, False),
    ],
)
def test_the_number_of_an_order_holds_no_words_and_no_phone(text: str, fits: bool) -> None:
    assert is_reference(text) is fits
