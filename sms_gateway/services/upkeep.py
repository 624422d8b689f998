"""What time alone brings: re-ring for due work, reconcile with carriers, forget what is not needed."""

from collections.abc import Callable
from datetime import timedelta

from sms_gateway.domain.work import Queue
from sms_gateway.errors import GatewayError
from sms_gateway.services import console_sessions, exports
from sms_gateway.services.office import Office
from sms_gateway.services.reconcile import reconcile
from sms_gateway.storage import inbox, operations, outbox_claims, questions

HEARTBEATS = timedelta(minutes=10)
SIGNATURE_FAILURES = timedelta(days=7)


def sweep(office: Office, ring: Callable[[Queue], bool]) -> dict[Queue, int]:
    """Ring again for every queue with rows that are due; returns how many there are."""
    now = office.now()
    with office.sessions.read() as session:
        due = {
            Queue.INBOX: inbox.due_count(session, now),
            Queue.OUTBOX: outbox_claims.due_count(session, now),
        }
    for queue, count in due.items():
        if count:
            ring(queue)
    return due


def reconcile_all(office: Office) -> None:
    """Fetch what never arrived, from every carrier that keeps a record.

    Raises GatewayError for the first that failed, after all were asked.
    """
    faults: list[GatewayError] = []
    for name in office.carriers:
        try:
            reconcile(office, name)
        except GatewayError as error:
            faults.append(error)
    if faults:
        raise faults[0]


def forget(office: Office) -> None:
    """Close questions past their time and drop old heartbeats, counts, sign-ins and files."""
    now = office.now()
    with office.sessions.begin() as session:
        questions.close_expired(session, now)
        operations.forget_beats(session, now - HEARTBEATS)
        operations.forget_signature_failures(session, now - SIGNATURE_FAILURES)
    console_sessions.forget(office)
    exports.forget(office)
