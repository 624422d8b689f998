"""A part that comes after its long SMS was released belongs to what that became, and opens nothing."""

from sms_gateway.domain.messages import MessageState, SmsPart
from sms_gateway.services import intake, parts
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import (
    cases,
    events,
    messages,
    outbox,
    review_items,
    tickets,
)
from tests.builders import ROAD, inbound, opened, rows, sql, store, work
from tests.conftest import HandClock
from tests.services.long_sms import LONG, again, incomplete, later, long_sms, promises, sent

NO_WATER = (
    "Yth bapak ibu mohon maaf mengganggu, saya mau menyampaikan keluhan, air pdam mati total sudah 4 hari, "
    "warga susah sekali mandi dan memasak, tolong segera diperbaiki karena banyak yang sakit, lokasinya di "
    "jl kelud raya kec gajahmungkur kota semarang"
)
NO_PLACE = (
    "air pdam mati total sudah 4 hari, air pdam tidak mengalir sama sekali di rumah kami, mohon pdam datang, "
    "anak anak tidak bisa mandi, jalan depan rumah juga rusak dan berlubang sedikit, warga sudah mengeluh ke "
    "ketua rt tetapi belum ada tanggapan apapun sampai hari ini, mohon bantuannya segera terima kasih"
)


def test_a_late_part_is_added_to_the_ticket_and_opens_none(office: Office, clock: HandClock) -> None:
    first, second, third = long_sms(LONG)
    incomplete(office, clock, [first, third])
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
    incomplete(office, clock, [first, third])
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
    incomplete(office, clock, [first, third])
    store(office, "BATAL", "YA")
    intake.accept([second], office)
    work(office)
    assert rows(office, messages)[-1].state == MessageState.ATTACHED
    assert len(rows(office, tickets)) == 1


def test_a_late_part_of_what_a_person_reads_is_read_by_a_person(office: Office, clock: HandClock) -> None:
    first, second = long_sms("asdkj 88 trs pak ny gmn sdh 2x qwpoe zxmnb", 2)
    incomplete(office, clock, [first])
    intake.accept([second], office)
    work(office)
    assert [row.reason for row in rows(office, review_items)][1:] == ["late-part"]
    assert rows(office, tickets) == []
    assert promises(office) == {0}


def test_a_yes_in_the_tail_of_a_lost_report_cancels_nothing(office: Office, clock: HandClock) -> None:
    store(office, ROAD, "BATAL")
    work(office)
    sms = inbound("YA", part=SmsPart(7, 2, 2, b"YA", "utf-8", b""))
    incomplete(office, clock, [sms])
    assert rows(office, messages)[-1].state == MessageState.REVIEW
    assert "belum jelas" in sent(office)[-1]


def test_a_report_that_is_elsewhere_once_it_is_whole_is_placed_anew(office: Office, clock: HandClock) -> None:
    sms = long_sms(NO_WATER)
    incomplete(office, clock, sms[:2])
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
    incomplete(office, clock, sms[:2])
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
    incomplete(office, clock, sms[:2])
    store(office, "LOKASI kec jonggol kab bogor")
    work(office)
    intake.accept([later(sms[2], minutes=5)], office)
    work(office)
    (case,) = rows(office, cases)
    assert case.region.startswith("32.01")
    assert [row.reason for row in rows(office, review_items)] == ["late-part-differs"]


def test_another_topic_alone_changes_the_case_and_asks_nothing(office: Office, clock: HandClock) -> None:
    sms = long_sms(NO_PLACE)
    incomplete(office, clock, sms[1:])
    (before,) = rows(office, cases)
    intake.accept([later(sms[0], minutes=5)], office)
    work(office)
    (case,) = rows(office, cases)
    assert case.topic == "air_bersih" != before.topic
    assert (case.state, case.region) == ("unverified", None)
    assert promises(office) == {0}
