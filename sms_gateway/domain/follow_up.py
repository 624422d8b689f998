"""Whether a text goes on with the one open report: only when it says so, or is nothing but a place."""

import re
from typing import Final

from parsers.complaint import Failure, Kind, Missing, Parsed, Urgency
from sms_gateway.domain.answers import tells_where
from sms_gateway.domain.cases import CaseState
from sms_gateway.domain.context import TicketView

# Said where people go on with what they told before. One of these is enough ...
_PLAIN: Final = (
    "tambahan", "tmbahan", "tmbhn", "susulan", "lanjutan", "sambungan", "menyambung", "ralat", "koreksi",
    "masih", "msih", "msh", "lagi pak", "lg pak", "lagi bu", "lagi min", "sampai sekarang", "sampai skrg",
    "sampe sekarang", "sampe skrg", "smpai skrg", "smp skrg", "sampai hari ini", "belum juga", "blm juga",
    "blm jg", "blum juga", "tetap saja", "tetap aja", "ttp aja", "yg tadi", "yang tadi", "yg kemarin saya",
    "seperti laporan saya", "laporan saya tadi", "laporan sy tadi", "sudah saya laporkan", "sdh sy laporkan",
)  # fmt: skip
# ... of these it takes two, because they are said of new things as well.
_FAINT: Final = ("tadi", "td", "barusan", "lagi", "lg", "juga", "jg", "malah", "makin", "tambah", "kembali")
_LONGEST: Final = 300  # characters: who writes more tells something new
_WORD: Final = re.compile(r"[0-9a-z]+")


def reads_on(parsed: Parsed, text: str, ticket: TicketView) -> bool:
    """Whether *text*, which *parsed* comes from, goes on with *ticket*, the sender's only open one.

    A problem of its own is a new report, and so is the same problem at a place of its own.
    """
    if parsed.urgency is Urgency.EMERGENCY or len(text) > _LONGEST:
        return False
    if parsed.kind is Kind.NOT_A_REPORT:
        return parsed.failure is Failure.UNCLEAR and says_so(text)
    if parsed.kind is not Kind.REPORT:
        return False
    if tells_where(parsed):
        return True
    if ticket.state is CaseState.ASKING and Missing.PROBLEM in parsed.missing:
        return True  # the agency asked, and this names no problem of its own
    if not says_so(text):
        return False
    return Missing.PROBLEM in parsed.missing or (_same_topic(parsed, ticket) and not _elsewhere(parsed))


def says_so(text: str) -> bool:
    """Whether the words are those of somebody who goes on."""
    words = _WORD.findall(text.lower())
    joined = f" {' '.join(words)} "
    if any(f" {phrase} " in joined for phrase in _PLAIN):
        return True
    return sum(word in _FAINT for word in words) >= 2


def _same_topic(parsed: Parsed, ticket: TicketView) -> bool:
    return bool(parsed.topics) and ticket.topic is not None and parsed.topics[0][0] == ticket.topic


def _elsewhere(parsed: Parsed) -> bool:
    place = parsed.place
    return bool(place.code or place.candidates or place.street)
