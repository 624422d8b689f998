"""Past tickets are routed again by other rules, in batches, on both databases, and nothing is written."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from sms_gateway.domain.rulebook import RuleBook
from sms_gateway.services import triage
from sms_gateway.services.office import Office
from sms_gateway.services.replay import Moved, how_many, replay
from sms_gateway.services.rules import packaged, read_file
from sms_gateway.storage.schema import metadata, senders, tickets
from tests.builders import CITIZEN, ROAD, RUBBISH, WATER, rows, sql, store
from tests.conftest import NOW, HandClock

DAY = timedelta(days=1)


@pytest.fixture
def other_rules(tmp_path: Path) -> RuleBook:
    """The packaged rules, with the roads given to another office."""
    text = Path(__file__).parents[2].joinpath("sms_gateway/data/routing.yaml").read_text(encoding="utf-8")
    file = tmp_path / "rules.yaml"
    start = text.index("- id: jalan\n")
    file.write_text(text[:start] + text[start:].replace("pupr@regency", "setda@regency", 1), encoding="utf-8")
    return read_file(file)


@pytest.fixture
def worked(office: Office, clock: HandClock) -> Office:
    """A road, rubbish and water, a day apart."""
    for number, text in enumerate((ROAD, RUBBISH, WATER)):
        store(office, text, sender=f"+6281200000{number:02}")
        triage.drain(office, 60)
        clock.forward(days=1)
    return office


def test_only_what_would_go_elsewhere_is_told(worked: Office, other_rules: RuleBook) -> None:
    told: list[int] = []
    found = replay(worked, other_rules, NOW - DAY, NOW + 9 * DAY, told.append)
    assert (found.read, found.moved, found.by_rules, found.unreadable) == (3, 1, 1, 0)
    assert found.moves == {("pupr@33.74", "setda@33.74"): 1}
    ticket = rows(worked, tickets)[0].id
    assert found.first == [Moved(ticket, "pupr@33.74", "setda@33.74", "jalan", ROAD, False)]
    assert sum(told) == 3


def test_the_rules_in_force_move_nothing(worked: Office) -> None:
    found = replay(worked, packaged(), NOW - DAY, NOW + 9 * DAY, len_of_nothing)
    assert (found.read, found.moved, found.first) == (3, 0, [])


def len_of_nothing(_: int) -> None:
    """Nobody listens."""


def test_a_ticket_a_person_moved_is_told_apart(worked: Office) -> None:
    sql(worked, "UPDATE cases SET agency = 'dlh@33.74' WHERE agency = 'pupr@33.74'")
    found = replay(worked, packaged(), NOW - DAY, NOW + 9 * DAY, len_of_nothing)
    assert (found.moved, found.by_rules, found.first[0].today) == (1, 0, True)


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [(-1, 9, 3), (0, 1, 1), (1, 9, 2), (3, 9, 0)],
)
def test_only_the_days_that_were_asked_for_are_read(
    worked: Office, since: int, until: int, expected: int
) -> None:
    start, end = NOW + since * DAY, NOW + until * DAY
    assert how_many(worked, start, end) == expected
    assert replay(worked, packaged(), start, end, len_of_nothing).read == expected


def test_many_tickets_are_read_in_batches(office: Office) -> None:
    for number in range(5):
        store(office, RUBBISH, sender=f"+6281300000{number:02}")
    triage.drain(office, 60)
    told: list[int] = []
    found = replay(office, packaged(), NOW - DAY, NOW + DAY, told.append, size=2)
    assert found.read == len(rows(office, tickets)) == 5
    assert told == [2, 2, 1]


def test_an_erased_text_is_counted_and_passed_over(worked: Office) -> None:
    first = rows(worked, senders)[0]
    sql(worked, "UPDATE senders SET data_key_enc = NULL WHERE id = :id", id=first.id)
    found = replay(worked, packaged(), NOW - DAY, NOW + 9 * DAY, len_of_nothing)
    assert (found.read, found.unreadable) == (3, 1)


def test_a_report_behind_a_protection_word_is_read(office: Office) -> None:
    store(office, f"RAHASIA {RUBBISH}", sender=CITIZEN)
    triage.drain(office, 60)
    assert replay(office, packaged(), NOW - DAY, NOW + DAY, len_of_nothing).moved == 0


def test_nothing_is_written(worked: Office, other_rules: RuleBook) -> None:
    def content() -> dict[str, int]:
        with worked.sessions.read() as session:
            counts = {
                table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
                for table in metadata.sorted_tables
            }
            agencies = session.execute(select(tickets.c.case_id)).all()
        return {**counts, "cases of tickets": hash(tuple(agencies))}

    before = content()
    replay(worked, other_rules, NOW - DAY, NOW + 9 * DAY, len_of_nothing)
    assert content() == before
