"""Everything the audit chain notes, by what it is about: the codes people filter by and cite."""

from collections.abc import Mapping
from itertools import chain
from types import MappingProxyType
from typing import Final, Literal, get_args

_Account = Literal[
    "account-added",
    "account-invited",
    "account-role",
    "account-disabled",
    "account-enabled",
]
_SignIn = Literal[
    "invitation-accepted",
    "signed-in",
    "signed-out",
    "sign-in-refused",
    "sign-ins-ended",
    "password-changed",
    "code-set-up",
    "code-proven",
    "code-refused",
    "recovery-codes-made",
]
_Case = Literal[
    "case-forward",
    "case-answer",
    "case-ask",
    "case-accept",
    "case-delay",
    "case-resume",
    "case-extend",
    "case-return",
    "case-finish",
    "case-archive",
    "case-reopen",
    "case-link",
    "case-refiled",
    "case-merge",
    "case-unmerge",
    "move-undone",
]
_Review = Literal["review-decided", "review-undone"]
_Task = Literal["task-opened", "task-resumed", "task-ended", "task-shown"]
_Order = Literal[
    "order-asked",
    "order-confirmed",
    "order-done",
    "order-refused",
    "order-undone",
    "order-failed",
    "code-wrong",
    "agencies-offered",
]
_Officer = Literal[
    "officer-added",
    "officer-code-sent",
    "officer-code-refused",
    "officer-verified",
    "officer-changed",
    "officer-disabled",
    "officer-enabled",
    "officer-held",
    "officer-released",
    "leave-noted",
    "leave-ended",
]
_Privacy = Literal[
    "number-shown",
    "number-searched",
    "lookers-shown",
    "breach-pack",
    "erasure-by-hand",
    "legal-hold-put",
    "legal-hold-lifted",
    "retention",
]
_Export = Literal[
    "export-asked",
    "export-made",
    "export-failed",
    "export-resumed",
    "export-cancelled",
    "export-fetched",
    "export-expired",
    "counts-exported",
]
_Taught = Literal[
    "rule-proposed",
    "rule-approved",
    "rule-rejected",
    "rule-withdrawn",
    "knowledge-rollback",
    "rewording-proposed",
    "rewording-approved",
    "rewording-rejected",
    "rewording-withdrawn",
    "wording-rollback",
]
_Sending = Literal[
    "sms-retried",
    "sms-dropped",
    "sending-held",
    "sending-released",
    "carrier-open",
    "carrier-half-open",
    "carrier-closed",
    "carrier-tried",
]
_System = Literal["database-restored", "index-key-changed"]

Action = (
    _Account
    | _SignIn
    | _Case
    | _Review
    | _Task
    | _Order
    | _Officer
    | _Privacy
    | _Export
    | _Taught
    | _Sending
    | _System
)
GROUPS: Final[Mapping[str, tuple[Action, ...]]] = MappingProxyType(
    {
        "account": get_args(_Account),
        "sign-in": get_args(_SignIn),
        "case": get_args(_Case),
        "review": get_args(_Review),
        "task": get_args(_Task),
        "order": get_args(_Order),
        "officer": get_args(_Officer),
        "privacy": get_args(_Privacy),
        "export": get_args(_Export),
        "taught": get_args(_Taught),
        "sending": get_args(_Sending),
        "system": get_args(_System),
    }
)
ACTIONS: Final[tuple[Action, ...]] = tuple(chain.from_iterable(GROUPS.values()))


def begun_by(typed: str) -> tuple[str, ...]:
    """The codes that begin with *typed*; one that nothing notes any more is found by its whole code."""
    return tuple(each for each in ACTIONS if each.startswith(typed)) or (typed,)
