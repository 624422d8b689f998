"""A phone that never was an officer's: its order is told from all that a citizen could mean."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from parsers import Knowledge, parse
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.context import Context, Question, QuestionKind, TicketView
from sms_gateway.domain.strangers import orders

NOW = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
OWN = TicketView(5, "24184403", CaseState.ROUTED, "lampu mati", NOW)
NOTHING = Context((), None, None, NOW)
REPORTED = replace(NOTHING, tickets=(OWN,))
ORDERS = (
    "daftar",
    "DAFTAR TUGAS",
    "hadir",
    "cuti",
    "cuti 20/11 24/11 ani",
    "3 isi",
    "3 ISI 2",
    "3 terima",
    "tugas 3 terima",
    "3 jawab lubang sudah ditambal",
    "#3 jawab: sudah",
    "3 tanya patokannya di mana?",
    "3 terus dishub kota semarang",
    "3 bukan jalan nasional, wewenang BBPJN",
    "3 tolak",
    "3 tolak 1",
    "3 selesai",
    "3 perpanjang menunggu aspal",
    "ok 4719",
    "OK4719",
    "batal 3",
)
REPORTS = (
    "daftar bansos kok tidak bisa",
    "daftar tunggu rsud kacau",
    "hadir di puskesmas tidak dilayani",
    "3",
    "cuti 20/11 kantor lurah tutup padahal ada jadwal ktp",
    "cuti bersama tapi puskesmas tutup",
    "3 rumah kebakaran",
    "3 isi tabung gas langka di pasar",
    "3 terima kasih",
    "3 terima bansos padahal mampu",
    "3 terus menerus banjir",
    "3 bukan 4 lubang di jl pemuda",
    "3 tolak bala dipungut biaya",
    "3 selesai dicor sudah rusak lagi",
    "3 perpanjang ktp ditolak di kecamatan",
    "3 minggu jalan rusak",
    "3 orang di tanya uang oleh petugas",
    "ok",
    "ya",
    "ok 1708",
    "ok 24184403",
    "batal",
    "3 jawab! tolong rumah saya kebakaran orang terjebak",
    "lapor 3 jawab sudah",
)


def said(text: str, knowledge: Knowledge, context: Context = NOTHING) -> bool:
    return orders(text, parse(text, now=NOW, knowledge=knowledge), replace(context, text=text))


@pytest.mark.parametrize("text", ORDERS)
def test_an_unmistakable_order_is_one(text: str, knowledge: Knowledge) -> None:
    assert said(text, knowledge)


@pytest.mark.parametrize("text", REPORTS)
def test_what_a_citizen_could_mean_is_none(text: str, knowledge: Knowledge) -> None:
    assert not said(text, knowledge)


@pytest.mark.parametrize("text", ["batal 3", "3 tanya kapan diperbaiki"])
def test_who_has_a_report_may_mean_it(text: str, knowledge: Knowledge) -> None:
    assert said(text, knowledge)
    assert not said(text, knowledge, REPORTED)


@pytest.mark.parametrize("kind", QuestionKind)
@pytest.mark.parametrize("text", ["3 isi", "3 terima", "3 jawab sudah", "3 selesai", "ok 4719", "batal 3"])
def test_digits_while_something_is_asked_answer_it(
    kind: QuestionKind, text: str, knowledge: Knowledge
) -> None:
    asked = Question(1, kind, (5,), NOW + timedelta(hours=1), ("33.74", "33.22"))
    assert not said(text, knowledge, replace(REPORTED, question=asked))
