"""What a message can mean about where a report is: part of the closed list of decisions."""

from dataclasses import dataclass

from sms_gateway.domain.context import TicketView


@dataclass(frozen=True, slots=True)
class PlaceAnswer:
    """Where *ticket* is: *option* (a region code) was chosen, or *text* says it."""

    ticket: TicketView
    text: str
    option: str | None = None


@dataclass(frozen=True, slots=True)
class PlaceOther:
    """None of the places that were proposed for *ticket*."""

    ticket: TicketView


@dataclass(frozen=True, slots=True)
class Relocate:
    """LOKASI: *text* says where *ticket* really is."""

    ticket: TicketView
    text: str


@dataclass(frozen=True, slots=True)
class LocationEmpty:
    ticket: TicketView | None
