"""Parts of a long SMS become one message: in any order, once, and without those that do not come."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sms_gateway.domain.messages import MessageState, Priority, SmsPart
from sms_gateway.domain.parts import EMERGENCY_WAIT, KEPT
from sms_gateway.services import intake, parts, triage
from sms_gateway.services.erasure import carry_out_wishes
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import (
    erasures,
    events,
    inbound_parts,
    messages,
    outbox,
    senders,
    tickets,
)
from tests.builders import CITIZEN, OTHER_CITIZEN, ROAD, inbound, opened, rows, store, work
from tests.conftest import NOW, HandClock
from tests.services.long_sms import LONG, again, incomplete, later, long_sms, promises, sent, texts

_refs = count(1)
FIRE = "TOLONG kebakaran besar di pasar johar semarang banyak orang terjebak di lantai dua " * 3


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
    sms = long_sms(text, total, next(_refs) % 65536, "utf-16-be")
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


def test_the_citizen_is_told_what_is_missing(office: Office, clock: HandClock) -> None:
    incomplete(office, clock, long_sms(LONG)[:2])
    (ticket,) = rows(office, tickets)
    assert sent(office) == [
        f"LAPOR!: SMS panjang Anda tiba tidak lengkap (2 dari 3 bagian), dicatat No {ticket.number}. "
        f"Lengkapi: TAMBAH {ticket.number} isi yang kurang"
    ]
    assert "incomplete" in {row.kind for row in rows(office, events)}
    assert promises(office) == {0}


@pytest.mark.parametrize("text", ["STATUS", "assalamualaikum", "BANTUAN", "STOP"])
def test_half_of_what_is_no_report_goes_to_a_person_who_tells_the_sender(
    office: Office, clock: HandClock, text: str
) -> None:
    incomplete(office, clock, [inbound(text, part=SmsPart(7, 2, 1, text.encode(), "utf-8", b""))])
    (row,) = rows(office, messages)
    assert (row.state, row.reason) == (MessageState.REVIEW, "incomplete")
    assert ["belum jelas" in told for told in sent(office)] == [True]
    assert rows(office, senders)[0].stopped_at is None


def test_an_addition_that_is_incomplete_is_added_and_the_rest_asked_for(
    office: Office, clock: HandClock
) -> None:
    store(office, ROAD)
    work(office)
    number = rows(office, tickets)[0].number
    incomplete(office, clock, long_sms(f"TAMBAH {number} {LONG}")[:2])
    assert rows(office, messages)[-1].state == MessageState.ATTACHED
    assert f"(2 dari 3 bagian), dicatat No {number}" in sent(office)[-1]


def test_an_emergency_waits_only_a_moment_for_its_other_parts(office: Office, clock: HandClock) -> None:
    first, second, _ = long_sms(FIRE)
    intake.accept([first], office)
    clock.forward(seconds=EMERGENCY_WAIT.total_seconds())
    assert parts.release(office) == 1
    work(office)
    (row,) = rows(office, messages)
    assert row.priority == Priority.EMERGENCY
    told = sent(office)
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
        incomplete(office, clock, [inbound(body, part=SmsPart(7, 2, number, body.encode(), "utf-8", b""))])
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


def test_the_order_of_one_sender_is_kept(office: Office) -> None:
    first, second, third = long_sms(LONG)
    intake.accept([first, second], office)
    store(office, "STATUS")
    intake.accept([third], office)
    triage.drain(office, 60)
    assert [row.state for row in rows(office, messages)] == [MessageState.COMMAND, MessageState.TICKET]
    assert rows(office, senders)[0].blind_index == office.vault.blind(CITIZEN)
