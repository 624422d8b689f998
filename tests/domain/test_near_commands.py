"""A command word with a short tail that says nothing is answered; a report behind such a word stays one."""

from datetime import UTC, datetime

import pytest

from parsers import Knowledge, parse
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.context import Context, TicketView
from sms_gateway.domain.conversation import decide
from sms_gateway.domain.decisions import (
    AddEmpty,
    Answer,
    AskCancel,
    AskErase,
    CancelNone,
    Decision,
    ListStatus,
    NoTickets,
    OpenTicket,
    Review,
    ShowStatus,
    Unreadable,
)
from sms_gateway.domain.place_decisions import Relocate

NOW = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)
ROAD = TicketView(1, "24183567", CaseState.UNVERIFIED, "jalan rusak", NOW)
WATER = TicketView(2, "24183617", CaseState.UNVERIFIED, "air mati", NOW)


def _meant(text: str, knowledge: Knowledge, *tickets: TicketView) -> Decision:
    return decide(parse(text, now=NOW, knowledge=knowledge), Context(tickets, None, None, NOW, text=text))


@pytest.mark.parametrize(
    ("text", "tickets", "meant"),
    [
        ("STATUS ABCD", (), NoTickets),
        ("STATUS ABCD", (ROAD,), ShowStatus),
        ("status abcd efgh", (ROAD, WATER), ListStatus),
        ("TAMBAH apa ya", (), AddEmpty),
        ("TAMBAH apa ya?", (ROAD, WATER), AddEmpty),
        ("BATAL xyz qwe", (), CancelNone),
        ("BATAL xyz qwe", (ROAD,), AskCancel),
        ("HAPUS ABCD", (), Answer),
        ("HAPUS DATA", (), AskErase),
        ("LOKASI xyzzy", (ROAD,), Relocate),  # whose words nobody can read go to a person
        ("LOKASI xyzzy", (), Review),
    ],
)
def test_what_is_nearly_a_command_is_answered(
    text: str, tickets: tuple[TicketView, ...], meant: type, knowledge: Knowledge
) -> None:
    assert isinstance(_meant(text, knowledge, *tickets), meant)


@pytest.mark.parametrize("word", ["STATUS", "TAMBAH", "BATAL", "LOKASI", "HAPUS"])
@pytest.mark.parametrize("digits", ["٢٤١٨٣٥٦٧", "۲۴۱۸۳۵۶۷", "२४१८३५६७"])
def test_a_number_in_other_digits_is_never_taken_for_one(
    word: str, digits: str, knowledge: Knowledge
) -> None:
    assert _meant(f"{word} {digits}", knowledge, ROAD, WATER) == Unreadable(word)


@pytest.mark.parametrize(
    "text",
    [
        "STATUS jalan rusak",
        "status tanah kami diserobot pt sawit",
        "tambah lampu jalan di jl melati garut",
        "tambah 2 lampu",
        "batal berangkat haji karena kuota",
        "hapus pungli di samsat",
        "hapus abcd dari daftar penerima bansos desa kami",
        "batal xyz qwe rst uvw",
    ],
)
def test_a_report_that_begins_with_a_command_word_stays_one(text: str, knowledge: Knowledge) -> None:
    assert isinstance(_meant(text, knowledge), OpenTicket)
