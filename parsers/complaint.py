"""The values parsing yields: frozen, complete, and published to everything outside."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

DISTRESS = "distress"  # the rule of the evidence that who writes wants to end the own life


class Kind(StrEnum):
    REPORT = "report"
    COMMAND = "command"
    NOT_A_REPORT = "not_a_report"


class Role(StrEnum):
    CITIZEN = "citizen"
    OFFICER = "officer"


class ReportType(StrEnum):
    PENGADUAN = "pengaduan"
    ASPIRASI = "aspirasi"
    INFORMASI = "informasi"


class Urgency(StrEnum):
    NORMAL = "normal"
    URGENT = "urgent"
    EMERGENCY = "emergency"


class Verb(StrEnum):
    """What a command asks for; from SHOW on only for officers."""

    STATUS = "status"
    ADD = "add"
    LOCATION = "location"
    CANCEL = "cancel"
    YES = "yes"
    NO = "no"
    NEW = "new"
    SEPARATE = "separate"
    DISPUTE = "dispute"
    REOPEN = "reopen"
    ANONYMOUS = "anonymous"
    CONFIDENTIAL = "confidential"
    HELP = "help"
    STOP = "stop"
    START = "start"
    ERASE = "erase"
    CHOICE = "choice"
    SHOW = "show"
    ACCEPT = "accept"
    ANSWER = "answer"
    ASK = "ask"
    FORWARD = "forward"
    RETURN = "return"
    REJECT = "reject"
    DONE = "done"
    EXTEND = "extend"
    LIST = "list"
    LEAVE = "leave"
    BACK = "back"
    CONFIRM = "confirm"


class Failure(StrEnum):
    EMPTY = "empty"
    GREETING = "greeting"
    TEST = "test"
    SPAM = "spam"
    FRAUD = "fraud"
    ABUSE = "abuse"
    ADVERT = "advert"
    SIM_REGISTRATION = "sim_registration"
    WRONG_ADDRESS = "wrong_address"
    UNCLEAR = "unclear"


class Missing(StrEnum):
    PLACE = "place"
    PROBLEM = "problem"


class Personal(StrEnum):
    NIK = "nik"
    KK = "kk"
    PHONE = "phone"
    ACCOUNT = "account"
    CARD = "card"
    EMAIL = "email"
    PLATE = "plate"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Command:
    """A command. *ticket*: the digits as typed (any length) or None; *rest*: the text after it."""

    verb: Verb
    ticket: str | None = None
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happens. Codes are Kemendagri's dotted codes; what was not found is None, never guessed."""

    province: str | None = None
    regency: str | None = None
    district: str | None = None
    village: str | None = None
    street: str | None = None
    number: str | None = None
    rt: str | None = None
    rw: str | None = None
    landmark: str | None = None
    candidates: tuple[str, ...] = ()

    @property
    def code(self) -> str | None:
        """The finest code found, or None."""
        return self.village or self.district or self.regency or self.province


@dataclass(frozen=True, slots=True)
class Period:
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class PersonalSpan:
    """A piece of personal data in the raw text; offsets count characters."""

    type: Personal
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """Which words (raw offsets) made which *field*, by which *rule* id."""

    field: str
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """Everything understood of one text. *topics* are ranked (topic, score 0..1), best first.

    *problem* is a short label of the complaint (GSM-7, at most 20 characters: "jalan rusak"), "" when none.
    *text* is the report without its keyword or command word; *failure* is set exactly for NOT_A_REPORT.
    """

    kind: Kind
    text: str = ""
    failure: Failure | None = None
    command: Command | None = None
    type: ReportType = ReportType.PENGADUAN
    topics: tuple[tuple[str, float], ...] = ()
    problem: str = ""
    place: Place = field(default_factory=Place)
    period: Period | None = None
    urgency: Urgency = Urgency.NORMAL
    agencies: tuple[str, ...] = ()
    personal_data: tuple[PersonalSpan, ...] = ()
    missing: tuple[Missing, ...] = ()
    confidence: float = 0.0
    evidence: tuple[Evidence, ...] = ()
    knowledge_version: str = ""
