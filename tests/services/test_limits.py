"""Floods and loops: everything is kept and worked, and what we send stays within its limits."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from sms_gateway.domain.messages import SendOutcome
from sms_gateway.services import breaker, delivery, intake, triage
from sms_gateway.services.office import Office
from sms_gateway.settings import Limits, Settings
from sms_gateway.storage.schema import events, messages, outbox, senders, tickets
from tests.builders import OTHER_CITIZEN, ROAD, WATER, FakeCarrier, inbound, opened, rows, sql, store, work
from tests.conftest import HandClock, OfficeMaker

FIRE = "TOLONG kebakaran di pasar minggu banyak orang terjebak"


@pytest.fixture
def carrier() -> FakeCarrier:
    return FakeCarrier()


def _office(make_office: OfficeMaker, settings: Settings, carrier: FakeCarrier, **limits: int) -> Office:
    own = settings.model_copy(update={"limits": Limits(**limits)})
    return make_office(settings=own, carriers={"simulator": carrier})


def _texts(carrier: FakeCarrier) -> list[str]:
    return [sms.text for sms in carrier.sent]


def test_a_flood_is_stored_and_worked_and_answered_up_to_its_limit(
    make_office: OfficeMaker, settings: Settings, carrier: FakeCarrier
) -> None:
    office = _office(make_office, settings, carrier, replies_per_hour=4)
    store(office, *(f"jalan rusak di jl mawar no {number} kota semarang" for number in range(1, 9)))
    work(office)
    assert len(rows(office, tickets)) == 8
    assert len(carrier.sent) == 5
    assert "Terlalu banyak pesan dari nomor Anda, balasan dihentikan 24 jam" in _texts(carrier)[-1]


def test_who_is_not_answered_is_answered_again_the_day_after(
    make_office: OfficeMaker, settings: Settings, carrier: FakeCarrier, clock: HandClock
) -> None:
    office = _office(make_office, settings, carrier, replies_per_hour=1)
    store(office, "BANTUAN", "BANTUAN", "STATUS")
    work(office)
    assert len(carrier.sent) == 2
    clock.forward(hours=25)
    store(office, "BANTUAN")
    work(office)
    assert len(carrier.sent) == 3


def test_an_emergency_is_answered_whoever_sends_it(
    make_office: OfficeMaker, settings: Settings, carrier: FakeCarrier
) -> None:
    office = _office(make_office, settings, carrier, replies_per_hour=1)
    store(office, "BANTUAN", "BANTUAN", FIRE)
    work(office)
    assert "TELEPON SEKARANG 112" in " ".join(_texts(carrier))


def test_one_phone_does_not_use_up_the_answers_of_another(
    make_office: OfficeMaker, settings: Settings, carrier: FakeCarrier
) -> None:
    office = _office(make_office, settings, carrier, replies_per_hour=1)
    store(office, "BANTUAN", "BANTUAN", "BANTUAN")
    store(office, "BANTUAN", sender=OTHER_CITIZEN)
    work(office)
    assert OTHER_CITIZEN in {sms.recipient for sms in carrier.sent}


def test_two_gateways_texting_each_other_fall_silent_within_four_messages(office: Office) -> None:
    texts = ["Terima kasih, pesan anda sudah kami terima"]
    for turn in range(10):
        store(office, f"{texts[-1]} {turn}")
        triage.drain(office, 60)
        texts = [opened(office, row) for row in rows(office, outbox)]
        if len(texts) < turn + 1:
            break
    assert len(rows(office, outbox)) <= 4


def test_our_own_sentence_that_comes_back_is_kept_and_not_answered(office: Office) -> None:
    store(office, ROAD)
    triage.drain(office, 60)
    echo = opened(office, rows(office, outbox)[0])
    store(office, echo, sender=OTHER_CITIZEN)
    triage.drain(office, 60)
    last = rows(office, messages)[-1]
    assert (last.state, last.reason, len(rows(office, outbox))) == ("ignored", "own-sentence", 1)


def test_a_spent_budget_holds_what_can_wait_and_lets_it_go_later(
    make_office: OfficeMaker, settings: Settings, carrier: FakeCarrier, clock: HandClock
) -> None:
    office = _office(make_office, settings, carrier, segments_per_hour=2)
    for number in range(5):
        store(office, "BANTUAN", sender=f"+628120000{number:04d}")
        work(office)
        clock.forward(minutes=1)
    assert len(carrier.sent) == 2
    assert [row.state for row in rows(office, outbox)].count("held") == 3
    for _ in range(3):
        clock.forward(minutes=61)
        delivery.drain(office, 60)
    assert len(carrier.sent) == 5
    assert len({sms.outbox_id for sms in carrier.sent}) == 5


def test_an_emergency_passes_a_spent_budget(
    make_office: OfficeMaker, settings: Settings, carrier: FakeCarrier
) -> None:
    office = _office(make_office, settings, carrier, segments_per_day=1)
    store(office, "BANTUAN")
    work(office)
    store(office, FIRE, sender=OTHER_CITIZEN)
    work(office)
    assert "TELEPON SEKARANG 112" in _texts(carrier)[-1]


def test_a_batch_never_exceeds_the_budget(
    make_office: OfficeMaker, settings: Settings, carrier: FakeCarrier
) -> None:
    office = _office(make_office, settings, carrier, segments_per_hour=3)
    for number in range(9):
        store(office, "BANTUAN", sender=f"+628120000{number:04d}")
    work(office)
    delivery.drain(office, 60)
    assert len(carrier.sent) == 3


def _promised(office: Office, phones: int) -> None:
    for number in range(phones):
        store(office, "BANTUAN", sender=f"+628120000{number:04d}")
    triage.drain(office, 60)


def test_drains_that_asked_for_room_at_once_share_it(
    make_office: OfficeMaker, settings: Settings, carrier: FakeCarrier
) -> None:
    office = _office(make_office, settings, carrier, segments_per_hour=5)
    _promised(office, 4)
    delivery.drain(office, 60)
    _promised(office, 8)
    rooms = [breaker.room(office), breaker.room(office)]
    assert [len(delivery.claim(office, room)) for room in rooms] == [1, 0]


def test_many_workers_at_once_stay_within_the_budget(
    make_office: OfficeMaker, settings: Settings, carrier: FakeCarrier
) -> None:
    office = _office(make_office, settings, carrier, segments_per_hour=10)
    _promised(office, 40)
    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(delivery.drain, office, 60) for _ in range(4)]:
            done.result(120)
    assert len(carrier.sent) == 10


def test_only_the_last_sms_may_need_more_segments_than_are_left(
    make_office: OfficeMaker, settings: Settings, carrier: FakeCarrier
) -> None:
    office = _office(make_office, settings, carrier, segments_per_hour=4)
    _promised(office, 4)
    sql(office, "UPDATE outbox SET segments = 3")
    for _ in range(2):
        delivery.drain(office, 60)
    assert [row.state for row in rows(office, outbox)] == ["accepted", "accepted", "held", "held"]


def test_a_fate_is_looked_up_although_the_budget_is_spent(
    make_office: OfficeMaker, settings: Settings, carrier: FakeCarrier, clock: HandClock
) -> None:
    carrier.outcomes = [SendOutcome.unknown("no-answer")]
    office = _office(make_office, settings, carrier, segments_per_hour=1)
    _promised(office, 2)
    delivery.drain(office, 60)
    clock.forward(seconds=20)
    delivery.drain(office, 60)
    assert (len(carrier.sent), len(carrier.looked)) == (1, 1)


def test_an_insult_is_answered_once_a_day(office: Office) -> None:
    store(office, "anjing bangsat lu semua", "goblok lu bangsat", "tolol anjing")
    triage.drain(office, 60)
    assert [row.kind for row in rows(office, outbox)] == ["abuse"]


def test_stop_told_by_the_carrier_is_the_same_fact(make_office: OfficeMaker, settings: Settings) -> None:
    carrier = FakeCarrier(SendOutcome.refused("twilio-21610", opted_out=True))
    office = _office(make_office, settings, carrier)
    store(office, ROAD)
    work(office)
    assert rows(office, senders)[0].stopped_at is not None
    assert [row.actor for row in rows(office, events, kind="stopped")] == ["carrier"]


@pytest.mark.parametrize(("said", "stopped"), [(["STOP"], True), (["STOP", "START"], False)])
def test_what_was_said_at_the_carrier_is_noted_and_not_answered(
    office: Office, said: list[str], stopped: bool
) -> None:
    intake.accept([inbound(word, opt_out=word) for word in said], office)
    triage.drain(office, 60)
    assert (rows(office, senders)[0].stopped_at is not None) is stopped
    assert rows(office, outbox) == []


def test_after_stop_a_report_still_gets_its_number(office: Office) -> None:
    store(office, "STOP", WATER, "STATUS")
    triage.drain(office, 60)
    assert [row.kind for row in rows(office, outbox)] == ["stop", "ack", "status"]


def test_start_brings_back_the_news_of_every_ticket(office: Office) -> None:
    store(office, ROAD)
    triage.drain(office, 60)
    number = rows(office, tickets)[0].number
    store(office, f"STOP {number}", "MULAI")
    triage.drain(office, 60)
    assert rows(office, tickets)[0].stopped is False


def test_the_room_is_looked_up_once_a_second_and_what_leaves_is_counted_with_each_claim(
    make_office: OfficeMaker, settings: Settings, carrier: FakeCarrier
) -> None:
    office = _office(make_office, settings, carrier, segments_per_hour=5)
    time = [0.0]
    rooms = breaker.Rooms(office, lambda: time[0])
    first = rooms()
    _promised(office, 8)
    time[0] = 0.9
    for _ in range(2):
        delivery.drain(office, 60, rooms=rooms)
    assert len(carrier.sent) == 5
    assert rooms() is first
    time[0] = 1.0
    assert rooms() is not first
