"""What an SMS of an officer's phone can mean: the closed list of decisions, and what each is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from sms_gateway.domain.cases import ArchiveCode, CaseState
from sms_gateway.domain.context import Context
from sms_gateway.domain.officers import OfficerState, OrderKind, TaskState


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task of the phone: open, or ended so lately that a late reply may still mean it.

    *ticket*: the number of the report as officers read it; *before*: the state its case was asked about in.
    *place*: where it is, for a list that must tell tasks apart; *leaving*: what waits to be carried out.
    """

    id: int
    number: int
    state: TaskState
    ticket: str
    case_state: CaseState
    problem: str
    before: CaseState | None = None
    returns: int = 0
    extended: bool = False
    due_at: datetime | None = None
    reporters: int = 1
    place: str = ""
    leaving: OrderKind | None = None

    @property
    def is_open(self) -> bool:
        """Whether something can still be done with it."""
        return self.state is TaskState.OPEN

    @property
    def is_answered(self) -> bool:
        """Whether its deadline is the reporter's to object, not the officer's to answer."""
        return CaseState.ANSWERED in (self.case_state, self.before)


@dataclass(frozen=True, slots=True)
class OfficerContext:
    """What is known when an officer's SMS is read.

    *tasks*: the phone's, a number at most twice: the open one counts. *choices*: agency codes that were
    proposed for a task, by its id, as the digits of TERUS mean them. *citizen*: the phone as a citizen's.
    *longest*: GSM-7 units of a text that is quoted; *returns*: so often a case may be sent back.
    """

    state: OfficerState
    tasks: tuple[TaskView, ...]
    citizen: Context
    today: date
    longest: int
    returns: int = 2
    choices: Mapping[int, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


class Why(StrEnum):
    """Why a command is not carried out."""

    UNANSWERED = "unanswered"  # SELESAI before an answer
    EXTENDED = "extended"  # PERPANJANG a second time
    RETURNS = "returns"  # BUKAN after agencies sent it back too often
    NO_CODE = "no-code"  # TOLAK without a reason's digit
    EMPTY = "empty"  # no words behind the command
    TOO_LONG = "too-long"
    PERSONAL = "personal-data"
    STATE = "state"  # the case does not allow it now
    DATES = "dates"  # CUTI without days that can be read


@dataclass(frozen=True, slots=True)
class Show:
    """ISI; *page*: which SMS of a text that takes several."""

    task: TaskView
    page: int = 1


@dataclass(frozen=True, slots=True)
class Accept:
    """TERIMA: the one order that needs no code."""

    task: TaskView


@dataclass(frozen=True, slots=True)
class Propose:
    """An order that is echoed with a code. *text*: the words; *code* is TOLAK's, *agency* TERUS's."""

    task: TaskView
    kind: OrderKind
    text: str = ""
    code: ArchiveCode | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class FindAgency:
    """TERUS and the name of an agency as the officer calls it."""

    task: TaskView
    words: str


@dataclass(frozen=True, slots=True)
class Confirm:
    """OK and digits; whether they fit is not known here."""

    code: str


@dataclass(frozen=True, slots=True)
class Undo:
    """BATAL and a task: what is confirmed and has not left yet is taken back."""

    task: TaskView


@dataclass(frozen=True, slots=True)
class ListTasks:
    """DAFTAR."""


@dataclass(frozen=True, slots=True)
class TakeLeave:
    """CUTI: both days belong to it; *stand_in* is a name as the officer wrote it, or empty."""

    first: date
    last: date
    stand_in: str


@dataclass(frozen=True, slots=True)
class Back:
    """HADIR."""


@dataclass(frozen=True, slots=True)
class OfficerHelp:
    """BANTUAN, a greeting, a test."""


@dataclass(frozen=True, slots=True)
class AsCitizen:
    """The message goes the way of any citizen's, read as one."""


@dataclass(frozen=True, slots=True)
class WhichTask:
    """Words without a task number: said to be sent to nobody, and sent to nobody."""


@dataclass(frozen=True, slots=True)
class UnclearTask:
    """A task's number and no command behind it."""

    task: TaskView


@dataclass(frozen=True, slots=True)
class UnreadCode:
    """OK and nothing that can be read as its code."""


@dataclass(frozen=True, slots=True)
class UnknownTask:
    number: str


@dataclass(frozen=True, slots=True)
class EndedTask:
    """Its number was this phone's lately; nothing of the message is used."""

    task: TaskView


@dataclass(frozen=True, slots=True)
class Cannot:
    """Refused for *why*. *word*: the command as it is written; *task* is None for CUTI."""

    why: Why
    word: str
    task: TaskView | None = None


@dataclass(frozen=True, slots=True)
class NotOfficer:
    """An officer's command from a phone that is none."""


@dataclass(frozen=True, slots=True)
class OnHold:
    """Too many wrong codes came from the phone: no command counts."""


OfficerDecision = (
    Show | Accept | Propose | FindAgency | Confirm | Undo | ListTasks | TakeLeave | Back | OfficerHelp
    | AsCitizen | WhichTask | UnclearTask | UnreadCode | UnknownTask | EndedTask | Cannot | NotOfficer
    | OnHold
)  # fmt: skip
