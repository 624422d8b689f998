"""The report of a rehearsal: plain figures without a number or an id, equal for equal seeds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sms_gateway.services.tallies import Tally


@dataclass(frozen=True, slots=True)
class Conversation:
    """How the dialogues of one temperament went."""

    citizens: int
    finished: int
    unanswered: int
    surprises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Traffic:
    """The SMS both ways. *heard*: how many reached a phone; *sent*: how many were promised and left."""

    received: int
    delivered_twice: int
    sent: int
    heard: int
    segments: int
    receipts: int


@dataclass(frozen=True, slots=True)
class Emergencies:
    """Of the emergencies that waited with others: how many were answered first, and how many were not."""

    first: int
    not_first: int


@dataclass(frozen=True, slots=True)
class Report:
    """What happened in the *days* from *start* on."""

    seed: int
    days: int
    citizens: int
    start: datetime
    traffic: Traffic
    conversations: Mapping[str, Conversation]
    tally: Tally
    emergencies: Emergencies
    stops: int
    staff_refused: Mapping[str, int]
    checks: Mapping[str, int]

    @property
    def well(self) -> bool:
        """Whether no check found anything."""
        return not any(self.checks.values())

    @property
    def sms_per_ticket(self) -> float:
        """SMS that reached phones for each ticket."""
        return round(self.traffic.heard / self.tally.tickets, 2) if self.tally.tickets else 0.0
