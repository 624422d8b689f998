"""Whoever answers the agency in his own words is understood, and nobody else is: a table of real texts."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from parsers import Knowledge, load_knowledge, parse
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.context import Context, Question, QuestionKind, TicketView
from sms_gateway.domain.conversation import decide, outcome
from sms_gateway.domain.decisions import (
    AddInfo,
    Answer,
    AskErase,
    Decision,
    NothingPending,
    OpenTicket,
    ShowStatus,
)
from sms_gateway.domain.messages import MessageState
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.verdict_decisions import Dispute

NOW = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
SOON = NOW + timedelta(hours=1)
ROAD = TicketView(1, "24183567", CaseState.ANSWERED, "jalan rusak", NOW, topic="jalan_jembatan")
ASKED = replace(ROAD, state=CaseState.ASKING)
WATER = TicketView(2, "24183617", CaseState.UNVERIFIED, "air mati", NOW)
RATING = Question(7, QuestionKind.RATING, (1,), SOON)
WHERE = Question(8, QuestionKind.PLACE, (1,), SOON)
ERASING = Question(9, QuestionKind.ERASE, (), SOON)

OPINIONS = (
    "puas",
    "puas pak terima kasih",
    "tidak puas",
    "kurang puas pak, baru separuh",
    "sudah bagus pak makasih banyak",
    "ok mantap sudah diperbaiki",
    "terima kasih pak",
)
REPLIES = ("ya", "tidak ada pak", "dpn no 45 sebelah indomaret", "45", "dpn indomaret")


@cache
def knowledge() -> Knowledge:
    return load_knowledge()


def means(text: str, *tickets: TicketView, question: Question | None = None) -> Decision:
    return decide(
        parse(text, now=NOW, knowledge=knowledge()), Context(tickets, question, None, NOW, text=text)
    )


@pytest.mark.parametrize("text", OPINIONS)
def test_an_opinion_of_the_answer_is_asked_for_its_digit(text: str) -> None:
    assert means(text, ROAD, WATER, question=RATING) == ShowStatus(ROAD)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("belum pak cuma ditabur pasir", "pak cuma ditabur pasir"),
        ("Blm pak, masih berlubang", "pak, masih berlubang"),
    ],
)
def test_belum_in_front_objects_to_the_answer(text: str, reason: str) -> None:
    assert means(text, ROAD, WATER, question=RATING) == Dispute(ROAD, reason)


@pytest.mark.parametrize(
    "text",
    [
        "lampu jalan mati di jl pemuda kota semarang, terima kasih",
        "belum ada bansos di ds sukamaju kec jonggol kab bogor",
        "belum pak masih berlubang juga di jl pemuda semarang",
    ],
)
def test_a_problem_or_a_place_of_its_own_is_another_report(text: str) -> None:
    assert isinstance(means(text, ROAD, WATER, question=RATING), OpenTicket)


@pytest.mark.parametrize("text", REPLIES)
def test_what_the_agency_asked_is_answered_by_any_short_reply(text: str) -> None:
    assert means(text, WATER, ASKED) == AddInfo(ASKED, text)


@pytest.mark.parametrize("text", REPLIES)
def test_nobody_asked_or_two_did_and_nothing_is_guessed(text: str) -> None:
    for tickets in ((WATER,), (ASKED, replace(ASKED, id=3, number="24183625"), WATER)):
        assert not isinstance(means(text, *tickets, replace(WATER, id=4, number="24184021")), AddInfo)


def test_a_question_about_the_place_is_not_the_agencys() -> None:
    assert isinstance(means("tidak", ASKED, question=replace(WHERE, expires_at=NOW)), NothingPending)
    assert isinstance(means("air pdam mati di ds sukamaju kec jonggol kab bogor", ASKED), OpenTicket)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("ya", Answer(Sentence.ERASE_WRONG, "erase-unread")),
        ("tidak jadi", Answer(Sentence.ERASE_KEPT, "erase-kept")),
        ("hapus", AskErase()),
    ],
)
def test_to_erase_takes_a_code_and_no_is_heard(text: str, meant: Decision) -> None:
    assert means(text, ROAD, question=ERASING) == meant


@pytest.mark.parametrize(
    "ticket",
    [
        replace(ROAD, state=CaseState.DONE, reopenable=True),
        replace(ROAD, state=CaseState.CANCELLED),
    ],
)
def test_words_about_what_is_over_are_answered_with_the_way_on_and_read(ticket: TicketView) -> None:
    decision = means("TAMBAH 24183567 rusak lagi", ticket)
    assert decision == ShowStatus(ticket, "rusak lagi")
    assert outcome(decision) is MessageState.REVIEW
