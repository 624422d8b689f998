"""Who is still answered: limits per phone, idle answers, and our own sentences that come back."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_gateway.domain.budget import (
    IDLE,
    PhoneLimits,
    Sent,
    Verdict,
    has_room_at,
    idle_in_a_row,
    is_own_sentence,
    may_answer,
    room,
)
from sms_gateway.domain.messages import Priority
from tests.conftest import NOW, WORDING

LIMITS = PhoneLimits(hour=5, day=8, idle=3)
NORMAL = Priority.ACKNOWLEDGEMENT


@pytest.mark.parametrize(
    ("kind", "sent", "silenced", "verdict"),
    [
        ("ack", Sent(0, 0), False, Verdict.SEND),
        ("ack", Sent(4, 7), False, Verdict.SEND),
        ("ack", Sent(5, 5), False, Verdict.LAST),  # the hour is full
        ("ack", Sent(0, 8), False, Verdict.LAST),  # the day is full
        ("ack", Sent(0, 0), True, Verdict.SILENT),
        ("answer", Sent(2, 2, ["answer", "review"]), False, Verdict.SEND),
        ("answer", Sent(3, 3, ["answer", "review", "nothing"]), False, Verdict.SILENT),
        ("answer", Sent(4, 4, ["ack", "answer", "review", "nothing"]), False, Verdict.SEND),
        ("ack", Sent(3, 3, ["answer", "review", "nothing"]), False, Verdict.SEND),
    ],
)
def test_an_answer_leaves_while_there_is_room(
    kind: str, sent: Sent, silenced: bool, verdict: Verdict
) -> None:
    assert may_answer(kind, NORMAL, sent, LIMITS, silenced=silenced) is verdict


@given(st.integers(0, 99), st.integers(0, 99), st.lists(st.sampled_from([*IDLE, "ack"])), st.booleans())
def test_an_emergency_is_always_answered(hour: int, day: int, kinds: list[str], silenced: bool) -> None:
    sent = Sent(hour, day, kinds)
    assert may_answer("ack", Priority.EMERGENCY, sent, LIMITS, silenced=silenced) is Verdict.SEND


@given(st.lists(st.integers(0, 23 * 3600), max_size=20))
def test_a_phone_has_room_again_once_an_hour_and_a_day_hold_less(seconds: list[int]) -> None:
    answered = sorted((NOW - timedelta(seconds=each) for each in seconds), reverse=True)
    free = has_room_at(answered, LIMITS, NOW)
    for most, span in ((LIMITS.hour, timedelta(hours=1)), (LIMITS.day, timedelta(days=1))):
        assert len([at for at in answered if at > free - span]) < most
    assert free == NOW or any(free - at in (timedelta(hours=1), timedelta(days=1)) for at in answered)


@given(st.lists(st.sampled_from([*IDLE, "ack", "status"])))
def test_only_the_newest_idle_answers_count(kinds: list[str]) -> None:
    found = idle_in_a_row(kinds)
    assert all(kind in IDLE for kind in kinds[:found])
    assert found == len(kinds) or kinds[found] not in IDLE


@pytest.mark.parametrize("template", [each for variants in WORDING.sentences.values() for each in variants])
def test_each_sentence_of_ours_is_known_when_it_comes_back(template: str) -> None:
    assert is_own_sentence(template)


@pytest.mark.parametrize("text", ["LAPOR jalan rusak", "lapor! jalan rusak", "1708 tolong", "Jalan LAPOR!: "])
def test_what_a_person_writes_is_no_sentence_of_ours(text: str) -> None:
    assert not is_own_sentence(text)


def test_a_budget_that_is_spent_has_no_room() -> None:
    assert (room(3, 10), room(10, 10), room(11, 10)) == (7, 0, 0)
