"""Files that are made in the background: what they hold, how they end, and when they stop."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sms_gateway.domain.accounts import AccountState
from sms_gateway.domain.permissions import AccountRole, Permission, may


class ExportKind(StrEnum):
    """What a file is about."""

    TICKETS = "tickets"
    DASHBOARD = "dashboard"


class ExportState(StrEnum):
    """Where a file stands. Only a READY one can be fetched; what ended otherwise holds no lines."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class ExportFault(StrEnum):
    """Why a file failed, or is not whole."""

    SCOPE = "scope"  # the account sees other cases now than when it asked, or none at all
    BROKEN = "broken"  # what was asked cannot be read any more
    SLOW = "slow"  # the database did not answer in time, again and again; it may be tried once more
    CUT = "cut"  # it has as many lines as a file may have: not a failure


# What a file carries from a try that failed until a part is made, and how long it waits for the next.
WAITS: Final[Mapping[str, timedelta]] = {"slow-1": timedelta(minutes=1), "slow-2": timedelta(minutes=5)}
LIVE: Final = frozenset({ExportState.WAITING, ExportState.RUNNING})
NEEDS: Final[Mapping[ExportKind, Permission]] = {
    ExportKind.TICKETS: Permission.SEE_TICKETS,
    ExportKind.DASHBOARD: Permission.SEE_DASHBOARD,
}


def after_slow(why: str | None) -> str:
    """What a file carries whose try failed: the next wait, or that it is over."""
    tries = [None, *WAITS, ExportFault.SLOW]
    return str(tries[tries.index(why) + 1]) if why in WAITS or why is None else ExportFault.SLOW.value


def still_may(
    kind: ExportKind, asked_as: str | None, role: AccountRole, agency: str | None, state: AccountState
) -> bool:
    """Whether who asked while seeing the cases of *asked_as* may be given them now."""
    return state is AccountState.ACTIVE and may(role, NEEDS[kind]) and agency == asked_as


def share(since: datetime, reached: datetime, until: datetime) -> int:
    """How much of the time between *since* and *until* was done at *reached*, in per cent below 100."""
    whole = (until - since).total_seconds()
    if whole <= 0:
        return 0
    return max(0, min(99, int(100 * (reached - since).total_seconds() / whole)))
