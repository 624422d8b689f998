"""What is over its time goes by itself, class by class; what a case, a person or the law needs stays."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from sms_gateway.domain.permissions import NATIONWIDE, AccountRole
from sms_gateway.domain.retention import DataClass
from sms_gateway.services import accounts, audit, retention, reveals, viewing
from sms_gateway.services.office import Office
from sms_gateway.services.reveals import Looker, RevealReason
from sms_gateway.storage import retention as stored
from sms_gateway.storage.schema import (
    erasures,
    instance,
    legal_holds,
    message_views,
    messages,
    outbox,
    senders,
    tickets,
    views,
)
from sms_gateway.storage.schema import reveals as reveal_rows
from tests.builders import OTHER_CITIZEN, ROAD, WATER, rows, sql, store, work
from tests.conftest import HandClock


def archived(office: Office, clock: HandClock, days: int) -> str:
    """A ticket whose case ended so many days ago; another one, of somebody else, is open still."""
    store(office, ROAD)
    store(office, WATER, sender=OTHER_CITIZEN)
    work(office)
    number: str = rows(office, tickets)[0].number
    sql(office, "UPDATE cases SET state = 'done', state_since = opened_at WHERE id = 1")
    clock.forward(days=days)
    return number


def seen(office: Office) -> int:
    """An account that was shown both tickets, and a number."""
    account = accounts.add("ani", AccountRole.REVIEWER, None, "cli:test", office).account.id
    numbers = [row.number for row in rows(office, tickets)]
    viewing.shown(numbers, "tickets", account, office, [rows(office, messages)[0].id])
    by = Looker(account, NATIONWIDE)
    reveals.reveal(numbers[0], RevealReason.CALL_BACK, "alamat kurang jelas", by, office)
    return account


def _left(office: Office) -> dict[str, int]:
    """How many rows still have something to destroy."""
    return {
        "texts": sum(row.body_raw is not None for row in rows(office, messages)),
        "sms": sum(row.body is not None for row in rows(office, outbox)),
        "numbers": sum(row.msisdn_enc is not None for row in rows(office, senders)),
    }


def test_nothing_goes_before_its_time(office: Office, clock: HandClock) -> None:
    archived(office, clock, 364)
    assert set(retention.run(office).values()) == {0}
    assert _left(office) == {"texts": 2, "sms": 2, "numbers": 2}


def test_the_schedule_begins_a_week_after_it_could(office: Office, clock: HandClock) -> None:
    archived(office, clock, 1096)
    before = _left(office)
    assert retention.run_by_clock(office) == {}
    clock.forward(days=6, hours=23)
    assert retention.run_by_clock(office) == {}
    assert _left(office) == before
    clock.forward(hours=1)
    assert sum(retention.run_by_clock(office).values()) > 0


@pytest.mark.parametrize(("days", "left"), [(366, (2, 1, 2)), (731, (1, 1, 2)), (1096, (1, 1, 1))])
def test_each_class_goes_at_its_own_time_and_an_open_case_keeps_its_own(
    days: int, left: tuple[int, int, int], office: Office, clock: HandClock
) -> None:
    archived(office, clock, days)
    expected = {each.rule.what: each.rows for each in retention.preview(office)}
    assert _left(office) == {"texts": 2, "sms": 2, "numbers": 2}  # a preview touches nothing
    assert retention.run(office) == expected
    assert tuple(_left(office).values()) == left
    assert sum(retention.run(office).values()) == 0
    assert {each.rows for each in retention.preview(office)} == {0}


def test_a_destroyed_number_is_nobodys_and_the_case_stays(office: Office, clock: HandClock) -> None:
    number = archived(office, clock, 1096)
    retention.run(office)
    sender = rows(office, senders)[0]
    assert (sender.blind_index, sender.msisdn_enc, sender.data_key_enc) == (None, None, None)
    assert rows(office, tickets)[0].number == number
    notes = [row.entry for row in audit.listed(office) if row.entry.action == "retention"]
    assert {(note.actor, note.detail["what"], note.detail["rows"]) for note in notes} == {
        ("clock", "texts", 1),
        ("clock", "sms", 1),
        ("clock", "numbers", 1),
    }


def _hold(office: Office) -> None:
    sql(
        office,
        "INSERT INTO legal_holds (ticket_id, reason, reference, put_by, put_at) "
        "VALUES (1, 'court', 'B-12', 'account:1', '2026-11-10 02:00:00.000000')",
    )


def _reopen(office: Office) -> None:
    sql(office, "UPDATE cases SET state = 'working' WHERE id = 1")


def _officer(office: Office) -> None:
    sql(office, "UPDATE senders SET role = 'officer' WHERE id = 1")


def _stop(office: Office) -> None:
    sql(office, "UPDATE senders SET stopped_at = created_at WHERE id = 1")


def _write(office: Office) -> None:
    store(office, "STATUS")


@pytest.mark.parametrize("why", [_hold, _reopen, _officer, _stop, _write])
def test_a_number_that_is_needed_stays(
    why: Callable[[Office], None], office: Office, clock: HandClock
) -> None:
    archived(office, clock, 1100)
    why(office)
    assert retention.run(office)[DataClass.NUMBERS] == 0
    assert _left(office)["numbers"] == 2


def test_words_the_law_keeps_stay_until_the_hold_is_lifted(office: Office, clock: HandClock) -> None:
    archived(office, clock, 1100)
    _hold(office)
    assert set(retention.run(office).values()) == {0}
    assert len(rows(office, legal_holds)) == 1
    sql(office, "UPDATE legal_holds SET lifted_at = put_at, lifted_by = 'account:1'")
    assert retention.run(office)[DataClass.NUMBERS] == 1


def test_who_looked_at_what_the_law_keeps_is_known_until_the_hold_is_lifted(
    office: Office, clock: HandClock
) -> None:
    archived(office, clock, 0)
    seen(office)
    _hold(office)
    clock.forward(days=2000)
    gone = retention.run(office)
    assert (gone[DataClass.VIEWS], gone[DataClass.REASONS]) == (1, 0)  # that of the other ticket
    assert {each.rule.what: each.rows for each in retention.preview(office)}[DataClass.VIEWS] == 0
    sql(office, "UPDATE legal_holds SET lifted_at = put_at, lifted_by = 'account:1'")
    gone = retention.run(office)
    assert (gone[DataClass.VIEWS], gone[DataClass.REASONS]) == (2, 1)


def test_a_message_nobody_has_read_yet_stays(office: Office, clock: HandClock) -> None:
    store(office, "sdh 3 hari begini terus")
    work(office)
    clock.forward(days=2000)
    gone = retention.run(office)
    assert (gone[DataClass.TEXTS], gone[DataClass.NUMBERS]) == (0, 0)


def test_who_wrote_stop_is_remembered_longer(office: Office, clock: HandClock) -> None:
    archived(office, clock, 1826)
    _stop(office)
    assert retention.run(office)[DataClass.OPT_OUTS] == 1


def test_notes_of_what_was_shown_go_after_years_and_that_a_number_was_seen_stays(
    office: Office, clock: HandClock
) -> None:
    archived(office, clock, 1)
    seen(office)
    clock.forward(days=1824)
    retention.run(office)
    assert (len(rows(office, views)), len(rows(office, message_views))) == (2, 1)
    clock.forward(days=2)
    gone = retention.run(office)
    assert (gone[DataClass.VIEWS], gone[DataClass.REASONS]) == (3, 1)
    assert (len(rows(office, views)), len(rows(office, message_views))) == (0, 0)
    assert [(row.kind, row.words) for row in rows(office, reveal_rows)] == [("shown", None)]
    assert not [row for row in rows(office, instance) if row.name.startswith("forget:")]


def test_a_class_that_is_kept_for_ever_loses_nothing(
    make_office: Callable[..., Office], office: Office, clock: HandClock
) -> None:
    archived(office, clock, 5000)
    kept = office.settings.retention.model_copy(update={"numbers_days": None, "rows_at_once": 1})
    settings = office.settings.model_copy(update={"retention": kept})
    forever = make_office(settings=settings)
    found = {each.rule.what: each for each in retention.preview(forever)}
    assert (found[DataClass.NUMBERS].cutoff, found[DataClass.NUMBERS].rows) == (None, 0)
    assert found[DataClass.TEXTS].rows == 1
    assert retention.run(forever)[DataClass.NUMBERS] == 0


def test_a_round_stops_when_the_turn_is_lost(office: Office, clock: HandClock) -> None:
    archived(office, clock, 1100)
    assert set(retention.run(office, mine=lambda: False).values()) == {0}
    assert rows(office, erasures) == []
    assert clock.at - rows(office, messages)[0].received_at > timedelta(days=1000)


def test_what_is_still_needed_is_passed_by_and_what_is_behind_it_goes(
    office: Office, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Old senders who write on stand before those who do not."""
    monkeypatch.setattr(retention, "_LOOK", 2)
    phones = [f"0812345678{number:02d}" for number in range(10, 17)]
    for phone in phones:
        store(office, ROAD, sender=phone)
    work(office)
    sql(office, "UPDATE cases SET state = 'done', state_since = opened_at")
    clock.forward(days=1100)
    for phone in phones[:5]:
        store(office, "STATUS", sender=phone)
    assert retention.run(office)[DataClass.NUMBERS] == 2
    assert _left(office)["numbers"] == 5
    assert retention.run(office)[DataClass.NUMBERS] == 0


