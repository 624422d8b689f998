"""Who is told what happened to a case, by which carrier, when, and that it is told once."""

from datetime import UTC, datetime, timedelta

import pytest

from sms_gateway.domain.messages import OutboxState, Priority
from sms_gateway.services import deadlines, delivery, duplicates, intake, moves, news
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import outbox, senders
from tests.builders import (
    CITIZEN,
    OTHER_CITIZEN,
    ROAD,
    RUBBISH,
    Chance,
    FakeCarrier,
    inbound,
    opened,
    rows,
    sql,
    store,
    work,
)
from tests.conftest import NOW, HandClock, OfficeMaker

ONE, TWO = "24183567", "24183617"
STAFF = "staff:budi"
FIRE = "TOLONG kebakaran di pasar kliwon kota kudus banyak orang terjebak"


@pytest.fixture
def carriers() -> dict[str, FakeCarrier]:
    return {name: FakeCarrier(name=name) for name in ("simulator", "twilio")}


@pytest.fixture
def office(make_office: OfficeMaker, carriers: dict[str, FakeCarrier]) -> Office:
    return make_office(rand=Chance(ONE, TWO), carriers=carriers)


@pytest.fixture
def filed(office: Office) -> Office:
    store(office, ROAD)
    work(office)
    return office


def _shared(office: Office) -> None:
    """Two phones on one case."""
    store(office, RUBBISH, sender=OTHER_CITIZEN)
    work(office)
    duplicates.merge(TWO, ONE, "same", STAFF, office)


def _news(office: Office) -> list[tuple[int, str]]:
    return [(row.sender_id, row.kind) for row in rows(office, outbox) if row.message_id is None]


def test_it_leaves_by_the_carrier_its_report_came_by(
    office: Office, carriers: dict[str, FakeCarrier]
) -> None:
    intake.accept([inbound(ROAD, carrier="twilio")], office)
    work(office)
    moves.forward(ONE, STAFF, office)
    work(office)
    assert [text[:40] for text in carriers["twilio"].texts][-1] == f"LAPOR!: No {ONE} diteruskan ke Dinas "
    assert carriers["simulator"].texts == []


def test_each_phone_can_open_only_its_own(filed: Office) -> None:
    _shared(filed)
    moves.answer(ONE, "sudah diangkut", STAFF, filed)
    told = {row.sender_id: opened(filed, row) for row in rows(filed, outbox, kind="answered")}
    assert (ONE in told[1], TWO in told[2]) == (True, True)
    assert (TWO in told[1], ONE in told[2]) == (False, False)


def test_a_phone_with_two_tickets_on_a_case_hears_of_it_once(filed: Office) -> None:
    store(filed, RUBBISH)
    work(filed)
    duplicates.merge(TWO, ONE, "same", STAFF, filed)
    assert moves.forward(ONE, STAFF, filed).told == 1


SILENCED = {
    "stopped": "UPDATE senders SET stopped_at = '2026-11-10 00:00:00+00:00'",
    "stopped this ticket": "UPDATE tickets SET stopped = true",
    "erased": "UPDATE senders SET data_key_enc = NULL, msisdn_enc = NULL, blind_index = NULL",
    "not answerable": "UPDATE senders SET replyable = false",
}


@pytest.mark.parametrize("statement", SILENCED.values(), ids=SILENCED.keys())
def test_who_cannot_or_will_not_hear_is_not_told_and_the_move_is_made(filed: Office, statement: str) -> None:
    sql(filed, statement)
    assert moves.forward(ONE, STAFF, filed).told == 0
    assert _news(filed) == []


def test_what_one_reporter_is_asked_no_other_reads(filed: Office) -> None:
    _shared(filed)
    moves.ask(TWO, "di blok berapa", STAFF, filed)
    assert _news(filed) == [(2, "asked-by-agency")]


def test_what_one_reporter_added_no_other_reads(filed: Office) -> None:
    _shared(filed)
    store(filed, f"TAMBAH {ONE} rahasia warga")
    work(filed)
    moves.answer(TWO, "sudah diangkut", STAFF, filed)
    assert not any("rahasia warga" in opened(filed, row) for row in rows(filed, outbox))


