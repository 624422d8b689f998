"""What goes on with the one open report, and what is a report of its own."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import Knowledge, Urgency, parse
from parsers.complaint import Kind, Parsed
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.context import TicketView
from sms_gateway.domain.follow_up import reads_on, says_so

NOW = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)
FLOOD = TicketView(1, "24183567", CaseState.WORKING, "banjir", NOW, topic="drainase_banjir")


@pytest.mark.parametrize(
    ("text", "follows"),
    [
        ("tambahan pak tadi pagi ada yang jatuh lagi", True),
        ("masih banjir", True),
        ("masih belum dibenerin pak", True),
        ("lagi pak sudah kejadian lagi", True),
        ("sampai sekarang belum ada petugas", True),
        ("dpn masjid al ikhlas", True),
        ("kel cempaka", True),
        ("banjir lagi di jl melati garut masih tinggi", False),  # a place of its own
        ("lampu jalan masih mati", False),  # a problem of its own
        ("tadi malam ada yang dibacok", False),  # one faint word is not enough
        ("jalan berlubang parah", False),
        ("masih ada kebakaran di pasar, banyak orang terjebak tolong", False),  # rescue is never put aside
    ],
)
def test_a_text_goes_on_only_when_it_says_so_or_is_a_place(
    text: str, follows: bool, knowledge: Knowledge
) -> None:
    parsed = parse(text, now=NOW, knowledge=knowledge)
    assert reads_on(parsed, text, FLOOD) is follows


@given(st.text(max_size=400))
def test_an_emergency_never_goes_on(text: str) -> None:
    assert not reads_on(Parsed(Kind.REPORT, text, urgency=Urgency.EMERGENCY), text, FLOOD)


@given(st.text(max_size=400))
def test_any_text_can_be_asked(text: str) -> None:
    assert says_so(text) in (True, False)
