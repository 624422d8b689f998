"""What people teach the parser: the states of a rule, and who may decide it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from parsers.overlay import Rule, RuleKind


class RuleState(StrEnum):
    """Where a rule stands. An approved one is in force unless a version without it is."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Because(StrEnum):
    """Why there is a new version of what is taught."""

    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    ROLLBACK = "rollback"


@dataclass(frozen=True, slots=True)
class Taught:
    """A rule with its number, its state and who brought it there; *trial* is what it would change."""

    id: int
    rule: Rule
    state: RuleState
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    trial: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Version:
    """Everything taught at one time, by number, with the rules' own numbers."""

    id: int
    rules: tuple[tuple[int, Rule], ...]
    because: Because
    subject: int  # the number of the rule, or of the version that was taken back
    made_by: str
    made_at: datetime

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the rules in it."""
        return tuple(number for number, _ in self.rules)


@dataclass(frozen=True, slots=True)
class Head:
    """A version without its rules: a list of versions would read thousands of them."""

    id: int
    count: int
    because: Because
    subject: int
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text without personal data, and what is right about it (None: not known)."""

    id: int
    text: str
    topic: str | None
    regency: str | None
    kind: str | None = None  # "report", or "not_a_report:spam"


def plain(number: int, rule: Rule) -> dict[str, Any]:
    """A rule of a version as it is stored."""
    return {"id": number, "kind": rule.kind, "term": rule.term, "value": rule.value, "weight": rule.weight}


def of_plain(stored: dict[str, Any]) -> tuple[int, Rule]:
    """The other way round."""
    rule = Rule(RuleKind(stored["kind"]), stored["term"], stored["value"], stored["weight"])
    return stored["id"], rule
