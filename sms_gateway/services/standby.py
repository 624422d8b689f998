"""What doctor finds of a standby: a COMMIT that waits for one that is gone comes back with it, not before."""

from collections.abc import Iterator
from typing import Final

from sms_gateway.services.finding import Finding
from sms_gateway.services.office import Office
from sms_gateway.storage import refusals
from sms_gateway.storage.refusals import Waiting

PATIENCE: Final = 5.0  # seconds; one that is there answers in milliseconds
REMEDY: Final = (
    "See docs/runbooks/failover.md, When the standby is gone instead. Do not start parts again: they wait, "
    "and go on by themselves."
)


def waiting(office: Office) -> Waiting | None:
    """The COMMITs that wait for a standby; reading waits for none. Raises StoreUnavailable."""
    with office.sessions.read() as session:
        return refusals.waiting(session, PATIENCE)


def commits(found: Waiting | None) -> Iterator[Finding]:
    """Nothing where none waits."""
    if found is not None:
        told = (
            f"{found.commits} COMMITs wait for the standby ({found.standby}), one for {found.longest:.0f} s"
        )
        yield Finding("standby", False, told, REMEDY)


def instead(finding: Finding, found: Waiting | None) -> Finding:
    """*finding*, about who has not written for long: a note without a remedy while COMMITs wait."""
    if found is None or finding.ok is not False:
        return finding
    return Finding(finding.check, None, f"{finding.detail}: it may be well, COMMITs wait for the standby")