def test_every_event_is_told_anew_and_each_once(filed: Office) -> None:
    moves.forward(ONE, STAFF, filed)
    moves.return_to_desk(ONE, "jalan nasional", STAFF, filed)
    moves.forward(ONE, STAFF, filed, "bbpjn@id")
    once = [row.once for row in rows(filed, outbox, kind="forwarded")]
    assert len(once) == len(set(once)) == 2


NIGHT = [
    # 22.00 in Jakarta, 23.00 in Makassar, midnight in Jayapura: 06.00 there
    ("33.74", datetime(2026, 11, 10, 23, 0, tzinfo=UTC)),
    ("73.71", datetime(2026, 11, 10, 22, 0, tzinfo=UTC)),
    ("91.71", datetime(2026, 11, 10, 21, 0, tzinfo=UTC)),
]


@pytest.mark.parametrize(("region", "morning"), NIGHT)
def test_news_at_night_waits_for_the_morning_of_the_region(
    filed: Office, clock: HandClock, region: str, morning: datetime
) -> None:
    sql(filed, "UPDATE cases SET region = :region", region=region)
    clock.forward(hours=13)
    moves.forward(ONE, STAFF, filed)
    due = rows(filed, outbox, kind="forwarded")[0].due_at
    assert morning <= due < morning + timedelta(minutes=15)


def test_hours_that_are_equal_are_never_quiet(
    make_office: OfficeMaker, filed: Office, clock: HandClock
) -> None:
    quiet = filed.settings.quiet.model_copy(update={"ends": filed.settings.quiet.starts})
    loud = make_office(settings=filed.settings.model_copy(update={"quiet": quiet}))
    clock.forward(hours=13)
    moves.forward(ONE, STAFF, loud)
    assert rows(filed, outbox, kind="forwarded")[0].due_at is None


def test_news_of_an_emergency_never_waits(office: Office, clock: HandClock) -> None:
    store(office, FIRE)
    work(office)
    clock.forward(hours=13)
    moves.forward(ONE, STAFF, office, "damkar@33.19")
    assert rows(office, outbox, kind="forwarded")[0].due_at is None


def test_what_is_said_later_arrives_later(
    filed: Office, clock: HandClock, carriers: dict[str, FakeCarrier]
) -> None:
    clock.forward(hours=13)
    moves.answer(ONE, "sudah ditambal", STAFF, filed)
    clock.at = rows(filed, outbox, kind="answered")[0].due_at - timedelta(microseconds=1)
    moves.answer(ONE, "dan diaspal", STAFF, filed)
    assert delivery.drain(filed, 5) == 0
    clock.forward(seconds=1)
    delivery.drain(filed, 5)
    assert ["dan diaspal" in text for text in carriers["simulator"].texts[1:]] == [False, True]


@pytest.mark.parametrize("kind", [*news.OVERTAKES])
def test_no_news_ever_drops_an_answer_or_what_stands_for_itself(kind: str) -> None:
    assert {news.ANSWERED, news.LINKED, "ack"}.isdisjoint(news.OVERTAKES[kind])


def test_every_kind_of_news_says_what_it_overtakes() -> None:
    assert set(news.OVERTAKES) == {*news.KINDS, news.ASKED}


def test_news_of_the_same_night_is_dropped_for_what_is_newer(
    filed: Office, clock: HandClock, carriers: dict[str, FakeCarrier]
) -> None:
    clock.forward(hours=13)
    done = [
        moves.forward(ONE, STAFF, filed),
        moves.answer(ONE, "sudah ditambal", STAFF, filed),
        moves.finish(ONE, STAFF, filed),
    ]
    assert {f"{each.leaves_at:%d/%m %H.%M %Z}" for each in done} == {"11/11 06.00 WIB"}
    ended = [(row.kind, row.state, row.reason) for row in rows(filed, outbox)[1:]]
    assert ended == [
        ("forwarded", "expired", "superseded"),
        ("answered", "queued", None),
        ("changed", "queued", None),
    ]
    clock.forward(hours=9)
    delivery.drain(filed, 5)
    assert [text.split()[3] for text in carriers["simulator"].texts[1:]] == ["dijawab", "(jalan"]


