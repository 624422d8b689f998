"""What the answer of Jasmin's /send means for one SMS, and what its delivery reports say.

Source: Jasmin's documentation, "Sending SMS-MT" and "Receiving DLR", and its source (http/endpoints/send.py,
http/errors.py, managers/clients.py, managers/dlr.py).
"""

import re
from typing import Final

from sms_gateway.domain.messages import ReceiptState, SendOutcome

CREDENTIAL_WAIT = 60.0
OUR_FAULT_WAIT = 300.0

# An id is a UUID; a fault inside Jasmin may be printed in its place, and then nobody knows.
_SUCCESS = re.compile(r'Success "([0-9A-Za-z-]{1,64})"\s*')
WRONG_CREDENTIALS = 'Error "Authentication failure'
NOT_ALLOWED = 'Error "Authorization failed'  # the account lacks a right: never of one SMS
# All of them are answered before anything is put into the queue of a connector.
_NOT_TAKEN: Final = {
    (403, 'Error "User throughput exceeded'): SendOutcome.retry("jasmin-throughput", busy=True),
    (403, 'Error "Cannot charge submit_sm'): SendOutcome.retry("jasmin-charge", OUR_FAULT_WAIT),
    (403, WRONG_CREDENTIALS): SendOutcome.retry("jasmin-credentials", CREDENTIAL_WAIT),
    (412, 'Error "No route found'): SendOutcome.retry("jasmin-no-route", OUR_FAULT_WAIT),
    (412, 'Error "Failover route has no bound connectors'): SendOutcome.retry("jasmin-not-bound"),
    (500, 'Error "Cannot send submit_sm, check SMPPClientManagerPB'): SendOutcome.retry(
        "jasmin-no-connector", OUR_FAULT_WAIT
    ),
}

# SMPP 3.4, appendix B, for the phone; the SMSC's own answer (level 1) is a command status.
RECEIPT_STATES: Final = {
    "DELIVRD": ReceiptState.DELIVERED,
    "EXPIRED": ReceiptState.FAILED,
    "DELETED": ReceiptState.FAILED,
    "UNDELIV": ReceiptState.FAILED,
    "REJECTD": ReceiptState.FAILED,
    "ACCEPTD": ReceiptState.SENT,
    "ENROUTE": ReceiptState.SENT,
    "ESME_ROK": ReceiptState.SENT,
}
# What Jasmin may try again by itself (submit_error_retrial): no end of the SMS, so it moves nothing.
_TRIED_AGAIN: Final = frozenset({"ESME_RSYSERR", "ESME_RTHROTTLED", "ESME_RMSGQFUL", "ESME_RINVSCHED"})


def outcome_of(status: int, body: str) -> SendOutcome:
    """The outcome for an answer with HTTP *status*."""
    success = _SUCCESS.fullmatch(body) if status == 200 else None
    if success:
        return SendOutcome.accepted(success.group(1))
    for (known, start), outcome in _NOT_TAKEN.items():
        if status == known and body.startswith(start):
            return outcome
    return _by_status(status, body)


def _by_status(status: int, body: str) -> SendOutcome:
    word = f"jasmin-{status}"
    if status in (404, 405) or (400 <= status < 500 and body.startswith(NOT_ALLOWED)):
        return SendOutcome.retry(word, OUR_FAULT_WAIT)
    if status == 429:
        return SendOutcome.retry(word, busy=True)
    if status in (400, 403, 413) and body.startswith('Error "'):
        return SendOutcome.refused(word)
    return SendOutcome.unknown(word)


def state_of(status: str) -> ReceiptState:
    """The state a report's *message_status* names; one nobody listed is UNKNOWN."""
    if status.startswith("ESME_R") and status not in RECEIPT_STATES:
        return ReceiptState.UNKNOWN if status in _TRIED_AGAIN else ReceiptState.FAILED
    return RECEIPT_STATES.get(status, ReceiptState.UNKNOWN)


def error_code(status: str, err: str) -> str | None:
    """The number of the error: of the SMSC's refusal its name, of the phone's what the receipt says."""
    if status.startswith("ESME_R") and status != "ESME_ROK":
        return status[:64]
    return err if re.fullmatch(r"[0-9A-Za-z]{1,8}", err) and err.strip("0") else None
