"""A report whose reporter did not answer goes on with a person, and the reporter is told once."""

import pytest

from sms_gateway.services.office import Office
from sms_gateway.services.silence import give_up_waiting
from sms_gateway.storage.schema import cases, events, outbox
from tests.builders import opened, rows, sql, store, work
from tests.conftest import HandClock

WATER = "air pdam mati sudah 4 hari tolong pak"


@pytest.fixture
def asked(office: Office) -> Office:
    store(office, WATER)
    work(office)
    return office


def told(office: Office) -> list[str]:
    return [opened(office, row) for row in rows(office, outbox, kind="silence")]


def test_nobody_is_given_up_early(asked: Office, clock: HandClock) -> None:
    clock.forward(hours=47, minutes=59)
    assert give_up_waiting(asked) == 0
    assert rows(asked, cases)[0].state == "asking"


def test_silence_puts_the_case_back_and_tells_once(asked: Office, clock: HandClock) -> None:
    clock.forward(hours=48)
    assert [give_up_waiting(asked), give_up_waiting(asked)] == [1, 0]
    (case,) = rows(asked, cases)
    assert (case.state, case.before_asking) == ("unverified", None)
    assert len(told(asked)) == 1
    assert [(row.kind, row.actor) for row in rows(asked, events)][-1] == ("silence", "clock")


def test_a_second_silence_about_the_same_case_is_told_again(asked: Office, clock: HandClock) -> None:
    clock.forward(hours=48)
    give_up_waiting(asked)
    with asked.sessions.begin() as session:
        session.execute(cases.update().values(state="asking", state_since=clock(), before_asking="routed"))
    clock.forward(hours=48)
    assert give_up_waiting(asked) == 1
    assert rows(asked, cases)[0].state == "routed"
    assert len(told(asked)) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE senders SET stopped_at = '2026-11-10 00:00:00+00:00'",
        "UPDATE tickets SET stopped = true",
        "UPDATE senders SET data_key_enc = NULL",
        "UPDATE cases SET region = '32.01'",
    ],
    ids=["stopped", "stopped this one", "erased", "its place is known"],
)
def test_who_is_not_told_has_the_case_go_on_all_the_same(
    asked: Office, clock: HandClock, statement: str
) -> None:
    sql(asked, statement)
    clock.forward(hours=48)
    assert give_up_waiting(asked) == 1
    assert rows(asked, outbox, kind="silence") == []
