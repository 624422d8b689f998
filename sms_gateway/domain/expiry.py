"""When an SMS of ours says nothing worth saying any more: by its kind, counted from when it was to leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Pointless(StrEnum):
    """Why an SMS is not sent any more."""

    CODE = "code-expired"
    QUESTION = "question-expired"
    LIMIT = "limit-passed"
    OUTDATED = "out-of-date"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long what the SMS speaks of is good, as configured."""

    order: timedelta
    enrolment: timedelta
    question: timedelta
    cancel: timedelta
    silence: timedelta
    day: timedelta = timedelta(days=1)


_NEVER: Final = None
_ASKS: Final = (Pointless.QUESTION, "question")
_DAILY: Final = (Pointless.OUTDATED, "day")
# A ticket number, an answer of an agency, what was decided: worth knowing however late. A kind not here
# has no place in the outbox.
_TABLE: Final[Mapping[str, tuple[Pointless, str] | None]] = MappingProxyType(
    {
        **dict.fromkeys(("ack", "added", "placed", "cancelled", "disputed", "rated", "reopened"), _NEVER),
        **dict.fromkeys(("separated", "protected", "stop", "start", "erased", "review"), _NEVER),
        **dict.fromkeys(("forwarded", "answered", "asked-by-agency", "changed", "archived"), _NEVER),
        **dict.fromkeys(("linked", "overdue", "closed", "silence"), _NEVER),
        **dict.fromkeys(("task-new", "task-news", "task-end", "task-late", "officer-late"), _NEVER),
        **dict.fromkeys(("order-told", "officer-alert", "officer-held", "officer-released"), _NEVER),
        **dict.fromkeys(("officer-disabled", "officer-enrolled"), _NEVER),
        # What asks: an answer to it would find no question any more.
        **dict.fromkeys(("asked", "repeat", "hidden", "erase"), _ASKS),
        "cancel": (Pointless.QUESTION, "cancel"),
        # What holds a code.
        "order-echo": (Pointless.CODE, "order"),
        "officer-code": (Pointless.CODE, "enrolment"),
        # A reminder of tomorrow's limit, and of how things stood today.
        "task-remind": (Pointless.LIMIT, "day"),
        **dict.fromkeys(("officer-recap", "status", "help", "kept", "which", "nothing"), _DAILY),
        **dict.fromkeys(("answer", "abuse", "officer-reply", "officer-code-refused"), _DAILY),
        "not-officer": _DAILY,
        "too-many": (Pointless.OUTDATED, "silence"),
    }
)
KINDS: Final = frozenset(_TABLE)
REASONS: Final[Mapping[str, Pointless]] = MappingProxyType(
    {kind: found[0] for kind, found in _TABLE.items() if found is not None}
)


def expires_at(kind: str, leaves_at: datetime, limits: Limits) -> datetime | None:
    """From when on an SMS of *kind*, to leave at *leaves_at*, is pointless; None: never."""
    found = _TABLE.get(kind)
    if found is None:
        return None
    spans: Mapping[str, timedelta] = {
        "order": limits.order,
        "enrolment": limits.enrolment,
        "question": limits.question,
        "cancel": limits.cancel,
        "silence": limits.silence,
        "day": limits.day,
    }
    return leaves_at + spans[found[1]]
