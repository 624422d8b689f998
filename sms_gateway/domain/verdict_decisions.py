"""What a message can mean about an answer or an end: part of the closed list of decisions."""

from dataclasses import dataclass

from sms_gateway.domain.context import TicketView


@dataclass(frozen=True, slots=True)
class Rate:
    """The answer to *ticket* is worth *stars*, 1 to 5."""

    ticket: TicketView
    stars: int


@dataclass(frozen=True, slots=True)
class Dispute:
    """BELUM: the answer does not solve it."""

    ticket: TicketView
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reopen:
    """BUKA, or TAMBAH to what was archived."""

    ticket: TicketView
    text: str = ""


@dataclass(frozen=True, slots=True)
class ReopenLate:
    """It ended too long ago; *unread* was read by nobody yet."""

    ticket: TicketView
    unread: str = ""
