"""What a message can mean: the closed list of decisions."""

from dataclasses import dataclass

from parsers.complaint import Failure, Urgency
from sms_gateway.domain.context import TicketView
from sms_gateway.domain.place_decisions import LocationEmpty, PlaceAnswer, PlaceOther, Relocate
from sms_gateway.domain.protection import hides_next, verbs_of
from sms_gateway.domain.sentences import Sentence
from sms_gateway.domain.verdict_decisions import Dispute, Rate, Reopen, ReopenLate


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """A new report. *text* is the report without keyword or command word."""

    text: str
    anonymous: bool = False
    confidential: bool = False
    urgency: Urgency = Urgency.NORMAL
    distress: bool = False  # the sender speaks of ending the own life


@dataclass(frozen=True, slots=True)
class Repeat:
    ticket: TicketView


@dataclass(frozen=True, slots=True)
class OpenAnyway:
    """BARU: what was taken for a repeat of *ticket* is a report of its own."""

    ticket: TicketView


@dataclass(frozen=True, slots=True)
class Separate:
    """BEDA: one of *tickets* is another case than the one it was put on; all candidates, newest first."""

    tickets: tuple[TicketView, ...]


@dataclass(frozen=True, slots=True)
class Protect:
    """ANONIM or RAHASIA for a report that is there already."""

    ticket: TicketView
    anonymous: bool
    confidential: bool


@dataclass(frozen=True, slots=True)
class ShowStatus:
    """Where *ticket* stands and what can be done with it. *unread*: words about it that nobody has read."""

    ticket: TicketView
    unread: str = ""


@dataclass(frozen=True, slots=True)
class ListStatus:
    tickets: tuple[TicketView, ...]


@dataclass(frozen=True, slots=True)
class NoTickets:
    pass


@dataclass(frozen=True, slots=True)
class NotYours:
    """A well-formed number that is not the sender's. *unread*: the text after it, read by nobody yet."""

    number: str
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Mistyped:
    """A number that cannot be right. *suggestion* is asked about as STATUS_GUESS; *unread* as in NotYours."""

    number: str
    suggestion: TicketView | None
    unread: str = ""


@dataclass(frozen=True, slots=True)
class WebNumber:
    """A number of the LAPOR! web service; *unread* as in NotYours."""

    number: str
    unread: str = ""


@dataclass(frozen=True, slots=True)
class AddInfo:
    ticket: TicketView
    text: str


@dataclass(frozen=True, slots=True)
class LatePart:
    """*text* belongs to the long SMS that opened *ticket*, or told more of it, before it was whole."""

    ticket: TicketView
    text: str


@dataclass(frozen=True, slots=True)
class AddWhich:
    """TAMBAH without a number although several tickets are open; *unread* was not attached to any."""

    tickets: tuple[TicketView, ...]
    unread: str


@dataclass(frozen=True, slots=True)
class AddEmpty:
    ticket: TicketView | None


@dataclass(frozen=True, slots=True)
class AskCancel:
    ticket: TicketView


@dataclass(frozen=True, slots=True)
class CancelWhich:
    tickets: tuple[TicketView, ...]


@dataclass(frozen=True, slots=True)
class CancelNone:
    pass


@dataclass(frozen=True, slots=True)
class Cancel:
    """Confirmed by YA."""

    ticket: TicketView


@dataclass(frozen=True, slots=True)
class CancelRefused:
    """The agency has answered already."""

    ticket: TicketView


@dataclass(frozen=True, slots=True)
class KeepTicket:
    ticket: TicketView


@dataclass(frozen=True, slots=True)
class WhichTicket:
    """A command (*word*) that fits several tickets; *unread* was not attached to any."""

    tickets: tuple[TicketView, ...]
    word: str
    unread: str = ""


@dataclass(frozen=True, slots=True)
class WhichMeant:
    """A short number that answers nothing we asked. *most*: it is beyond the digits that do."""

    digits: str
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A number in digits that are not 0 to 9, behind *word*."""

    word: str


@dataclass(frozen=True, slots=True)
class HideNext:
    """ANONIM or RAHASIA ahead of the report it is for."""

    anonymous: bool
    confidential: bool

    @property
    def reason(self) -> str:
        """Kept with the message: a report a person reads days later is still the one this was for."""
        return hides_next(verbs_of(anonymous=self.anonymous, confidential=self.confidential))


@dataclass(frozen=True, slots=True)
class Help:
    pass


@dataclass(frozen=True, slots=True)
class Stop:
    """No more progress SMS: about *ticket*, or about anything when it is None."""

    ticket: TicketView | None


@dataclass(frozen=True, slots=True)
class Start:
    """Progress SMS again. *running*: the sender's open tickets, newest first."""

    running: tuple[TicketView, ...]


@dataclass(frozen=True, slots=True)
class OptOut:
    """Said at the carrier, who has answered it: progress SMS are not wanted any more, or (False) again."""

    stopped: bool


@dataclass(frozen=True, slots=True)
class AskErase:
    """HAPUS DATA: a code is sent and waited for."""


@dataclass(frozen=True, slots=True)
class Erase:
    """HAPUS and the digits that were sent; whether they fit is not known here."""

    code: str


@dataclass(frozen=True, slots=True)
class NothingPending:
    """A YA, TIDAK or digit that answers nothing."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Not a report: the fixed *sentence* is sent and the message is done, for *reason*."""

    sentence: Sentence
    reason: str


@dataclass(frozen=True, slots=True)
class Review:
    """A person reads it. *sentence* tells the sender; UNCLEAR and BY_HAND take its reference."""

    reason: str
    failure: Failure | None = None
    sentence: Sentence | None = Sentence.BY_HAND


@dataclass(frozen=True, slots=True)
class Ignore:
    """Kept, not answered."""

    reason: str


UnknownNumber = NotYours | Mistyped | WebNumber
Decision = (
    OpenTicket | OpenAnyway | Separate | Protect | Repeat | ShowStatus | ListStatus | NoTickets
    | NotYours | Mistyped | WebNumber | AddInfo | LatePart | AddWhich | AddEmpty | AskCancel
    | CancelWhich | CancelNone | Cancel | CancelRefused | KeepTicket | PlaceAnswer | PlaceOther | Relocate
    | LocationEmpty | WhichTicket | Rate | Dispute | Reopen | ReopenLate | WhichMeant | Unreadable
    | HideNext | Help | Stop | Start | OptOut | AskErase | Erase | NothingPending | Answer | Review
    | Ignore
)  # fmt: skip
