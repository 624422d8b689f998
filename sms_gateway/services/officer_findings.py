"""What doctor finds about officers: what they ordered, who is on hold or missing, and the audit chain."""

from collections.abc import Iterator
from datetime import timedelta

from sms_gateway.domain.officers import OfficerState
from sms_gateway.services import audit
from sms_gateway.services.finding import Finding
from sms_gateway.services.office import Office
from sms_gateway.storage import officers, orders

_AUDIT_ROWS = 1_000
_SHOWN_AGENCIES = 10
_RUNBOOK = "See docs/runbooks/officers.md."


def of_officers(office: Office) -> Iterator[Finding]:
    """What they did, who cannot work, and where nobody does."""
    yield _audit(office)
    with office.sessions.read() as session:
        held = [str(each.id) for each in officers.in_state(session, OfficerState.ON_HOLD)]
        unserved = officers.unserved(session) if officers.any_known(session) else []
        gave_up, again = orders.given_up(session, office.now() - timedelta(days=1)), orders.troubled(session)
    told = f"officer {', '.join(held)}" if held else "none"
    yield Finding("officers on hold", not held, told, _RUNBOOK if held else "")
    yield _orders(gave_up, again)
    if unserved:
        shown = ", ".join(unserved[:_SHOWN_AGENCIES]) + (" ..." if len(unserved) > _SHOWN_AGENCIES else "")
        yield Finding("agencies without officers", None, f"{len(unserved)} with open cases: {shown}")


def _audit(office: Office) -> Finding:
    """Only the newest rows are read here; `audit verify` reads all of it."""
    verdict = audit.verify(office, last=_AUDIT_ROWS)
    if verdict.broken is None:
        return Finding("audit", True, f"the newest {verdict.rows} rows are whole")
    return Finding("audit", False, f"broken at {verdict.broken.seq} ({verdict.broken.why})", _RUNBOOK)


def _orders(gave_up: int, again: int) -> Finding:
    """What officers confirmed and was not done: their fault it is not."""
    if not gave_up + again:
        return Finding("orders of officers", True, "none failed")
    remedy = "Look for `order not carried out` in the logs; see docs/runbooks/officers.md, An order fails."
    told = f"{gave_up} given up in the last day, {again} failed and tried again"
    return Finding("orders of officers", False if gave_up else None, told, remedy)
