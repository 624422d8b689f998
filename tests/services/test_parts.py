"""Parts of a long SMS become one message: in any order, once, and without those that do not come."""

import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sms_gateway.domain.messages import InboundSms, MessageState, Priority, SmsPart
from sms_gateway.domain.parts import EMERGENCY_WAIT, KEPT
from sms_gateway.services import intake, parts, triage
from sms_gateway.services.erasure import carry_out_wishes
from sms_gateway.services.office import Office
from sms_gateway.services.snapshot import snapshot
from sms_gateway.storage.engine import open_sessions
from sms_gateway.storage.schema import (
    cases,
    erasures,
    events,
    inbound_parts,
    messages,
    outbox,
    review_items,
    senders,
    tickets,
)
from tests.builders import CITIZEN, OTHER_CITIZEN, ROAD, inbound, opened, rows, sql, store, work
from tests.conftest import NOW, HandClock, OfficeMaker

LONG = (
    "Yth bapak ibu, jalan berlubang parah di jl kelud raya dpn pdam kec gajahmungkur kota semarang sudah 3 "
    "minggu tidak diperbaiki, kalau hujan lubangnya tidak kelihatan sama sekali dan banyak motor jatuh, "
    "terakhir seorang ibu dengan anaknya tadi pagi, mohon segera ditambal sebelum ada korban lagi"
)
FIRE = "TOLONG kebakaran besar di pasar johar semarang banyak orang terjebak di lantai dua " * 3
_calls = count(1)


