"""The report of a rehearsal: plain figures without a number or an id, equal for equal seeds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sms_gateway.services.tallies import Tally
from sms_gateway.services.task_tallies import Staffed


@dataclass(frozen=True, slots=True)
class Conversation:
    """How the dialogues of one temperament went."""

    people: int
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
    """What happened in the *days* from *start* on.

    *staff*: the officers by temperament; *answers_arrived*: how many SMS brought an answer of theirs.
    """

    seed: int
    days: int
    citizens: int
    officers: int
    start: datetime
    traffic: Traffic
    conversations: Mapping[str, Conversation]
    staff: Mapping[str, Conversation]
    tally: Tally
    staffed: Staffed
    answers_arrived: int
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