def test_the_schedule_goes_on_where_it_stopped_and_rests_when_all_is_done(
    make_office: Callable[..., Office], office: Office, clock: HandClock
) -> None:
    for number in range(10, 14):
        store(office, ROAD, sender=f"0812345678{number:02d}")
    work(office)
    sql(office, "UPDATE cases SET state = 'done', state_since = opened_at")
    clock.forward(days=1100)
    retention.run_by_clock(office)
    clock.forward(days=7)
    kept = office.settings.retention.model_copy(update={"rows_at_once": 1})
    slow = make_office(settings=office.settings.model_copy(update={"retention": kept}))
    assert [retention.run_by_clock(slow) for _ in range(2)] == [{DataClass.TEXTS: 1}] * 2
    while retention.run_by_clock(slow):
        pass
    assert _left(slow) == {"texts": 0, "sms": 0, "numbers": 0}
    store(slow, ROAD)
    clock.forward(hours=5)
    assert retention.run_by_clock(slow) == {}
    clock.forward(hours=1)
    assert retention.run_by_clock(slow) != {}


def test_a_go_of_the_schedule_lasts_no_longer_than_it_may(office: Office, clock: HandClock) -> None:
    archived(office, clock, 1100)
    retention.run_by_clock(office)
    clock.forward(days=7)
    ticks = iter([0.0, 0.0, 5.0])
    gone = retention.run_by_clock(office, seconds=2, monotonic=lambda: next(ticks))
    assert sum(gone.values()) == 1
    assert sum(retention.run_by_clock(office).values()) == 2


def test_a_page_looks_at_the_oldest_alone_and_says_so(
    office: Office, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "_AT_ONCE", 3)
    for number in range(10, 14):
        store(office, ROAD, sender=f"0812345678{number:02d}")
    work(office)
    sql(office, "UPDATE cases SET state = 'done', state_since = opened_at")
    clock.forward(days=1100)
    whole, some = (
        {each.rule.what: (each.rows, each.more) for each in retention.preview(office, look)}
        for look in (None, 2)
    )
    assert (whole[DataClass.TEXTS], some[DataClass.TEXTS]) == ((4, False), (2, True))
