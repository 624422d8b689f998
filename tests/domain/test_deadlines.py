"""Deadlines: every state a machine owns has one, every other state has none."""

from datetime import timedelta

from sms_gateway.domain.cases import OPEN, CaseState
from sms_gateway.domain.deadlines import (
    CASE_FINAL,
    CASE_WORKING_DAYS,
    HELD_ALERT,
    MESSAGE_DEADLINES,
    OUTBOX_DEADLINES,
    REVIEW_ALERT,
)
from sms_gateway.domain.delivery import FORWARD
from sms_gateway.domain.messages import UNFINISHED, OutboxState


def test_exactly_the_unfinished_messages_have_a_deadline() -> None:
    assert set(MESSAGE_DEADLINES) == set(UNFINISHED)


def test_exactly_the_sms_a_machine_still_works_on_have_a_deadline() -> None:
    ended = {OutboxState.ACCEPTED, OutboxState.DELIVERED, OutboxState.REFUSED, OutboxState.EXPIRED}
    assert set(OUTBOX_DEADLINES) == set(OutboxState) - ended - {OutboxState.HELD}
    assert all(FORWARD[state] for state in OUTBOX_DEADLINES)


def test_every_limit_is_positive_and_a_person_gets_longer_than_a_machine() -> None:
    machine = [*MESSAGE_DEADLINES.values(), *OUTBOX_DEADLINES.values()]
    assert min(machine) > timedelta(0)
    assert max(machine) < min(HELD_ALERT, REVIEW_ALERT)


def test_only_open_cases_have_working_days_and_all_end_before_the_final_limit() -> None:
    assert set(CASE_WORKING_DAYS) == OPEN - {CaseState.DELAYED}
    assert timedelta(days=2 * max(CASE_WORKING_DAYS.values())) < CASE_FINAL
