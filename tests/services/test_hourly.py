"""The counts of every hour: kept by the schedule, mended when something moves, made anew."""

from typing import Any

from sqlalchemy import delete, text

from sms_gateway.domain.hourly import EVERYBODY, Measure
from sms_gateway.services import hourly
from sms_gateway.services.office import Office
from sms_gateway.storage.schema import cases, cursors, messages, tickets
from sms_gateway.storage.schema import hourly as table
from tests.builders import OTHER_CITIZEN, ROAD, WATER, rows, sql, store, work
from tests.conftest import NOW, HandClock

FIRST = NOW


def counted(office: Office) -> dict[tuple[str, str, str, float], int]:
    return {
        (row.measure, row.agency, row.part, (row.hour - FIRST).total_seconds() / 3600): row.count
        for row in rows(office, table)
    }


def two_hours(office: Office, clock: HandClock) -> tuple[Any, Any]:
    """A report in each of two hours; the agencies they go to."""
    store(office, ROAD)
    work(office)
    clock.forward(hours=1)
    with_later = office.now()
    store(office, WATER, sender=OTHER_CITIZEN)
    sql(office, "UPDATE messages SET received_at = :at WHERE id = 2", at=_text(with_later, office))
    work(office)
    hourly.keep(office)
    first, second = rows(office, cases)
    return first.agency, second.agency


def _text(moment: Any, office: Office) -> Any:
    sqlite = office.sessions.engine.dialect.name == "sqlite"
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f") if sqlite else moment


def test_each_hour_is_counted_for_all_and_for_each_agency(office: Office, clock: HandClock) -> None:
    first, second = two_hours(office, clock)
    found = counted(office)
    assert found[Measure.MESSAGES, EVERYBODY, "ticket", 0] == 1
    assert found[Measure.MESSAGES, EVERYBODY, "ticket", 1] == 1
    assert found[Measure.TICKETS, EVERYBODY, "", 0] == found[Measure.TICKETS, first, "", 0] == 1
    assert found[Measure.PROVINCE, EVERYBODY, "33", 0] == found[Measure.PROVINCE, second, "32", 1] == 1
    assert found[Measure.SEGMENTS, first, "simulator", 0] >= 1
    assert found[Measure.BACKLOG, EVERYBODY, "under_1", 1] == 2
    assert sum(n for (measure, *_), n in found.items() if measure == Measure.CONFIDENCE) == 4


def test_counting_again_changes_nothing(office: Office, clock: HandClock) -> None:
    two_hours(office, clock)
    before = counted(office)
    hourly.keep(office)
    hourly.rebuild(None, office)
    assert counted(office) == before


def test_what_was_lost_is_made_again(office: Office, clock: HandClock) -> None:
    two_hours(office, clock)
    before = {key: n for key, n in counted(office).items() if key[0] != Measure.BACKLOG}
    with office.sessions.begin() as session:
        session.execute(delete(table))
        session.execute(text("UPDATE tickets SET rating = NULL"))
    clock.forward(minutes=1)
    assert hourly.rebuild(None, office) == 2
    assert counted(office) == before


def test_a_case_that_moves_takes_its_hour_along(office: Office, clock: HandClock) -> None:
    first, _ = two_hours(office, clock)
    clock.forward(hours=30)
    hourly.keep(office)
    case_id = rows(office, tickets)[0].case_id
    sql(office, "UPDATE cases SET agency = 'dinkes@33.74' WHERE id = :id", id=case_id)
    sql(
        office,
        "INSERT INTO events (case_id, kind, actor, detail, at) VALUES (:id, 'forwarded', 'test', '{}', :at)",
        id=case_id,
        at=_text(office.now(), office),
    )
    clock.forward(minutes=2)
    hourly.keep(office)
    found = counted(office)
    assert found[Measure.TICKETS, "dinkes@33.74", "", 0] == 1
    assert (Measure.TICKETS, first, "", 0) not in found
    assert found[Measure.TICKETS, EVERYBODY, "", 0] == 1


def test_a_message_a_carrier_brings_late_counts_for_the_hour_it_is_of(
    office: Office, clock: HandClock
) -> None:
    two_hours(office, clock)
    clock.forward(hours=20)
    hourly.keep(office)
    store(office, "BANTUAN", sender="+6281200003333")  # received at NOW, as its carrier says
    work(office)
    clock.forward(minutes=2)
    hourly.keep(office)
    assert counted(office)[Measure.MESSAGES, EVERYBODY, "command", 0] == 1
    assert len(rows(office, messages)) == 3


def test_an_empty_gateway_counts_nothing_and_remembers_nothing(office: Office) -> None:
    assert hourly.keep(office) == 0
    assert rows(office, cursors) == []
