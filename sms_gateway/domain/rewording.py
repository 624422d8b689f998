"""What people change in the texts by the console: proposals, their versions, and which text speaks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_TEXTS = 4  # of one sentence
LONGEST_TEXT = 1000  # characters, fields and brackets included


class RewordingState(StrEnum):
    """Where a proposal stands. What was approved is in force unless a later version is without it."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class MadeBy(StrEnum):
    """What made a version."""

    APPROVED = "approved"
    ROLLBACK = "rollback"


class Speaker(StrEnum):
    """Whose text of a sentence is sent; each lies over those before it."""

    PACKAGED = "packaged"
    FILE = "file"  # `templates.file` of the deployment
    CONSOLE = "console"


@dataclass(frozen=True, slots=True)
class Rewording:
    """Other texts for one sentence; none at all: those of the files again."""

    id: int
    language: str
    sentence: str
    texts: tuple[str, ...]
    state: RewordingState
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class WordingVersion:
    """Every sentence the console changed at one time, by its key."""

    id: int
    sentences: Mapping[str, tuple[str, ...]]
    made_by_what: MadeBy
    subject: int  # the number of the proposal, or of the version that came back
    made_by: str
    made_at: datetime
