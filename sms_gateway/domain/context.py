"""What a decision is made from: the sender's own tickets, the questions to the phone, and the moment."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sms_gateway.domain.cases import CaseState


class QuestionKind(StrEnum):
    """What we asked a phone; at most one question is open to it."""

    CANCEL = "cancel"
    STATUS_GUESS = "status_guess"
    STATUS_LIST = "status_list"
    REPEAT = "repeat"
    ERASE = "erase"
    RATING = "rating"
    PLACE = "place"
    PLACE_CHOICE = "place_choice"
    HIDDEN = "hidden"  # the next report is to be anonymous or confidential


@dataclass(frozen=True, slots=True)
class TicketView:
    """One of the sender's own tickets. *reopenable*: it is finished, and not too long ago to be reopened."""

    id: int
    number: str
    state: CaseState
    problem: str
    created_at: datetime
    anonymous: bool = False
    confidential: bool = False
    topic: str | None = None
    region: str | None = None
    reopenable: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A question to this phone. *ticket_ids* in the order they were listed; void from *expires_at* on.

    *options*: what the digits of a choice mean, or the one thing that is proposed: codes.
    """

    id: int
    kind: QuestionKind
    ticket_ids: tuple[int, ...]
    expires_at: datetime
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What is known when the message is read. *tickets*: all the sender's, newest first.

    *waiting*: questions behind the open one, the first in line first. *text*: the whole message as typed.
    *says_where*: a question about the place is open, and *text* reads as a place once one is expected.
    """

    tickets: tuple[TicketView, ...]
    question: Question | None
    repeat_of: TicketView | None
    now: datetime
    waiting: tuple[Question, ...] = ()
    text: str = ""
    says_where: bool = False