def test_by_day_nothing_waits_and_nothing_is_dropped(filed: Office) -> None:
    assert moves.forward(ONE, STAFF, filed).leaves_at is None
    moves.answer(ONE, "sudah ditambal", STAFF, filed)
    assert [row.state for row in rows(filed, outbox)] == ["accepted", "queued", "queued"]


@pytest.mark.parametrize("undone", ["return", "cancel"])
def test_what_is_not_true_any_more_in_the_morning_is_not_told(
    filed: Office, clock: HandClock, undone: str
) -> None:
    clock.forward(hours=13)
    moves.forward(ONE, STAFF, filed)
    if undone == "return":
        moves.return_to_desk(ONE, "jalan nasional", STAFF, filed)
    else:
        store(filed, f"BATAL {ONE}", "YA")
        work(filed)
    (row,) = rows(filed, outbox, kind="forwarded")
    assert (row.state, row.reason) == ("expired", "superseded")


def test_of_a_shared_case_every_phone_is_told_the_newest_only(office: Office, clock: HandClock) -> None:
    _shared_at_night(office, clock)
    moves.forward(ONE, STAFF, office)
    moves.answer(ONE, "sudah ditambal", STAFF, office)
    waiting = [(row.sender_id, row.kind) for row in rows(office, outbox, state="queued")]
    assert waiting == [(1, "answered"), (2, "answered")]


def _shared_at_night(office: Office, clock: HandClock) -> None:
    store(office, ROAD)
    work(office)
    _shared(office)
    clock.forward(hours=13)


def test_an_answer_to_the_phone_passes_what_waits(
    filed: Office, clock: HandClock, carriers: dict[str, FakeCarrier]
) -> None:
    clock.forward(hours=13)
    moves.forward(ONE, STAFF, filed)
    store(filed, "BANTUAN")
    work(filed)
    assert carriers["simulator"].texts[-1].startswith("LAPOR! 1708: tulis masalah")


def test_a_reminder_that_waits_is_dropped_when_there_is_real_news(filed: Office, clock: HandClock) -> None:
    moves.forward(ONE, STAFF, filed)
    work(filed)
    clock.at = NOW + timedelta(days=7, hours=15, minutes=1)  # one minute past midnight
    deadlines.run(filed)
    assert rows(filed, outbox)[-1].kind == "overdue"
    moves.answer(ONE, "sudah ditambal", STAFF, filed)
    late, told = rows(filed, outbox)[-2:]
    assert (late.state, late.reason) == (OutboxState.EXPIRED, "superseded")
    assert (told.kind, told.state) == ("answered", OutboxState.QUEUED)


def test_stop_ends_what_waits_for_the_morning(filed: Office, clock: HandClock) -> None:
    clock.forward(hours=13)
    moves.forward(ONE, STAFF, filed)
    store(filed, "STOP")
    work(filed)
    row = rows(filed, outbox, kind="forwarded")[0]
    assert (row.state, row.reason) == (OutboxState.EXPIRED, "recipient-stopped")


def test_reminders_leave_after_everything_else(filed: Office, clock: HandClock) -> None:
    clock.forward(days=4)
    deadlines.run(filed)
    assert [row.priority for row in rows(filed, outbox, kind="overdue")] == [Priority.BULK]


def test_a_case_of_many_is_told_to_all(office: Office) -> None:
    for number in range(30):
        store(office, ROAD, sender=f"+62812000{number:05}")
    work(office)
    assert moves.forward(TWO, STAFF, office).told == 30
    assert len({row.sender_id for row in rows(office, outbox, kind="forwarded")}) == 30
    assert len(rows(office, senders)) == 30
    assert CITIZEN not in str(rows(office, outbox))
