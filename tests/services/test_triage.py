"""Every message gets its one outcome; what cannot be worked is parked and holds up nobody else."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from sms_gateway.domain.messages import MessageState, Priority
from sms_gateway.domain.pace import Candidate
from sms_gateway.domain.work import Queue
from sms_gateway.errors import StoreUnavailable
from sms_gateway.services import intake, triage
from sms_gateway.services.office import Office
from sms_gateway.settings import Settings, model
from sms_gateway.storage import inbox
from sms_gateway.storage.engine import open_sessions
from sms_gateway.storage.outbox_claims import claim as claim_outbox
from sms_gateway.storage.schema import events, messages, outbox, review_items, tickets
from tests.builders import (
    CITIZEN,
    OTHER_CITIZEN,
    ROAD,
    RUBBISH,
    WATER,
    Chance,
    enrol,
    expire_leases,
    inbound,
    opened,
    rows,
    sql,
    store,
    work,
)
from tests.conftest import Ears, HandClock, OfficeMaker

POISON = "xx-poison-xx"
FIRE = "TOLONG kebakaran di pasar minggu banyak orang terjebak"
LEASE = 10.0


@pytest.fixture
def poisoned(make_office: OfficeMaker, settings: Settings) -> Office:
    """A gateway that fails at every message that holds the marker."""
    return make_office(settings=settings.model_copy(update={"testing": model.Testing(poison=POISON)}))


def _claim(office: Office, limit: int = 50) -> list[inbox.Claim]:
    with office.sessions.begin() as session:
        return inbox.claim(session, limit, "lease-of-a-test", LEASE, office.now())


def _states(office: Office) -> list[str]:
    return [row.state for row in rows(office, messages)]


def test_a_drain_works_until_nothing_is_due(office: Office) -> None:
    for number in range(60):
        store(office, RUBBISH, sender=f"+62812000{number:05}")
    assert triage.drain(office, 60) == 60
    assert set(_states(office)) == {MessageState.TICKET}


def test_a_drain_stops_when_its_time_is_over(office: Office) -> None:
    for number in range(3):
        store(office, RUBBISH, sender=f"+62812000{number:05}")
    ticks = count()
    assert triage.drain(office, 0, lambda: float(next(ticks))) == 0
    assert set(_states(office)) == {MessageState.NEW}


def test_the_outbox_is_announced(office: Office, ears: Ears) -> None:
    store(office, ROAD)
    triage.drain(office, 60)
    assert ears.heard == [Queue.INBOX, Queue.OUTBOX]


def test_ticket_timeline_answer_and_outcome_are_there_together(office: Office) -> None:
    store(office, ROAD)
    triage.drain(office, 60)
    message, ticket, event, answer = (rows(office, table)[0] for table in (messages, tickets, events, outbox))
    assert message.state == MessageState.TICKET
    assert (ticket.message_id, event.message_id, answer.message_id) == (message.id,) * 3
    assert (event.kind, event.ticket_id, answer.ticket_id) == ("opened", ticket.id, ticket.id)


def test_the_version_of_what_was_known_is_kept(office: Office) -> None:
    store(office, ROAD)
    triage.drain(office, 60)
    assert rows(office, messages)[0].knowledge_version == office.knowledge().version


def test_a_failing_message_is_tried_three_times_and_then_a_person_reads_it(
    poisoned: Office, clock: HandClock
) -> None:
    store(poisoned, f"jalan rusak {POISON}")
    seen = []
    for _ in range(3):
        triage.drain(poisoned, 60)
        row = rows(poisoned, messages)[0]
        seen.append((row.state, row.attempts))
        clock.forward(minutes=1)
    assert seen == [("retry", 1), ("retry", 2), ("review", 2)]
    assert [item.reason for item in rows(poisoned, review_items)] == ["poison"]


def test_the_sender_of_a_parked_message_is_told_its_reference(
    make_office: OfficeMaker, settings: Settings, clock: HandClock
) -> None:
    office = make_office(
        settings=settings.model_copy(update={"testing": model.Testing(poison=POISON)}),
        rand=Chance(references=["88213"]),
    )
    store(office, POISON)
    for _ in range(3):
        work(office)
        clock.forward(minutes=1)
    assert [opened(office, row) for row in rows(office, outbox)] == [
        "LAPOR!: Pesan Anda kami terima (ref P-88213) tetapi belum jelas, petugas akan membacanya. "
        "Boleh kirim ulang: masalah, lokasi, kapan"
    ]


def test_others_go_on_beside_a_failing_message(poisoned: Office) -> None:
    store(poisoned, POISON)
    store(poisoned, ROAD, WATER, sender=OTHER_CITIZEN)
    triage.drain(poisoned, 60)
    assert _states(poisoned) == ["retry", "ticket", "ticket"]


def test_a_message_waiting_for_a_retry_holds_back_only_its_own_sender(
    poisoned: Office, clock: HandClock
) -> None:
    store(poisoned, POISON, ROAD)
    store(poisoned, WATER, sender=OTHER_CITIZEN)
    triage.drain(poisoned, 60)
    assert _states(poisoned) == ["retry", "new", "ticket"]
    for _ in range(3):
        clock.forward(minutes=1)
        triage.drain(poisoned, 60)
    assert _states(poisoned) == ["review", "ticket", "ticket"]


def test_a_failure_leaves_nothing_half_done(make_office: OfficeMaker, clock: HandClock) -> None:
    failures = [ArithmeticError()]

    def steps(step: str) -> None:
        if step == "triage.committing" and failures:
            raise failures.pop()

    office = make_office(steps=steps)
    store(office, ROAD)
    triage.drain(office, 60)
    assert (rows(office, tickets), rows(office, outbox), rows(office, events)) == ([], [], [])
    clock.forward(minutes=1)
    triage.drain(office, 60)
    assert (len(rows(office, tickets)), len(rows(office, outbox))) == (1, 1)


def test_a_text_that_does_not_open_ends_with_a_person_and_an_answer(office: Office, clock: HandClock) -> None:
    store(office, ROAD)
    sql(office, "UPDATE messages SET uuid = 'another'")
    for _ in range(3):
        triage.drain(office, 60)
        clock.forward(minutes=1)
    assert (_states(office), len(rows(office, outbox))) == (["review"], 1)


def test_a_sender_whose_key_is_gone_is_parked_without_an_answer(office: Office, clock: HandClock) -> None:
    store(office, ROAD)
    sql(office, "UPDATE senders SET data_key_enc = NULL, msisdn_enc = NULL, blind_index = NULL")
    for _ in range(3):
        triage.drain(office, 60)
        clock.forward(minutes=1)
    assert (_states(office), rows(office, outbox)) == (["review"], [])


def test_what_a_dead_worker_held_is_worked_alone_and_counts_as_an_attempt(office: Office) -> None:
    for number in range(5):
        store(office, RUBBISH, sender=f"+62812000{number:05}")
    _claim(office)
    expire_leases(office, messages)
    with office.sessions.begin() as session:
        suspect = inbox.claim_suspect(session, "other", LEASE, office.now())
    assert (suspect and (suspect.id, suspect.attempts)) == (1, 1)
    with office.sessions.begin() as session:
        again = inbox.claim(session, 50, "third", LEASE, office.now())
    assert again == []


def test_who_has_just_texted_waits_for_no_suspect_and_a_suspect_for_one_batch(office: Office) -> None:
    store(office, ROAD)
    _claim(office)
    expire_leases(office, messages)
    store(office, WATER, sender=OTHER_CITIZEN)

    ticks = count()
    assert triage.drain(office, 2.5, lambda: next(ticks)) == 2  # its time is over after the first batch
    assert [row.message_id for row in rows(office, tickets)] == [2, 1]


def test_one_worker_takes_a_few_at_a_time_and_leaves_the_rest_to_others(office: Office) -> None:
    for number in range(25):
        store(office, RUBBISH, sender=f"+62812000{number:05}")
    shares: list[int] = []
    another = replace(
        office, steps=lambda step: shares.append(len(_free(office))) if "claimed" in step else None
    )

    assert triage.drain(another, 60) == 25
    assert shares == [15, 5, 0]


def _free(office: Office) -> list[object]:
    return [row for row in rows(office, messages) if row.state == "new" and row.lease is None]


def test_a_message_that_kills_its_worker_three_times_is_parked_untried(office: Office) -> None:
    store(office, ROAD)
    _claim(office)
    for _ in range(2):
        expire_leases(office, messages)
        with office.sessions.begin() as session:
            inbox.claim_suspect(session, "doomed", LEASE, office.now())
    expire_leases(office, messages)
    triage.drain(office, 60)
    assert (_states(office), rows(office, tickets)) == (["review"], [])


def test_a_live_lease_is_left_alone(office: Office) -> None:
    store(office, ROAD)
    _claim(office)
    assert triage.drain(office, 60) == 0


def test_a_claim_takes_only_a_senders_oldest_message(office: Office) -> None:
    store(office, ROAD, "BATAL", "YA")
    store(office, WATER, sender=OTHER_CITIZEN)
    assert [claim.id for claim in _claim(office)] == [1, 4]


def test_the_next_message_of_a_sender_waits_while_the_first_is_being_worked(office: Office) -> None:
    store(office, ROAD, "BATAL")
    _claim(office)
    assert _claim(office) == []


def test_an_emergency_overtakes_other_senders(office: Office) -> None:
    store(office, ROAD)
    store(office, FIRE, sender=OTHER_CITIZEN)
    assert [claim.id for claim in _claim(office)] == [2, 1]


def test_an_emergency_never_overtakes_the_senders_own_earlier_message(office: Office) -> None:
    store(office, ROAD, FIRE)
    store(office, WATER, sender=OTHER_CITIZEN)
    assert 2 not in [claim.id for claim in _claim(office)]


def test_an_emergency_takes_the_senders_own_earlier_messages_along(office: Office) -> None:
    for number in range(10):
        store(office, RUBBISH, sender=f"+62812000{number:05}")
    store(office, ROAD, FIRE)
    first = _claim(office, 1)
    triage.handle(first[0], office)
    second = _claim(office, 1)
    assert [first[0].id, second[0].id] == [11, 12]


def test_the_answer_to_an_emergency_leaves_before_all_others(office: Office) -> None:
    store(office, ROAD)
    store(office, FIRE, sender=OTHER_CITIZEN)
    triage.drain(office, 60)
    assert min(rows(office, outbox), key=lambda row: row.priority).priority == Priority.EMERGENCY


def _all(candidates: Iterable[Candidate]) -> list[Candidate]:
    return list(candidates)


def test_the_answer_to_an_emergency_does_not_wait_behind_others_for_the_phones_own_earlier_ones(
    office: Office,
) -> None:
    store(office, RUBBISH, sender=OTHER_CITIZEN)
    store(office, ROAD)
    triage.drain(office, 60)
    store(office, FIRE)
    triage.drain(office, 60)
    with office.sessions.begin() as session:
        block = timedelta(seconds=60)
        claimed = claim_outbox(session, 1, "lease", LEASE, office.now(), block, _all)
    order = [each.id for each in claimed]
    assert order == [2]


def test_what_is_left_of_a_batch_is_given_back_untried(office: Office) -> None:
    for number in range(4):
        store(office, RUBBISH, sender=f"+62812000{number:05}")
    ticks = count(step=2)  # each look at the watch finds it two seconds later; the lease is 10 s
    handled = triage.drain(office, 5, lambda: float(next(ticks)))
    left = [row for row in rows(office, messages) if row.state == "new"]
    assert handled == 4 - len(left)
    assert left
    assert {(row.lease, row.lease_until, row.attempts) for row in left} == {(None, None, 0)}


def test_a_worker_that_lost_its_lease_opens_no_second_ticket(office: Office) -> None:
    store(office, ROAD)
    slow = _claim(office)[0]
    expire_leases(office, messages)
    triage.drain(office, 60)
    assert triage.handle(slow, office) is None
    assert (len(rows(office, tickets)), len(rows(office, outbox))) == (1, 1)


def test_a_worker_that_lost_its_lease_does_not_put_the_message_back(poisoned: Office) -> None:
    store(poisoned, POISON)
    slow = _claim(poisoned)[0]
    expire_leases(poisoned, messages)
    with poisoned.sessions.begin() as session:
        inbox.claim_suspect(session, "new owner", LEASE, poisoned.now())
    triage.handle(slow, poisoned)
    row = rows(poisoned, messages)[0]
    assert (row.state, row.lease, row.attempts) == ("new", "new owner", 1)


def test_four_workers_open_each_ticket_once_and_keep_each_senders_order(office: Office) -> None:
    for number in range(12):
        store(office, ROAD, "BATAL", "YA", sender=f"+62812000{number:05}")
    _at_once(4, lambda: triage.drain(office, 60))
    work(office)
    assert [row.state for row in rows(office, messages)] == ["ticket", "command", "command"] * 12
    kinds = [row.kind for row in rows(office, events)]
    assert (kinds.count("opened"), kinds.count("cancelled")) == (12, 12)


def _at_once(how_many: int, call: Callable[[], object]) -> None:
    with ThreadPoolExecutor(how_many) as pool:
        for done in [pool.submit(call) for _ in range(how_many)]:
            done.result(120)


def test_ticket_numbers_drawn_twice_stay_unique(make_office: OfficeMaker) -> None:
    office = make_office(rand=Chance("24183567", "24183567", "24183617"))
    store(office, ROAD)
    store(office, ROAD, sender=OTHER_CITIZEN)
    triage.drain(office, 60)
    assert [ticket.number for ticket in rows(office, tickets)] == ["24183567", "24183617"]


def test_without_a_database_a_drain_says_so(make_office: OfficeMaker) -> None:
    office = make_office(sessions=open_sessions("postgresql+psycopg://smsgw@127.0.0.1:1/none"))
    with pytest.raises(StoreUnavailable):
        triage.drain(office, 1)


def test_an_officers_sms_is_read_as_an_officers(office: Office) -> None:
    enrol(office, CITIZEN)
    store(office, "daftar")
    triage.drain(office, 60)
    assert opened(office, rows(office, outbox)[-1]) == "1708: tidak ada tugas yang terbuka utk Anda"


def test_a_stopped_sender_still_gets_answers_to_what_it_asks(office: Office) -> None:
    store(office, "STOP", "BANTUAN")
    triage.drain(office, 60)
    assert [row.kind for row in rows(office, outbox)] == ["stop", "help"]


def test_words_after_an_unknown_number_are_read_by_a_person(office: Office) -> None:
    store(office, "TAMBAH 24183994 ada korban lagi tadi pagi")
    triage.drain(office, 60)
    assert (_states(office), len(rows(office, review_items))) == (["review"], 1)


def test_an_answer_goes_to_the_carrier_the_message_came_by(office: Office) -> None:
    intake.accept([inbound(ROAD, carrier="twilio")], office)
    triage.drain(office, 60)
    assert [row.carrier for row in rows(office, outbox)] == ["twilio"]


def test_a_claim_of_another_attempt_is_refused(office: Office) -> None:
    store(office, ROAD)
    claimed = _claim(office)[0]
    assert triage.handle(replace(claimed, lease="stolen"), office) is None
    assert _states(office) == ["new"]
