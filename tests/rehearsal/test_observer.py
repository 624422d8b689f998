"""What must not happen at a phone is seen there."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sms_gateway.rehearsal.observer import (
    NEWS,
    Arrived,
    Observer,
    answers_arrived,
    first_in_line,
    numbers_shown,
)
from sms_gateway.rehearsal.stage import Heard
from tests.conftest import NOW

ACK = Heard(1, "+62812", "ack", "", 7, True, 1, NOW)
STOP = Heard(2, "+62812", "stop", "", None, True, 1, NOW)


def seen(*heard: Heard) -> Observer:
    observer = Observer()
    for sms in heard:
        observer.hear(sms)
    return observer


def test_a_second_acknowledgement_of_a_ticket_is_seen() -> None:
    observer = seen(ACK, replace(ACK, id=3), replace(ACK, id=4, ticket_id=8))
    assert (observer.second_acknowledgements, observer.heard_twice) == (1, 0)


def test_an_sms_that_comes_twice_is_seen() -> None:
    assert seen(STOP, STOP).heard_twice == 1


@pytest.mark.parametrize("kind", sorted(NEWS))
def test_news_after_stop_are_seen(kind: str) -> None:
    news = replace(ACK, id=3, kind=kind, answers=False)
    assert seen(STOP, news).news_after_stop == 1
    assert seen(STOP, replace(STOP, id=4, kind="start"), news).news_after_stop == 0
    assert seen(STOP, replace(news, number="+62813")).news_after_stop == 0
    assert seen(replace(STOP, ticket_id=9), news).news_after_stop == 0


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        (["d", "a", "b"], (1, 0)),
        (["a", "d", "b"], (0, 1)),
        (["a", "b"], (0, 1)),
        (["d"], (1, 0)),
        ([], (0, 1)),
    ],
)
def test_who_is_in_danger_is_counted_by_whether_others_were_answered_before(
    answered: list[str], expected: tuple[int, int]
) -> None:
    assert first_in_line(["a", "b", "d"], answered, frozenset({"d", "e"})) == expected


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("hub 081200000001", 1),
        ("hub +62 812-0000-0001 ya", 1),
        ("No 24183567 di 6281200000001", 1),
        ("hub 081200000009", 0),  # nobody's
        ("hub 081300000002", 0),  # its own
        ("No 24183567. Batas 17/11 812", 0),
    ],
)
def test_the_number_of_somebody_else_is_seen_however_it_is_written(text: str, shown: int) -> None:
    sms = replace(ACK, number="+6281300000002", text=text)
    assert numbers_shown([sms], ["+6281200000001", "+6281300000002"]) == shown


def test_an_answer_must_be_proven_before_it_arrives_and_arrives_once_for_each_ticket() -> None:
    sms = replace(ACK, kind="answered", text="dijawab: sudah (surat tugas 1-1). Puas?")
    another, words = replace(sms, ticket_id=8), "sudah (surat tugas 1-1)"
    before, later = NOW - timedelta(minutes=3), NOW + timedelta(minutes=3)
    assert answers_arrived([sms, another], {words: before}) == Arrived(2, 0, 0)
    assert answers_arrived([sms, sms], {words: before}) == Arrived(2, 0, 1)
    assert answers_arrived([sms], {words: later}) == Arrived(1, 1, 0)
    assert answers_arrived([sms], {words: None}) == Arrived(1, 1, 0)
    assert answers_arrived([sms], {}) == Arrived(0, 0, 0)
