"""What every use case is handed: the store, the keys, rules and texts in force, time, chance and the wire."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from parsers import Knowledge
from sms_gateway.carriers.base import Carrier
from sms_gateway.clock import Clock
from sms_gateway.crypto import Vault
from sms_gateway.domain.directory import AgencyDirectory
from sms_gateway.domain.rulebook import RuleBook
from sms_gateway.domain.wording import Wording
from sms_gateway.domain.work import Waker
from sms_gateway.settings import Settings
from sms_gateway.storage.engine import Sessions
from sms_gateway.tracing import NO_TRACER, Tracer

Steps = Callable[[str], None]


def no_steps(_: str) -> None:
    """In production nothing happens at the named steps of the path."""


def no_look() -> None:
    """For knowledge that never changes."""


class Agencies(Protocol):
    """The directory in force; it changes only when `look` is called."""

    def __call__(self) -> AgencyDirectory: ...

    def look(self) -> None:
        """Take over what was changed since. Never raises once there is a directory."""


@dataclass(frozen=True, slots=True)
class Office:
    """The collaborators of the use cases. *rand(n)* draws 0..n-1; *steps* is told each named step.

    *knowledge* and *wording* change only when *learn* is called, between batches; *file_wording* is what the
    files say, without what the console lays over it.
    """

    settings: Settings
    sessions: Sessions
    vault: Vault
    carriers: Mapping[str, Carrier]
    waker: Waker
    knowledge: Callable[[], Knowledge]
    rules: Callable[[], RuleBook]
    agencies: Agencies
    wording: Callable[[], Wording]
    file_wording: Callable[[], Wording]
    clock: Clock
    rand: Callable[[int], int]
    steps: Steps = field(default=no_steps)
    learn: Callable[[], None] = field(default=no_look)
    tracer: Tracer = field(default=NO_TRACER)

    def now(self) -> datetime:
        """Business time."""
        return self.clock()