def cut(text: str, into: int, charset: str = "utf-8") -> list[tuple[int, bytes]]:
    data = text.encode(charset)
    size = -(-len(data) // into)
    return [(number + 1, data[number * size : (number + 1) * size]) for number in range(into)]


def long_sms(
    text: str, total: int = 3, ref: int = 7, charset: str = "utf-8", **parts_: object
) -> list[InboundSms]:
    """*text* as deliveries of its parts, each with an id of its own."""
    return [
        inbound(
            body.decode(charset, "replace"),
            ref=f"part-{next(_calls)}",
            part=SmsPart(ref, total, number, body, charset, b""),
            **parts_,
        )
        for number, body in cut(text, total, charset)
    ]


def again(sms: InboundSms) -> InboundSms:
    """The same part under another id of the carrier."""
    return replace(sms, carrier_ref=f"again-{next(_calls)}")


def later(sms: InboundSms, **span: float) -> InboundSms:
    return replace(sms, received_at=sms.received_at + timedelta(**span))


def texts(office: Office) -> list[str]:
    return [opened(office, row) for row in rows(office, messages)]


def promises(office: Office) -> set[int]:
    return set(snapshot(office).invariants.values())


def test_a_part_alone_is_stored_and_waits(office: Office) -> None:
    first, *_ = long_sms(LONG)
    assert intake.accept([first], office) == 1
    (row,) = rows(office, inbound_parts)
    assert (row.carrier_ref, row.message_id, row.due_at) == (
        first.carrier_ref,
        None,
        NOW + timedelta(minutes=2),
    )
    assert rows(office, messages) == []
    assert promises(office) == {0}


def test_a_waiting_part_is_sealed(office: Office) -> None:
    intake.accept(long_sms(LONG)[:1], office)
    (row,) = rows(office, inbound_parts)
    assert b"jalan" not in row.body


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
@pytest.mark.parametrize("together", [True, False], ids=["one batch", "one by one"])
def test_the_last_part_makes_the_message_in_whatever_order(
    office: Office, order: Sequence[int], together: bool
) -> None:
    sms = long_sms(LONG)
    arriving = [sms[index] for index in order]
    for batch in [arriving] if together else [[each] for each in arriving]:
        intake.accept(batch, office)
    assert texts(office) == [LONG]
    work(office)
    assert len(rows(office, tickets)) == 1
    assert {row.message_id for row in rows(office, inbound_parts)} == {1}
    assert [row.body for row in rows(office, inbound_parts)] == [None] * 3
    assert promises(office) == {0}


@given(
    text=st.text("jalan rusak 😭🚧é", min_size=40, max_size=120),
    total=st.integers(2, 7),
    data=st.data(),
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_character_cut_between_parts_is_whole_in_the_message(
    office: Office, text: str, total: int, data: st.DataObject
) -> None:
    sms = long_sms(text, total, next(_calls) % 65536, "utf-16-be")
    intake.accept(data.draw(st.permutations(sms)), office)
    assert texts(office)[-1] == text


def test_the_same_delivery_again_is_one_row(office: Office) -> None:
    first, *_ = long_sms(LONG)
    assert [intake.accept([first], office), intake.accept([first], office)] == [1, 0]
    assert len(rows(office, inbound_parts)) == 1


def test_a_part_repeated_under_another_id_is_kept_and_changes_nothing(office: Office) -> None:
    first, second, third = long_sms(LONG)
    for sms in (first, again(first), second, again(second), third, again(third), again(first)):
        intake.accept([sms], office)
    assert texts(office) == [LONG]
    assert [row.message_id for row in rows(office, inbound_parts)] == [1] * 7
    assert promises(office) == {0}


def test_two_long_sms_of_one_phone_at_the_same_time_do_not_mix(office: Office) -> None:
    one, two = long_sms(LONG, ref=7), long_sms(FIRE, ref=8)
    for pair in zip(one, two, strict=True):
        intake.accept(pair, office)
    assert texts(office) == [LONG, FIRE]


def test_the_same_reference_of_two_phones_does_not_mix(office: Office) -> None:
    intake.accept([*long_sms(LONG)[:2], long_sms(LONG, sender=OTHER_CITIZEN)[2]], office)
    assert rows(office, messages) == []


@pytest.mark.parametrize("hours", [0.001, 1, 30])
def test_a_reference_used_again_is_another_message(office: Office, hours: float) -> None:
    intake.accept(long_sms(LONG), office)
    intake.accept([later(sms, hours=hours) for sms in long_sms(FIRE)], office)
    assert texts(office) == [LONG, FIRE]


def test_a_reference_used_again_beside_an_incomplete_one_is_another_message(
    office: Office, clock: HandClock
) -> None:
    intake.accept(long_sms(LONG)[:1], office)
    clock.forward(minutes=3)
    parts.release(office)
    intake.accept([later(sms, minutes=10) for sms in long_sms(FIRE)], office)
    assert texts(office)[1:] == [FIRE]


def test_after_a_day_a_part_is_not_the_rest_of_an_old_one(office: Office, clock: HandClock) -> None:
    first, second, _ = long_sms(LONG)
    intake.accept([first], office)
    clock.forward(minutes=3)
    parts.release(office)
    intake.accept([later(second, hours=KEPT.total_seconds() / 3600 + 1)], office)
    assert rows(office, inbound_parts)[1].message_id is None


def test_what_is_no_part_of_anything_is_a_message(office: Office) -> None:
    for part in (SmsPart(1, 1, 1, b"x", "utf-8", b""), SmsPart(1, 2, 3, b"x", "utf-8", b"")):
        intake.accept([inbound(ROAD, part=part)], office)
    assert texts(office) == [ROAD, ROAD]


def test_whole_sms_and_parts_in_one_batch_keep_their_order(office: Office) -> None:
    first, second, third = long_sms(LONG)
    intake.accept([first, inbound("satu"), second, third, inbound("dua")], office)
    assert texts(office) == ["satu", LONG, "dua"]


# ---- the others do not come


def test_what_came_is_released_in_time_and_not_before(office: Office, clock: HandClock) -> None:
    first, _, third = long_sms(LONG)
    intake.accept([third, first], office)
    clock.forward(seconds=119)
    assert parts.release(office) == 0
    clock.forward(seconds=1)
    assert parts.release(office) == 1
    (row,) = rows(office, messages)
    assert (row.parts_arrived, row.parts_total, row.state) == (2, 3, MessageState.NEW)
    begin, end = opened(office, row).split(" [...] ")
    assert LONG.startswith(begin)
    assert LONG.endswith(end)
    assert parts.release(office) == 0
    assert promises(office) == {0}


def _incomplete(office: Office, clock: HandClock, sms: Sequence[InboundSms]) -> None:
    intake.accept(sms, office)
    clock.forward(seconds=120)
    parts.release(office)
    work(office)


def _told(office: Office) -> list[str]:
    return [opened(office, row) for row in rows(office, outbox)]


def test_the_citizen_is_told_what_is_missing(office: Office, clock: HandClock) -> None:
    _incomplete(office, clock, long_sms(LONG)[:2])
    (ticket,) = rows(office, tickets)
    assert _told(office) == [
        f"LAPOR!: SMS panjang Anda tiba tidak lengkap (2 dari 3 bagian), dicatat No {ticket.number}. "
        f"Lengkapi: TAMBAH {ticket.number} isi yang kurang"
    ]
    assert "incomplete" in {row.kind for row in rows(office, events)}
    assert promises(office) == {0}


def test_a_late_part_is_added_to_the_ticket_and_opens_none(office: Office, clock: HandClock) -> None:
    first, second, third = long_sms(LONG)
    _incomplete(office, clock, [first, third])
    intake.accept([later(second, minutes=5)], office)
    work(office)
    assert len(rows(office, tickets)) == 1
    late = rows(office, messages)[1]
    assert (late.state, opened(office, late)) == (MessageState.ATTACHED, second.text)
    added = [row for row in rows(office, events) if row.message_id == late.id]
    assert [(row.kind, row.ticket_id) for row in added] == [("added", 1)]
    assert promises(office) == {0}


def test_a_late_part_that_is_repeated_is_added_once(office: Office, clock: HandClock) -> None:
    first, second, third = long_sms(LONG)
    _incomplete(office, clock, [first, third])
    intake.accept([second], office)
    intake.accept([again(second), again(first)], office)
    work(office)
    assert [row.state for row in rows(office, messages)] == [MessageState.TICKET, MessageState.ATTACHED]
    assert promises(office) == {0}


def test_a_late_part_waits_for_the_message_it_belongs_to(office: Office, clock: HandClock) -> None:
    first, second, third = long_sms(LONG)
    intake.accept([first, third], office)
    clock.forward(seconds=120)
    parts.release(office)
    intake.accept([second], office)
    work(office)
    assert [row.state for row in rows(office, messages)] == [MessageState.TICKET, MessageState.ATTACHED]


def test_a_late_part_of_what_was_cancelled_is_kept_with_it(office: Office, clock: HandClock) -> None:
    first, second, third = long_sms(LONG)
    _incomplete(office, clock, [first, third])
    store(office, "BATAL", "YA")
    intake.accept([second], office)
    work(office)
    assert rows(office, messages)[-1].state == MessageState.ATTACHED
    assert len(rows(office, tickets)) == 1


def test_a_late_part_of_what_a_person_reads_is_read_by_a_person(office: Office, clock: HandClock) -> None:
    first, second = long_sms("asdkj 88 trs pak ny gmn sdh 2x qwpoe zxmnb", 2)
    _incomplete(office, clock, [first])
    intake.accept([second], office)
    work(office)
    assert [row.reason for row in rows(office, review_items)][1:] == ["late-part"]
    assert rows(office, tickets) == []
    assert promises(office) == {0}


def test_a_yes_in_the_tail_of_a_lost_report_cancels_nothing(office: Office, clock: HandClock) -> None:
    store(office, ROAD, "BATAL")
    work(office)
    sms = inbound("YA", part=SmsPart(7, 2, 2, b"YA", "utf-8", b""))
    _incomplete(office, clock, [sms])
    assert rows(office, messages)[-1].state == MessageState.REVIEW
    assert "belum jelas" in _told(office)[-1]


@pytest.mark.parametrize("text", ["STATUS", "assalamualaikum", "BANTUAN", "STOP"])
def test_half_of_what_is_no_report_goes_to_a_person_who_tells_the_sender(
    office: Office, clock: HandClock, text: str
) -> None:
    _incomplete(office, clock, [inbound(text, part=SmsPart(7, 2, 1, text.encode(), "utf-8", b""))])
    (row,) = rows(office, messages)
    assert (row.state, row.reason) == (MessageState.REVIEW, "incomplete")
    assert ["belum jelas" in told for told in _told(office)] == [True]
    assert rows(office, senders)[0].stopped_at is None


def test_an_addition_that_is_incomplete_is_added_and_the_rest_asked_for(
    office: Office, clock: HandClock
) -> None:
    store(office, ROAD)
    work(office)
    number = rows(office, tickets)[0].number
    _incomplete(office, clock, long_sms(f"TAMBAH {number} {LONG}")[:2])
    assert rows(office, messages)[-1].state == MessageState.ATTACHED
    assert f"(2 dari 3 bagian), dicatat No {number}" in _told(office)[-1]


# ---- emergencies


def test_an_emergency_waits_only_a_moment_for_its_other_parts(office: Office, clock: HandClock) -> None:
    first, second, _ = long_sms(FIRE)
    intake.accept([first], office)
    clock.forward(seconds=EMERGENCY_WAIT.total_seconds())
    assert parts.release(office) == 1
    work(office)
    (row,) = rows(office, messages)
    assert row.priority == Priority.EMERGENCY
    told = _told(office)
    assert "112" in told[0]
    assert "(1 dari 3 bagian)" in told[1]
    intake.accept([second], office)
    work(office)
    assert len(rows(office, tickets)) == 1


def test_an_emergency_that_shows_only_in_two_parts_together_hurries_both(office: Office) -> None:
    bodies = [b"tolong pak ada kebak", b"aran banyak orang terjebak "]
    for number, body in enumerate(bodies, start=1):
        sms = inbound(body.decode(), part=SmsPart(7, 3, number, body, "utf-8", b""))
        intake.accept([sms], office)
    assert {row.due_at for row in rows(office, inbound_parts)} == {NOW + EMERGENCY_WAIT}


def test_a_joined_emergency_hurries_what_its_sender_said_before(office: Office) -> None:
    store(office, ROAD)
    intake.accept(long_sms(FIRE), office)
    assert {row.priority for row in rows(office, messages)} == {Priority.EMERGENCY}


# ---- registrations, erasure


NIK, KK = "3273012001900001", "3273012001900002"


def _everything(office: Office) -> str:
    """Every message and every part that waits, opened."""
    found = texts(office) + [row.body_masked for row in rows(office, messages)]
    for row in rows(office, inbound_parts):
        found += [opened(office, row)] if row.body is not None else []
    return "\n".join(found)


def test_a_registration_in_one_part_loses_its_numbers_before_it_is_stored(office: Office) -> None:
    body = f"REG {NIK}#{KK}#"
    intake.accept([inbound(body, part=SmsPart(7, 2, 1, body.encode(), "utf-8", b""))], office)
    assert NIK not in _everything(office)
    assert KK not in _everything(office)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
@pytest.mark.parametrize("at", [10, 21, 30])
def test_a_registration_cut_in_two_is_destroyed_when_it_is_joined(
    office: Office, order: Sequence[int], at: int
) -> None:
    text = f"REG {NIK}#{KK}#"
    bodies = [text[:at].encode(), text[at:].encode()]
    for index in order:
        part = SmsPart(7, 2, index + 1, bodies[index], "utf-8", b"")
        intake.accept([inbound(bodies[index].decode(), part=part)], office)
    kept = _everything(office)
    assert NIK not in kept
    assert KK not in kept
    work(office)
    assert (rows(office, messages)[0].state, rows(office, tickets)) == (MessageState.IGNORED, [])


def test_a_late_half_of_a_registration_loses_its_number(office: Office, clock: HandClock) -> None:
    for number, body in enumerate([f"REG {NIK}#", f"{KK}#"], start=1):
        _incomplete(office, clock, [inbound(body, part=SmsPart(7, 2, number, body.encode(), "utf-8", b""))])
    assert KK not in _everything(office)
    assert rows(office, tickets) == []
    assert promises(office) == {0}


def test_a_person_is_erased_only_when_no_part_waits_any_more(office: Office, clock: HandClock) -> None:
    store(office, ROAD, "HAPUS DATA")
    work(office)
    store(office, f"HAPUS {opened(office, rows(office, outbox, kind='erase')[-1])[-4:]}")
    work(office)
    intake.accept(long_sms(LONG)[:2], office)
    assert carry_out_wishes(office) == 0
    clock.forward(seconds=120)
    parts.release(office)
    work(office)
    assert carry_out_wishes(office) == 1
    assert {row.body_digest for row in rows(office, inbound_parts)} == {None}
    assert rows(office, erasures)[0].done_at is not None


# ---- two processes, and faults


def _at_once(*calls: Callable[[], object]) -> None:
    together, failed = Barrier(len(calls)), list[BaseException]()

    def run(call: Callable[[], object]) -> None:
        together.wait(10)
        try:
            call()
        except BaseException as error:
            failed.append(error)

    threads = [Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failed == []


def test_two_processes_that_store_the_last_two_parts_at_once_make_one_message(
    make_office: OfficeMaker, database_url: str
) -> None:
    ours = make_office()
    others = open_sessions(database_url)
    theirs = make_office(sessions=others)
    for ref in range(12):
        first, second, third = long_sms(f"{ref} {LONG}", ref=ref)
        intake.accept([first], ours)
        _at_once(
            lambda sms=second: intake.accept([sms], ours),  # type: ignore[misc]
            lambda sms=third: intake.accept([sms], theirs),  # type: ignore[misc]
        )
    others.close()
    assert texts(ours) == [f"{ref} {LONG}" for ref in range(12)]


def test_the_last_part_and_the_schedule_at_once_make_one_message_and_lose_nothing(
    make_office: OfficeMaker, database_url: str, clock: HandClock
) -> None:
    ours = make_office()
    others = open_sessions(database_url)
    theirs = make_office(sessions=others)
    clock.forward(hours=1)
    for ref in range(8):
        first, second = long_sms(f"{ref} {LONG}", 2, ref=ref)
        intake.accept([first], ours)
        _at_once(
            lambda sms=second: intake.accept([sms], ours),  # type: ignore[misc]
            lambda: parts.release(theirs),
        )
    others.close()
    assert {row.message_id is None for row in rows(ours, inbound_parts)} == {False}
    whole = [row for row in rows(ours, messages) if row.parts_total is None and not row.late]
    incomplete = [row for row in rows(ours, messages) if row.parts_total is not None]
    late = [row for row in rows(ours, messages) if row.late]
    assert len(whole) + len(incomplete) == 8
    assert len(incomplete) == len(late)


def _killed_at(step: str, sms: InboundSms, make_office: OfficeMaker, url: str) -> None:
    """Another process takes *sms* and is killed there."""
    child = os.fork()
    if child == 0:
        try:
            theirs = make_office(sessions=open_sessions(url), steps=partial(_die, step))
            intake.accept([sms], theirs)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status)


def _die(at: str, step: str) -> None:
    if step == at:
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(("step", "made"), [("intake.inserted", 0), ("intake.committed", 1)])
def test_a_process_killed_with_the_last_part_leaves_it_waiting_or_made(
    make_office: OfficeMaker, database_url: str, step: str, made: int
) -> None:
    office = make_office()
    first, second = long_sms(LONG, 2)
    intake.accept([first], office)
    _killed_at(step, second, make_office, database_url)
    assert (len(rows(office, messages)), len(rows(office, inbound_parts))) == (made, 1 + made)
    assert promises(office) == {0}
    intake.accept([second], office)  # nobody acknowledged it, so the carrier repeats it
    assert texts(office) == [LONG]
    assert promises(office) == {0}


def test_after_a_kill_what_waits_is_released_by_the_schedule(
    make_office: OfficeMaker, database_url: str, clock: HandClock
) -> None:
    office = make_office()
    first, second = long_sms(LONG, 2)
    intake.accept([first], office)
    _killed_at("intake.inserted", second, make_office, database_url)
    clock.forward(seconds=120)
    assert parts.release(office) == 1
    assert texts(office) == [f"{first.text} [...]"]


def test_parts_that_are_all_there_without_a_message_get_it_from_the_schedule(
    office: Office, clock: HandClock
) -> None:
    """What a process of an older version, or a restored database, may leave behind."""
    sms = long_sms(LONG)
    intake.accept(sms[:2], office)
    intake.accept(long_sms(LONG, ref=8)[2:], office)
    sql(
        office,
        "UPDATE inbound_parts SET concat_ref = 7, long_uuid = (SELECT MIN(long_uuid) FROM inbound_parts)",
    )
    clock.forward(seconds=120)
    assert parts.release(office) == 1
    assert (texts(office), rows(office, messages)[0].parts_total) == ([LONG], None)


def test_one_that_cannot_be_opened_does_not_keep_the_others_from_being_released(
    office: Office, clock: HandClock
) -> None:
    intake.accept(long_sms(LONG)[:1], office)
    sql(office, "UPDATE inbound_parts SET uuid = 'of another row'")
    intake.accept(long_sms(LONG, sender=OTHER_CITIZEN)[:1], office)
    clock.forward(seconds=120)
    assert parts.release(office) == 1
    triage.drain(office, 60)
    clock.forward(minutes=16)
    assert snapshot(office).invariants == {"I1": 0, "I2": 0, "I3": 1, "I4": 0}


def test_nothing_is_released_without_the_turn(office: Office, clock: HandClock) -> None:
    intake.accept(long_sms(LONG)[:1], office)
    clock.forward(seconds=120)
    assert parts.release(office, lambda: False) == 0
    assert rows(office, messages) == []


def test_the_order_of_one_sender_is_kept(office: Office) -> None:
    first, second, third = long_sms(LONG)
    intake.accept([first, second], office)
    store(office, "STATUS")
    intake.accept([third], office)
    triage.drain(office, 60)
    assert [row.state for row in rows(office, messages)] == [MessageState.COMMAND, MessageState.TICKET]
    assert rows(office, senders)[0].blind_index == office.vault.blind(CITIZEN)


NO_WATER = (
    "Yth bapak ibu mohon maaf mengganggu, saya mau menyampaikan keluhan, air pdam mati total sudah 4 hari, "
    "warga susah sekali mandi dan memasak, tolong segera diperbaiki karena banyak yang sakit, lokasinya di "
    "jl kelud raya kec gajahmungkur kota semarang"
)


def test_a_report_that_is_elsewhere_once_it_is_whole_is_placed_anew(office: Office, clock: HandClock) -> None:
    sms = long_sms(NO_WATER)
    _incomplete(office, clock, sms[:2])
    (before,) = rows(office, cases)
    assert (before.state, before.region) == ("unverified", None)
    intake.accept([later(sms[2], minutes=5)], office)
    work(office)
    (case,) = rows(office, cases)
    assert (case.state, case.region[:5]) == ("unverified", "33.74")
    assert case.agency not in (None, before.agency)
    assert rows(office, messages)[-1].state == MessageState.ATTACHED
    assert {"added", "placed"} <= {row.kind for row in rows(office, events)}
    assert [row.kind for row in rows(office, outbox)][-1] == "placed"
    assert promises(office) == {0}


def test_a_report_that_was_forwarded_already_is_shown_to_a_person(office: Office, clock: HandClock) -> None:
    sms = long_sms(NO_WATER)
    _incomplete(office, clock, sms[:2])
    sql(office, "UPDATE cases SET state = 'routed', region = NULL")
    intake.accept([later(sms[2], minutes=5)], office)
    work(office)
    (case,) = rows(office, cases)
    assert (case.state, case.region) == ("routed", None)
    assert [row.reason for row in rows(office, review_items)] == ["late-part-differs"]
    assert rows(office, messages)[-1].state == MessageState.REVIEW
    assert promises(office) == {0}


def test_what_the_citizen_said_since_of_the_place_is_not_overruled(office: Office, clock: HandClock) -> None:
    sms = long_sms(NO_WATER)
    _incomplete(office, clock, sms[:2])
    store(office, "LOKASI kec jonggol kab bogor")
    work(office)
    intake.accept([later(sms[2], minutes=5)], office)
    work(office)
    (case,) = rows(office, cases)
    assert case.region.startswith("32.01")
    assert [row.reason for row in rows(office, review_items)] == ["late-part-differs"]


def test_another_topic_alone_changes_the_case_and_asks_nothing(office: Office, clock: HandClock) -> None:
    sms = long_sms(NO_PLACE)
    _incomplete(office, clock, sms[1:])
    (before,) = rows(office, cases)
    intake.accept([later(sms[0], minutes=5)], office)
    work(office)
    (case,) = rows(office, cases)
    assert case.topic == "air_bersih" != before.topic
    assert (case.state, case.region) == ("unverified", None)
    assert promises(office) == {0}


NO_PLACE = (
    "air pdam mati total sudah 4 hari, air pdam tidak mengalir sama sekali di rumah kami, mohon pdam datang, "
    "anak anak tidak bisa mandi, jalan depan rumah juga rusak dan berlubang sedikit, warga sudah mengeluh ke "
    "ketua rt tetapi belum ada tanggapan apapun sampai hari ini, mohon bantuannya segera terima kasih"
)
